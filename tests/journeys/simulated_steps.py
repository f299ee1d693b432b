"""What may be done to one request, by state: through the API where it has a call for it, through the action of the staff page where not."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from legalaid.actions import (
    aid_requests,
    extensions,
    first_steps,
    offers,
    pauses,
    payments,
    ratings,
    slips,
    tickets,
)
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.limits import PAUSE_GROUNDS, Extension, Slip
from legalaid.tables.tickets import Ticket
from tests.builders import ANSWERS, HAISHU, YINZHOU, Asked
from tests.journeys.faults import Troubled

CLASSES = (("劳动经济", "劳动报酬", "205.5"), ("劳动经济", "工伤职业病", "206.2"), ("其他", "政策咨询", None), ("劳动经济", "劳动报酬", "205.5"))
ROOMS = {HAISHU: (("330203R0", "mediator"), ("330203R1", "mediator2"), ("330203013Z1", "zone"), ("330203R0", None)), YINZHOU: (("330212R0", "mediator3"),)}
Row = Any  # a row of the table of tickets, as the database has it


class Steps:
    """The steps over a troubled office; each gives whether it was done."""

    def __init__(self, troubled: Troubled) -> None:
        self.at, self.office, self.rng = troubled, troubled.office, troubled.rng
        self.logins = {ident: login for login, ident in self.office.people.items()}
        self.parts: list[str] = []

    def coordinator(self, t: Row) -> str:
        path = self.office.look(None, lambda s, _by: s.get_one(Ticket, t.id).organisation.path)
        return "haishu" if HAISHU in path else "yinzhou" if YINZHOU in path else "city"

    def staff(self, t: Row) -> str:
        """Whoever has it on the desk."""
        return self.logins.get(t.handler_id) or self.coordinator(t)

    def _step(self, who: Any, action: Callable[..., Any], *args: Any, once: bool = True, **values: Any) -> Any:
        return self.at.step(who, lambda s, by: action(s, by, *args, **values), once=once)

    def _post(self, client: str, path: str, body: Any) -> Any:
        answer = self.at.call(client, path, body)
        assert answer.status_code in (201, 403, 404, 409, 422), answer.text
        return answer.json if answer.status_code == 201 else None

    # --- staff pages ---

    def confirm(self, t: Row) -> Any:
        cls, subclass, cause = self.rng.choice(CLASSES)
        return self._step(self.coordinator(t), tickets.confirm, t.no, class_name=cls, subclass=subclass, cause=cause, summary="拖欠工资，未签劳动合同")

    def dispatch(self, t: Row) -> Any:
        place, handler = self.rng.choice(ROOMS.get(t.county, ROOMS[HAISHU]))
        who = self.coordinator(t) if t.county in ROOMS else "city"
        return self._step(who, tickets.dispatch, t.no, organisation_id=self.office.places[place], handler_id=self.office.people[handler] if handler else None, once=False)

    def contact(self, t: Row) -> Any:
        return self._step(self.staff(t), first_steps.contact, t.no, way=self.rng.choice(("CALL", "CALL", "MESSAGE", "NO_ANSWER")), once=False)

    def take(self, t: Row) -> Any:
        return self._step(self.logins.get(t.handler_id) or "mediator", tickets.take, t.no)

    def reopen(self, t: Row) -> Any:
        return self._step(self.staff(t), tickets.take, t.no)

    def send_back(self, t: Row) -> Any:
        return self._step(self.staff(t), tickets.send_back, t.no, reason="单位在别处，请改派")

    def resolve(self, t: Row) -> Any:
        return self._step(self.staff(t), tickets.resolve, t.no, outcome="单位已补发工资")

    def close(self, t: Row) -> Any:
        return self._step(self.staff(t), tickets.close, t.no)

    def withdraw(self, t: Row) -> Any:
        return self._step(self.staff(t), tickets.withdraw, t.no, reason="")

    def pause(self, t: Row) -> Any:
        until = self.office.runtime.clock().date() + timedelta(days=self.rng.randint(2, 25))
        return self._step(self.staff(t), pauses.pause, t.no, ground=self.rng.choice(list(PAUSE_GROUNDS)), proof="鉴定受理回执", expected_on=until)

    def resume(self, t: Row) -> Any:
        return self._step(self.staff(t), pauses.resume, t.no)

    def ask_time(self, t: Row) -> Any:
        return self._step(self.staff(t), extensions.ask, t.no, days=self.rng.randint(1, 20), need="单位的工资表下周才有")

    def decide_time(self, t: Row) -> Any:
        asked = self._one(select(Extension.id).where(Extension.ticket_id == t.id, Extension.state == "ASKED"))
        return asked and self._step("city", extensions.decide, asked, grant=self.rng.random() < 0.7, decision_note="请抓紧办理")

    def slip(self, t: Row) -> Any:
        found = self._one(select(Slip).where(Slip.ticket_id == t.id, Slip.state != "ACCEPTED"))
        if found is None:
            return self._step("city", slips.issue, t.no, demand="请说明进展")
        if found.state == "ISSUED":
            return self._step(self.staff(t), slips.answer, found.id, answer="正在与单位协商")
        return self._step("city", slips.review, found.id, accept=self.rng.random() < 0.7, remark="没有写明办结日期")

    def paid(self, t: Row) -> Any:
        today = self.office.runtime.clock().date()
        return self._step(self.staff(t), payments.receive, t.no, amount=Decimal(self.rng.randrange(1, 9000)), paid_on=today, proof="TRANSFER", once=False)

    def rate(self, t: Row) -> Any:
        return self._step(self.office.worker(Asked(t.no, t.id, "")), ratings.rate, t.no, level=self.rng.choice((5, 5, 4, 3, 2, 1)))

    def call_back(self, t: Row) -> Any:
        return self._step("city", ratings.call_back, t.no, note="已回访并说明")

    def apply(self, t: Row) -> Any:
        return self._step(self.office.worker(Asked(t.no, t.id, "")), aid_requests.apply, t.no, answers=ANSWERS, forms=("DRAFT", "ARBITRATE"))

    def decide(self, t: Row) -> Any:
        return self._step(self.coordinator(t), aid_requests.decide, t.no, grant=self.rng.random() < 0.8, reason="不符合工会援助条件")

    def answer_offer(self, t: Row) -> Any:
        offered = select(Offer.id, Lawyer.account_id).join(Lawyer).join(AidRequest, AidRequest.id == Offer.aid_request_id)
        found = self._one(offered.where(AidRequest.ticket_id == t.id, Offer.state == "OFFERED"), row=True)
        if found is None:
            return None
        login = self.logins[found.account_id]
        if self.rng.random() < 0.7:
            return self._step(login, offers.accept, found.id, no_conflict=True)
        return self._step(login, offers.decline, found.id, reason="BUSY")

    def finish(self, t: Row) -> Any:
        lawyer = self._one(select(Lawyer.account_id).join(AidRecord, AidRecord.lawyer_id == Lawyer.id).where(AidRecord.ticket_id == t.id, AidRecord.state == "OPEN"))
        return lawyer and self.office.finish(Asked(t.no, t.id, ""), self.logins[lawyer], recovered=str(self.rng.randrange(18600)))

    # --- the API ---

    def offer(self, t: Row) -> Any:
        found = self.at.callers["hotline"].get(f"/assignments/{t.no}/recommendation")
        if found.status_code != 200 or not found.json["candidates"]:
            return None
        return self._post("hotline", f"/assignments/{t.no}/offers", {"lawyer": found.json["candidates"][0]["lawyer"]})

    def merge(self, t: Row) -> Any:
        query = select(Ticket.no).where(Ticket.employer_key == t.employer_key, Ticket.registered_at < t.registered_at, Ticket.state.not_in(("MERGED", "CLOSED", "WITHDRAWN", "TRANSFERRED")))
        into = self._one(query.order_by(Ticket.no))
        return into and self._post("hotline", f"/tickets/{t.no}/merge", {"into": into, "reason": "登记了两次"})

    def unmerge(self, t: Row) -> Any:
        return self._post("hotline", f"/tickets/{t.no}/unmerge", {"reason": "核对后不是一件"})

    def split(self, t: Row) -> Any:
        parts = [{"topic": "CONTRACT", "statement": "入职一年没有签劳动合同"}, {"topic": "INJURY", "statement": "在车间里被机器压伤了手，单位不申报工伤", "amount": "3000.00"}]
        done = self._post("hotline", f"/tickets/{t.no}/split", {"parts": parts[:self.rng.randint(1, 2)]})
        self.parts += [p["no"] for p in done["parts"]] if done else []
        return done

    def transfer(self, t: Row) -> Any:
        sent = {"department": "INSPECTION", "office": "示例劳动保障监察大队", "reason": "由监察机构统一查处", "agreed": True}
        return self._post("hotline", f"/tickets/{t.no}/transfer", sent)

    def receipt(self, t: Row) -> Any:
        return self._post("hotline", f"/tickets/{t.no}/transfer/receipt", {"receipt_no": "劳监〔2026〕1号"})

    def answer(self, t: Row) -> Any:
        return self._post("hotline", f"/tickets/{t.no}/transfer/answer", {"answer": "已责令单位支付"})

    def refusal(self, t: Row) -> Any:
        return self._post("hotline", f"/tickets/{t.no}/transfer/refusal", {"reason": "单位不在本区"})

    def _one(self, query: Any, *, row: bool = False) -> Any:
        def found(session: Any, _by: Any) -> Any:
            return session.execute(query.limit(1)).first() if row else session.scalar(query.limit(1))

        return self.office.look(None, found)


# state → steps that are tried then, with their weight
# who is granted aid is placed by the scheduler within hours, so a lawyer is offered by hand only if often tried
AID = (("apply", 2), ("decide", 4), ("offer", 8), ("answer_offer", 4))
BY_STATE: dict[str, tuple[tuple[str, float], ...]] = {
    "REGISTERED": (("confirm", 10), ("merge", 2), ("split", 0.7), ("transfer", 0.5), ("withdraw", 0.4), ("contact", 3)),
    "CONFIRMED": (("dispatch", 8), ("contact", 4), ("merge", 1), ("split", 0.7), ("transfer", 0.5), ("ask_time", 0.5), *AID),
    "DISPATCHED": (("take", 8), ("send_back", 2), ("contact", 3), ("withdraw", 0.3), ("ask_time", 1)),
    "RETURNED": (("dispatch", 10), ("contact", 1)),
    "IN_PROGRESS": (("resolve", 5), ("pause", 7), ("ask_time", 3), ("decide_time", 4), ("contact", 2), ("paid", 1), ("transfer", 0.3), ("slip", 1), ("withdraw", 0.2), ("finish", 4), *AID),
    "PAUSED": (("resume", 5), ("withdraw", 0.3), ("decide_time", 2), ("contact", 0.5)),
    "RESOLVED": (("close", 10), ("reopen", 0.5)),
    "CLOSED": (("rate", 10), ("call_back", 6), ("reopen", 0.5)),
    "MERGED": (("unmerge", 1),),
    "TRANSFERRED": (("receipt", 4), ("answer", 2), ("refusal", 2)),
    "WITHDRAWN": (),
}
# a request is chosen so many times as often as one that is closed
LIVELY = {"CLOSED": 0.5, "MERGED": 0.15, "TRANSFERRED": 1, "WITHDRAWN": 0.0, "PAUSED": 0.8}
