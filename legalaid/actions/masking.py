"""脱敏 of a ticket's own words before they are told elsewhere: names, numbers, the employer; and what is left all the same."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebank import redact
from legalaid.tables.groups import GroupMember
from legalaid.tables.sealed import normalise
from legalaid.tables.tickets import Ticket
from toolkit import employers


def names(session: Session, ticket: Ticket) -> list[str]:
    """Names that may stand in the text: the worker, the others of a group, whoever handled the matter."""
    found = [ticket.worker.name.open() if ticket.worker.name else "", *(e.actor_name or "" for e in ticket.events)]
    if ticket.group_id is not None:
        members = session.scalars(select(GroupMember).where(GroupMember.group_id == ticket.group_id))
        found += [m.worker.name.open() for m in members if m.worker.name and m.worker.erased_at is None]
    return found


def _called(core: str) -> re.Pattern[str]:
    """An employer by the beginning of its name: 青禾厂, 青禾服饰公司."""
    return re.compile(rf"{re.escape(core[:2])}[\u4e00-\u9fff]{{0,8}}?(?:公司|集团|厂|店|工地|项目部|工程)")


def masked(text: str, ticket: Ticket, names: Iterable[str]) -> str:
    """The text without names, numbers and the employer, however short it is called."""
    core = employers.parse(ticket.employer_name).core
    for said in (ticket.employer_name, core):
        if len(said) > 1:
            text = text.replace(said, "某单位")
    if len(core) > 1:
        text = _called(core).sub("某单位", text)
    for secret in (ticket.worker.address, ticket.worker.phone, ticket.worker.id_no):
        if secret is not None and len(secret.open()) > 3:
            text = text.replace(secret.open(), "×")
    return redact.redact(text, names)


def left(text: str, ticket: Ticket, names: Iterable[str]) -> str | None:
    """What in the text still tells who it is about, in words; None when nothing was found."""
    found = next((redact.KINDS[r.kind] for r in redact.residue(text)), None)
    if found:
        return found
    said = normalise(text)
    if any(len(name) > 1 and normalise(name) in said for name in names):
        return "姓名"
    secrets = (ticket.worker.address, ticket.worker.phone, ticket.worker.id_no)
    if any(secret is not None and len(secret.open()) > 3 and normalise(secret.open()) in said for secret in secrets):
        return "职工的个人信息"
    core = employers.parse(ticket.employer_name).core
    if len(core) > 1 and (normalise(core[:3]) in said or _called(core).search(text)):
        return "单位名称"
    return "诉求编号" if ticket.no in text else None
