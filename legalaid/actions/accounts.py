"""账号: people, posts, sign-in, sessions."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from legalaid.actions import audit, scopes
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused, named
from legalaid.roles import HELD, By
from legalaid.roles import Post as HeldPost
from legalaid.tables.accounts import Account, Cover, Post
from legalaid.tables.accounts import Session as SignedIn
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation

SHANGHAI = ZoneInfo("Asia/Shanghai")
HANDLING = ("mediator", "zone_staff")  # roles that a ticket may be handed to
_HASHER = PasswordHasher()
# Compared against when the login is unknown, so that the answer takes as long as for a known one. Written down: making it
# takes a tenth of a second, and every command would wait for it.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$3hDhLdX3itH13sTSth08Mg$mEQ/WpnxnurA893iPAWWiTdvRF1sNKS8MUdW1U8RQRE"
_COMMON = frozenset(["123456789012", "password1234", "qwertyuiop12", "abcdefghijkl", "111111111111", "admin1234567", "legalaid1234"])


def acceptable(password: str) -> str:
    """The password as it is hashed; refused when it is short or common."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < 12:
        raise Refused("密码至少 12 个字符。", field="password")
    if plain.lower() in _COMMON or len(set(plain)) < 4:
        raise Refused("这个密码太常见，请换一个。", field="password")
    return plain


def hash_password(password: str) -> str:
    """Argon2id of an acceptable password. Slow (about .1 s): call it before the write transaction."""
    return _HASHER.hash(acceptable(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Constant work for unknown, locked and known accounts alike."""
    try:
        _HASHER.verify(stored or NOBODY, unicodedata.normalize("NFKC", password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _HASHER.check_needs_rehash(stored)


def find(session: Session, login: str) -> Account | None:
    """An account by its sign-in name, active or not."""
    return session.scalar(select(Account).where(Account.login == login.strip().lower()))


def names(session: Session, idents: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of some accounts, for pages that say who did something."""
    wanted = {i for i in idents if i is not None}
    return dict(session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))).all())


def rehashed(session: Session, account_id: UUID, old: str | None, new: str) -> None:
    """The same password hashed with today's parameters, unless it was changed meanwhile."""
    session.execute(update(Account).where(Account.id == account_id, Account.password_hash == old).values(password_hash=new))


def signed_in(session: Session, by: By, account_id: UUID, **how: str) -> None:
    """Note a successful sign-in; `how` when it was not by password."""
    session.execute(update(Account).where(Account.id == account_id).values(last_sign_in_at=by.now))
    audit.record(session, by, "account.sign_in", "accounts", account_id, **how)


def sign_in_failed(session: Session, by: By, account_id: UUID | None, **how: str) -> None:
    """Note a failed sign-in without saying in public why."""
    audit.record(session, by, "account.sign_in_failed", "accounts", account_id or "", **how)


def add(session: Session, by: By, *, login: str, name: str, role: str, organisation: str, password_hash: str | None = None,
        contact: str | None = None, starts: date | None = None) -> Account:
    """A new account with its first post. Without a password it is 'invited' and cannot sign in yet."""
    by.must("accounts.manage")
    errors = {}
    login = login.strip().lower()
    if not login or len(login) > 64 or not all(c.isalnum() or c in "._-@" for c in login):
        errors["login"] = "登录名用字母、数字和 . _ - @，不超过 64 位。"
    elif find(session, login):
        errors["login"] = "这个登录名已经有人用了。"
    if not 1 <= len(name.strip()) <= 64:
        errors["name"] = "请填写姓名，不超过 64 个字。"
    if contact and len(contact) > 128:
        errors["contact"] = "联系方式不超过 128 个字符。"
    if role not in HELD:
        errors["role"] = f"岗位应为：{named(HELD)}。"
    place = session.scalar(select(Organisation).where(Organisation.code == organisation))
    if place is None:
        errors["organisation"] = "没有这个组织代码。"
    if errors or place is None:
        raise Invalid(errors)
    account = Account(
        login=login, name=name.strip(), state="ACTIVE" if password_hash else "INVITED", password_hash=password_hash,
        password_changed_at=by.now if password_hash else None, contact=contact, created_at=by.now,
    )
    account.posts.append(Post(role=role, organisation=place, valid_from=starts or by.now.astimezone(SHANGHAI).date(), valid_to=None))
    session.add(account)
    audit.record(session, by, "account.add", account, role=role, organisation=organisation)
    return account


def held_posts(account: Account, now: datetime) -> tuple[HeldPost, ...]:
    """The posts in force on the Shanghai day of `now`."""
    today = now.astimezone(SHANGHAI).date()
    return tuple(
        HeldPost(p.role, p.organisation_id, p.organisation.path) for p in account.posts
        if p.valid_from <= today and (p.valid_to is None or today <= p.valid_to) and p.organisation.active
    )


