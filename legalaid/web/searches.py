"""保存的检索: one's own list, with names and reminders."""

from types import SimpleNamespace
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation, reading
from legalaid.actions import saved_searches, search_terms
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.web import results

bp = Blueprint("searches", __name__, url_prefix="/desk/saved")


@bp.get("")
@needs("searches.keep")
def listing():
    """What I saved, what each asks, and whether I am told of new cases."""
    return _page({}, None)


def _page(errors, of, status: int = 200):
    rows = []
    for row in saved_searches.listed(current.reading(), current.by()):
        terms = search_terms.of_row(row.query)
        words = [terms.q] if terms.q else []
        rows.append(SimpleNamespace(
            id=row.id, number=row.number, name=row.name, notify=row.notify, saved_at=row.saved_at, url=url_for("library.home", **terms.values()),
            words="；".join([*words, *(results.limit_words(n, v) for n, v in terms.limits())]), errors=errors if row.id == of else {},
            typed=request.form.get("name", row.name) if row.id == of else row.name))
    return render_template("searches/listing.html", rows=rows, errors=errors), status


@bp.post("")
@needs("searches.keep")
def save():
    """Keep the search that the form carries."""
    terms = search_terms.read(request.form.get, request.form.getlist)
    name = reading.line(request.form.get("name", "")) or terms.q[:60] or "未命名的检索"
    try:
        with current.writing() as s:
            row = saved_searches.save(s, current.by(), name=name, terms=terms, notify=request.form.get("notify") == "1")
            navigation.flash("ok", f"已保存为检索第 {row.number} 号。")
            return current.remember(s, url_for("library.home", **terms.values()))
    except Refused as e:
        if e.status in (401, 403):
            raise
        return _page({"_form": e.message}, None, e.status)


@bp.post("/<uuid:ident>")
@needs("searches.keep")
def change(ident: UUID):
    """Another name or other reminders; or delete it."""
    by = current.by()
    try:
        with current.writing() as s:
            if request.form.get("do") == "delete":
                saved_searches.delete(s, by, ident)
            else:
                saved_searches.change(s, by, ident, name=reading.line(request.form.get("name", "")), notify=request.form.get("notify") == "1")
            return current.remember(s, url_for("searches.listing"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page({f"name-{ident}": e.message}, ident, e.status)
