"""The request in hand: runtime, session, who acts; opens and remembers transactions for the web and the API."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Response, current_app, g, redirect, request
from flask import session as web_session
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import FileStorage

from legalaid import crypto
from legalaid.actions import accounts, api_clients, second_factors
from legalaid.errors import NotReady, NotSignedIn, Refused, Stale
from legalaid.roles import SECOND_FACTOR, By
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Submission

SHANGHAI = ZoneInfo("Asia/Shanghai")


def runtime() -> Runtime:
    """The composition root of this application."""
    return cast(Runtime, current_app.extensions["legalaid"])


def is_api() -> bool:
    """Whether the request in hand is one of another system: JSON, no cookies, no session."""
    return request.path.startswith("/api/")


def request_id() -> str:
    """The id that error pages show and the log keeps; there even when the request failed before anything was opened."""
    if "request_id" not in g:
        g.request_id = uuid4().hex[:12]
    return cast(str, g.request_id)


def now() -> datetime:
    """One time for the whole request."""
    if "now" not in g:
        g.now = runtime().clock()
    return cast(datetime, g.now)


def today() -> date:
    """The day in Shanghai, which until eight in the morning is not the day in UTC."""
    return now().astimezone(SHANGHAI).date()


def address() -> str:
    """The network that the request comes from: an IPv4 address, or the first half of an IPv6 one, of which each customer has many."""
    try:
        found = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def page(name: str = "page") -> int:
    """`?page=` (or another name) from 1; nonsense is the first page, and no number is too large for a database."""
    return max(1, min(request.args.get(name, 1, type=int) or 1, 100_000))


def reading() -> Session:
    """The request's read-only session, open until the response is rendered."""
    if "reading" not in g:
        g.reading_context = runtime().read()
        g.reading = g.reading_context.__enter__()
    return cast(Session, g.reading)


def close_reading(_error: BaseException | None = None) -> None:
    """Teardown of the request."""
    context = g.pop("reading_context", None)
    g.pop("reading", None)
    if context is not None:
        context.__exit__(None, None, None)


def by() -> By:
    """Who acts. A signed-in account is read anew on each request, so disabling it works at once."""
    if "by" not in g:
        g.by = _who()
    return cast(By, g.by)


def _who() -> By:
    if is_api():
        return _client(request_id())
    account_id = web_session.get("account")
    if account_id:
        acting = accounts.acting(reading(), UUID(account_id), now(), "WEB", request_id())
        # Whoever must have a second factor since they signed in without one signs in again, and is led to it; the identity provider may have asked for one of its own.
        vouched = web_session.get("provider", {}).get("factor")
        if acting is not None and (vouched or not second_factors.lacking(reading(), acting, second_factor_roles())):
            return acting
        web_session.clear()
    tickets = frozenset(UUID(t) for t in web_session.get("tickets", ()))
    if tickets:
        return By(now(), "WEB", request_id(), extra_roles=frozenset({"worker"}), tickets=tickets)
    return By(now(), "WEB", request_id())


def second_factor_roles() -> frozenset[str]:
    """The roles that must have a second factor here."""
    return SECOND_FACTOR[runtime().settings.second_factor]


def _client(request_id: str) -> By:
    """Who acts under `/api/`: the bearer token alone decides, cookies are not looked at."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise NotSignedIn("请在请求头里提供访问令牌，写成 Authorization: Bearer 令牌。")
    acting = api_clients.acting(reading(), given.token, now(), request_id)
    if acting is None:
        raise NotSignedIn("访问令牌不对，或者已经撤销。")
    return acting


def account_id() -> UUID:
    """The signed-in account; 401 for anyone else."""
    actor = by().actor_id
    if actor is None:
        raise NotSignedIn
    return actor


class Repeated(Exception):
    """The same form arrived twice at once and the other one was first: the answer is where that one led."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


@contextmanager
def writing() -> Iterator[Session]:
    """One short write transaction. Two savers of one row: the second is told so; two taps of one button: both are led on."""
    # The read snapshot must not outlive the write: what is rendered next shows the new state.
    close_reading()
    try:
        with runtime().write() as session:
            yield session
    except (Refused, StaleDataError, IntegrityError, OperationalError) as e:
        first = _answered()
        if first is not None:
            raise Repeated(first) from e
        if isinstance(e, StaleDataError):
            raise Stale({}) from e
        if isinstance(e, OperationalError) and _crowded(e):
            raise NotReady("现在同时办理的人较多，这次没有保存，请稍后再试一次。") from e
        if isinstance(e, OperationalError) and _full(e):
            raise NotReady("系统的磁盘写不进去，这次没有保存。请告诉管理员，恢复以后再试一次。") from e
        raise


def _crowded(error: OperationalError) -> bool:
    """Whether a writer waited too long for its turn (SQLite), or two waited for each other (PostgreSQL)."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001", "55P03") or "locked" in str(error.orig)


def _full(error: OperationalError) -> bool:
    """Whether the disk takes nothing more."""
    return getattr(error.orig, "sqlstate", None) == "53100" or any(words in str(error.orig) for words in ("disk is full", "disk I/O error"))


def _answered() -> str | None:
    """Where this very form led when it was first sent; None when it is new."""
    key = form_key()
    if request.method != "POST" or key is None:
        return None
    return reading().scalar(select(Submission.location).where(Submission.client == client_key(), Submission.key == key))


def form_key() -> str | None:
    """What makes a repeated form recognisable: its `form_id`, what was typed and which files were chosen."""
    if "form_key" not in g:  # the files are read once a request
        g.form_key = _form_key()
    return cast(str | None, g.form_key)


def _form_key() -> str | None:
    form_id = "" if is_api() else request.form.get("form_id")
    if not form_id:
        return None
    typed = sorted((k, v) for k, vs in request.form.lists() for v in vs if k not in ("csrf_token", "form_id"))
    # Keyed: what was typed may be short enough to guess from a plain hash.
    files = sorted((field, part.filename, _digest(part)) for field, part in request.files.items(multi=True) if part.filename)
    return f"{form_id[:60]}:{crypto.token_hash(runtime().keys, 'form', repr((request.path, typed, *([files] if files else []))))[:40]}"


def _digest(part: FileStorage) -> str:
    found = hashlib.sha256(part.read()).hexdigest()
    part.seek(0)
    return found


def client_key() -> str:
    """Whose form: the session, else the address-less visitor."""
    return str(getattr(web_session, "token_hash", None) or "visitor")


def done_before() -> Response | None:
    """The answer to a double tap: where the first one led."""
    first = _answered()
    return cast(Response, redirect(first, 303)) if first else None


def remember(session: Session, location: str) -> Response:
    """Finish an unsafe form: note it in the same transaction and lead on to `location`."""
    key = form_key()
    if key is not None:
        session.add(Submission(client=client_key(), key=key, body_hash="", status=303, location=location, answer=None, at=now()))
        session.flush()
    return cast(Response, redirect(location, 303))
