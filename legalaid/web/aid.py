"""法律援助 at the desk: applying for a worker, deciding."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import aid_requests, scopes
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.desk import Decision
from legalaid.tables.aid import FORMS, TRACKS
from legalaid.web import desk
from toolkit import eligibility
from toolkit.refusal import Refusal

bp = Blueprint("aid", __name__, url_prefix="/desk")
_ASKED = ("own_lawyer", "migrant", "vulnerable", "assisted", "status_proof", "serious_infringement", "means_proof", "preservation_needed",
          "identity_paper", "case_papers")
ANSWERS = {"yes": True, "no": False, "unknown": None}


def answers_of(form) -> dict[str, bool | None]:
    """Yes, no, do not know for every question asked."""
    return {q: ANSWERS[form[q]] for q in _ASKED if form.get(q) in ANSWERS}


@bp.get("/<no:no>/aid")
@needs("aid.apply_for")
def apply(no: str):
    """替职工申请: the conditions one by one."""
    return _page(no, {}, {})


def _page(no: str, errors, typed, status: int = 200):
    ticket = scopes.ticket(current.reading(), current.by(), no)
    questions = [(q, eligibility.QUESTIONS[q]) for q in _ASKED]
    return render_template("desk/aid_apply.html", ticket=ticket, questions=questions, forms_of_aid=FORMS, tracks=TRACKS, errors=errors, typed=typed,
                           chosen=typed.getlist("forms") if typed else []), status


@bp.post("/<no:no>/aid")
@needs("aid.apply_for")
def applying(no: str):
    """Submit for the worker."""
    try:
        with current.writing() as s:
            aid_requests.apply(s, current.by(), no, answers=answers_of(request.form), forms=request.form.getlist("forms"), track=request.form.get("track", ""))
            return current.remember(s, url_for("desk.file", no=no))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _page(no, getattr(e, "errors", None) or {e.field or "_form": e.message}, request.form, getattr(e, "status", 422))


@bp.post("/<no:no>/aid/decision")
@needs("aid.decide")
def decide(no: str):
    """给予或不予援助."""
    return desk.act(no, Decision(), lambda s, by, decision, reason="": aid_requests.decide(s, by, no, grant=decision == "grant", reason=reason),
                    lambda row: url_for("assign.choose" if row.state == "GRANTED" else "desk.file", no=no))
