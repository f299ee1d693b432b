"""并入、拆分、移送: forms on the ticket's page, the page for splitting, the board of transfers that wait for an answer."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import calendar, merges, scopes, splits, tickets, transfers
from legalaid.errors import Invalid, NotFound, Refused
from legalaid.guard import needs
from legalaid.schemas.moves import Answer, Merging, Part, Reasoned, Receipt, Transferring
from legalaid.tables.transfers import DEPARTMENTS, TRANSFER_STATES
from legalaid.web import desk

bp = Blueprint("moves", __name__, url_prefix="/desk")
ROWS = 3  # empty rows of the form for splitting


@bp.post("/<no:no>/merge")
@needs("tickets.confirm")
def merge(no: str):
    """并入 an earlier ticket."""
    return desk.act(no, Merging(), lambda s, by, into, reason="": merges.merge(s, by, no, into=into, reason=reason))


@bp.post("/<no:no>/unmerge")
@needs("tickets.confirm")
def unmerge(no: str):
    """撤销并入."""
    return desk.act(no, Reasoned(), lambda s, by, reason: merges.undo(s, by, no, reason=reason))


@bp.get("/<no:no>/split")
@needs("tickets.confirm")
def parts(no: str):
    """拆分: what goes on by itself."""
    return _parts(no, {}, {})


def _parts(no: str, typed, errors, status: int = 200):
    ticket = scopes.ticket(current.reading(), current.by(), no)
    return render_template("desk/split.html", ticket=ticket, typed=typed, errors=errors, topics=tickets.TOPICS, rows=range(1, ROWS + 1)), status


@bp.post("/<no:no>/split")
@needs("tickets.confirm")
def split(no: str):
    """Every row with something in it becomes a ticket of its own."""
    try:
        given = []
        for number in range(1, ROWS + 1):
            row = {name: request.form.get(f"{name}-{number}", "") for name in ("topic", "statement", "amount")}
            if any(row.values()):
                given.append(_part(row, number))
        with current.writing() as s:
            made = splits.split(s, current.by(), no, parts=given)
            navigation.flash("ok", f"已拆出 {'、'.join(t.no for t in made)}，请分别确认分类。")
            return current.remember(s, url_for("desk.file", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _parts(no, request.form, {"_form" if name in ("parts", "state") else name: said for name, said in (e.errors or {"_form": e.message}).items()}, e.status)


def _part(row: dict[str, str], number: int) -> splits.Part:
    try:
        return splits.Part(**Part().load_form(row))
    except Invalid as e:
        raise Invalid({f"{name}-{number}": said for name, said in e.errors.items()}) from e


@bp.post("/<no:no>/transfer")
@needs("tickets.dispatch")
def transfer(no: str):
    """移送."""
    return desk.act(no, Transferring(), lambda s, by, agreed=False, **values: transfers.send(s, by, calendar.office_calendar(s), no, agreed=agreed, **values))


@bp.post("/<no:no>/transfer/<step>")
@needs("tickets.dispatch")
def transfer_step(no: str, step: str):
    """签收、答复、对方退回."""
    if step == "receive":
        return desk.act(no, Receipt(), lambda s, by, receipt_no="": transfers.receive(s, by, no, receipt_no=receipt_no), proof="TRANSFER")
    if step == "answer":
        return desk.act(no, Answer(), lambda s, by, answer: transfers.answered(s, by, no, answer=answer))
    if step == "refused":
        return desk.act(no, Reasoned(), lambda s, by, reason: transfers.refused(s, by, no, reason=reason))
    raise NotFound


@bp.get("/transfers")
@needs("tickets.dispatch")
def board():
    """移送台账: what waits for a receipt or an answer, the most overdue first."""
    found = transfers.waiting(current.reading(), current.by())
    return render_template("desk/transfers.html", found=found, late=sum(w.late for w in found), departments=DEPARTMENTS, states=TRANSFER_STATES)
