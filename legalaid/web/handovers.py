"""移交和改派: what lawyers ask to give away, who took over, where the matters of a lawyer who goes away would best go."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import accounts, assignment, handovers, lawyers
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.tables.assignment import HANDOVER_REASONS, HANDOVER_STATES

bp = Blueprint("handovers", __name__, url_prefix="/desk/assign")


@bp.get("/handovers")
@needs("assign.see")
def listing():
    """移交记录."""
    return _page({}, {})


def _page(errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    rows = handovers.listing(session, by)
    return render_template("handovers/listing.html", asked=[r for r in rows if r.state == "ASKED"], rows=[r for r in rows if r.state != "ASKED"], reasons=HANDOVER_REASONS,
                           states=HANDOVER_STATES, names=accounts.names(session, (r.decided_by for r in rows)), errors=errors, typed=typed), status


@bp.post("/handovers/<uuid:ident>")
@needs("assign.make")
def decide(ident: UUID):
    """同意 or 不同意."""
    try:
        with current.writing() as s:
            answer = request.form.get("answer", "")
            if request.form.get("do") == "refuse":
                handovers.refuse(s, current.by(), ident, answer=answer)
                return current.remember(s, url_for("handovers.listing"))
            row = handovers.release(s, current.by(), ident, answer=answer)
            return current.remember(s, url_for("assign.choose", no=row.aid_request.ticket.no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(e.errors or {"_form": e.message}, {**request.form, "ident": str(ident)}, e.status)


@bp.post("/offers/<uuid:ident>/take-away")
@needs("assign.make")
def take_away(ident: UUID):
    """移交 decided by the coordinator."""
    with current.writing() as s:
        row = handovers.take_away(s, current.by(), ident, reason=request.form.get("reason", ""), note=request.form.get("note", ""))
        return current.remember(s, url_for("assign.choose", no=row.aid_request.ticket.no))


@bp.get("/away/<uuid:ident>")
@needs("assign.see")
def away(ident: UUID):
    """改派建议 for everything a lawyer has."""
    session, by = current.reading(), current.by()
    lawyer = lawyers.get(session, by, ident)
    return render_template("handovers/away.html", lawyer=lawyer, rows=handovers.proposals(session, by, ident), overrides=assignment.OVERRIDES, reasons=HANDOVER_REASONS)
