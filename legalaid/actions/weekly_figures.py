"""周报的数: every figure is a set of conditions, so that its number and the records behind it cannot differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from legalaid.actions import drill_down, organisations, pauses, reports, scopes
from legalaid.actions.drill_down import Behind
from legalaid.actions.reports import midnight, registered_in, within
from legalaid.actions.weeks import Week
from legalaid.errors import NotFound
from legalaid.roles import By
from legalaid.tables.aid import FORMS, AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.limits import StepLimit
from legalaid.tables.tickets import CHANNELS, IS_OPEN, Dispute, Rating, Ticket
from toolkit import causes, industries, proportions

Where = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True)
class Figure:
    """One figure. `cohort` says in words which records are counted in which window; with a `part` the figure is a rate, of which
    `of` is the denominator. `over` is what is counted where that is not tickets; `pausable`: a count beside which paused ones are shown, as beside every rate of tickets."""

    code: str
    title: str
    cohort: str
    of: Callable[[Week], Where]
    part: Callable[[Week], Where] | None = None
    unit: str = "件"
    over: type[AidRecord] | type[AidRequest] | None = None
    pausable: bool = False


def _closed(week: Week) -> Where:
    return (Ticket.state == "CLOSED", within(Ticket.closed_at, week.span))


def _open(week: Week) -> Where:
    """Open when the week ended."""
    end = week.span.ends
    # each is found by an index of its own; asked in one, the database goes through all that was ever registered
    later, never = select(Ticket.id).where(Ticket.closed_at >= end), select(Ticket.id).where(Ticket.closed_at.is_(None), IS_OPEN)
    return (Ticket.registered_at < end, Ticket.state != "MERGED", Ticket.id.in_(union_all(later.correlate(None), never.correlate(None))))


def _rated(week: Week, *levels: ColumnElement[bool]) -> Where:
    return (Ticket.id.in_(select(Rating.ticket_id).where(within(Rating.rated_at, week.span), *levels)),)


def _disputes(week: Week) -> Where:
    return (Ticket.state != "MERGED", Ticket.id.in_(select(Dispute.ticket_id).where(within(Dispute.opened_at, week.span))))


def _due(column: Any, done: Any, week: Week) -> tuple[Where, Where]:
    """(cohort, those in time) of aid requests whose last day lies in the week; a day ends at midnight in Shanghai."""
    in_time = or_(*(and_(column == day, done < midnight(day + timedelta(days=1))) for day in week.days))
    # withdrawn before the decision: nothing was due any more; ended afterwards: it was decided all the same
    return (AidRequest.state != "DRAFT", or_(AidRequest.state != "WITHDRAWN", done.is_not(None)), column.in_(week.days)), (in_time,)


def _first_step(step: str, week: Week, *more: ColumnElement[bool]) -> Where:
    """The limit of this first step ended in the week."""
    # who was merged, withdrawn or transferred before had nothing due any more; who closed without the step has missed it
    whose = aliased(Ticket)
    stayed = or_(StepLimit.met_at.is_not(None), whose.state.not_in(("MERGED", "WITHDRAWN", "TRANSFERRED")), whose.closed_at > StepLimit.due_at)
    due = select(StepLimit.ticket_id).join(whose, whose.id == StepLimit.ticket_id).where(StepLimit.step == step, within(StepLimit.due_at, week.span), stayed, *more)
    return (Ticket.id.in_(due),)


_IN_TIME = StepLimit.met_at <= StepLimit.due_at


def _to_assign(week: Week) -> Where:
    return (or_(AidRequest.state == "GRANTED", AidRequest.assigned_at.is_not(None)), AidRequest.assign_due.in_(week.days))


def _assigned(week: Week) -> Where:
    # accepted at the time, whoever works on it now: a matter that was handed over later was assigned all the same
    accepted = select(Offer.id).where(Offer.aid_request_id == AidRequest.id, Offer.state.in_(("ACCEPTED", "CANCELLED")), Offer.conflict_declared.is_not(None))
    return (or_(*(and_(AidRequest.assign_due == day, accepted.where(Offer.answered_at < midnight(day + timedelta(days=1))).exists()) for day in week.days)),)


FIGURES: dict[str, Figure] = {f.code: f for f in (
    Figure("registered_raw", "原始登记", "本周登记的全部诉求，含后来并入别件的", lambda w: (within(Ticket.registered_at, w.span),)),
    Figure("registered", "归集", "本周登记的诉求，并入别件的不另计", lambda w: registered_in(w.span)),
    Figure("closed", "办结", "本周办结的诉求，不论何时登记", _closed),
    Figure("open", "期末在办", "截至周日 24 时登记而没有办结、撤回、移送的诉求", _open, pausable=True),
    Figure("closing", "办结率", "本周登记的诉求中，截至周日 24 时已办结的", lambda w: registered_in(w.span), lambda w: (Ticket.state == "CLOSED", Ticket.closed_at < w.span.ends), "%"),
    Figure("on_time", "按时办结率", "本周办结的诉求中，在时限以内办结的", _closed, lambda w: (Ticket.closed_at <= Ticket.due_at,), "%"),
    Figure("late_closed", "超时办结", "本周办结、但已过时限的诉求", lambda w: (*_closed(w), Ticket.closed_at > Ticket.due_at)),
    Figure("late_open", "超时未办结", "截至周日 24 时在办、且已过时限的诉求", lambda w: (*_open(w), Ticket.due_at < w.span.ends), pausable=True),
    Figure("accepted", "按时受理率", "受理时限在本周届满的诉求中，届满以前受理的；没有受理就已并入、撤回、移送的不计，暂停和延期不改变这个时限",
           lambda w: _first_step("ACCEPT", w), lambda w: _first_step("ACCEPT", w, _IN_TIME), "%"),
    Figure("contacted", "按时首次联系率", "首次联系时限在本周届满的诉求中，届满以前联系上职工的，窗口和片区登记时当面谈过的算联系上；没有联系就已并入、撤回、移送的不计",
           lambda w: _first_step("CONTACT", w), lambda w: _first_step("CONTACT", w, _IN_TIME), "%"),
    Figure("rated", "参评率", "本周办结的诉求中，截至周日 24 时职工作了评价的", _closed,
           lambda w: (select(Rating.id).where(Rating.ticket_id == Ticket.id, Rating.rated_at < w.span.ends).exists(),), "%"),
    Figure("satisfied", "满意率", "本周收到的评价中，满意和非常满意的；没有评价的不算满意", _rated, lambda w: _rated(w, Rating.level >= 4), "%"),
    Figure("low", "低分评价", "本周收到的不满意和非常不满意的评价", lambda w: _rated(w, Rating.level <= 2)),
    Figure("uncalled", "低分待回访", "截至周日 24 时已过一天回访时限、仍没有回访的低分评价", lambda w: (Ticket.id.in_(select(Rating.ticket_id).where(
        Rating.callback_due_at < w.span.ends, or_(Rating.callback_done_at.is_(None), Rating.callback_done_at >= w.span.ends))),)),
    Figure("transferred", "移送其他部门", "本周移送其他部门的诉求", lambda w: (Ticket.state == "TRANSFERRED", within(Ticket.closed_at, w.span))),
    Figure("disputes", "劳动争议", "本周确认为劳动争议的诉求", _disputes),
    Figure("aid", "法律援助", "本周开立的援助记录；一种方式、一个阶段、一个受援人算一件次", lambda w: (within(AidRecord.opened_at, w.span),), unit="件次", over=AidRecord),
    Figure("aid_closed", "援助结案", "本周结案的援助记录", lambda w: (within(AidRecord.closed_at, w.span), AidRecord.state == "CLOSED"), unit="件次", over=AidRecord),
    Figure("aid_decided", "援助按期决定率", "应在本周决定的援助申请中，在七日内决定的；撤回的不计", lambda w: _due(AidRequest.decide_due, AidRequest.decided_at, w)[0],
           lambda w: _due(AidRequest.decide_due, AidRequest.decided_at, w)[1], "%", AidRequest),
    Figure("aid_assigned", "援助按期指派率", "应在本周指派的援助申请中，给予援助后三日内有律师接单的", _to_assign,
           _assigned, "%", AidRequest),
)}


def _query(figure: Figure, week: Week, *more: ColumnElement[bool]) -> Any:
    query = select(Ticket)
    if figure.over is not None:
        query = query.join(figure.over, figure.over.ticket_id == Ticket.id)
    return query.where(*figure.of(week), *more)


def number(session: Session, figure: Figure, week: Week, *more: ColumnElement[bool]) -> int:
    """How many records of the whole city fulfil the figure's conditions and these."""
    query = _query(figure, week, *more).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(query) or 0


