"""Creating calls happen once for each key of a client, however often and however simultaneously they are sent."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from legalaid import crypto, current
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.schemas.api import KEY
from legalaid.schemas.base import BaseSchema
from legalaid.tables.accounts import Submission


def once(key: str, shape: type[BaseSchema], create: Callable[[Session, By], tuple[Any, str]]) -> Response:
    """Run `create` → (what was made, its address) and keep the answer for 7 days; a repeat gets the kept answer.

    `shape` must show no personal data, because the answer is kept. A refusal keeps nothing: the same key may try again.
    """
    by = current.by()
    with current.writing() as session:
        digest = _digest(session)
        # Claimed first: on PostgreSQL a simultaneous repeat waits here until this transaction ends.
        mine = Submission(client=f"api:{by.actor_id}", key=key, body_hash=digest, status=201, location=None, answer=None, at=by.now)
        try:
            with session.begin_nested():
                session.add(mine)
        except IntegrityError:
            kept = session.scalars(select(Submission).where(Submission.client == mine.client, Submission.key == key)).one()
        else:
            made, where = create(session, by)
            session.flush()
            mine.location, mine.answer = where, shape().dump(made)
            kept = mine
        if kept.body_hash != digest:
            raise Refused(f"这个 {KEY} 已经用于另一个内容不同的请求。", field=KEY)
        response = jsonify(kept.answer)
        response.status_code, response.headers["Location"] = kept.status, kept.location or ""
    return response


def _digest(session: Session) -> str:
    # Keyed, because the body holds personal data that could be guessed from a plain hash.
    return crypto.token_hash(session.info["keys"], "submission", f"{request.method} {request.path}\n{request.get_data().decode()}")
