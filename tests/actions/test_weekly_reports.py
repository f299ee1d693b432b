"""周报: every frozen figure equals another computation from raw rows; frozen stays frozen; corrections come later; cases are anonymous."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from legalaid import jobs, jobs_table  # noqa: F401 - the table fills the jobs
from legalaid.actions import (
    aid_records,
    corrections,
    first_steps,
    masking,
    organisations,
    parties,
    pauses,
    payments,
    ratings,
    report_cases,
    weekly_figures,
    weekly_paper,
    weekly_reports,
    weekly_words,
    weeks,
)
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.runtime import Runtime
from legalaid.tables.aid import FORMS, AidRecord
from legalaid.tables.reports import ReportCase, WeeklyReport
from legalaid.tables.tickets import CHANNELS, Ticket
from tests.actions import raw_week
from tests.builders import HAISHU, YINZHOU, Asked, Office
from tests.conftest import SHANGHAI, Clock
from toolkit import causes, proportions
from toolkit.industries import INDUSTRIES
from toolkit.paper import docx_lines, to_docx

KINDS = ("ask", "merged", "confirmed", "closed", "pleased", "cross", "late", "applied", "granted", "helped", "paused", "paid", "moved", "withdrawn", "yinzhou", "called", "window", "gone_late")


def live(office: Office, clock: Clock, kind: str, dice: random.Random) -> None:
    """One request goes as far as its kind says, at the clock's time."""
    if kind == "yinzhou":
        asked = office.confirmed("yinzhou", county=YINZHOU)
        office.act("yinzhou", lambda s, by: corrections.correct(s, by, asked.no, reason="单位其实是饭店", industry="H"))
    elif kind in ("pleased", "cross"):
        office.rated(dice.choice([4, 5] if kind == "pleased" else [1, 2, 3]))
    elif kind == "late":
        asked = office.closed()
        office.act(None, lambda s, _by: setattr(s.get_one(Ticket, asked.id), "due_at", clock() - timedelta(days=1)))
    elif kind == "paused":
        asked = office.taken()
        office.act("mediator", lambda s, by: pauses.pause(s, by, asked.no, ground="PAPERS", proof="补正通知书", expected_on=clock.now.date() + timedelta(days=9)))
        if dice.random() < 0.5:
            office.act("mediator", lambda s, by: pauses.resume(s, by, asked.no))
    elif kind == "paid":
        asked = office.taken()
        office.act("mediator", lambda s, by: payments.receive(s, by, asked.no, amount=Decimal(dice.randrange(1, 9000)), paid_on=clock.now.date(), proof="TRANSFER"))
    elif kind == "called":
        asked = office.taken()
        office.act("mediator", lambda s, by: first_steps.contact(s, by, asked.no, way="CALL"))
    elif kind == "window":
        office.ask(channel="WALK_IN")
    elif kind == "gone_late":
        asked = office.ask()
        office.act(None, lambda s, _by: [setattr(s.get_one(Ticket, asked.id), name, value) for name, value in (("state", "WITHDRAWN"), ("closed_at", clock() + timedelta(days=dice.choice([2, 9]))))])
    elif kind in ("merged", "moved", "withdrawn"):
        asked, state = office.confirmed(), {"merged": "MERGED", "moved": "TRANSFERRED", "withdrawn": "WITHDRAWN"}[kind]
        office.act(None, lambda s, _by: [setattr(s.get_one(Ticket, asked.id), name, value) for name, value in (("state", state), ("closed_at", clock()))])
    else:
        getattr(office, kind)()


def make(runtime: Runtime, clock: Clock) -> jobs.Outcome:
    """The job at the clock's minute."""
    return jobs.run(runtime, "weekly-report", clock.now)


def row(office: Office, year: int, week: int) -> WeeklyReport:
    return office.look(None, lambda s, by: weekly_reports.get(s, by, weeks.of(year, week)))


