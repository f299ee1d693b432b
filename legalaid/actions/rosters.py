"""集体争议的名册: a workbook's rows into the roster and out of it, the election of representatives."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import audit, disputes, groups, scopes, workers
from legalaid.actions.organisations import COUNTIES
from legalaid.errors import Conflict, FaultyFile, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.groups import Group, GroupMember
from legalaid.tables.sealed import mask_name, normalise
from legalaid.tables.tickets import Dispute, Ticket
from legalaid.tables.workers import Worker
from toolkit import records
from toolkit.facts import Facts
from toolkit.group import GROUP_FROM, REPRESENTATIVES
from toolkit.group_rows import Row

MOST_PEOPLE = 1000
LONGEST = {"name": 30, "employer": 80, "team": 40}
# who and how to reach them is the worker's; the rest of a row is kept with the roster
_PERSON = frozenset({"name", "id_no", "phone"})


@dataclass(frozen=True)
class Taken:
    """How many of a workbook's rows were new, other than before, the same; who of the roster is not in it; whose own phone number stayed;
    whose debt is another although something was paid since."""

    added: int
    changed: int
    unchanged: int
    absent: int
    other_phones: int
    restated: int


def take(session: Session, by: By, no: str, rows: Sequence[Row]) -> Taken:
    """Take a workbook into the roster, all or nothing. A known worker's line is replaced, nobody is left out for not being in it.

    A corrected phone number is taken over, except that of a worker who asked for help themselves: theirs is the one they gave.
    Raises FaultyFile by line: a person twice, a name too long, less owed than was paid already.
    """
    by.must("groups.manage")
    group = groups.for_change(session, by, no)
    if group.state == "CLOSED":
        raise Conflict("这件集体争议已经办结，不能再改名册。")
    if not rows:
        raise Refused("名册里没有一位职工。", field="file")
    if len(rows) > MOST_PEOPLE:
        raise Refused(f"一次最多导入 {MOST_PEOPLE:,} 人，请分成几份。", field="file")
    faults = [(row.line, name, f"不超过 {most} 个字。") for row in rows for name, most in LONGEST.items() if len(_text(row, name)) > most]
    if faults:
        raise FaultyFile(faults)
    members = _members(session, group)
    known = {m.worker_id: m for m in members}
    position = max((m.position for m in members), default=0)
    found: dict[Any, Row] = {}
    added = changed = other_phones = restated = 0
    for row in rows:
        worker = _worker(session, by, row, members, found)
        if worker.id in found:
            faults.append((row.line, "name", f"与第 {found[worker.id].line} 行是同一个人。"))
            continue
        found[worker.id] = row
        phone_changed = _take_phone(session, worker, row.phone)
        other_phones += phone_changed is None
        member = known.get(worker.id)
        if member is None:
            position += 1
            added += 1
            member = GroupMember(group_id=group.id, worker=worker, worker_id=worker.id, position=position, employer_name="", state="LISTED", owed=row.owed,
                                 owed_from=None, owed_to=None, elected_at=None)
            session.add(member)
        elif row.owed < member.settled:
            faults.append((row.line, "owed", f"已经付过 {member.settled} 元，欠薪金额不能比它少。"))
            continue
        elif not phone_changed and _kept(row) == (json.loads(member.row.open()) if member.row else None):
            continue
        else:
            changed += 1
            restated += member.settled > 0 and row.owed != member.owed
        _fill(member, row, group)
    if faults:
        raise FaultyFile(faults)
    session.flush()
    done = Taken(added, changed, len(rows) - added - changed, len(set(known) - set(found)), other_phones, restated)
    audit.record(session, by, "group.roster", group, added=done.added, changed=done.changed, unchanged=done.unchanged, absent=done.absent)
    return done


def _text(row: Row, name: str) -> str:
    return getattr(row, name) or ""


def _members(session: Session, group: Group) -> list[GroupMember]:
    return list(session.scalars(select(GroupMember).where(GroupMember.group_id == group.id).order_by(GroupMember.position)))


def _worker(session: Session, by: By, row: Row, members: Sequence[GroupMember], taken: Iterable[Any]) -> Worker:
    """The worker of a row: of the roster by identity number, or by the name alone when the row says no more and only one is left."""
    keys = session.info["keys"]
    if row.id_no:
        number = crypto.blind_index(keys, "id_no", normalise(row.id_no))
        same = [m.worker for m in members if m.worker.id_no_index == number]
    else:
        name = crypto.blind_index(keys, "name", normalise(row.name))
        same = [] if row.phone else [m.worker for m in members if m.worker.name_index == name and m.worker_id not in taken]
    if len(same) != 1:
        return workers.find_or_add(session, by, name=row.name, phone=row.phone, id_no=row.id_no)
    return same[0]


def _take_phone(session: Session, worker: Worker, phone: str | None) -> bool | None:
    """Whether the number of the roster replaced the worker's; None where another one stays because the worker gave it."""
    if not phone or (worker.phone and worker.phone.open() == phone):
        return False
    if worker.phone is not None and session.scalar(select(Ticket.id).where(Ticket.worker_id == worker.id).limit(1)):
        return None
    worker.phone = phone
    return True


