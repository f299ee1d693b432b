"""办案补贴 for finance: which closed records are to be checked and paid."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import subsidies
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.tables.aid import FORMS, OUTCOMES

bp = Blueprint("subsidies", __name__, url_prefix="/subsidies")


@bp.get("/")
@needs("subsidies.see")
def listing():
    """已结案的援助 by the state of their payment."""
    session, by = current.reading(), current.by()
    counts = subsidies.counts(session, by)
    chosen = request.args.get("state", "DUE")
    if chosen not in {code for code, _, _ in counts}:
        raise Refused("没有这种状态。", field="state")
    total = next(n for code, _, n in counts if code == chosen)
    page = current.page()
    return render_template("subsidies/listing.html", rows=subsidies.listing(session, by, chosen, page), counts=counts, chosen=chosen, forms_of_aid=FORMS, outcomes=OUTCOMES, today=current.today(),
                           page=page, pages=-(-total // subsidies.PAGE), link=lambda n: url_for("subsidies.listing", state=chosen, page=n))
