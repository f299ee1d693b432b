"""递交与移送: what is handed to arbitration, courts, inspection and others, with receipt, answers and the periods that begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import agreements, audit, calendar, clear, days, disputes, history, mediation, notices, payments
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.mediation import Agreement, Filing, FilingAnswer, Mediation
from legalaid.tables.tickets import Dispute
from toolkit import deadlines, filings, procedure
from toolkit.filings import FILERS, KINDS, Answer, Kind
from toolkit.officehours import ZONE
from toolkit.refusal import Refusal

# where an agreement is no longer waited for
_LEFT = frozenset({"MED_FAILED", "ARB_FILED", "CT1_FILED"})
# facts that the record settles: nobody can tick them on a form
SETTLED = frozenset({"worker_consent", "by_worker", "by_employer", "joint_request", "money_agreement", "wage_only_agreement", "po_by_agreement", "po_by_wages", "award_final", "award_exists",
                     "extended", "suit_ended", "worker_sued"})


def of(session: Session, dispute: Dispute) -> list[Filing]:
    """Everything handed over in a dispute, in order of time."""
    return list(session.scalars(select(Filing).where(Filing.dispute_id == dispute.id).order_by(Filing.sent_on, Filing.sent_at, Filing.id)))


def send(session: Session, by: By, no: str, *, kind: str, filer: str, receiver: str, sent_on: date, papers: Sequence[str] = (), note: str = "", verified: Iterable[str] = ()) -> Filing:
    """Hand the dispute over. Consent and limits are what the record says; `verified` are the other facts of the law that a person has checked."""
    by.must("disputes.work")
    dispute = disputes.for_change(session, by, no)
    spec = KINDS.get(kind)
    if spec is None:
        raise Refused("请选择递交给谁、办什么。", field="kind")
    if filer not in spec.filers:
        raise Refused(f"{spec.title}只能由{'、'.join(FILERS[f] for f in spec.filers)}提出。", field="filer")
    receiver = clear.text("receiver", receiver, of=dispute.ticket.worker, shortest=2, longest=80, short="请填写接收的单位。")
    note = clear.text("note", note, of=dispute.ticket.worker)
    days.past(by, "sent_on", sent_on)
    if spec.consent and filer in filings.FOR_THE_WORKER and not disputes.has_consent(session, dispute, spec.consent):
        raise Refused(f"没有职工同意的记录，不得{'委托调解' if spec.consent == 'MEDIATION' else '移交'}。请先请职工同意并记录。", field="filer")
    lacking = [name for name in needed(spec, dispute.state) if name not in papers]
    if lacking:
        raise Refused(f"还缺文书：{'、'.join(lacking)}。备齐并勾选后再登记。", field="papers")
    if spec.event is None:
        if dispute.state not in spec.states:
            raise Conflict(f"现在是“{procedure.STATES[dispute.state]}”，不能{spec.title}。", field="kind")
    else:
        record = on_record(session, by, dispute)
        checked = set(verified) & set(record.to_verify(spec.event))
        disputes.moved(session, by, dispute, spec.event, record.guards(spec.event, sent_on) | filings.FILER_GUARDS[filer] | checked)
    row = Filing(dispute_id=dispute.id, dispute=dispute, kind=kind, filer=filer, receiver=receiver, sent_on=sent_on, papers=list(papers), note=note, case_no=None, received_on=None, sent_at=by.now,
                 sent_by=by.actor_id)
    session.add(row)
    if kind == "UNION_MEDIATION":
        mediation.opened(session, by, dispute, sent_on, delegated=True)
    if dispute.state in _LEFT:
        agreements.replaced(session, by, dispute, sent_on)
    history.note(session, by, dispute.ticket, "FILED", f"{spec.title}：{receiver}", public=True)
    audit.record(session, by, "filing.send", row, kind=kind, filer=filer, sent_on=sent_on, papers=len(papers))
    return row


def needed(spec: Kind, state: str) -> tuple[str, ...]:
    """The papers that this way needs from this state of the procedure."""
    if spec.event is None:
        return spec.papers
    return next((t.documents for t in procedure.steps_from(state) if t.event == spec.event), ())


def _own(session: Session, by: By, no: str, ident: UUID) -> tuple[Dispute, Filing, Kind]:
    if not (by.can("disputes.work") or by.can("disputes.answer")):
        raise Forbidden
    dispute = disputes.for_change(session, by, no)
    row = session.scalar(select(Filing).where(Filing.id == ident, Filing.dispute_id == dispute.id))
    if row is None:
        raise NotFound
    return dispute, row, KINDS[row.kind]


def receipt(session: Session, by: By, no: str, ident: UUID, *, received_on: date, case_no: str = "") -> Filing:
    """回执: the day on which the body received the papers, and its number of the matter."""
    dispute, row, spec = _own(session, by, no, ident)
    days.past(by, "received_on", received_on)
    if received_on < row.sent_on:
        raise Refused("收到的日期早于递交的日期。", field="received_on")
    row.received_on, row.case_no = received_on, clear.text("case_no", case_no, longest=60) or None
    history.note(session, by, dispute.ticket, "RECEIPT", f"{row.receiver}已收到材料（{spec.title}）", public=True)
    audit.record(session, by, "filing.receipt", row, received_on=received_on)
    return row


def answer(session: Session, by: By, no: str, ident: UUID, *, code: str, answered_on: date, reference: str = "", note: str = "", verified: Iterable[str] = ()) -> FilingAnswer:
    """答复 or a paper of the body: the step of the procedure that it is, and the periods that begin on the day it was received."""
    dispute, row, spec = _own(session, by, no, ident)
    said = spec.answer(code)
    if said is None:
        raise Refused("请选择答复的内容。", field="code")
    days.past(by, "answered_on", answered_on)
    if answered_on < max([row.sent_on, *(a.answered_on for a in row.answers)]):
        raise Refused("答复的日期早于递交或者前一次答复的日期。", field="answered_on")
    note = clear.text("note", note, of=dispute.ticket.worker)
    reference = clear.text("reference", reference, of=dispute.ticket.worker, longest=60)
    if said.event is not None:
        record = on_record(session, by, dispute)
        facts = record.guards(said.event, answered_on) | filings.FILER_GUARDS[row.filer] | (set(verified) & set(record.to_verify(said.event)))
        if said.after is not None:
            over = record.known.get(said.after)
            if over is None or answered_on <= over.due_date:
                raise Refused(f"{deadlines.rules()[said.after].title}到 {over.due_date if over else '（还没有起算）'}，还没有过。", field="code")
            facts.add("limit_passed")
        disputes.moved(session, by, dispute, said.event, facts)
    made = FilingAnswer(filing=row, filing_id=row.id, code=code, answered_on=answered_on, reference=reference or None, note=note, recorded_at=by.now, recorded_by=by.actor_id)
    session.add(made)
    if dispute.state in _LEFT:
        agreements.replaced(session, by, dispute, answered_on)
    session.flush()
    _into_facts(session, by, dispute, row, said, made)
    history.note(session, by, dispute.ticket, "REPLIED", f"{row.receiver}答复（{spec.title}）：{said.title}", public=True)
    audit.record(session, by, "filing.answer", made, kind=row.kind, code=code, answered_on=answered_on)
    notices.tell_worker(session, by, dispute.ticket.worker_id, "answered", dispute.ticket.no)
    return made


def _into_facts(session: Session, by: By, dispute: Dispute, row: Filing, said: Answer, made: FilingAnswer) -> None:
    """The sheet says which paper came when: suits and enforcement are written from it, and their last days follow."""
    sheet = before = disputes.facts_of(dispute)
    if said.award:
        sheet = replace(sheet, arbitration=replace(sheet.arbitration, applied_on=row.sent_on, document=said.award, document_no=made.reference, received_on=made.answered_on))
    if row.kind == "COURT" and said.code == "JUDGED":
        sheet = replace(sheet, appeal=replace(sheet.appeal, first_court=row.receiver, first_case_no=row.case_no, received_on=made.answered_on))
    if said.binds:
        agreed = payments.standing(session, dispute)
        sheet = replace(sheet, enforcement=replace(sheet.enforcement, basis=said.binds, basis_no=made.reference, issued_by=row.receiver, effective_on=made.answered_on,
                                                   due_on=agreed.instalments[-1].due_on if agreed else None))
    if sheet != before:
        disputes.keep_facts(session, by, dispute, sheet)


@dataclass(frozen=True)
class Record:
    """What a dispute's filings and its agreement say: periods begun, by rule, and the facts of the procedure map that they settle."""

    state: str
    known: dict[str, deadlines.Deadline]
    settled: frozenset[str]
    agreed: Agreement | None

    def limits(self, event: str) -> list[deadlines.Deadline]:
        """The last days for a step, as far as something on record has begun them."""
        return list({rule: self.known[rule] for t in procedure.steps_from(self.state) if t.event == event and "in_time" in t.needs for rule in t.deadlines if rule in self.known}.values())

    def guards(self, event: str, on: date) -> set[str]:
        """The facts that hold for a step taken on a day."""
        limits = self.limits(event)
        return set(self.settled) | ({"in_time"} if limits and all(on <= limit.due_date for limit in limits) else set())

    def to_verify(self, event: str) -> list[str]:
        """The facts that the law asks for a step and only a person can check."""
        known = SETTLED | ({"in_time"} if self.limits(event) else set()) | ({"not_performed"} if self.agreed is not None else set())
        return list(dict.fromkeys(g for t in procedure.steps_from(self.state) if t.event == event for g in (*t.needs, *t.either, *t.unless) if g not in known))


