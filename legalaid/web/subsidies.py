"""办案补贴 for finance: which closed records are to be paid, approving and paying them, the rates."""

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import current, navigation, reading
from legalaid.actions import subsidies, subsidy_payment
from legalaid.errors import Forbidden, Refused
from legalaid.guard import needs
from legalaid.schemas.aid_steps import RateSchema
from legalaid.tables.aid import FORMS, OUTCOMES
from legalaid.tables.aid_steps import Subsidy

bp = Blueprint("subsidies", __name__, url_prefix="/subsidies")


@bp.get("/")
@needs("subsidies.see")
def listing():
    """已结案的援助 by the state of their payment."""
    return _listing(request.args.get("state", "DUE"), {}, {})


def _listing(chosen: str, errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    counts = subsidies.counts(session, by)
    if chosen not in {code for code, _, _ in counts}:
        raise Refused("没有这种状态。", field="state")
    total = next(n for code, _, n in counts if code == chosen)
    page, known = current.page(), subsidy_payment.rates(session, by)
    rows = subsidies.listing(session, by, chosen, page)
    rates = {item.record.id: subsidy_payment.rate_for(item.record, known) for item in rows}
    paid = {row.record_id: row for row in session.scalars(select(Subsidy).where(Subsidy.record_id.in_([item.record.id for item in rows])))}
    return render_template("subsidies/listing.html", rows=rows, counts=counts, chosen=chosen, forms_of_aid=FORMS, outcomes=OUTCOMES, today=current.today(), rates=rates, paid=paid, errors=errors,
                           typed=typed, page=page, pages=-(-total // subsidies.PAGE), link=lambda n: url_for("subsidies.listing", state=chosen, page=n)), status


def _step(chosen: str, action):
    try:
        with current.writing() as s:
            action(s, current.by())
            return current.remember(s, url_for("subsidies.listing", state=chosen))
    except Refused as e:
        if e.status in (401, 404) or (isinstance(e, Forbidden) and not current.by().can("subsidies.pay")):
            raise
        return _listing(chosen, e.errors or {e.field or "_form": e.message}, request.form, e.status)


@bp.post("/<no:no>/approve")
@needs("subsidies.pay")
def approve(no: str):
    """批准."""
    return _step("FILE_OK", lambda s, by: subsidy_payment.approve(s, by, no))


@bp.post("/<no:no>/pay")
@needs("subsidies.pay")
def pay(no: str):
    """发放."""
    return _step("APPROVED", lambda s, by: subsidy_payment.pay(s, by, no, voucher=reading.line(request.form.get("voucher", ""))))


@bp.get("/rates")
@needs("subsidies.see")
def rates():
    """补贴标准."""
    return _rates({}, {})


def _rates(errors, typed, status: int = 200):
    return render_template("subsidies/rates.html", rows=subsidy_payment.rates(current.reading(), current.by()), forms_of_aid=FORMS, errors=errors, typed=typed, today=current.today()), status


@bp.post("/rates")
@needs("subsidies.pay")
def enter_rate():
    """登记标准."""
    try:
        values = RateSchema().load_form(request.form)
        with current.writing() as s:
            row = subsidy_payment.enter_rate(s, current.by(), **values)
            navigation.flash("ok", f"{row.organisation.name}的标准已登记。")
            return current.remember(s, url_for("subsidies.rates"))
    except Refused as e:
        if e.status in (401, 403):
            raise
        return _rates(e.errors or {e.field or "_form": e.message}, request.form, e.status)
