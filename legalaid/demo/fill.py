"""Fills the demo office: organisations, people, library, and live work in every state, through the actions the web uses."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebank import case as bank
from legalaid.actions import (
    accounts,
    aid_records,
    aid_requests,
    assignment,
    cases,
    disputes,
    documents,
    groups,
    offers,
    organisations,
    ratings,
    search,
    statutes,
    tickets,
)
from legalaid.demo import panel, places, staff
from legalaid.demo.cast import Office
from legalaid.demo.stories import GROUP_FIRMS, GROUP_SIZE, GROUP_STORY, TALES, Tale
from legalaid.roles import By
from legalaid.runtime import Runtime
from legalaid.tables.aid import AidRecord
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket
from toolkit import causes, facts
from toolkit.officehours import ZONE
from toolkit.statute_sources import read_package

STARTER = Path(bank.__file__).parent / "library"


def fill_office(runtime: Runtime) -> None:
    """Everything, in order; about two hundred short transactions and one index build."""
    office = Office(runtime)
    hashed = accounts.hash_password(staff.PASSWORD)
    office.act(office.ago(300), None, lambda s, by: _people(office, s, by, hashed))
    _library(runtime, office)
    for number, tale in enumerate(TALES * 3):
        _work(office, number, tale)
    _group(office)
    _waiting(office)


def _people(office: Office, session: Session, by: By, hashed: str) -> None:
    rows = list(places.rows(office.rng))
    organisations.import_rows(session, by, enumerate(rows, 1))
    printed = staff.add_printed(session, by, office.people, hashed)
    office.logins = {login: account.id for login, account in printed.items()}
    rooms = [r["code"] for r in rows if r["kind"] == "ROOM" and r["code"] != "330203R0"]
    staff.add_others(session, by, office.people, office.rng, rooms, [c for c in places.DISTRICTS if c != "330203"])
    for lawyer in panel.add(session, by, office.people, office.rng, hashed):
        office.logins[lawyer.account.login] = lawyer.account_id


def _library(runtime: Runtime, office: Office) -> None:
    lines = [line for path in sorted(STARTER.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    reading, laws = cases.read_lines(lines), read_package()
    office.act(office.ago(290), None, lambda s, by: statutes.keep(s, by, laws))
    office.act(office.ago(290), None, lambda s, by: cases.keep(s, by, reading, "随产品提供", publish_all=True))
    today = office.now.astimezone(ZONE).date()
    for kind in search.KINDS:
        with runtime.read() as session:
            docs = search.all_docs(session, kind, today)
            late = search.behind(session, kind, today) if kind != "tools" else None
        runtime.engine(kind).rebuild(docs)
        if late is not None:
            with runtime.write() as session:
                search.mark_indexed(session, late)


def _register(office: Office, tale: Tale, when: datetime, *, people: int | None = None, story: str | None = None, employer: str | None = None) -> str:
    def action(session: Session, by: By) -> str:
        done = tickets.register(
            session, by, office.calendar, topic=tale.topic, statement=story or tale.story, employer_name=employer or tale.employer, county=tale.county, place=tale.place,
            name=office.people.name(), phone=office.people.phone(), id_no=office.people.id_no(), amount=tale.amount, head_count=people or tale.people,
            worker_type=office.rng.choice(("GENERAL", "MIGRANT", "MIGRANT", "PLATFORM")), language=office.rng.choice((None, None, "贵州话", "四川话", "河南话")),
            channel=office.rng.choice(("PORTAL", "PORTAL", "WALK_IN", "ZONE", "HOTLINE")), consent=True,
        )
        return done.ticket.no

    return office.act(when, None, action)


def _class_of(subclass: str) -> str:
    return next(c for c, subs in causes.SUBCLASSES.items() if subclass in subs)


def _confirm(office: Office, no: str, tale: Tale, when: datetime, *, people: int | None = None) -> None:
    count = people or tale.people
    summary = f"{tickets.TOPICS[tale.topic]}，{tale.employer}" + (f"，{count} 人" if count > 1 else "") + (f"，约 {tale.amount:,.0f} 元" if tale.amount else "")
    office.act(when, "tongchou", lambda s, by: tickets.confirm(s, by, no, class_name=_class_of(tale.subclass), subclass=tale.subclass, cause=tale.cause or None, summary=summary))


def _dispatch(office: Office, no: str, county: str, when: datetime) -> None:
    def action(session: Session, by: By) -> None:
        code = f"{county}R0"
        room = session.scalars(select(Organisation).where(Organisation.code == code)).one()
        handler = office.logins["tiaojie"] if county == "330203" else None
        tickets.dispatch(session, by, no, organisation_id=room.id, handler_id=handler)

    office.act(when, "tongchou", action)


def _aid(office: Office, no: str, when: datetime, forms: list[str], *, grant: bool = True) -> None:
    def applied(session: Session, by: By) -> None:
        aid_requests.apply(session, by, no, answers={"own_lawyer": False, "serious_infringement": True, "identity_paper": True, "case_papers": True}, forms=forms)

    office.act(when, None, applied)
    if grant:
        office.act(when + timedelta(hours=3), "tongchou", lambda s, by: aid_requests.decide(s, by, no, grant=True, reason="符合工会法律援助条件"))


def _offer(office: Office, no: str, when: datetime, lawyer: str | None = None) -> tuple[UUID, UUID]:
    """Offer to the first of the list, or to the named lawyer; returns offer and account."""
    def action(session: Session, by: By) -> tuple[UUID, UUID]:
        found = assignment.shortlist(session, by, no, 200).found.candidates
        ids = [c.lawyer for c in found]
        wanted = None
        if lawyer is not None:
            own = session.scalars(select(Lawyer).where(Lawyer.account_id == office.logins[lawyer])).one()
            wanted = str(own.id) if str(own.id) in ids else None
        chosen = wanted or ids[0]
        row = assignment.offer(session, by, no, UUID(chosen), override_code="TEAM" if chosen != ids[0] else None)
        return row.id, row.lawyer.account_id

    return office.act(when, "tongchou", action)


def _as_lawyer(office: Office, account: UUID, when: datetime, action: Callable[[Session, By], Any]) -> Any:
    # Lawyers who are only invited cannot sign in; the demo answers for them as the office.
    def wrapped(session: Session, by: By) -> Any:
        acting = session.scalars(select(Lawyer).where(Lawyer.account_id == account)).one()
        as_lawyer = By(when, "WEB", "demo", account, lawyer_id=acting.id, extra_roles=frozenset({"lawyer"}))
        return action(session, as_lawyer)

    return office.act(when, None, wrapped)


def _work(office: Office, number: int, tale: Tale) -> None:
    """One tale taken as far as its number says: the first third recent and early, the rest older and further on."""
    stage = number % 12
    if number < 12:
        days = 6 - stage * 0.4
        target = ("REGISTERED", "CONFIRMED", "DISPATCHED", "IN_PROGRESS", "AID", "GRANTED")[stage % 6]
    else:
        days = 20 + (number - 12) * 3.5
        target = ("OFFERED", "ACCEPTED", "DRAFTED", "CLOSED", "RATED", "RESOLVED", "CLOSED", "RATED", "RETURNED", "CLOSED", "RATED", "CLOSED")[stage]
        if target in ("OFFERED", "ACCEPTED", "DRAFTED"):
            days = 5
    when = office.ago(days)
    no = _register(office, tale, when)
    if target == "REGISTERED":
        return
    _confirm(office, no, tale, when + timedelta(hours=2))
    if target == "CONFIRMED":
        return
    if not tale.cause or target in ("DISPATCHED", "IN_PROGRESS", "RESOLVED", "RETURNED"):
        _handled(office, no, tale, when, target)
        return
    _aid(office, no, when + timedelta(hours=4), ["DRAFT", "ARBITRATE"] if number % 3 else ["DRAFT"], grant=target != "AID")
    if target in ("AID", "GRANTED"):
        return
    offered = office.ago(0.05) if target == "OFFERED" else when + timedelta(hours=8)
    offer, account = _offer(office, no, offered, "lvshi1" if target in ("OFFERED", "ACCEPTED", "DRAFTED") else None)
    if target == "OFFERED":
        return
    _represented(office, no, tale, offer, account, offered, target)


def _handled(office: Office, no: str, tale: Tale, when: datetime, target: str) -> None:
    _dispatch(office, no, tale.county, when + timedelta(hours=3))
    handler = "tiaojie" if tale.county == "330203" else None
    if target == "DISPATCHED":
        return
    office.act(when + timedelta(hours=5), handler, lambda s, by: tickets.take(s, by, no) if target != "RETURNED" else tickets.send_back(s, by, no, reason="单位注册地在外区，请改派"))
    if target in ("RESOLVED", "CLOSED", "RATED"):
        office.act(when + timedelta(days=3), handler, lambda s, by: tickets.resolve(s, by, no, outcome="已解答，职工表示清楚"))
    if target in ("CLOSED", "RATED"):
        office.act(when + timedelta(days=4), handler, lambda s, by: tickets.close(s, by, no))


def _represented(office: Office, no: str, tale: Tale, offer: UUID, account: UUID, offered: datetime, target: str) -> None:
    accepted = offered + timedelta(hours=2)
    _as_lawyer(office, account, accepted, lambda s, by: offers.accept(s, by, offer, no_conflict=True))
    if target == "ACCEPTED":
        return
    sheet = facts.from_json({
        "employer": {"name": tale.employer, "address": f"宁波市{tale.place}示例路（虚构）", "representative": "示例负责人"},
        "tribunal": "宁波市劳动人事争议仲裁委员会", "post": "操作工", "contract_signed": False,
        "events": [{"text": tale.story}], "claims": [{"title": "支付拖欠的劳动报酬及补偿", "amount": str(tale.amount or 1000), "monetary": True, "formula": "见计算表"}],
        "reasons": ["用人单位应当按照劳动合同约定和国家规定，及时足额支付劳动报酬。"], "evidence": [{"name": "微信聊天记录", "proves": "欠付事实", "source": "申请人提供"}],
    })
    drafted = accepted + timedelta(days=1)
    made = documents.render("arbitration_application", sheet, drafted.date())
    office.act(drafted, None, lambda s, by: disputes.save_facts(s, by, no, sheet))
    _as_lawyer(office, account, drafted, lambda s, by: documents.draft(s, by, f"{no}-Y1", made, json.dumps(facts.to_json(sheet), ensure_ascii=False)))
    _as_lawyer(office, account, drafted, lambda s, by: aid_records.log(s, by, f"{no}-Y1", kind="MEETING", happened_on=drafted.date(), text="与职工见面，核对工资和证据。", minutes=60))
    if target == "DRAFTED":
        return
    ended = min(offered + timedelta(days=15), office.now - timedelta(hours=2))
    awarded = (tale.amount or Decimal(8000)) * office.rng.choice((Decimal("1"), Decimal("0.8"), Decimal("0.9")))
    got = awarded * office.rng.choice((Decimal("1"), Decimal("0.5"), Decimal("1")))

    def close(session: Session, by: By) -> None:
        for record in aid_records_of(session, no):
            drafting = record.form == "DRAFT" and len(aid_records_of(session, no)) > 1
            aid_records.close(session, by, record.no, outcome="DELIVERED" if drafting else office.rng.choice(("MEDIATED", "FULL", "PARTIAL")), awarded=None if drafting else awarded,
                              recovered=None if drafting else got, report="已按职工请求完成办理，文书和回执归卷。")

    _as_lawyer(office, account, ended, close)
    if target == "RATED":
        level = office.rng.choice((5, 5, 4, 5, 3, 2))
        office.act(ended + timedelta(hours=1), None, lambda s, by: ratings.rate(s, by, no, level=level, comment="谢谢工会"))


def aid_records_of(session: Session, no: str) -> list[Any]:
    """The aid records of a ticket."""
    ticket = session.scalars(select(Ticket).where(Ticket.no == no)).one()
    return list(session.scalars(select(AidRecord).where(AidRecord.ticket_id == ticket.id).order_by(AidRecord.no)))


def _group(office: Office) -> None:
    """The garment maker whose boss ran away: 94 workers of four firms."""
    tale = TALES[0]
    when = office.ago(9)
    first = _register(office, tale, when, people=GROUP_SIZE, story=GROUP_STORY)
    others = [_register(office, tale, when + timedelta(hours=n), people=n + 1, employer=tale.employer) for n in (1, 2)]
    _confirm(office, first, tale, when + timedelta(hours=4), people=GROUP_SIZE)
    for number, no in enumerate(others):
        _confirm(office, no, tale, when + timedelta(hours=5), people=number + 2)
    group = office.act(when + timedelta(hours=6), "haishu", lambda s, by: groups.open_group(s, by, title="青禾示例服饰等四家单位集体欠薪", ticket_nos=[first, *others]).no)
    teams = ("平车一组", "平车二组", "整烫组", "水洗班", "绣花班", "包装组")
    roster = [
        groups.Line(name=office.people.name(), phone=office.people.phone(), id_no=office.people.id_no(), employer_name=GROUP_FIRMS[n % 4], team=teams[n % 6], team_leader=n < 5,
                    owed=Decimal(office.rng.randint(9000, 31000)), owed_from=when.date().replace(month=7, day=1), owed_to=when.date().replace(month=10, day=31))
        for n in range(GROUP_SIZE)
    ]
    office.act(when + timedelta(days=1), "haishu", lambda s, by: groups.add_members(s, by, group, roster))
    office.act(office.ago(2), "haishu", lambda s, by: [groups.pay(s, by, group, n, Decimal(5000)) for n in range(1, 11)])
    _aid(office, first, when + timedelta(days=1, hours=2), ["DRAFT", "ARBITRATE"])
    offer, account = _offer(office, first, when + timedelta(days=1, hours=6), "lvshi2")
    _as_lawyer(office, account, when + timedelta(days=2), lambda s, by: offers.accept(s, by, offer, no_conflict=True)) if _in_time(office, offer, when + timedelta(days=2)) else None


def _in_time(office: Office, offer: UUID, when: datetime) -> bool:
    with office.runtime.read() as session:
        return when <= session.get_one(Offer, offer).due_at


def _waiting(office: Office) -> None:
    """One offer lapsed and passed on, one declined; the rest waits for the next placing."""
    for number, tale in enumerate((TALES[1], TALES[3])):
        when = office.ago(4)
        no = _register(office, tale, when)
        _confirm(office, no, tale, when + timedelta(hours=1))
        _aid(office, no, when + timedelta(hours=2), ["DRAFT", "ARBITRATE"])
        offer, account = _offer(office, no, when + timedelta(hours=5))
        if number:
            _as_lawyer(office, account, when + timedelta(hours=7), lambda s, by, o=offer: offers.decline(s, by, o, reason="BUSY", note="本周有三个庭"))  # type: ignore[misc]
    office.act(office.now, None, lambda s, by: offers.lapse(s, by, offers.lapsed(None, s, by)))


