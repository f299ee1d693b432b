"""脱敏 of a ticket's own words before they are told elsewhere: names, numbers, the employer; and what is left all the same."""

import re
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebank import redact
from legalaid.tables.groups import GroupMember
from legalaid.tables.mediation import Party
from legalaid.tables.sealed import normalise
from legalaid.tables.tickets import Dispute, Ticket
from toolkit import employers


class Names(NamedTuple):
    """Who may stand in a text: persons, and firms, the longest name first."""

    people: list[str]
    firms: list[str]


def names(session: Session, ticket: Ticket) -> Names:
    """The worker, the others of a group, whoever handled the matter, further parties (those that left, too), and every employer."""
    people = [ticket.worker.name.open() if ticket.worker.name else "", *(e.actor_name or "" for e in ticket.events)]
    parties = session.scalars(select(Party).join(Dispute).where(Dispute.ticket_id == ticket.id)).all()
    people += [secret.open() for p in parties for secret in (p.name, p.contact) if secret]
    firms = [ticket.employer_name, *(p.firm for p in parties if p.firm)]
    if ticket.group is not None:
        firms += ticket.group.employer_name.split("、")
        members = session.scalars(select(GroupMember).where(GroupMember.group_id == ticket.group_id))
        people += [m.worker.name.open() for m in members if m.worker.name]
    return Names(people, sorted(set(firms), key=lambda firm: (-len(firm), firm)))


def _called(core: str) -> re.Pattern[str]:
    """An employer by the beginning of its name: 青禾厂, 青禾服饰公司."""
    return re.compile(rf"{re.escape(core[:2])}[\u4e00-\u9fff]{{0,8}}?(?:公司|集团|厂|店|工地|项目部|工程)")


def masked(text: str, ticket: Ticket, names: Names) -> str:
    """The text without names, numbers and firms, however short they are called."""
    cores = [employers.parse(firm).core for firm in names.firms]
    for said in (*names.firms, *cores):
        if len(said) > 1:
            text = text.replace(said, "某单位")
    for core in cores:
        if len(core) > 1:
            text = _called(core).sub("某单位", text)
    for secret in (ticket.worker.address, ticket.worker.phone, ticket.worker.id_no):
        if secret and len(secret.open()) > 3:
            text = text.replace(secret.open(), "×")
    return redact.redact(text, names.people)


def left(text: str, ticket: Ticket, names: Names) -> str | None:
    """What in the text still tells who it is about, in words; None when nothing was found."""
    found = next((redact.KINDS[r.kind] for r in redact.residue(text)), None)
    if found:
        return found
    said = normalise(text)
    if any(len(name) > 1 and normalise(name) in said for name in names.people):
        return "姓名"
    secrets = (ticket.worker.address, ticket.worker.phone, ticket.worker.id_no)
    if any(secret and len(secret.open()) > 3 and normalise(secret.open()) in said for secret in secrets):
        return "职工的个人信息"
    cores = [employers.parse(firm).core for firm in names.firms]
    if any(len(core) > 1 and (normalise(core[:3]) in said or _called(core).search(text)) for core in cores):
        return "单位名称"
    return "诉求编号" if ticket.no in text else None
