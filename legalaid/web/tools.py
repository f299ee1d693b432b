"""计算器与指南: open to everyone; one form page serves every calculator from its declared fields."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import calendar, organisations, statutes
from legalaid.errors import NotFound
from legalaid.guard import open_to_all
from legalaid.web.library import _article_url
from toolkit import guides
from toolkit.calculators import CALCULATORS
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
    return render_template("tools/home.html", groups=[(title, [CALCULATORS[n] for n in names if n in CALCULATORS]) for title, names in groups], guides=guides.GUIDES.values(), icons_=ICONS)


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


@bp.get("/tools/<name>")
@open_to_all
def calculator(name: str):
    """The form; whatever the URL says about known fields is filled in."""
    if name not in CALCULATORS:
        raise NotFound("没有这个计算器。")
    known = {f.name: request.args[f.name] for f in CALCULATORS[name].fields if f.name in request.args}
    return _page(name, {**_suggested(name), **known}, {}, None)


def _page(name: str, typed, errors, answer, status: int = 200):
    found = CALCULATORS[name]
    shown = None
    if answer is not None:
        outputs = [(o, o.show(answer.outputs[o.name])) for o in found.outputs]
        held = {r.ref for r in statutes.articles(current.reading(), [c.id for c in answer.citations], current.today())}
        cites = [{"name": c.label.split("第")[0].strip("《》"), "article": "第" + c.label.split("第", 1)[1] if "第" in c.label else "", "href": _article_url(c.id) if c.id in held else "",
                  "said": ""} for c in answer.citations]
        params = [{"name": p["label"], "value": p["value"], "unit": p["unit"], "from": p["valid_from"], "source": p["source"]} for p in answer.params_used]
        shown = {"main": next(pair for pair in outputs if pair[0].name == found.headline), "others": [pair for pair in outputs if pair[0].name != found.headline],
                 "lines": answer.lines, "warnings": answer.warnings, "cites": cites, "params": params, "notice": answer.notice, "law_as_of": answer.law_as_of}
    return render_template("tools/calculator.html", calc_=found, typed=typed, errors=errors, shown=shown, link=url_for("tools.calculator", name=name, **{k: v for k, v in typed.items() if v})), status


@bp.post("/tools/<name>")
@open_to_all
def calculating(name: str):
    """Calculate; bad input comes back with what was typed."""
    if name not in CALCULATORS:
        raise NotFound("没有这个计算器。")
    texts = {f.name: request.form.get(f.name, "") for f in CALCULATORS[name].fields if f.name in request.form}
    try:
        session = current.reading()
        inputs = CALCULATORS[name].parse_form(texts)
        answer = CALCULATORS[name].calculate(inputs, calendar.office_calendar(session), calendar.office_parameters(session))
    except Refusal as e:
        return _page(name, texts, {e.field.partition("[")[0]: e.message + ("。" if not e.message.endswith("。") else "")}, None, 422)
    return _page(name, texts, {}, answer)


@bp.get("/guides/<ident>")
@open_to_all
def guide(ident: str):
    """一步一步怎么办."""
    found = guides.GUIDES.get(ident)
    if found is None:
        raise NotFound("没有这个指南。")
    return render_template("tools/guide.html", guide=found, calculators=CALCULATORS)
