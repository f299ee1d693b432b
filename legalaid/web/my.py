"""我的诉求: progress in plain words, what is needed, papers, applying for aid, rating."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from sqlalchemy import select

from legalaid import current
from legalaid.actions import aid_requests, attachments, documents, first_steps, merges, objections, ratings, receipts, scopes
from legalaid.errors import Invalid, NotSignedIn, Refused
from legalaid.filters import moment, short_day
from legalaid.guard import needs
from legalaid.schemas.tickets import RatingSchema
from legalaid.tables.aid import FORMS, AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.limits import StepLimit
from legalaid.tables.tickets import Ticket
from legalaid.web import attachment_panel, my_dispute, paper_versions
from legalaid.web.aid import answers_of
from toolkit import eligibility
from toolkit.documents import DOCUMENTS
from toolkit.refusal import Refusal

bp = Blueprint("my", __name__, url_prefix="/my")
ASKED = ("own_lawyer", "migrant", "assisted", "serious_infringement", "means_proof", "identity_paper", "case_papers")
ASKED_FORMS = ("CONSULT", "DRAFT", "ARBITRATE")
BEGINNING = ("REGISTERED", "CONFIRMED", "DISPATCHED", "RETURNED")  # nobody works on it yet
STEPS = ("提交申请", "工会受理", "安排律师", "律师写文书", "调解或者开庭", "拿到结果")


@bp.get("/")
@needs("tickets.own")
def listing():
    """The requests opened in this session."""
    rows = list(current.reading().scalars(select(Ticket).where(scopes.tickets(current.by())).order_by(Ticket.registered_at.desc())))
    if len(rows) == 1:
        return redirect(url_for("my.request", no=rows[0].no), 303)
    return render_template("my/listing.html", rows=[(t, status(t, None, [], False, first_call(t, None))) for t in rows])


def first_call(ticket: Ticket, limit: StepLimit | None) -> str:
    """What a worker is told of the first call while it is waited for, by the limit of this request; empty once there was one, or somebody works on it."""
    if ticket.state not in BEGINNING:
        return ""
    if limit is None:
        return "经办人会打电话向您了解情况，请保持电话畅通。"
    if limit.met_at is not None:
        return ""
    if current.now() > limit.due_at:
        return f"对不起，我们没能在 {moment(limit.due_at)} 前联系上您。您可以直接打电话给工会。"
    return f"{moment(limit.due_at)} 前会给您打电话核实情况，请保持电话畅通。"


def status(ticket: Ticket, offer: Offer | None, records: list[AidRecord], delivered: bool, call: str) -> tuple[str, str, int]:
    """(headline, next sentence, steps done of six) in words a worker understands; `call` is what `first_call` says."""
    if ticket.state == "CLOSED":
        asks = ticket.rating is None and ticket.worker.erased_at is None
        return "已经办结", "谢谢您的信任。" + ("请给我们打个分，有不满意的地方也请告诉我们。" if asks else ""), 6
    if ticket.state == "WITHDRAWN":
        return "已经撤回", "以后还需要帮助，随时可以再申请。", 6
    if ticket.state == "MERGED":
        return "已并入同一件诉求", "和您同一件事的诉求一起办理。", 2
    if ticket.state == "TRANSFERRED":
        last = next((e.text for e in reversed(ticket.events) if e.public and e.kind.startswith("TRANSFER")), "有关部门会与您联系")
        return "已移送有关部门", f"{last.removesuffix('。')}。有疑问请打电话给工会。", 2
    if ticket.state == "RESOLVED":
        return "已有办理结果", "工会正在做最后核对。", 5
    if records:
        name = f"{records[0].lawyer.name}律师"
        if any(e.kind == "HEARING" for r in records for e in r.log):
            return "正在开庭或者调解", f"{name}会陪着您，有消息马上告诉您。", 5
        if delivered:
            return "文书已经写好", f"{name}写好的文书在下面，请看一看，有疑问就打电话。", 4
        return "律师正在写文书", f"{name}已经接手，会先打电话向您了解情况。", 3
    if offer is not None:
        return "正在请律师答复", f"已经请了一位律师，最晚 {moment(offer.due_at)} 有答复。", 2
    if ticket.state == "REGISTERED":
        return "工会已经收到", call or "工会已经和您联系过，正在核实情况，受理以后会告诉您。", 1
    return "工会正在办理", call or "经办人正在了解情况，有进展会与您联系。", 2


def _view(no: str):
    s, by = current.reading(), current.by()
    ticket = scopes.ticket(s, by, no)
    offer = s.scalar(select(Offer).join(Offer.aid_request).where(Offer.state == "OFFERED", AidRequest.ticket_id == ticket.id))
    records = list(s.scalars(select(AidRecord).where(AidRecord.ticket_id == ticket.id).order_by(AidRecord.no)))
    papers = documents.of_ticket(s, by, no)
    return ticket, offer, records, papers


@bp.get("/<no:no>", endpoint="request")
@needs("tickets.own")
def progress(no: str):
    """One request: status, what is needed, who, history, papers."""
    ticket, offer, records, papers = _view(no)
    opened = receipts.led_to(current.reading(), ticket)
    if {str(one.id) for one in opened} - set(session.get("tickets", ())):
        # merged or split after the receipt was given: it opens all of these from now on
        session["tickets"] = [*session.get("tickets", ()), *(str(one.id) for one in opened if str(one.id) not in session.get("tickets", ()))]
    leading = merges.followed(current.reading(), ticket)
    if leading is not ticket and leading in opened:
        return redirect(url_for("my.request", no=leading.no), 303)
    head = status(ticket, offer, records, bool(papers), first_call(ticket, first_steps.contact_limit(current.reading(), ticket)))
    if leading is not ticket:  # the main one is, or may be, another person's: how it goes, nothing else of it
        words, more, steps = status(leading, None, [], False, "有进展会告诉您。")
        head = (head[0], f"合在一起办理的情况：{words}。{more}", steps)
    done = [{"state": "done", "title": e.text, "meta": moment(e.at) + (f"·{e.actor_name}" if e.actor_name and e.kind not in ("REGISTERED", "AID_APPLIED") else "")} for e in ticket.events if e.public]
    coming = [{"state": "now" if i == head[2] else "todo", "title": words, "meta": ""} for i, words in enumerate(STEPS) if i >= head[2]]
    aid = aid_requests.of_ticket(current.reading(), ticket)
    return render_template("my/request.html", ticket=ticket, head=head, line=[*done, *(coming if ticket.state not in ("CLOSED", "WITHDRAWN", "TRANSFERRED", "MERGED") else [])], records=records,
                           papers=papers, titles={k: d.title for k, d in DOCUMENTS.items()}, forms_of_aid=FORMS, aid=aid, objectionable=objections.objectionable(current.reading(), ticket) is not None,
                           attached=attachment_panel.collect(current.reading(), current.by(), ticket), may_hand_in=ticket.state not in attachments.OVER and ticket.worker.erased_at is None,
                           others=[one for one in opened if one is not ticket], due=short_day(ticket.due_at),
                           code=session.get("receipts", {}).get(no), mine=my_dispute.panel(ticket), updated=moment(ticket.events[-1].at) if ticket.events else "")


@bp.get("/<no:no>/aid")
@needs("tickets.own")
def aid(no: str):
    """Apply for legal aid: the conditions one by one."""
    return _aid(no, {}, {})


def _aid(no: str, typed, errors, status_: int = 200):
    ticket = scopes.ticket(current.reading(), current.by(), no)
    return render_template("my/aid.html", ticket=ticket, questions=[(q, eligibility.QUESTIONS[q]) for q in ASKED], forms_of_aid=[(f, FORMS[f]) for f in ASKED_FORMS], typed=typed,
                           chosen=typed.getlist("forms") if typed else [], errors=errors), status_


@bp.post("/<no:no>/aid")
@needs("tickets.own")
def applying(no: str):
    """Submit the application."""
    try:
        with current.writing() as s:
            aid_requests.apply(s, current.by(), no, answers=answers_of(request.form), forms=request.form.getlist("forms"))
            return current.remember(s, url_for("my.request", no=no))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _aid(no, request.form, getattr(e, "errors", None) or {e.field or "_form": e.message}, getattr(e, "status", 422))


@bp.get("/<no:no>/rate")
@needs("tickets.own")
def rating(no: str):
    """好差评."""
    return render_template("my/rate.html", ticket=scopes.ticket(current.reading(), current.by(), no), typed={}, errors={}, levels=ratings.LEVELS)


@bp.post("/<no:no>/rate")
@needs("tickets.own")
def rate(no: str):
    """Keep the mark."""
    try:
        values = RatingSchema().load_form(request.form)
        with current.writing() as s:
            ratings.rate(s, current.by(), no, **values)
            return current.remember(s, url_for("my.request", no=no))
    except (Invalid, Refused) as e:
        if e.status in (401, 403, 404):
            raise
        ticket = scopes.ticket(current.reading(), current.by(), no)
        return render_template("my/rate.html", ticket=ticket, typed=request.form, errors=e.errors or {"_form": e.message}, levels=ratings.LEVELS), e.status


def _paper(ident: UUID) -> documents.Opened:
    with current.writing() as s:
        return documents.read(s, current.by(), ident)


@bp.get("/<no:no>/papers/<uuid:ident>.docx")
@needs("tickets.own")
def paper(no: str, ident: UUID):
    """A delivered paper of one's own as Word."""
    return paper_versions.word(_paper(ident))


@bp.get("/<no:no>/papers/<uuid:ident>.pdf")
@needs("tickets.own")
def printed(no: str, ident: UUID):
    """The same as PDF: what a phone can show."""
    return paper_versions.pdf(_paper(ident), keep="keep" in request.args)


@bp.post("/leave")
@needs("tickets.own")
def leave():
    """离开: this device forgets the requests."""
    if not current.by().tickets:
        raise NotSignedIn
    session.clear()
    response = redirect(url_for("home.front"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
