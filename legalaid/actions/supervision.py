"""督办: how open requests stand against their limits, place by place, and the requests behind each number."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import first_steps, overdue, scopes, signs, slips
from legalaid.errors import NotFound, Refused
from legalaid.roles import By
from legalaid.tables.limits import Pause, Slip
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import IS_OPEN, Ticket
from toolkit.officehours import ZONE

VIEWS = {
    "open": "未办结", "overdue": "超时", "due_soon": "临期", "accept_late": "受理超时", "contact_late": "首次联系超时", "paused": "已暂停", "pause_over": "暂停到期未恢复",
    "slips": "督办单未办完",
}
PAGE, SHOWN = 50, 8


@dataclass
class Place:
    """Numbers of one organisation and everything below it, by view; `deeper` when there are places below it to look into.

    `own` is the row of what lies at the place looked at itself, without what is below it.
    """

    code: str
    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VIEWS, 0))
    deeper: bool = False
    own: bool = False


@dataclass(frozen=True)
class Board:
    """Every place with its numbers, those with something overdue first, their sum by view, and the requests that are most overdue."""

    places: list[Place]
    total: dict[str, int]
    late: list[Ticket]


def below(session: Session, by: By, code: str | None) -> Organisation | None:
    """The organisation whose parts are looked at; NotFound outside of this person's posts."""
    by.must("tickets.supervise")
    if code is None:
        return None
    place = session.scalar(select(Organisation).where(Organisation.code == code))
    if place is None or not (by.system or any(place.path.startswith(path) for path in by.paths("coordinator"))):
        raise NotFound
    return place


def board(session: Session, by: By, under: Organisation | None = None) -> Board:
    """How this person's places stand, or the parts of one of them."""
    by.must("tickets.supervise")
    seen = _views(session, by, under)
    rows = _places(session, by, under, seen)
    late = [ident for ident, (_, views) in seen.items() if "overdue" in views]
    query = select(Ticket).where(Ticket.id.in_(late)).order_by(Ticket.due_at, Ticket.no).limit(SHOWN)
    return Board(rows, {view: sum(row.counts[view] for row in rows) for view in VIEWS}, list(session.scalars(query)))


def _places(session: Session, by: By, under: Organisation | None, seen: dict[UUID, tuple[str, set[str]]]) -> list[Place]:
    # one row for each organisation directly below, and for what lies at the place itself
    bases = [under.path] if under is not None else list(by.paths("coordinator")) or ["/"]
    found: dict[str, Place] = {}
    for path, views in seen.values():
        base = max((b for b in bases if path.startswith(b)), key=len, default="/")
        step = path[len(base):].split("/")[0]
        key = f"{base}{step}/" if step else path
        place = found.setdefault(key, Place(key.rstrip("/").rpartition("/")[2], ""))
        place.deeper |= bool(step) and path != key
        for view in views:
            place.counts[view] += 1
    names = dict(session.execute(select(Organisation.path, Organisation.name).where(Organisation.path.in_(found))).all())
    for key, place in found.items():
        place.own = key in bases
        place.name = names[key] + ("（本级）" if place.own else "")
    return sorted(found.values(), key=lambda p: (-p.counts["overdue"], -p.counts["due_soon"], p.code))


def behind(session: Session, by: By, view: str, *, under: Organisation | None = None, here: bool = False, key: str = "", page: int = 1) -> tuple[list[Ticket], int]:
    """The requests behind a number of the board or behind an early sign, the nearest limit first, and how many there are.

    `here` leaves out what is below the place `under`.
    """
    by.must("tickets.supervise")
    where: tuple[ColumnElement[bool], ...]
    if view in signs.KINDS:
        where = signs.of(by, view, key)
    elif view in VIEWS:
        where = (Ticket.id.in_([ident for ident, (_, views) in _views(session, by, under, here=here).items() if view in views]),)
    else:
        raise Refused("没有这项。", field="of")
    found = list(session.scalars(select(Ticket.id).where(*where).order_by(Ticket.due_at, Ticket.no)))
    query = select(Ticket).where(Ticket.id.in_(found[(page - 1) * PAGE : page * PAGE])).order_by(Ticket.due_at, Ticket.no)
    return list(session.scalars(query.options(joinedload(Ticket.handler)))), len(found)


def _views(session: Session, by: By, under: Organisation | None, *, here: bool = False) -> dict[UUID, tuple[str, set[str]]]:
    """Of every open request in scope: the path of its place and the views it belongs to."""
    where: list[ColumnElement[bool]] = [IS_OPEN, scopes.tickets(by)]
    if under is not None:
        where.append(Ticket.organisation_id == under.id if here else scopes.organisations_under(under.path))
    query = select(Ticket.id, Ticket.state, Ticket.registered_at, Ticket.due_at, Ticket.paused_seconds, Organisation.path)
    rows: list[Any] = list(session.execute(query.join(Organisation, Organisation.id == Ticket.organisation_id).where(*where)))
    today = by.now.astimezone(ZONE).date()
    over = set(session.scalars(select(Pause.ticket_id).where(Pause.ended_at.is_(None), Pause.expected_on < today)))
    slipped = set(session.scalars(select(Slip.ticket_id).where(Slip.state.in_(slips.OPEN))))
    late = first_steps.overdue_steps(session, by.now)
    found = {}
    for ident, state, registered_at, due_at, paused_seconds, path in rows:
        views = {"open", overdue.stands(state, registered_at, due_at, paused_seconds, by.now) or "open"}
        views |= {name for name, there in (("paused", state == "PAUSED"), ("pause_over", ident in over), ("slips", ident in slipped)) if there}
        views |= {f"{step.lower()}_late" for step in late.get(ident, ())}
        found[ident] = (path, views)
    return found
