"""采用: for which of my matters a case or an article decided something."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation, reading
from legalaid.actions import cases, statutes, uses
from legalaid.errors import NotFound, Refused
from legalaid.filters import article_page
from legalaid.guard import needs
from legalaid.tables.searches import USED_KINDS

bp = Blueprint("uses", __name__, url_prefix="/desk/uses")


@bp.get("")
@needs("library.use")
def show():
    """Choose a matter; take back what was marked."""
    return _page(request.args.get("kind", ""), request.args.get("ref", ""), request.args.get("no", ""), {})


def _page(kind: str, ref: str, no: str, errors, status: int = 200):
    session, by = current.reading(), current.by()
    if kind == "CASE":
        title, where = cases.get(session, by, ref).title, url_for("library.case", ref=ref)
    elif kind == "ARTICLE":
        row = statutes.article(session, by, ref, current.today())
        title, where = f"{row.short}{row.article}", article_page(ref)
    else:
        raise NotFound
    marked = uses.mine(session, by, kind=kind, ref=ref)
    known = {t.no for t in marked}
    options = [(t.no, f"{t.no}·{t.summary[:40]}") for t in uses.choices(session, by) if t.no not in known]
    return render_template("uses/show.html", kind=kind, kind_words=USED_KINDS[kind], ref=ref, title=title, where=where, marked=marked, options=options, no=no, errors=errors), status


@bp.post("")
@needs("library.use")
def change():
    """采用, or 撤回."""
    form, by = request.form, current.by()
    kind, ref, no = form.get("kind", ""), form.get("ref", ""), reading.line(form.get("no", ""))
    try:
        with current.writing() as s:
            if form.get("do") == "withdraw":
                uses.withdraw(s, by, no, kind=kind, ref=ref)
                navigation.flash("ok", f"已撤回 {no} 的采用记录。")
            else:
                if not no:
                    raise Refused("请选择为哪件诉求采用。", field="no")
                uses.confirm(s, by, no, kind=kind, ref=ref)
                navigation.flash("ok", f"已记录：{no} 采用了这{'条法条' if kind == 'ARTICLE' else '个案例'}。")
            return current.remember(s, url_for("uses.show", kind=kind, ref=ref))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(kind, ref, no, {"no": e.message}, e.status)