def on_record(session: Session, by: By, dispute: Dispute) -> Record:
    """The record of a dispute as it stands."""
    rows, agreed = of(session, dispute), payments.standing(session, dispute)
    said = [(row, a, one) for row in rows for a in row.answers if (one := KINDS[row.kind].answer(a.code)) is not None]
    triggers: dict[str, date] = {}
    for _, a, one in said:
        triggers |= {rule: max(a.answered_on, triggers.get(rule, a.answered_on)) for rule in one.starts}
    if agreed is not None:
        if agreed.mediation_id is not None:
            triggers["MED_ARBREVIEW_15D"] = triggers["MED_CONFIRM_30D"] = agreed.signed_on
        if "ENF_2Y" in triggers:  # counted from the last day of the whole plan (民事诉讼法 250)
            triggers["ENF_2Y"] = agreed.instalments[-1].due_on
    held, today = calendar.office_calendar(session), by.now.astimezone(ZONE).date()
    settled = agreements.guards(session, by, dispute)
    awards = [one.code for row, _, one in said if row.kind == "ARBITRATION" and one.code.startswith("AWARD")]
    if awards:
        settled |= {"award_exists"} | ({"award_final"} if awards[-1] == "AWARD_FINAL" else set())
    if any(row.kind == "COURT" and one.code == "WITHDRAWN" for row, _, one in said):
        settled.add("suit_ended")
    elif any(row.kind == "COURT" and row.filer == "WORKER" for row in rows):
        settled.add("worker_sued")
    # only a mediated agreement is one that the order is asked on (调解仲裁法 16); a settlement proves what is owed, no more
    settled.add("po_by_agreement" if agreed is not None and agreed.mediation_id is not None else "po_by_wages")
    return Record(dispute.state, {rule: deadlines.deadline(rule, trigger, held, as_of=today) for rule, trigger in triggers.items()}, frozenset(settled), agreed)