def check(office: Office, year: int, week: int) -> dict[str, Any]:
    """The frozen report against the raw rows as they are now."""
    monday, content = date.fromisocalendar(year, week, 1), row(office, year, week).content
    found = {f["code"]: (f["numerator"], f["denominator"]) for f in content["figures"]}
    assert found == office.look(None, lambda s, _by: raw_week.figures(s, monday))
    earlier = {f["code"]: (f["before"]["numerator"], f["before"]["denominator"]) for f in content["figures"]}
    assert earlier == office.look(None, lambda s, _by: raw_week.figures(s, monday - timedelta(days=7)))
    for f in content["figures"]:
        numerator, denominator = found[f["code"]]
        percent = None if not denominator else f"{(Decimal(numerator * 10000) / denominator + Decimal('0.5')).__floor__() / Decimal(100):.2f}"
        assert f["value"] == (str(numerator) if denominator is None else percent), f["code"]
    tables = office.look(None, lambda s, _by: raw_week.tables(s, monday))
    names = {"subclasses": {}, "counties": organisations.COUNTIES, "industries": INDUSTRIES, "channels": CHANNELS, "causes": causes.NAMES, "forms": FORMS}
    for name, words in names.items():
        assert {label: now for label, now, _, _ in content["breakdowns"][name] if now} == {words.get(k, k): n for k, n in tables[name].items()}, name
    still = office.look(None, lambda s, _by: raw_week.paused(s, monday))
    assert {f["code"]: f["paused"] for f in content["figures"] if f["code"] in still} == still
    assert sum(c["paused"] for c in content["districts"]) == still["closing"]
    assert Decimal(content["money"]["recovered"]) == office.look(None, lambda s, _by: raw_week.received(s, monday))
    assert sum(c["registered"] for c in content["districts"]) == found["registered"][0]
    assert {c["name"]: c["rates"]["closing"]["numerator"] for c in content["districts"]}["海曙区"] == found["closing"][0] - sum(
        c["rates"]["closing"]["numerator"] for c in content["districts"] if c["code"] != HAISHU)
    return content


@pytest.mark.both
def test_every_figure_of_frozen_reports_over_new_year_equals_the_raw_rows(office: Office, clock: Clock, runtime: Runtime) -> None:
    dice = random.Random(53)
    office.takes_any("lawyer1")
    seconds = {  # the last and first moments of weeks and of the year
        (2026, 52): ["2026-12-21T00:00:00", "2026-12-27T23:59:59"], (2026, 53): ["2026-12-28T00:00:00", "2026-12-31T23:59:59", "2027-01-01T00:00:00", "2027-01-03T23:59:59"],
        (2027, 1): ["2027-01-04T00:00:00", "2027-01-10T23:59:59"],
    }
    seen: set[str] = set()
    received = Decimal(0)
    kinds = iter([kind for _ in range(4) for kind in dice.sample(KINDS, len(KINDS))])
    for (year, week), edges in seconds.items():
        monday = datetime.combine(date.fromisocalendar(year, week, 1), datetime.min.time(), SHANGHAI)
        moments = [datetime.fromisoformat(m).replace(tzinfo=SHANGHAI) for m in edges]
        moments += [monday + timedelta(minutes=dice.randrange(7 * 24 * 60)) for _ in range(9)]
        for clock.now in sorted(moments):
            live(office, clock, next(kinds), dice)
        clock.now = monday + timedelta(days=7, hours=7)
        assert make(runtime, clock).detail == {"made": 1}
        content = check(office, year, week)
        assert content["first"] == monday.date().isoformat()
        seen |= {f["code"] for f in content["figures"] if f["numerator"]} | ({"paused"} if any(f["paused"] for f in content["figures"]) else set())
        received += Decimal(content["money"]["recovered"])
    assert set(weekly_figures.FIGURES) | {"paused"} == seen, "a figure that was never more than nothing was not tried"
    assert received > 0
    assert [(r.year, r.week, r.number) for r in office.look(None, weekly_reports.listing)] == [(2027, 1, 1), (2026, 53, 2), (2026, 52, 1)]


