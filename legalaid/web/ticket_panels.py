"""What stands beside a ticket, by role: similar cases, articles, prefilled calculators, legal aid, papers, history."""

from types import SimpleNamespace
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import current
from legalaid.actions import accounts, aid_requests, calculations, calendar, disputes, documents, filings, scopes, search, statutes
from legalaid.filters import day, moment, yuan
from legalaid.roles import By
from legalaid.tables.aid import DOCUMENT_STATES, FORMS, OUTCOMES, RECORD_STATES, REQUEST_STATES, TRACKS, AidRecord
from legalaid.tables.assignment import Offer
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Dispute, Ticket
from legalaid.web import aid_panel
from toolkit import causes, procedure
from toolkit.calculators import CALCULATORS
from toolkit.documents import DOCUMENTS

calendar_of = calendar.office_calendar
_CONDITION = {"MET": "met", "NOT_MET": "unmet", "UNKNOWN": "unknown"}
# which calculators help with which cause, in the order shown
TOOLS = {
    "205.5": ("double_wage", "overtime", "annual_leave"), "205.6": ("severance", "illegal_termination", "notice_pay"), "209": ("severance",),
    "205.1": ("double_wage",), "214.2": ("overtime",),
}
_BY_WORKER = ("REGISTERED", "AID_APPLIED", "RATED", "PAPERS_IN", "PAPERS_BACK")
_ALWAYS = ("severance", "limitation")


def collect(session: Session, by: By, ticket: Ticket, dispute: Dispute | None) -> SimpleNamespace:
    """Everything the file page shows beside the facts; what a role may not see is left out."""
    staff = bool(by.roles & {"mediator", "coordinator", "zone_staff", "lawyer"})
    similar = _similar(session, ticket) if staff and ticket.cause else None
    return SimpleNamespace(
        decides=scopes.coordinates(by, ticket), similar=similar, more_cases=url_for("library.home", q=ticket.summary),
        articles=_articles(session, ticket), tools=_tools(ticket, dispute) if dispute else [],
        aid=_aid(session, by, ticket) if dispute or ticket.state != "REGISTERED" else None, papers=_papers(session, by, ticket), log=_log(ticket),
        consented=dispute is not None and disputes.has_consent(session, dispute, "MEDIATION"),
        calculations=_calculations(session, by, ticket) if dispute else [],
        transferable=dispute is not None and disputes.has_consent(session, dispute, "TRANSFER"), **_choices(session, by, dispute),
    )


def _similar(session: Session, ticket: Ticket) -> list[SimpleNamespace]:
    statement = ticket.statement.open() if ticket.statement else ""
    found = search.like_ticket(session, current.runtime().engine("cases"), ticket, statement)
    return [
        SimpleNamespace(url=url_for("library.case", ref=m.id), title=c.title, same=m.same, different=m.different, percent=m.percent,
                        meta="·".join(x for x in (c.outcome_type, c.level, c.date, c.source[:20]) if x))
        for m, c in found
    ]


def _articles(session: Session, ticket: Ticket) -> list[SimpleNamespace]:
    if not ticket.cause:
        return []
    rows = statutes.articles(session, causes.ARTICLES.get(ticket.cause, ()), current.today())[:4]
    return [
        SimpleNamespace(ref=r.ref, short=r.short, article=r.article, text=r.text[:90] + ("……" if len(r.text) > 90 else ""),
                        url=url_for("library.article", law=r.short, number=r.ref.rpartition("-")[2]))
        for r in rows
    ]


def _tools(ticket: Ticket, dispute: Dispute) -> list[SimpleNamespace]:
    names = dict.fromkeys((*TOOLS.get(ticket.cause or "", ()), *_ALWAYS))
    filled = "已按案情填好已知的项目" if dispute.facts else "填入入职日期和工资即可计算"
    from_table = current.runtime().cache.setdefault("calculators", _calculators())
    found = [SimpleNamespace(title="请求测算", words="能主张什么、多少钱、什么时候为止", url=url_for("claim_sheet.matter", no=ticket.no), icon="scales")]
    found += [SimpleNamespace(title=from_table[n], words=filled, url=url_for("tools.calculator", name=n, no=ticket.no), icon="calc") for n in names if n in from_table]
    found.append(SimpleNamespace(title="劳动人事争议仲裁申请书", words="按案情填写，缺的会列出来", url=url_for("documents.fill", no=ticket.no, name="arbitration_application"), icon="doc"))
    return found


