"""A simulated year with faults: every request accounted for, every limit explained as by other books, every figure as from the raw rows."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from legalaid import jobs
from legalaid.actions import audit, calendar, report_cases, weekly_reports, weeks
from legalaid.runtime import Runtime
from legalaid.tables.limits import Pause
from legalaid.tables.reports import WeeklyReport
from tests.actions import raw_week
from tests.conftest import SHANGHAI, Clock
from tests.journeys.faults import CALLS, STEPS
from tests.journeys.raw_accounts import counted, rates, shown, told, without_event
from tests.journeys.raw_year import Books, Days
from tests.journeys.simulated_steps import BY_STATE
from tests.journeys.simulator import Simulation
from tests.web.browsing import signed_in, words
from toolkit import workdays

NEXT_YEAR = {  # invented: the real one is announced late in 2026
    "year": 2027, "off": [["元旦", "2027-01-01", "2027-01-03"], ["春节", "2027-02-05", "2027-02-11"]], "workdays": ["2027-01-09", "2027-01-30"],
}
# every step, without those for which a lawyer has one day: whether somebody comes to them in time is left to chance
ALL_STEPS = {name for steps in BY_STATE.values() for name, _ in steps} - {"answer_offer", "finish"}


class Watched:
    """What was frozen and shown while time went on."""

    def __init__(self) -> None:
        self.frozen: dict[date, tuple[str, str]] = {}
        self.dashboards = 0

    def look(self, sim: Simulation) -> None:
        """Each new weekly report equals the raw rows of this moment, each old one is what it was."""
        for row in sim.office.look(None, lambda s, _by: s.scalars(select(WeeklyReport).order_by(WeeklyReport.first_day)).all()):
            if row.first_day not in self.frozen:
                self.frozen[row.first_day] = (weekly_reports.canonical(row.content), row.sha256)
                said = {f["code"]: (f["numerator"], f["denominator"]) for f in row.content["figures"]}
                assert said == sim.office.look(None, lambda s, _by, first=row.first_day: raw_week.figures(s, first)), row.first_day
            assert (weekly_reports.canonical(row.content), row.sha256) == self.frozen[row.first_day], row.first_day

    def publish(self, sim: Simulation) -> None:
        """The newest report: its cases are left out, an editor publishes it, and another system reads it."""
        week = weeks.Week(max(self.frozen))
        ids = sim.office.look("city", lambda s, by: [c.id for c in weekly_reports.get(s, by, week).cases if c.state == "PROPOSED"])
        for ident in ids:
            sim.office.act("city", lambda s, by, i=ident: report_cases.drop(s, by, i))
        sim.office.act("editor", lambda s, by: weekly_reports.publish(s, by, week))
        assert sim.troubled.callers["hotline"].get(f"/reports/weekly/{week.year}-{week.number:02d}").json["sha256"] == self.frozen[week.first][1]

    def dashboard(self, sim: Simulation) -> None:
        """The page says what the rows say, for each of its periods."""
        person, today = signed_in(sim.troubled.app, "city"), sim.clock.now.date()
        for code, first in (("week", today - timedelta(days=today.weekday())), ("month", today.replace(day=1)), ("year", today.replace(month=1, day=1))):
            expected = sim.office.look(None, lambda s, _by, first=first: rates(s, first, today))
            assert shown(words(person.get(f"/dashboard/?period={code}")), expected) == expected, (today, code)
        self.dashboards += 1


def check(sim: Simulation, watched: Watched, days: Days, changed_on: date) -> None:
    """All that must hold at the end. What is rare is brought about once more, or a short life may end without it."""
    for rare in ("merge", "transfer", "withdraw"):
        sim.bring_about(rare, 1, among=("REGISTERED", "CONFIRMED", "IN_PROGRESS"))
    # on the next working morning the office has seen to what was missed meanwhile
    ahead = (sim.clock.now.date() + timedelta(days=n) for n in range(1, 12))
    sim.clock.now = datetime.combine(next(d for d in ahead if days.at(sim.clock.now).works(d)), time(10), SHANGHAI)
    jobs.tick(sim.office.runtime)
    sim.office.look(None, lambda s, _by: told(s))
    states = sim.office.look(None, lambda s, _by: counted(s, sim.registered))
    assert min(states[s] for s in ("CLOSED", "MERGED", "WITHDRAWN", "TRANSFERRED", "IN_PROGRESS")) > 0, states
    assert sim.office.look(None, lambda s, _by: without_event(s, sim.clock.now)) == []
    assert sim.office.look(None, lambda s, _by: Books(s, days).wrong()) == []
    assert sim.office.look(None, lambda s, _by: list(audit.faults(s, []))) == []
    # a pause that ran while the rule changed moved the old limit and no other: it is among those just worked out
    over = datetime.combine(changed_on, time(), SHANGHAI)
    assert sim.office.look(None, lambda s, _by: s.scalars(select(Pause.id).where(Pause.started_at < over, Pause.ended_at > over)).first()), "nothing stood still when the rule changed"
    watched.look(sim)
    watched.dashboard(sim)
    _explained(sim)
    _reports_shown(sim, watched)
    assert (set(sim.troubled.calls.met), set(sim.troubled.steps.met)) == (set(CALLS), set(STEPS))


def _explained(sim: Simulation) -> None:
    """What other systems read about a limit is what stands in the row that was just worked out anew."""
    caller = sim.troubled.callers["hotline"]
    for item in caller.get("/tickets", size=50).json["items"][::7]:
        said = caller.get(f"/tickets/{item['no']}/deadline").json
        t = sim.office.look(None, lambda s, _by, no=item["no"]: raw_row(s, no))
        assert (datetime.fromisoformat(said["due_at"]), said["lines"]) == (t["due_at"], t["due_reason"])


def raw_row(session: Any, no: str) -> Any:
    table = WeeklyReport.metadata.tables["tickets"]
    return session.execute(select(table).where(table.c.no == no)).mappings().one()


def _reports_shown(sim: Simulation, watched: Watched) -> None:
    """The page of each report says what was frozen."""
    person = signed_in(sim.troubled.app, "city")
    for first in sorted(watched.frozen)[-12:]:
        week = weeks.Week(first)
        content = sim.office.look("city", lambda s, by, w=week: weekly_reports.get(s, by, w).content)
        page = words(person.get(f"/reports/weekly/{week.year}-{week.number:02d}"))
        for f in content["figures"]:
            said = f"{f['numerator']} {f['unit']}" if f["denominator"] is None else f"{f['numerator']} / {f['denominator']}"
            assert f" {f['title']} {said}" in page or f" {f['title']} {f['value']}% {said}" in page, (first, f["code"])


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def simulated(runtime: Runtime, clock: Clock, watched: Watched) -> Iterator[Callable[[str, int], Simulation]]:
    """An office that opens at a moment; whichever runtime it ends with is closed."""
    made: list[Simulation] = []

    def simulation(opens: str, seed: int) -> Simulation:
        clock.at(opens)
        made.append(Simulation(runtime, clock, seed, watched.look))
        return made[0]

    yield simulation
    for sim in made:
        sim.office.runtime.close()


def test_ten_weeks_with_faults_over_new_year_and_spring_festival_end_with_every_request_accounted_for(
        simulated: Callable[[str, int], Simulation], watched: Watched) -> None:
    sim, changes = simulated("2025-12-19T16:00", 1123), date(2026, 1, 20)
    sim.live(date(2025, 12, 22), 70, {
        date(2026, 1, 2): watched.dashboard, changes - timedelta(days=1): new_rules, date(2026, 1, 27): watched.publish,
    }, requests=0.8, steps=3.3, ticks=0.35)
    check(sim, watched, Days({}), changes)
    assert len(sim.registered) >= 55
    assert len(watched.frozen) >= 9


@pytest.mark.full
def test_a_year_with_faults_ends_with_every_request_accounted_for(simulated: Callable[[str, int], Simulation], watched: Watched) -> None:
    sim, changes, announced = simulated("2025-11-28T16:00", 2026), date(2026, 7, 1), date(2026, 12, 10)
    events: dict[date, Callable[[Simulation], Any]] = {date(2026, month, 2): watched.dashboard for month in range(1, 13)}
    events |= {date(2026, month, 15): watched.publish for month in (2, 5, 8, 11)} | {date(2026, 3, 3): Simulation.offer_by_hand}
    events |= {changes - timedelta(days=1): new_rules, announced: announce, date(2027, 1, 1): watched.dashboard}
    sim.live(date(2025, 12, 1), 58 * 7, events, requests=0.9, steps=5.0, ticks=0.5)
    check(sim, watched, Days({datetime.combine(announced, time(), SHANGHAI): NEXT_YEAR}), changes)
    assert len(sim.registered) >= 300
    assert set(sim.done) >= ALL_STEPS, ALL_STEPS - set(sim.done)
    assert len(watched.frozen) >= 57
    assert watched.dashboards == 14


def new_rules(sim: Simulation) -> None:
    """Counties get less time for most and more for wages, the city calls sooner; some requests stand still meanwhile."""
    sim.stand_still(3)
    sim.new_rule(level="DISTRICT", days=7)
    sim.new_rule(level="DISTRICT", scope="劳动报酬", days=12)
    sim.new_rule(level="DISTRICT", matter="COMPLEX", scope="劳动经济", days=15)
    sim.new_rule(level="CITY", step="CONTACT", days=1)
    sim.new_rule(level="DISTRICT", step="CONTACT", scope="政策咨询", days=2, unit="DAY")


def announce(sim: Simulation) -> None:
    """The schedule of next year is announced and imported."""
    off = {date.fromisoformat(first) + timedelta(days=n): name for name, first, last in NEXT_YEAR["off"]
           for n in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)}
    year = workdays.make_year(2027, off, {date.fromisoformat(d): "调休" for d in NEXT_YEAR["workdays"]}, None, "示例通知")
    sim.office.act("admin", lambda s, by: calendar.import_year(s, by, year))