@pytest.mark.both
def test_an_empty_week_and_a_week_of_one_say_no_rate(office: Office, clock: Clock, runtime: Runtime) -> None:
    clock.at("2026-11-09T07:00:00")
    make(runtime, clock)
    empty = check(office, 2026, 45)
    assert all(f["numerator"] == 0 and f["value"] in ("0", None) and f["change"] == "FEW" for f in empty["figures"])
    assert empty["sentences"]["next"] == ["没有需要专门督办的事项。"]
    assert "%" not in "".join(text for texts in empty["sentences"].values() for text in texts)
    office.rated(5)
    clock.at("2026-11-16T07:00:00")
    make(runtime, clock)
    one = check(office, 2026, 46)
    assert one["sentences"]["closing"][0] == "办结率：1 件中的 1 件；不足 10 件，不说比率。"
    assert "满意率：1 件中的 1 件" in one["sentences"]["satisfaction"][0]
    assert next(c for c in one["districts"] if c["code"] == HAISHU)["place"] is None
    lines = docx_lines(to_docx(weekly_paper.outline(row(office, 2026, 46)), date(2026, 11, 15)))
    assert lines[0] == "工情通动态情况报告"
    assert any(line.startswith("办结率｜1/1｜—｜件数少") for line in lines)


@pytest.mark.both
def test_a_report_is_frozen_and_what_changes_later_is_corrected_once(office: Office, clock: Clock, runtime: Runtime) -> None:
    clock.at("2026-11-11T10:00:00")
    first, second = office.ask(), office.ask()
    office.helped(forms=("ARBITRATE",))
    clock.at("2026-11-16T07:00:00")
    assert make(runtime, clock).status == "done"
    assert make(runtime, clock).status == "already"
    kept = row(office, 2026, 46)
    for asked in (first, second):
        office.act(None, lambda s, _by, a=asked: setattr(s.get_one(Ticket, a.id), "state", "MERGED"))
    record = office.look(None, lambda s, _by: s.scalars(select(AidRecord)).one().no)
    office.act("lawyer1", lambda s, by: aid_records.recover(s, by, record, Decimal(600)))
    clock.forward(hours=1)
    assert make(runtime, clock).detail == {"made": 0}  # another slot, the same week
    again = row(office, 2026, 46)
    assert (again.content, again.sha256, again.number) == (kept.content, kept.sha256, 1)
    clock.at("2026-11-23T07:00:00")
    make(runtime, clock)
    said = {c["code"]: (c["stated"], c["now"]) for c in row(office, 2026, 47).content["corrections"]}
    assert said["registered"] == ("3 件", "1 件")
    assert said["closing"] == ("1/3", "1/1")
    assert said["recovered"] == ("10000.00 元", "10600.00 元")
    assert "registered_raw" not in said
    assert any("2026 年第 1 期的“归集”原为 3 件，按现有记录更正为 1 件。" in line for line in weekly_paper.outline(row(office, 2026, 47)).lines)
    clock.at("2026-12-07T07:00:00")  # a scheduler that slept makes both, and says nothing twice
    assert make(runtime, clock).detail == {"made": 2}
    assert [row(office, 2026, w).content["corrections"] for w in (48, 49)] == [[], []]
    office.act(None, lambda s, _by: setattr(s.get_one(WeeklyReport, kept.id), "content", {**kept.content, "week": "2026-01"}))
    assert not weekly_reports.sound(row(office, 2026, 46))


def told(office: Office, clock: Clock, runtime: Runtime) -> Asked:
    """A report with one case proposed, of a matter whose summary and result are full of names."""
    clock.at("2026-11-11T10:00:00")
    asked = office.confirmed(name="周大平", employer_name="宁波青禾示例服饰有限公司")
    office.act(None, lambda s, _by: setattr(s.get_one(Ticket, asked.id), "summary", "周大平在青禾示例服饰公司被拖欠三个月工资，电话13912345670"))
    office.act("haishu", lambda s, by: report_state(s, asked))
    office.act(office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=5))
    clock.at("2026-11-16T07:00:00")
    make(runtime, clock)
    return asked


