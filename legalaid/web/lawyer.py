"""律师: offers, matters, log, documents, closing, hand-over."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from legalaid import current
from legalaid.actions import aid_records, audit, disputes, documents, handovers, lawyers, matters, offers, organisations, scopes
from legalaid.errors import NotFound, Refused
from legalaid.guard import needs
from legalaid.schemas.aid import Closing, Entry, HandoverAsk
from legalaid.tables.aid import DOCUMENT_STATES, FORMS, LOG_KINDS, OUTCOMES, RECORD_STATES, AidRecord
from legalaid.tables.assignment import DECLINE_REASONS, HANDOVER_REASONS, HANDOVER_STATES
from legalaid.tables.tickets import Dispute
from legalaid.web import attachment_panel
from matching import problem, scores
from toolkit import causes
from toolkit.documents import DOCUMENTS
from toolkit.refusal import Refusal

bp = Blueprint("lawyer", __name__, url_prefix="/lawyer")


@bp.get("/")
@needs("aid.work")
def home():
    """我的案件: offers first, then what I handle."""
    session, by = current.reading(), current.by()
    me = lawyers.me(session, by)
    query = select(AidRecord).where(AidRecord.lawyer_id == me.id, aid_records.seen(by)).order_by(AidRecord.state.desc(), AidRecord.opened_at.desc())
    rows = list(session.scalars(query.options(joinedload(AidRecord.ticket))))
    return render_template("lawyer/home.html", me_=me, offers=offers.offers_of(session, by), open=[r for r in rows if r.state in ("OPEN", "DELIVERED")],
                           done=[r for r in rows if r.state in ("CLOSED", "TERMINATED")], forms_of_aid=FORMS, states=RECORD_STATES, outcomes=OUTCOMES,
                           today=current.today(), given=handovers.of_lawyer(session, by)[:10], handover_states=HANDOVER_STATES)


@bp.get("/offer/<uuid:ident>")
@needs("offers.answer")
def offer(ident: UUID):
    """One offer: masked, with what is needed to decide."""
    return _offer(ident, {}, {})


def _offer(ident: UUID, errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    row = offers.own_offer(session, by, ident)
    ticket = row.aid_request.ticket
    dispute = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    found = matters.one(session, row.aid_request)
    here = problem.Lawyer("x", latitude=row.lawyer.latitude, longitude=row.lawyer.longitude)
    away = scores.kilometres(here, found)
    return render_template("lawyer/offer.html", offer=row, ticket=ticket, dispute=dispute, km=None if away is None else round(away), forms_of_aid=FORMS, reasons=DECLINE_REASONS, errors=errors,
                           typed=typed, cause_names=causes.NAMES, counties=organisations.COUNTIES), status


@bp.post("/offer/<uuid:ident>")
@needs("offers.answer")
def answering(ident: UUID):
    """接单 or 不便接单."""
    declared = {"none": True, "conflict": False}.get(request.form.get("conflict", ""))
    try:
        with current.writing() as s:
            if request.form.get("do") == "accept":
                row = offers.accept(s, current.by(), ident, no_conflict=declared)
                record = s.scalars(select(AidRecord).where(AidRecord.aid_request_id == row.aid_request_id).order_by(AidRecord.no)).first()
                return current.remember(s, url_for("lawyer.matter", no=record.no) if record else url_for("lawyer.home"))
            offers.decline(s, current.by(), ident, reason=request.form.get("reason", ""), note=request.form.get("note", ""), no_conflict=declared)
            return current.remember(s, url_for("lawyer.home"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _offer(ident, e.errors or {"_form": e.message}, request.form, e.status)


@bp.get("/matter/<no:no>")
@needs("aid.work")
def matter(no: str):
    """办案页: the person in full (audited), facts, documents, log, closing. What was closed before the rest was taken away has only its file."""
    try:
        return _matter(no, {}, {})
    except NotFound:
        return redirect(url_for("case_file.show", no=aid_records.get(current.reading(), current.by(), no).no))


def _matter(no: str, errors, typed, status: int = 200):
    by = current.by()
    with current.writing() as s:
        row = aid_records.get(s, by, no)
        scopes.ticket(s, by, row.ticket.no)
        person = {name: audit.reveal(s, by, row.ticket.worker, name, "承办案件") for name in ("name", "phone", "id_no", "address")}
        statement = audit.reveal(s, by, row.ticket, "statement", "承办案件")
    session = current.reading()
    row = aid_records.get(session, by, no)
    dispute = session.scalar(select(Dispute).where(Dispute.ticket_id == row.ticket_id))
    papers = documents.of_ticket(session, by, row.ticket.no)
    log = [(e, e.text.open() if e.text else "") for e in row.log]
    siblings = list(session.scalars(select(AidRecord).where(AidRecord.ticket_id == row.ticket_id, AidRecord.lawyer_id == row.lawyer_id).order_by(AidRecord.no)))
    return render_template("lawyer/matter.html", record=row, ticket=row.ticket, person=person, statement=statement, dispute=dispute, papers=papers, log=log,
                           attached=attachment_panel.collect(session, by, row.ticket),
                           titles={k: d.title for k, d in DOCUMENTS.items()}, templates=DOCUMENTS.values(), kinds=LOG_KINDS, outcomes=OUTCOMES, forms_of_aid=FORMS,
                           states=RECORD_STATES, paper_states=DOCUMENT_STATES, siblings=siblings, handover_reasons=HANDOVER_REASONS,
                           handover=handovers.asked_for(session, row.aid_request_id), errors=errors, typed=typed, cause_names=causes.NAMES, today=current.today(),
                           sheet=disputes.facts_of(dispute) if dispute else None), status


def _act(no: str, schema, action):
    try:
        values = schema.load_form(request.form)
        with current.writing() as s:
            action(s, current.by(), **values)
            return current.remember(s, url_for("lawyer.matter", no=no))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _matter(no, getattr(e, "errors", None) or {e.field or "_form": e.message}, request.form, getattr(e, "status", 422))


@bp.post("/matter/<no:no>/log")
@needs("aid.work")
def log(no: str):
    """办案日志."""
    return _act(no, Entry(), lambda s, by, **v: aid_records.log(s, by, no, **v))


@bp.post("/matter/<no:no>/close")
@needs("aid.work")
def close(no: str):
    """结案."""
    return _act(no, Closing(), lambda s, by, **v: aid_records.close(s, by, no, **{"awarded": None, "recovered": None, **v}))


@bp.post("/matter/<no:no>/papers/<uuid:ident>/deliver")
@needs("aid.work")
def deliver(no: str, ident: UUID):
    """Hand a paper to the worker."""
    try:
        with current.writing() as s:
            documents.deliver(s, current.by(), ident)
            return current.remember(s, url_for("lawyer.matter", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _matter(no, e.errors or {"_form": e.message}, {}, e.status)


@bp.post("/matter/<no:no>/handover")
@needs("aid.work")
def hand_over(no: str):
    """申请移交."""
    return _act(no, HandoverAsk(), lambda s, by, **v: handovers.ask(s, by, no, **v))
