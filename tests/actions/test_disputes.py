"""A dispute moves only by lawful steps, with the worker's recorded consent; its limitation follows the day it runs from."""

from datetime import date

import pytest

from legalaid.actions import calendar, disputes
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.tables.tickets import Consent, Ticket
from tests import counting
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.racing import at_once
from toolkit import deadlines, facts
from toolkit.refusal import Refusal

pytestmark = pytest.mark.both


def state(office: Office, asked: Asked) -> str:
    return office.look(None, lambda s, by: disputes.of(s, by, asked.no).state)


def consent(office: Office, asked: Asked, kind: str = "MEDIATION", who: str = "mediator") -> Consent:
    return office.act(who, lambda s, by: disputes.consent(s, by, asked.no, kind))


def test_mediation_needs_the_recorded_consent_and_a_claim_of_it_does_not_count(office: Office) -> None:
    asked = office.taken()
    for guards in (("both_consent",), ("both_consent", "worker_consent")):
        with pytest.raises(Refusal, match="同意"):
            office.step(asked, "apply_mediation", guards)
    assert state(office, asked) == "TRIAGED"
    consent(office, asked)
    assert office.step(asked, "apply_mediation", ("both_consent",)) == "MED_APPLIED"
    assert office.step(asked, "start_mediation") == "MEDIATING"
    assert office.step(asked, "agree") == "MED_AGREED"
    assert office.step(asked, "perform") == "PERFORMED"
    assert office.step(asked, "archive") == "CLOSED"


def test_consent_to_mediation_is_no_consent_to_a_transfer_and_the_other_way_round(office: Office) -> None:
    asked, other = office.taken(), office.taken()
    consent(office, asked)
    for event in ("transfer", "file_arbitration", "complain_to_inspection"):
        with pytest.raises(Refusal, match="同意"):
            office.step(asked, event)
    consent(office, other, "TRANSFER")
    with pytest.raises(Refusal, match="同意"):
        office.step(other, "apply_mediation", ("both_consent",))
    assert office.step(other, "file_arbitration") == "ARB_FILED"


def test_an_unlawful_step_is_refused_with_its_reason_and_leaves_no_trace(office: Office) -> None:
    asked = office.taken()
    before = office.look(None, lambda s, _by: len(s.get_one(Ticket, asked.id).events)), counting.audited(office)
    for event, words in (("sue", "须先经仲裁"), ("agree", "不能"), ("nonsense", "没有"), ("perform", "不能")):
        with pytest.raises(Refusal, match=words):
            office.step(asked, event, ("by_worker",))
    assert state(office, asked) == "TRIAGED"
    assert (office.look(None, lambda s, _by: len(s.get_one(Ticket, asked.id).events)), counting.audited(office)) == before


def test_a_step_is_told_to_the_worker_with_who_took_it(office: Office) -> None:
    asked = office.taken()
    office.step(asked, "file_arbitration", ("by_worker",))
    last = office.look(None, lambda s, _by: [(e.kind, e.public, e.actor_name) for e in s.get_one(Ticket, asked.id).events][-1])
    assert last == ("PROCEDURE", True, "示例mediator")


def test_an_administrative_track_runs_beside_the_dispute(office: Office) -> None:
    asked = office.taken()
    assert office.step(asked, "apply_injury_recognition") == "TRIAGED"
    assert office.look(None, lambda s, by: disputes.of(s, by, asked.no).admin_track) is True


def test_two_steps_at_once_are_taken_one_after_the_other(office: Office) -> None:
    asked = office.taken()
    found = at_once(*(lambda: office.step(asked, "file_arbitration", ("by_worker",)) for _ in range(2)))
    assert sorted(type(f).__name__ for f in found) == ["Refusal", "str"]
    seqs = office.look(None, lambda s, _by: [e.seq for e in s.get_one(Ticket, asked.id).events])
    assert seqs == list(range(1, len(seqs) + 1))


def test_consent_is_recorded_by_the_worker_or_whoever_handles_the_request(office: Office) -> None:
    asked = office.taken()
    assert consent(office, asked, who=office.worker(asked)).recorded_by is None
    assert consent(office, asked).recorded_by == office.people["mediator"]
    with pytest.raises(Forbidden):
        consent(office, office.accepted(), who="lawyer1")
    with pytest.raises(NotFound):
        consent(office, asked, who="mediator3")
    with pytest.raises(Refused, match="没有这种同意"):
        consent(office, asked, "SENSITIVE")


CASES = [  # wage claim, end, knew, events → due; from domain.md §2 and the holidays of §8
    (True, None, None, [], None), (True, None, date(2020, 1, 1), [], None), (True, date(2026, 11, 3), None, [], date(2027, 11, 3)),
    (True, date(2026, 11, 3), date(2024, 1, 1), [], date(2027, 11, 3)), (False, None, date(2026, 3, 2), [], date(2027, 3, 2)),
    (False, date(2026, 6, 1), date(2026, 3, 2), [], date(2027, 3, 2)), (False, date(2026, 6, 1), None, [], date(2027, 6, 1)),
    (False, None, date(2024, 6, 10), [deadlines.Interrupt(date(2025, 1, 15), "向单位主张"), deadlines.Suspend(date(2025, 2, 1), date(2025, 3, 2), "住院")], date(2026, 2, 13)),
    (False, None, date(2025, 10, 1), [], date(2026, 10, 8)), (True, date(2024, 2, 29), None, [], date(2025, 2, 28)),
]


@pytest.mark.parametrize(("wage", "ended", "knew", "events", "due"), CASES)
def test_the_last_day_follows_the_kind_of_claim(office: Office, wage: bool, ended: date | None, knew: date | None, events: list, due: date | None) -> None:
    asked = office.confirmed()
    found = office.act("haishu", lambda s, by: disputes.set_limitation(
        s, by, asked.no, calendar.office_calendar(s), ended_on=ended, knew_on=knew, wage_claim=wage, events=events))
    assert found.limitation_due == due
    assert found.limitation_reason
    assert ("存续期间" in found.limitation_reason[0]) is (due is None)


def test_a_limitation_needs_a_day_that_is_not_in_the_future_in_shanghai(office: Office, clock: Clock) -> None:
    asked = office.confirmed()

    def limit(**days: date | None) -> date | None:
        given = {"ended_on": None, "knew_on": None, "wage_claim": False, **days}
        return office.act("haishu", lambda s, by: disputes.set_limitation(s, by, asked.no, calendar.office_calendar(s), **given).limitation_due)

    with pytest.raises(Refused) as refused:
        limit()
    assert refused.value.field == "knew_on"
    with pytest.raises(Refused, match="不能晚于今天"):
        limit(knew_on=date(2026, 11, 25))
    clock.at("2026-11-25T06:30")  # the 24th in UTC
    assert limit(knew_on=date(2026, 11, 25)) == date(2027, 11, 25)


def test_facts_are_sealed_and_an_older_form_does_not_overwrite_them(office: Office) -> None:
    asked = office.taken()
    sheet = facts.from_json({"employer": {"name": "甲示例厂"}, "monthly_wage": "6200"})
    version = office.look("mediator", lambda s, by: disputes.of(s, by, asked.no).version)
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, asked.no, sheet, version))
    with pytest.raises(Conflict, match="别人已经改过"):
        office.act("haishu", lambda s, by: disputes.save_facts(s, by, asked.no, facts.from_json({}), version))

    def kept(session, by):
        dispute = disputes.of(session, by, asked.no)
        return disputes.facts_of(dispute), "甲示例厂".encode() in bytes(dispute.facts_sealed)

    assert office.look("mediator", kept) == (sheet, False)
