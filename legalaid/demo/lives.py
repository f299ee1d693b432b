"""The life of one request, step by step through the same actions the web uses, as far as its plan or the present day goes."""

import json
from collections.abc import Generator
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from legalaid.actions import aid_records, aid_requests, assignment, calculations, claims, disputes, documents, extensions, filings, first_steps, offers, pauses, ratings, tickets
from legalaid.demo import rooms, sheets
from legalaid.demo.cast import Desk, Office
from legalaid.demo.diary import Life
from legalaid.demo.plans import Plan
from legalaid.errors import Conflict
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import Ticket
from toolkit import causes, facts, industries

CLASS_OF = causes.class_of()
COMMENTS = {5: "谢谢工会，帮了大忙。", 4: "挺好的，就是等了几天。", 3: "结果还行，过程有点慢。", 2: "中间好几天没有人告诉我进展。"}
JUST_NOW = timedelta(minutes=20)
Step = Generator[datetime, Desk, Desk]


class Past(Exception):
    """The plan's last step has been taken."""


class Ticketed:
    """A request on its way: what each step of the office does with it."""

    def __init__(self, office: Office, plan: Plan) -> None:
        self.office, self.plan, self.tale = office, plan, plan.tale
        self.no, self.ident = "", UUID(int=0)
        self.forms = plan.forms or office.rng.choice((("DRAFT",), ("DRAFT",), ("MEDIATE",), ("DRAFT", "ARBITRATE"), ("DRAFT", "ARBITRATE")))
        self.person: dict[str, str] = {}  # as told to the office: name, phone, number, sex

    def after(self, desk: Desk, hours: int) -> datetime:
        """The moment of the next step; whoever is to stand at a certain step now has got there before now."""
        when = self.office.later(desk.at, hours * self.plan.slow)
        return min(when, self.office.now - JUST_NOW) if self.plan.stops else when

    def done(self, stage: str) -> None:
        """Ends the life when the plan stops at this stage."""
        if self.plan.stops == stage:
            raise Past

    def life(self) -> Life:
        """All of it."""
        try:
            desk = yield self.plan.begins
            self.register(desk)
            desk = yield self.after(desk, self.office.rng.randint(1, 5))
            self.confirm(desk)
            if self.plan.path == "aid":
                yield from self.aided(desk)
            else:
                yield from self.handled(desk)
        except Past:
            return

    def register(self, desk: Desk) -> None:
        """The worker asks, by any door."""
        office, tale, rng = self.office, self.tale, self.office.rng
        self.person = {"name": office.people.name(), "phone": office.people.phone(), "id_no": office.people.id_no(), "sex": rng.choice(("男", "男", "女"))}
        if tale.kind.topic == "WOMEN":
            self.person["sex"] = "女"
        found = tickets.register(
            desk.session, desk.system(), office.calendar, topic=tale.kind.topic, statement=tale.story, employer_name=tale.firm, county=tale.county, place=tale.place,
            amount=tale.amount, head_count=self.plan.people or tale.people, worker_type="PLATFORM" if tale.kind.topic == "PLATFORM" else rng.choice(("GENERAL", "MIGRANT", "MIGRANT")),
            language=rng.choice((None, None, None, "贵州话", "四川话", "河南话")), channel=rng.choice(("PORTAL", "PORTAL", "PORTAL", "WALK_IN", "ZONE", "HOTLINE")), consent=True,
            wants_lawyer=self.plan.path == "aid", name=self.person["name"], phone=self.person["phone"], id_no=self.person["id_no"], sex=self.person["sex"],
        ).ticket
        self.no, self.ident = found.no, found.id
        self.done("registered")

    def confirm(self, desk: Desk) -> None:
        """The county's coordinator rings and confirms."""
        kind = self.tale.kind
        by = desk.staff(self.office.coordinators[self.tale.county])
        first_steps.contact(desk.session, by, self.no, way="CALL")
        tickets.confirm(desk.session, by, self.no, class_name=CLASS_OF[kind.subclass], subclass=kind.subclass, cause=kind.cause or None, summary=self.tale.summary,
                        industry=industries.guess(self.tale.firm, self.tale.story))
        self.done("confirmed")

    def dispatch(self, desk: Desk) -> str:
        """To the county's mediation room, or to whom the plan names; returns the handler's login."""
        county = self.tale.county
        handler = self.plan.handler or self.office.mediators[county]
        member = self.office.members[handler]
        post = next((p for p in member.posts if p.role == "zone_staff"), None)
        named = member.id if member.active else None  # at other rooms somebody claims it
        tickets.dispatch(desk.session, desk.staff(self.office.coordinators[county]), self.no, organisation_id=post.organisation_id if post else self.office.rooms[county], handler_id=named)
        return handler

    def handled(self, desk: Desk) -> Step:
        """Advice or mediation at a room or in a zone."""
        desk = yield self.after(desk, self.office.rng.randint(1, 6))
        handler = self.dispatch(desk)
        self.done("dispatched")
        desk = yield self.after(desk, self.office.rng.randint(2, 8))
        if self.plan.returned:
            tickets.send_back(desk.session, desk.staff(handler), self.no, reason="单位注册地在外区，请改派")
            self.done("returned")
            desk = yield self.after(desk, 3)
            handler = self.dispatch(desk)
            desk = yield self.after(desk, 2)
        tickets.take(desk.session, desk.staff(handler), self.no)
        if "已离职" in self.tale.kind.summary:
            disputes.save_facts(desk.session, desk.staff(handler), self.no, sheets.first_talk(self.tale, sheets.left_on(desk.at.date(), int(self.no[-4:]))))
        self.done("taken")
        if self.plan.stops in ("paused", "asked", "extended"):
            yield from self.held_up(desk, handler)
        if self.plan.path == "mediation":
            desk = yield from self.mediated(desk, handler)
        desk = yield self.after(desk, self.office.rng.randint(4, 20))
        tickets.resolve(desk.session, desk.staff(handler), self.no, outcome=self.tale.kind.outcome)
        self.done("resolved")
        desk = yield self.after(desk, self.office.rng.randint(2, 10))
        tickets.close(desk.session, desk.staff(handler), self.no)
        return (yield from self.rated(desk))

    def held_up(self, desk: Desk, handler: str) -> Step:
        """The clock stands, or more time is asked for and granted."""
        desk = yield self.after(desk, 3)
        if self.plan.stops == "paused":
            pauses.pause(desk.session, desk.staff(handler), self.no, ground="DEPARTMENT", proof="劳动监察大队协查函回执", expected_on=self.office.today + timedelta(days=6))
            raise Past
        asked = extensions.ask(desk.session, desk.staff(handler), self.no, days=5, need="单位财务人员出差，工资表下周才能提供")
        self.done("asked")
        desk = yield self.after(desk, 2)
        extensions.decide(desk.session, desk.staff(self.office.coordinators[self.tale.county]), asked.id, grant=True, decision_note="请每周报进展")
        raise Past

    def mediated(self, desk: Desk, handler: str) -> Step:
        """Consent, mediation, agreement."""
        by = desk.staff(handler)
        disputes.consent(desk.session, by, self.no, "MEDIATION")
        rooms.first_talk(desk, by, self.no, self.tale)
        rooms.apply(desk, handler, self.no, kept=bool(self.plan.stops))
        self.done("consented")
        desk = yield self.after(desk, self.office.rng.randint(4, 12))
        rooms.invite(desk, handler, self.no, kept=bool(self.plan.stops))
        self.done("mediating")
        desk = yield self.after(desk, self.office.rng.randint(4, 16))
        rooms.agree(desk, handler, self.no, self.tale.amount or Decimal(6000), kept=bool(self.plan.stops))
        self.done("agreed")
        return desk

    def aided(self, desk: Desk) -> Step:
        """Legal aid: applied for, granted, assigned, accepted, done."""
        rng = self.office.rng
        desk = yield self.after(desk, rng.randint(1, 6))
        answers = {"own_lawyer": False, "serious_infringement": True, "identity_paper": True, "case_papers": True}
        aid_requests.apply(desk.session, desk.worker(self.ident), self.no, answers=answers, forms=self.forms)
        self.done("applied")
        when = self.after(desk, rng.randint(2, 7))
        # what still waits for a lawyer was granted after the last placing
        desk = yield max(when, self.office.placed_until + timedelta(minutes=rng.randint(5, 90))) if self.plan.stops in ("granted", "offered") else when
        aid_requests.decide(desk.session, desk.staff(self.office.coordinators[self.tale.county]), self.no, grant=True, reason="符合工会法律援助条件")
        self.done("granted")
        desk = yield self.after(desk, rng.randint(1, 5))
        desk, ident = yield from self.offered(desk)
        row = desk.session.get_one(Offer, ident)
        lawyer_id = row.lawyer_id
        offers.accept(desk.session, desk.lawyer(row.lawyer), ident, no_conflict=True)
        self.done("accepted")
        desk = yield from self.represented(desk, lawyer_id)
        return (yield from self.rated(desk))

    def offered(self, desk: Desk) -> Generator[datetime, Desk, tuple[Desk, UUID]]:
        """Offered, and offered again if the first lawyer declines; ends when one is about to accept."""
        declines = self.plan.declined
        while True:
            row = self.offer(desk)
            self.done("offered")
            ident = row.id
            desk = yield min(self.after(desk, self.office.rng.randint(1, 6)), row.due_at - timedelta(minutes=20))
            if not declines:
                return desk, ident
            row, declines = desk.session.get_one(Offer, ident), False
            offers.decline(desk.session, desk.lawyer(row.lawyer), ident, reason="BUSY", note="本周有三个庭")
            self.done("declined")
            desk = yield self.after(desk, 2)

    def offer(self, desk: Desk) -> Offer:
        """To the first of the list, or to the lawyer whom the plan names; unless the scheduled placing came first."""
        live = self.live(desk)
        if live is not None and live.due_at <= desk.at + timedelta(minutes=5):  # nobody answered the placing's
            by = desk.office.runtime.system("DEMO", "demo", max(desk.at, live.due_at + timedelta(seconds=1)))
            offers.lapse(desk.session, by, offers.lapsed(None, desk.session, by))
            live = self.live(desk)
        if live is not None:
            return live
        by = desk.staff(self.office.coordinators[self.tale.county])
        if self.plan.lawyer:
            with suppress(Conflict):  # who has no place left or must not take it: the first then
                return assignment.offer(desk.session, by, self.no, self.office.lawyers[self.plan.lawyer], override_code="TEAM")
        if (made := assignment.offer_first(desk.session, by, self.no)[0]) is None:
            raise Past  # nobody may take it: it waits for the scheduled placing
        return made

    def live(self, desk: Desk) -> Offer | None:
        """The offer that waits for an answer."""
        return desk.session.scalar(select(Offer).join(AidRequest).where(AidRequest.ticket_id == self.ident, Offer.state == "OFFERED"))

    def represented(self, desk: Desk, lawyer_id: UUID) -> Step:
        """The lawyer's work up to closing."""
        rng, first = self.office.rng, f"{self.no}-Y1"
        desk = yield self.after(desk, rng.randint(2, 8))
        aid_records.log(desk.session, self.lawyer(desk, lawyer_id), first, kind="CALL", happened_on=desk.at.date(), text="电话联系职工，核对入职时间、工资和证据，约定见面。", minutes=30)
        self.done("called")
        if self.plan.papers:
            desk = yield self.after(desk, rng.randint(3, 9))
            self.draft(desk, lawyer_id)
            self.done("drafted")
        desk = yield self.after(desk, rng.randint(8, 30))
        if "ARBITRATE" in self.forms:
            filing = rooms.file(desk, self.lawyer(desk, lawyer_id), self.no, self.tale.county)
            self.done("filed")
            desk = yield self.after(desk, rng.randint(6, 20))
            filings.answer(desk.session, self.lawyer(desk, lawyer_id), self.no, filing, code="ACCEPTED", answered_on=desk.at.date())
            desk = yield self.after(desk, rng.randint(16, 40))
            aid_records.log(desk.session, self.lawyer(desk, lawyer_id), f"{self.no}-Y{len(self.forms)}", kind="HEARING", happened_on=desk.at.date(), text="仲裁开庭，质证后双方同意调解。", minutes=120)
            self.done("heard")
            desk = yield self.after(desk, rng.randint(4, 16))
        self.close(desk, lawyer_id)
        self.done("closed")
        return desk

    def lawyer(self, desk: Desk, lawyer_id: UUID) -> By:
        """Whoever took the matter."""
        return desk.lawyer(desk.session.get_one(Lawyer, lawyer_id))

    def draft(self, desk: Desk, lawyer_id: UUID) -> None:
        """The application for arbitration from the facts, and its hand-over when nothing is missing in it."""
        by, sheet = self.lawyer(desk, lawyer_id), sheets.application(self.tale, self.person, desk.at.date(), whole=self.office.rng.random() < 0.6)
        stored = facts.from_json({k: v for k, v in facts.to_json(sheet).items() if k != "worker"})
        disputes.save_facts(desk.session, by, self.no, stored)
        worked = next((c for c in claims.work_out(desk.session, stored, desk.at.date()).found.claims if c.kind.calculator and c.answer and c.inputs), None)
        if worked is not None:
            calculations.save(desk.session, by, self.no, str(worked.kind.calculator), dict(worked.inputs or {}))
        made = documents.render("arbitration_application", sheet, desk.at.date())
        paper = documents.draft(desk.session, by, f"{self.no}-Y1", made, json.dumps(facts.to_json(sheet), ensure_ascii=False))
        if not made.blanks:
            documents.deliver(desk.session, by, paper.id)

    def close(self, desk: Desk, lawyer_id: UUID) -> None:
        """Each record of the matter, with what was awarded and what came in."""
        rng, by = self.office.rng, self.lawyer(desk, lawyer_id)
        awarded = ((self.tale.amount or Decimal(0)) * rng.choice((Decimal("1"), Decimal("1"), Decimal("0.8"), Decimal("0.9")))).quantize(Decimal("0.01"))
        got = (awarded * rng.choice((Decimal("1"), Decimal("1"), Decimal("1"), Decimal("0.5"), Decimal("0")))).quantize(Decimal("0.01"))
        for row in desk.session.scalars(select(AidRecord).join(Ticket).where(Ticket.no == self.no).order_by(AidRecord.no)):
            only_drafting = row.form == "DRAFT" and len(self.forms) > 1
            aid_records.close(
                desk.session, by, row.no, outcome="DELIVERED" if only_drafting else rng.choice(("MEDIATED", "MEDIATED", "FULL", "PARTIAL")),
                awarded=None if only_drafting else awarded, recovered=None if only_drafting else got, report="已按职工请求完成办理，文书和回执归卷。",
            )

    def rated(self, desk: Desk) -> Step:
        """The worker's mark, from most; a bad one is called back."""
        rng = self.office.rng
        level = self.plan.level or self.office.mark()
        if not level:
            return desk
        desk = yield self.after(desk, rng.randint(1, 18))
        ratings.rate(desk.session, desk.worker(self.ident), self.no, level=level, comment=COMMENTS[level])
        self.done("rated")
        if level <= ratings.LOW:
            desk = yield self.after(desk, rng.randint(1, 6))
            by = desk.staff(self.office.coordinators[self.tale.county])
            ratings.call_back(desk.session, by, self.no, note="电话回访，职工希望办理过程中多告知进展，已道歉并说明。")
        return desk