def worked_out(session: Session, figure: Figure, week: Week) -> dict[str, Any]:
    """Numerator, denominator (None where nothing is divided), value as text (None for n/0)."""
    whole = number(session, figure, week)
    if figure.part is None:
        return {"numerator": whole, "denominator": None, "value": str(whole)}
    part = number(session, figure, week, *figure.part(week))
    percent = proportions.percent(part, whole)
    return {"numerator": part, "denominator": whole, "value": None if percent is None else str(percent)}


def stood_still(week: Week) -> ColumnElement[bool]:
    """The condition on Ticket: it was paused at some time before the week ended."""
    return pauses.before(week.span.ends)


def paused(session: Session, figure: Figure, week: Week) -> int | None:
    """How many of the figure's cohort were paused at some time: shown beside every rate; None where that says nothing."""
    return number(session, figure, week, stood_still(week)) if figure.over is None and (figure.part is not None or figure.pausable) else None


def records(session: Session, by: By, code: str, week: Week, *, part: bool = False, county: str | None = None, page: int = 1) -> tuple[Behind, int]:
    """下钻: the records behind a figure that this person sees, and how many there are in the whole city."""
    by.must("reports.read")
    figure = FIGURES.get(code)
    if figure is None:
        raise NotFound("没有这项指标。")
    more: list[ColumnElement[bool]] = list(figure.part(week)) if part and figure.part else []
    if county:
        more.append(Ticket.county == county)
    query = _query(figure, week, *more, scopes.tickets(by))
    return drill_down.listed(session, query, page), number(session, figure, week, *more)


