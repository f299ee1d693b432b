"""参数录入: a dated figure entered by one person and verified by another; mistakes are withdrawn; the yearly reminder."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, clear, notices
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account, Post
from legalaid.tables.library import Parameter as Row
from toolkit.gaps import State, gaps
from toolkit.officehours import ZONE, OfficeHours
from toolkit.parameters import CITY, Parameter
from toolkit.refusal import Refusal

ENTERED = "OP"  # the mark of what an office entered: 待核实 until a second person has checked it


def history(session: Session, key: str) -> list[Row]:
    """Every row that this office entered for a figure, the newest first, withdrawn ones too."""
    return list(session.scalars(select(Row).where(Row.key == key).order_by(Row.recorded_at.desc(), Row.id)))


def enter(session: Session, by: By, *, key: str, region: str, value: str, valid_from: str, valid_to: str, source: str) -> Row:
    """Enter a figure; from now on it holds for its region and time, marked until a second person has verified it.

    One with the same key, region and start as before takes its place. Raises Refusal under the field.
    """
    by.must("parameters.edit")
    held = calendar.office_parameters(session)
    source = clear.text("source", source, longest=200)
    one = calendar.figure({"key": key, "region": region, "value": value, "valid_from": valid_from, "valid_to": valid_to or None, "source": source, "mark": ENTERED}, held)
    if key == "office_hours":
        try:
            OfficeHours.parse(one.value)
        except Refusal as refusal:
            raise Refusal("value", refusal.message) from refusal
    before = next((row for row in held.of(key) if (row.region, row.valid_from) == (one.region, one.valid_from)), None)
    if before is not None and (before.value, before.valid_to, before.source) == (one.value, one.valid_to, one.source):
        raise Conflict("与现有的完全一样，不用再录入。", field="value")
    row = _keep(session, by, one)
    audit.record(session, by, "parameter.enter", row, key=key, region=one.region, value=one.value, valid_from=one.valid_from, replaced=before.value if before else None)
    return row


def verify(session: Session, by: By, *, key: str, region: str, valid_from: date) -> Row:
    """A second person has compared the figure with what was published; nobody verifies their own."""
    by.must("parameters.edit")
    one = _held(session, key, region, valid_from)
    if one.verified:
        raise Conflict("这个数值已经核实过。")
    author = session.scalar(_rows(key, region, valid_from).with_only_columns(Row.author_id))
    if author is not None and author == by.actor_id:
        raise Forbidden("录入的人不能自己核实，请另一位管理员核实。")
    account = session.get(Account, by.actor_id) if by.actor_id else None
    row = _keep(session, by, one, verified_by=account.name if account else "系统")
    audit.record(session, by, "parameter.verify", row, key=key, region=region, value=one.value, valid_from=valid_from)
    return row


def withdraw(session: Session, by: By, *, key: str, region: str, valid_from: date, reason: str) -> None:
    """Take back what this office entered for a start; a shipped figure of that start holds again."""
    by.must("parameters.edit")
    reason = clear.text("reason", reason, shortest=2, longest=200)
    rows = list(session.scalars(_rows(key, region, valid_from).with_for_update()))
    if not rows:
        _held(session, key, region, valid_from)
        raise Refused("随产品提供的数值不能撤销，可以录入新的数值取代。", field="reason")
    for row in rows:
        row.withdrawn_at, row.withdrawn_by = by.now, by.actor_id
    session.flush()
    audit.record(session, by, "parameter.withdraw", rows[0], key=key, region=region, value=rows[0].value, valid_from=valid_from, reason=reason)


def _rows(key: str, region: str, valid_from: date) -> Any:
    """What this office entered and did not withdraw, the newest first."""
    return select(Row).where(Row.key == key, Row.region == region, Row.valid_from == valid_from, Row.withdrawn_at.is_(None)).order_by(Row.recorded_at.desc(), Row.id.desc())


def _held(session: Session, key: str, region: str, valid_from: date) -> Parameter:
    found = next((row for row in calendar.office_parameters(session).of(key) if (row.region, row.valid_from) == (region, valid_from)), None)
    if found is None:
        raise NotFound("没有这个数值。")
    return found


def _keep(session: Session, by: By, one: Parameter, verified_by: str | None = None) -> Row:
    row = Row(key=one.key, region=one.region, value=one.value, unit=one.unit, valid_from=one.valid_from, valid_to=one.valid_to, source=one.source, mark=one.mark,
              verified_by=verified_by, author_id=by.actor_id, recorded_at=by.now, withdrawn_at=None, withdrawn_by=None)
    session.add(row)
    session.flush()
    return row


@dataclass(frozen=True)
class Due:
    """What has to be entered before a year begins, and whom to remind."""

    year: int
    calendar: bool
    figures: int
    admins: tuple[UUID, ...]


def due(_runtime: Any, session: Session, by: By) -> Due:
    """What is missing for the first day of next year: its days off, figures never entered or ended by then."""
    year = by.now.astimezone(ZONE).year + 1
    lacking = [gap for gap in gaps(calendar.office_parameters(session), date(year, 1, 1), CITY) if gap.state is not State.UNVERIFIED]
    holders = select(Account.id).join(Post).where(Post.role == "admin", Account.state == "ACTIVE").distinct()
    return Due(year, not calendar.office_calendar(session).is_loaded(year), len(lacking), tuple(session.scalars(holders)))


def remind(session: Session, by: By, prepared: Due) -> dict[str, Any]:
    """One notice to each administrator; none when nothing is missing."""
    if not (prepared.calendar or prepared.figures):
        return {"warned": 0}
    for account_id in prepared.admins:
        notices.tell_account(session, by, account_id, "calendar_due" if prepared.calendar else "figures_due", str(prepared.year), count=prepared.figures)
    return {"warned": len(prepared.admins)}
