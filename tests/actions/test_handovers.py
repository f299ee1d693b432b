"""移交: nothing moves before a coordinator decides; then the old lawyer's records end, another takes over, and both are on record."""

from uuid import UUID

import pytest
from sqlalchemy import select

from legalaid.actions import aid_records, assignment, handovers, lawyers, offers, scopes
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.tables.aid import AidRecord
from legalaid.tables.assignment import Handover, Offer
from legalaid.tables.tickets import TicketEvent
from tests.actions.test_assignment import ranked
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def ask(office: Office, asked: Asked, lawyer: str = "lawyer1", **values: str) -> UUID:
    return office.act(lawyer, lambda s, by: handovers.ask(s, by, f"{asked.no}-Y1", **{"reason": "LEAVE", "note": "产假半年", **values}).id)


def release(office: Office, ident: UUID, who: str = "haishu") -> Handover:
    return office.act(who, lambda s, by: handovers.release(s, by, ident, answer="同意"))


def states(office: Office, asked: Asked) -> list[tuple[str, str, str]]:
    logins = {v: k for k, v in office.people.items()}
    query = select(AidRecord).where(AidRecord.ticket_id == asked.id).order_by(AidRecord.no)
    return office.look(None, lambda s, _by: [(r.form, r.state, logins[r.lawyer.account_id]) for r in s.scalars(query)])


def test_a_matter_goes_to_another_lawyer_and_both_stay_on_record(office: Office) -> None:
    asked = office.accepted()
    ident = ask(office, asked)
    assert [h.id for h in office.look("haishu", lambda s, by: handovers.listing(s, by, "ASKED"))] == [ident]
    assert states(office, asked) == [("DRAFT", "OPEN", "lawyer1"), ("ARBITRATE", "OPEN", "lawyer1")], "asking moves nothing"
    release(office, ident)
    assert asked.no in [r.ticket.no for r in office.look("haishu", assignment.waiting)]
    with pytest.raises(NotFound):
        office.look("lawyer1", lambda s, by: aid_records.get(s, by, f"{asked.no}-Y1"))
    one = office.look(None, lambda s, _by: str(office.lawyer_id(s, "lawyer1")))
    assert ranked(office, asked).found.excluded[one] == ("曾婉拒本件",), "it never goes back"
    offer = office.offer(asked, "lawyer2")
    office.act("lawyer2", lambda s, by: offers.accept(s, by, offer, no_conflict=True))
    assert states(office, asked) == [("DRAFT", "TERMINATED", "lawyer1"), ("ARBITRATE", "TERMINATED", "lawyer1"), ("DRAFT", "OPEN", "lawyer2"), ("ARBITRATE", "OPEN", "lawyer2")]
    row = office.look("lawyer2", handovers.of_lawyer)[0]
    assert (row.state, row.giver.account_id, row.taker.account_id) == ("TAKEN", office.people["lawyer1"], office.people["lawyer2"])
    history = office.look(None, lambda s, _by: [e.text for e in s.scalars(select(TicketEvent).where(TicketEvent.ticket_id == asked.id, TicketEvent.public))])
    assert "示例lawyer1律师承办的事项已移交示例lawyer2律师" in history
    held = office.look(None, lambda s, by: {p.id: p.open["REPRESENTATION"] for p in lawyers.snapshot(s, by.now)})
    assert sorted(held.values()) == [0, 0, 1]


def test_what_was_closed_before_stays_with_whoever_closed_it_and_the_rest_does_not(office: Office) -> None:
    asked = office.accepted()
    office.act("lawyer1", lambda s, by: aid_records.close(s, by, f"{asked.no}-Y1", outcome="DELIVERED", awarded=None, recovered=None, report="文书已交付，材料归卷。"))
    ident = office.act("lawyer1", lambda s, by: handovers.ask(s, by, f"{asked.no}-Y2", reason="BUSY").id)
    release(office, ident)
    offer = office.offer(asked, "lawyer2")
    office.act("lawyer2", lambda s, by: offers.accept(s, by, offer, no_conflict=True))
    assert states(office, asked) == [("DRAFT", "CLOSED", "lawyer1"), ("ARBITRATE", "TERMINATED", "lawyer1"), ("ARBITRATE", "OPEN", "lawyer2")]
    assert office.look("lawyer1", lambda s, by: aid_records.get(s, by, f"{asked.no}-Y1").state) == "CLOSED", "its file is still to be handed in"
    with pytest.raises(NotFound):  # but the matter goes on without them
        office.look("lawyer1", lambda s, by: scopes.ticket(s, by, asked.no))
    assert office.look("lawyer2", lambda s, by: scopes.ticket(s, by, asked.no).no) == asked.no


