"""年度清单销号, 各区县比较, 工会活力指数: pages and their table files; members of unions as the administrator enters them."""

from flask import Blueprint, Response, render_template, request, url_for

from legalaid import current, navigation, reading, table_files
from legalaid.actions import districts, organisations, reports, strike_off, vitality
from legalaid.errors import NotFound, Refused
from legalaid.files import attachment
from legalaid.guard import needs
from legalaid.schemas.reports import MembershipSchema

bp = Blueprint("annual", __name__, url_prefix="/reports")
_PAGE = 50


def _file(kind: str, title: str, rows) -> Response:
    if kind not in table_files.MIMES:
        raise NotFound("只有 XLSX 和 CSV 两种文件。")
    return attachment(table_files.response(kind, title, rows), f"{title}.{kind}")


def _span():
    return reports.period(request.args.get("period", "month"), current.now())


@bp.get("/strike-off/")
@needs("reports.see")
def strike_off_list():
    """年度清单销号."""
    session, by, kind, page = current.reading(), current.by(), request.args.get("kind", "TICKET"), current.page()
    span = strike_off.year_of(request.args.get("year", current.today().year, type=int))
    sums = strike_off.confirmed(session, by, span)
    items = strike_off.left(session, by, span, kind, sums)
    year = int(span.words.split()[0])
    return render_template("annual/strike_off.html", span=span, year=year, kind=kind, kinds=strike_off.KINDS, counts=strike_off.counts(session, by, span, sums), this_year=current.today().year,
                           items=items[(page - 1) * _PAGE: page * _PAGE], page=page, pages=-(-len(items) // _PAGE), link=lambda n: url_for("annual.strike_off_list", year=year, kind=kind, page=n))


@bp.get("/strike-off/<int:year>.<kind>")
@needs("reports.see")
def strike_off_file(year: int, kind: str):
    """The open items of a year as a table file."""
    return _file(kind, f"{year}年清单销号", strike_off.sheet(current.reading(), current.by(), strike_off.year_of(year)))


@bp.get("/districts/")
@needs("reports.see")
def compare():
    """各区县比较."""
    span = _span()
    return render_template("annual/districts.html", rows=districts.compare(current.reading(), current.by(), span), span=span, rates=districts.RATES, least=districts.LEAST)


@bp.get("/districts/<kind>")
@needs("reports.see")
def compare_file(kind: str):
    """The comparison as a table file."""
    return _file(kind, "区县比较", districts.sheet(districts.compare(current.reading(), current.by(), _span())))


@bp.get("/vitality/")
@needs("reports.see")
def vitality_list():
    """工会活力指数."""
    span, kind = _span(), request.args.get("of", "UNION")
    return render_template("annual/vitality.html", rows=vitality.listing(current.reading(), current.by(), span, kind), span=span, kind=kind, kinds=vitality.KINDS, parts=vitality.PARTS,
                           weights=vitality.WEIGHTS, least=vitality.LEAST, needed=vitality.PARTS_NEEDED, counties=organisations.COUNTIES)


@bp.get("/vitality/<kind>")
@needs("reports.see")
def vitality_file(kind: str):
    """The indexes as a table file."""
    rows = vitality.listing(current.reading(), current.by(), _span(), request.args.get("of", "UNION"))
    return _file(kind, "工会活力指数", vitality.sheet(rows))


@bp.get("/members/")
@needs("members.enter")
def members():
    """职工数和会员数: what was entered, and a new entry."""
    return _members({}, {})


def _members(errors, typed, status: int = 200):
    return render_template("annual/members.html", rows=vitality.entries(current.reading(), current.by()), errors=errors, typed=typed, today=current.today()), status


@bp.post("/members/")
@needs("members.enter")
def enter():
    """A new entry."""
    try:
        values = MembershipSchema().load_form(request.form)
        with current.writing() as s:
            row = vitality.enter(s, current.by(), **values)
            navigation.flash("ok", f"{row.organisation.name}的会员数已登记。")
            return current.remember(s, url_for("annual.members"))
    except Refused as e:
        if e.status in (401, 403):
            raise
        return _members(e.errors or {e.field or "_form": reading.line(e.message)}, request.form, e.status)
