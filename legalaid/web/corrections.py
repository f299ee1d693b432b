"""补充和更正: one form of what is on record about a worker and the employer."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import corrections, organisations, scopes
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.corrections import MEMBER, Correction
from legalaid.schemas.tickets import LANGUAGES
from legalaid.tables.workers import WORKER_TYPES
from toolkit.industries import INDUSTRIES

bp = Blueprint("corrections", __name__, url_prefix="/desk")


@bp.get("/<no:no>/correct")
@needs("tickets.handle")
def show(no: str):
    """What is on record; sealed fields show their mask and take a new value only."""
    return _page(no, {}, {})


def _page(no: str, typed, errors, status: int = 200):
    ticket = scopes.ticket(current.reading(), current.by(), no)
    known = {name: getattr(ticket if name in corrections.OF_TICKET else ticket.worker, name) for name in corrections.FIELDS}
    known["union_member"] = {True: "yes", False: "no", None: ""}[ticket.worker.union_member]
    return render_template("desk/correct.html", ticket=ticket, known=known, typed=typed or {n: v for n, v in known.items() if n not in corrections.SEALED}, errors=errors,
                           worker_types=WORKER_TYPES, members=MEMBER,
                           languages=[(x, x) for x in dict.fromkeys((*LANGUAGES, *filter(None, [ticket.worker.language])))], industries=INDUSTRIES, suggested=ticket.suggestion.get("industry"),
                           counties=organisations.COUNTIES), status


@bp.post("/<no:no>/correct")
@needs("tickets.handle")
def save(no: str):
    """Put it right."""
    try:
        values = Correction(today=current.today()).load_form(request.form)
        with current.writing() as s:
            words = corrections.correct(s, current.by(), no, **values)
            navigation.flash("ok", f"已补充、更正：{'、'.join(words)}。")
            return current.remember(s, url_for("desk.file", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(no, request.form, e.errors or {e.field or "_form": e.message}, e.status)
