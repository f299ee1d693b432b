"""Actions of intake, transfers and posts for `test_audit_trail.py`: name → (who, what must be there before, the call)."""

from datetime import date
from typing import Any

import pyotp

from legalaid import crypto
from legalaid.actions import (
    attachments,
    calendar,
    corrections,
    covers,
    erased_list,
    erasures,
    erasures_due,
    identities,
    intake,
    merges,
    own_data,
    passwords,
    posts,
    receipts,
    resealing,
    second_factors,
    splits,
    tickets,
    transfers,
)
from legalaid.tables.erasures import Erasure
from legalaid.tables.workers import Worker
from legalaid.uploads import Upload
from tests.builders import STORY, Office

DAYS = {"starts": date(2026, 11, 24), "ends": date(2026, 11, 30)}
REQUEST = {"topic": "PAY", "statement": STORY, "employer_name": "甲示例厂", "county": "330203", "name": "周示例", "phone": "13900000001", "consent": True}


def doubled(office: Office) -> Any:
    """Two requests of one worker: the second is a duplicate of the first."""
    return office.ask(phone="13900019999"), office.ask(phone="13900019999")


def merged(office: Office) -> Any:
    first, second = doubled(office)
    office.act("haishu", lambda s, by: merges.merge(s, by, second.no, into=first.no))
    return first, second


def send(s: Any, by: Any, no: str) -> Any:
    return transfers.send(s, by, calendar.office_calendar(s), no, department="POLICE", office="海曙公安示例分局", reason="涉嫌拒不支付劳动报酬", agreed=True)


def transferred(office: Office) -> Any:
    asked = office.confirmed()
    office.act("haishu", lambda s, by: send(s, by, asked.no))
    return asked


def withdrawn(office: Office) -> Any:
    asked = office.identified(office.ask())
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    return asked


def wished(office: Office) -> Any:
    """A request that came to nothing, whose worker asks to be erased."""
    asked = withdrawn(office)
    return asked, office.act(office.worker(asked), lambda s, by: erasures.ask(s, by, asked.no, sure=True).id)


def listed(office: Office) -> Any:
    """Two rows of a list that waits, the first kept back."""
    ident = wished(office)[1], wished(office)[1]
    office.act(None, lambda s, _by: [setattr(s.get_one(Erasure, i), "state", state) for i, state in zip(ident, ("KEPT", "DUE"), strict=True)])
    return ident


def covered(office: Office) -> Any:
    return office.act("mediator", lambda s, by: covers.arrange(s, by, account_id=office.people["mediator"], cover_id=office.people["mediator2"], **DAYS).id)


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enrolled(office: Office) -> Any:
    """The recovery codes of the mediator, who has just got a second factor."""
    return office.act("mediator", lambda s, by: enrol(s, by))


def enrol(s: Any, by: Any) -> Any:
    return second_factors.enrol(s, by, secret=SECRET, code=pyotp.TOTP(SECRET).at(by.now))


ISSUER = "https://idp.example"


def linked(office: Office) -> Any:
    """The mediator is bound to somebody of an identity provider."""
    office.act("mediator", bind)


def bind(s: Any, by: Any) -> Any:
    return identities.link(s, by, issuer=ISSUER, subject="u-1", password_right=True, code="")


def _code(office: Office) -> Any:
    return office.act("admin", lambda s, by: passwords.invite(s, by, office.people["zone"], reason="本人到窗口，看过工作证"))


def _other_key(office: Office) -> Any:
    office.ask()
    path = office.runtime.settings.keys_path
    crypto.replace_keys(path, crypto.read_keys(path).with_new_current())
    return Worker.__table__.c["data_key"]


def upload(*, scan: str = "CLEAN", content: bytes = b"hello") -> attachments.Checked:
    """A text that was checked."""
    return attachments.Checked(Upload("工资说明.txt", "txt", content), scan)


def handed_in(office: Office) -> Any:
    """A request and a file of its worker that waits for the scanner."""
    asked = office.taken()
    return asked, office.act(office.worker(asked), lambda s, by: attachments.add(s, by, asked.no, kind="PAY", files=[upload(scan="WAITING")])[0].id)


def put_in(office: Office) -> Any:
    asked = office.taken()
    return asked, office.act("mediator", lambda s, by: attachments.add(s, by, asked.no, kind="PAY", files=[upload()])[0].id)


