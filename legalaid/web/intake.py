"""窗口登记 and 批量导入: registering for a person standing there, with look-alikes shown on the way, the receipt on paper, files from other systems."""

from dataclasses import dataclass
from pathlib import PurePath
from types import SimpleNamespace

from flask import Blueprint, render_template, request, session, url_for
from sqlalchemy import select

from legalaid import current, navigation, reading
from legalaid.actions import calendar, doubles, first_steps, intake, organisations, receipts, scopes, tickets
from legalaid.errors import FaultyFile, Refused
from legalaid.filters import short_day
from legalaid.guard import needs
from legalaid.schemas import sheets
from legalaid.schemas.import_columns import TICKETS
from legalaid.schemas.rows import TicketRow
from legalaid.schemas.tickets import LANGUAGES, WalkIn, as_registration
from legalaid.tables.tickets import CONTACT_HOURS, CONTACT_WAYS, RELATIONS, TICKET_STATES, Ticket
from legalaid.tables.workers import WORKER_TYPES
from toolkit import causes, classify, identity
from toolkit.refusal import Refusal

bp = Blueprint("intake", __name__, url_prefix="/desk")
SHOWN_FAULTS = 200
MOST_ROWS = 500  # rows of one file: while they are registered nobody else writes, and nobody shall wait for seconds


@bp.get("/register")
@needs("tickets.handle")
def form():
    """窗口登记: one page, one form, made for the keyboard and for a phone in the zone."""
    return _form({"county": _county()}, {}, None)


def _county() -> str:
    """The county of one's own post: where most people at this counter work."""
    codes = [code for path in current.by().paths("zone_staff", "mediator", "coordinator") for code in path.split("/")]
    return next((code for code in codes if code in organisations.COUNTIES), "")


def _form(typed, errors, found, status: int = 200):
    return render_template("desk/register.html", typed=typed, errors=errors, found=found, topics=tickets.TOPICS, counties=organisations.COUNTIES, worker_types=WORKER_TYPES,
                           languages=LANGUAGES, hours=CONTACT_HOURS, ways=CONTACT_WAYS, relations=RELATIONS, zone=_channel() == "ZONE", **_words()), status


def _words():
    return {"states": TICKET_STATES, "cause_names": causes.NAMES, "flag_names": causes.FLAG_NAMES}


def _channel() -> str:
    return "ZONE" if current.by().roles == {"zone_staff"} else "WALK_IN"


@dataclass(frozen=True)
class Found:
    """What is known beside what was typed so far: a suggestion, requests of the same person, requests against the same employer."""

    suggestion: classify.Classification | None
    person: list
    elsewhere: int
    employer: list


def _look(form) -> Found:
    session_, by = current.reading(), current.by()
    statement, employer = reading.tidy(form.get("statement", ""))[:4000], reading.line(form.get("employer_name", ""))[:80]
    phone, id_no = (_sound(check, form.get(name, "")) for name, check in (("phone", identity.phone), ("id_no", lambda text: identity.resident_id(text, current.today()).number)))
    return Found(classify.classify(statement) if len(statement) >= 6 else None, doubles.of_person(session_, by, phone=phone, id_no=id_no), doubles.elsewhere(session_, by, phone=phone, id_no=id_no),
                 doubles.against(session_, by, employer) if len(employer) >= 4 else [])


def _sound(check, text: str) -> str:
    """The number in its one shape; nothing while it is not typed to its end."""
    try:
        return check(text) if text.strip() else ""
    except Refusal:
        return ""


@bp.post("/register/look")
@needs("tickets.handle")
def look():
    """The same as the first press of 先看看, for the script: only the part beside the form."""
    return render_template("desk/part_found.html", found=_look(request.form), **_words())


