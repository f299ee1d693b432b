"""律师的资料: where, in which languages and causes, past and present clients, pause."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import lawyers, organisations, profiles, screening
from legalaid.errors import FaultyFile, Refused
from legalaid.guard import needs
from legalaid.schemas.aid import LeaveDays
from legalaid.schemas.clients import HEADS, SIDES, WHOSE, ClientSchema, known, read
from legalaid.schemas.profiles import ProfileSchema
from legalaid.tables.lawyers import SERVICES
from legalaid.web.lawyers import load_dots
from toolkit import causes

bp = Blueprint("profile", __name__, url_prefix="/lawyer")


@bp.get("/profile")
@needs("offers.answer")
def show():
    """我的资料: what the matching reads."""
    return _profile({}, {})


def _profile(errors, typed, status: int = 200):
    session = current.reading()
    row, held = lawyers.me(session, current.by()), lawyers.open_counts(session, current.now())
    return render_template("lawyer/profile.html", row=row, held=held, dots=load_dots(row, held), year=lawyers.year_counts(session, current.now()), services=SERVICES,
                           counties=organisations.COUNTIES, cause_names=causes.NAMES,
                           leaves=causes.LEAVES, closed=screening.closed_matters(session, row.id).get(row.id, {}), errors=errors, typed=typed), status


@bp.post("/profile")
@needs("offers.answer")
def edit():
    """Change them."""
    try:
        values = ProfileSchema().load_form(request.form)
        with current.writing() as s:
            profiles.edit(s, current.by(), **values)
            navigation.flash("ok", "资料已保存，下一次派单按新的资料匹配。")
            return current.remember(s, url_for("profile.show"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _profile(e.errors or {"_form": e.message}, request.form, e.status)


@bp.get("/clients")
@needs("offers.answer")
def clients():
    """代理过的单位."""
    return _clients({}, {}, [])


def _clients(errors, typed, faults, status: int = 200):
    row = lawyers.me(current.reading(), current.by())
    listed = sorted(row.engagements, key=lambda e: (e.recorded_at, e.employer_name), reverse=True)
    return render_template("lawyer/clients.html", rows=listed, sides=SIDES, whose=WHOSE, heads=HEADS, errors=errors, typed=typed, faults=faults), status


@bp.post("/clients")
@needs("offers.answer")
def add_client():
    """Note one."""
    try:
        values = ClientSchema().load_form(request.form)
        with current.writing() as s:
            profiles.add_client(s, current.by(), **values)
            return current.remember(s, url_for("profile.clients"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _clients(e.errors or {"_form": e.message}, request.form, [], e.status)


@bp.post("/clients/import")
@needs("offers.answer")
def import_clients():
    """Note many, all or nothing."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Refused("请选择一个 CSV 或者 XLSX 文件。", field="file")
        rows, faults = read(sent.read())
        with current.writing() as s:
            done = profiles.import_clients(s, current.by(), known(rows), faults)
            navigation.flash("ok", f"已导入 {done['added']} 项，另有 {done['unchanged']} 项以前登记过。")
            return current.remember(s, url_for("profile.clients"))
    except FaultyFile as e:
        return _clients({"file": f"文件里有 {len(e.faults)} 处错误，一行也没有导入。"}, {}, e.faults, e.status)
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _clients(e.errors or {"_form": e.message}, {}, [], e.status)


@bp.get("/availability")
@needs("offers.answer")
def availability():
    """请假和暂停."""
    return _availability({}, {})


def _availability(errors, typed, status: int = 200):
    return render_template("lawyer/availability.html", me_=lawyers.me(current.reading(), current.by()), errors=errors, typed=typed, today=current.today()), status


@bp.post("/availability")
@needs("offers.answer")
def take_leave():
    """Enter leave."""
    try:
        values = LeaveDays().load_form(request.form)
        with current.writing() as s:
            lawyers.take_leave(s, current.by(), **values)
            return current.remember(s, url_for("profile.availability"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _availability(e.errors or {"_form": e.message}, request.form, e.status)


@bp.post("/availability/<uuid:ident>/end")
@needs("offers.answer")
def end_leave(ident: UUID):
    """销假."""
    with current.writing() as s:
        profiles.end_leave(s, current.by(), ident)
        return current.remember(s, url_for("profile.availability"))


@bp.post("/availability/pause")
@needs("offers.answer")
def pause():
    """暂停 or 恢复接单."""
    with current.writing() as s:
        profiles.pause(s, current.by(), paused=request.form.get("do") == "pause")
        return current.remember(s, url_for("profile.availability"))
