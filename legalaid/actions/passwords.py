"""密码: set with a code that an administrator hands out (the first one, or a forgotten one), changed by its owner."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from legalaid import crypto
from legalaid.actions import accounts, audit, clear, notices
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account

VALID = timedelta(days=7)


def invite(session: Session, by: By, account_id: UUID, *, reason: str) -> str:
    """发邀请码: a code with which its owner sets a password within seven days; shown once, kept as a hash, in place of the one before.

    Until it is used a password that there is stays good, and whoever has one is told, so that nobody takes an account over unseen.
    """
    by.must("accounts.manage")
    account = _held(session, account_id)
    if account is None:
        raise NotFound("没有这个账号。")
    if account.id == by.actor_id:
        raise Forbidden("自己的密码在账号菜单的“修改密码”里改。")
    if account.state == "DISABLED":
        raise Conflict("这个账号已经停用，不能再设密码。")
    said = clear.text("reason", reason, shortest=4, longest=200, short="请写明为什么发，以及怎样核实了本人。")
    code = crypto.new_receipt_code()
    account.invite_hash, account.invite_until = _hash(session, account.login, code), by.now + VALID
    audit.record(session, by, "account.invite", account, reason=said)
    if account.state == "ACTIVE":
        _tell(session, by, account, "invited")
    return code


def waiting(session: Session, by: By, *, role: str | None = None) -> list[Account]:
    """Who has no password yet and no code that is still good, by sign-in name; of one role today or of all."""
    by.must("accounts.manage")
    rows = session.scalars(select(Account).where(Account.state == "INVITED").order_by(Account.login).options(selectinload(Account.posts)))
    return [a for a in rows if not open_until(a, by.now) and (role is None or any(p.role == role for p in accounts.held_posts(a, by.now)))]


def open_until(account: Account, now: datetime) -> datetime | None:
    """Until when a code that was handed out is good; None without one."""
    return account.invite_until if account.invite_until is not None and account.invite_until > now else None


def set_with_code(session: Session, by: By, *, login: str, code: str, password_hash: str) -> Account | None:
    """Set the password with the code, which counts once; None, in equal time, when anything of it is not right."""
    found = accounts.find(session, login)
    account = _held(session, found.id) if found else None
    good = account is not None and account.state != "DISABLED" and open_until(account, by.now) is not None
    stored = account.invite_hash if account is not None and good else None
    if not crypto.same(stored or "0" * 64, _hash(session, login.strip().lower(), code)) or account is None:
        return None
    _set(session, by, account, password_hash)
    return account


def change(session: Session, by: By, *, password_right: bool, password_hash: str) -> None:
    """修改密码, one's own. Comparing and hashing are slow, so the edge has done both before."""
    account = _held(session, by.actor_id)
    if account is None:
        raise Forbidden
    if not password_right:
        raise Refused("现在的密码不对。", field="current")
    _set(session, by, account, password_hash)


def _set(session: Session, by: By, account: Account, password_hash: str) -> None:
    account.password_hash, account.password_changed_at, account.state = password_hash, by.now, "ACTIVE"
    account.invite_hash = account.invite_until = None
    session.flush()
    accounts.sign_out(session, account.id)
    audit.record(session, by, "account.set_password", account)
    _tell(session, by, account, "password_set")


def _tell(session: Session, by: By, account: Account, template: str) -> None:
    notices.tell_account(session, by, account.id, template, f"{by.now.astimezone(accounts.SHANGHAI):%m-%d %H:%M}", personal=True)


def _held(session: Session, account_id: UUID | None) -> Account | None:
    # Locked and read again: of two who use one code at once the second sees that it has counted.
    return session.scalar(select(Account).where(Account.id == account_id).with_for_update(of=Account).execution_options(populate_existing=True))


def _hash(session: Session, login: str, code: str) -> str:
    return crypto.receipt_hash(session.info["keys"], f"invite:{login}", code)