def report_state(session: Any, asked: Asked) -> None:
    ticket = session.get_one(Ticket, asked.id)
    ticket.state, ticket.closed_at = "CLOSED", ticket.registered_at + timedelta(hours=3)


@pytest.mark.both
def test_a_case_goes_in_masked_confirmed_and_looked_at_by_a_second_person(office: Office, clock: Clock, runtime: Runtime) -> None:
    asked, week = told(office, clock, runtime), weeks.of(2026, 46)
    case = office.look("haishu", lambda s, by: weekly_reports.get(s, by, week).cases[0])
    for secret in ("周大平", "青禾", "13912345670", asked.no):
        assert secret not in case.text
    assert "周某" in case.text
    assert weekly_reports.told(row(office, 2026, 46)) == []
    with pytest.raises(NotFound):  # not theirs to see before it is published
        office.look("mediator", lambda s, by: weekly_reports.get(s, by, week))
    with pytest.raises(NotFound):  # nobody tells of a matter they may not see
        office.act("yinzhou", lambda s, by: report_cases.confirm(s, by, case.id, text="一名职工被拖欠三个月工资，经工会调解已全部拿回。"))
    with pytest.raises(Conflict, match="没有确认"):
        office.act("editor", lambda s, by: weekly_reports.publish(s, by, week))
    plain = "一名制衣工人被拖欠三个月工资，工会调解后单位一次付清"
    for text, left in ((f"{plain}，周大平表示感谢。", "姓名"), (f"{plain}，电话13912345670。", "电话号码"), (f"{plain}，单位是青禾示例。", "单位名称"), (f"{plain}，编号{asked.no}。", "诉求编号")):
        with pytest.raises(Refused, match=left):
            office.act("haishu", lambda s, by, t=text: report_cases.confirm(s, by, case.id, text=t))
    with pytest.raises(Refused, match="20 至 400"):
        office.act("haishu", lambda s, by: report_cases.confirm(s, by, case.id, text="太短。"))
    office.act("haishu", lambda s, by: report_cases.confirm(s, by, case.id, text=f"{plain}。"))
    with pytest.raises(Forbidden):
        office.act("haishu", lambda s, by: weekly_reports.publish(s, by, week))
    office.act(None, lambda s, _by: setattr(s.get_one(ReportCase, case.id), "decided_by", office.people["editor"]))
    with pytest.raises(Forbidden, match="另一位"):
        office.act("editor", lambda s, by: weekly_reports.publish(s, by, week))
    office.act("editor2", lambda s, by: weekly_reports.publish(s, by, week))
    published = office.look("mediator", lambda s, by: weekly_reports.get(s, by, week))
    assert weekly_reports.told(published) == [f"{plain}。"]
    assert weekly_reports.sound(published)
    with pytest.raises(Conflict, match="已经发布"):
        office.act("haishu", lambda s, by: report_cases.drop(s, by, case.id))
    office.act(None, lambda s, _by: setattr(s.get_one(ReportCase, case.id), "text", "改过的话，和发布时不一样了。"))
    assert not weekly_reports.sound(row(office, 2026, 46))


def test_the_records_behind_a_figure_are_as_many_as_it_says_and_only_those_one_sees(office: Office, clock: Clock) -> None:
    office.helped()
    office.confirmed("yinzhou", county=YINZHOU)
    office.rated(2)
    week = weeks.Week(date(2026, 11, 23))
    for code, figure in weekly_figures.FIGURES.items():
        found = office.look(None, lambda s, _by, f=figure: weekly_figures.worked_out(s, f, week))
        for part, number in ((False, found["numerator"] if figure.part is None else found["denominator"]), (True, found["numerator"])):
            rows, whole = office.look("city", lambda s, by, c=code, p=part: weekly_figures.records(s, by, c, week, part=p))
            assert (len(rows.rows), rows.total, whole) == (number, number, number), code
    mine, whole = office.look("haishu", lambda s, by: weekly_figures.records(s, by, "registered", week))
    assert (mine.total, whole) == (2, 3)
    with pytest.raises(NotFound):
        office.look("city", lambda s, by: weekly_figures.records(s, by, "nonsense", week))


