"""代班: who stands in for whom while they are away; dispatch and notices reach the one who is there."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from legalaid.actions import accounts, audit, notices
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.accounts import Account, Cover, Post

STAFF = frozenset({"mediator", "coordinator", "zone_staff"})  # lawyers have leave and duties of their own
LONGEST_DAYS = 366


def arrange(session: Session, by: By, *, account_id: UUID, cover_id: UUID, starts: date, ends: date) -> Cover:
    """Somebody of the same role stands in over these days, both included; staff arrange their own, administrators anybody's."""
    account = _own_or_any(session, by, account_id)
    cover = session.get(Account, cover_id)
    errors = {}
    if not starts <= ends:
        errors["ends"] = "结束日期不能早于开始日期。"
    elif ends < by.now.astimezone(accounts.SHANGHAI).date():
        errors["ends"] = "这段时间已经过去。"
    elif (ends - starts).days >= LONGEST_DAYS:
        errors["ends"] = "一次最多安排一年。"
    elif (other := _overlapping(session, account_id, starts, ends)) is not None:
        errors["starts"] = f"{other.starts} 至 {other.ends} 已经请 {other.cover.name} 代班。"
    if cover is None or cover.state != "ACTIVE" or cover_id == account_id:
        errors["cover_id"] = "请选择另一位在岗的同事。"
    elif not _fits(account, cover, starts):
        errors["cover_id"] = f"{cover.name} 没有相同的岗位，不能代班；统筹员只能由本级或者上级的统筹员代班。"
    elif _overlapping(session, cover_id, starts, ends) is not None:
        errors["cover_id"] = f"{cover.name} 这段时间自己也请人代班。"
    if errors:
        raise Invalid(errors)
    row = Cover(account=account, account_id=account_id, cover_id=cover_id, starts=starts, ends=ends, arranged_at=by.now, arranged_by=by.actor_id, ended_at=None)
    session.add(row)
    session.flush()
    audit.record(session, by, "cover.arrange", row, account=account_id, cover=cover_id, starts=starts, ends=ends)
    notices.tell_account(session, by, cover_id, "cover", f"{starts:%m-%d} 至 {ends:%m-%d}")
    return row


def call_off(session: Session, by: By, ident: UUID) -> Cover:
    """The person is back, or never went."""
    row = session.get(Cover, ident, with_for_update=True)
    if row is None:
        raise NotFound("没有这项代班。")
    _own_or_any(session, by, row.account_id)
    if row.ended_at is not None or row.ends < by.now.astimezone(accounts.SHANGHAI).date():
        raise Conflict("这项代班已经结束。")
    row.ended_at = by.now
    audit.record(session, by, "cover.call_off", row)
    return row


def of_account(session: Session, account_id: UUID, today: date) -> list[Cover]:
    """Present and coming covers of an account, and those it does for others, by day."""
    query = select(Cover).where(or_(Cover.account_id == account_id, Cover.cover_id == account_id), Cover.ends >= today, Cover.ended_at.is_(None))
    return list(session.scalars(query.order_by(Cover.starts, Cover.id)))


def candidates(session: Session, account: Account, today: date) -> list[tuple[UUID, str]]:
    """(id, 姓名（组织）) of active staff who hold one of the account's roles today, a coordinator's at the same organisation or above."""
    rows = session.scalars(select(Account).where(Account.state == "ACTIVE", Account.id != account.id).order_by(Account.name, Account.login).options(selectinload(Account.posts)))
    return [(a.id, f"{a.name}（{'、'.join(sorted({p.organisation.name for p in a.posts}))}）") for a in rows if _fits(account, a, today)]


def _own_or_any(session: Session, by: By, account_id: UUID) -> Account:
    if account_id != by.actor_id:
        by.must("accounts.manage")
    elif not by.roles & STAFF:
        raise Forbidden
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def _fits(account: Account, cover: Account, day: date) -> bool:
    # a coordinator's work is what lies below their post: nobody beside or below sees it
    return any(own.role == other.role and (own.role != "coordinator" or own.organisation.path.startswith(other.organisation.path)) for own in _posts(account, day) for other in _posts(cover, day))


def _posts(account: Account, day: date) -> list[Post]:
    return [p for p in account.posts if p.role in STAFF and p.valid_from <= day and (p.valid_to is None or day <= p.valid_to)]


def _overlapping(session: Session, account_id: UUID, starts: date, ends: date) -> Cover | None:
    days: tuple[ColumnElement[bool], ...] = (Cover.starts <= ends, Cover.ends >= starts, Cover.ended_at.is_(None))
    return session.scalar(select(Cover).where(Cover.account_id == account_id, *days).limit(1))
