"""Makes objects through real actions only: a small office, then requests for help in any state."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, aid_records, aid_requests, assignment, calendar, disputes, groups, lawyers, offers, organisations, pauses, ratings, receipts, tickets
from legalaid.roles import By
from legalaid.runtime import Runtime
from legalaid.tables.aid import AidRecord
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import Ticket

Result = TypeVar("Result")
PASSWORD = "shiyan-2026-mima"
STORY = "我在服装厂做平车工，从今年八月起三个月没发工资，一共一万八千六百元，没有签过劳动合同。"
CITY, HAISHU, YINZHOU = "3302", "330203", "330212"
PLACES = (  # code, name, kind, parent
    (CITY, "宁波市总工会", "CITY", None), (HAISHU, "海曙区总工会", "DISTRICT", CITY), (YINZHOU, "鄞州区总工会", "DISTRICT", CITY),
    ("330203013", "古林镇总工会", "TOWN", HAISHU), ("330203013Z1", "古林第一片区", "ZONE", "330203013"), ("330203R0", "海曙第一调处室", "ROOM", HAISHU),
    ("330203R1", "海曙第二调处室", "ROOM", HAISHU), ("330212R0", "鄞州第一调处室", "ROOM", YINZHOU),
)
CENTRES = {HAISHU: (29.87, 121.55), YINZHOU: (29.82, 121.55)}
STAFF = (  # login, role, organisation
    ("city", "coordinator", CITY), ("haishu", "coordinator", HAISHU), ("haishu2", "coordinator", HAISHU), ("yinzhou", "coordinator", YINZHOU),
    ("mediator", "mediator", "330203R0"), ("mediator2", "mediator", "330203R1"), ("mediator3", "mediator", "330212R0"), ("zone", "zone_staff", "330203013Z1"),
    ("editor", "editor", CITY), ("editor2", "editor", CITY), ("finance", "finance", CITY), ("auditor", "auditor", CITY), ("admin", "admin", CITY),
)
LAWYERS = (("lawyer1", 1000), ("lawyer2", 850), ("lawyer3", 700))  # login, strength in wages (205.5): lawyer1 is the best for the usual ticket
ANSWERS = {"own_lawyer": False, "migrant": True, "identity_paper": True, "case_papers": True, "means_proof": True}


@cache
def password_hash() -> str:
    """Argon2 takes a tenth of a second: once a run is enough."""
    return accounts.hash_password(PASSWORD)


@dataclass(frozen=True)
class Asked:
    """A registered request: number, id, receipt code."""

    no: str
    id: UUID
    code: str


class Office:
    """City, two counties, town, zone, rooms, one account a role and three lawyers, over a runtime; time is the runtime's clock.

    Everybody's password is PASSWORD and they hold their posts `since` that day. With `like` nothing is made: the runtime's database is a copy of that office's.
    """

    def __init__(self, runtime: Runtime, like: "Office | None" = None, since: date = date(2026, 1, 1)) -> None:
        self.runtime, self.since = runtime, since
        self.people: dict[str, UUID] = dict(like.people) if like else {}
        self.places: dict[str, UUID] = dict(like.places) if like else {}
        self._phone = 13900010000
        if like is None:
            self.act(None, self._set_up)

    def _set_up(self, session: Session, by: By) -> None:
        rows: dict[str, Any] = {}
        for code, name, kind, parent in PLACES:
            latitude, longitude = CENTRES.get(code, (None, None))
            rows[code] = organisations.add(session, by, code=code, name=name, kind=kind, parent=rows.get(parent), latitude=latitude, longitude=longitude)
            self.places[code] = rows[code].id
        for login, role, place in STAFF:
            self.add_account(session, by, login, role, place)
        for login, strength in LAWYERS:
            self.add_lawyer(session, by, login, specialties={"205.5": strength})

    def add_account(self, session: Session, by: By, login: str, role: str, place: str, **values: Any) -> UUID:
        """An account that counts as active, with a contact for notices."""
        self._phone += 1
        row = accounts.add(session, by, login=login, name=f"示例{login}", role=role, organisation=place, contact=str(self._phone), password_hash=password_hash(),
                           **{"starts": self.since, **values})
        self.people[login] = row.id
        return row.id

    def add_lawyer(self, session: Session, by: By, login: str, **values: Any) -> Lawyer:
        """A lawyer who serves both counties unless said otherwise."""
        number = len(self.people)
        row = lawyers.add(session, by, **{
            "login": login, "name": f"示例{login}", "licence_no": f"1330220201{number:07d}", "licence_until": date(2027, 5, 31), "firm": f"示例{login}律师事务所",
            "county": HAISHU, "counties": [HAISHU, YINZHOU], "latitude": 29.87, "longitude": 121.55, "contact": f"1380001{number:04d}", "password_hash": password_hash(),
            **values,
        })
        self.people[login] = row.account_id
        return row

    def by(self, session: Session, who: str | By | None, channel: str = "WEB") -> By:
        """Somebody of the office by login, the office itself (None), or a By as it is."""
        if isinstance(who, By):
            return who
        if who is None:
            return self.runtime.system()
        found = accounts.acting(session, self.people[who], self.runtime.clock(), channel, f"r-{who}")
        assert found is not None, who
        return found

    def visitor(self) -> By:
        """Nobody signed in."""
        return By(self.runtime.clock(), "WEB", "r-visitor")

    def worker(self, *asked: Asked) -> By:
        """A worker who opened these requests with number and receipt code."""
        return By(self.runtime.clock(), "WEB", "r-worker", extra_roles=frozenset({"worker"}), tickets=frozenset(a.id for a in asked))

    def act(self, who: str | By | None, action: Callable[[Session, By], Result]) -> Result:
        """One transaction by somebody."""
        with self.runtime.write() as session:
            return action(session, self.by(session, who))

    def look(self, who: str | By | None, query: Callable[[Session, By], Result]) -> Result:
        """One reading by somebody."""
        with self.runtime.read() as session:
            return query(session, self.by(session, who))

    # --- requests for help, each state through the steps before it ---

    def ask(self, **values: Any) -> Asked:
        """诉求 as a visitor registers it: one person, wages, 海曙."""
        self._phone += 1
        given = {
            "topic": "PAY", "statement": STORY, "employer_name": "宁波青禾示例服饰有限公司", "county": HAISHU, "name": "周示例", "phone": str(self._phone), "consent": True,
            "amount": Decimal("18600.00"), "worker_type": "MIGRANT", **values,
        }

        def action(session: Session, by: By) -> Asked:
            done = tickets.register(session, by, calendar.office_calendar(session), **given)
            return Asked(done.ticket.no, done.ticket.id, done.receipt_code)

        return self.act(self.visitor(), action)

    def identified(self, asked: Asked, who: str = "haishu") -> Asked:
        """Its receipt is given anew to the worker, who shows their identity card; the code stays the one that the test knows."""

        def action(session: Session, by: By) -> Asked:
            ticket = session.get_one(Ticket, asked.id)
            kept = ticket.receipt_hash
            receipts.renew(session, by, asked.no)
            ticket.receipt_hash = kept
            return asked

        return self.act(who, action)

    def confirm(self, asked: Asked, who: str = "haishu", **values: Any) -> Asked:
        """Confirmed as a wage dispute."""
        given = {"class_name": "劳动经济", "subclass": "劳动报酬", "cause": "205.5", "summary": "拖欠三个月工资，未签劳动合同", "industry": "C", **values}
        self.act(who, lambda s, by: tickets.confirm(s, by, asked.no, **given))
        return asked

    def confirmed(self, who: str = "haishu", **values: Any) -> Asked:
        """A confirmed ticket with its dispute."""
        return self.confirm(self.ask(**values), who)

    def dispatched(self, place: str = "330203R0", handler: str | None = "mediator", **values: Any) -> Asked:
        """Dispatched to a room and a person there."""
        asked = self.confirmed(**values)
        self.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=self.places[place], handler_id=self.people[handler] if handler else None))
        return asked

    def taken(self, **values: Any) -> Asked:
        """Being handled by the mediator."""
        asked = self.dispatched(**values)
        self.act("mediator", lambda s, by: tickets.take(s, by, asked.no))
        return asked

    def paused(self, **values: Any) -> Asked:
        """Being handled, its clock standing until an appraisal."""
        asked = self.taken(**values)
        self.act("mediator", lambda s, by: pauses.pause(s, by, asked.no, ground="APPRAISAL", proof="劳动能力鉴定受理回执", expected_on=by.now.date() + timedelta(days=20)))
        return asked

    def resolved(self, **values: Any) -> Asked:
        """With a result, not yet closed."""
        asked = self.taken(**values)
        self.act("mediator", lambda s, by: tickets.resolve(s, by, asked.no, outcome="单位已补发工资"))
        return asked

    def closed(self, **values: Any) -> Asked:
        """Closed by the mediator, not rated."""
        asked = self.resolved(**values)
        self.act("mediator", lambda s, by: tickets.close(s, by, asked.no))
        return asked

    def rated(self, level: int = 5, comment: str = "", **values: Any) -> Asked:
        """Closed and rated by the worker."""
        asked = self.closed(**values)
        self.act(self.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=level, comment=comment))
        return asked

    def applied(self, forms: Iterable[str] = ("DRAFT", "ARBITRATE"), **values: Any) -> Asked:
        """With an application for legal aid by the worker."""
        asked = self.confirmed(**values)
        self.act(self.worker(asked), lambda s, by: aid_requests.apply(s, by, asked.no, answers=ANSWERS, forms=forms))
        return asked

    def granted(self, who: str = "haishu", **values: Any) -> Asked:
        """With legal aid granted, waiting for a lawyer."""
        asked = self.applied(**values)
        self.act(who, lambda s, by: aid_requests.decide(s, by, asked.no, grant=True, reason=""))
        return asked

    def offer(self, asked: Asked, lawyer: str = "lawyer1", who: str = "haishu", **values: Any) -> UUID:
        """An offer to a lawyer; whoever is not the first choice gets a reason."""
        given = {"override_code": "WISH", **values}
        return self.act(who, lambda s, by: assignment.offer(s, by, asked.no, self.lawyer_id(s, lawyer), **given).id)

    def held(self, lawyer: str = "lawyer1", **values: Any) -> Asked:
        """A granted request for which a lawyer's place is reserved."""
        asked = self.granted(**values)
        self.act("haishu", lambda s, by: assignment.hold(s, by, asked.no, self.lawyer_id(s, lawyer)))
        return asked

    def offered(self, lawyer: str = "lawyer1", **values: Any) -> tuple[Asked, UUID]:
        """A granted request offered to a lawyer."""
        asked = self.granted(**values)
        return asked, self.offer(asked, lawyer)

    def accepted(self, lawyer: str = "lawyer1", **values: Any) -> Asked:
        """A matter with its lawyer; records are open."""
        asked, offer = self.offered(lawyer, **values)
        self.act(lawyer, lambda s, by: offers.accept(s, by, offer, no_conflict=True))
        return asked

    def finish(self, asked: Asked, lawyer: str = "lawyer1", awarded: str = "18600", recovered: str = "10000") -> Asked:
        """Every record of the matter closed: papers delivered, the others settled by mediation."""

        def action(session: Session, by: By) -> None:
            for row in session.scalars(select(AidRecord).where(AidRecord.ticket_id == asked.id).order_by(AidRecord.no)):
                drafting = row.form in ("DRAFT", "CONSULT")
                aid_records.close(session, by, row.no, outcome="DELIVERED" if drafting else "MEDIATED", awarded=None if drafting else Decimal(awarded),
                                  recovered=None if drafting else Decimal(recovered), report="双方达成调解，材料归卷，办理完毕。")

        self.act(lawyer, action)
        return asked

    def helped(self, lawyer: str = "lawyer1", **values: Any) -> Asked:
        """Closed after legal aid."""
        return self.finish(self.accepted(lawyer, **values), lawyer)

    def group(self, *asked: Asked, who: str = "haishu", title: str = "青禾示例服饰集体欠薪") -> str:
        """A group file over confirmed tickets; its number."""
        return self.act(who, lambda s, by: groups.open_group(s, by, title=title, ticket_nos=[a.no for a in asked]).no)

    def step(self, asked: Asked, event: str, guards: Iterable[str] = (), who: str = "mediator") -> str:
        """One step of the dispute's procedure; its new state."""
        return self.act(who, lambda s, by: disputes.step(s, by, asked.no, event, guards).state)

    def takes_any(self, login: str) -> None:
        """This lawyer has no limits, neither at once nor in a month."""
        self.act(None, lambda s, _by: [setattr(lawyers.hold(s, self.lawyer_id(s, login)), name, {"REPRESENTATION": 999}) for name in ("caps", "month_caps")])

    # --- readings ---

    def lawyer_id(self, session: Session, login: str) -> UUID:
        """The lawyer's id by login."""
        return session.scalars(select(Lawyer.id).where(Lawyer.account_id == self.people[login])).one()

    def ticket(self, asked: Asked) -> Ticket:
        """The row as stored now."""
        return self.look(None, lambda s, by: s.get_one(Ticket, asked.id))

    def offer_row(self, ident: UUID) -> Offer:
        """The offer as stored now."""
        return self.look(None, lambda s, by: s.get_one(Offer, ident))

    def records(self, asked: Asked) -> list[AidRecord]:
        """The aid records of a matter by number."""
        return self.look(None, lambda s, by: list(s.scalars(select(AidRecord).where(AidRecord.ticket_id == asked.id).order_by(AidRecord.no))))
