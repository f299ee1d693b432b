"""岗位: given and ended by day; people with their posts out of files."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, audit
from legalaid.errors import Conflict, FaultyFile, Forbidden, Invalid, NotFound, Refused, named
from legalaid.roles import HELD, PERMISSIONS, By
from legalaid.tables.accounts import Account, Post
from legalaid.tables.organisations import Organisation

_NOT_BOTH = "审计员不能同时是办理诉求的人，请先结束另一个岗位。"


def give(session: Session, by: By, account_id: UUID, *, role: str, organisation: str, starts: date | None = None, ends: date | None = None) -> Post:
    """任职: one more post from a day on. Nobody gives themselves one."""
    by.must("accounts.manage")
    account = _other(session, by, account_id)
    starts = starts or by.now.astimezone(accounts.SHANGHAI).date()
    place = session.scalar(select(Organisation).where(Organisation.code == organisation, Organisation.active.is_(True)))
    errors = {}
    if role not in HELD:
        errors["role"] = f"岗位应为：{named(HELD)}。"
    if place is None:
        errors["organisation"] = "没有这个组织代码，或者组织已停用。"
    if ends is not None and ends < starts:
        errors["ends"] = "结束日期不能早于开始日期。"
    if any(p.role == role and p.organisation.code == organisation and _meet(p, starts, ends) for p in account.posts):
        errors["starts"] = "这段时间已经有这个岗位。"
    if _both(account, role, starts, ends):
        errors.setdefault("role", _NOT_BOTH)
    if errors or place is None:
        raise Invalid(errors)
    row = Post(account=account, role=role, organisation=place, valid_from=starts, valid_to=ends)
    session.add(row)
    session.flush()
    accounts.sign_out(session, account.id)
    audit.record(session, by, "post.give", account, role=role, organisation=organisation, starts=starts, ends=ends)
    return row


def end(session: Session, by: By, post_id: UUID, *, ends: date) -> Post:
    """免职: the post ends with this day, which may lie ahead."""
    by.must("accounts.manage")
    row = session.get(Post, post_id)
    if row is None:
        raise NotFound("没有这个岗位。")
    _other(session, by, row.account_id)
    if ends < row.valid_from:
        raise Refused("结束日期不能早于任职日期。", field="ends")
    if row.valid_to is not None and row.valid_to <= ends:
        raise Conflict(f"这个岗位到 {row.valid_to} 已经结束。", field="ends")
    return _ended(session, by, row, ends)


def _ended(session: Session, by: By, row: Post, ends: date) -> Post:
    row.valid_to = ends
    session.flush()
    accounts.sign_out(session, row.account_id)
    audit.record(session, by, "post.end", row.account, role=row.role, organisation=row.organisation.code, ends=ends)
    return row


def import_rows(session: Session, by: By, rows: Iterable[tuple[int, Mapping[str, Any]]], faults: Iterable[tuple[int, str, str]] = ()) -> dict[str, int]:
    """People and their posts, a row for each post, all or nothing; by login, role and organisation, so that a file may come again.

    New people are 'invited': they cannot sign in until they have a password. Name, contact and the last day may change.
    """
    by.must("accounts.manage")
    found = list(faults)
    seen: dict[tuple[str, str, str], int] = {}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for line, row in rows:
        key = (row["login"].strip().lower(), row["role"], row["organisation"])
        first = seen.setdefault(key, line)
        if first != line:
            found.append((line, "login", f"与第 {first} 行重复。"))
            continue
        try:
            counts[_kept(session, by, row)] += 1
        except Refused as e:
            found += [(line, field, message) for field, message in (e.errors or {"内容": e.message}).items()]
    if found:
        raise FaultyFile(sorted(found))
    audit.record(session, by, "people.import", "accounts", "", **counts)
    return counts


def _kept(session: Session, by: By, row: Mapping[str, Any]) -> str:
    account = accounts.find(session, row["login"])
    starts, ends = row.get("starts"), row.get("ends")
    if account is None:
        account = accounts.add(session, by, **{name: row[name] for name in ("login", "name", "role", "organisation")}, contact=row.get("contact") or None, starts=starts)
        if ends is not None:
            end(session, by, account.posts[0].id, ends=ends)
        return "added"
    new = {name: row[name] for name in ("name", "contact") if row.get(name) and row[name] != getattr(account, name)}
    for name, value in new.items():
        setattr(account, name, value)
    today = by.now.astimezone(accounts.SHANGHAI).date()
    same = [p for p in account.posts if (p.role, p.organisation.code) == (row["role"], row["organisation"])]
    # a row without first day speaks of today, not of a post that ended long ago: whoever comes back gets a new one
    held = next((p for p in same if _meet(p, starts or min(today, ends or today), ends)), None)
    if held is None:
        give(session, by, account.id, role=row["role"], organisation=row["organisation"], starts=starts, ends=ends)
    elif ends is not None and held.valid_to is not None and held.valid_to < ends:
        if any(p is not held and _meet(p, held.valid_to, ends) for p in same):
            raise Refused("与同一岗位后面的任职重叠。", field="ends")
        if _both(account, held.role, held.valid_to, ends):
            raise Refused(_NOT_BOTH, field="ends")
        _other(session, by, account.id)
        _ended(session, by, held, ends)
    elif ends is not None and ends != held.valid_to:
        end(session, by, held.id, ends=ends)
    elif not new:
        return "unchanged"
    if new:
        audit.record(session, by, "account.change", account, fields=sorted(new))
    return "changed"


def _other(session: Session, by: By, account_id: UUID) -> Account:
    if account_id == by.actor_id:
        raise Forbidden("不能改自己的岗位，请另一位管理员办理。")
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def _both(account: Account, role: str, starts: date | None, ends: date | None) -> bool:
    """Whether they would audit and work on requests at once. Rights and sight of all posts add up: such an auditor could open and handle those of the whole city."""
    return any("auditor" in (role, p.role) and not PERMISSIONS["personal.reveal"].isdisjoint((role, p.role)) and _meet(p, starts, ends) for p in account.posts)


def _meet(post: Post, starts: date | None, ends: date | None) -> bool:
    return (post.valid_to is None or starts is None or starts <= post.valid_to) and (ends is None or post.valid_from <= ends)
