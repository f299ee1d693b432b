"""What happens in the demo's mediation rooms and at the arbitration commission: invitation, record, agreement with its first instalment, filing."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from legalaid.actions import agreements, disputes, filings, mediation, payments
from legalaid.actions.organisations import COUNTIES
from legalaid.demo import sheets
from legalaid.demo.cast import Desk
from legalaid.demo.stories import Tale
from legalaid.roles import By
from toolkit.filings import KINDS

RECORD = "职工说明欠薪的时间和金额，单位承认拖欠，希望分期支付。调解员讲明法律规定和仲裁的时间成本，双方就金额和付款日期达成一致。"
FEN = Decimal("0.01")


def first_talk(desk: Desk, by: By, no: str, tale: Tale) -> None:
    """Whoever was dismissed says when: facts and limitation follow."""
    if tale.kind.cause == "205.6":
        ended = desk.at.date() - timedelta(days=desk.office.rng.randint(20, 200))
        disputes.save_facts(desk.session, by, no, sheets.first_talk(tale, ended))
        disputes.set_limitation(desk.session, by, no, desk.office.calendar, ended_on=ended, knew_on=None, wage_claim=False)


def apply(desk: Desk, handler: str, no: str, *, kept: bool) -> None:
    """The application is received; what is long over is told by its steps alone, to keep the filling short."""
    if kept:
        mediation.apply(desk.session, desk.staff(handler), no, received_on=desk.at.date(), raised="BOTH")
    else:
        disputes.step(desk.session, desk.staff(handler), no, "apply_mediation", ("both_consent",))


def invite(desk: Desk, handler: str, no: str, *, kept: bool) -> None:
    """Both sides are asked to come the next day, and say that they will."""
    by = desk.staff(handler)
    if not kept:
        disputes.step(desk.session, by, no, "start_mediation")
        return
    mediation.invite(desk.session, by, no, meets_at=desk.at + timedelta(days=1), place="劳动关系调处工作室")
    for side in ("WORKER", "EMPLOYER"):
        mediation.answer(desk.session, by, no, side=side, reply="COMES")


def agree(desk: Desk, handler: str, no: str, amount: Decimal, *, kept: bool) -> None:
    """They agree on two halves: the first is paid on the spot, the second is due in two weeks."""
    by, today = desk.staff(handler), desk.at.date()
    if not kept:
        disputes.step(desk.session, by, no, "agree")
        return
    mediation.record(desk.session, by, no, held_on=today, result="AGREED", text=RECORD)
    plan: list[tuple[date, Decimal | None]] = [(today, (amount / 2).quantize(FEN)), (today + timedelta(days=14), None)]
    agreements.sign(desk.session, by, no, signed_on=today, subjects=["WAGE"], rows=plan, signed=True, total=amount)
    payments.pay(desk.session, by, no, number=1, paid_on=today, proof="TRANSFER")


def file(desk: Desk, by: By, no: str, county: str) -> UUID:
    """The worker's application goes to the commission of the county with its papers."""
    return filings.send(desk.session, by, no, kind="ARBITRATION", filer="WORKER", receiver=f"{COUNTIES[county]}劳动人事争议仲裁委员会", sent_on=desk.at.date(),
                        papers=filings.needed(KINDS["ARBITRATION"], "TRIAGED")).id
