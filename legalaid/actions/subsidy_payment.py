"""办案补贴的标准、批准和发放: rates by office and date, approved by what the closing day's rate says, paid with a voucher."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, clear, scopes, subsidies
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import FORMS, AidRecord
from legalaid.tables.aid_steps import CaseFile, Subsidy, SubsidyRate
from legalaid.tables.organisations import Organisation
from toolkit.officehours import ZONE


def enter_rate(session: Session, by: By, *, code: str, form: str, amount: Decimal, valid_from: date, source: str) -> SubsidyRate:
    """登记标准 of an office within one's own posts; entries are never changed, a later one for the same day stands."""
    by.must("subsidies.pay")
    place = session.scalar(select(Organisation).where(Organisation.code == code, scopes.organisations_under("/") if by.system else scopes.organisations_under(*by.paths("finance"))))
    errors = {}
    if place is None:
        errors["code"] = "没有这个代码的组织，或者不归您管。"
    if form not in FORMS:
        errors["form"] = "请选择援助方式。"
    if not 0 <= amount < 10**7:
        errors["amount"] = "请填写补贴金额。"
    if errors or place is None:
        raise Invalid(errors)
    kept = clear.text("source", source, shortest=2, longest=120, short="请写明依据的文件。")
    row = SubsidyRate(organisation_id=place.id, organisation=place, form=form, amount=amount, valid_from=valid_from, source=kept, entered_at=by.now, entered_by=by.actor_id)
    session.add(row)
    session.flush()
    audit.record(session, by, "subsidy.rate", row, code=code, form=form, amount=amount, valid_from=valid_from)
    return row


def rates(session: Session, by: By) -> list[SubsidyRate]:
    """Every rate entered, the latest first."""
    by.must("subsidies.see")
    return list(session.scalars(select(SubsidyRate).order_by(SubsidyRate.valid_from.desc(), SubsidyRate.entered_at.desc(), SubsidyRate.id)))


def rate_for(record: AidRecord, known: Iterable[SubsidyRate]) -> SubsidyRate | None:
    """The rate in force on the day of closing, of the nearest office above the ticket; None when nobody entered one."""
    if record.closed_at is None:
        return None
    closed, path = record.closed_at.astimezone(ZONE).date(), record.ticket.organisation.path
    fitting = [r for r in known if r.form == record.form and r.valid_from <= closed and path.startswith(r.organisation.path)]
    return max(fitting, key=lambda r: (len(r.organisation.path), r.valid_from, r.entered_at), default=None)


def approve(session: Session, by: By, no: str) -> Subsidy:
    """批准: the file was accepted, a rate is in force; whoever checked the file does not approve."""
    by.must("subsidies.pay")
    record = _held(session, by, no)
    if record.subsidy != "FILE_OK":
        raise Conflict("案卷审核合格以后才能批准补贴。")
    checked = session.scalar(select(CaseFile.checked_by).where(CaseFile.record_id == record.id))
    if by.actor_id is not None and checked == by.actor_id:
        raise Forbidden("案卷由您审核，请另一位同事批准。")
    rate = rate_for(record, rates(session, by))
    if rate is None:
        raise Refused("结案那天还没有这种援助的补贴标准，请先登记标准。", field="no")
    row = Subsidy(record=record, record_id=record.id, rate_id=rate.id, amount=rate.amount, approved_at=by.now, approved_by=by.actor_id, paid_at=None, paid_by=None, voucher=None)
    session.add(row)
    record.subsidy = "APPROVED"
    session.flush()
    audit.record(session, by, "subsidy.approve", row, no=record.no, amount=row.amount)
    return row


def pay(session: Session, by: By, no: str, *, voucher: str) -> Subsidy:
    """发放, with the voucher's number."""
    by.must("subsidies.pay")
    record = _held(session, by, no)
    row = of_record(session, record)
    if record.subsidy != "APPROVED" or row is None:
        raise Conflict("批准以后才能登记发放。")
    kept = clear.text("voucher", voucher, shortest=2, longest=60, short="请填写凭证号。")
    row.paid_at, row.paid_by, row.voucher, record.subsidy = by.now, by.actor_id, kept, "PAID"
    audit.record(session, by, "subsidy.pay", row, no=record.no, amount=row.amount)
    return row


def of_record(session: Session, record: AidRecord) -> Subsidy | None:
    """The subsidy of this record, once it was approved."""
    return session.scalar(select(Subsidy).where(Subsidy.record_id == record.id))


def _held(session: Session, by: By, no: str) -> AidRecord:
    record = session.scalar(select(AidRecord).where(AidRecord.no == no, *subsidies.seen(by)))
    if record is None:
        raise NotFound
    scopes.hold(session, record.ticket_id)
    session.refresh(record)
    return record
