"""The table of timed jobs: what runs when. The runner is in `jobs.py`."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casebank.engine import IndexBusy
from legalaid import jobs
from legalaid.actions import (
    aid_limits,
    aid_papers,
    attachments,
    audit,
    duties,
    erased_list,
    erasures_due,
    figures,
    learning,
    offers,
    overdue,
    payments,
    placing,
    proposals,
    radar,
    saved_searches,
    screening,
    search,
    slips,
    throttle,
    transfers,
    weekly_reports,
)
from legalaid.database import weigh
from legalaid.jobs import Job
from legalaid.roles import By
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Session as WebSession
from legalaid.tables.accounts import Submission
from legalaid.tables.library import Story


def _keep_head(runtime: Runtime, session: Session, by: By) -> tuple[int, str]:
    # The file is outside the database on purpose; appending the same line again does no harm.
    seq, digest = audit.head(session)
    if seq:
        audit.keep_head(runtime.settings.home, seq, digest)
    erased_list.keep(runtime.settings.home, session)
    return seq, digest


def _kept(session: Session, by: By, prepared: tuple[int, str]) -> dict[str, Any]:
    return {"seq": prepared[0]}


def _released(runtime: Runtime, session: Session, by: By) -> list[UUID]:
    erased_list.keep_or_log(runtime.settings.home, session)  # whom the run before erased
    return erasures_due.released(runtime, session, by)


def _nothing(runtime: Runtime, session: Session, by: By) -> None:
    return None


def _sweep(session: Session, by: By, prepared: None) -> dict[str, Any]:
    """Forget what has run out: sessions, forms of last week, pasted stories of yesterday, windows of tries."""
    done = {
        "sessions": delete(WebSession).where(WebSession.expires_at <= by.now),
        "submissions": delete(Submission).where(Submission.at <= by.now - timedelta(days=7)),
        "stories": delete(Story).where(Story.expires_at <= by.now),
    }
    return {name: session.connection().execute(statement).rowcount for name, statement in done.items()} | {"throttles": throttle.sweep(session, by.now)}


def _weigh(session: Session, by: By, prepared: None) -> dict[str, Any]:
    if session.get_bind().dialect.name == "sqlite":  # a server does it by itself, and its job account may not
        weigh(session.connection())
    return {}


def _index(runtime: Runtime, session: Session, by: By) -> list[search.Behind]:
    # The index is a copy that may be written twice; only the marks below belong to the claim.
    found = []
    for kind in ("cases", "statutes"):
        with suppress(IndexBusy):  # another process writes; what it leaves is done in the next minute
            found.append(search.catch_up(session, runtime.engine(kind), kind, by.now.astimezone(jobs.SHANGHAI).date()))
    return found


def _indexed(session: Session, by: By, prepared: list[search.Behind]) -> dict[str, Any]:
    return {late.kind: search.mark_indexed(session, late) for late in prepared}


def _searches(runtime: Runtime, session: Session, by: By) -> list[saved_searches.Checked]:
    return saved_searches.look(session, by, runtime.engine("cases"))


TABLE: dict[str, Job] = {
    "assign-waiting": Job("统一排案", {"hour": "10,15", "minute": "0"}, placing.solve, placing.place, times=placing.slots),
    "lapse-offers": Job("逾期指派失效并转下一位", {"minute": "*/5"}, offers.lapsed, offers.lapse),
    "index": Job("检索索引跟上数据库", {"minute": "*"}, _index, _indexed),
    "scan-files": Job("检查还没有扫描的材料", {"minute": "*/5"}, attachments.unscanned, attachments.settle),
    "keep-audit-head": Job("留存审计链尾和删除过的人的编号", {"minute": "0"}, _keep_head, _kept),
    "learn": Job("从采用记录学习检索用语", {"hour": "2", "minute": "10"}, learning.learn, learning.keep),
    "propose-cases": Job("评价好的办结诉求推荐成案例草稿", {"hour": "3", "minute": "10"}, proposals.waiting, proposals.propose),
    "saved-searches": Job("保存的检索有新案例时提醒", {"hour": "8", "minute": "30"}, _searches, saved_searches.tell),
    "figures-due": Job("年底提醒录入下一年的放假安排和参数", {"month": "11,12", "day": "15", "hour": "9", "minute": "10"}, figures.due, figures.remind),
    "refresh-limits": Job("按最新的放假安排和参数重新推算时效", {"hour": "3", "minute": "40"}, radar.stale, radar.refresh),
    "weigh": Job("更新数据库的查询统计", {"hour": "3", "minute": "25"}, _nothing, _weigh),
    "sweep": Job("清除过期内容", {"minute": "20"}, _nothing, _sweep),
    "plan-roster": Job("排出下一季度的值班表", {"day_of_week": "mon", "hour": "6", "minute": "30"}, duties.plan_job, duties.keep_job),
    "screen": Job("夜间复核：利益冲突、执业证、专长强度", {"hour": "2", "minute": "10"}, screening.prepare, screening.apply),
    "issue-slips": Job("超时的自动发督办单", {"hour": "9-17", "minute": "5"}, slips.prepare, slips.issue_overdue),
    "instalments": Job("协议分期付款的提醒", {"hour": "9", "minute": "20"}, payments.due, payments.remind),
    "weekly-report": Job("生成上一周的工情通动态情况报告", {"day_of_week": "mon", "hour": "7", "minute": "0"}, weekly_reports.prepare, weekly_reports.keep),
    "lapse-papers": Job("逾期没有补充材料的援助申请视为撤回", {"hour": "0", "minute": "20"}, aid_papers.lapsed, aid_papers.lapse),
    "warn-aid": Job("援助决定、指派、补办、异议临期提醒", {"hour": "9", "minute": "0"}, aid_limits.prepare, aid_limits.warn),
    "transfers-due": Job("移送超过时限没有签收、答复的提醒", {"hour": "9", "minute": "25"}, transfers.overdue, transfers.remind),
    "list-expired": Job("列出保存期满、等待放行删除的职工", {"day_of_week": "sun", "hour": "3", "minute": "50"}, erasures_due.expired, erasures_due.put_down),
    "erase-expired": Job("删除已经放行的到期个人信息", {"hour": "1-4", "minute": "*/5"}, _released, erasures_due.erase),
    "warn-due": Job("临期与超时提醒", {"hour": "9", "minute": "0"}, overdue.prepare, overdue.warn),
}
jobs.JOBS.update(TABLE)
