"""《工情通动态情况报告》: list of issues, a report as page, PDF, Word and table, its figures' records, its cases, publication."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import select

from legalaid import current, navigation, reading, table_files
from legalaid.actions import drill_down, organisations, overdue, report_cases, weekly_figures, weekly_paper, weekly_reports, weekly_words, weeks
from legalaid.errors import Forbidden, NotFound, Refused
from legalaid.files import attachment, readable
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from legalaid.tables.reports import REPORT_CASE_STATES, REPORT_STATES
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES
from legalaid.web.paper_versions import WORD
from toolkit.paper import to_docx
from toolkit.paper_pdf import to_pdf

bp = Blueprint("weekly", __name__, url_prefix="/reports/weekly")
_KPIS = ("registered", "closing", "on_time", "satisfied")


@bp.get("/")
@needs("reports.read")
def listing():
    """期号目录."""
    return render_template("weekly/listing.html", rows=weekly_reports.listing(current.reading(), current.by()), states=REPORT_STATES, issue=weekly_reports.issue, rate=weekly_words.rate)


@bp.get("/<int:year>-<int:week>")
@needs("reports.read")
def show(year: int, week: int):
    """One report."""
    return _page(weeks.of(year, week), {}, {})


def _page(week: weeks.Week, errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    row = weekly_reports.get(session, by, week)
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_([i for i in (row.published_by, *(c.decided_by for c in row.cases)) if i])))}
    figures = {f["code"]: f for f in row.content["figures"]}
    return render_template(
        "weekly/show.html", row=row, week=week, issue=weekly_reports.issue(row), title=weekly_reports.TITLE, outline=weekly_paper.outline(row), figures=figures, kpis=_KPIS,
        rate=weekly_words.rate, changes=weekly_words.CHANGES, recovered=weekly_paper.money(row), people=people, states=REPORT_STATES, case_states=REPORT_CASE_STATES,
        sound=weekly_reports.sound(row), most=report_cases.MOST, errors=errors, typed=typed, editing=typed.get("case", ""),
    ), status


def _act(year: int, week: int, action):
    """One step on a report; what is refused is said on its page with what was typed."""
    found = weeks.of(year, week)
    try:
        with current.writing() as s:
            action(s, current.by(), found)
            return current.remember(s, url_for("weekly.show", year=year, week=week))
    except Refused as e:
        if e.status in (401, 404) or (isinstance(e, Forbidden) and not (current.by().can("reports.tell") or current.by().can("reports.publish"))):
            raise
        return _page(found, e.errors or {e.field or "_form": e.message}, request.form, e.status)


@bp.get("/<int:year>-<int:week>.docx")
@needs("reports.read")
def word(year: int, week: int):
    """Word."""
    row = weekly_reports.get(current.reading(), current.by(), weeks.of(year, week))
    return attachment(Response(to_docx(weekly_paper.outline(row), weeks.of(year, week).last), mimetype=WORD), f"{_name(row)}.docx")


@bp.get("/<int:year>-<int:week>.pdf")
@needs("reports.read")
def printed(year: int, week: int):
    """PDF: to read, with `?keep=1` as an attachment."""
    row = weekly_reports.get(current.reading(), current.by(), weeks.of(year, week))
    made = Response(to_pdf(weekly_paper.outline(row), weeks.of(year, week).last), mimetype="application/pdf")
    return attachment(made, f"{_name(row)}.pdf") if "keep" in request.args else readable(made, f"{_name(row)}.pdf")


@bp.get("/<int:year>-<int:week>.xlsx")
@needs("reports.read")
def sheet(year: int, week: int):
    """The figures as a workbook."""
    return _table(year, week, "xlsx")


@bp.get("/<int:year>-<int:week>.csv")
@needs("reports.read")
def text(year: int, week: int):
    """The figures as CSV."""
    return _table(year, week, "csv")


def _table(year: int, week: int, kind: str) -> Response:
    row = weekly_reports.get(current.reading(), current.by(), weeks.of(year, week))
    return attachment(table_files.response(kind, weekly_reports.TITLE, weekly_paper.sheet(row)), f"{_name(row)}.{kind}")


def _name(row) -> str:
    return f"{weekly_reports.TITLE}{row.year}年第{row.number}期"


@bp.get("/<int:year>-<int:week>/<code>")
@needs("reports.read")
def behind(year: int, week: int, code: str):
    """The records behind a figure as they are now; `?part=1`: those of the numerator."""
    session, by, now, found = current.reading(), current.by(), current.now(), weeks.of(year, week)
    row, page, part, county = weekly_reports.get(session, by, found), current.page(), "part" in request.args, request.args.get("county")
    rows, whole = weekly_figures.records(session, by, code, found, part=part, county=county, page=page)
    frozen = next((f for f in row.content["figures"] if f["code"] == code), None)
    if frozen is None:
        raise NotFound("这一期没有这项指标。")
    left = {t.id: (overdue.left(t, now) if t.state not in CLOSED_STATES else "—", "ok") for t in rows.rows}
    more = {k: request.args[k] for k in ("part", "county") if k in request.args}
    return render_template(
        "weekly/behind.html", row=row, found=found, figure=frozen, code=code, rows=rows, whole=whole, part=part, county=organisations.COUNTIES.get(county or ""), issue=weekly_reports.issue(row),
        stated=frozen["numerator"] if part or frozen["denominator"] is None else frozen["denominator"], left=left, states=TICKET_STATES, counties=organisations.COUNTIES, page=page,
        pages=-(-rows.total // drill_down.PAGE), link=lambda n: url_for("weekly.behind", year=year, week=week, code=code, **{**more, "page": n}))


@bp.post("/<int:year>-<int:week>/cases")
@needs("reports.tell")
def propose(year: int, week: int):
    """Another case."""
    return _act(year, week, lambda s, by, found: report_cases.add(s, by, weekly_reports.get(s, by, found), no=reading.line(request.form.get("no", "")).upper()))


@bp.post("/<int:year>-<int:week>/cases/<uuid:ident>")
@needs("reports.tell")
def decide(year: int, week: int, ident: UUID):
    """确认 or 不采用."""
    if request.form.get("do") == "drop":
        return _act(year, week, lambda s, by, found: report_cases.drop(s, by, ident))
    return _act(year, week, lambda s, by, found: report_cases.confirm(s, by, ident, text=reading.tidy(request.form.get("text", ""))))


@bp.post("/<int:year>-<int:week>/publish")
@needs("reports.publish")
def publish(year: int, week: int):
    """发布."""

    def action(session, by, found):
        navigation.flash("ok", f"{weekly_reports.issue(weekly_reports.publish(session, by, found))}已发布。")

    return _act(year, week, action)
