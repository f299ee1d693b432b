"""劳动争议: opening, facts sheet, limitation, procedure, the employer's answer."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, days, history, scopes
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.tickets import Consent, Dispute, Ticket
from toolkit import deadlines, facts, procedure, rights, workdays
from toolkit.officehours import ZONE
from toolkit.parameters import Parameters
from toolkit.refusal import Refusal

# what the worker may have agreed to -> the steps that this opens; consent to one is not consent to the other
CONSENTED = {
    "MEDIATION": frozenset({"apply_mediation", "refer_to_union"}),
    "TRANSFER": frozenset({"transfer", "file_arbitration", "complain_to_inspection"}),
}


def open_for(session: Session, by: By, ticket: Ticket) -> Dispute:
    """A dispute opens when a ticket is confirmed as one; it starts at TRIAGED."""
    found = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    if found is not None:
        return found
    dispute = Dispute(ticket=ticket, ticket_id=ticket.id, state="TRIAGED", limitation_due=None, employer_answer=None,
                      opened_at=by.now, changed_at=by.now)
    session.add(dispute)
    session.flush()
    audit.record(session, by, "dispute.open", dispute, no=ticket.no, cause=ticket.cause)
    return dispute


def of(session: Session, by: By, no: str) -> Dispute:
    """The dispute of a ticket that this person may see."""
    ticket = scopes.ticket(session, by, no)
    found = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    if found is None:
        raise NotFound("这件诉求还没有确认为劳动争议。")
    return found


def for_change(session: Session, by: By, no: str) -> Dispute:
    """The same, its ticket held until the transaction ends."""
    ticket = scopes.ticket_for_change(session, by, no)
    found = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("这件诉求还没有确认为劳动争议。")
    return found


def facts_of(dispute: Dispute) -> facts.Facts:
    """The facts sheet (案情要素), empty when nothing was entered."""
    if not dispute.facts:
        return facts.from_json({})
    return facts.from_json(json.loads(dispute.facts.open()))


def save_facts(session: Session, by: By, no: str, sheet: facts.Facts, version: int | None = None) -> Dispute:
    """Keep the facts sheet; who may work the dispute may write it."""
    by.must("disputes.work")
    dispute = for_change(session, by, no)
    if version is not None and dispute.version != version:
        raise Conflict("在您填写期间，别人已经改过案情要素。请刷新后核对再保存。", field="version")
    keep_facts(session, by, dispute, sheet)
    audit.record(session, by, "dispute.facts", dispute)
    return dispute


def keep_facts(session: Session, by: By, dispute: Dispute, sheet: facts.Facts) -> None:
    """Write the sheet of a dispute that is held, with the last days that follow from it."""
    dispute.facts = json.dumps(facts.to_json(sheet), ensure_ascii=False)
    dispute.changed_at = by.now
    dispute.limits = limits_of(sheet, dispute.state, by.now.astimezone(ZONE).date(), calendar.office_calendar(session), calendar.office_parameters(session))


def limits_of(sheet: facts.Facts, state: str, day: date, held: workdays.Calendar, parameters: Parameters) -> list[dict[str, Any]] | None:
    """The last days that follow from the facts, as kept with the dispute; None where the facts do not allow counting (the sheet's page says why)."""
    try:
        return [right.to_json() for right in rights.rights(sheet, state, day, held, parameters)]
    except Refusal:
        return None


def set_limitation(session: Session, by: By, no: str, held: workdays.Calendar, *, ended_on: date | None, knew_on: date | None,
                   wage_claim: bool, events: Iterable[deadlines.Interrupt | deadlines.Suspend] = ()) -> Dispute:
    """时效: the last day to apply for arbitration, with its reason line by line (调解仲裁法 27).

    Unpaid remuneration has no limit while employed and one year from the end of employment (27(4)); other claims one
    year from the day one knew or should have known, with interruptions and suspensions.
    """
    by.must("disputes.work")
    dispute = for_change(session, by, no)
    if wage_claim and ended_on is None:
        # While employed nothing runs, whenever the worker learned of it.
        dispute.limitation_due, dispute.limitation_reason = None, ["劳动关系存续期间追索劳动报酬不受一年时效限制；离职后应在一年内提出。"]
    else:
        start = ended_on if wage_claim else knew_on or ended_on
        if start is None:
            raise Refused("请填写离职日期，或者知道权利被侵害的日期。", field="knew_on")
        days.past(by, "ended_on" if start == ended_on else "knew_on", start)
        found = deadlines.limitation(start, events, held)
        dispute.limitation_due = found.due_date
        dispute.limitation_reason = [*found.lines, *found.warnings]
    dispute.changed_at = by.now
    audit.record(session, by, "dispute.limitation", dispute, due=dispute.limitation_due)
    return dispute


def consent(session: Session, by: By, no: str, kind: str, text_version: str = "2026-11") -> Consent:
    """Record that the worker agrees to mediation or to a transfer; without it neither is possible."""
    if not (by.can("tickets.own") or by.can("tickets.handle")):
        raise Forbidden
    dispute = for_change(session, by, no)
    if kind not in CONSENTED:
        raise Refused("没有这种同意事项。", field="kind")
    row = Consent(ticket_id=dispute.ticket_id, kind=kind, text_version=text_version, given_at=by.now, channel=by.channel, recorded_by=by.actor_id)
    session.add(row)
    audit.record(session, by, "dispute.consent", dispute, kind=kind)
    return row


def has_consent(session: Session, dispute: Dispute, kind: str) -> bool:
    """Whether the worker's consent is on record."""
    return session.scalar(select(Consent.id).where(Consent.ticket_id == dispute.ticket_id, Consent.kind == kind)) is not None


def step(session: Session, by: By, no: str, event: str, guards: Iterable[str] = ()) -> Dispute:
    """Take one step of the procedure; refused with the legal reason when it is not open."""
    by.must("disputes.work")
    return moved(session, by, for_change(session, by, no), event, guards)


def moved(session: Session, by: By, dispute: Dispute, event: str, guards: Iterable[str] = ()) -> Dispute:
    """The same for a dispute that is held already: what mediation, agreements and filings do to the procedure."""
    given = set(guards)
    # Consent is what the record says, never what the caller claims.
    given.discard("worker_consent")
    if any(event in steps and has_consent(session, dispute, kind) for kind, steps in CONSENTED.items()):
        given.add("worker_consent")
    taken = procedure.take(dispute.state, event, given)
    if taken.parallel:
        dispute.admin_track = dispute.admin_track or taken.target == "ADMIN_TRACK"
    else:
        dispute.state = taken.target
        if dispute.facts:
            day = by.now.astimezone(ZONE).date()
            dispute.limits = limits_of(facts_of(dispute), dispute.state, day, calendar.office_calendar(session), calendar.office_parameters(session))
    dispute.changed_at = by.now
    history.note(session, by, dispute.ticket, "PROCEDURE", taken.label, public=True, event=event, state=dispute.state)
    audit.record(session, by, "dispute.step", dispute, step=event, state=dispute.state)
    return dispute
