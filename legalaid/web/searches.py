"""保存的检索: one's own list, with names and reminders."""

from types import SimpleNamespace
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation, reading
from legalaid.actions import saved_searches, search_terms, stories
from legalaid.actions.stories import Gist
from legalaid.errors import NotFound, Refused
from legalaid.guard import needs
from legalaid.tables.searches import SavedSearch
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
        gist = stories.kept(row)
        words = ["粘贴的案情", *(chip.value for chip in stories.chips(gist.left))] if gist else [terms.q] if terms.q else []
        rows.append(SimpleNamespace(
            id=row.id, number=row.number, name=row.name, notify=row.notify, saved_at=row.saved_at, url=_address(row),
            words="；".join([*words, *(results.limit_words(n, v) for n, v in terms.limits())]), errors=errors if row.id == of else {},
            typed=request.form.get("name", row.name) if row.id == of else row.name))
    return render_template("searches/listing.html", rows=rows, errors=errors), status


def _address(row: SavedSearch) -> str:
    terms = search_terms.of_row(row.query)
    return url_for("library.kept", ident=row.id, **terms.values()) if "story" in row.query else url_for("library.home", **terms.values())


def _gist() -> Gist | None:
    """What may be kept of the pasted story that the form names."""
    if not request.form.get("story"):
        return None
    session, ident = current.reading(), request.form.get("story", type=UUID)
    if ident is None:
        raise NotFound("粘贴的案情已经过期，请重新粘贴。")
    row = stories.own(session, current.by(), ident)
    return stories.gist(session, current.runtime().engine("cases"), row.text.open(), row.dropped)


@bp.post("")
@needs("searches.keep")
def save():
    """Keep the search that the form carries: words and filters, or what is left of a pasted story and filters."""
    terms = search_terms.read(request.form.get, request.form.getlist)
    try:
        gist = _gist()
        name = reading.line(request.form.get("name", "")) or (stories.title(stories.chips(gist.left)) if gist else terms.q)[:60] or "未命名的检索"
        with current.writing() as s:
            row = saved_searches.save(s, current.by(), name=name, terms=terms, notify=request.form.get("notify") == "1", gist=gist)
            navigation.flash("ok", f"已保存为检索第 {row.number} 号。")
            return current.remember(s, _address(row))
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


@bp.post("/<uuid:ident>/chips")
@needs("searches.keep")
def choose(ident: UUID):
    """Take something understood out of a saved story, or put it back; it stays so."""
    with current.writing() as s:
        row = saved_searches.choose(s, current.by(), ident, drop=request.form.getlist("drop"), restore=request.form.getlist("restore"))
        return current.remember(s, _address(row))