@bp.post("/register")
@needs("tickets.handle")
def register():
    """先看看 shows what is found and keeps what was typed; 登记 registers and leads to the receipt."""
    if request.form.get("do") == "look":
        return _form(request.form, {}, _look(request.form))
    try:
        values = WalkIn(today=current.today()).load_form(request.form)
        with current.writing() as s:
            done = tickets.register(s, current.by(), calendar.office_calendar(s), channel=_channel(), **as_registration(values))
            answer = current.remember(s, url_for("intake.sheet", no=done.ticket.no))
            no, code = done.ticket.no, done.receipt_code
    except Refused as e:
        if e.status != 422:
            raise
        return _form(request.form, e.errors or {"_form": e.message}, _look(request.form), 422)
    session["receipts"] = {**session.get("receipts", {}), no: code}
    return answer


@bp.get("/<no:no>/sheet")
@needs("tickets.handle")
def sheet(no: str):
    """回执单: one page for the worker; the code stands on it only in the session that made it."""
    return _sheet(no, {})


def _sheet(no: str, errors, status: int = 200):
    session_, by, code = current.reading(), current.by(), session.get("receipts", {}).get(no)
    own = session_.scalar(select(Ticket).where(Ticket.no == no, scopes.tickets(by)))
    # who has just registered for the county gives out the receipt, though the request is the county's from then on
    ticket = own or (session_.scalars(select(Ticket).where(Ticket.no == no)).one() if code else scopes.ticket(session_, by, no))
    return render_template("desk/sheet.html", ticket=ticket, own=own is not None, code=code, call=first_steps.contact_limit(session_, ticket), due=short_day(ticket.due_at), now=current.now(),
                           topics=tickets.TOPICS, errors=errors), status


@bp.post("/<no:no>/receipt")
@needs("tickets.handle")
def renew(no: str):
    """重开回执: a new code, after the identity was checked; the old one is worth nothing then."""
    if not request.form.get("checked"):
        return _sheet(no, {"checked": "请先核对本人的身份证件，再勾选。"}, 422)
    with current.writing() as s:
        code = receipts.renew(s, current.by(), no)
        answer = current.remember(s, url_for("intake.sheet", no=no))
    session["receipts"] = {**session.get("receipts", {}), no: code}
    return answer


@bp.get("/import")
@needs("tickets.dispatch")
def upload():
    """批量导入: choose a file."""
    return _upload({})


def _upload(errors, status: int = 200, **more):
    usual = SimpleNamespace(faults=(), counts=None, name="", unused=(), listed=())
    required = {name for name, field in TicketRow(today=current.today()).fields.items() if field.required}
    return render_template("desk/import.html", errors=errors, columns=TICKETS, required=required, **{**vars(usual), **more}), status


@bp.post("/import")
@needs("tickets.dispatch")
def uploading():
    """试导入 tells what would happen and each fault by its cell; 导入 does it, all or nothing."""
    sent = request.files.get("file")
    name = PurePath(sent.filename or "").name if sent else ""
    if sent is None or not name:
        return _upload({"file": "请选择文件。"}, 422)
    found = sheets.Sheet([], [])
    try:
        found = sheets.read(name, sent.read(), TICKETS, TicketRow(today=current.today()))
        if len(found.rows) > MOST_ROWS:
            raise Refused(f"这个文件有 {len(found.rows)} 行，网页一次最多导入 {MOST_ROWS} 行，请分成几个文件，或者请管理员用命令行导入。", field="file")
        arguments = [(line, as_registration(row)) for line, row in found.rows]
        with current.writing() as s:
            done = intake.import_rows(s, current.by(), calendar.office_calendar(s), arguments, found.faults)
            if request.form.get("do") == "import":
                navigation.flash("ok", f"{name} 已导入：新登记 {done['added']} 件，以前登记过的 {done['unchanged']} 件没有改动。")
                return current.remember(s, url_for("desk.inbox"))
            s.rollback()
    except FaultyFile as e:
        return _upload({"file": f"{name} 有 {len(e.faults)} 处错误，一行也没有导入。"}, 422, faults=e.faults[:SHOWN_FAULTS], name=name, unused=found.unused)
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _upload({"file": e.message.removesuffix("。") + "。"}, getattr(e, "status", 422), name=name)
    return _upload({}, counts=f"共 {len(found.rows)} 行：可以新登记 {done['added']} 件，以前登记过的 {done['unchanged']} 件不会改动。", name=name, unused=found.unused)
