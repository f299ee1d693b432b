"""集体争议（并案）: opening a group file, its roster, what is owed and paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from legalaid.actions import audit, numbers, scopes, tickets, workers
from legalaid.errors import FaultyFile, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.groups import MEMBER_STATES, Group, GroupMember
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket
from toolkit import employers


@dataclass(frozen=True)
class Line:
    """One row of a roster as entered: who, where, owed how much for which months."""

    name: str
    phone: str
    employer_name: str
    owed: Decimal
    owed_from: date | None = None
    owed_to: date | None = None
    id_no: str | None = None
    team: str | None = None
    team_leader: bool = False


def seen(by: By) -> ColumnElement[bool]:
    """Group files within the posts' subtree, or with a ticket that this person sees."""
    if by.system:
        return true()
    paths = by.paths("coordinator", "zone_staff", "mediator", "auditor")
    own = Group.organisation_id.in_(select(Organisation.id).where(scopes.organisations_under(*paths))) if paths else false()
    return or_(own, Group.id.in_(select(Ticket.group_id).where(scopes.tickets(by), Ticket.group_id.is_not(None))))


def get(session: Session, by: By, no: str) -> Group:
    """The group file of this number in scope."""
    found = session.scalar(select(Group).where(Group.no == no, seen(by)))
    if found is None:
        raise NotFound
    return found


def open_group(session: Session, by: By, *, title: str, ticket_nos: Iterable[str]) -> Group:
    """并案: one file for several tickets; refused when one already belongs to another file."""
    by.must("groups.manage")
    rows = [scopes.ticket(session, by, no) for no in dict.fromkeys(ticket_nos)]
    if not rows:
        raise Refused("请至少选择一件诉求。", field="ticket_nos")
    if not title.strip():
        raise Refused("请填写并案名称。", field="title")
    taken = [t.no for t in rows if t.group_id]
    if taken:
        raise Refused(f"{'、'.join(taken)} 已经在别的并案里。", field="ticket_nos")
    first = rows[0]
    group = Group(no=numbers.group_no(session, by.now), title=title.strip(), employer_name="、".join(dict.fromkeys(t.employer_name for t in rows)),
                  employer_key=first.employer_key, county=first.county, organisation=first.organisation, state="OPEN", opened_at=by.now, closed_at=None)
    session.add(group)
    session.flush()
    for ticket in rows:
        ticket.group_id = group.id
        if "GROUP" not in ticket.flags:
            ticket.flags = [*ticket.flags, "GROUP"]
        tickets.note(session, by, ticket, "GROUPED", f"并入集体争议 {group.no} 一起办理", public=True)
    audit.record(session, by, "group.open", group, no=group.no, tickets=len(rows))
    return group


def add_members(session: Session, by: By, no: str, lines: Iterable[Line]) -> Group:
    """Add workers to the roster, all or nothing; a negative sum or a doubled person is refused with its line."""
    by.must("groups.manage")
    group = get(session, by, no)
    position = session.scalar(select(func.coalesce(func.max(GroupMember.position), 0)).where(GroupMember.group_id == group.id)) or 0
    known = set(session.scalars(select(GroupMember.worker_id).where(GroupMember.group_id == group.id)))
    faults: list[tuple[int, str, str]] = []
    added = 0
    for number, line in enumerate(lines, 1):
        if line.owed < 0:
            faults.append((number, "owed", "欠薪金额不能是负数。"))
        if not line.name.strip() or not line.phone.strip():
            faults.append((number, "name", "姓名和电话都要填写。"))
        if line.owed_from and line.owed_to and line.owed_to < line.owed_from:
            faults.append((number, "owed_to", "欠薪结束日期早于开始日期。"))
        if faults:
            continue
        worker = workers.find_or_add(session, by, name=line.name, phone=line.phone, id_no=line.id_no)
        if worker.id in known:
            faults.append((number, "name", "这位职工在名单里重复了。"))
            continue
        known.add(worker.id)
        added += 1
        session.add(GroupMember(
            group_id=group.id, worker_id=worker.id, position=position + number, employer_name=line.employer_name, team=line.team,
            team_leader=line.team_leader, owed=line.owed, owed_from=line.owed_from, owed_to=line.owed_to, state="LISTED",
        ))
    if faults:
        raise FaultyFile(faults)
    session.flush()
    audit.record(session, by, "group.members", group, added=added)
    return group


def pay(session: Session, by: By, no: str, position: int, amount: Decimal) -> GroupMember:
    """Note what one worker has received; never more than is owed."""
    by.must("groups.manage")
    group = get(session, by, no)
    member = session.scalar(select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.position == position))
    if member is None:
        raise NotFound("名单里没有这一行。")
    if amount < 0 or member.settled + amount > member.owed:
        raise Refused("已付金额不能是负数，也不能超过欠薪金额。", field="amount")
    member.settled += amount
    member.state = "PAID" if member.settled == member.owed else "PARTLY_PAID"
    audit.record(session, by, "group.pay", member, amount=amount)
    return member


@dataclass(frozen=True)
class Totals:
    """Sums of a roster."""

    people: int
    owed: Decimal
    settled: Decimal
    by_employer: tuple[tuple[str, int, Decimal], ...]
    by_state: tuple[tuple[str, int], ...]


def totals(session: Session, group: Group) -> Totals:
    """Head-count and sums, by employer and by state."""
    rows = list(session.scalars(select(GroupMember).where(GroupMember.group_id == group.id)))
    firms: dict[str, list[GroupMember]] = {}
    for row in rows:
        firms.setdefault(row.employer_name, []).append(row)
    return Totals(
        people=len(rows), owed=sum((r.owed for r in rows), Decimal("0.00")), settled=sum((r.settled for r in rows), Decimal("0.00")),
        by_employer=tuple((name, len(members), sum((m.owed for m in members), Decimal("0.00"))) for name, members in sorted(firms.items())),
        by_state=tuple((words, sum(r.state == code for r in rows)) for code, words in MEMBER_STATES.items()),
    )


def employer_keys(group: Group) -> tuple[str, ...]:
    """Normalised keys of every employer in the file: a lawyer must be clear of each."""
    return tuple(dict.fromkeys(employers.key(name) for name in group.employer_name.split("、")))
