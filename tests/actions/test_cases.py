"""Life of a case: draft, masking, a second person's review, published, retired; and what an import may do to it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from casebank.engine import Query
from legalaid.actions import cases, search, statutes
from legalaid.errors import Conflict, FaultyFile, Forbidden, NotFound, Refused
from legalaid.roles import By, Post
from legalaid.runtime import Runtime
from legalaid.tables.library import Case, CaseCitation, CaseVersion
from legalaid.tables.office import AuditEntry
from tests.conftest import Clock

BODY: dict[str, Any] = {
    "id": "nb-1", "title": "拖欠三个月工资", "causes": ["205.5"], "facts": "某服装厂自八月起没有发工资，张某等人多次催要。", "dispute_points": ["拖欠工资的数额"],
    "outcome": "裁决支付工资18600元。", "reasoning": "用人单位应当及时足额支付劳动报酬。", "articles": ["劳动合同法-30", "《劳动合同法》第八十五条"], "lesson": "及时固定证据。",
}
PERSONAL = "申请人：周大平，电话13805745521。"


class Desk:
    """Two editors, a reader and the office itself, each step a transaction of its own."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.ids = {"editor": uuid4(), "second": uuid4(), "reader": uuid4()}

    def by(self, who: str) -> By:
        if who == "office":
            return self.runtime.system()
        role = "lawyer" if who == "reader" else "editor"
        return By(self.runtime.clock(), "WEB", "r-1", self.ids[who], posts=(Post(role, uuid4(), "/3302/"),))

    def do(self, who: str, action: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        with self.runtime.write() as session:
            return action(session, self.by(who), *args, **kw)

    def keep(self, *rows: dict[str, Any], **kw: Any) -> dict[str, int]:
        reading = cases.read_lines([json.dumps(row, ensure_ascii=False) for row in rows])
        return self.do("office", cases.keep, reading, "一批.jsonl", **kw)  # type: ignore[no-any-return]

    def publish(self, **changes: Any) -> None:
        self.do("editor", cases.draft, {**BODY, **changes})
        self.do("editor", cases.submit, changes.get("id", "nb-1"))
        self.do("second", cases.review, changes.get("id", "nb-1"), approve=True)

    def states(self, ref: str = "nb-1") -> list[str]:
        with self.runtime.read() as session:
            return list(session.scalars(select(CaseVersion.state).join(Case).where(Case.ref == ref).order_by(CaseVersion.number)))

    def case(self, ref: str = "nb-1") -> tuple[str, int | None, str]:
        with self.runtime.read() as session:
            row = session.scalars(select(Case).where(Case.ref == ref)).one()
            return row.state, row.published_number, row.title

    def index(self) -> None:
        with self.runtime.read() as session:
            late = search.catch_up(session, self.runtime.engine("cases"), "cases", self.runtime.clock().date())
        with self.runtime.write() as session:
            search.mark_indexed(session, late)

    def found(self, words: str = "工资") -> list[str]:
        with self.runtime.read() as session:
            return [h.id for h in search.find(session, self.runtime.engine("cases"), "cases", Query(words)).hits]


@pytest.fixture
def desk(runtime: Runtime) -> Desk:
    made = Desk(runtime)
    runtime.engine("cases").rebuild([])
    return made


@pytest.mark.both
def test_a_case_goes_from_draft_through_review_to_published_and_retired(desk: Desk, clock: Clock) -> None:
    desk.do("editor", cases.draft, BODY)
    assert (desk.states(), desk.case()) == (["DRAFT"], ("DRAFT", None, BODY["title"]))
    desk.do("editor", cases.submit, "nb-1")
    assert (desk.states(), desk.case()[:2]) == (["IN_REVIEW"], ("DRAFT", None))
    clock.forward(hours=1)
    version = desk.do("second", cases.review, "nb-1", approve=True, note="同意")
    assert (version.reviewer_id, version.reviewed_at, version.review_note) == (desk.ids["second"], clock(), "同意")
    assert desk.case()[:2] == ("PUBLISHED", 1)
    desk.do("second", cases.retire, "nb-1", reason="判决已被改判")
    assert (desk.states(), desk.case()[:2]) == (["RETIRED"], ("RETIRED", None))
    with desk.runtime.read() as session:
        assert list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq))) == ["case.draft", "case.submit", "case.publish", "case.retire"]


