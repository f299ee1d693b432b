"""律师名册 for those who assign or mediate."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup

from legalaid import current, gauges, reading
from legalaid.actions import lawyers, organisations, profiles, screening
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.clients import SIDES, WHOSE
from legalaid.schemas.profiles import LimitsSchema
from legalaid.tables.lawyers import LAWYER_STATES, SERVICES, Lawyer
from toolkit import causes

bp = Blueprint("lawyers", __name__, url_prefix="/lawyers")
PAGE = 50


def load_dots(row: Lawyer, held: dict[tuple[UUID, str], int]) -> dict[str, Markup]:
    """Open matters against the limit of each service, drawn."""
    return {code: gauges.dots(held.get((row.id, code), 0), cap, adds=0) for code, cap in row.caps.items()}


@bp.get("/")
@needs("lawyers.see")
def listing():
    """律师 with what they carry, narrowed by name, county and specialty."""
    session, by = current.reading(), current.by()
    name, county, cause = reading.line(request.args.get("q", ""))[:40], request.args.get("county", ""), request.args.get("cause", "")
    rows = [
        r for r in lawyers.listing(session, by)
        if (not name or name in r.name or name in r.firm) and (not county or county in r.counties) and (not cause or cause in r.specialties)
    ]
    page = current.page()
    kept: dict[str, Any] = {k: v for k, v in (("q", name), ("county", county), ("cause", cause)) if v}
    return render_template("lawyers/listing.html", rows=rows[(page - 1) * PAGE : page * PAGE], total=len(rows), held=lawyers.open_counts(session, current.now()), counties=organisations.COUNTIES,
                           cause_names=causes.NAMES, leaves=causes.LEAVES, states=LAWYER_STATES, typed={"q": name, "county": county, "cause": cause}, page=page,
                           pages=-(-len(rows) // PAGE), link=lambda n: url_for("lawyers.listing", **kept, page=n))


@bp.get("/<uuid:ident>")
@needs("lawyers.see")
def card(ident: UUID):
    """One lawyer."""
    return _card(ident, {}, {})


def _card(ident: UUID, errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    row, held = lawyers.get(session, by, ident), lawyers.open_counts(session, current.now())
    return render_template("lawyers/card.html", row=row, held=held, dots=load_dots(row, held), year=lawyers.year_counts(session, current.now()),
                           counties=organisations.COUNTIES, cause_names=causes.NAMES, services=SERVICES,
                           states=LAWYER_STATES, closed=screening.closed_matters(session, row.id).get(row.id, {}), sides=SIDES, whose=WHOSE, errors=errors, typed=typed), status


@bp.post("/<uuid:ident>")
@needs("lawyers.limit")
def limit(ident: UUID):
    """上限、定额、执业证、是否接单."""
    try:
        values = LimitsSchema().load_form(request.form)
        with current.writing() as s:
            profiles.limit(s, current.by(), ident, **values)
            return current.remember(s, url_for("lawyers.card", ident=ident))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _card(ident, e.errors or {"_form": e.message}, request.form, e.status)