def _calculators() -> dict[str, str]:
    return {c.name: c.title for c in CALCULATORS.values()}


def _aid(session: Session, by: By, ticket: Ticket) -> SimpleNamespace:
    request = aid_requests.of_ticket(session, ticket)
    records = session.scalars(select(AidRecord).where(AidRecord.ticket_id == ticket.id).order_by(AidRecord.no))
    shown = [
        SimpleNamespace(no=r.no, words="·".join(x for x in (
            FORMS[r.form], RECORD_STATES[r.state], f"{r.lawyer.name}律师", OUTCOMES.get(r.outcome or ""),
            f"确定 {yuan(r.awarded_amount)}，到手 {yuan(r.recovered_amount)}" if r.awarded_amount is not None else None) if x))
        for r in records
    ]
    if request is None:
        return SimpleNamespace(request=None, records=shown, **aid_panel.steps(session, ticket, None))
    track = request.eligibility.get(request.track, {})
    conditions = [{"state": _CONDITION[c["status"]], "name": c["label"], "note": c["reason"], "cite": None} for c in track.get("conditions", [])]
    offer = session.scalar(select(Offer).where(Offer.aid_request_id == request.id, Offer.state.in_(("HELD", "OFFERED", "ACCEPTED"))))
    live = None
    if offer is not None:
        live = f"{offer.lawyer.name}律师已接单" if offer.state == "ACCEPTED" else f"已请{offer.lawyer.name}律师办理，请在 {moment(offer.due_at)} 前答复"
    return SimpleNamespace(
        request=request, state=REQUEST_STATES[request.state], track=TRACKS[request.track], forms=[FORMS[f] for f in request.forms], conditions=conditions,
        live=live, records=shown, **aid_panel.steps(session, ticket, request),
    )


def _papers(session: Session, by: By, ticket: Ticket) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(title=f"{DOCUMENTS[d.name].title}（第 {d.number} 稿）", url=url_for("papers.version", ident=d.id),
                        meta="·".join(x for x in (day(d.written_at), f"还有 {d.blanks} 处待补充" if d.blanks else "内容完整",
                                                  "已交付" if d.delivered_at else "" if d.record_id else DOCUMENT_STATES[d.state]) if x))
        for d in documents.of_ticket(session, by, ticket.no)
    ]


def _calculations(session: Session, by: By, ticket: Ticket) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(title=f"{CALCULATORS[row.calculator].title}（第 {row.number} 次）", url=url_for("calculations.kept", no=ticket.no, ident=row.id),
                        meta=f"{day(row.written_at)}·法律和参数截至 {row.law_as_of}")
        for row in calculations.of_ticket(session, by, ticket.no)
    ]


def _log(ticket: Ticket) -> list[dict[str, Any]]:
    return [
        {"at": moment(e.at), "iso": e.at.isoformat(), "who": e.actor_name or ("职工" if e.kind in _BY_WORKER else "系统"), "what": e.text, "note": e.detail.get("note")}
        for e in reversed(ticket.events)
    ]


def _choices(session: Session, by: By, dispute: Dispute | None) -> dict[str, Any]:
    places: list[Any] = []
    handlers: list[Any] = []
    if by.can("tickets.dispatch"):
        kinds = ("DISTRICT", "TOWN", "ROOM")
        paths = by.paths("coordinator")
        rows = session.scalars(select(Organisation).where(scopes.organisations_under(*paths), Organisation.active.is_(True), Organisation.kind.in_(kinds)).order_by(Organisation.path))
        places = [(o.id, o.name) for o in rows]
        handlers = accounts.handlers_under(session, current.now(), *paths)
    # what mediation, agreements and filings do to the procedure is registered with them
    own = filings.own_steps(session, dispute) if dispute else frozenset()
    steps = [step for step in procedure.steps_from(dispute.state) if step.event not in own] if dispute else []
    needed = {g for s in steps for g in (*s.needs, *s.either, *s.unless)} - {"worker_consent"}
    return {
        "place_options": places, "handler_options": handlers, "step_options": list({s.event: s.label for s in steps}.items()),
        "guard_options": [(g, procedure.GUARDS[g]) for g in sorted(needed)],
    }
