"""统一排案: runs and their replay, settings, what if."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import accounts, assignment, lawyers, organisations, placing, weights
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.placing import WEIGHTS, SettingsSchema, WhatIfSchema, flat, nested
from legalaid.tables.assignment import OFFER_STATES
from legalaid.tables.lawyers import SERVICES
from legalaid.web.assign import WHY
from toolkit import causes

bp = Blueprint("placings", __name__, url_prefix="/desk/assign")
PAGE = 30
TRIED = ("fit", "distance", "language", "load", "seniority")  # the weights that a what-if offers


@bp.get("/runs")
@needs("assign.see")
def runs():
    """All runs, the newest first."""
    session, by, page = current.reading(), current.by(), current.page()
    total = placing.count(session)
    return render_template("placings/runs.html", rows=placing.runs(session, by, PAGE, (page - 1) * PAGE), total=total, page=page, pages=-(-total // PAGE),
                           link=lambda n: url_for("placings.runs", page=n), settings=placing.settings(session), services=SERVICES)


@bp.get("/runs/<uuid:ident>")
@needs("assign.see")
def run(ident: UUID):
    """One run: what was placed, what not and why, how far from the bound; `?replay=1` computes it anew."""
    session, by = current.reading(), current.by()
    row = placing.run(session, by, ident)
    tickets, made = placing.asked_in(session, by, row), placing.offers_of(session, row)
    again = placing.replayed(row) if request.args.get("replay") == "1" else None
    people = lawyers.by_id(session)
    pairs = row.instance.get("pairs", {str(o.aid_request_id): str(o.lawyer_id) for o in made.values()})
    return render_template("placings/run.html", run=row, tickets=tickets, pairs={i: p for i, p in pairs.items() if i in tickets}, made=made, people=people, again=again, why=WHY,
                           numbers={t.no: t for t in tickets.values()}, elsewhere=len(row.instance["matters"]) - len(tickets), states=OFFER_STATES, cause_names=causes.NAMES)


@bp.get("/settings")
@needs("placing.configure")
def settings():
    """排案设置."""
    return _settings({}, {})


def _settings(errors, typed, status: int = 200):
    session = current.reading()
    rows, now = placing.settings_history(session), weights.in_force(session, current.now())
    return render_template("placings/settings.html", now=placing.settings(session), history=rows, services=SERVICES, names=accounts.names(session, (r.author_id for r in rows)),
                           weights=flat(now), number=now.number, words=WEIGHTS, errors=errors, typed=typed), status


@bp.post("/settings")
@needs("placing.configure")
def configure():
    """New times and classes."""
    try:
        values = SettingsSchema().load_form(request.form)
        with current.writing() as s:
            placing.configure(s, current.by(), **values)
            return current.remember(s, url_for("placings.settings"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _settings(e.errors or {"_form": e.message}, request.form, e.status)


@bp.get("/what-if")
@needs("assign.see")
def what_if():
    """如果: two plans side by side; nothing is changed."""
    session, by = current.reading(), current.by()
    people, now, waiting = lawyers.everybody(session), weights.in_force(session, current.now()), assignment.waiting(session, by)
    found, errors, status, before = None, {}, 200, flat(now)
    if request.args:
        try:
            values = WhatIfSchema().load_form(request.args)
            more = {values["county"]: values["count"]} if values.get("county") and values.get("count") else None
            found = placing.what_if(session, by, values=nested({n: v for n, v in values.items() if n in TRIED}, now), away=values.get("away", ()), more=more, run_id=values.get("run"))
        except Refused as e:
            if e.status in (401, 403, 404):
                raise
            errors, status = e.errors or {"_form": e.message}, e.status
    return render_template("placings/what_if.html", found=found, errors=errors, typed=request.args, lawyers={str(p.id): p for p in people},
                           choices=[(p.id, f"{p.name}律师·{p.firm}") for p in people], counties=organisations.COUNTIES,
                           weights=before, words=WEIGHTS, tried=TRIED, runs=placing.runs(session, by, 10), waiting=waiting,
                           tickets={str(r.id): r.ticket for r in waiting}), status