@dataclass(frozen=True)
class Running:
    """A period of the dispute that runs now, and the days left (negative: over)."""

    deadline: deadlines.Deadline
    left: int


def running(session: Session, dispute: Dispute, today: date) -> list[Running]:
    """Every period that runs in a dispute: of the mediation, of the agreement, of each body after its papers or its last answer; the nearest first."""
    if dispute.state in ("PERFORMED", "CLOSED", "WITHDRAWN"):
        return []
    triggers: list[tuple[str, date]] = []
    going_on, agreed = mediation.current(session, dispute), payments.standing(session, dispute)
    if agreed is not None and agreed.mediation_id is not None and dispute.state == "MED_AGREED":
        triggers += [("MED_ARBREVIEW_15D", agreed.signed_on), ("MED_CONFIRM_30D", agreed.signed_on)]
    for row in of(session, dispute):
        if row.kind == "UNION_MEDIATION":
            continue  # its period is that of the mediation, below
        spec = KINDS[row.kind]
        said = [(one, a) for a in row.answers if (one := spec.answer(a.code)) is not None and not one.goes_on]
        triggers += [(rule, said[-1][1].answered_on) for rule in said[-1][0].starts] if said else [(rule, row.received_on or row.sent_on) for rule in spec.starts]
    held = calendar.office_calendar(session)
    whole_plan = agreed.instalments[-1].due_on if agreed is not None else None
    found = [deadlines.deadline(rule, whole_plan if rule == "ENF_2Y" and whole_plan else trigger, held, as_of=today) for rule, trigger in triggers]
    if going_on is not None:
        found.append(_of_mediation(going_on, deadlines.deadline("MED_15D", going_on.received_on, held, as_of=today)))
    return sorted((Running(one, (one.due_date - today).days) for one in found), key=lambda r: r.deadline.due_date)


