"""采用: somebody confirms that a case or an article decides a matter; can be taken back at any time."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, cases, history, scopes
from legalaid.errors import Conflict, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.library import StatuteArticle
from legalaid.tables.searches import USED_KINDS, Use
from legalaid.tables.tickets import IS_OPEN, Ticket


def confirm(session: Session, by: By, no: str, *, kind: str, ref: str) -> Use:
    """Mark a case or an article as used for a matter that one sees."""
    by.must("library.use")
    ticket = scopes.ticket_for_change(session, by, no)
    if by.actor_id is None:
        raise Refused("采用记录归个人，请用自己的账号登录。")
    title = _title(session, by, kind, ref)
    if _mine(session, by, ticket, kind, ref) is not None:
        raise Conflict("您已经为这件诉求采用过了。")
    row = Use(account_id=by.actor_id, ticket_id=ticket.id, kind=kind, ref=ref, used_at=by.now)
    session.add(row)
    session.flush()
    history.note(session, by, ticket, "USED", f"采用{USED_KINDS[kind]}：{title}")
    audit.record(session, by, "library.use", ticket, kind=kind, ref=ref)
    return row


def _title(session: Session, by: By, kind: str, ref: str) -> str:
    if kind == "CASE":
        row = cases.get(session, by, ref)
        if row.published_number is None:
            raise NotFound("没有这个案例。")
        return row.title
    article = session.scalar(select(StatuteArticle).where(StatuteArticle.ref == ref).order_by(StatuteArticle.version_date.desc()).limit(1)) if kind == "ARTICLE" else None
    if article is None:
        raise NotFound("没有收录这一条。")
    return f"{article.short}{article.article}"


def withdraw(session: Session, by: By, no: str, *, kind: str, ref: str) -> None:
    """Take one's own mark back; what was learned from it is gone after the next night."""
    by.must("library.use")
    ticket = scopes.ticket_for_change(session, by, no)
    row = _mine(session, by, ticket, kind, ref)
    if row is None:
        raise NotFound("没有这条采用记录。")
    session.execute(delete(Use).where(Use.id == row.id))
    history.note(session, by, ticket, "USED", f"撤回采用的{USED_KINDS[kind]}")
    audit.record(session, by, "library.use_back", ticket, kind=kind, ref=ref)


def _mine(session: Session, by: By, ticket: Ticket, kind: str, ref: str) -> Use | None:
    return session.scalar(select(Use).where(Use.account_id == by.actor_id, Use.ticket_id == ticket.id, Use.kind == kind, Use.ref == ref))


def choices(session: Session, by: By, *, most: int = 30) -> list[Ticket]:
    """Open matters for which one may mark something: those in one's own hands, the newest first."""
    if not by.can("library.use"):
        return []
    mine = Ticket.handler_id == by.actor_id if by.lawyer_id is None else IS_OPEN
    query = select(Ticket).where(scopes.tickets(by), mine, IS_OPEN).order_by(Ticket.registered_at.desc()).limit(most)
    return list(session.scalars(query))


def mine(session: Session, by: By, *, kind: str, ref: str) -> list[Ticket]:
    """Matters that one sees for which one has marked this."""
    query = select(Ticket).join(Use, Use.ticket_id == Ticket.id).where(Use.account_id == by.actor_id, Use.kind == kind, Use.ref == ref, scopes.tickets(by))
    return list(session.scalars(query.order_by(Ticket.no)))


def of_matters(session: Session, by: By, kind: str, refs: Iterable[str]) -> list[tuple[str, Ticket]]:
    """(ref, matter) of everything marked by anybody, as far as one sees the matters."""
    query = select(Use.ref, Ticket).join(Ticket, Ticket.id == Use.ticket_id).where(Use.kind == kind, Use.ref.in_(list(refs)), scopes.tickets(by))
    return [(ref, ticket) for ref, ticket in session.execute(query.distinct().order_by(Ticket.no))]