def _kept(row: Row) -> dict[str, Any]:
    """The JSON that stays with the roster; the line of the workbook says nothing later."""
    return {name: value for name, value in records.write(row).items() if name not in _PERSON and name != "line"}


def _fill(member: GroupMember, row: Row, group: Group) -> None:
    member.employer_name, member.team, member.team_leader, member.owed = row.employer or group.employer_name[:80], row.team, row.leader, row.owed
    member.owed_from, member.owed_to = row.span
    if member.settled:
        member.state = "PAID" if member.settled == member.owed else "PARTLY_PAID"
    member.row = json.dumps(_kept(row), ensure_ascii=False)


def _row(member: GroupMember, *, personal: bool) -> Row:
    """A member's line as a workbook holds it; without `personal` the name is masked and nobody's number is opened."""
    worker = member.worker
    who = {"name": str(worker.name)}
    if personal:
        who |= {name: secret.open() for name in ("name", "id_no", "phone") if (secret := getattr(worker, name))}
    if member.row:
        kept = {**json.loads(member.row.open()), "employer": member.employer_name}
        if not personal and kept.get("leader_name"):
            kept["leader_name"] = mask_name(kept["leader_name"])
    else:
        kept = {"owed": str(member.owed), "team": member.team, "leader": member.team_leader, "employer": member.employer_name,
                "owed_from": member.owed_from and member.owed_from.isoformat(), "owed_to": member.owed_to and member.owed_to.isoformat()}
    read: Row = records.read(Row, {**kept, **who, "line": member.position})
    return read


def listed(session: Session, group: Group, *, personal: bool = False) -> list[tuple[GroupMember, Row]]:
    """Everybody who has not left, in the order of the roster. `personal` only through `opened`, which audits it."""
    return [(m, _row(m, personal=personal)) for m in _members(session, group) if m.state != "LEFT"]


def opened(session: Session, by: By, no: str, purpose: str) -> tuple[Group, list[tuple[GroupMember, Row]]]:
    """The roster with names and numbers for a file or a list to sign: who took it and what for is audited."""
    by.must("personal.reveal")
    group = groups.get(session, by, no)
    rows = listed(session, group, personal=True)
    if not rows:
        raise NotFound("名册里还没有人，请先导入名册。")
    audit.record(session, by, "group.export", group, purpose=purpose, people=len(rows))
    return group, rows


def common(session: Session, by: By, group: Group) -> Facts:
    """What is the same for all: the employer's particulars, tribunal, agents, reasons of the first matter in sight; nothing of its worker."""
    query = select(Dispute).join(Ticket).where(Ticket.group_id == group.id, scopes.tickets(by)).order_by(Ticket.no)
    dispute = session.scalars(query.limit(1)).first()
    sheet = disputes.facts_of(dispute) if dispute is not None else Facts()
    return Facts(
        employer=replace(sheet.employer, name=None), tribunal=sheet.tribunal, agents=sheet.agents, reasons=sheet.reasons, end_reason=sheet.end_reason,
        cause=dispute.ticket.cause if dispute is not None else None, region=COUNTIES.get(group.county),
    )


def elect(session: Session, by: By, no: str, positions: Iterable[int]) -> Group:
    """推选代表人: three to five of the roster where ten and more stand together (调解仲裁法 7; 浙江省条例 40)."""
    by.must("groups.manage")
    group = groups.for_change(session, by, no)
    chosen = set(positions)
    people = session.scalar(select(func.count()).where(GroupMember.group_id == group.id, GroupMember.state != "LEFT")) or 0
    if people < GROUP_FROM:
        raise Conflict(f"名册里不足 {GROUP_FROM} 人，不用推选代表人。")
    low, high = REPRESENTATIVES
    if not low <= len(chosen) <= high:
        raise Refused(f"请选 {low} 到 {high} 名代表人，现在选了 {len(chosen)} 名。", field="positions")
    rows = {m.position: m for m in _members(session, group) if m.state != "LEFT"}
    if not chosen <= rows.keys():
        raise NotFound("名单里没有这一行。")
    for position, member in rows.items():
        member.elected_at = by.now if position in chosen else None
    audit.record(session, by, "group.elect", group, positions=sorted(chosen))
    return group