def test_nobody_reviews_their_own_work(desk: Desk) -> None:
    desk.do("editor", cases.draft, BODY)
    desk.do("second", cases.submit, "nb-1")
    with pytest.raises(Forbidden, match="自己"):
        desk.do("editor", cases.review, "nb-1", approve=True)
    assert desk.states() == ["IN_REVIEW"]
    desk.do("second", cases.review, "nb-1", approve=True)
    assert desk.states() == ["PUBLISHED"]


def test_who_submits_what_came_by_file_cannot_review_it_too(desk: Desk) -> None:
    desk.keep(BODY)
    desk.do("editor", cases.submit, "nb-1")
    with pytest.raises(Forbidden):
        desk.do("editor", cases.review, "nb-1", approve=True)
    desk.do("second", cases.review, "nb-1", approve=True)


def test_a_draft_sent_back_needs_a_reason_and_is_written_anew(desk: Desk) -> None:
    desk.do("editor", cases.draft, BODY)
    desk.do("editor", cases.submit, "nb-1")
    with pytest.raises(Refused, match="写明原因") as refused:
        desk.do("second", cases.review, "nb-1", approve=False, note=" 不行 ")
    assert refused.value.field == "note"
    desk.do("second", cases.review, "nb-1", approve=False, note="案情太简略")
    assert desk.states() == ["DRAFT"]
    desk.do("editor", cases.draft, {**BODY, "facts": "补充了案情的经过，写得更细。"})
    assert desk.states() == ["RETIRED", "DRAFT"]
    with desk.runtime.read() as session:
        assert session.scalars(select(CaseVersion.review_note).where(CaseVersion.number == 1)).one() == "案情太简略"


def test_while_one_text_waits_for_review_no_other_is_begun(desk: Desk) -> None:
    desk.do("editor", cases.draft, BODY)
    desk.do("editor", cases.submit, "nb-1")
    with pytest.raises(Conflict, match="待复核"):
        desk.do("editor", cases.draft, {**BODY, "title": "另一稿"})


@pytest.mark.parametrize("field", ["title", "facts", "outcome", "reasoning", "lesson", "dispute_points"])
def test_personal_data_left_in_any_text_stop_the_case_and_are_named(desk: Desk, field: str) -> None:
    desk.do("editor", cases.draft, {**BODY, field: [PERSONAL] if field == "dispute_points" else PERSONAL})
    with pytest.raises(Refused) as refused:
        desk.do("editor", cases.submit, "nb-1")
    assert "姓名“周大平”" in refused.value.message
    assert "电话号码“13805745521”" in refused.value.message
    assert desk.states() == ["DRAFT"]


def test_masking_makes_a_new_version_that_passes_and_keeps_the_old_one(desk: Desk) -> None:
    desk.do("editor", cases.draft, {**BODY, "facts": f"{PERSONAL}王小芳也在厂里。", "dispute_points": ["王小芳的工资"]})
    desk.do("editor", cases.mask, "nb-1", names=["王小芳"])
    assert desk.states() == ["RETIRED", "DRAFT"]
    version = desk.do("editor", cases.submit, "nb-1")
    assert version.body["facts"] == "申请人：周某，电话138××××××××。王某也在厂里。"
    assert version.body["dispute_points"] == ["王某的工资"]
    assert version.body["id"] == "nb-1"
    with pytest.raises(Conflict):
        desk.do("editor", cases.mask, "nb-1")


def test_masking_a_text_without_personal_data_makes_no_version(desk: Desk) -> None:
    desk.do("editor", cases.draft, BODY)
    with pytest.raises(Conflict, match="没有找到"):
        desk.do("editor", cases.mask, "nb-1")
    assert desk.states() == ["DRAFT"]


