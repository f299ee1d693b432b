"""异议 by the worker, against a refusal or a termination of legal aid."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import objections, scopes
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.aid_steps import WhySchema

bp = Blueprint("my_objection", __name__, url_prefix="/my")


@bp.get("/<no:no>/objection")
@needs("tickets.own")
def show(no: str):
    """Why the worker does not agree."""
    return _page(no, {}, {})


def _page(no: str, errors, typed, status: int = 200):
    session = current.reading()
    ticket = scopes.ticket(session, current.by(), no)
    return render_template("my/objection.html", ticket=ticket, row=objections.objectionable(session, ticket), errors=errors, typed=typed), status


@bp.post("/<no:no>/objection")
@needs("tickets.own")
def file(no: str):
    """提出异议."""
    try:
        values = WhySchema().load_form(request.form)
        with current.writing() as s:
            objections.file(s, current.by(), no, reason=values.get("reason", ""))
            return current.remember(s, url_for("my.request", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(no, e.errors or {e.field or "_form": e.message}, request.form, e.status)
