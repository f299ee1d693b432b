"""我的争议: what the worker sees of mediation, agreement and hand-over in plain words; consent and the answer to an invitation."""

from types import SimpleNamespace

from flask import Blueprint, request, url_for
from sqlalchemy import select

from legalaid import current, navigation
from legalaid.actions import agreements, disputes, filings, mediation
from legalaid.guard import needs
from legalaid.schemas.desk import Agreed
from legalaid.tables.mediation import ANSWERS
from legalaid.tables.tickets import Dispute, Ticket
from toolkit.filings import KINDS
from toolkit.instalments import Remedy

bp = Blueprint("my_dispute", __name__, url_prefix="/my")
ASKED_IN = ("TRIAGED", "CONSULTED", "NEGOTIATING", "MED_FAILED", "ARB_FILED", "ARB_ACCEPTED")
CONSENTS = {
    "MEDIATION": ("同意调解", "工会请单位坐下来谈，谈成了签协议；谈不成，您还可以去仲裁。"),
    "TRANSFER": ("同意移交", "工会可以把材料交给仲裁委员会、劳动监察等部门，替您走下一步。"),
}
_WAYS = {"ENFORCEMENT": "请法院强制执行", "PAYMENT_ORDER": "请法院发支付令", "COURT": "直接去法院起诉", "ARBITRATION": "申请仲裁"}


def panel(ticket: Ticket) -> SimpleNamespace | None:
    """The dispute of a request as its worker sees it; None before it is confirmed as one."""
    session, by = current.reading(), current.by()
    dispute = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    if dispute is None:
        return None
    going_on = mediation.current(session, dispute)
    meeting = going_on.meetings[-1] if going_on and going_on.meetings and going_on.meetings[-1].result is None else None
    row = agreements.latest(session, dispute)
    agreement = agreements.state(session, by, dispute, row) if row and row.replaced_on is None else None
    asked = [(kind, *words) for kind, words in CONSENTS.items() if dispute.state in ASKED_IN and ticket.state == "IN_PROGRESS" and not disputes.has_consent(session, dispute, kind)]
    return SimpleNamespace(
        asked=asked, meeting=meeting, answers=ANSWERS, agreement=agreement, ways=[(_words(way), last.due_date if last else None) for way, last in agreement.remedies] if agreement else [],
        filings=[(KINDS[f.kind], f, KINDS[f.kind].answer(f.answers[-1].code) if f.answers else None) for f in filings.of(session, dispute)],
    )


def _words(way: Remedy) -> str:
    return _WAYS[way.filing]


@bp.post("/<no:no>/consent")
@needs("tickets.own")
def consent(no: str):
    """同意调解 or 移交, by the worker."""
    values = Agreed().load_form(request.form)
    with current.writing() as s:
        disputes.consent(s, current.by(), no, values["kind"])
        navigation.flash("ok", f"已记下：您{CONSENTS[values['kind']][0]}。")
        return current.remember(s, url_for("my.request", no=no))


@bp.post("/<no:no>/reply")
@needs("tickets.own")
def reply(no: str):
    """What the worker says to the invitation."""
    with current.writing() as s:
        mediation.answer(s, current.by(), no, side="WORKER", reply=request.form.get("reply", ""))
        navigation.flash("ok", "已告诉工会。")
        return current.remember(s, url_for("my.request", no=no))