def test_a_new_text_takes_the_place_of_the_published_one_and_all_versions_are_kept(desk: Desk) -> None:
    desk.publish()
    desk.publish(title="拖欠工资，新的写法")
    assert desk.states() == ["RETIRED", "PUBLISHED"]
    assert desk.case() == ("PUBLISHED", 2, "拖欠工资，新的写法")
    with desk.runtime.read() as session:
        titles = [v.body["title"] for v in session.scalars(select(CaseVersion).order_by(CaseVersion.number))]
    assert titles == ["拖欠三个月工资", "拖欠工资，新的写法"]


def test_the_published_text_stays_in_the_search_until_the_new_one_is_reviewed(desk: Desk) -> None:
    desk.publish()
    desk.index()
    desk.do("editor", cases.draft, {**BODY, "title": "年休假争议", "facts": "年休假没有安排。", "outcome": "支持", "reasoning": "条例", "lesson": "", "dispute_points": []})
    desk.index()
    assert desk.found("拖欠工资") == ["nb-1"]
    assert desk.found("年休假") == []


def test_a_retired_case_leaves_search_and_index_at_once(desk: Desk) -> None:
    desk.publish()
    desk.publish(id="nb-2", title="加班工资")
    desk.index()
    assert set(desk.found()) == {"nb-1", "nb-2"}
    desk.do("second", cases.retire, "nb-1", reason="内容过时")
    assert desk.runtime.engine("cases").count() == 2  # the copy is behind for up to a minute
    assert desk.found() == ["nb-2"]
    desk.index()
    assert desk.runtime.engine("cases").count() == 1
    assert desk.found() == ["nb-2"]
    with pytest.raises(NotFound):
        desk.do("reader", cases.get, "nb-1")


def test_retiring_needs_a_reason_and_a_published_text(desk: Desk) -> None:
    desk.do("editor", cases.draft, BODY)
    with pytest.raises(Conflict):
        desk.do("second", cases.retire, "nb-1", reason="内容过时")
    desk.do("editor", cases.submit, "nb-1")
    desk.do("second", cases.review, "nb-1", approve=True)
    with pytest.raises(Refused, match="原因"):
        desk.do("second", cases.retire, "nb-1", reason="  ")
    assert desk.case()[:2] == ("PUBLISHED", 1)


def test_a_reader_sees_published_cases_only_and_changes_none(desk: Desk) -> None:
    desk.do("editor", cases.draft, BODY)
    with pytest.raises(NotFound):
        desk.do("reader", cases.get, "nb-1")
    for action, args in ((cases.draft, [BODY]), (cases.submit, ["nb-1"]), (cases.mask, ["nb-1"]), (cases.keep, [cases.read_lines([]), "x"])):
        with pytest.raises(Forbidden):
            desk.do("reader", action, *args)
    for action, kw in ((cases.review, {"approve": True}), (cases.retire, {"reason": "内容过时"})):
        with pytest.raises(Forbidden):
            desk.do("reader", action, "nb-1", **kw)
    desk.do("editor", cases.submit, "nb-1")
    desk.do("second", cases.review, "nb-1", approve=True)
    assert desk.do("reader", cases.get, "nb-1").ref == "nb-1"


def test_a_case_cites_articles_as_ids_and_as_written_and_finds_them_when_they_come_in(desk: Desk) -> None:
    desk.publish()

    def cited() -> dict[str, bool]:
        with desk.runtime.read() as session:
            return {c.article_ref: c.resolved for c in session.scalars(select(CaseCitation))}

    assert cited() == {"劳动合同法-30": False, "劳动合同法-85": False}
    row = {"id": "劳动合同法-30", "law": "中华人民共和国劳动合同法", "article": "第三十条", "text": "用人单位应当及时足额支付劳动报酬。", "version_date": "2012-12-28"}
    desk.do("office", statutes.keep, statutes.read_lines([json.dumps(row)]))
    assert cited() == {"劳动合同法-30": True, "劳动合同法-85": False}
    with desk.runtime.read() as session:
        assert [c.ref for c in statutes.cited_by(session, "劳动合同法-30")] == ["nb-1"]
    desk.do("second", cases.retire, "nb-1", reason="内容过时")
    with desk.runtime.read() as session:
        assert statutes.cited_by(session, "劳动合同法-30") == []