def _of_mediation(row: Mediation, counted: deadlines.Deadline) -> deadlines.Deadline:
    """The period as the mediation keeps it: frozen at its start, or the day to which both sides extended it."""
    kept = replace(counted, due_date=row.due_on, lines=tuple(row.due_reason))
    until = row.extended_to
    return replace(kept, due_date=until, raw_date=until, provisional=False, lines=(*kept.lines, f"双方同意延长到 {until}。"), warnings=()) if until else kept


@dataclass(frozen=True)
class Way:
    """One way to hand a dispute over from here: papers, last days as far as they are known, what a person has to check; `why`: why it is not open yet."""

    spec: Kind
    papers: tuple[str, ...]
    limits: tuple[deadlines.Deadline, ...]
    verify: tuple[str, ...]
    why: str


def ways(session: Session, by: By, dispute: Dispute) -> list[Way]:
    """Every way that the procedure knows from this state."""
    today, consents = by.now.astimezone(ZONE).date(), {k for k in disputes.CONSENTED if disputes.has_consent(session, dispute, k)}
    record, events = on_record(session, by, dispute), {t.event for t in procedure.steps_from(dispute.state)}
    return [
        Way(spec, needed(spec, dispute.state), tuple(record.limits(spec.event or "")), tuple(record.to_verify(spec.event or "")), _why_not(record, spec, consents, today))
        for spec in KINDS.values() if spec.event in events or dispute.state in spec.states
    ]


def _why_not(record: Record, spec: Kind, consents: set[str], today: date) -> str:
    """The law's own words for why nobody can take this way now; empty when somebody can."""
    reasons = []
    event, consented = spec.event or "", {"worker_consent"} if spec.consent in consents else set()
    shut = {g for t in procedure.steps_from(record.state) if t.event == event for g in t.unless}
    for filer in spec.filers:
        if spec.consent and filer in filings.FOR_THE_WORKER and not consented:
            reasons.append("还没有职工同意的记录")
            continue
        if spec.event is None:
            return ""
        try:
            procedure.take(record.state, event, record.guards(event, today) | filings.FILER_GUARDS[filer] | (set(record.to_verify(event)) - shut) | consented)
        except Refusal as e:
            reasons.append(e.message)
            continue
        return ""
    return "；".join(dict.fromkeys(reasons))


def own_steps(session: Session, dispute: Dispute) -> frozenset[str]:
    """The steps that this dispute takes through mediation, an agreement or a filing on record, and not by themselves."""
    found = {"apply_mediation", *(k.event for k in KINDS.values() if k.event)}
    if mediation.current(session, dispute) is not None:
        found |= {"start_mediation", "agree", "refuse_mediation", "mediation_times_out"}
    if payments.standing(session, dispute) is not None:
        found.add("perform")
    for row in of(session, dispute):
        found |= {a.event for a in KINDS[row.kind].answers if a.event}
    return frozenset(found)
