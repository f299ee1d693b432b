"""两步验证: time-based codes (RFC 6238) and recovery codes beside the password."""

import unicodedata
from collections.abc import Collection
from uuid import UUID

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import accounts, audit, clear, notices
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.tables.second_factors import RecoveryCode, SecondFactor

RECOVERY_CODES = 10
_SECONDS = 30
_DRIFT = 1  # clocks of phones may be one step off, either way


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return pyotp.random_base32()


def address(secret: str, login: str, office: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=office)


def of(session: Session, account_id: UUID | None) -> SecondFactor | None:
    """The second factor of an account, if it has one."""
    return session.scalar(select(SecondFactor).where(SecondFactor.account_id == account_id))


def lacking(session: Session, by: By, roles: Collection[str]) -> bool:
    """Whether one of their roles must have a second factor and they have none yet."""
    return not by.roles.isdisjoint(roles) and of(session, by.actor_id) is None


def enrol(session: Session, by: By, *, secret: str, code: str) -> list[str]:
    """启用, one's own: a code of this secret shows that the app has it. The recovery codes, which nobody can read again."""
    if by.actor_id is None:
        raise Forbidden
    session.get_one(Account, by.actor_id, with_for_update=True)  # of two at once the second is told
    if of(session, by.actor_id) is not None:
        raise Conflict("两步验证已经启用。")
    step = _step(secret, _typed(code), by)
    if step is None:
        raise Refused("验证码不对。请核对手机的时间，填验证器上正在显示的 6 位数字。", field="code")
    factor = SecondFactor(account_id=by.actor_id, secret=secret, last_step=step, since=by.now)
    codes = _new_codes(session, factor)
    session.add(factor)
    session.flush()
    accounts.sign_out(session, by.actor_id)
    audit.record(session, by, "second_factor.enrol", "accounts", by.actor_id)
    return codes


def check(session: Session, by: By, code: str) -> bool:
    """Whether this code, or recovery code, is right; each counts once."""
    factor = _held(session, by.actor_id)
    return factor is not None and _counts(session, by, factor, code)


def switch_off(session: Session, by: By, *, password_right: bool, code: str) -> None:
    """停用, one's own, with password and code. Comparing passwords is slow, so the edge has done it before."""
    factor = _proven(session, by, password_right, code)
    session.delete(factor)
    audit.record(session, by, "second_factor.switch_off", "accounts", factor.account_id)


def renew_codes(session: Session, by: By, *, password_right: bool, code: str) -> list[str]:
    """换备用码, one's own, proven as for `switch_off`: new ones, which nobody can read again; those from before are worth nothing."""
    factor = _proven(session, by, password_right, code)
    codes = _new_codes(session, factor)
    audit.record(session, by, "second_factor.renew_codes", "accounts", factor.account_id)
    return codes


def reset(session: Session, by: By, account_id: UUID, *, reason: str) -> None:
    """重置 somebody else's, who lost phone and recovery codes: they are signed out everywhere and told."""
    by.must("accounts.manage")
    if account_id == by.actor_id:
        raise Forbidden("不能重置自己的两步验证。")
    said = clear.text("reason", reason, shortest=4, longest=200, short="请写明为什么重置，以及怎样核实了本人。")
    factor = _held(session, account_id)
    if factor is None:
        raise NotFound("这个账号没有启用两步验证。")
    session.delete(factor)
    session.flush()
    accounts.sign_out(session, account_id)
    audit.record(session, by, "second_factor.reset", "accounts", account_id, reason=said)
    notices.tell_account(session, by, account_id, "factor_reset", f"{by.now.astimezone(accounts.SHANGHAI):%m-%d %H:%M}", personal=True)


def _held(session: Session, account_id: UUID | None) -> SecondFactor | None:
    # Locked and read again: of two who send one code at once the second sees that it has counted.
    return session.scalar(select(SecondFactor).where(SecondFactor.account_id == account_id).with_for_update().execution_options(populate_existing=True))


def _proven(session: Session, by: By, password_right: bool, code: str) -> SecondFactor:
    factor = _held(session, by.actor_id)
    if factor is None:
        raise Conflict("两步验证没有启用。")
    if not (password_right and _counts(session, by, factor, code)):
        raise Refused("密码或者验证码不对。", field="code")
    return factor


def _new_codes(session: Session, factor: SecondFactor) -> list[str]:
    """Recovery codes in place of those there are."""
    codes = [crypto.new_receipt_code() for _ in range(RECOVERY_CODES)]
    factor.codes = [RecoveryCode(code_hash=_hash(session, factor.account_id, one), used_at=None) for one in codes]
    return codes


def _counts(session: Session, by: By, factor: SecondFactor, code: str) -> bool:
    typed = _typed(code)
    if len(typed) == 6:
        step = _step(factor.secret.open(), typed, by)
        if step is None or step <= factor.last_step:
            return False
        factor.last_step = step
        return True
    given = _hash(session, factor.account_id, typed)
    spent = next((one for one in factor.codes if one.used_at is None and crypto.same(one.code_hash, given)), None)
    if spent is None:
        return False
    spent.used_at = by.now
    audit.record(session, by, "second_factor.recover", "accounts", factor.account_id)
    return True


def _typed(code: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", code).split())
    return plain if plain.isascii() else ""


def _step(secret: str, typed: str, by: By) -> int | None:
    """The time step that this code belongs to, of those near now; all are compared, whichever fits."""
    now, codes = int(by.now.timestamp()) // _SECONDS, pyotp.HOTP(secret)
    fitting = [step for step in range(now - _DRIFT, now + _DRIFT + 1) if crypto.same(codes.at(step), typed)]
    return max(fitting, default=None)


def _hash(session: Session, account_id: UUID, code: str) -> str:
    return crypto.receipt_hash(session.info["keys"], f"recovery:{account_id}", code)
