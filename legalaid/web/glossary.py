"""同义词与学到的用语: changed by editors with a second person, stopped and put back."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import current, navigation, reading
from legalaid.actions import glossary, learning
from legalaid.errors import Forbidden, Refused
from legalaid.filters import article_page
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from legalaid.tables.library import Case
from legalaid.tables.searches import SYNONYM_STATES, USED_KINDS

bp = Blueprint("glossary", __name__, url_prefix="/cases/glossary")
SHOWN = 60


@bp.get("")
@needs("cases.review")
def show():
    """The table, with a search in it, and every change."""
    return _page({}, {})


def _page(errors, typed, status: int = 200):
    session, q = current.reading(), reading.line(request.args.get("q", ""))[:40]
    table = glossary.in_force(session)
    rows = [(lay, legal) for lay, legal in table.items() if not q or q in lay or any(q in word for word in legal)]
    history = glossary.changes(session, current.by())
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_([i for r in history for i in (r.author_id, r.reviewer_id) if i])))}
    return render_template("glossary/show.html", q=q, rows=rows[:SHOWN], total=len(rows), size=len(table), waiting=[r for r in history if r.state == "PROPOSED"],
                           history=[r for r in history if r.state != "PROPOSED"], people=people, states=SYNONYM_STATES, errors=errors, typed=typed), status


@bp.post("")
@needs("cases.edit")
def propose():
    """A new entry, another one, or none any more."""
    form = request.form
    legal = [reading.line(word) for word in reading.tidy(form.get("legal", "")).replace("\n", "、").split("、") if word.strip()]
    try:
        with current.writing() as s:
            row = glossary.propose(s, current.by(), lay=reading.line(form.get("lay", "")), legal=legal, reason=reading.line(form.get("reason", "")))
            navigation.flash("ok", f"“{row.lay}”的改动已送另一位同事复核。")
            return current.remember(s, url_for("glossary.show"))
    except Refused as e:
        if e.status in (401, 403):
            raise
        return _page(e.errors or {"_form": e.message}, form, e.status)


@bp.post("/<uuid:ident>")
@needs("cases.review")
def decide(ident: UUID):
    """采纳 or 不采纳, by a second person."""
    try:
        with current.writing() as s:
            glossary.decide(s, current.by(), ident, agree=request.form.get("do") == "agree", note=reading.line(request.form.get("note", "")))
            return current.remember(s, url_for("glossary.show"))
    except Refused as e:
        if e.status in (401, 404) or (isinstance(e, Forbidden) and not current.by().can("cases.review")):
            raise
        return _page({"_form": e.message}, {}, e.status)


@bp.get("/learned")
@needs("cases.edit")
def learned():
    """What the nights learned from confirmed uses."""
    session = current.reading()
    documents, pairs = learning.listed(session, current.by())
    titles = {row.ref: row.title for row in session.scalars(select(Case).where(Case.ref.in_([d.ref for d in documents if d.kind == "CASE"])))}
    shown = [(d, titles.get(d.ref, d.ref), url_for("library.case", ref=d.ref) if d.kind == "CASE" else article_page(d.ref), "、".join(list(d.words)[:12])) for d in documents]
    return render_template("glossary/learned.html", documents=shown, pairs=pairs, kinds=USED_KINDS, least=learning.PEOPLE, cap=round(learning.CAP * 100))


@bp.post("/learned/<what>/<uuid:ident>")
@needs("cases.edit")
def stop(what: str, ident: UUID):
    """停用, or put back."""
    with current.writing() as s:
        learning.stop(s, current.by(), what, ident, stopped=request.form.get("do") == "stop")
        return current.remember(s, url_for("glossary.learned"))
