"""Actions of mediation, agreements, payments and filings for `test_audit_trail.py`: name → (who, what must be there before, the call)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from legalaid.actions import agreements, disputes, filings, group_closing, mediation, parties, payments, tickets
from tests.actions.mediating import RECORD, TODAY, TWO, agreed, applied, consented, filed, invited
from tests.builders import Asked, Office
from tests.conftest import SHANGHAI


def _party(office: Office) -> Any:
    asked = office.taken()
    return asked, office.act("mediator", lambda s, by: parties.add(s, by, asked.no, role="HOST", name="甲示例用工单位").id)


def _recorded(office: Office) -> Asked:
    asked = invited(office)
    office.act("mediator", lambda s, by: mediation.record(s, by, asked.no, held_on=TODAY, result="NEXT", text=RECORD))
    return asked


def _sent(office: Office) -> Any:
    asked = office.taken()
    return asked, filed(office, asked, "ARBITRATION")


def _paid(office: Office) -> Any:
    asked = agreed(office)
    return asked, office.act("mediator", lambda s, by: payments.pay(s, by, asked.no, number=1, paid_on=TODAY, proof="CASH")[0].id)


def _ended(office: Office) -> str:
    asked = office.confirmed()
    no = office.group(asked)
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    return no


WRITES: dict[str, Any] = {
    "agreements.sign": ("mediator", invited, lambda s, by, x, o: agreements.sign(s, by, x.no, signed_on=TODAY, subjects=["WAGE"], rows=TWO, signed=True, total=Decimal(18600))),
    "agreements.replaced": ("mediator", agreed, lambda s, by, x, o: agreements.replaced(s, by, disputes.for_change(s, by, x.no), TODAY)),
    "filings.send": ("mediator", Office.taken, lambda s, by, x, o: filings.send(
        s, by, x.no, kind="ARBITRATION", filer="WORKER", receiver="海曙区仲裁委", sent_on=TODAY, papers=filings.needed(filings.KINDS["ARBITRATION"], "TRIAGED"))),
    "filings.receipt": ("mediator", _sent, lambda s, by, x, o: filings.receipt(s, by, x[0].no, x[1], received_on=TODAY)),
    "filings.answer": ("mediator", _sent, lambda s, by, x, o: filings.answer(s, by, x[0].no, x[1], code="ACCEPTED", answered_on=TODAY)),
    "group_closing.close": ("haishu", _ended, lambda s, by, x, o: group_closing.close(s, by, x)),
    "mediation.apply": ("mediator", consented, lambda s, by, x, o: mediation.apply(s, by, x.no, received_on=TODAY, raised="BODY")),
    "mediation.move": ("mediator", invited, lambda s, by, x, o: mediation.move(s, by, x.no, meets_at=datetime(2026, 11, 27, 9, 30, tzinfo=SHANGHAI), place="海曙第一调处室")),
    "mediation.invite": ("mediator", applied, lambda s, by, x, o: mediation.invite(s, by, x.no, meets_at=datetime(2026, 11, 25, 9, 30, tzinfo=SHANGHAI), place="海曙第一调处室")),
    "mediation.answer": ("mediator", invited, lambda s, by, x, o: mediation.answer(s, by, x.no, side="EMPLOYER", reply="COMES")),
    "mediation.record": ("mediator", invited, lambda s, by, x, o: mediation.record(s, by, x.no, held_on=TODAY, result="NEXT", text=RECORD)),
    "mediation.extend": ("mediator", invited, lambda s, by, x, o: mediation.extend(s, by, x.no, until=date(2026, 12, 20), both_agree=True)),
    "mediation.end": ("mediator", invited, lambda s, by, x, o: mediation.end(s, by, x.no, how="REFUSED", ended_on=TODAY)),
    "mediation.opened_record": ("mediator", _recorded, lambda s, by, x, o: mediation.opened_record(s, by, x.no, mediation.of(s, disputes.of(s, by, x.no))[0].meetings[0].id, "核对笔录")),
    "parties.add": ("mediator", Office.taken, lambda s, by, x, o: parties.add(s, by, x.no, role="BOSS", name="职工甲")),
    "parties.remove": ("mediator", _party, lambda s, by, x, o: parties.remove(s, by, x[0].no, x[1])),
    "payments.pay": ("mediator", agreed, lambda s, by, x, o: payments.pay(s, by, x.no, number=1, paid_on=TODAY, proof="CASH")),
    "payments.receive": ("mediator", Office.taken, lambda s, by, x, o: payments.receive(s, by, x.no, amount=Decimal(1), paid_on=TODAY, proof="CASH")),
    "payments.withdraw": ("mediator", _paid, lambda s, by, x, o: payments.withdraw(s, by, x[0].no, x[1], reason="登记错了一笔")),
    "payments.conclude": ("mediator", lambda o: (x := agreed(o, rows=((TODAY, None),)), o.act("mediator", lambda s, by: payments.pay(s, by, x.no, number=1, paid_on=TODAY, proof="CASH")))[0],
                          lambda s, by, x, o: payments.conclude(s, by, x.no)),
}
# parts of the actions above, and what keeps a row of its own: reminders are in the notices
PARTS = {"disputes.for_change", "disputes.keep_facts", "disputes.moved", "mediation.closed", "mediation.opened", "payments.advance", "payments.remind"}
READS = {"agreements.guards", "agreements.state", "agreements.unpaid", "filings.on_record", "filings.ways", "group_closing.prospects", "mediation.mediators", "payments.due"}
