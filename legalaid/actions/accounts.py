"""账号: people, posts, sign-in, sessions."""

import unicodedata
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.errors import Invalid, NotFound, Refused
from legalaid.roles import ROLES, By
from legalaid.roles import Post as HeldPost
from legalaid.tables.accounts import Account, ApiClient, Post
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation

SHANGHAI = ZoneInfo("Asia/Shanghai")
_HASHER = PasswordHasher()
# Compared against when the login is unknown, so that the answer takes as long as for a known one.
_NOBODY = _HASHER.hash("nobody-has-this-password")
_COMMON = frozenset(["123456789012", "password1234", "qwertyuiop12", "abcdefghijkl", "111111111111", "admin1234567", "legalaid1234"])


def hash_password(password: str) -> str:
    """Argon2id of an acceptable password. Slow (about .1 s): call it before the write transaction."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < 12:
        raise Refused("密码至少 12 个字符。", field="password")
    if plain.lower() in _COMMON or len(set(plain)) < 4:
        raise Refused("这个密码太常见，请换一个。", field="password")
    return _HASHER.hash(plain)


def password_matches(stored: str | None, password: str) -> bool:
    """Constant work for unknown, locked and known accounts alike."""
    try:
        _HASHER.verify(stored or _NOBODY, unicodedata.normalize("NFKC", password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _HASHER.check_needs_rehash(stored)


def find(session: Session, login: str) -> Account | None:
    """An account by its sign-in name, active or not."""
    return session.scalar(select(Account).where(Account.login == login.strip().lower()))


def signed_in(session: Session, by: By, account_id: UUID, new_hash: str | None = None) -> None:
    """Note a successful sign-in; `new_hash` replaces a hash made with older parameters."""
    account = _get(session, account_id)
    account.last_sign_in_at, account.failures = by.now, 0
    if new_hash:
        account.password_hash = new_hash
    audit.record(session, by, "account.sign_in", account)


def sign_in_failed(session: Session, by: By, account_id: UUID | None) -> None:
    """Note a failed sign-in without saying in public why."""
    if account_id is not None:
        _get(session, account_id).failures += 1
    audit.record(session, by, "account.sign_in_failed", "accounts", account_id or "")


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
    if not name.strip():
        errors["name"] = "请填写姓名。"
    if role not in ROLES or role in ("worker", "api_client"):
        errors["role"] = f"岗位应为：{'、'.join(r for r in ROLES if r not in ('worker', 'api_client'))}。"
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
    session.flush()
    audit.record(session, by, "account.add", account, role=role, organisation=organisation)
    return account


def held_posts(account: Account, now: datetime) -> tuple[HeldPost, ...]:
    """The posts in force on the Shanghai day of `now`."""
    today = now.astimezone(SHANGHAI).date()
    return tuple(
        HeldPost(p.role, p.organisation_id, p.organisation.path) for p in account.posts
        if p.valid_from <= today and (p.valid_to is None or today <= p.valid_to) and p.organisation.active
    )


def handlers_under(session: Session, *paths: str) -> list[tuple[UUID, str]]:
    """(id, 姓名（组织）) of active mediators and zone staff below these paths."""
    query = (
        select(Account, Organisation.name).join(Post, Post.account_id == Account.id).join(Organisation, Organisation.id == Post.organisation_id)
        .where(or_(*(Organisation.path.startswith(p, autoescape=True) for p in paths)), Post.role.in_(("mediator", "zone_staff")), Account.state == "ACTIVE")
        .order_by(Organisation.path, Account.name)
    )
    return [(account.id, f"{account.name}（{place}）") for account, place in session.execute(query)] if paths else []


def acting(session: Session, account_id: UUID, now: datetime, channel: str, request_id: str) -> By | None:
    """Who acts through this account now; None when it is not (any more) active."""
    account = session.get(Account, account_id)
    if account is None or account.state != "ACTIVE":
        return None
    posts = held_posts(account, now)
    lawyer_id = None
    if any(p.role == "lawyer" for p in posts):
        lawyer_id = session.scalar(select(Lawyer.id).where(Lawyer.account_id == account_id))
    return By(now, channel, request_id, account_id, posts, lawyer_id=lawyer_id)


def client_acting(session: Session, token_hash: str, now: datetime, request_id: str) -> tuple[By, ApiClient] | None:
    """Who acts through an API token."""
    client = session.scalar(select(ApiClient).where(ApiClient.token_hash == token_hash, ApiClient.active.is_(True)))
    if client is None:
        return None
    post = HeldPost("api_client", client.organisation_id, client.organisation.path)
    return By(now, "API", request_id, client.id, (post,)), client


def _get(session: Session, account_id: UUID) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account