def recovered(session: Session, week: Week) -> tuple[str, str]:
    """(received, agreed or awarded and unpaid) as money texts."""
    got, unpaid = reports.money(session, week.span, Ticket.id.is_not(None))
    return str(got), str(unpaid)


def flagged(code: str) -> ColumnElement[bool]:
    """Tickets that carry this flag of urgency."""
    return cast(Ticket.flags, String).contains(f'"{code}"')


def breakdown(session: Session, week: Week) -> dict[str, dict[str, int]]:
    """Registered requests by class, subclass, county, industry, channel and flag; disputes by cause; aid by form: name → number."""
    registered = FIGURES["registered"].of(week)

    def by_column(column: Any, where: Where, names: dict[str, str] | None = None) -> dict[str, int]:
        rows = session.execute(select(column, func.count()).select_from(Ticket).where(*where, column.is_not(None)).group_by(column))
        return {(names or {}).get(key, key): n for key, n in rows}

    forms: dict[str, int] = dict(session.execute(select(AidRecord.form, func.count()).where(*FIGURES["aid"].of(week)).group_by(AidRecord.form)).all())
    flags = {words: number(session, FIGURES["registered"], week, flagged(code)) for code, words in causes.FLAG_NAMES.items()}
    return {
        "classes": by_column(Ticket.class_name, registered), "subclasses": by_column(Ticket.subclass, registered), "counties": by_column(Ticket.county, registered, organisations.COUNTIES),
        "industries": by_column(Ticket.industry, registered, industries.INDUSTRIES),
        "channels": by_column(Ticket.channel, registered, CHANNELS), "causes": by_column(Ticket.cause, _disputes(week), dict(causes.NAMES)),
        "flags": {words: n for words, n in flags.items() if n}, "forms": {words: forms[code] for code, words in FORMS.items() if code in forms},
    }
