"""《工情通动态情况报告》: made once a week and then frozen; what is corrected later stands in the next one; published after a second look."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, districts, numbers, organisations, report_cases, reports, weekly_figures, weekly_words, weeks
from legalaid.actions.weeks import Week
from legalaid.errors import Conflict, Forbidden, NotFound
from legalaid.roles import By
from legalaid.tables.reports import WeeklyReport
from legalaid.tables.tickets import Ticket
from toolkit.officehours import ZONE

TITLE = "工情通动态情况报告"
LOOKED_BACK = 8  # former reports whose figures are looked at again
MOST_OVERDUE = 20
_SAME_EMPLOYER = 3
_TITLES = {
    "classes": "诉求大类", "subclasses": "诉求小类", "counties": "区县", "industries": "单位行业", "channels": "来源", "causes": "劳动争议案由", "flags": "紧急情形", "forms": "援助方式",
}


@dataclass(frozen=True)
class Made:
    """A report that is worked out and not kept yet, with the cases proposed for it."""

    week: Week
    content: dict[str, Any]
    cases: tuple[report_cases.Proposed, ...]


def canonical(content: Any) -> str:
    """SHA-256 of the content's canonical JSON."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def missing(session: Session, now: datetime) -> list[Week]:
    """Weeks that are over and have no report: those after the last report, the last one alone at the beginning."""
    newest, last = session.scalar(select(func.max(WeeklyReport.first_day))), weeks.finished(now)
    if newest is None:
        return [last]
    return [Week(newest).later(n) for n in range(1, (last.first - newest).days // 7 + 1)]


def prepare(_runtime: Any, session: Session, by: By) -> list[Made]:
    """The job's thinking: every missing report, the oldest first. Only the oldest corrects its predecessors: what it said is known then."""
    found = missing(session, by.now)
    return [Made(week, work_out(session, week, corrected=n == 0), tuple(report_cases.candidates(session, week))) for n, week in enumerate(found)]


def keep(session: Session, by: By, prepared: Sequence[Made]) -> dict[str, Any]:
    """Freeze what was worked out. A week that has its report keeps it."""
    made = 0
    for one in prepared:
        if session.scalar(select(WeeklyReport.id).where(WeeklyReport.first_day == one.week.first)) is not None:
            continue
        row = WeeklyReport(year=one.week.year, week=one.week.number, number=numbers.take(session, f"ZB{one.week.year}"), first_day=one.week.first, made_at=by.now, content=one.content,
                           sha256=canonical(one.content), state="MADE", published_at=None, published_by=None, published_sha256=None)
        session.add(row)
        session.flush()
        report_cases.propose(session, row, one.cases)
        audit.record(session, by, "weekly_report.make", row, week=f"{row.year}-{row.week:02d}", sha256=row.sha256)
        made += 1
    return {"made": made}


def work_out(session: Session, week: Week, *, corrected: bool = True) -> dict[str, Any]:
    """Everything a report says about a week, as plain values; money and rates as texts."""
    earlier = week.later(-1)
    figures = [_figure(session, figure, week, earlier) for figure in weekly_figures.FIGURES.values()]
    now, before = weekly_figures.breakdown(session, week), weekly_figures.breakdown(session, earlier)
    breakdowns = {name: _rows(now[name], before[name]) for name in now}
    counties = [_county(row) for row in districts.listed(reports.tallies(session, week.span, true()))]
    got, unpaid = weekly_figures.recovered(session, week)
    same = _same_employer(session, week)
    by_code = {f["code"]: f for f in figures}
    return {
        "week": f"{week.year}-{week.number:02d}", "first": week.first.isoformat(), "last": week.last.isoformat(), "cut_off": week.span.ends.isoformat(),
        "figures": figures, "money": {"recovered": got, "unpaid": unpaid, "recovered_before": weekly_figures.recovered(session, earlier)[0]},
        "breakdowns": breakdowns, "districts": counties, "overdue": _overdue(session, week),
        "sentences": {
            "totals": [weekly_words.of_figure(by_code[code]) for code in ("registered", "closed", "open")], "structure": weekly_words.of_breakdown("诉求", breakdowns["subclasses"]),
            "closing": [weekly_words.of_figure(by_code[code]) for code in ("closing", "on_time", "late_open", "accepted", "contacted")],
            "satisfaction": [weekly_words.of_figure(by_code[code]) for code in ("satisfied", "rated", "low")],
            "disputes": [weekly_words.of_figure(by_code["disputes"]), *weekly_words.of_breakdown("争议", breakdowns["causes"])],
            "aid": [*(weekly_words.of_figure(by_code[code]) for code in ("aid", "aid_closed", "aid_decided", "aid_assigned")), _money_words(got, unpaid)],
            "districts": weekly_words.of_districts(counties, districts.LEAST), "next": weekly_words.of_next(by_code, same),
        },
        "corrections": corrections(session, week) if corrected else [],
    }


def _figure(session: Session, figure: weekly_figures.Figure, week: Week, earlier: Week) -> dict[str, Any]:
    found, before = weekly_figures.worked_out(session, figure, week), weekly_figures.worked_out(session, figure, earlier)
    row = {"code": figure.code, "title": figure.title, "unit": figure.unit, "cohort": figure.cohort, **found, "paused": weekly_figures.paused(session, figure, week), "before": before}
    return {**row, "change": weekly_words.change(row, before)}


def _rows(now: Mapping[str, int], before: Mapping[str, int]) -> list[list[Any]]:
    names = sorted({*now, *before}, key=lambda name: (-now.get(name, 0), name))
    return [[n, now.get(n, 0), before.get(n, 0), weekly_words.change_of_counts(before.get(n, 0), now.get(n, 0))] for n in names]


def _county(row: districts.County) -> dict[str, Any]:
    rates = {
        name: {"numerator": share.numerator, "denominator": share.denominator, "value": None if share.text == "—" else share.text, "stands": share.stands,
               "interval": None if share.interval is None else [str(share.interval.low), str(share.interval.high)]}
        for name, share in row.rates.items()
    }
    return {"code": row.code, "name": row.name, "registered": row.registered, "paused": row.paused, "place": row.place, "rates": rates}


def _overdue(session: Session, week: Week) -> list[dict[str, Any]]:
    """The longest overdue ones with the working days they are over."""
    office = calendar.office_calendar(session)
    rows = session.scalars(select(Ticket).where(*weekly_figures.FIGURES["late_open"].of(week)).order_by(Ticket.due_at, Ticket.no).limit(MOST_OVERDUE))
    paused = set(session.scalars(select(Ticket.id).where(weekly_figures.stood_still(week))))
    return [
        {"no": t.no, "county": organisations.COUNTIES.get(t.county, t.county), "organisation": t.organisation.name, "paused": t.id in paused,
         "days": office.workdays_between(t.due_at.astimezone(ZONE).date(), week.last)}
        for t in rows
    ]


def _same_employer(session: Session, week: Week) -> int:
    names = select(Ticket.employer_key).where(*weekly_figures.FIGURES["registered"].of(week)).group_by(Ticket.employer_key).having(func.count() >= _SAME_EMPLOYER).subquery()
    return session.scalar(select(func.count()).select_from(names)) or 0


def _money_words(got: str, unpaid: str) -> str:
    return f"本周挽回经济损失（已到手）{Decimal(got):,.2f} 元，另有本周裁决、判决或者协议确定、尚未支付 {Decimal(unpaid):,.2f} 元；两项不相加，一件案件几个阶段只算一次。"


def issue(row: WeeklyReport) -> str:
    """期号: 2026 年第 3 期."""
    return f"{row.year} 年第 {row.number} 期"


def corrections(session: Session, week: Week) -> list[dict[str, Any]]:
    """What former reports said that the records no longer say, each told once: a correction counts as said."""
    rows = list(session.scalars(select(WeeklyReport).where(WeeklyReport.first_day < week.first).order_by(WeeklyReport.first_day.desc()).limit(LOOKED_BACK)))
    told = {(c["week"], c["code"]): c["now"] for row in reversed(rows) for c in row.content["corrections"]}
    found = []
    for row in reversed(rows):
        stated = {f["code"]: f for f in row.content["figures"]}
        then = Week(row.first_day)
        for code, figure in weekly_figures.FIGURES.items():
            if code not in stated:
                continue  # a figure that this report did not have yet
            said = told.get((row.content["week"], code)) or weekly_words.shown(stated[code])
            now = weekly_words.shown({**stated[code], **weekly_figures.worked_out(session, figure, then)})
            if said != now:
                found.append({"issue": issue(row), "week": row.content["week"], "code": code, "title": figure.title, "stated": said, "now": now})
        money = told.get((row.content["week"], "recovered")) or f"{row.content['money']['recovered']} 元"
        real = f"{weekly_figures.recovered(session, then)[0]} 元"
        if money != real:
            found.append({"issue": issue(row), "week": row.content["week"], "code": "recovered", "title": "挽回经济损失（已到手）", "stated": money, "now": real})
    return found


def listing(session: Session, by: By) -> list[WeeklyReport]:
    """期号目录, the newest first: the published ones, and for those who work on them the others too."""
    by.must("reports.read")
    query = select(WeeklyReport).order_by(WeeklyReport.first_day.desc())
    return list(session.scalars(query if _works_on(by) else query.where(WeeklyReport.state == "PUBLISHED")))


def get(session: Session, by: By, week: Week) -> WeeklyReport:
    """The report of a week, if it is there for this person."""
    by.must("reports.read")
    row = session.scalar(select(WeeklyReport).where(WeeklyReport.first_day == week.first))
    if row is None or (row.state != "PUBLISHED" and not _works_on(by)):
        raise NotFound("这一周还没有发布报告。")
    return row


def _works_on(by: By) -> bool:
    return by.can("reports.tell") or by.can("reports.publish")


def told(row: WeeklyReport) -> list[str]:
    """The cases that are in the report."""
    return [c.text for c in row.cases if c.state == "CONFIRMED"]


def whole(row: WeeklyReport) -> str:
    """SHA-256 of the report with its cases."""
    return canonical({"content": row.content, "cases": told(row)})


def sound(row: WeeklyReport) -> bool:
    """Whether the stored report is what was made, and what was published."""
    return canonical(row.content) == row.sha256 and (row.published_sha256 is None or whole(row) == row.published_sha256)


def publish(session: Session, by: By, week: Week) -> WeeklyReport:
    """发布 by an editor, who confirmed none of its cases; every case is decided on, and the numbers are still those that were made."""
    by.must("reports.publish")
    row = report_cases.hold(session, get(session, by, week))
    if any(c.state == "PROPOSED" for c in row.cases):
        raise Conflict("还有案例没有确认，请先逐个确认或者不采用。")
    if by.actor_id is not None and any(c.decided_by == by.actor_id and c.state == "CONFIRMED" for c in row.cases):
        raise Forbidden("本期案例由您确认，请另一位编辑复核发布。")
    if not sound(row):
        raise Conflict("报告内容与生成时的校验值不符，不能发布，请与管理员联系。")
    row.state, row.published_at, row.published_by, row.published_sha256 = "PUBLISHED", by.now, by.actor_id, whole(row)
    audit.record(session, by, "weekly_report.publish", row, week=row.content["week"], sha256=row.published_sha256)
    return row


def breakdown_titles() -> Iterable[tuple[str, str]]:
    """(code, words) of the tables of a report, in order."""
    return _TITLES.items()
