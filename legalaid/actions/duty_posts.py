"""值班岗位: half days of every week at a place, which rooms they serve besides, and their end."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.errors import Conflict, Invalid, NotFound, Stale
from legalaid.roles import By
from legalaid.tables.organisations import Organisation
from legalaid.tables.roster import HALVES, DutyPost

KINDS = ("ROOM", "TOWN", "DISTRICT")  # where a post may be: mediation rooms and the unions' service points


def add(session: Session, by: By, *, organisation_id: UUID, weekday: int, half: str, starts: date) -> DutyPost:
    """设岗: a half day of every week at a place."""
    by.must("roster.plan")
    place = session.get(Organisation, organisation_id)
    errors = {}
    if place is None or place.county is None:
        errors["organisation_id"] = "请选择一个地点。"
    if weekday not in range(7):
        errors["weekday"] = "请选择星期几。"
    if half not in HALVES:
        errors["half"] = "请选择上午或者下午。"
    if errors:
        raise Invalid(errors)
    same = select(DutyPost.id).where(DutyPost.organisation_id == organisation_id, DutyPost.weekday == weekday, DutyPost.half == half, or_(DutyPost.ends.is_(None), DutyPost.ends >= starts))
    if session.scalar(same.limit(1)) is not None:
        raise Conflict("这个地点的这个半天已经有岗位。")
    row = DutyPost(organisation_id=organisation_id, organisation=place, weekday=weekday, half=half, rooms=[], starts=starts, ends=None)
    session.add(row)
    session.flush()
    audit.record(session, by, "duty.post", row, weekday=weekday, half=half)
    return row


def serve(session: Session, by: By, ident: UUID, *, rooms: Iterable[UUID], version: int | None = None) -> DutyPost:
    """兼顾: the further rooms of the county that a post serves; who walks in there goes to its lawyer too."""
    row = get(session, by, ident)
    if version is not None and version != row.version:
        raise Stale({})
    wanted = sorted({str(r) for r in rooms} - {str(row.organisation_id)})
    if not set(wanted) <= {str(o.id) for o in rooms_near(session, row)}:
        raise Invalid({"rooms": "只能兼顾同一区县的调处室。"})
    row.rooms = wanted
    audit.record(session, by, "duty.serve", row, rooms=len(wanted))
    return row


def get(session: Session, by: By, ident: UUID) -> DutyPost:
    """One post."""
    by.must("roster.plan")
    row = session.get(DutyPost, ident)
    if row is None:
        raise NotFound
    return row


def rooms_near(session: Session, row: DutyPost) -> list[Organisation]:
    """The rooms of its county that a post may serve besides its own place."""
    query = select(Organisation).where(Organisation.kind == "ROOM", Organisation.county == row.organisation.county, Organisation.id != row.organisation_id)
    return list(session.scalars(query.order_by(Organisation.name)))


def end(session: Session, by: By, ident: UUID, *, ends: date) -> DutyPost:
    """撤岗 after a day; what was planned later is no longer on duty."""
    row = get(session, by, ident)
    if row.ends is not None:
        raise Conflict("这个岗位已经撤销。")
    if ends < row.starts:
        raise Invalid({"ends": "不能早于设岗的日期。"})
    row.ends = ends
    audit.record(session, by, "duty.end_post", row, ends=ends)
    return row


def places(session: Session) -> list[Organisation]:
    """Where a post may be."""
    return list(session.scalars(select(Organisation).where(Organisation.kind.in_(KINDS), Organisation.county.is_not(None)).order_by(Organisation.county, Organisation.name)))
