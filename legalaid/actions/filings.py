"""递交与移送: what is handed to arbitration, courts, inspection and others, with receipt, answers and the periods that begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import agreements, audit, calendar, clear, disputes, history, mediation, notices, payments
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.mediation import Filing, FilingAnswer
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
    _day(by, "sent_on", sent_on)
    if spec.consent and filer in filings.FOR_THE_WORKER and not disputes.has_consent(session, dispute, spec.consent):
        raise Refused(f"没有职工同意的记录，不得{'委托调解' if spec.consent == 'MEDIATION' else '移交'}。请先请职工同意并记录。", field="filer")
    lacking = [name for name in needed(spec, dispute.state) if name not in papers]
    if lacking:
        raise Refused(f"还缺文书：{'、'.join(lacking)}。备齐并勾选后再登记。", field="papers")
    if spec.event is None:
        if dispute.state not in spec.states:
            raise Conflict(f"现在是“{procedure.STATES[dispute.state]}”，不能{spec.title}。", field="kind")
    else:
        checked = set(verified) & set(to_verify(session, dispute, spec.event))
        facts = guards(session, by, dispute, sent_on, spec.event) | filings.FILER_GUARDS[filer] | checked
        disputes.moved(session, by, dispute, spec.event, facts)
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
    _day(by, "received_on", received_on)
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
    _day(by, "answered_on", answered_on)
    if answered_on < max([row.sent_on, *(a.answered_on for a in row.answers)]):
        raise Refused("答复的日期早于递交或者前一次答复的日期。", field="answered_on")
    note = clear.text("note", note, of=dispute.ticket.worker)
    reference = clear.text("reference", reference, of=dispute.ticket.worker, longest=60)
    if said.event is not None:
        facts = guards(session, by, dispute, answered_on, said.event) | (set(verified) & set(to_verify(session, dispute, said.event)))
        if said.after is not None:
            over = begun(session, dispute).get(said.after)
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


def begun(session: Session, dispute: Dispute, as_of: date | None = None) -> dict[str, deadlines.Deadline]:
    """By rule, the last period that something on record has begun: answers received, an agreement signed."""
    triggers: dict[str, date] = {}
    for row in of(session, dispute):
        for one in row.answers:
            said = KINDS[row.kind].answer(one.code)
            for rule in said.starts if said else ():
                triggers[rule] = max(one.answered_on, triggers.get(rule, one.answered_on))
    agreed = payments.standing(session, dispute)
    if agreed is not None:
        if agreed.mediation_id is not None:
            triggers["MED_ARBREVIEW_15D"] = triggers["MED_CONFIRM_30D"] = agreed.signed_on
        if "ENF_2Y" in triggers:  # counted from the last day of the whole plan (民事诉讼法 250)
            triggers["ENF_2Y"] = agreed.instalments[-1].due_on
    held = calendar.office_calendar(session)
    return {rule: deadlines.deadline(rule, trigger, held, as_of=as_of) for rule, trigger in triggers.items()}


def guards(session: Session, by: By, dispute: Dispute, on: date, event: str) -> set[str]:
    """The facts of the procedure map that the record settles for a step taken on a day."""
    found = agreements.guards(session, by, dispute)
    rows = of(session, dispute)
    said = [a.code for row in rows if row.kind == "ARBITRATION" for a in row.answers if a.code.startswith("AWARD")]
    if said:
        found.add("award_exists")
        if said[-1] == "AWARD_FINAL":
            found.add("award_final")
    if any(a.code == "WITHDRAWN" for row in rows if row.kind == "COURT" for a in row.answers):
        found.add("suit_ended")
    elif any(row.kind == "COURT" and row.filer == "WORKER" for row in rows):
        found.add("worker_sued")
    found.add("po_by_agreement" if agreements.latest(session, dispute) is not None else "po_by_wages")
    known = begun(session, dispute)
    limits = [known[rule] for t in procedure.steps_from(dispute.state) if t.event == event and "in_time" in t.needs for rule in t.deadlines if rule in known]
    if limits and all(on <= limit.due_date for limit in limits):
        found.add("in_time")
    return found


def to_verify(session: Session, dispute: Dispute, event: str) -> list[str]:
    """The facts that the law asks for a step and only a person can check: what the record settles is not among them."""
    known, settled, found = begun(session, dispute), set(SETTLED), []
    if payments.standing(session, dispute) is not None:
        settled.add("not_performed")
    for t in procedure.steps_from(dispute.state):
        if t.event == event:
            limited = {"in_time"} if any(rule in known for rule in t.deadlines) else set()
            found += [g for g in (*t.needs, *t.either, *t.unless) if g not in settled | limited]
    return list(dict.fromkeys(found))


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
    if going_on is not None:
        triggers.append(("MED_15D", going_on.received_on))
    if agreed is not None and agreed.mediation_id is not None and dispute.state == "MED_AGREED":
        triggers += [("MED_ARBREVIEW_15D", agreed.signed_on), ("MED_CONFIRM_30D", agreed.signed_on)]
    for row in of(session, dispute):
        spec, last = KINDS[row.kind], row.answers[-1] if row.answers else None
        said = spec.answer(last.code) if last else None
        triggers += [(rule, last.answered_on) for rule in said.starts] if said and last else [(rule, row.received_on or row.sent_on) for rule in spec.starts]
    held = calendar.office_calendar(session)
    whole_plan = agreed.instalments[-1].due_on if agreed is not None else None
    found = [deadlines.deadline(rule, whole_plan if rule == "ENF_2Y" and whole_plan else trigger, held, as_of=today) for rule, trigger in triggers]
    return sorted((Running(one, (one.due_date - today).days) for one in found), key=lambda r: r.deadline.due_date)


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
    known, here = begun(session, dispute, today), procedure.steps_from(dispute.state)
    found = []
    for spec in KINDS.values():
        steps = [t for t in here if t.event == spec.event] if spec.event else []
        if not steps and dispute.state not in spec.states:
            continue
        limits = tuple({rule: known[rule] for t in steps if "in_time" in t.needs for rule in t.deadlines if rule in known}.values())
        verify = to_verify(session, dispute, spec.event) if spec.event else []
        found.append(Way(spec, needed(spec, dispute.state), limits, tuple(verify), _why_not(session, by, dispute, spec, consents, verify, today)))
    return found


def _why_not(session: Session, by: By, dispute: Dispute, spec: Kind, consents: set[str], verify: Sequence[str], today: date) -> str:
    """The law's own words for why nobody can take this way now; empty when somebody can."""
    reasons = []
    facts = guards(session, by, dispute, today, spec.event) if spec.event else set()
    shut = {g for t in procedure.steps_from(dispute.state) if t.event == spec.event for g in t.unless}
    for filer in spec.filers:
        agreed = not spec.consent or filer not in filings.FOR_THE_WORKER or spec.consent in consents
        if not agreed:
            reasons.append("还没有职工同意的记录")
            continue
        if spec.event is None:
            return ""
        try:
            procedure.take(dispute.state, spec.event, facts | filings.FILER_GUARDS[filer] | (set(verify) - shut) | ({"worker_consent"} if spec.consent in consents else set()))
        except Refusal as e:
            reasons.append(e.message)
            continue
        return ""
    return "；".join(dict.fromkeys(reasons))


def _day(by: By, field: str, day: date) -> None:
    if day > by.now.astimezone(ZONE).date():
        raise Refused("日期不能晚于今天。", field=field)
