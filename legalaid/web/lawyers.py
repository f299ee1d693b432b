"""律师名册 for those who assign or mediate."""

from uuid import UUID

from flask import Blueprint, render_template

from legalaid import current
from legalaid.actions import lawyers, organisations
from legalaid.guard import needs
from legalaid.tables.lawyers import LAWYER_STATES, SERVICES
from toolkit import causes

bp = Blueprint("lawyers", __name__, url_prefix="/lawyers")


@bp.get("/")
@needs("lawyers.see")
def listing():
    """全部律师 with what they carry."""
    session, by = current.reading(), current.by()
    held = lawyers.open_counts(session)
    return render_template("lawyers/listing.html", rows=lawyers.listing(session, by), held=held, counties=organisations.COUNTIES, cause_names=causes.NAMES, states=LAWYER_STATES)


@bp.get("/<uuid:ident>")
@needs("lawyers.see")
def card(ident: UUID):
    """One lawyer."""
    session, by = current.reading(), current.by()
    row = lawyers.get(session, by, ident)
    return render_template("lawyers/card.html", row=row, held=lawyers.open_counts(session), counties=organisations.COUNTIES, cause_names=causes.NAMES, services=SERVICES,
                           states=LAWYER_STATES)
