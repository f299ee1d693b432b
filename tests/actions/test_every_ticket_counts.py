"""Whatever is done with requests, in whatever order: registered = open + closed + merged + withdrawn + transferred, and no number twice."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from legalaid.actions import merges, reports, splits, tickets, transfers
from legalaid.actions.calendar import office_calendar
from legalaid.errors import Refused
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES, Split, Ticket, TicketEvent
from tests.builders import Office
from tests.conftest import Clock

STEPS = 200


def _send(session: Any, by: Any, no: str, _other: str) -> None:
    transfers.send(session, by, office_calendar(session), no, department="PETITION", office="示例信访局", reason="属于信访事项", agreed=True)


# name → (who, what is done to one request, with another one at hand); most are refused in most states, which must change nothing
DONE: dict[str, tuple[str, Any]] = {
    "confirm": ("haishu", lambda s, by, no, other: tickets.confirm(s, by, no, class_name="劳动经济", subclass="劳动报酬", cause="205.5", summary="拖欠工资")),
    "dispatch": ("city", lambda s, by, no, other: tickets.dispatch(s, by, no, organisation_id=s.scalars(select(Ticket.organisation_id).where(Ticket.no == no)).one(), handler_id=None)),
    "take": ("city", lambda s, by, no, other: tickets.take(s, by, no)), "send_back": ("city", lambda s, by, no, other: tickets.send_back(s, by, no, reason="请改派别处")),
    "resolve": ("city", lambda s, by, no, other: tickets.resolve(s, by, no, outcome="单位已补发")), "close": ("city", lambda s, by, no, other: tickets.close(s, by, no)),
    "withdraw": ("city", lambda s, by, no, other: tickets.withdraw(s, by, no, reason="")), "merge": ("city", lambda s, by, no, other: merges.merge(s, by, no, into=other)),
    "undo": ("city", lambda s, by, no, other: merges.undo(s, by, no, reason="核对后不是一件")), "send": ("city", _send),
    "received": ("city", lambda s, by, no, other: transfers.receive(s, by, no)), "answered": ("city", lambda s, by, no, other: transfers.answered(s, by, no, answer="已经答复职工")),
    "refused": ("city", lambda s, by, no, other: transfers.refused(s, by, no, reason="不归我们管")),
    "split": ("city", lambda s, by, no, other: splits.split(s, by, no, parts=[splits.Part("INJURY", "另外在车间里受了伤。")])),
}


@pytest.mark.both
def test_every_request_is_accounted_for_after_a_walk_through_all_actions(office: Office, clock: Clock) -> None:
    rng, asked, done = Random(1123), 0, Counter[str]()
    for _ in range(STEPS):
        clock.forward(minutes=rng.choice((1, 30, 600)))
        numbers = office.look(None, lambda s, _by: list(s.scalars(select(Ticket.no).order_by(Ticket.no))))
        if len(numbers) < 3 or rng.random() < 0.05:
            office.ask(phone=f"1390001777{rng.randrange(3)}")
            asked += 1
            continue
        name = rng.choice(list(DONE))
        who, action = DONE[name]
        for no, other in zip(rng.sample(numbers, min(12, len(numbers))), rng.choices(numbers, k=12), strict=False):
            before = office.look(None, _states)
            try:
                office.act(who, lambda s, by, a=action, n=no, o=other: a(s, by, n, o))
                done[name] += 1
                break
            except Refused:
                assert office.look(None, _states) == before, name
    assert set(DONE) - set(done) == set(), "the walk is too short to reach these"
    states = office.look(None, _states)
    counted = Counter(states.values())
    parts = office.look(None, lambda s, _by: s.scalar(select(func.count()).select_from(Split)) or 0)
    assert len(states) == asked + parts == sum(counted[state] for state in TICKET_STATES)
    still_open = sum(n for state, n in counted.items() if state not in CLOSED_STATES)
    assert len(states) == still_open + counted["CLOSED"] + counted["MERGED"] + counted["WITHDRAWN"] + counted["TRANSFERRED"]

    def told(session: Any, by: Any) -> None:
        # every state is the one that the history ends in, and whoever was merged leads to somebody who was not
        for ticket in session.scalars(select(Ticket)):
            assert merges.followed(session, ticket).state != "MERGED"
            assert (ticket.merged_into_id is not None) == (ticket.state == "MERGED")
            assert (ticket.closed_at is not None) == (ticket.state in CLOSED_STATES)
        sequences = session.execute(select(TicketEvent.ticket_id, func.count(), func.max(TicketEvent.seq)).group_by(TicketEvent.ticket_id)).all()
        assert all(count == last for _, count, last in sequences)
        assert reports.figures(session, by, reports.period("year", by.now)).registered == len(states) - counted["MERGED"]

    office.look("city", told)


def _states(session: Any, _by: Any) -> dict[str, str]:
    return dict(session.execute(select(Ticket.no, Ticket.state)).all())
