"""集体争议, end to end: three ask, one file is made of them, ninety-four stand in its roster, an agreement is paid in two instalments, each worker counts once."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from legalaid import demo, jobs, jobs_table, outbox
from legalaid.actions import reports
from legalaid.demo.staff import PASSWORD
from legalaid.filters import wan
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from tests.conftest import ROOT, Clock
from tests.journeys import tour
from tests.journeys.browser import Visitor, served
from tests.journeys.crew import crew
from tests.journeys.group_steps import FIRST, accept, aid_for, ask, assign, close_aid, elect, found, mediate, pay, roster, sums, walk_in
from tests.journeys.worker import apply_for_aid

pytestmark = pytest.mark.browser
assert jobs_table.TABLE



@pytest.fixture
def clock() -> Clock:
    found = Clock()
    found.at("2026-11-24T10:30")
    return found


@pytest.fixture
def world(filled: Path, tmp_path: Path, clock: Clock) -> Iterator[Runtime]:
    """A copy of the demo office whose clock moves."""
    home = shutil.copytree(filled, tmp_path / "home")
    runtime = open_runtime(demo.as_demo(Settings(home=home)), clock=clock, sender=MemorySender())
    yield runtime
    runtime.close()


def reminded(world: Runtime, clock: Clock, no: str) -> list[str]:
    """The job tells who handles the matter, three working days before the second instalment."""
    clock.at("2026-12-17T09:20")
    assert jobs.run(world, "instalments", clock.now, manual=True).detail["warned"] >= 1
    outbox.deliver(world)
    assert isinstance(world.sender, MemorySender)
    return [m.text for m in world.sender.sent if no in m.text and "第 2 期" in m.text]


def recovered(world: Runtime) -> Decimal:
    """The year's figure for the whole city, to the fen."""
    with world.read() as session:
        by = tour.acting(world, session, "tongchou")
        return reports.figures(session, by, reports.period("year", world.clock())).recovered


def test_ninety_four_workers_get_their_wages_and_count_once(world: Runtime, clock: Clock, browser: Browser) -> None:
    pictures, people = ROOT / "artefacts" / "group", crew()
    before = recovered(world)
    with served(world) as site:
        who = {name: Visitor(browser, site, "phone" if name in ("worker", "zone", "lvshi1", "lvshi2") else "desktop", pictures) for name in
               ("worker", "zone", "lvshi1", "lvshi2", "haishu", "tiaojie", "tongchou")}
        worker, zone, staff, mediator = who["worker"], who["zone"], who["haishu"], who["tiaojie"]
        second, _ = ask(worker, people[1], 30)
        worker.context.clear_cookies()
        main, code = ask(worker, people[0], 94)
        worker.look("01-receipt")
        third = walk_in(zone, people[2])
        staff.sign_in("haishu", PASSWORD)
        mediator.sign_in("tiaojie", PASSWORD)
        group = found(staff, [main, second, third])
        roster(staff, group, people)
        sums(staff, group, people)
        elect(staff, group)
        apply_for_aid(worker, main, code)
        aid_for(mediator, second)
        for number, (no, login) in enumerate(((main, "lvshi2"), (second, "lvshi1"))):
            with world.read() as session:
                name = session.connection().exec_driver_sql(f"SELECT name FROM accounts WHERE login = '{login}'").scalar_one()
            assign(staff, no, f"{name}律师", f"1{number}-assign")
            who[login].sign_in(login, PASSWORD)
            accept(who[login], no, "" if number else "10-offer")
        total = mediate(mediator, main, clock, people)
        clock.at("2026-12-01T15:00")
        mediator.sign_in("tiaojie", PASSWORD)
        pay(mediator, main, 1, "14-pay")
        assert recovered(world) == before + Decimal(FIRST) / 100
        assert reminded(world, clock, main)
        clock.at("2026-12-22T15:00")
        mediator.sign_in("tiaojie", PASSWORD)
        pay(mediator, main, 2)
        staff.sign_in("haishu", PASSWORD)
        staff.go(f"/desk/group/{group}")
        assert staff.text().count("还没有结案") == 2
        staff.look("15-close-some")
        staff.press("一并办结 1 件")
        assert "还有 2 件没有办结" in staff.text()
        close_aid(who["lvshi2"], "lvshi2", main, {"Y1": "DELIVERED", "Y2": "MEDIATED"}, total)
        close_aid(who["lvshi1"], "lvshi1", second, {"Y1": "MEDIATED"}, total)
        who["lvshi2"].look("16-aid-closed")
        staff.go(f"/desk/group/{group}")
        staff.press("一并办结 2 件")
        assert "集体争议已经办结" in staff.text()
        assert "已办结" in staff.text()
        staff.look("17-group-closed")
        worker.go("/track")
        worker.page.fill("#no", main)
        worker.page.fill("#code", code)
        worker.press("查进度")
        assert "已经办结" in worker.text()
        worker.look("18-worker-done")
        city = who["tongchou"]
        city.sign_in("tongchou", PASSWORD)
        city.go("/dashboard/?period=year")
        expected = before + Decimal(total) / 100
        assert recovered(world) == expected, "each worker once, whatever the lawyers report beside it"
        kpi = city.page.locator(".kpi", has_text="挽回经济损失").inner_text()
        assert wan(expected).split(" ")[0] in kpi
        city.look("19-dashboard")
        city.go("/dashboard/recovered?period=year")
        assert main in city.text()
        faults = [f"{name}: {fault}" for name, visitor in who.items() for fault in visitor.faults]
        for visitor in who.values():
            visitor.close()
    assert faults == []