WRITES: dict[str, Any] = {
    "corrections.correct": ("haishu", Office.ask, lambda s, by, x, o: corrections.correct(s, by, x.no, reason="看过身份证", sex="女")),
    "resealing.reseal": (None, _other_key, lambda s, by, x, o: resealing.reseal(s, by, x)),
    "attachments.add": ("mediator", Office.taken, lambda s, by, x, o: attachments.add(s, by, x.no, kind="PAY", files=[upload()])),
    "attachments.read": ("mediator", put_in, lambda s, by, x, o: attachments.read(s, by, x[0].no, x[1])),
    "attachments.withdraw": ("mediator", put_in, lambda s, by, x, o: attachments.withdraw(s, by, x[0].no, x[1], reason="放错了案卷")),
    "attachments.refuse": ("mediator", Office.taken, lambda s, by, x, o: attachments.refuse(s, by, x.no, [upload().upload])),
    "attachments.settle": (None, handed_in, lambda s, by, x, o: attachments.settle(s, by, [(x[1], False)])),
    "covers.arrange": ("mediator", lambda o: None, lambda s, by, x, o: covers.arrange(s, by, account_id=o.people["mediator"], cover_id=o.people["mediator2"], **DAYS)),
    "covers.call_off": ("admin", covered, lambda s, by, x, o: covers.call_off(s, by, x)),
    "erased_list.again": (None, lambda o: o.ticket(withdrawn(o)).worker_id, lambda s, by, x, o: erased_list.again(s, by, x)),
    "erasures.ask": (None, withdrawn, lambda s, by, x, o: erasures.ask(s, by, x.no, sure=True)),
    "erasures.decide": ("admin", wished, lambda s, by, x, o: erasures.decide(s, by, x[1], erase=True, reason="核对无误，同意删除")),
    "erasures.done": (None, wished, lambda s, by, x, o: erasures.done(s, by, s.get_one(Erasure, x[1]))),
    "erasures_due.put_down": (None, lambda o: [erasures_due.Expired(o.ticket(withdrawn(o)).worker_id, date(2026, 11, 1))], lambda s, by, x, o: erasures_due.put_down(s, by, x)),
    "erasures_due.release": ("admin", listed, lambda s, by, x, o: erasures_due.release(s, by, count=1, reason="档案鉴定会一号")),
    "erasures_due.keep": ("admin", listed, lambda s, by, x, o: erasures_due.keep(s, by, x[1], reason="来函要求保留")),
    "erasures_due.resume": ("admin", listed, lambda s, by, x, o: erasures_due.resume(s, by, x[0])),
    "intake.register_once": ("zone", lambda o: None, lambda s, by, x, o: intake.register_once(s, by, calendar.office_calendar(s), channel="HOTLINE", external_no="1", **REQUEST)),
    "merges.merge": ("haishu", doubled, lambda s, by, x, o: merges.merge(s, by, x[1].no, into=x[0].no)),
    "merges.undo": ("haishu", merged, lambda s, by, x, o: merges.undo(s, by, x[1].no, reason="不是同一个月的工资")),
    "identities.link": ("mediator", lambda o: None, lambda s, by, x, o: bind(s, by)),
    "identities.unlink": ("mediator", linked, lambda s, by, x, o: identities.unlink(s, by, issuer=ISSUER, password_right=True, code="")),
    "identities.withdraw": ("admin", linked, lambda s, by, x, o: identities.withdraw(s, by, o.people["mediator"], issuer=ISSUER, reason="调离本单位，当面核实过")),
    "own_data.export": (None, lambda o: o.rated(5, "办得很快"), lambda s, by, x, o: own_data.export(s, by, x.no)),
    "passwords.invite": ("admin", lambda o: None, lambda s, by, x, o: passwords.invite(s, by, o.people["zone"], reason="本人到窗口，看过工作证")),
    "passwords.set_with_code": (None, _code, lambda s, by, x, o: passwords.set_with_code(s, by, login="zone", code=x, password_hash="$argon2id$x")),
    "passwords.change": ("zone", lambda o: None, lambda s, by, x, o: passwords.change(s, by, password_right=True, password_hash="$argon2id$x")),
    "posts.give": ("admin", lambda o: o.people["zone"], lambda s, by, x, o: posts.give(s, by, x, role="mediator", organisation="330203R1")),
    "posts.end": ("admin", lambda o: o.look("admin", lambda s, by: s.get_one(posts.Account, o.people["zone"]).posts[0].id), lambda s, by, x, o: posts.end(s, by, x, ends=date(2026, 12, 31))),
    "posts.import_rows": ("admin", lambda o: None, lambda s, by, x, o: posts.import_rows(s, by, [(2, {"login": "neu", "name": "新人", "role": "mediator", "organisation": "330203R0"})])),
    "receipts.renew": ("haishu", Office.ask, lambda s, by, x, o: receipts.renew(s, by, x.no)),
    "second_factors.enrol": ("mediator", lambda o: None, lambda s, by, x, o: enrol(s, by)),
    "second_factors.check": ("mediator", enrolled, lambda s, by, x, o: second_factors.check(s, by, x[0])),
    "second_factors.switch_off": ("mediator", enrolled, lambda s, by, x, o: second_factors.switch_off(s, by, password_right=True, code=x[0])),
    "second_factors.renew_codes": ("mediator", enrolled, lambda s, by, x, o: second_factors.renew_codes(s, by, password_right=True, code=x[0])),
    "second_factors.reset": ("admin", enrolled, lambda s, by, x, o: second_factors.reset(s, by, o.people["mediator"], reason="手机丢了，当面核实过本人")),
    "splits.split": ("haishu", Office.confirmed, lambda s, by, x, o: splits.split(s, by, x.no, parts=[splits.Part("INJURY", "上个月在车间被机器压伤了手指。")])),
    "transfers.send": ("haishu", Office.confirmed, lambda s, by, x, o: send(s, by, x.no)),
    "transfers.receive": ("haishu", transferred, lambda s, by, x, o: transfers.receive(s, by, x.no, receipt_no="海公收 0017")),
    "transfers.answered": ("haishu", transferred, lambda s, by, x, o: transfers.answered(s, by, x.no, answer="已立案侦查")),
    "transfers.refused": ("haishu", transferred, lambda s, by, x, o: transfers.refused(s, by, x.no, reason="不够立案标准")),
}
PARTS = {"erasures_due.erase", "escalation.raise_up", "identities.used", "transfers.remind"}
READS = {"attachments.listed", "attachments.unscanned", "erasures_due.expired", "erasures_due.released", "intake.answer", "second_factors.lacking", "transfers.overdue", "transfers.waiting"}
