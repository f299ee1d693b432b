"""Dated figures: what is shipped, how it is looked up, what an office still lacks."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.calculators import CALCULATORS, calculate
from toolkit.gaps import State, gaps
from toolkit.parameters import CITY, DISTRICTS, NATION, PROVINCE, Parameter, region_named, shipped_parameters
from toolkit.refusal import Refusal

SHIPPED = shipped_parameters()
NOW = date(2026, 11, 23)
INNER = ("海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区")
OUTER = ("余姚市", "慈溪市", "宁海县", "象山县")


def figure(key: str, region: str, value: str, start: str, end: str | None = None, mark: str = "OP", verified_by: str | None = None) -> Parameter:
    return Parameter(key, region, value, date.fromisoformat(start), date.fromisoformat(end) if end else None, "测试用文件", mark, verified_by)


@pytest.mark.parametrize(("key", "regions", "day", "value", "mark"), [
    ("min_wage_monthly", INNER, "2026-01-01", "2660", "S"), ("min_wage_monthly", INNER, "2025-12-31", "2490", "S"),
    ("min_wage_monthly", INNER, "2024-01-01", "2490", "S"), ("min_wage_monthly", OUTER, "2026-01-01", "2430", "OP"),
    ("min_wage_monthly", OUTER, "2025-12-31", "2260", "K"), ("min_wage_hourly", INNER, "2026-01-01", "25", "S"),
    ("min_wage_hourly", OUTER, "2026-01-01", "23", "OP"), ("min_wage_tiers_monthly", (PROVINCE, CITY), "2026-01-01", "2660,2430,2180", "S"),
    ("min_wage_tiers_hourly", (PROVINCE,), "2026-01-01", "25,23,21", "S"), ("provincial_avg_wage_previous_year", (PROVINCE, "海曙区"), "2025-06-30", "8433", "OP"),
    ("national_disposable_income_previous_year", (NATION, CITY), "2025-12-31", "54188", "S"),
    ("national_disposable_income_previous_year", (NATION,), "2026-01-01", "56502", "S"),
    ("pay_days_per_month", (NATION, "象山县"), "2008-01-03", "21.75", "S"), ("pay_days_per_month", (NATION,), "2026-11-23", "21.75", "S"),
    ("work_hours_per_day", (NATION,), "2026-11-23", "8", "S"), ("heat_allowance_outdoor", (CITY,), "2026-06-01", "300", "OP"),
    ("heat_allowance_indoor", (CITY,), "2026-09-30", "200", "OP"), ("si_late_fee_daily", (NATION,), "2011-07-01", "0.0005", "V"),
    ("delay_interest_daily", (NATION,), "2014-08-01", "0.000175", "V"), ("office_hours", (CITY,), "2026-11-23", "08:30-12:00,13:30-17:30", "C"),
])
def test_the_figures_of_the_specification_are_shipped_with_their_marks(key: str, regions: tuple[str, ...], day: str, value: str, mark: str) -> None:
    for region in regions:
        row = SHIPPED.get(key, region, date.fromisoformat(day))
        assert (row.value, row.mark, row.verified_by) == (value, mark, None)
        assert row.source


@pytest.mark.parametrize(("key", "day"), [
    ("si_late_fee_daily", "2011-06-30"), ("delay_interest_daily", "2014-07-31"), ("national_disposable_income_previous_year", "2027-01-01"),
    ("provincial_avg_wage_previous_year", "2026-01-01"), ("local_avg_wage_previous_year", "2026-01-01"), ("min_wage_monthly", "2023-12-31"),
])
def test_a_figure_outside_its_time_is_refused_naming_what_to_enter(key: str, day: str) -> None:
    with pytest.raises(Refusal) as caught:
        SHIPPED.get(key, "海曙区", date.fromisoformat(day))
    assert caught.value.field == key
    assert SHIPPED.keys[key].label in caught.value.message


def test_the_figures_of_the_districts_are_tiers_of_the_province() -> None:
    for key, tiers in (("min_wage_monthly", "min_wage_tiers_monthly"), ("min_wage_hourly", "min_wage_tiers_hourly")):
        known = SHIPPED.get(tiers, PROVINCE, NOW).value.split(",")
        assert {SHIPPED.get(key, district, NOW).value for district in DISTRICTS} <= set(known)


def test_the_nearest_region_and_the_latest_start_hold() -> None:
    table = SHIPPED.with_values(
        figure("heat_allowance_outdoor", CITY, "350", "2026-06-01"), figure("heat_allowance_outdoor", "海曙区", "360", "2026-07-01", "2026-07-31"),
        figure("heat_allowance_outdoor", CITY, "400", "2026-08-01"),
    )
    found = [table.get("heat_allowance_outdoor", "海曙区", date(2026, month, 15)).value for month in (5, 6, 7, 8)]
    assert found == ["300", "350", "360", "400"]
    assert table.get("heat_allowance_outdoor", "宁海县", date(2026, 7, 15)).value == "350"


def test_a_figure_that_has_ended_is_used_with_a_warning_and_none_at_all_is_refused() -> None:
    table = SHIPPED.with_values(figure("si_late_fee_daily", NATION, "0.0005", "2011-07-01", "2025-12-31"))
    inputs = {"arrears": "10000", "from": "2026-01-16", "to": "2026-01-17"}
    answer = calculate("si_late_fee", inputs, parameters=table)
    assert answer.outputs["fee"] == Decimal("5.00")
    assert any("2026-01-16 适用的社会保险费滞纳金日比率还没有录入" in w and "2025-12-31" in w for w in answer.warnings)
    assert not any("还没有录入" in w for w in calculate("si_late_fee", inputs).warnings)
    assert table.newest("si_late_fee_daily", CITY, date(2011, 6, 30)) is None


def test_the_year_of_the_heat_decides_the_rate() -> None:
    table = SHIPPED.with_values(figure("heat_allowance_outdoor", PROVINCE, "400", "2027-01-01"))
    for year, amount in ((None, "600"), (2026, "600"), (2027, "800")):
        assert calculate("heat_allowance", {"mode": "OUTDOOR", "months": 2, "year": year}, parameters=table).outputs["amount"] == Decimal(amount)


@pytest.mark.parametrize(("minimum", "last", "words"), [
    ("2660", "2026-03-31", None), ("2430", "2026-03-31", None), ("2490", "2025-12-31", None),
    ("2490", "2026-01-01", "只适用到 2025-12-31，早于 2026-01-01"), ("2500", "2026-03-31", "不一致"), ("2300", "2023-06-30", "无法核对"),
])
def test_a_typed_figure_is_compared_with_those_of_its_own_day(minimum: str, last: str, words: str | None) -> None:
    inputs = {"hire_date": "2021-03-01", "last_day": last, "monthly_wages": ["8000"], "min_wage": minimum, "local_avg_wage": None}
    said = [w for w in calculate("illegal_termination", inputs).warnings if "填写的最低月工资" in w or "适用的最低月工资" in w]
    assert (said == []) if words is None else words in said[0]


def test_what_is_missing_for_the_office_is_listed_with_what_it_holds_up() -> None:
    found = {(gap.key.key, gap.state): gap for gap in gaps(SHIPPED, NOW)}
    missing = {key for key, state in found if state is State.MISSING}
    assert missing == {
        "local_avg_wage_previous_year", "unemployment_benefit_monthly", "hardship_line_monthly", "maternity_bonus_leave_days", "statutory_retirement_age",
        *(f"aid_subsidy_{form}" for form in ("consult", "draft", "negotiate", "mediate", "arbitrate", "litigate")),
    }
    assert found["local_avg_wage_previous_year", State.MISSING].calculators == ("severance", "illegal_termination")
    ended = found["provincial_avg_wage_previous_year", State.ENDED]
    assert set(ended.calculators) == {"injury_lump_sum", "injury_allowance", "injury_termination_zj", "injury_death"}
    assert "只适用到 2025-12-31" in ended.words
    assert [(g.regions, g.known.value if g.known else "") for g in gaps(SHIPPED, NOW) if g.key.key == "min_wage_monthly"] == [(INNER, "2660"), (OUTER, "2430")]
    assert all(gap.calculators or gap.key.used_for for gap in found.values())
    assert ("si_late_fee_daily", State.UNVERIFIED) not in found
    assert not any(key == "office_hours" for key, _ in found)


def test_an_entered_and_verified_figure_leaves_the_list() -> None:
    entered = figure("local_avg_wage_previous_year", CITY, "9000", "2026-01-01", "2026-12-31")
    states = [g.state for g in gaps(SHIPPED.with_values(entered), NOW) if g.key.key == entered.key]
    assert states == [State.UNVERIFIED]
    verified = figure("local_avg_wage_previous_year", CITY, "9000", "2026-01-01", "2026-12-31", verified_by="管理员")
    assert not [g for g in gaps(SHIPPED.with_values(verified), NOW) if g.key.key == entered.key]
    assert [g.state for g in gaps(SHIPPED.with_values(verified), date(2027, 1, 1)) if g.key.key == entered.key] == [State.ENDED]


def test_a_district_office_is_asked_for_its_own_district_only() -> None:
    (row,) = [g for g in gaps(SHIPPED, NOW, "余姚") if g.key.key == "min_wage_monthly"]
    assert (row.regions, row.known and row.known.value) == (("余姚市",), "2430")
    assert row.to_json()["state"] == "UNVERIFIED"


def test_every_figure_that_a_calculator_names_is_a_known_key() -> None:
    for found in CALCULATORS.values():
        assert set(found.figures_needed) <= set(SHIPPED.keys)


@pytest.mark.parametrize(("change", "field"), [
    ({"key": "nothing"}, "key"), ({"region": "杭州市"}, "region"), ({"value": "很多"}, "value"), ({"value": "-1"}, "value"), ({"value": " "}, "value"),
    ({"value": "NaN"}, "value"), ({"source": " "}, "source"), ({"mark": "X"}, "mark"), ({"valid_to": date(2025, 1, 1)}, "valid_to"),
])
def test_a_faulty_figure_is_refused_by_field(change: dict[str, object], field: str) -> None:
    row = {"key": "min_wage_monthly", "region": "海曙区", "value": "2700", "valid_from": date(2027, 1, 1), "valid_to": None, "source": "文件", "mark": "OP"}
    with pytest.raises(Refusal) as caught:
        SHIPPED.with_values(Parameter(**{**row, **change}))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_regions_go_by_their_short_and_long_names() -> None:
    assert [region_named(n) for n in ("海曙", "宁波市海曙区", " 海曙区 ", "宁波", "浙江省", "全国")] == ["海曙区", "海曙区", "海曙区", "宁波市", "浙江省", "全国"]
    with pytest.raises(Refusal):
        region_named("杭州市")
