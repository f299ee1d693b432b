"""A praised matter becomes a masked draft once; an editor finishes it, a second person publishes it."""

from typing import Any

import pytest
from sqlalchemy import select

from casebank import case as bank
from casebank import redact
from legalaid import jobs, jobs_table
from legalaid.actions import cases, erasures, proposals, ratings, search
from legalaid.errors import Conflict
from legalaid.tables.erasures import Erasure
from legalaid.tables.library import Case, CaseProposal, CaseVersion
from legalaid.tables.office import AuditEntry
from legalaid.tables.tickets import Ticket
from tests.builders import Asked, Office
from tests.conftest import Clock

assert jobs_table.TABLE
TOLD = ("我叫周示例，在宁波青禾示例服饰有限公司做平车工，青禾服饰厂从今年八月起三个月没发工资，一共一万八千六百元，没有签过劳动合同，有考勤表。"
        "我电话13900010002，身份证330203199001011236，家住海曙区古林路12号，工资卡号：6222020200112233445。")


def night(office: Office, clock: Clock) -> dict[str, Any]:
    clock.forward(days=1)
    done = jobs.run(office.runtime, "propose-cases", clock())
    assert done.status == "done", done
    return dict(done.detail)


def drafts(office: Office) -> list[dict[str, Any]]:
    return office.look(None, lambda s, _by: [v.body for v in s.scalars(select(CaseVersion).where(CaseVersion.origin == proposals.ORIGIN).order_by(CaseVersion.written_at))])


@pytest.mark.both
def test_only_praised_closed_matters_are_proposed_and_each_once(office: Office, clock: Clock) -> None:
    office.closed()
    office.rated(3)
    good = [office.rated(4), office.rated(5)]
    assert night(office, clock) == {"proposed": 2}
    assert night(office, clock) == {"proposed": 0}
    assert set(office.look(None, lambda s, _by: s.scalars(select(CaseProposal.ticket_id)).all())) == {a.id for a in good}
    with office.runtime.read() as session:
        assert set(session.scalars(select(Case.state))) == {"DRAFT"}
    assert len(drafts(office)) == 2


def test_nothing_of_the_worker_or_the_employer_is_left(office: Office, clock: Clock) -> None:
    office.rated(5, statement=TOLD, name="周示例")
    night(office, clock)
    body = drafts(office)[0]
    text = bank.from_json(body).whole_text()
    for private in ("周示例", "青禾", "139000", "330203199001011236", "古林路12号", "6222020200112233445"):
        assert private not in text, private
    assert redact.residue(text) == []
    assert body["causes"] == ["205.5"]
    assert "三个月没发工资" in body["facts"]
    assert "单位已补发工资" in body["outcome"]
    assert "考勤" in "".join(body["evidence"])
    assert body["articles"]


def test_the_draft_does_not_lead_back_to_the_matter(office: Office, clock: Clock) -> None:
    asked = office.rated(5)
    night(office, clock)
    body = drafts(office)[0]
    assert asked.no not in str(body)
    assert body["id"].startswith("own-")
    assert office.look("editor", lambda s, by: cases.get(s, by, body["id"])).ref == body["id"]


def test_sums_and_results_of_the_aid_are_taken_over(office: Office, clock: Clock) -> None:
    asked = office.helped()
    office.act(office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=5))
    night(office, clock)
    body = drafts(office)[0]
    assert (body["outcome_type"], body["amount_awarded"], body["amount_claimed"]) == ("调解达成", "18600.00", "18600.00")


def test_a_matter_opened_again_meanwhile_is_left_out(office: Office) -> None:
    asked = office.rated(5)
    found = office.look(None, lambda s, by: proposals.waiting(None, s, by))
    assert [p.ticket_id for p in found] == [asked.id]

    def reopen(session: Any, _by: Any) -> None:
        session.get_one(Ticket, asked.id).state = "IN_PROGRESS"

    office.act(None, reopen)
    assert office.act(None, lambda s, by: proposals.propose(s, by, found)) == {"proposed": 0}


def test_an_editor_finishes_it_and_a_second_person_publishes_it(office: Office, clock: Clock) -> None:
    office.rated(5)
    night(office, clock)
    ref = drafts(office)[0]["id"]
    office.act("editor", lambda s, by: cases.submit(s, by, ref))
    office.act("editor2", lambda s, by: cases.review(s, by, ref, approve=True))
    assert office.look("mediator", lambda s, by: cases.get(s, by, ref)).published_number == 1


SPOKEN = "我叫周示例，车间主任王建国说我怀孕了就逼我走，同事李小红可以作证，微信号示例1988，医院查出我流产，三个月工资没有发。"


