"""集体争议（并案）: opening a group file, its roster, what is owed and paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from legalaid.actions import audit, clear, history, numbers, payments, scopes, workers
from legalaid.errors import Conflict, FaultyFile, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.groups import MEMBER_STATES, Group, GroupMember
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import CLOSED_STATES, IS_OPEN, Ticket
from toolkit import employers, identity
from toolkit.officehours import ZONE
from toolkit.refusal import Refusal


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


def for_change(session: Session, by: By, no: str) -> Group:
    """The same, held until the transaction ends."""
    found = session.scalar(select(Group).where(Group.no == no, seen(by)).with_for_update(of=Group).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def same_employer(session: Session, by: By, ticket: Ticket, within: timedelta = timedelta(days=30)) -> list[Ticket]:
    """Other open tickets against the same employer in a short window: candidates for one group file (并案)."""
    return list(session.scalars(
        select(Ticket).where(
            Ticket.employer_key == ticket.employer_key, Ticket.id != ticket.id, IS_OPEN,
            Ticket.registered_at >= ticket.registered_at - within, Ticket.registered_at <= ticket.registered_at + within, scopes.tickets(by),
        ).order_by(Ticket.registered_at)
    ))


def open_group(session: Session, by: By, *, title: str, ticket_nos: Iterable[str]) -> Group:
    """并案: one file for several tickets; refused when one already belongs to another file."""
    by.must("groups.manage")
    asked = list(dict.fromkeys(ticket_nos))
    # Held in one order, so that two openings over the same tickets cannot wait for each other.
    held = {no: scopes.ticket_for_change(session, by, no) for no in sorted(asked)}
    rows = [held[no] for no in asked]
    if not rows:
        raise Refused("请至少选择一件诉求。", field="ticket_nos")
    title = clear.text("title", title, shortest=1, longest=120, short="请填写并案名称。")
    taken = [t.no for t in rows if t.group_id]
    if taken:
        raise Refused(f"{'、'.join(taken)} 已经在别的并案里。", field="ticket_nos")
    shut = [t.no for t in rows if t.state in CLOSED_STATES]
    if shut:
        raise Conflict(f"{'、'.join(shut)} 已经办结，不能并案。", field="ticket_nos")
    firms = "、".join(dict.fromkeys(t.employer_name for t in rows))
    if len(firms) > 240:
        raise Refused("涉及的单位太多，请分几个并案登记。", field="ticket_nos")
    first = rows[0]
    group = Group(no=numbers.group_no(session, by.now), title=title, employer_name=firms,
                  employer_key=first.employer_key, county=first.county, organisation=first.organisation, state="OPEN", opened_at=by.now, closed_at=None)
    session.add(group)
    session.flush()
    for ticket in rows:
        ticket.group_id = group.id
        if "GROUP" not in ticket.flags:
            ticket.flags = [*ticket.flags, "GROUP"]
        history.note(session, by, ticket, "GROUPED", f"并入集体争议 {group.no} 一起办理", public=True)
    audit.record(session, by, "group.open", group, no=group.no, tickets=len(rows))
    return group


def add_members(session: Session, by: By, no: str, lines: Iterable[Line]) -> Group:
    """Add workers to the roster, all or nothing; a negative sum or a doubled person is refused with its line."""
    by.must("groups.manage")
    group = for_change(session, by, no)
    position = session.scalar(select(func.coalesce(func.max(GroupMember.position), 0)).where(GroupMember.group_id == group.id)) or 0
    known = set(session.scalars(select(GroupMember.worker_id).where(GroupMember.group_id == group.id)))
    faults: list[tuple[int, str, str]] = []
    added = 0
    for number, line in enumerate(lines, 1):
        entered = _checked(line, by.now.astimezone(ZONE).date())
        faults += [(number, field, message) for field, message in entered.faults]
        if faults:
            continue
        worker = workers.find_or_add(session, by, name=line.name.strip(), phone=entered.phone, id_no=entered.id_no)
        if worker.id in known:
            faults.append((number, "name", "这位职工在名单里重复了。"))
            continue
        known.add(worker.id)
        added += 1
        session.add(GroupMember(
            group_id=group.id, worker=worker, worker_id=worker.id, position=position + number, employer_name=line.employer_name.strip(), team=line.team,
            team_leader=line.team_leader, owed=line.owed, owed_from=line.owed_from, owed_to=line.owed_to, state="LISTED",
        ))
    if faults:
        raise FaultyFile(faults)
    session.flush()
    audit.record(session, by, "group.members", group, added=added)
    return group


@dataclass(frozen=True)
class _Entered:
    """A line with its numbers in one shape, and what is wrong with it by field."""

    phone: str
    id_no: str | None
    faults: tuple[tuple[str, str], ...]


def _checked(line: Line, today: date) -> _Entered:
    faults: list[tuple[str, str]] = []
    phone, id_no = line.phone, line.id_no or None
    try:
        phone = identity.phone(line.phone)
        id_no = identity.resident_id(line.id_no, today).number if line.id_no else None
    except Refusal as e:
        faults.append((e.field, f"{e.message}。"))
    if not 1 <= len(line.name.strip()) <= 30:
        faults.append(("name", "请填写姓名，不超过 30 个字。"))
    if not 2 <= len(line.employer_name.strip()) <= 80:
        faults.append(("employer_name", "请填写单位名称，2 到 80 个字。"))
    if len(line.team or "") > 40:
        faults.append(("team", "班组不超过 40 个字。"))
    if not line.owed.is_finite() or line.owed < 0:
        faults.append(("owed", "欠薪金额不能是负数。"))
    elif line.owed >= 10**9:
        faults.append(("owed", "欠薪金额太大，请检查。"))
    if line.owed_from and line.owed_to and line.owed_to < line.owed_from:
        faults.append(("owed_to", "欠薪结束日期早于开始日期。"))
    return _Entered(phone, id_no, tuple(faults))


def pay(session: Session, by: By, no: str, position: int, amount: Decimal) -> GroupMember:
    """Note what one worker has received outside an agreement; never more than is owed."""
    by.must("groups.manage")
    group = for_change(session, by, no)
    member = session.scalar(select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.position == position).with_for_update(of=GroupMember))
    if member is None:
        raise NotFound("名单里没有这一行。")
    agreed = payments.of_group(session, group.id)
    if agreed is not None and any(share.member_id == member.id for share in agreed.shares):
        raise Conflict(f"这位职工在诉求 {agreed.dispute.ticket.no} 的协议里，请在那件诉求的争议办理页面按期登记到账。")
    if amount < 0 or member.settled + amount > member.owed:
        raise Refused("已付金额不能是负数，也不能超过欠薪金额。", field="amount")
    # the file's first request carries the payment, so that it is counted where the group is seen
    ticket = session.scalars(select(Ticket).where(Ticket.group_id == group.id).order_by(Ticket.no).limit(1)).one()
    if amount:
        payments.advance(session, by, ticket, member, amount)
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


def employers_named(group: Group) -> list[tuple[str, str]]:
    """(name, normalised name) of every employer in the file: a lawyer must be clear of each."""
    return [(name, employers.key(name)) for name in group.employer_name.split("、")]
