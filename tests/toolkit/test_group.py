"""A group dispute: each worker's claims, teams and totals, the workbook written back without formulas, the papers."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from toolkit.facts import Facts, from_json
from toolkit.group import compute, facts_of, members_of, papers
from toolkit.group_book import guarded, write
from toolkit.group_headers import TITLES, field_of
from toolkit.group_rows import Month, Row
from toolkit.group_sheet import read
from toolkit.refusal import Refusal

ON = date(2026, 11, 24)
COMMON = from_json({"employer": {"name": "宁波虚构建设有限公司"}, "region": "海曙区", "social_insurance": True, "contract_signed": True, "cause": "追索劳动报酬纠纷",
                    "ended": True, "last_day": "2026-09-30", "ending": {"by": "WORKER", "ground": "A37"}})


def resident(number: int) -> str:
    """An invented identity number with a right check digit."""
    body = f"330203199{number % 10}0101{number:03d}"
    total = sum(int(d) * w for d, w in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "10X98765432"[total % 11]


def row(number: int, **more: Any) -> Row:
    return Row(**({"line": number + 1, "name": f"工友{number}", "owed": Decimal(9000 + number), "team": f"第{number % 4}组", "leader": number < 4, "phone": f"138{number:08d}",
                   "id_no": resident(number), "hire_date": date(2025, 3, 1), "monthly_wage": Decimal(6000), "owed_from": date(2026, 8, 1), "owed_to": date(2026, 9, 30)} | more))


def test_each_worker_has_facts_of_his_own_and_nothing_of_the_others() -> None:
    facts = facts_of(row(1, contract=False), COMMON, ON)
    assert (facts.worker.name, facts.worker.sex, facts.worker.birth) == ("工友1", "女" if int(resident(1)[16]) % 2 == 0 else "男", date(1991, 1, 1))
    assert facts.worker.address is None
    assert facts.employer.name == "宁波虚构建设有限公司"
    assert facts.arrears.amount == 9001
    assert facts.contract_signed is False
    assert facts.origins["arrears"] == "集体名册"
    months = (Month("2026-08", owed=Decimal(5000)), Month("2026-09", Decimal(6000), Decimal(1000)))
    both = facts_of(row(1, months=months, owed=Decimal(10000)), COMMON, ON)
    assert both.wages == (), "of August only the rest is known, not the wage"
    assert (both.arrears.amount, both.arrears.period_from, both.arrears.period_to) == (10000, date(2026, 8, 1), date(2026, 9, 30))
    assert not any(c.kind.code == "MIN_WAGE" for c in compute([row(1, months=(Month("2026-08", owed=Decimal(500)),), owed=Decimal(500))], COMMON, ON).people[0].found.claims)


def test_what_was_received_is_claimed_no_more_the_oldest_month_first() -> None:
    months = (Month("2026-09", Decimal(6000), Decimal(1000)), Month("2026-08", Decimal(6000), owed=Decimal(4000)))
    monthly, lump, settled = row(1, months=months, owed=Decimal(9000)), row(2, owed=Decimal(5000)), row(3, owed=Decimal(700))
    rows, received = [monthly, lump, settled], [Decimal("4500.50"), Decimal("1999.99"), Decimal(700)]
    group = compute(rows, COMMON, ON, received=received)
    assert [p.total for p in group.people] == [Decimal("4499.50"), Decimal("3000.01"), 0]
    assert [(w.month, w.due, w.paid) for w in group.people[0].facts.wages] == [("2026-08", 6000, 6000), ("2026-09", 6000, Decimal("1500.50"))]
    assert not any(claim.kind.code == "WAGE" for claim in group.people[2].found.claims)
    assert (group.received, group.owed) == (Decimal("7200.49"), 14700)
    book = write(rows, group)
    assert read(book, ON, "宁波虚构建设有限公司").rows[0].owed == 9000
    sheet = load_workbook(io.BytesIO(book))["名册"]
    column = next(c.column for c in sheet[1] if c.value == "登记后收到（元）")
    assert [sheet.cell(line, column).value for line in (2, 3, 4, 5)] == [4500.5, 1999.99, 700, 7200.49]
    with pytest.raises(Refusal, match=r"第3行“工友2”：收到的5000\.01元"):
        compute(rows, COMMON, ON, received=[Decimal(0), Decimal("5000.01"), Decimal(0)])


def test_what_is_owed_decides_whichever_two_columns_of_a_month_are_filled() -> None:
    for month, due, paid in ((Month("2026-08", Decimal(6000), owed=Decimal(4000)), 6000, 2000), (Month("2026-08", paid=Decimal(200), owed=Decimal(500)), None, None),
                             (Month("2026-08", owed=Decimal(500)), None, None), (Month("2026-08", Decimal(6000), Decimal(1000)), 6000, 1000)):
        owed = Decimal(due - paid if due else 500)
        one = row(1, months=(month,), owed=owed)
        facts = facts_of(one, COMMON, ON)
        assert ([(w.due, w.paid) for w in facts.wages], facts.arrears.amount) == (([(due, paid)], None) if due else ([], 500))
        assert compute([one], COMMON, ON, received=[Decimal(300)]).sums == {"WAGE": owed - 300}


def test_sums_add_up_over_workers_teams_and_kinds() -> None:
    group = compute([row(n, contract=n % 2 == 0 or None) for n in range(12)], COMMON, ON)
    assert group.owed == group.total == sum(9000 + n for n in range(12))
    assert group.sums == {"WAGE": group.total}
    assert sum(team.total for team in group.teams) == group.total
    assert [(t.name, t.leader, t.people) for t in group.teams] == [("第0组", "工友0", 3), ("第1组", "工友1", 3), ("第2组", "工友2", 3), ("第3组", "工友3", 3)]
    assert group.collective
    assert not compute([row(n) for n in range(9)], COMMON, ON).collective


def test_a_team_may_go_by_its_leaders_name() -> None:
    led = [row(1, name="周小禾", team=None, leader=True, owed=Decimal(1)), row(2, team=None, leader=False, leader_name="周小禾", owed=Decimal(2))]
    teams = compute([*led, row(3, team=None, leader=False, owed=Decimal(3))], COMMON, ON).teams
    assert [(t.name, t.leader, t.people, t.owed) for t in teams] == [("周小禾", "周小禾", 2, 3), ("未分班组", None, 1, 3)]


def test_the_calculators_run_for_each_worker() -> None:
    common = from_json({"region": "海曙区", "contract_signed": False, "ended": True, "last_day": "2026-09-30", "ending": {"by": "WORKER", "ground": "A38"}})
    group = compute([row(1), row(2, hire_date=date(2026, 8, 15))], common, date(2026, 10, 20))
    # 1 year 7 months → 2 × 6000; 46 days → 0.5 × 6000
    assert [p.sums["SEVERANCE"] for p in group.people] == [12000, 3000]
    assert group.people[0].sums["DOUBLE_WAGE"] == 66000
    assert group.sums["WAGE"] == 9001 + 9002


def test_what_cannot_be_computed_names_the_worker() -> None:
    with pytest.raises(Refusal, match="没有一位职工"):
        compute([], COMMON, ON)
    with pytest.raises(Refusal, match="第2行“工友1”"):
        compute([row(1)], from_json({"region": "火星"}), ON)


def test_the_workbook_holds_values_teams_totals_and_lines() -> None:
    group = compute([row(n) for n in range(12)], COMMON, ON)
    made = load_workbook(io.BytesIO(write([p.row for p in group.people], group)))
    assert made.sheetnames == ["名册", "班组汇总", "计算明细"]
    assert all(cell.data_type != "f" for s in made for line in s.iter_rows() for cell in line)
    last = list(made["名册"].iter_rows(values_only=True))[-1]
    assert (last[0], last[-1]) == ("合计", float(group.total))
    assert [line[3] for line in made["班组汇总"].iter_rows(values_only=True)][-1] == float(group.owed)
    assert made["名册"]["B2"].value == resident(0)


def test_text_that_looks_like_a_formula_never_becomes_one() -> None:
    nasty = ["=1+1", "+8613800000000", "-2", "@SUM(A1)", '=HYPERLINK("http://x","y")']
    rows = [row(n, name=text, note=text, team=text) for n, text in enumerate(nasty)]
    data = write(rows, compute(rows, COMMON, ON))
    for s in load_workbook(io.BytesIO(data)):
        for line in s.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value[:1] in "=+-@\t\r"), cell.value
    assert [r.name for r in read(data, ON).rows] == nasty
    assert guarded("\tx") == "'\tx"
    assert guarded("周") == "周"


texts = st.text(st.sampled_from("周吴郑王甲乙丙丁木瓦一二三四=+-@A1 "), min_size=1, max_size=8).map(lambda t: " ".join(t.split())).filter(lambda t: t.strip("-=+@ ") != "" and field_of(t) is None)
sums = st.decimals(0, 10**8, places=2)
days = st.dates(date(2000, 1, 1), date(2026, 9, 1))


@st.composite
def rosters(draw: Any) -> list[Row]:
    people = []
    for n in range(draw(st.integers(1, 6))):
        months = tuple(Month(f"2026-{m:02d}", owed=draw(sums)) for m in draw(st.sets(st.integers(1, 12), max_size=3)))
        months = tuple(sorted(months, key=lambda m: m.month))
        owed = sum((m.owed or Decimal(0) for m in months), Decimal(0)) if months else draw(sums)
        start = draw(st.none() | days)
        people.append(Row(
            line=n + 2, name=f"{draw(texts)}{n}", owed=owed, id_no=draw(st.sampled_from([None, resident(n)])), phone=draw(st.sampled_from([None, f"138{n:08d}"])),
            team=draw(st.none() | texts), leader=draw(st.booleans()), employer=draw(st.none() | texts), post=draw(st.none() | texts), hire_date=start,
            monthly_wage=draw(st.none() | sums), days=draw(st.none() | st.decimals(0, 400, places=1)), owed_from=draw(st.none() | days),
            contract=draw(st.none() | st.booleans()), months=months, note=draw(st.none() | texts),
        ))
    return people


@settings(max_examples=60, deadline=None)
@given(rosters())
def test_what_is_written_is_read_back_the_same(rows: list[Row]) -> None:
    found = read(write(rows), ON)
    assert found.faults == ()
    assert list(found.rows) == rows


def test_an_empty_roster_to_fill_in_has_every_column() -> None:
    heads = next(iter(load_workbook(io.BytesIO(write([])))["名册"].iter_rows(values_only=True)))
    assert set(heads) == set(TITLES.values())


def test_one_set_of_papers_a_worker_and_the_election_form_from_ten_on() -> None:
    group = compute([row(n) for n in range(12)], COMMON, ON)
    made = papers(group, COMMON, ON, representatives=("工友0", "工友1", "工友2"))
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        names = package.namelist()
        assert len(names) == len(set(names)) == 12 * 3 + 2
        paper = Document(io.BytesIO(package.read("03-工友2/劳动人事争议仲裁申请书.docx")))
        election = Document(io.BytesIO(package.read("代表人推选书.docx")))
        gaps = package.read("待补充.txt").decode("utf-8-sig")
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "申请人：工友2" in text
    assert "9,002.00元" in text
    assert "工友3" not in text
    assert "我们共12人" in "\n".join(p.text for p in election.paragraphs)
    assert len(election.tables[0].rows) == 13
    assert "推选工友0、工友1、工友2为代表人" in "\n".join(p.text for p in election.paragraphs)
    assert "工友2：您身份证上的住址是哪里？" in gaps
    assert papers(group, COMMON, ON, representatives=("工友0", "工友1", "工友2")).data == made.data
    with zipfile.ZipFile(io.BytesIO(papers(compute([row(1)], COMMON, ON), COMMON, ON, names=("evidence_list",)).data)) as package:
        assert package.namelist() == ["1-工友1/证据清单.docx", "待补充.txt"]


def test_names_that_no_file_system_takes_are_made_safe() -> None:
    group = compute([row(1, name="../../etc/周:小*禾")], COMMON, ON)
    with zipfile.ZipFile(io.BytesIO(papers(group, COMMON, ON, names=("evidence_list",)).data)) as package:
        assert all(name.count("/") <= 1 and name[0] != "." and not set(name) & set(':*\\') for name in package.namelist())


@pytest.mark.parametrize("chosen", [("工友0",), ("工友0", "工友1", "无此人"), tuple(f"工友{n}" for n in range(6))])
def test_representatives_are_three_to_five_of_the_roster(chosen: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        members_of(compute([row(n) for n in range(12)], COMMON, ON), chosen)
    assert caught.value.field == "representatives"


def test_the_election_form_is_not_made_for_each_worker() -> None:
    group = compute([row(1)], COMMON, ON)
    for name in ("poem", "representatives_election"):
        with pytest.raises(Refusal):
            papers(group, Facts(), ON, names=(name,))
