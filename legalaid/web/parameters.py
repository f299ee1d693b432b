"""参数表: what is known and what is missing; one figure with its history; entered by one person, verified by another."""

import re
import unicodedata
from datetime import date

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import current, reading
from legalaid.actions import calendar, figures
from legalaid.errors import NotFound, Refused
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from toolkit.authority import MARKS
from toolkit.calculators import CALCULATORS
from toolkit.gaps import gaps, users_of
from toolkit.parameters import CITY, DISTRICTS, NATION, PROVINCE, region_named
from toolkit.refusal import Refusal

bp = Blueprint("parameters", __name__, url_prefix="/admin/parameters")
REGIONS = (CITY, *DISTRICTS, PROVINCE, NATION)
_NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_PLACES = {"全国": (NATION,), "省": (PROVINCE,), "市": (CITY,), "区县": (CITY, *DISTRICTS)}


@bp.get("")
@needs("parameters.edit")
def listing():
    """The figures in force, those of one region with `?region=`, all versions with `?all=1`; and what this office still has to enter."""
    table, today = calendar.office_parameters(current.reading()), current.today()
    region, every = request.args.get("region", ""), "all" in request.args
    if region and region not in REGIONS:
        raise Refused("没有这个地区。", field="region")
    rows = [row for row in table.values if (every or row.holds(today)) and region in ("", row.region)]
    office = region_named(current.runtime().settings.office.region)
    return render_template("admin/parameters.html", rows=rows, gaps=gaps(table, today, office), regions=REGIONS, region=region, every=every, marks=MARKS, today=today)


@bp.get("/<key>")
@needs("parameters.edit")
def figure(key: str):
    """One figure: its values by region, who entered what, the form for a new one."""
    return _page(key, {}, {"region": request.args.get("region", "")})


def _page(key: str, errors, typed, status: int = 200):
    session = current.reading()
    table = calendar.office_parameters(session)
    if key not in table.keys:
        raise NotFound("没有这个参数。")
    found, rows = table.keys[key], figures.history(session, key)
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_({i for r in rows for i in (r.author_id, r.withdrawn_by) if i})))}
    own = {(r.region, r.valid_from) for r in rows if r.withdrawn_at is None}
    mine = {(r.region, r.valid_from) for r in rows if r.withdrawn_at is None and r.author_id == current.by().actor_id}
    return render_template("admin/figure.html", key=found, values=table.of(key), rows=rows, people=people, own=own, mine=mine, marks=MARKS, places=_PLACES[found.level],
                           used=[CALCULATORS[name].title for name in users_of(key)], errors=errors, typed=typed, today=current.today()), status


def _typed_value(text: str) -> str:
    """2,660元 and ２６６０ are 2660; what is no number stays as it is."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("元")
    return plain.replace(",", "") if _NUMBER.fullmatch(plain) else reading.line(text)


@bp.post("/<key>")
@needs("parameters.edit")
def entering(key: str):
    """录入, 核实 or 撤销, as the button says."""
    form, do = request.form, request.form.get("do", "enter")
    try:
        with current.writing() as s:
            if do == "verify":
                figures.verify(s, current.by(), key=key, region=form.get("region", ""), valid_from=_day(form.get("valid_from", "")))
            elif do == "withdraw":
                figures.withdraw(s, current.by(), key=key, region=form.get("region", ""), valid_from=_day(form.get("valid_from", "")), reason=reading.line(form.get("reason", "")))
            else:
                figures.enter(s, current.by(), key=key, region=form.get("region", ""), value=_typed_value(form.get("value", "")), source=reading.line(form.get("source", "")),
                              valid_from=reading.line(form.get("valid_from", "")), valid_to=reading.line(form.get("valid_to", "")))
            return current.remember(s, url_for("parameters.figure", key=key))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 404):
            raise
        field = e.field if do == "enter" and e.field in ("region", "value", "valid_from", "valid_to", "source") else "_form"
        return _page(key, {field: e.message + ("" if e.message.endswith("。") else "。")}, form if do == "enter" else {}, getattr(e, "status", 422))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise NotFound("没有这个数值。") from e
