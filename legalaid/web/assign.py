"""指派: what waits for a lawyer, ranked lawyers with reasons, offers, runs of the scheduled placing, call-backs."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import charts, current, gauges
from legalaid.actions import accounts, assignment, conflicts, grounds, handovers, lawyers, offers, organisations, placing, ratings, scopes, screening, trends
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.assignment import ConflictAnswer, OfferSchema, as_offer
from legalaid.schemas.desk import CallBack
from legalaid.tables.aid import FORMS
from legalaid.tables.assignment import DECLINE_REASONS, HANDOVER_REASONS, OFFER_STATES, VERDICTS
from legalaid.tables.tickets import Dispute
from legalaid.web import desk
from matching import explain, problem
from toolkit import causes

bp = Blueprint("assign", __name__, url_prefix="/desk")
SHOWN, RECENT_DAYS = 8, 90
POINTS = {"fit": "专长", "low_fit": "不对口", "load": "在办", "fairness": "均衡", "distance": "远近", "language": "语言", "seniority": "年资", "rating": "评价", "response": "答复",
          "chosen": "职工选择", "continuity": "办过", "scarcity": "预留"}
COLOURS = {"专长": charts.BLUE, "负荷": charts.SKY, "远近与语言": charts.GOLD, "其他": charts.GREY}
WHY = {"no_eligible_lawyer": "没有符合条件的律师", "all_full": "符合条件的律师都已满", "cheaper_unassigned": "没有合适的人选，待人工指派", "changed": "情况有变化，下次再排"}


@bp.get("/assign/")
@needs("assign.see")
def waiting():
    """等待律师的援助 and the latest runs."""
    session, by = current.reading(), current.by()
    rows = assignment.waiting(session, by)
    return render_template("assign/waiting.html", rows=rows, pending=assignment.pending(session, by), reserved=assignment.reserved(session, by), review=screening.to_review(session, by),
                           asked=handovers.listing(session, by, "ASKED"), handover_reasons=HANDOVER_REASONS, runs=placing.runs(session, by, 5),
                           settings=placing.settings(session), forms_of_aid=FORMS,
                           counties=organisations.COUNTIES, cause_names=causes.NAMES, why=WHY)


@bp.get("/assign/<no:no>")
@needs("assign.see")
def choose(no: str):
    """Ranked lawyers for one request."""
    return _page(no, {}, {})


def _page(no: str, errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    found = assignment.shortlist(session, by, no, 10_000)
    top = max((c.total for c in found.found.candidates), default=1)
    accepted = trends.taken(session, current.now() - timedelta(days=RECENT_DAYS))
    rows = []
    for place, one in enumerate(found.found.candidates[:SHOWN]):
        lawyer = found.lawyers[one.lawyer]
        shares = explain.shares(one.components)
        rows.append({
            "id": one.lawyer, "name": f"{lawyer.name}律师", "title": f"{lawyer.firm}·执业 {current.now().year - lawyer.practising_since} 年", "reasons": list(one.reasons),
            "total": round(one.total / 10), "exact": one.components, "sum": one.total,
            "bar": gauges.score([gauges.Part(k, max(0, v), COLOURS[k]) for k, v in shares.items()], total=max(top, 1)), "dots": gauges.dots(one.open, one.cap),
            "load": f"在办 {one.open}/{one.cap}", "tag": "推荐" if place == 0 else "",
            "note": f"近 {RECENT_DAYS} 天接 {accepted.get(lawyer.id, 0)} 件",
        })
    shared = _taken_out(rows)
    held = found.held
    others = [(c.lawyer, f"第 {n} 名 {found.lawyers[c.lawyer].name}律师（{round(c.total / 10)} 分）") for n, c in enumerate(found.found.candidates[SHOWN:], SHOWN + 1)]
    dispute = session.scalar(select(Dispute).where(Dispute.ticket_id == found.request.ticket_id))
    return render_template(
        "assign/choose.html", request_=found.request, ticket=found.request.ticket, rows=rows, shared=shared, points=_points(rows), dispute=dispute, eligible=found.found.eligible,
        total=found.total, excluded=found.found.counts,
        held=held, mine=held is not None and held.offered_by in (None, by.actor_id), others=others, errors=errors, typed=typed, overrides=assignment.OVERRIDES, forms_of_aid=FORMS,
        due=assignment.answer_by(session, found.request, current.now()), cause_names=causes.NAMES, counties=organisations.COUNTIES, weights=found.weights.number,
        balance=trends.balance(session, current.now()),
    ), status


def _taken_out(rows) -> list[tuple[str, str]]:
    """Reasons that every lawyer listed has: said once above the list, and taken out of each."""
    shared = [reason for reason in (rows[0]["reasons"] if len(rows) > 1 else ()) if all(reason in row["reasons"] for row in rows)]
    for row in rows:
        row["reasons"] = [reason for reason in row["reasons"] if reason not in shared]
    return shared


def _points(rows) -> list[list[str]]:
    """The table of exact points: a head, then a row for each lawyer."""
    used = [name for name in POINTS if any(row["exact"].get(name) for row in rows)]
    return [["律师", *(POINTS[name] for name in used), "合计"], *([row["name"], *(str(row["exact"].get(name, 0)) for name in used), str(row["sum"])] for row in rows)]


@bp.post("/assign/<no:no>")
@needs("assign.make")
def assigning(no: str):
    """Offer the matter to the chosen lawyer, or keep their place while deciding."""
    try:
        # a lawyer further down the list is chosen by a field of its own
        values = OfferSchema().load_form({**request.form, "lawyer": request.form.get("lawyer") or request.form.get("other_lawyer")})
        with current.writing() as s:
            if request.form.get("do") == "hold":
                assignment.hold(s, current.by(), no, values["lawyer"])
                return current.remember(s, url_for("assign.choose", no=no))
            assignment.offer(s, current.by(), no, **as_offer(values))
            return current.remember(s, url_for("assign.waiting"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(no, e.errors or {"_form": e.message}, request.form, e.status)


@bp.post("/assign/<no:no>/release")
@needs("assign.make")
def release(no: str):
    """取消占位."""
    with current.writing() as s:
        assignment.release(s, current.by(), no)
        return current.remember(s, url_for("assign.choose", no=no))


@bp.get("/assign/<no:no>/why")
@needs("assign.see")
def why(no: str):
    """Every lawyer for one request: the place, how far behind, what the plan would lose, or the rules that stop them."""
    return _why(no, {}, {})


def _why(no: str, errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    found, others = assignment.alternatives(session, by, no)
    doubts = {str(i) for i, rows in found.found.conflicts.items() if i in found.found.excluded and any(c.verdict == problem.POSSIBLE for c in rows)}
    decided = conflicts.decisions(session, [found.request])[found.request.id]
    return render_template("assign/why.html", ticket=found.request.ticket, best=found.found.candidates[0] if found.found.candidates else None, lawyers=found.lawyers,
                           able=[o for o in others if not o.rules], stopped=[o for o in others if o.rules], doubts=doubts, verdicts=VERDICTS.items(), errors=errors, typed=typed,
                           decided=decided, names=accounts.names(session, (d.decided_by for d in decided.values())), total=found.total, weights=found.weights.number), status


@bp.post("/assign/<no:no>/why")
@needs("assign.make")
def decide(no: str):
    """核查 a possible conflict."""
    try:
        values = ConflictAnswer().load_form(request.form)
        with current.writing() as s:
            conflicts.decide(s, current.by(), no, values.pop("lawyer"), **values)
            back = request.form.get("offer", type=UUID)
            return current.remember(s, url_for("assign.offer", ident=back) if back else url_for("assign.why", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _why(no, e.errors or {"_form": e.message}, request.form, e.status)


@bp.get("/offers/<uuid:ident>")
@needs("assign.see")
def offer(ident: UUID):
    """One assignment: why this lawyer, why not each other one, from what was stored then."""
    session = current.reading()
    row = offers.seen(session, current.by(), ident)
    decided = conflicts.decisions(session, [row.aid_request])[row.aid_request_id].get(str(row.lawyer_id))
    return render_template("assign/offer.html", offer=row, decides=scopes.coordinates(current.by(), row.aid_request.ticket),
                           doubts=screening.doubts(session, [row])[0] if row.state in ("OFFERED", "ACCEPTED") else [], decided=decided, verdicts=VERDICTS.items(),
                           handover_reasons=HANDOVER_REASONS, in_hand=handovers.in_hand(session, row), ticket=row.aid_request.ticket, why=grounds.why(session, row), lawyers=lawyers.by_id(session),
                           parts_points=[(POINTS[n], v) for n, v in row.components.items()], states=OFFER_STATES,
                           overrides=assignment.OVERRIDES, declines=DECLINE_REASONS, names=accounts.names(session, [row.offered_by]), reasons=[reason.split(":", 1) for reason in row.reasons])


@bp.post("/offers/<uuid:ident>/cancel")
@needs("assign.make")
def cancel(ident: UUID):
    """收回."""
    with current.writing() as s:
        offers.cancel(s, current.by(), ident, reason=request.form.get("reason", ""))
        return current.remember(s, url_for("assign.waiting"))


@bp.post("/<no:no>/callback")
@needs("ratings.callback")
def call_back(no: str):
    """回访 after a low mark."""
    return desk.act(no, CallBack(), lambda s, by, note: ratings.call_back(s, by, no, note=note))
