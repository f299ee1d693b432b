"""查进度: number and receipt code open the request."""

from flask import Blueprint, redirect, render_template, request, session, url_for

from legalaid import current
from legalaid.actions import audit, throttle, tickets
from legalaid.errors import Invalid
from legalaid.guard import open_to_all
from legalaid.schemas.tickets import TrackSchema
from legalaid.web.sessions import renew_id

bp = Blueprint("track", __name__)
WRONG = "编号或者查询码不对，请核对回执。查询码丢了，可以打电话给工会重新开。"


@bp.get("/track")
@open_to_all
def look():
    """The form."""
    return render_template("track/look.html", typed={}, errors={}, again="again" in request.args)


@bp.post("/track")
@open_to_all
def looking():
    """The same words and work for an unknown number and a wrong code."""
    try:
        values = TrackSchema().load_form(request.form)
    except Invalid as e:
        return render_template("track/look.html", typed=request.form, errors=e.errors), 422
    by = current.by()
    with current.writing() as s:
        throttle.take(s, by, "look_up", values["no"], current.address())
        throttle.take(s, by, "look_up_from", current.address())
    with current.writing() as s:
        found = tickets.open_by_receipt(s, by, values["no"], values["code"])
        audit.record(s, by, "ticket.look_up" if found else "ticket.look_up_failed", "tickets", found.id if found else "")
        if found:
            throttle.forget(s, "look_up", values["no"], current.address())
            throttle.give_back(s, "look_up_from", current.address())
        no, ident = (found.no, str(found.id)) if found else ("", "")
    if not no:
        return render_template("track/look.html", typed=request.form, errors={"no": WRONG}), 422
    session["tickets"] = [*[t for t in session.get("tickets", []) if t != ident], ident]
    renew_id()
    return redirect(url_for("my.request", no=no), 303)