def test_a_rise_is_said_only_when_it_is_more_than_chance() -> None:
    assert [weekly_words.change_of_counts(*pair) for pair in ((9, 10), (10, 10), (40, 59), (40, 60), (59, 40), (60, 40), (0, 20), (0, 0))] == [
        "FEW", "SAME", "SAME", "UP", "SAME", "DOWN", "UP", "FEW"]
    assert [weekly_words.change_of_rates(*pair) for pair in (((9, 9), (0, 100)), ((50, 100), (90, 100)), ((90, 100), (50, 100)), ((90, 100), (85, 100)))] == ["FEW", "UP", "DOWN", "SAME"]
    sixty = {"unit": "%", "numerator": 59, "denominator": 60, "value": "98.33"}
    assert [weekly_words.shown({**sixty, **more}) for more in ({}, {"numerator": 2, "denominator": 3}, {"numerator": 0, "denominator": 0}, {"denominator": None, "unit": "件"})] == [
        "98.33%（59/60）", "2/3", "—", "59 件"]
    # published examples: Newcombe, Stat. Med. 17 (1998), table I
    assert [(str(i.low), str(i.high)) for i in (proportions.interval(81, 263), proportions.interval(15, 148), proportions.interval(0, 20), proportions.interval(1, 29)) if i] == [
        ("25.53", "36.62"), ("6.24", "16.05"), ("0.00", "16.11"), ("0.61", "17.18")]
    assert (proportions.interval(0, 0), proportions.percent(0, 0)) == (None, None)


def test_masking_finds_what_a_person_left(office: Office) -> None:
    asked = office.confirmed(name="欧阳示例")
    ticket = office.ticket(asked)
    names = office.look(None, lambda s, _by: masking.names(s, s.get_one(Ticket, asked.id)))
    assert office.look(None, lambda s, _by: masking.left("某职工被拖欠工资。", s.get_one(Ticket, asked.id), names)) is None
    assert office.look(None, lambda s, _by: masking.left("欧阳 示例被拖欠工资。", s.get_one(Ticket, asked.id), names)) == "姓名"
    assert ticket.employer_name == "宁波青禾示例服饰有限公司"
    # further parties, those that left too, and the further employers of a group
    office.group(asked, office.confirmed(employer_name="宁波蓝湾样本电子厂"))
    with_party = {"role": "HOST", "name": "宁波金穗样本劳务派遣有限公司", "contact": "尉迟样本"}
    office.act("haishu", lambda s, by: parties.add(s, by, asked.no, role="BOSS", name="上官示例"))
    office.act("haishu", lambda s, by: parties.remove(s, by, asked.no, parties.add(s, by, asked.no, **with_party).id))

    def told(text: str) -> tuple[str | None, str]:
        def look(session: Any, _by: Any) -> tuple[str | None, str]:
            row = session.get_one(Ticket, asked.id)
            known = masking.names(session, row)
            return masking.left(text, row, known), masking.masked(text, row, known)

        return office.look(None, look)

    assert [told(f"是{name}招用的。") for name in ("上官示例", "尉迟样本")] == [("姓名", "是上某招用的。"), ("姓名", "是尉某招用的。")]
    firms = ("宁波金穗样本劳务派遣有限公司", "金穗公司", "宁波蓝湾样本电子厂", "蓝湾厂", "青禾厂")
    assert [told(f"在{firm}做工。") for firm in firms] == [("单位名称", "在某单位做工。")] * len(firms)
