"""工作台: inbox, own work, overdue, the page of one ticket with its parts by role."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import current
from legalaid.actions import attachments, audit, disputes, filings, first_steps, groups, organisations, overdue, ratings, scopes, tickets
from legalaid.database import numbers
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.desk import Agreed, Confirm, Dispatch, Limitation, Reason, Step
from legalaid.tables.tickets import CHANNELS, IS_OPEN, RELATIONS, TICKET_STATES, Dispute, Ticket
from legalaid.tables.workers import WORKER_TYPES
from legalaid.uploads import ACCEPT
from legalaid.web import attachment_panel, clock_panel, moves_panel, ticket_panels, upload_form
from toolkit import causes, deadlines, industries, procedure
from toolkit.refusal import Refusal

bp = Blueprint("desk", __name__, url_prefix="/desk")
PAGE = 50


def _rows(*where, page: int):
    query = select(Ticket).where(scopes.tickets(current.by()), *where).order_by(Ticket.due_at, Ticket.no)
    return list(current.reading().scalars(query.offset((page - 1) * PAGE).limit(PAGE)))


def _counts(*wheres) -> tuple[int, ...]:
    return numbers(current.reading(), *(scopes.how_many(current.by(), *where) for where in wheres))


def _listing(template: str, rows, **more):
    now, shown = current.now(), [*rows, *more.get("pool", ())]
    left, firsts = {t.id: overdue.standing(t, now) for t in shown}, first_steps.next_of(current.reading(), shown, now)
    return render_template(template, rows=rows, left=left, firsts=firsts, states=TICKET_STATES, counties=organisations.COUNTIES, **more)


@bp.get("/inbox")
@needs("tickets.dispatch")
def inbox():
    """收件箱: new and returned requests, with counts of what waits where."""
    views = {
        "new": ("待确认", Ticket.state == "REGISTERED"), "ready": ("待派单", Ticket.state.in_(("CONFIRMED", "RETURNED"))),
        "working": ("办理中", Ticket.state.in_(("DISPATCHED", "IN_PROGRESS", "PAUSED", "RESOLVED"))), "group": ("集体争议", Ticket.group_id.is_not(None)),
    }
    chosen = request.args.get("view", "new")
    if chosen not in views:
        raise Refused("没有这个视图。", field="view")
    page, (late, *found) = current.page(), _counts(overdue.late(current.now()), *((where,) for _, where in views.values()))
    counts = dict(zip(views, found, strict=True))
    return _listing("desk/inbox.html", _rows(views[chosen][1], page=page), counts=[(code, words, counts[code]) for code, (words, _) in views.items()], chosen=chosen, late=late,
                    page=page, pages=-(-counts[chosen] // PAGE), link=lambda n: url_for("desk.inbox", view=chosen, page=n))


@bp.get("/")
@needs("tickets.handle")
def home():
    """我的办理: what I hold and what lies in the pool of my level."""
    by, page, pool_page = current.by(), current.page(), current.page("pool")
    held = Ticket.handler_id.in_((by.actor_id, *by.covers)), IS_OPEN
    waiting = Ticket.handler_id.is_(None), Ticket.state.in_(("REGISTERED", "CONFIRMED", "DISPATCHED"))
    own, free, done = _counts(held, waiting, (Ticket.handler_id == by.actor_id, Ticket.state == "CLOSED"))
    pool = _rows(*waiting, page=pool_page)
    return _listing(
        "desk/home.html", _rows(*held, page=page), pool=pool, done=done,
        own=own, page=page, pages=-(-own // PAGE), link=lambda n: url_for("desk.home", page=n, pool=pool_page),
        free=free, pool_page=pool_page, pool_pages=-(-free // PAGE), pool_link=lambda n: url_for("desk.home", page=page, pool=n),
    )


@bp.get("/<no:no>")
@needs("disputes.work")
def file(no: str):
    """The file of one ticket."""
    return _file(no)


def _file(no: str, errors: dict[str, str] | None = None, typed=None, status: int = 200):
    session, by = current.reading(), current.by()
    ticket = scopes.ticket(session, by, no)
    dispute = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    suggestion, (left, level) = ticket.suggestion or {}, overdue.standing(ticket, current.now())
    page = render_template(
        "desk/file.html", ticket=ticket, dispute=dispute, errors=errors or {}, typed=typed or {}, states=TICKET_STATES, channels=CHANNELS,
        topics=tickets.TOPICS, worker_types=WORKER_TYPES, counties=organisations.COUNTIES, classes=causes.SUBCLASSES, cause_names=causes.NAMES,
        leaves=causes.LEAVES, industries=industries.INDUSTRIES, suggestion=suggestion, flag_names=causes.FLAG_NAMES, left=left, level=level,
        clock=clock_panel.collect(session, by, ticket), siblings=groups.same_employer(session, by, ticket), moves=moves_panel.collect(session, by, ticket),
        steps=procedure.steps_from(dispute.state) if dispute else (), procedure_states=procedure.STATES,
        panels=ticket_panels.collect(session, by, ticket, dispute), attached=attachment_panel.collect(session, by, ticket), accept=ACCEPT, levels=ratings.LEVELS,
        days_left=(dispute.limitation_due - current.today()).days if dispute and dispute.limitation_due else None,
    )
    return page, status


def act(no: str, schema, action, lead=None, proof: str = ""):
    """Check a form, run the action, go where `lead` says or back to the file; on refusal show it again with what was typed.

    With `proof` (a kind of ATTACHMENT_KINDS) its file field `<kind>_file` may hold the proof of the row that the action gives.
    """
    try:
        values = schema.load_form(request.form)
        files = upload_form.sent(no, f"{proof.lower()}_file") if proof else []
        with current.writing() as session:
            done = action(session, current.by(), **values)
            if files:
                attachments.add(session, current.by(), no, kind=proof, files=files, about=done)
            return current.remember(session, lead(done) if lead else url_for("desk.file", no=no))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        errors = getattr(e, "errors", None) or {e.field or "_form": e.message}
        return _file(no, errors, request.form, getattr(e, "status", 422))


@bp.post("/<no:no>/confirm")
@needs("tickets.confirm")
def confirm(no: str):
    """Confirm class, cause and summary."""

    def action(session, by, subclass, cause=None, **values):
        class_name = next((c for c, subs in causes.SUBCLASSES.items() if subclass in subs), "")
        return tickets.confirm(session, by, no, class_name=class_name, subclass=subclass, cause=cause, **values)

    return act(no, Confirm(), action)


@bp.post("/<no:no>/dispatch")
@needs("tickets.dispatch")
def dispatch(no: str):
    """派单."""
    return act(no, Dispatch(), lambda s, by, organisation_id, handler_id=None: tickets.dispatch(
        s, by, no, organisation_id=UUID(organisation_id), handler_id=UUID(handler_id) if handler_id else None))


@bp.post("/<no:no>/take")
@needs("tickets.handle")
def take(no: str):
    """开始办理."""
    return act(no, Reason(required=False), lambda s, by, reason="": tickets.take(s, by, no))


@bp.post("/<no:no>/return")
@needs("tickets.handle")
def send_back(no: str):
    """退回."""
    return act(no, Reason(), lambda s, by, reason: tickets.send_back(s, by, no, reason=reason))


@bp.post("/<no:no>/resolve")
@needs("tickets.handle")
def resolve(no: str):
    """办理结果."""
    return act(no, Reason(), lambda s, by, reason: tickets.resolve(s, by, no, outcome=reason))


@bp.post("/<no:no>/close")
@needs("tickets.handle")
def close(no: str):
    """办结."""
    return act(no, Reason(required=False), lambda s, by, reason="": tickets.close(s, by, no))


@bp.post("/<no:no>/consent")
@needs("tickets.handle")
def consent(no: str):
    """职工同意调解或者移交, as recorded by the mediator."""
    return act(no, Agreed(), lambda s, by, kind: disputes.consent(s, by, no, kind))


@bp.post("/<no:no>/step")
@needs("disputes.work")
def step(no: str):
    """One step of the procedure."""

    def action(session, by, event, guards=()):
        own = filings.own_steps(session, disputes.of(session, by, no))
        taken = disputes.step(session, by, no, event, guards)
        if event in own:
            raise Refused("这一步请在“争议办理”里登记，材料、期限和答复一起留下。", field="event")
        return taken

    return act(no, Step(), action)


@bp.post("/<no:no>/limitation")
@needs("disputes.work")
def limitation(no: str):
    """时效."""

    def action(session, by, wage_claim, ended_on=None, knew_on=None, interrupted_on=None):
        events = [deadlines.Interrupt(interrupted_on, "职工向单位或者有关部门主张权利")] if interrupted_on else []
        return disputes.set_limitation(session, by, no, ticket_panels.calendar_of(session), ended_on=ended_on, knew_on=knew_on,
                                       wage_claim=wage_claim, events=events)

    return act(no, Limitation(today=current.today()), action)


@bp.post("/<no:no>/reveal")
@needs("personal.reveal")
def reveal(no: str):
    """See name, phone and story in full: audited with the reason, shown once."""
    session, by = current.reading(), current.by()
    ticket = scopes.ticket(session, by, no)
    reason = request.form.get("reason", "")
    try:
        with current.writing() as s:
            row = scopes.ticket(s, by, ticket.no)
            shown = {name: audit.reveal(s, by, row.worker, name, reason) for name in ("name", "phone", "id_no")}
            shown["statement"] = audit.reveal(s, by, row, "statement", reason)
            shown["wishes"] = row.contact.words if row.contact else ""
            if row.contact is not None and row.contact.relation:
                name, phone = (audit.reveal(s, by, row.contact, part, reason) for part in ("speaker_name", "speaker_phone"))
                shown["speaker"] = f"由{RELATIONS[row.contact.relation]}{name}代为联系" + (f"，电话 {phone}" if phone else "")
    except Refused as e:
        return _file(no, {e.field or "_form": e.message}, request.form, e.status)
    return render_template("desk/revealed.html", ticket=ticket, shown=shown, reason=reason)


