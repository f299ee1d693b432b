"""统一身份认证的绑定: who of the identity provider may open which account. Nobody is matched by name, phone or mail, and no account is made."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import accounts, audit, clear, notices, second_factors
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.identities import Identity


def of(session: Session, account_id: UUID) -> list[Identity]:
    """What an account is bound to, one for each provider that there was."""
    return list(session.scalars(select(Identity).where(Identity.account_id == account_id).order_by(Identity.since)))


def at(session: Session, account_id: UUID, issuer: str) -> Identity | None:
    """What an account is bound to at this provider."""
    return session.scalar(select(Identity).where(Identity.account_id == account_id, Identity.issuer == issuer))


def account_of(session: Session, issuer: str, subject: str) -> UUID | None:
    """The account that this person of the provider is bound to, active or not."""
    return session.scalar(select(Identity.account_id).where(Identity.subject_index == _index(session, issuer, subject)))


def link(session: Session, by: By, *, issuer: str, subject: str, password_right: bool, code: str) -> None:
    """绑定, one's own, with password and, where there is one, second factor. Comparing passwords is slow, so the edge has done it before."""
    _proven(session, by, password_right, code)
    account_id = _own(by)
    if at(session, account_id, issuer) is not None:
        raise Conflict("您的账号已经绑定过了，要换绑请先解除。")
    try:
        with session.begin_nested():
            session.add(Identity(account_id=account_id, issuer=issuer, subject_index=_index(session, issuer, subject), since=by.now, used_at=None))
    except IntegrityError as e:
        raise Conflict("这个人的统一身份认证已经绑定了另一个账号。要换到这里，请联系管理员先解除。") from e
    audit.record(session, by, "identity.link", "accounts", account_id, issuer=issuer)
    _tell(session, by, account_id, "identity_linked")


def unlink(session: Session, by: By, *, issuer: str, password_right: bool, code: str) -> None:
    """解除, one's own, proven as for `link`; whoever is signed in to the account signs in again."""
    _proven(session, by, password_right, code)
    account_id = _own(by)
    found = at(session, account_id, issuer)
    if found is None:
        raise Conflict("您的账号没有绑定。")
    _end(session, found)
    audit.record(session, by, "identity.unlink", "accounts", account_id, issuer=issuer)


def withdraw(session: Session, by: By, account_id: UUID, *, issuer: str, reason: str) -> None:
    """解除 somebody else's, for whoever left or lost their account at the provider: they are signed out everywhere and told."""
    by.must("accounts.manage")
    if account_id == by.actor_id:
        raise Forbidden("自己的在账号菜单里解除。")
    said = clear.text("reason", reason, shortest=4, longest=200, short="请写明为什么解除，以及怎样核实了本人。")
    found = at(session, account_id, issuer)
    if found is None:
        raise NotFound("这个账号没有绑定。")
    _end(session, found)
    audit.record(session, by, "identity.withdraw", "accounts", account_id, issuer=issuer, reason=said)
    _tell(session, by, account_id, "identity_unlinked")


def used(session: Session, by: By, *, issuer: str) -> None:
    """Note that it has opened the account; the sign-in itself is on record (`accounts.signed_in`)."""
    found = at(session, by.actor_id, issuer) if by.actor_id else None
    if found is None:
        raise Conflict("绑定刚刚解除。")
    found.used_at = by.now


def _end(session: Session, identity: Identity) -> None:
    session.delete(identity)
    session.flush()
    accounts.sign_out(session, identity.account_id)


def _proven(session: Session, by: By, password_right: bool, code: str) -> None:
    if not (password_right and (second_factors.of(session, by.actor_id) is None or second_factors.check(session, by, code))):
        raise Refused("密码或者验证码不对。", field="password")


def _own(by: By) -> UUID:
    if by.actor_id is None:
        raise Forbidden
    return by.actor_id


def _tell(session: Session, by: By, account_id: UUID, template: str) -> None:
    notices.tell_account(session, by, account_id, template, f"{by.now.astimezone(accounts.SHANGHAI):%m-%d %H:%M}", personal=True)


def _index(session: Session, issuer: str, subject: str) -> str:
    return crypto.blind_index(session.info["keys"], "identity", f"{issuer}\x00{subject}")
