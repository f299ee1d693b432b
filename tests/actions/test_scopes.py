"""Who sees which ticket: lists and details agree with the rule of product.md §1, written here once more and row by row."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import (
    act_first,
    aid_endings,
    aid_papers,
    aid_records,
    aid_requests,
    assignment,
    calendar,
    case_files,
    conflicts,
    extensions,
    groups,
    handovers,
    offers,
    organisations,
    posts,
    ratings,
    report_cases,
    scopes,
    slips,
    tickets,
    transfers,
    weekly_reports,
)
from legalaid.errors import Conflict, Forbidden, NotFound
from legalaid.roles import ROLES, By, Post
from legalaid.tables.aid import RECORD_STATES, AidRecord
from legalaid.tables.assignment import Handover
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import TICKET_STATES, Ticket
from tests.actions.audited_reports import WEEK, with_case
from tests.builders import Asked, Office

pytestmark = pytest.mark.both
LETTERS = "aAbB1_%"  # codes that differ in case only, and signs that a pattern would take for wildcards


@dataclass(frozen=True)
class World:
    """Parents of the organisations (each by the place of an earlier one), posts of the person, tickets with where, whose, what state, which record."""

    parents: list[int]
    posts: list[tuple[str, int]]
    tickets: list[tuple[int, str, str, str, str]]
    own: list[bool]
    lawyer: bool


@st.composite
def worlds(draw: st.DrawFn, tickets: int = 6) -> World:
    size = draw(st.integers(2, len(LETTERS)))
    place = st.integers(0, size - 1)
    roles = draw(st.lists(st.tuples(st.sampled_from(sorted(ROLES)), place), min_size=1, max_size=2))
    who = st.sampled_from(["nobody", "me", "other"])
    ticket = st.tuples(place, who, st.sampled_from(sorted(TICKET_STATES)), who, st.sampled_from(sorted(RECORD_STATES)))
    return World([0, *(draw(st.integers(0, n - 1)) for n in range(1, size))], roles, draw(st.lists(ticket, min_size=tickets, max_size=tickets)),
                 draw(st.lists(st.booleans(), min_size=tickets, max_size=tickets)), any(role == "lawyer" for role, _ in roles))


def below(world: World, place: int, above: int) -> bool:
    """Whether an organisation is this one or lies under it."""
    while place != above:
        if place == 0:
            return False
        place = world.parents[place]
    return True


def may_see(world: World, number: int) -> bool:
    """product.md §1: own subtree and what was handed to one; a mediator the pool of the level; a lawyer what was accepted; a worker the own."""
    place, handler, state, lawyer, record = world.tickets[number]
    for role, post in world.posts:
        if role in ("coordinator", "zone_staff", "mediator", "auditor", "api_client") and below(world, place, post):
            return True
        if role in ("coordinator", "zone_staff", "mediator") and handler == "me":
            return True
        above = world.parents[post]
        if role == "mediator" and post != 0 and above != 0 and place == above and handler == "nobody" and state in ("CONFIRMED", "DISPATCHED"):
            return True
        if role == "lawyer" and lawyer == "me" and record != "TERMINATED":
            return True
        if role == "worker" and world.own[number]:
            return True
    return False


def build(office: Office, world: World, asked: list[Asked]) -> By:
    """The world in the database; the person as the edge would make them."""
    stamp = uuid4().hex[:6]

    def action(session, by) -> list[Organisation]:
        rows: list[Organisation] = []
        for number, parent in enumerate(world.parents):
            rows.append(organisations.add(session, by, code=f"{stamp}{LETTERS[number]}", name="示例", kind="ROOM", parent=rows[parent] if number else None))
        lawyer = {"me": office.lawyer_id(session, "lawyer1"), "other": office.lawyer_id(session, "lawyer2")}
        handler: dict[str, UUID | None] = {"me": office.people["mediator"], "other": office.people["zone"], "nobody": None}
        for one, (place, held, state, whose, record) in zip(asked, world.tickets, strict=True):
            row = session.get_one(Ticket, one.id)
            row.organisation_id, row.handler_id, row.state = rows[place].id, handler[held], state
            mine = session.scalars(select(AidRecord).where(AidRecord.ticket_id == one.id)).one()
            # nobody's is a record that somebody else closed long ago
            mine.lawyer_id, mine.state = lawyer.get(whose, lawyer["other"]), record
        session.flush()
        return rows

    rows = office.act(None, action)
    held = tuple(Post(role, rows[place].id, rows[place].path) for role, place in world.posts if role != "worker")
    worker = any(role == "worker" for role, _ in world.posts)
    own = frozenset(one.id for one, mine in zip(asked, world.own, strict=True) if mine) if worker else frozenset()
    return By(office.runtime.clock(), "WEB", "r", office.people["mediator"], held, frozenset({"worker"}) if worker else frozenset(),
              office.look(None, lambda s, _by: office.lawyer_id(s, "lawyer1")) if world.lawyer else None, own)


def world(role: str, post: int, *tickets: tuple[int, str, str, str, str], parents: tuple[int, ...] = (0, 0, 0, 0, 0, 0, 0)) -> World:
    """A case written out: one post, up to six tickets, the rest out of sight."""
    rest = [(0, "nobody", "CLOSED", "other", "OPEN")] * (6 - len(tickets))
    return World(list(parents), [(role, post)], [*tickets, *rest], [True, False] * 3, role == "lawyer")


FREE, TAKEN, EVERY = ("nobody", "CONFIRMED"), ("other", "IN_PROGRESS"), ("OPEN", "DELIVERED", "CLOSED", "TERMINATED")


@example(world("coordinator", 2, (3, *FREE, "nobody", "OPEN"), (2, *FREE, "nobody", "OPEN")))  # b and B
@example(world("zone_staff", 5, (4, *FREE, "nobody", "OPEN"), (6, *FREE, "nobody", "OPEN")))  # _ and one sign
@example(world("auditor", 6, *((n, *TAKEN, "me", "OPEN") for n in range(1, 6))))  # % and anything
@example(world("lawyer", 0, *((1, *TAKEN, "me", state) for state in EVERY)))
@example(world("lawyer", 0, *((1, "me", "IN_PROGRESS", "other", state) for state in EVERY)))
@example(world("mediator", 2, *((1, "nobody", state, "other", "OPEN") for state in ("REGISTERED", "CONFIRMED", "DISPATCHED", "RETURNED", "IN_PROGRESS", "CLOSED")), parents=(0, 0, 1)))
@example(world("mediator", 1, *((0, "nobody", state, "other", "OPEN") for state in ("CONFIRMED", "DISPATCHED")), parents=(0, 0)))  # never the whole city
@example(world("mediator", 2, (1, "other", "CONFIRMED", "other", "OPEN"), (1, "me", "CLOSED", "other", "OPEN"), parents=(0, 0, 1)))
@example(world("auditor", 1, (2, "me", "IN_PROGRESS", "other", "OPEN")))
@example(world("worker", 1, *((1, *TAKEN, "me", "OPEN") for _ in range(6))))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=worlds())
def test_lists_and_details_show_exactly_what_the_rule_says(office: Office, world: World) -> None:
    asked = office.__dict__.setdefault("asked", []) or office.__dict__["asked"]
    if not asked:
        asked += [office.accepted(lawyer="lawyer2", forms=("CONSULT",)) for _ in range(6)]
    by = build(office, world, asked)
    due = {one.no for number, one in enumerate(asked) if may_see(world, number)}

    def details(session, _by) -> set[str]:
        found = set()
        for one in asked:
            with suppress(NotFound):
                found.add(scopes.ticket(session, by, one.no).no)
        return found

    assert office.look(None, lambda s, _by: set(s.scalars(select(Ticket.no).where(scopes.tickets(by))))) == due
    assert office.look(None, details) == due
    records = office.look(None, lambda s, _by: {r.no[:-3] for r in s.scalars(select(AidRecord).where(aid_records.seen(by)))})
    assert records <= due, "a record is seen through its ticket"


def test_the_office_itself_sees_everything_and_a_visitor_nothing(office: Office) -> None:
    asked = office.ask()
    assert office.look(None, lambda s, by: scopes.ticket(s, by, asked.no).no) == asked.no
    with pytest.raises(NotFound):
        office.look(office.visitor(), lambda s, by: scopes.ticket(s, by, asked.no))


@pytest.mark.parametrize("who", ["admin", "editor", "finance"])
def test_whoever_does_not_work_on_requests_sees_none(office: Office, who: str) -> None:
    office.helped()
    assert office.look(who, lambda s, by: list(s.scalars(select(Ticket).where(scopes.tickets(by))))) == []
    assert office.look(who, lambda s, by: list(s.scalars(select(AidRecord).where(aid_records.seen(by))))) == []


def test_a_group_file_is_seen_from_its_tree_or_through_a_ticket_and_by_nobody_else(office: Office) -> None:
    first, second = office.accepted(), office.confirmed()
    no = office.group(first, second)

    def sees(who: str) -> bool:
        try:
            return office.look(who, lambda s, by: groups.get(s, by, no).no) == no
        except NotFound:
            return False

    assert {who: sees(who) for who in ("city", "haishu", "auditor", "lawyer1", "lawyer2", "yinzhou", "mediator3", "admin")} == {
        "city": True, "haishu": True, "auditor": True, "lawyer1": True, "lawyer2": False, "yinzhou": False, "mediator3": False, "admin": False}


def test_one_shows_masks_only_until_somebody_opens_them(office: Office) -> None:
    asked = office.ask(name="周大平示例", phone="13912345670", id_no="330203199001011236")
    ticket = office.look("auditor", lambda s, by: scopes.ticket(s, by, asked.no))
    with office.runtime.read() as session:
        row = session.merge(ticket, load=False)
        assert (str(row.worker.name), str(row.worker.phone), str(row.worker.id_no), str(row.statement)) == ("周***例", "139****5670", "3302************36", "（已加密保存）")


def test_a_coordinator_who_has_another_post_elsewhere_decides_only_below_their_own(office: Office) -> None:
    sent, taken = office.confirmed(), office.taken()
    office.act("haishu", lambda s, by: transfers.send(s, by, calendar.office_calendar(s), sent.no, department="POLICE", office="海曙公安示例分局", reason="涉嫌犯罪", agreed=True))
    asked = office.act("mediator", lambda s, by: extensions.ask(s, by, taken.no, days=3, need="等单位提供工资表").id)
    slip = office.act("haishu", lambda s, by: slips.issue(s, by, taken.no, demand="请说明进展").id)
    office.act("mediator", lambda s, by: slips.answer(s, by, slip, answer="单位答应下周补发"))
    office.act("admin", lambda s, by: posts.give(s, by, office.people["yinzhou"], role="zone_staff", organisation="330203"))
    assert office.look("yinzhou", lambda s, by: scopes.ticket(s, by, taken.no).no) == taken.no
    for action in (lambda s, by: extensions.decide(s, by, asked, grant=True), lambda s, by: slips.issue(s, by, taken.no, demand="请说明进展"),
                   lambda s, by: slips.review(s, by, slip, accept=True), lambda s, by: transfers.receive(s, by, sent.no),
                   lambda s, by: transfers.send(s, by, calendar.office_calendar(s), taken.no, department="POLICE", office="鄞州公安示例分局", reason="涉嫌犯罪", agreed=True)):
        with pytest.raises(Forbidden, match="担任统筹员"):
            office.act("yinzhou", action)
    office.act("city", lambda s, by: slips.review(s, by, slip, accept=True))


class Undone(Exception):
    """Raised when an action went through, so that nothing of it stays."""


def undone(action: Callable[[Session, By], object]) -> Callable[[Session, By], None]:
    def done(session: Session, by: By) -> None:
        action(session, by)
        raise Undone

    return done


def test_aid_is_decided_and_given_to_a_lawyer_only_below_a_post_as_coordinator(office: Office) -> None:
    confirmed, applied, granted, working, rated = office.confirmed(), office.applied(), office.granted(), office.accepted(), office.rated(level=1)
    waiting = office.offered()[1]
    closed = office.accepted(forms=("CONSULT",))
    office.act("lawyer1", lambda s, by: aid_records.log(s, by, f"{closed.no}-Y1", kind="CALL", happened_on=date(2026, 11, 24), text="电话答复"))
    office.act("lawyer1", lambda s, by: aid_records.close(s, by, f"{closed.no}-Y1", outcome="DELIVERED", awarded=None, recovered=None, report="已经答复，材料归卷。"))
    file = office.act("lawyer1", lambda s, by: case_files.hand_in(s, by, f"{closed.no}-Y1", items=list(case_files.ITEMS)).id)
    asked = office.act("lawyer1", lambda s, by: handovers.ask(s, by, f"{working.no}-Y1", reason="BUSY").id)
    lawyer, accepted = office.look(None, lambda s, _by: (office.lawyer_id(s, "lawyer1"), s.get_one(Handover, asked).offer_id))
    for who, elsewhere in (("yinzhou", "330203"), ("haishu", "330212")):
        office.act("admin", lambda s, by, who=who, elsewhere=elsewhere: posts.give(s, by, office.people[who], role="mediator", organisation=elsewhere))
    actions: tuple[Callable[[Session, By], object], ...] = (
        lambda s, by: tickets.dispatch(s, by, confirmed.no, organisation_id=next(p.organisation_id for p in by.posts if p.role == "coordinator"), handler_id=None),
        lambda s, by: aid_requests.decide(s, by, applied.no, grant=True, reason=""),
        lambda s, by: aid_papers.ask(s, by, applied.no, papers=["identity_paper"]),
        lambda s, by: act_first.grant(s, by, applied.no, reason="时效只剩三天，先安排律师"),
        lambda s, by: act_first.confirm(s, by, granted.no, entitled=True),
        lambda s, by: aid_endings.end(s, by, granted.no, reason="OWN_WISH", note="本人书面要求终止"),
        lambda s, by: assignment.offer(s, by, granted.no, lawyer, override_code="WISH"),
        lambda s, by: assignment.offer_first(s, by, granted.no),
        lambda s, by: assignment.hold(s, by, granted.no, lawyer),
        lambda s, by: assignment.release(s, by, granted.no),
        lambda s, by: conflicts.decide(s, by, granted.no, lawyer, verdict="CLEARED", reason="名称相近，不是一家"),
        lambda s, by: offers.cancel(s, by, waiting, reason="另行安排"),
        lambda s, by: handovers.release(s, by, asked),
        lambda s, by: handovers.refuse(s, by, asked, answer="请把这件办完"),
        lambda s, by: handovers.take_away(s, by, accepted, reason="LEAVE"),
        lambda s, by: case_files.check(s, by, file, accept=True),
        lambda s, by: ratings.call_back(s, by, rated.no, note="已电话致歉"),
    )
    ends = []
    for action in actions:
        with pytest.raises(Forbidden, match="担任统筹员"):
            office.act("yinzhou", action)
        with pytest.raises((Undone, Conflict)) as caught:
            office.act("haishu", undone(action))
        ends.append(caught.type is Undone)
    # nothing was granted before its review, nobody's place is held, nobody's conflict is doubted
    assert [number for number, done in enumerate(ends) if not done] == [4, 9, 10]


def test_the_weekly_report_tells_of_what_lies_below_a_post_as_coordinator(office: Office) -> None:
    case, other = with_case(office), office.closed()
    office.act("admin", lambda s, by: posts.give(s, by, office.people["yinzhou"], role="mediator", organisation="330203"))
    for action in (lambda s, by: report_cases.add(s, by, weekly_reports.get(s, by, WEEK), no=other.no), lambda s, by: report_cases.drop(s, by, case)):
        with pytest.raises(Forbidden, match="担任统筹员"):
            office.act("yinzhou", action)
        office.act("haishu", action)


def test_whoever_stands_at_the_top_of_one_tree_sees_nothing_of_another(office: Office) -> None:
    asked, own = office.ask(), office.ask()

    def seen() -> set[str]:
        return set(office.look("city", lambda s, by: s.scalars(select(Ticket.no).where(scopes.tickets(by))).all()))

    assert seen() == {asked.no, own.no}
    office.act(None, lambda s, by: setattr(s.get_one(Ticket, asked.id), "organisation", organisations.add(s, by, code="3310", name="示例市总工会", kind="CITY", parent=None)))
    assert seen() == {own.no}
