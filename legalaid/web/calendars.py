"""放假安排: which years are known, what is assumed for the others, import of a year."""

from pathlib import PurePath

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import current, navigation, reading
from legalaid.actions import calendar, calendar_files
from legalaid.errors import FaultyFile, NotFound, Refused
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from legalaid.tables.office import AuditEntry
from toolkit.refusal import Refusal
from toolkit.workdays import DayKind

bp = Blueprint("calendars", __name__, url_prefix="/admin/calendar")
KINDS = {
    DayKind.REST: "休息日", DayKind.STATUTORY_HOLIDAY: "法定节假日", DayKind.ADJUSTED_WORKDAY: "调休上班", DayKind.ADJUSTED_REST: "放假", DayKind.WORKDAY: "工作日",
}
EARLIEST, LATEST = 2000, 2100


@bp.get("")
@needs("parameters.edit")
def listing():
    """The years, the form, the imports so far."""
    return _page({}, (), None)


def _page(errors, faults, found, status: int = 200):
    session, this = current.reading(), current.today().year
    held = calendar.office_calendar(session)
    imports = session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar.import").order_by(AuditEntry.seq.desc()).limit(20)).all()
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_({e.actor_id for e in imports if e.actor_id})))}
    years = [(number, held.years.get(number)) for number in sorted({*held.years, this, this + 1}, reverse=True)]
    return render_template("admin/calendars.html", years=years, errors=errors, faults=faults, found=found, imports=imports, people=people, typed=request.form, kinds=KINDS), status


@bp.get("/<int:year>")
@needs("parameters.edit")
def year(year: int):
    """Every day of a year that differs from its week; of a year not announced what is assumed."""
    if not EARLIEST <= year <= LATEST:
        raise NotFound("没有这一年。")
    held = calendar.office_calendar(current.reading())
    plain = {True: DayKind.REST, False: DayKind.WORKDAY}
    days = [day for day in held.table(year) if day.name or day.kind is not plain[day.date.weekday() >= 5]]
    return render_template("admin/calendar_year.html", year=year, days=days, source=held.years[year].source if held.is_loaded(year) else "", kinds=KINDS,
                           known=held.is_loaded(year) and held.years[year].statutory_known)


@bp.post("")
@needs("parameters.edit")
def importing():
    """试导入 shows what the file says; 导入 keeps it, all or nothing."""
    sent, source = request.files.get("file"), reading.line(request.form.get("source", ""))[:160]
    name = PurePath(sent.filename or "").name if sent else ""
    if sent is None or not name:
        return _page({"file": "请选择文件。"}, (), None, 422)
    if not source:
        return _page({"source": "请写明来源，例如国务院办公厅通知的文号。"}, (), None, 422)
    try:
        found = calendar_files.read_year(name, sent.read(), source)
        if request.form.get("do") != "import":
            return _page({}, (), found)
        with current.writing() as s:
            calendar.import_year(s, current.by(), found)
            navigation.flash("ok", f"已导入 {found.year} 年的放假安排，共 {len(found.days)} 天。")
            return current.remember(s, url_for("calendars.year", year=found.year))
    except FaultyFile as e:
        return _page({"file": f"{name} 有 {len(e.faults)} 处错误，没有导入任何内容。"}, e.faults[:50], None, 422)
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403):
            raise
        return _page({"file": e.message + ("" if e.message.endswith("。") else "。")}, (), None, 422)
