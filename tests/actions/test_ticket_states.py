"""The states of a ticket: every step that the specification does not name is refused, and refusing changes nothing."""

from datetime import date

import pytest

from legalaid.actions import pauses, ticket_states, tickets
from legalaid.errors import Conflict
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES, Ticket
from legalaid.tables.workers import Worker
from tests.builders import Asked, Office

# Written from domain.md §4, "States of the other records". A small matter is taken up without dispatch, and a result may be rejected.
ALLOWED = {
    "REGISTERED": {"CONFIRMED", "MERGED", "WITHDRAWN", "TRANSFERRED"},
    "CONFIRMED": {"DISPATCHED", "IN_PROGRESS", "MERGED", "WITHDRAWN", "TRANSFERRED"},
    "DISPATCHED": {"RETURNED", "IN_PROGRESS", "WITHDRAWN", "TRANSFERRED"},
    "RETURNED": {"DISPATCHED", "WITHDRAWN", "TRANSFERRED"},
    "IN_PROGRESS": {"PAUSED", "RESOLVED", "WITHDRAWN", "TRANSFERRED"},
    "PAUSED": {"IN_PROGRESS", "WITHDRAWN"},
    "RESOLVED": {"CLOSED", "IN_PROGRESS"},
    "CLOSED": {"IN_PROGRESS"},
    "MERGED": set(), "WITHDRAWN": set(), "TRANSFERRED": set(),
}


@pytest.mark.parametrize("source", TICKET_STATES)
@pytest.mark.parametrize("target", TICKET_STATES)
def test_a_state_follows_another_only_where_the_table_says_so(source: str, target: str) -> None:
    ticket = Ticket(state=source, worker=Worker())
    if target in ALLOWED[source]:
        ticket_states.move(ticket, target)
        assert ticket.state == target
        return
    with pytest.raises(Conflict) as refused:
        ticket_states.move(ticket, target)
    assert ticket.state == source
    assert TICKET_STATES[source] in refused.value.message
    assert TICKET_STATES[target] in refused.value.message


def test_open_means_none_of_the_four_closed_states() -> None:
    assert set(CLOSED_STATES) == {"CLOSED", "MERGED", "WITHDRAWN", "TRANSFERRED"}


def make(office: Office, state: str) -> Asked:
    """A ticket brought into a state by its real steps."""
    if state == "RETURNED":
        asked = office.dispatched()
        office.act("mediator", lambda s, by: tickets.send_back(s, by, asked.no, reason="单位不在本区"))
        return asked
    if state == "WITHDRAWN":
        asked = office.confirmed()
        office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason="职工不再申请"))
        return asked
    return {"REGISTERED": office.ask, "CONFIRMED": office.confirmed, "DISPATCHED": office.dispatched, "IN_PROGRESS": office.taken, "PAUSED": office.paused,
            "RESOLVED": office.resolved, "CLOSED": office.closed}[state]()


STEPS = {
    "confirm": ({"REGISTERED"}, lambda s, by, no, office: tickets.confirm(s, by, no, class_name="劳动经济", subclass="劳动报酬", cause=None, summary="拖欠工资")),
    "dispatch": ({"CONFIRMED", "RETURNED", "DISPATCHED", "IN_PROGRESS"}, lambda s, by, no, office: tickets.dispatch(
        s, by, no, organisation_id=office.places["330203R1"], handler_id=office.people["mediator2"])),
    "take": ({"CONFIRMED", "DISPATCHED", "RESOLVED", "CLOSED"}, lambda s, by, no, office: tickets.take(s, by, no)),
    "send_back": ({"DISPATCHED"}, lambda s, by, no, office: tickets.send_back(s, by, no, reason="单位不在本区")),
    "resolve": ({"IN_PROGRESS"}, lambda s, by, no, office: tickets.resolve(s, by, no, outcome="单位已补发")),
    "close": ({"RESOLVED"}, lambda s, by, no, office: tickets.close(s, by, no)),
    "pause": ({"IN_PROGRESS"}, lambda s, by, no, office: pauses.pause(s, by, no, ground="APPRAISAL", proof="鉴定受理回执", expected_on=date(2026, 12, 20))),
    "resume": ({"PAUSED"}, lambda s, by, no, office: pauses.resume(s, by, no)),
    "withdraw": ({"REGISTERED", "CONFIRMED", "DISPATCHED", "RETURNED", "IN_PROGRESS", "PAUSED"}, lambda s, by, no, office: tickets.withdraw(s, by, no, reason="")),
}


@pytest.mark.both
@pytest.mark.parametrize("state", ["REGISTERED", "CONFIRMED", "DISPATCHED", "RETURNED", "IN_PROGRESS", "PAUSED", "RESOLVED", "CLOSED", "WITHDRAWN"])
def test_every_action_is_open_in_its_states_and_refused_in_all_others(office: Office, state: str) -> None:
    for name, (open_in, step) in STEPS.items():
        asked = make(office, state)
        version = office.ticket(asked).version
        if state in open_in:
            office.act("haishu", lambda s, by, a=asked, f=step: f(s, by, a.no, office))
            assert office.ticket(asked).version > version, name
            continue
        with pytest.raises(Conflict):
            office.act("haishu", lambda s, by, a=asked, f=step: f(s, by, a.no, office))
        assert (office.ticket(asked).state, office.ticket(asked).version) == (state, version), name
