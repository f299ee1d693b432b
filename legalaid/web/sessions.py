"""会话 as database rows: the cookie holds a random id, the table its keyed hash, the data are sealed."""

import json
import secrets
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from flask import Flask, Request, Response, g
from flask import session as web_session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, select, update
from werkzeug.datastructures import CallbackDict

from legalaid import crypto
from legalaid.actions import accounts
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Session as Row

IDLE_STAFF = timedelta(minutes=30)
ABSOLUTE_STAFF = timedelta(hours=12)
ANONYMOUS = timedelta(hours=2)
_SEEN_EVERY = timedelta(minutes=1)
_APART = timedelta(minutes=2)  # so far the clocks of several machines may be apart


class RowSession(CallbackDict, SessionMixin):
    """A session's values; nothing is stored until one is set."""

    def __init__(self, values: dict[str, Any] | None = None, token: str | None = None, row_id: UUID | None = None) -> None:
        def changed(session: Any) -> None:
            session.modified = True

        super().__init__(values, changed)
        self.modified = False
        self.accessed = False
        self.token, self.row_id = token, row_id
        self.token_hash: str | None = None
        self.renew = False

    def new_id(self) -> None:
        """Change the id at sign-in and sign-out, so that an id known before is worth nothing after."""
        self.renew = self.modified = True


def renew_id() -> None:
    """`new_id` of the session in hand."""
    cast(RowSession, web_session).new_id()


def _cookie(app: Flask) -> str:
    # `__Host-` binds the cookie to this host over https; browsers refuse it without Secure.
    return "__Host-legalaid" if app.config["SESSION_COOKIE_SECURE"] else "legalaid"


class RowSessions(SessionInterface):
    """Flask's session interface over the `sessions` table."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def _hash(self, token: str) -> str:
        return crypto.token_hash(self.runtime.keys, "session", token)

    def open_session(self, app: Flask, request: Request) -> RowSession:
        """The row of the cookie, if it is alive. Static files and the API have no session."""
        if request.path.startswith(("/static/", "/api/", "/health/", "/metrics")):
            return RowSession()
        token = request.cookies.get(_cookie(app))
        if not token or len(token) > 100:
            return RowSession()
        now = self.runtime.clock()
        with self.runtime.read() as session:
            row = session.scalar(select(Row).where(Row.token_hash == self._hash(token)))
            if row is None or row.expires_at <= now:
                return RowSession()
            idle = IDLE_STAFF if row.account_id else ANONYMOUS
            # Seen later than now: the clock was set back, and with it the session would live that much longer. A form half filled in is not lost for it.
            longer = row.account_id is not None and row.last_seen_at > now + _APART
            if row.last_seen_at + idle <= now or longer:
                return RowSession()
            values = json.loads(crypto.office_unseal(self.runtime.keys, row.data, f"sessions:data:{row.id}")) if row.data else {}
            found = RowSession(values, token, row.id)
            found.token_hash = row.token_hash
            g.session_seen_at = row.last_seen_at
            return found

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Store what changed; `last_seen_at` moves at most once a minute."""
        name = _cookie(app)
        if not session and session.row_id is not None and session.modified:
            with self.runtime.write() as database:
                database.execute(delete(Row).where(Row.id == session.row_id))
            response.delete_cookie(name, secure=app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax")
            return
        now = self.runtime.clock()
        stale = session.row_id is not None and now - g.get("session_seen_at", now) >= _SEEN_EVERY
        if not session.modified and not stale:
            return
        if not session:
            return
        if not session.modified:
            # Only seen: the values stay as they are, for another request may have changed them meanwhile.
            with self.runtime.write() as database:
                database.execute(update(Row).where(Row.id == session.row_id).values(last_seen_at=now, **({} if session.get("account") else {"expires_at": now + ANONYMOUS})))
            return
        self._store(session, now)
        response.set_cookie(name, session.token, httponly=True, samesite="Lax", secure=app.config["SESSION_COOKIE_SECURE"], path="/")
        response.vary.add("Cookie")

    def _store(self, session: Any, now: Any) -> None:
        account = session.get("account")
        with self.runtime.write() as database:
            row = database.get(Row, session.row_id) if session.row_id else None
            if row is not None and session.renew:
                database.delete(row)
                database.flush()
                row = None
            if row is None:
                if session.row_id is not None and not session.renew:
                    return  # signed out elsewhere meanwhile: a late answer must not bring the session back
                session.token = secrets.token_urlsafe(32)
                ends = now + (ABSOLUTE_STAFF if account else ANONYMOUS)
                if account:  # other rights, another id: at the midnight of a dated post as at the moment of a change
                    ends = min(ends, accounts.posts_hold_until(database, UUID(account), now) or ends)
                row = Row(token_hash=self._hash(session.token), account_id=None, data=None, created_at=now, last_seen_at=now, expires_at=ends)
                database.add(row)
                session.row_id, session.token_hash = row.id, row.token_hash
            row.account_id = UUID(account) if account else None
            row.last_seen_at = now
            if not account:
                row.expires_at = now + ANONYMOUS
            row.data = crypto.office_seal(self.runtime.keys, json.dumps(dict(session)).encode(), f"sessions:data:{row.id}")