# --- import ---


@pytest.mark.both
def test_the_same_file_twice_changes_nothing_and_another_text_is_a_new_draft(desk: Desk) -> None:
    other = {**BODY, "id": "nb-2"}
    assert desk.keep(BODY, other) == {"added": 2, "changed": 0, "unchanged": 0, "published": 0}
    assert desk.keep(BODY, other) == {"added": 0, "changed": 0, "unchanged": 2, "published": 0}
    assert desk.keep(BODY, {**other, "lesson": "改过"}) == {"added": 0, "changed": 1, "unchanged": 1, "published": 0}
    assert (desk.states("nb-1"), desk.states("nb-2")) == (["DRAFT"], ["RETIRED", "DRAFT"])
    assert desk.keep(other)["changed"] == 1, "a file that takes its change back is a change too"


def test_a_file_neither_undoes_what_was_edited_since_nor_touches_what_is_published(desk: Desk) -> None:
    desk.keep(BODY)
    desk.publish(title="编辑过的标题")
    assert desk.keep(BODY)["unchanged"] == 1
    assert desk.case() == ("PUBLISHED", 2, "编辑过的标题")
    assert desk.keep({**BODY, "title": "来源更新的标题"})["changed"] == 1
    assert desk.case() == ("PUBLISHED", 2, "编辑过的标题")
    assert desk.states() == ["RETIRED", "PUBLISHED", "DRAFT"]


def test_a_retired_case_does_not_come_back_with_the_same_file(desk: Desk) -> None:
    row = {**BODY, "source": "第一批", "url": "https://www.court.gov.cn/1.html"}
    assert desk.keep(row)["published"] == 1
    desk.do("second", cases.retire, "nb-1", reason="内容过时")
    assert desk.keep(row)["unchanged"] == 1
    assert desk.case()[0] == "RETIRED"


def test_an_official_publication_is_published_at_once_with_its_names(desk: Desk) -> None:
    desk.keep({**BODY, "facts": PERSONAL, "batch": "第一批", "url": "https://www.court.gov.cn/1.html"}, {**BODY, "id": "nb-2", "source": "自己写的", "url": "https://example.org/1"})
    assert desk.case("nb-1")[:2] == ("PUBLISHED", 1)
    assert desk.case("nb-2")[:2] == ("DRAFT", None)
    with desk.runtime.read() as session:
        version = session.scalars(select(CaseVersion).where(CaseVersion.official.is_(True))).one()
        assert (version.review_note, version.body["facts"], version.body["source"]) == ("官方发布", PERSONAL, "第一批")


def test_an_official_text_published_over_one_in_review_settles_it(desk: Desk) -> None:
    desk.do("editor", cases.draft, BODY)
    desk.do("editor", cases.submit, "nb-1")
    desk.keep({**BODY, "source": "第一批", "url": "https://www.court.gov.cn/1.html"})
    assert desk.states() == ["RETIRED", "PUBLISHED"]
    with pytest.raises(Conflict):
        desk.do("second", cases.review, "nb-1", approve=True)


def test_a_file_with_faults_names_every_one_and_keeps_nothing(desk: Desk) -> None:
    lines = [json.dumps(BODY), "{broken", json.dumps({**BODY, "id": "x", "causes": ["999.9"], "amount_claimed": "-1"}), "", '{"id": "a", "id": "b"}', "[" * 100_000]
    with pytest.raises(FaultyFile) as refused:
        cases.read_lines(lines)
    assert [(line, field) for line, field, _ in refused.value.faults] == [(2, "内容"), (3, "amount_claimed"), (3, "causes"), (5, "内容"), (6, "内容")]
    with desk.runtime.read() as session:
        assert session.scalars(select(Case)).all() == []
