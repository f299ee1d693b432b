"""The request in hand: runtime, session, who acts; opens and remembers transactions for the web and the API."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast
from uuid import UUID

from flask import Response, current_app, g, redirect, request
from flask import session as web_session
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from legalaid.actions import accounts
from legalaid.errors import Conflict, NotSignedIn, Stale
from legalaid.roles import By
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Submission


def runtime() -> Runtime:
    """The composition root of this application."""
    return cast(Runtime, current_app.extensions["legalaid"])


def now() -> datetime:
    """One time for the whole request."""
    if "now" not in g:
        g.now = runtime().clock()
    return cast(datetime, g.now)


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
    request_id = cast(str, g.request_id)
    account_id = web_session.get("account")
    if account_id:
        acting = accounts.acting(reading(), UUID(account_id), now(), "WEB", request_id)
        if acting is not None:
            return acting
        web_session.clear()
    tickets = frozenset(UUID(t) for t in web_session.get("tickets", ()))
    if tickets:
        return By(now(), "WEB", request_id, extra_roles=frozenset({"worker"}), tickets=tickets)
    return By(now(), "WEB", request_id)


def account_id() -> UUID:
    """The signed-in account; 401 for anyone else."""
    actor = by().actor_id
    if actor is None:
        raise NotSignedIn
    return actor


@contextmanager
def writing() -> Iterator[Session]:
    """One short write transaction. Two savers of one row: the second is told so."""
    # The read snapshot must not outlive the write: what is rendered next shows the new state.
    close_reading()
    try:
        with runtime().write() as session:
            yield session
    except StaleDataError as e:
        raise Stale({}) from e
    except IntegrityError as e:
        if "submissions" in str(e.orig):
            raise Conflict("这次提交已经收到，不必重复提交。") from e
        if "uq_offers_live" in str(e.orig) or "offers.aid_request_id" in str(e.orig):
            raise Conflict("这件援助刚刚已经派给了别的律师。") from e
        raise


def form_key() -> str | None:
    """What makes a repeated form recognisable: its `form_id` and what was typed."""
    form_id = request.form.get("form_id")
    if not form_id:
        return None
    typed = sorted((k, v) for k, vs in request.form.lists() for v in vs if k not in ("csrf_token", "form_id"))
    return f"{form_id[:60]}:{hashlib.sha256(repr((request.path, typed)).encode()).hexdigest()[:40]}"


def client_key() -> str:
    """Whose form: the session, else the address-less visitor."""
    return str(getattr(web_session, "token_hash", None) or "visitor")


def done_before() -> Response | None:
    """The answer to a double tap: where the first one led."""
    key = form_key()
    if request.method != "POST" or key is None:
        return None
    found = reading().scalar(select(Submission).where(Submission.client == client_key(), Submission.key == key))
    return cast(Response, redirect(found.location, 303)) if found and found.location else None


def remember(session: Session, location: str) -> Response:
    """Finish an unsafe form: note it in the same transaction and lead on to `location`."""
    key = form_key()
    if key is not None:
        session.add(Submission(client=client_key(), key=key, body_hash="", status=303, location=location, answer=None, at=now()))
        session.flush()
    return cast(Response, redirect(location, 303))
