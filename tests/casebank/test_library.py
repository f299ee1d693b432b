"""The starter cases: complete, in our own words, citing articles that exist, with sums that follow the formulas."""

import json
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from casebank.case import OUTCOME_TYPES, from_json
from casebank.redact import residue
from toolkit.calculators import calculate
from toolkit.instruments import register

LIBRARY = Path(__file__).resolve().parents[2] / "casebank" / "library"
LEAVES = (
    *(f"205.{i}" for i in range(1, 8)), *(f"206.{i}" for i in range(1, 6)), "207", "208", "209", "210", "211", "212", "213", "214.1", "214.2", "215.1", "216",
)
COMMONEST = ("205.1", "205.5", "205.6", "206.2", "214.1")
TEACHING = "教学示例"
FILLED = ("id", "title", "facts", "outcome", "reasoning", "lesson", "source", "date", "level", "outcome_type", "employment_form")
LEVELS = {"调解", "仲裁", "一审", "二审", "再审", "诉讼", "执行"}
# own words: no longer run of characters may be shared with an official text, but for the names of acts and institutions
LONGEST_SHARED_RUN = 11
NAMES = sorted({name for act in register().values() for name in act.names} | {"人力资源和社会保障局", "劳动人事争议仲裁委员会", "最高人民法院"}, key=len, reverse=True)
MIN_2026, MIN_2025 = "2660", "2490"