def test_the_coordinator_takes_a_matter_away_or_refuses_with_a_reason(office: Office) -> None:
    asked, other = office.accepted(), office.accepted()
    offer = office.look(None, lambda s, _by: s.scalars(select(Offer.id).join(offers.AidRequest).where(offers.AidRequest.ticket_id == asked.id)).one())
    row = office.act("haishu", lambda s, by: handovers.take_away(s, by, offer, reason="CONFLICT", note="夜间复核发现"))
    assert (row.state, row.reason) == ("RELEASED", "CONFLICT")
    ident = ask(office, other)
    with pytest.raises(Refused, match="为什么不同意"):
        office.act("haishu", lambda s, by: handovers.refuse(s, by, ident, answer=""))
    office.act("haishu", lambda s, by: handovers.refuse(s, by, ident, answer="下周就开庭，请办完"))
    with pytest.raises(Conflict, match="已经处理"):
        release(office, ident)
    assert states(office, other)[0][1:] == ("OPEN", "lawyer1")
    assert ask(office, other, reason="BUSY") != ident, "one may ask again"


def test_nobody_else_may_and_nothing_happens_twice(office: Office) -> None:
    asked = office.accepted()
    for who, error in (("lawyer2", NotFound), ("haishu", Forbidden), ("mediator", Forbidden)):
        with pytest.raises(error):
            ask(office, asked, who)
    with pytest.raises(Invalid, match="原因"):
        ask(office, asked, reason="WHY")
    with pytest.raises(Refused, match="电话号码"):
        ask(office, asked, note="职工电话 13812345678")
    ident = ask(office, asked)
    with pytest.raises(Conflict, match="已经申请过"):
        ask(office, asked)
    with pytest.raises(NotFound):
        release(office, ident, "yinzhou")
    found = at_once(lambda: release(office, ident).state, lambda: release(office, ident, "haishu2").state)
    assert sorted(f if isinstance(f, str) else type(f).__name__ for f in found) == ["Conflict", "RELEASED"]
    done = office.helped("lawyer3")
    with pytest.raises(Conflict, match="已经结束"):
        ask(office, done, "lawyer3")


def test_proposals_place_everything_of_one_lawyer_around_the_others(office: Office) -> None:
    first, second = office.accepted(), office.offered()[0]
    office.act(None, lambda s, _by: setattr(lawyers.hold(s, office.lawyer_id(s, "lawyer2")), "caps", {"REPRESENTATION": 1}))
    ident = office.look(None, lambda s, _by: office.lawyer_id(s, "lawyer1"))
    found = office.look("haishu", lambda s, by: handovers.proposals(s, by, ident))
    assert {p.offer.aid_request.ticket.no for p in found} == {first.no, second.no}
    assert {p.to.name for p in found if p.to} == {"示例lawyer2", "示例lawyer3"}, "together, not each by itself"
    assert office.look("yinzhou", lambda s, by: handovers.proposals(s, by, ident)) == []
    assert office.look(None, lambda s, _by: len(list(s.scalars(select(Handover))))) == 0


def test_a_lawyer_who_goes_on_leave_in_mid_offer_loses_nothing_and_doubles_nothing(office: Office, clock: Clock) -> None:
    _, ident = office.offered("lawyer1")
    office.act("lawyer1", lambda s, by: lawyers.take_leave(s, by, starts=clock.now.date(), ends=clock.now.date().replace(day=30)))
    clock.forward(days=1, minutes=1)
    with pytest.raises(Conflict, match="时限已过"):
        office.act("lawyer1", lambda s, by: offers.accept(s, by, ident, no_conflict=True))
    due = office.look(None, lambda s, by: offers.lapsed(None, s, by))
    assert office.act(None, lambda s, by: offers.lapse(s, by, due))["passed_on"] == 1
    rows = office.look(None, lambda s, _by: sorted((o.state, o.lawyer.name) for o in s.scalars(select(Offer))))
    assert rows == [("LAPSED", "示例lawyer1"), ("OFFERED", "示例lawyer2")]
