"""限流: how often something may be tried for one name or from one address, counted in the database so that all workers share it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.errors import TooMany
from legalaid.roles import By
from legalaid.tables.throttles import Throttle


@dataclass(frozen=True)
class Rule:
    """At most `most` tries in a window of `within` that begins with the first; `words` say so."""

    most: int
    within: timedelta
    words: str
    closing: str = "急事请拨打热线。"


GUESSED = "短时间内试错的次数太多，为了保护大家的信息"
# A name is held up only for the address that guesses at it: nobody shuts others out by typing wrong passwords for them. What comes
# from one address may be tried more often, since a hall or a factory shares one; what aims at one login from everywhere, too.
RULES: Mapping[str, Rule] = MappingProxyType({
    "sign_in": Rule(8, timedelta(minutes=15), GUESSED), "sign_in_any": Rule(100, timedelta(minutes=15), GUESSED), "sign_in_from": Rule(60, timedelta(minutes=15), GUESSED),
    # a code of the second factor is short, but asked only after the right password: that one is guessed at from everywhere at one login is no accident
    "code": Rule(20, timedelta(hours=1), GUESSED),
    # what an identity provider answers counts once, while it is waited for; trouble there keeps nobody from signing in by password
    "single_sign_on": Rule(1, timedelta(minutes=5), "这次统一身份认证的答复已经用过"), "single_sign_on_from": Rule(60, timedelta(minutes=15), GUESSED),
    "look_up": Rule(10, timedelta(minutes=15), GUESSED), "look_up_from": Rule(60, timedelta(minutes=15), GUESSED),
    "submit_from": Rule(300, timedelta(hours=1), "这个网络一小时内提交的申请太多"), "upload": Rule(120, timedelta(hours=1), "一小时内上传的文件太多"),
    "api": Rule(600, timedelta(minutes=1), "这个系统一分钟内调用接口超过 600 次", "答复头 Retry-After 写明还要几秒。"),
})


def take(session: Session, by: By, rule: str, *subject: str) -> None:
    """Count one try. Raises TooMany while the window is full, for unknown names just as for known ones."""
    limit, name = RULES[rule], _name(session, rule, *subject)
    row = _locked(session, name)
    if row is None:
        try:
            with session.begin_nested():
                session.add(Throttle(name=name, count=0, until=by.now + limit.within))
        except IntegrityError:
            pass  # on PostgreSQL two may begin a window at once: the other's row is there now
        row = _locked(session, name)
        assert row is not None
    if row.until <= by.now:
        row.count, row.until = 0, by.now + limit.within
    if row.count >= limit.most:
        raise TooMany(row.until - by.now, limit.words, limit.closing)
    row.count += 1


def give_back(session: Session, rule: str, *subject: str) -> None:
    """What succeeded was no failed try."""
    row = _locked(session, _name(session, rule, *subject))
    if row is not None and row.count:
        row.count -= 1


def forget(session: Session, rule: str, *subject: str) -> None:
    """Begin anew: whoever succeeded may fail as often again."""
    session.execute(delete(Throttle).where(Throttle.name == _name(session, rule, *subject)))


def sweep(session: Session, now: datetime) -> int:
    """Delete the windows that are over; how many."""
    return session.connection().execute(delete(Throttle).where(Throttle.until <= now)).rowcount


def _name(session: Session, rule: str, *subject: str) -> str:
    said = "\x00".join(part.strip().casefold() for part in subject)
    return f"{rule}:{crypto.token_hash(session.info['keys'], f'throttle:{rule}', said)}"


def _locked(session: Session, name: str) -> Throttle | None:
    return session.scalar(select(Throttle).where(Throttle.name == name).with_for_update().execution_options(populate_existing=True))