def erase(office: Office, asked: Asked) -> None:
    """As `erasures.decide` does, before any period has run out."""

    def action(session: Any, by: Any) -> None:
        worker = session.get_one(Ticket, asked.id).worker
        row = Erasure(worker_id=worker.id, worker=worker, state="ASKED", opened_at=by.now)
        session.add(row)
        session.flush()
        erasures.done(session, by, row)

    office.act("admin", action)


@pytest.mark.both
def test_with_the_worker_the_text_of_a_draft_is_erased_and_nothing_leads_back(office: Office, clock: Clock) -> None:
    asked = office.rated(5, statement=SPOKEN, name="周示例")
    night(office, clock)
    ref = drafts(office)[0]["id"]
    assert "李小红" in str(drafts(office)), "the machine does not know every name"
    office.act("editor", lambda s, by: cases.mask(s, by, ref, names=["王建国"]))
    office.act("editor", lambda s, by: cases.submit(s, by, ref))
    erase(office, asked)
    with office.runtime.read() as session:
        assert [v.state for v in session.scalars(select(CaseVersion))] == ["RETIRED"] * 2
        assert list(search.all_docs(session, "cases", clock().date())) == []
        kept = [(v.body, v.review_note, v.case.title, v.case.state) for v in session.scalars(select(CaseVersion))]
        assert session.scalars(select(CaseProposal)).all() == []
    for told in ("李小红", "王建国", "示例1988", "流产", "怀孕"):
        assert told not in str(kept), told
    assert bank.from_json(kept[0][0]).facts == proposals.FORGOTTEN
    with pytest.raises(Conflict):
        office.act("editor2", lambda s, by: cases.review(s, by, ref, approve=True))
    with pytest.raises(Conflict, match="随之撤回"):
        office.look("editor", lambda s, by: proposals.newest(cases.get(s, by, ref)))
    assert night(office, clock) == {"proposed": 0}


@pytest.mark.both
def test_what_two_people_released_stays_without_the_drafts_around_it(office: Office, clock: Clock) -> None:
    asked = office.rated(5, statement=SPOKEN, name="周示例")
    night(office, clock)
    ref = drafts(office)[0]["id"]
    office.act("editor", lambda s, by: cases.draft(s, by, {**drafts(office)[0], "facts": "女职工怀孕期间被要求离职，三个月工资没有发。"}))
    office.act("editor", lambda s, by: cases.submit(s, by, ref))
    office.act("editor2", lambda s, by: cases.review(s, by, ref, approve=True))
    office.act("editor", lambda s, by: cases.draft(s, by, {**drafts(office)[0], "lesson": "从第 1 稿抄来。"}))
    erase(office, asked)
    found = office.look("mediator", lambda s, by: cases.get(s, by, ref))
    with office.runtime.read() as session:
        bodies = [v.body["facts"] for v in session.scalars(select(CaseVersion).order_by(CaseVersion.number))]
        assert session.scalars(select(CaseProposal)).all() == []
    assert (found.state, found.published_number, bodies) == ("PUBLISHED", 2, [proposals.FORGOTTEN, "女职工怀孕期间被要求离职，三个月工资没有发。", proposals.FORGOTTEN])
    assert office.look("editor", lambda s, by: proposals.newest(cases.get(s, by, ref)).number) == 2, "what is written next begins with it"


@pytest.mark.both
def test_drafts_of_whoever_was_erased_before_drafts_were_thought_of_go_the_next_night(office: Office, clock: Clock) -> None:
    asked, other = office.rated(5, statement=SPOKEN, name="周示例"), office.rated(5)
    night(office, clock)
    worker_id = office.ticket(asked).worker_id

    def former(session: Any, by: Any) -> None:
        session.get_one(Ticket, asked.id).worker.erased_at = by.now

    office.act(None, former)
    assert night(office, clock) == {"proposed": 0}
    assert "李小红" not in str(drafts(office))
    with office.runtime.read() as session:
        assert session.scalars(select(CaseProposal.ticket_id)).all() == [other.id]
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "erasure.done")).one()
    assert (told.subject_id, told.detail) == (str(worker_id), {"drafts": 1})


def test_what_was_prepared_before_the_worker_was_erased_is_not_put_down(office: Office) -> None:
    asked = office.rated(5, statement=SPOKEN, name="周示例")
    found = office.look(None, lambda s, by: proposals.waiting(None, s, by))
    assert len(found) == 1
    erase(office, asked)
    assert office.act(None, lambda s, by: proposals.propose(s, by, found)) == {"proposed": 0}
    assert drafts(office) == []


def test_no_statement_no_proposal(office: Office, clock: Clock) -> None:
    asked: Asked = office.rated(5, statement="没发工资三个月了请帮忙")
    assert night(office, clock) == {"proposed": 0}
    assert asked.no
