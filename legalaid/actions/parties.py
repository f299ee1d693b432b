"""当事人: who else belongs to a dispute beside its worker and employer: dispatching, contracting, affiliated firms, owners, fellow workers."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, clear, disputes, history
from legalaid.errors import Conflict, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.mediation import PARTY_ROLES, PERSONS, Party
from legalaid.tables.tickets import Dispute
from toolkit import employers, identity
from toolkit.refusal import Refusal


def add(session: Session, by: By, no: str, *, role: str, name: str, credit_code: str = "", contact: str = "", phone: str = "") -> Party:
    """Add a party. A firm's name stays in clear, because lawyers' conflicts are found by it; a person's name is sealed."""
    by.must("disputes.work")
    dispute = disputes.for_change(session, by, no)
    name, errors = name.strip(), {}
    if role not in PARTY_ROLES:
        errors["role"] = "请选择当事人的身份。"
    if not 2 <= len(name) <= 80:
        errors["name"] = "请填写名称或者姓名，2 到 80 个字。"
    if len(contact.strip()) > 30:
        errors["contact"] = "联系人不超过 30 个字。"
    checked = {"credit_code": credit_code.strip(), "phone": phone.strip()}
    for field, check in (("credit_code", identity.credit_code), ("phone", identity.phone)):
        try:
            checked[field] = check(checked[field]) if checked[field] else ""
        except Refusal as e:
            errors[field] = f"{e.message}。"
    if errors:
        raise Invalid(errors)
    firm = role not in PERSONS
    if firm and employers.key(name) in {dispute.ticket.employer_key, *(key for _, key in firms(session, [dispute.ticket_id]).get(dispute.ticket_id, ()))}:
        raise Conflict("这个单位已经是当事人。", field="name")
    row = Party(dispute_id=dispute.id, dispute=dispute, role=role, added_at=by.now, added_by=by.actor_id, left_at=None)
    if firm:
        row.firm = clear.text("name", name, of=dispute.ticket.worker, longest=80)
        row.firm_key, row.credit_code = employers.key(name), checked["credit_code"] or None
    else:
        row.name = name
    row.contact, row.phone = contact.strip() or None, checked["phone"] or None
    session.add(row)
    history.note(session, by, dispute.ticket, "PARTY", f"登记当事人：{PARTY_ROLES[role]}{'（' + row.firm + '）' if row.firm else ''}")
    audit.record(session, by, "party.add", row, role=role)
    return row


def remove(session: Session, by: By, no: str, ident: UUID) -> Party:
    """The party has nothing to do with the dispute any more; its row stays."""
    by.must("disputes.work")
    dispute = disputes.for_change(session, by, no)
    row = session.scalar(select(Party).where(Party.id == ident, Party.dispute_id == dispute.id))
    if row is None:
        raise NotFound
    if row.left_at is not None:
        raise Refused("这个当事人已经移出。")
    row.left_at = by.now
    history.note(session, by, dispute.ticket, "PARTY", f"移出当事人：{PARTY_ROLES[row.role]}{'（' + row.firm + '）' if row.firm else ''}")
    audit.record(session, by, "party.remove", row, role=row.role)
    return row


def of(session: Session, dispute: Dispute) -> list[Party]:
    """The further parties, those first who came first."""
    return list(session.scalars(select(Party).where(Party.dispute_id == dispute.id, Party.left_at.is_(None)).order_by(Party.added_at, Party.id)))


def firms(session: Session, ticket_ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """By matter, (name, normalised name) of every firm that is a further party."""
    query = select(Dispute.ticket_id, Party.firm, Party.firm_key).join(Dispute).where(Dispute.ticket_id.in_(ticket_ids), Party.left_at.is_(None), Party.firm.is_not(None))
    found: dict[UUID, list[tuple[str, str]]] = {}
    for ident, name, key in session.execute(query.order_by(Party.added_at, Party.id)):
        found.setdefault(ident, []).append((str(name), str(key)))
    return found
