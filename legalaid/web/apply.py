"""申请: five short steps, check, receipt. Answers live in the sealed session row until they are submitted."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from sqlalchemy import select

from legalaid import current
from legalaid.actions import calendar, first_steps, organisations, throttle, tickets
from legalaid.errors import Invalid, NotFound, Refused
from legalaid.guard import open_to_all
from legalaid.schemas.tickets import LANGUAGES, TicketSchema, as_registration
from legalaid.tables.tickets import CONTACT_HOURS, CONTACT_WAYS, RELATIONS, Ticket
from legalaid.tables.workers import WORKER_TYPES

bp = Blueprint("apply", __name__, url_prefix="/apply")
LABELS = ("遇到的问题", "用人单位", "事情经过", "您的信息", "同意与提交")
HINTS = {
    "PAY": "没发、少发、老板跑了、加班费没给", "DISMISSAL": "突然被开除、不给补偿、逼我自己辞", "INJURY": "工伤不认、医药费和赔偿没着落",
    "CONTRACT": "入职没签字、社保断缴", "WOMEN": "怀孕产假哺乳期被调岗、降薪、辞退", "PLATFORM": "平台扣款、受伤没人管", "UNSURE": "没关系，我们打电话帮您理一理",
}
CONTACTS = {"hours": CONTACT_HOURS, "ways": CONTACT_WAYS, "relations": RELATIONS}
TOPIC_OF_TILE = {"pay": "PAY", "dismissal": "DISMISSAL", "injury": "INJURY", "contract": "CONTRACT", "women": "WOMEN", "platform": "PLATFORM"}


def _answers() -> dict[str, str]:
    return dict(session.get("apply", {}))


def _page(step: int, typed, errors, status: int = 200):
    return render_template(f"apply/{step}.html", step=step, label=LABELS[step - 1], typed=typed, errors=errors, topics=tickets.TOPICS, hints=HINTS, counties=organisations.COUNTIES,
                           worker_types=WORKER_TYPES, languages=LANGUAGES, **CONTACTS, checking=request.args.get("back") == "check"), status


@bp.get("/")
@open_to_all
def start():
    """What to expect before beginning."""
    return render_template("apply/start.html")


@bp.get("/<int:step>")
@open_to_all
def form(step: int):
    """One page of the form; a page ahead of the first unfinished one leads back to it."""
    if not 1 <= step <= len(TicketSchema.STEPS):
        raise NotFound
    answers = _answers()
    first = _unfinished(answers)
    if step > first:
        return redirect(url_for("apply.form", step=first), 303)
    if step == 1 and "topic" not in answers:
        answers["topic"] = TOPIC_OF_TILE.get(request.args.get("topic", ""), "")
    return _page(step, answers, {})


def _unfinished(answers) -> int:
    done = session.get("apply_done", 0)
    return min(int(done) + 1, len(TicketSchema.STEPS)) if answers else 1


@bp.post("/<int:step>")
@open_to_all
def answering(step: int):
    """Check this page's fields only; keep what was typed either way."""
    if not 1 <= step <= len(TicketSchema.STEPS):
        raise NotFound
    fields = TicketSchema.STEPS[step - 1]
    typed = {name: request.form.get(name, "") for name in fields}
    try:
        TicketSchema(today=current.today(), only=fields).load_form(request.form)
    except Invalid as e:
        return _page(step, {**_answers(), **typed}, e.errors, 422)
    if step > _unfinished(_answers()):
        return redirect(url_for("apply.form", step=1), 303)
    session["apply"] = {**_answers(), **typed}
    session["apply_done"] = max(int(session.get("apply_done", 0)), step)
    if session["apply_done"] >= len(TicketSchema.STEPS):
        return redirect(url_for("apply.check"), 303)
    return redirect(url_for("apply.form", step=step + 1), 303)


@bp.get("/check")
@open_to_all
def check():
    """核对: every answer with a way back to it."""
    if int(session.get("apply_done", 0)) < len(TicketSchema.STEPS):
        return redirect(url_for("apply.form", step=_unfinished(_answers())), 303)
    return _check({})


def _check(errors, status: int = 200):
    a = _answers()
    promised = first_steps.promised(current.reading(), current.now(), int(a.get("head_count") or 1) if a.get("together") == "many" else 1)
    return render_template("apply/check.html", a=a, errors=errors, topics=tickets.TOPICS, counties=organisations.COUNTIES, worker_types=WORKER_TYPES, promised=promised, **CONTACTS), status


@bp.post("/check")
@open_to_all
def submit():
    """Register the request."""
    schema = TicketSchema(today=current.today())
    try:
        values = schema.load_form(_Form(_answers()))
    except Invalid as e:
        return _check(e.errors, 422)
    try:
        with current.writing() as s:
            throttle.take(s, current.by(), "submit_from", current.address())
            done = tickets.register(s, current.by(), calendar.office_calendar(s), channel="PORTAL", **as_registration(values))
            answer = current.remember(s, url_for("apply.done", no=done.ticket.no))
    except Refused as e:
        if e.status != 422:
            raise
        return _check(e.errors or {"_form": e.message}, 422)
    session.pop("apply", None)
    session.pop("apply_done", None)
    session["receipts"] = {**session.get("receipts", {}), done.ticket.no: done.receipt_code}
    session["tickets"] = [*session.get("tickets", []), str(done.ticket.id)]
    return answer


class _Form(dict):
    """Stored answers as a form's values."""

    def getlist(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


@bp.get("/done/<no:no>")
@open_to_all
def done(no: str):
    """回执: number, receipt code (shown only in this session), what happens next and by when."""
    code = session.get("receipts", {}).get(no)
    if code is None:
        return redirect(url_for("track.look"), 303)
    ticket = current.reading().scalars(select(Ticket).where(Ticket.no == no)).one()
    return render_template("apply/done.html", no=no, code=code, call=first_steps.contact_limit(current.reading(), ticket))