def _rows() -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(LIBRARY.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


ROWS = _rows()
BY_ID = {row["id"]: row for row in ROWS}


def _by_title(start: str) -> dict[str, Any]:
    (row,) = [r for r in ROWS if r["title"].startswith(start)]
    return row


def _text(row: dict[str, Any]) -> str:
    return "\n".join([row["title"], row["facts"], *row["dispute_points"], row["outcome"], row["reasoning"], row["lesson"]])


@pytest.fixture(scope="module")
def statutes(shared: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in (shared / "data" / "statutes.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["id"], []).append(row)
    return found


@pytest.fixture(scope="module")
def official(shared: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shared / "data" / "cases" / "typical_cases.jsonl").read_text("utf-8").splitlines()]


def test_every_leaf_cause_has_two_cases_and_the_commonest_have_three() -> None:
    counts = {cause: sum(cause in row["causes"] for row in ROWS) for cause in LEAVES}
    assert [c for c, n in counts.items() if n < 2] == []
    assert [c for c in COMMONEST if counts[c] < 3] == []
    assert {c for row in ROWS for c in row["causes"]} <= set(LEAVES)


def test_there_are_enough_cases_and_each_has_its_own_id_and_title() -> None:
    assert len(ROWS) >= 80
    assert len(BY_ID) == len({row["title"] for row in ROWS}) == len(ROWS)
    assert sorted(BY_ID) == [f"sc-{i:03d}" for i in range(1, len(ROWS) + 1)]


def test_about_half_are_official_and_half_are_teaching_cases() -> None:
    taught = sum(row["source"] == TEACHING for row in ROWS)
    assert 0.4 <= taught / len(ROWS) <= 0.6


@pytest.mark.parametrize("row", ROWS, ids=list(BY_ID))
def test_a_case_is_complete_and_the_case_bank_accepts_it(row: dict[str, Any]) -> None:
    case = from_json(row)
    assert case.to_json() == row
    assert all(row[name].strip() for name in FILLED)
    assert row["causes"]
    assert 2 <= len(row["dispute_points"]) <= 5
    assert row["articles"]
    assert row["evidence"]
    assert 150 <= len(row["facts"]) <= 400
    assert row["level"] in LEVELS
    assert date(2013, 1, 1) <= date.fromisoformat(row["date"]) <= date(2026, 11, 24)


@pytest.mark.parametrize("row", ROWS, ids=list(BY_ID))
def test_nothing_personal_and_no_half_width_punctuation_is_left(row: dict[str, Any]) -> None:
    text = _text(row)
    assert residue(text) == []
    assert re.findall(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", text + "\n".join(row["evidence"])) == []


@pytest.mark.parametrize("row", ROWS, ids=list(BY_ID))
def test_a_teaching_case_is_marked_and_set_in_ningbo_and_an_official_one_names_its_source(row: dict[str, Any]) -> None:
    if row["source"] == TEACHING:
        assert row["place"] == "浙江宁波"
        assert row["url"] is None
    else:
        # the date of publication stands in the name of the source
        assert row["date"] in row["source"]
        assert row["url"] is None or row["url"].startswith("https://www.court.gov.cn/")


def test_sources_and_addresses_are_those_of_the_official_publications(official: list[dict[str, Any]]) -> None:
    known = {o["url"] for o in official}
    assert {row["url"] for row in ROWS} <= known | {None}
    # guiding cases beside the shared ones: known and checked by hand
    numbers = set(re.findall(r"指导案例(\d+)号", " ".join(o["title"] for o in official))) | {"18", "40", "191"}
    for row in ROWS:
        if found := re.search(r"指导性案例(\d+)号", row["source"]):
            assert found.group(1) in numbers, row["id"]


@pytest.mark.parametrize("row", ROWS, ids=list(BY_ID))
def test_each_cited_article_exists_and_was_made_by_the_date_of_the_case(row: dict[str, Any], statutes: dict[str, list[dict[str, Any]]]) -> None:
    assert len(set(row["articles"])) == len(row["articles"])
    for cited in row["articles"]:
        assert cited in statutes, cited
        assert any(s["version_date"] <= row["date"] for s in statutes[cited]), cited
        if row["source"] == TEACHING:
            assert any((s["effective_date"] or s["version_date"]) <= row["date"] for s in statutes[cited]), cited


def _shared_run(text: str, other: str) -> str:
    """The first run longer than LONGEST_SHARED_RUN that both texts contain once names are taken out of it, or an empty text."""
    size, start = LONGEST_SHARED_RUN + 1, 0
    while start + size <= len(text):
        end = start + size
        if text[start:end] not in other:
            start += 1
            continue
        while end < len(text) and text[start : end + 1] in other:
            end += 1
        bare = text[start:end]
        for name in NAMES:
            bare = bare.replace(name, "\1")
        if any(len(part) >= size for part in bare.split("\1")):
            return text[start:end]
        start = end
    return ""


def _squeezed(value: Any) -> str:
    """All the text in a value, without white space, its pieces kept apart."""
    if isinstance(value, str):
        return re.sub(r"\s", "", value)
    pieces = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return "\0".join(_squeezed(piece) for piece in pieces)


def test_no_sentence_is_copied_from_an_official_text(official: list[dict[str, Any]]) -> None:
    joined = "\0".join(_squeezed(case) for case in official)
    assert _shared_run(_squeezed(official[0]["facts"]), joined) != ""
    assert _shared_run("依照《劳动合同法》第八十二条", joined) == "", "the name of an act is nobody's sentence"
    told = ("title", "facts", "dispute_points", "outcome", "reasoning", "lesson", "evidence")
    copied = {row["id"]: run for row in ROWS if (run := _shared_run(_squeezed({name: row[name] for name in told}).replace("\0", "\2"), joined))}
    assert copied == {}


@pytest.mark.parametrize("row", ROWS, ids=list(BY_ID))
def test_sums_are_positive_and_fit_the_outcome(row: dict[str, Any]) -> None:
    claimed, awarded = (None if row[k] is None else Decimal(row[k]) for k in ("amount_claimed", "amount_awarded"))
    for name in ("amount_claimed", "amount_awarded"):
        assert row[name] is None or re.fullmatch(r"[1-9]\d*\.\d{2}", row[name])
    if row["outcome_type"] == "未支持":
        assert awarded is None
    if claimed is not None and awarded is not None:
        assert awarded <= claimed
        assert row["outcome_type"] != "全部支持" or awarded == claimed
        assert row["outcome_type"] != "部分支持" or awarded < claimed
    text = _text(row)
    for amount in (claimed, awarded):
        assert amount is None or _says(text, amount), amount


def _says(text: str, amount: Decimal) -> bool:
    """Whether the text names the sum in yuan, written plainly: 28710.5元, 9000元."""
    exact = f"{amount:.2f}"
    forms = {re.escape(exact), re.escape(exact.rstrip("0").rstrip("."))}
    return re.search(rf"(?<![\d.])(?:{'|'.join(sorted(forms))})元", text) is not None


@pytest.mark.parametrize(("title", "calculator", "inputs", "field", "amount"), [
    ("被退回的派遣工", "severance", {"hire_date": "2024-03-01", "last_day": "2026-02-28", "monthly_wages": ["6000"] * 6 + [MIN_2025] * 4 + [MIN_2026] * 2,
        "min_wage": MIN_2026, "local_avg_wage": None, "ground": "A44_1"}, "amount", "8546.67"),
    ("协议写着非全日制", "illegal_termination", {"hire_date": "2023-05-10", "last_day": "2025-07-20", "monthly_wages": ["5200"] * 12,
        "min_wage": MIN_2025, "local_avg_wage": None}, "amount", "26000"),
    ("拒绝“早九晚九", "illegal_termination", {"hire_date": "2020-06-15", "last_day": "2020-08-15", "monthly_wages": ["8000", "8000"],
        "min_wage": "2010", "local_avg_wage": None}, "amount", "8000"),
    ("解除理由以通知书为准", "illegal_termination", {"hire_date": "2016-07-01", "last_day": "2017-10-20", "monthly_wages": ["6329.82"] * 12,
        "min_wage": "1400", "local_avg_wage": None}, "amount", "18989.46"),
    ("工厂外迁", "severance", {"hire_date": "2018-06-11", "last_day": "2025-11-30", "monthly_wages": ["7400"] * 12,
        "min_wage": MIN_2025, "local_avg_wage": None, "ground": "A40_3"}, "amount", "55500"),
    ("工厂外迁", "notice_pay", {"ground": "A40_3", "last_month_wage": "7600", "written_notice_days": 0}, "amount", "7600"),
    ("辞职信写了", "severance", {"hire_date": "2019-02-18", "last_day": "2025-12-31", "monthly_wages": ["6000"] * 12,
        "min_wage": MIN_2025, "local_avg_wage": None, "ground": "A38"}, "amount", "42000"),
    ("辞职信写了", "severance", {"hire_date": "2019-02-18", "last_day": "2025-12-31", "monthly_wages": ["6000"] * 12,
        "min_wage": MIN_2025, "local_avg_wage": None, "ground": "A37"}, "amount", "0"),
    ("十一次代打卡", "illegal_termination", {"hire_date": "2020-03-02", "last_day": "2026-01-15", "monthly_wages": ["6800"] * 12,
        "min_wage": MIN_2026, "local_avg_wage": None}, "amount", "81600"),
    ("没签合同干了", "double_wage", {"hire_date": "2025-03-03", "monthly_wage": "6525", "claim_date": "2025-10-20", "last_day": "2025-08-15"}, "amount", "29100"),
    ("两个月的加班", "overtime", {"monthly_base": "5220", "min_wage": MIN_2026, "hours_weekday": "40", "hours_restday": "32", "hours_holiday": "8",
        "paid": "1000"}, "due", "3440"),
    ("隔了一年多", "overtime", {"monthly_base": "5220", "min_wage": MIN_2025, "hours_restday": "96"}, "total", "5760"),
    ("一年的合同试用半年", "probation", {"contract_kind": "FIXED", "contract_months": 12, "agreed_months": 6, "served_months": 6, "post_wage": "7000"},
        "compensation", "28000"),
    ("送餐路上自己闯了红灯", "injury_lump_sum", {"grade": 9, "own_avg_contribution_wage": "6800", "regional_avg_wage": "8433"}, "amount", "61200"),
    ("送餐路上自己闯了红灯", "injury_termination_zj", {"grade": 9, "provincial_avg_wage": "8433", "termination_date": "2025-11-30",
        "retirement_date": "2058-01-01"}, "medical", "33732"),
    ("突然加一倍的活", "illegal_termination", {"hire_date": "2018-09-01", "last_day": "2020-07-15", "monthly_wages": ["3500"] * 12, "min_wage": "2010",
        "local_avg_wage": None}, "amount", "14000"),
    ("隔了一年多", "limitation", {"trigger_date": "2024-06-30", "events": []}, "due_date", "2025-06-30"),
    ("未休年休假", "annual_leave", {"year": 2025, "cumulative_years": 11, "hire_date": "2019-01-02", "monthly_wages_ex_ot": ["6525"] * 12, "taken_days": "3"},
        "extra_200", "4200"),
    ("未休年休假", "annual_leave", {"year": 2026, "cumulative_years": 11, "hire_date": "2019-01-02", "monthly_wages_ex_ot": ["6525"] * 12, "taken_days": "2",
        "last_day": "2026-06-30"}, "extra_200", "1200"),
])
def test_the_calculators_give_the_sums_of_the_cases(title: str, calculator: str, inputs: dict[str, Any], field: str, amount: str) -> None:
    got = calculate(calculator, inputs).to_json()["result"][field]
    if field == "due_date":
        assert got == amount
        return
    assert Decimal(got) == Decimal(amount)
    assert amount == "0" or _says(_text(_by_title(title)), Decimal(amount))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


# injury and other sums by the formulas of the regulations: 8433 provincial monthly wage of 2024, 54188 national income of 2024
@pytest.mark.parametrize(("title", "awarded"), [
    ("被退回的派遣工", 4 * 2490 + 2 * 2660 + _cents((6 * Decimal(6000) + 4 * 2490 + 2 * 2660) / 12 * 2)),
    ("小时工的工资", 500 * (25 - 22)),
    ("怀孕后被说", 5 * 9000),
    ("工厂外迁", Decimal("7.5") * 7400 + 7600),
    ("只写限制不写补偿", (6 + 3) * max(Decimal("0.3") * 20000, Decimal(MIN_2026))),
    ("服装厂老板失联", 6 * 15000 + 16 * 12000 + 4 * 10000),
    ("未休年休假", (7 + 2) * Decimal(6525) / Decimal("21.75") * 2),
    ("私了两万", 9 * 7000 + 2 * 4 * 8433 + (4 * 7000 - 10000) - 20000),
    ("没参保的夜班保安", 20 * 54188 + 6 * 8433 + 8 * 12 * Decimal("0.3") * 6000),
    ("包工头卷款", 10 * 14000 + 8 * 16500),
    ("生育津贴打到", 34500 - 4 * 2490),
    ("“自动离职”四个字", 6 * 2200),
    ("户外干了四个月", 9 * 4 * 300),
    ("站长卷走", 7 * 11800 + 7 * 9400),
    ("站点不给骑手参保", 7 * 6200 + 2 * 2 * 8433 + 3 * 6200),
    ("行业工资协议", 36 * 5 * (3200 - 2900)),
    ("六十五岁保洁", 3 * 3000),
    ("教师提前辞职", Decimal(30000) / 5 * 2),
    ("请了病假", 5 * 7200),
    ("录用通知写着", 12 * 500),
    ("六十一岁帮厨", 3 * 500),
    ("换了馆长", 12 * 800),
    ("送餐路上自己闯了红灯", 9 * 6800 + 2 * 4 * 8433),
    ("年底前被撤岗", 192500 + 138600),
])
def test_the_sums_follow_the_formulas(title: str, awarded: Decimal | int) -> None:
    assert Decimal(_by_title(title)["amount_awarded"]) == Decimal(awarded)


def test_the_library_also_shows_lost_cases_and_groups() -> None:
    assert sum(row["outcome_type"] == "未支持" for row in ROWS) >= 12
    assert {row["outcome_type"] for row in ROWS} == set(OUTCOME_TYPES)
    assert {"调解", "仲裁", "一审", "二审", "再审", "执行"} <= {row["level"] for row in ROWS}
    assert sum(row["head_count"] >= 10 for row in ROWS) >= 5
    forms = {row["employment_form"] for row in ROWS}
    assert {"全日制", "非全日制", "劳务派遣", "新就业形态", "超龄", "工程分包", "事业单位聘用"} <= forms
