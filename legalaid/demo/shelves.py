"""The demo's library: starter cases, statutes, three indexes; and what editors have in hand."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from casebank import case as bank
from legalaid.actions import cases, search, statutes
from legalaid.demo.cast import Office
from legalaid.demo.diary import Life
from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from toolkit.statute_sources import read_package

STARTER = Path(bank.__file__).parent / "library"


def stock(office: Office) -> None:
    """Statutes and starter cases into the database."""
    lines = [line for path in sorted(STARTER.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    reading, laws = cases.read_lines(lines), read_package()
    with office.runtime.write() as session:
        by = office.runtime.system("DEMO", "demo", office.moment(330))
        statutes.keep(session, by, laws)
        cases.keep(session, by, reading, "随产品提供", publish_all=True)


def indexer() -> ProcessPoolExecutor:
    """A process of its own for the indexes; it loads the program while the office gets its people."""
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    pool.submit(loaded)
    return pool


def loaded() -> None:
    """Nothing: to be asked for this function, the process had to load everything."""


@contextmanager
def indexing(office: Office, pool: ProcessPoolExecutor) -> Iterator[None]:
    """Builds the indexes in that process while the body of the `with` fills in the live work."""
    with office.runtime.read() as session:
        waiting = [search.behind(session, kind, office.today) for kind in ("cases", "statutes")]
    built: Future[None] = pool.submit(build, office.runtime.settings, office.today)
    yield
    built.result()
    with office.runtime.write() as session:
        for seen in waiting:
            search.mark_indexed(session, seen)


def build(settings: Settings, today: date) -> None:
    """All three indexes from the database."""
    runtime = open_runtime(settings)
    try:
        for kind in search.KINDS:
            with runtime.read() as session:
                docs = search.all_docs(session, kind, today)
            runtime.engine(kind).rebuild(docs)
    finally:
        runtime.close()


DRAFTS = (
    # (writer, body, sent to review, sent back with)
    ("bianji", {"id": "demo-01", "title": "停业工厂拖欠三个月工资，街道联合调解当场结清", "causes": ["205.5"], "dispute_points": ["工厂停业后工资由谁支付"],
                "facts": "某制衣厂停产后拖欠十二名平车工三个月工资。职工代表电话 13900001234，多次讨要没有结果，到调处工作室求助。",
                "outcome": "调解员联系房东和外发方核实货款，当场结清工资 86400 元。", "outcome_type": "调解达成", "source": "调处工作室办理，供编写"}, False, ""),
    ("e001", {"id": "demo-02", "title": "入职一年未签合同，仲裁支持十一个月二倍工资差额", "causes": ["205.1"], "dispute_points": ["未签书面合同的二倍工资", "时效从哪天起算"],
              "facts": "某商场导购员入职一年零两个月，一直没有签劳动合同，工资由店长微信转账。", "outcome": "仲裁裁决支付二倍工资差额 46200 元。", "outcome_type": "全部支持",
              "reasoning": "用人单位自用工之日起超过一个月不满一年未订立书面劳动合同，应当每月支付二倍的工资。", "articles": ["劳动合同法-82"],
              "lesson": "二倍工资按月计算时效，来访当天就要算清最早一个月还在不在一年之内。", "source": "教学示例"}, True, ""),
    ("bianji", {"id": "demo-03", "title": "骑手送餐受伤，站点以个体户为由拒绝申报", "causes": ["215.1"], "dispute_points": ["个体户登记能否否定用工事实"],
                "facts": "某站点要求骑手注册个体户，送餐途中受伤后拒绝申报工伤。",
                "outcome": "工会协助固定排班和派单记录，双方达成赔偿协议。", "outcome_type": "调解达成", "source": "教学示例"}, True, ""),
    ("bianji", {"id": "demo-04", "title": "合同到期不续签，经济补偿从哪年算起", "causes": ["205.6"], "facts": "某化工企业与职工的劳动合同期满，企业不同意续签，也不支付补偿。",
                "outcome": "双方协商一致，企业支付四个月工资的经济补偿。", "outcome_type": "调解达成", "source": "教学示例"}, True, "请补上引用的法条和计算过程。"),
)


def in_hand(office: Office) -> Life:
    """What the editors have in hand: a draft, one waiting for review by either of them, one sent back."""
    desk = yield office.moment(4)
    for writer, body, sent, back in DRAFTS:
        cases.draft(desk.session, desk.staff(writer), body)
        if sent:
            cases.submit(desk.session, desk.staff(writer), str(body["id"]))
        if back:
            cases.review(desk.session, desk.staff("tongchou"), str(body["id"]), approve=False, note=back)
