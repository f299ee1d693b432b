"""外部系统: bearer tokens of other systems. A token is shown once and kept only as a keyed hash."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import audit
from legalaid.errors import Invalid, NotFound, named
from legalaid.roles import SCOPES, By, Post
from legalaid.tables.accounts import ApiClient
from legalaid.tables.organisations import Organisation


@dataclass(frozen=True)
class Issued:
    """The client and its new token, which nobody can read again."""

    client: ApiClient
    token: str


def issue(session: Session, by: By, *, name: str, organisation: str, scopes: Iterable[str]) -> Issued:
    """A token for a new system, or anew for one whose token was withdrawn; it sees what its organisation sees, within its scopes."""
    by.must("accounts.manage")
    wanted = sorted(set(scopes))
    name = name.strip()
    known = session.scalar(select(ApiClient).where(ApiClient.name == name))
    place = session.scalar(select(Organisation).where(Organisation.code == organisation, Organisation.active.is_(True)))
    errors = {}
    if not 2 <= len(name) <= 64:
        errors["name"] = "系统名称应为 2 至 64 个字。"
    elif known is not None and known.active:
        errors["name"] = "这个系统的令牌还在用，请先撤销再发新的。"
    if place is None:
        errors["organisation"] = "没有这个组织代码。"
    if not wanted or any(s not in SCOPES for s in wanted):
        errors["scope"] = f"权限至少一项，应为：{named(SCOPES)}。"
    if errors or place is None:
        raise Invalid(errors)
    token = secrets.token_urlsafe(32)
    client = known or ApiClient(name=name, created_at=by.now)
    client.token_hash, client.scopes, client.organisation, client.active = _hash(session, token), wanted, place, True
    session.add(client)
    session.flush()
    audit.record(session, by, "api_client.issue", client, organisation=organisation, scopes=wanted)
    return Issued(client, token)


def withdraw(session: Session, by: By, *, name: str) -> ApiClient:
    """The token is worth nothing from the next call on."""
    by.must("accounts.manage")
    client = session.scalar(select(ApiClient).where(ApiClient.name == name.strip(), ApiClient.active.is_(True)))
    if client is None:
        raise NotFound("没有这个名称的在用令牌。")
    client.active = False
    audit.record(session, by, "api_client.withdraw", client)
    return client


def listed(session: Session, by: By) -> list[ApiClient]:
    """All systems that have or had a token, by name."""
    by.must("accounts.manage")
    return list(session.scalars(select(ApiClient).order_by(ApiClient.name)))


def acting(session: Session, token: str, now: datetime, request_id: str) -> By | None:
    """Who acts through this token now; None when it is unknown or withdrawn, or its organisation is closed."""
    client = session.scalar(select(ApiClient).where(ApiClient.token_hash == _hash(session, token), ApiClient.active.is_(True)))
    if client is None or not client.organisation.active:
        return None
    post = Post("api_client", client.organisation_id, client.organisation.path)
    return By(now, "API", request_id, client.id, (post,), scopes=frozenset(client.scopes), name=client.name)


def _hash(session: Session, token: str) -> str:
    return crypto.token_hash(session.info["keys"], "api", token)
