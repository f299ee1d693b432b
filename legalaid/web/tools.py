"""计算器与指南: open to everyone; one form page serves every calculator from its declared fields."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import calendar, claims, disputes, organisations, scopes
from legalaid.errors import NotFound
from legalaid.guard import open_to_all
from legalaid.tables.tickets import Ticket
from legalaid.web import calculation_view
from toolkit import prefill
from toolkit.calculators import CALCULATORS
from toolkit.guides import GUIDES
from toolkit.parameters import region_named
from toolkit.refusal import Refusal

bp = Blueprint("tools", __name__)
# these tell how many days are left, seen from today
COUNTS_DOWN = ("limitation", "deadline")
ICONS = {"limitation": "clock", "deadline": "calendar", "add_workdays": "calendar"}
# the order in which people look for them; what is not named here comes last
GROUPS = (
    ("工资和加班", ("overtime", "min_wage_shortfall", "wage_surcharge", "heat_allowance", "annual_leave", "sick_pay_floor")),
    ("辞退和合同", ("severance", "illegal_termination", "notice_pay", "double_wage", "probation", "noncompete")),
    ("工伤、生病、社保", ("injury_lump_sum", "injury_termination_zj", "injury_allowance", "injury_death", "medical_period", "si_late_fee")),
    ("时效和期限", ("limitation", "deadline", "add_workdays")),
)
HIDDEN = ("metrics_rate",)  # for reports, not for readers


@bp.get("/tools/")
@open_to_all
def home():
    """全部计算器 and guides."""
    named = {name for _, names in GROUPS for name in names}
    groups = [*GROUPS, ("仲裁和诉讼", tuple(name for name in CALCULATORS if name not in named and name not in HIDDEN))]
    return render_template("tools/home.html", groups=[(title, [CALCULATORS[n] for n in names if n in CALCULATORS]) for title, names in groups], guides=GUIDES.values(), icons_=ICONS)


def _suggested(name: str) -> dict[str, str]:
    """Dated figures that the page may propose: today's for the region given, to be checked by the user."""
    session, today = current.reading(), current.today()
    figures = calendar.office_parameters(session)
    county = organisations.COUNTIES.get(request.args.get("region", ""), current.runtime().settings.office.region)
    found = {}
    for field in CALCULATORS[name].fields:
        if field.parameter:
            row = figures.find(field.parameter, region_named(county), today)
            if row is not None:
                found[field.name] = row.value
    if name in COUNTS_DOWN:
        found["as_of"] = today.isoformat()
    return found


def _matter(no: str) -> Ticket | None:
    """The matter that a member of staff calculates for; None without a number."""
    if not no:
        return None
    by = current.by()
    by.must("disputes.work")
    return scopes.ticket(current.reading(), by, no)


def _answered(name: str, ticket: Ticket) -> dict[str, str]:
    """What the matter's facts answer. Raises Refusal where they contradict each other."""
    session, today = current.reading(), current.today()
    facts = claims.facts_of(disputes.of(session, current.by(), ticket.no), today)
    return prefill.texts(name, facts, today, calendar.office_calendar(session), calendar.office_parameters(session))


@bp.get("/tools/<name>")
@open_to_all
def calculator(name: str):
    """The form: filled in by the matter (`?no=`) and by what the URL says about known fields; with `?calc=1` the result too."""
    if name not in CALCULATORS:
        raise NotFound("没有这个计算器。")
    known = {f.name: request.args[f.name] for f in CALCULATORS[name].fields if f.name in request.args}
    if "calc" in request.args:
        return _calculated(name, known, None)
    ticket = _matter(request.args.get("no", ""))
    try:
        answered = _answered(name, ticket) if ticket else {}
    except Refusal as e:
        return _page(name, {**_suggested(name), **known}, {"_form": f"案情要素有矛盾，没有带入：{e.message.rstrip('。')}。"}, None, ticket)
    return _page(name, {**_suggested(name), **answered, **known}, {}, None, ticket)


def _page(name: str, typed, errors, answer, ticket: Ticket | None, status: int = 200):
    kept = {k: v for k, v in typed.items() if v}
    return render_template(
        "tools/calculator.html", calc_=CALCULATORS[name], typed=typed, errors=errors, shown=calculation_view.shown(name, answer.to_json()["result"]) if answer else None, ticket=ticket,
        link=url_for("tools.calculator", name=name, **kept, no=ticket.no if ticket else None), share=url_for("tools.calculator", name=name, calc=1, **kept),
    ), status


@bp.post("/tools/<name>")
@open_to_all
def calculating(name: str):
    """Calculate; bad input comes back with what was typed."""
    if name not in CALCULATORS:
        raise NotFound("没有这个计算器。")
    texts = {f.name: request.form.get(f.name, "") for f in CALCULATORS[name].fields if f.name in request.form}
    return _calculated(name, texts, _matter(request.form.get("matter", "")))


def _calculated(name: str, texts: dict[str, str], ticket: Ticket | None):
    try:
        session = current.reading()
        inputs = CALCULATORS[name].parse_form(texts)
        answer = CALCULATORS[name].calculate(inputs, calendar.office_calendar(session), calendar.office_parameters(session))
    except Refusal as e:
        return _page(name, texts, {e.field.partition("[")[0]: e.message + ("。" if not e.message.endswith("。") else "")}, None, ticket, 422)
    return _page(name, texts, {}, answer, ticket)