def handlers_under(session: Session, now: datetime, *paths: str) -> list[tuple[UUID, str]]:
    """(id, 姓名（组织）) of active mediators and zone staff with a post in force below these paths."""
    return [(account.id, f"{account.name}（{place}）") for account, place in _holders(session, now, HANDLING, scopes.organisations_under(*paths))]


def coordinators_at(session: Session, now: datetime, organisation_id: UUID) -> list[UUID]:
    """Accounts of the active coordinators whose post is at this organisation."""
    return [account.id for account, _ in _holders(session, now, ("coordinator",), Organisation.id == organisation_id)]


def nearest_coordinators(session: Session, now: datetime, path: str) -> list[tuple[UUID, str]]:
    """(id, 姓名（组织）) of the active coordinators at this path or, if there are none, at the nearest organisation above it."""
    codes = path.strip("/").split("/")
    for length in range(len(codes), 0, -1):
        held = _holders(session, now, ("coordinator",), Organisation.path == f"/{'/'.join(codes[:length])}/")
        if held:
            return [(account.id, f"{account.name}（{place}）") for account, place in held]
    return []


def _holders(session: Session, now: datetime, roles: tuple[str, ...], where: ColumnElement[bool]) -> list[tuple[Account, str]]:
    today = now.astimezone(SHANGHAI).date()
    query = (
        select(Account, Organisation.name).join(Post, Post.account_id == Account.id).join(Organisation, Organisation.id == Post.organisation_id)
        .where(where, Post.role.in_(roles), Account.state == "ACTIVE", Post.valid_from <= today, or_(Post.valid_to.is_(None), Post.valid_to >= today))
        .order_by(Organisation.path, Account.name)
    )
    return [(account, place) for account, place in session.execute(query)]


def reached(session: Session, account_id: UUID, now: datetime) -> UUID:
    """代班: whom work and notices for this account reach today: the account itself, or whoever covers it, and so on."""
    today, passed = now.astimezone(SHANGHAI).date(), [account_id]
    while (next_ := session.scalar(select(Cover.cover_id).where(Cover.account_id == passed[-1], *_in_force(today)).limit(1))) and next_ not in passed:
        passed.append(next_)
    return passed[-1]


def _in_force(day: date) -> tuple[ColumnElement[bool], ...]:
    return Cover.starts <= day, Cover.ends >= day, Cover.ended_at.is_(None), Cover.cover_id.in_(select(Account.id).where(Account.state == "ACTIVE"))


def disable(session: Session, by: By, account_id: UUID) -> Account:
    """停用: the account counts as signed out from the next request on. Nobody disables themselves."""
    by.must("accounts.manage")
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    if account.id == by.actor_id:
        raise Forbidden("不能停用自己的账号。")
    if account.state == "DISABLED":
        raise Conflict("这个账号已经停用。")
    account.state = "DISABLED"
    audit.record(session, by, "account.disable", account)
    return account


def sign_out(session: Session, account_id: UUID) -> None:
    """End every session of an account: those opened with other rights, with less than is asked from now on, or by whoever has the lost phone or password."""
    session.execute(delete(SignedIn).where(SignedIn.account_id == account_id))


def posts_hold_until(session: Session, account_id: UUID, now: datetime) -> datetime | None:
    """The midnight on which a post of this account begins, or has just ended, next; no session goes on beyond it."""
    today = now.astimezone(SHANGHAI).date()
    spans = session.execute(select(Post.valid_from, Post.valid_to).where(Post.account_id == account_id)).all()
    days = [day for begins, last in spans for day in (begins, last and last + timedelta(days=1)) if day is not None and day > today]
    return datetime.combine(min(days), time(), SHANGHAI) if days else None


def acting(session: Session, account_id: UUID, now: datetime, channel: str, request_id: str) -> By | None:
    """Who acts through this account now; None when it is not (any more) active."""
    account = session.get(Account, account_id)
    if account is None or account.state != "ACTIVE":
        return None
    posts = held_posts(account, now)
    lawyer_id = None
    if any(p.role == "lawyer" for p in posts):
        lawyer_id = session.scalar(select(Lawyer.id).where(Lawyer.account_id == account_id))
    covered, step = {account_id}, {account_id}
    while step:  # whoever `reached` leads here
        query = select(Cover.account_id).where(Cover.cover_id.in_(step), *_in_force(now.astimezone(SHANGHAI).date()))
        step = set(session.scalars(query)) - covered
        covered |= step
    return By(now, channel, request_id, account_id, posts, lawyer_id=lawyer_id, name=account.name, covers=frozenset(covered - {account_id}))
