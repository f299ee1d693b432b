"""What every calculator promises: names, shape, sources that resolve, marks that show, plain words."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit import examples_pay, examples_rest
from toolkit.authority import MARKS, cite
from toolkit.calculators import CALCULATORS, calculate
from toolkit.calculators.shape import LAW_AS_OF
from toolkit.instruments import register
from toolkit.refusal import Refusal

# names of outputs (specification §1) and of inputs (§10; those in brackets may be missing or null)
OUTPUTS = {
    "severance": "avg base capped n_post n_pre manual_review amount", "illegal_termination": "base capped n amount", "notice_pay": "due amount",
    "double_wage": "window_start window_end segments amount amount_in_time", "overtime": "hourly weekday restday holiday total due",
    "annual_leave": "full entitled unused daily extra_200", "injury_lump_sum": "own_wage months amount",
    "injury_allowance": "pct monthly topped_up payer", "injury_termination_zj": "months medical pct employment",
    "injury_death": "funeral death_grant pension_monthly", "medical_period": "months window_months", "sick_pay_floor": "floor shortfall",
    "min_wage_shortfall": "comparable shortfall", "probation": "legal_max over_months compensation wage_floor wage_shortfall_monthly",
    "noncompete": "monthly months_counted amount", "si_late_fee": "fee", "court_fee": "fee", "wage_surcharge": "surcharge", "heat_allowance": "amount",
    "delay_interest": "interest remaining", "final_award": "limit items award", "deadline": "due_date raw_date rolled provisional",
    "limitation": "due_date", "add_workdays": "date", "metrics_rate": "rate",
}
INPUTS = {
    "severance": "hire_date last_day monthly_wages min_wage ground [local_avg_wage enterprise_avg_wage]",
    "illegal_termination": "hire_date last_day monthly_wages min_wage [local_avg_wage]",
    "notice_pay": "ground last_month_wage written_notice_days",
    "double_wage": "hire_date monthly_wage claim_date [signed_date last_day actual_workdays limitation_mode]",
    "overtime": "monthly_base min_wage [hours_weekday hours_restday hours_restday_compensated hours_holiday work_system paid]",
    "annual_leave": "year cumulative_years hire_date monthly_wages_ex_ot "
                    "[taken_days last_day qualified_from waived_in_writing sick_months paid_personal_leave_days]",
    "injury_lump_sum": "grade own_avg_contribution_wage regional_avg_wage",
    "injury_allowance": "grade own_avg_contribution_wage regional_avg_wage min_wage",
    "injury_termination_zj": "grade provincial_avg_wage termination_date retirement_date",
    "injury_death": "regional_avg_wage national_income [own_wage_month dependents]",
    "medical_period": "total_years unit_years", "sick_pay_floor": "min_wage [paid]", "min_wage_shortfall": "gross_paid min_wage [excluded]",
    "probation": "contract_kind agreed_months served_months post_wage [contract_months contract_wage probation_wage min_wage second_probation]",
    "noncompete": "months [avg12 min_wage agreed_monthly employer_release]", "si_late_fee": "arrears from to",
    "wage_surcharge": "amount pct [ordered_by_labour_authority overdue]", "heat_allowance": "mode months [year]",
    "court_fee": "kind [amount halved]", "delay_interest": "principal due_date [payments as_of]", "final_award": "items min_wage",
    "deadline": "rule_id trigger_date [calendar_loaded_years as_of]", "limitation": "trigger_date [events as_of]",
    "add_workdays": "start_date n", "metrics_rate": "numerator denominator",
}
ROWS = [row[:3] for row in (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)]
every_example = pytest.mark.parametrize(("name", "inputs"), [row[1:] for row in ROWS], ids=[f"{row[1]} {row[0]}" for row in ROWS])
BESIDE = {"lines", "warnings", "citations", "params_used", "law_as_of", "notice"}


@pytest.mark.parametrize("name", sorted(CALCULATORS))
def test_inputs_and_outputs_have_the_names_that_others_call(name: str) -> None:
    found = CALCULATORS[name]
    must, _, may = INPUTS[name].partition("[")
    assert {f.name for f in found.fields if f.required} == set(must.split())
    assert {f.name for f in found.fields if not f.required} == set(may.rstrip("]").split())
    assert [o.name for o in found.outputs] == OUTPUTS[name].split()
    assert found.headline in OUTPUTS[name].split()


@every_example
def test_a_result_has_the_declared_outputs_and_says_how_and_why(name: str, inputs: dict[str, Any]) -> None:
    whole = calculate(name, inputs).to_json()
    assert set(whole) == {"calculator", "result"}
    found = whole["result"]
    assert isinstance(found, dict)
    assert set(found) == {*OUTPUTS[name].split(), *BESIDE}
    assert found["law_as_of"] == LAW_AS_OF.isoformat()
    assert "测算仅供参考" in found["notice"]
    assert found["lines"]
    assert all(line["label"] and line["formula"] for line in found["lines"])
    assert name == "metrics_rate" or found["citations"]
    assert json.loads(json.dumps(whole)) == whole
    for row in found["params_used"]:
        assert row["source"]
        assert row["looked_up_on"] or row["mark"] is None, "a figure of ours is looked up by a day"


@every_example
def test_money_has_two_decimals_and_counts_no_trailing_zeros(name: str, inputs: dict[str, Any]) -> None:
    found = calculate(name, inputs).to_json()["result"]
    assert isinstance(found, dict)
    for output in CALCULATORS[name].outputs:
        value = found[output.name]
        if value is None:
            continue
        if output.kind in ("money", "percent"):
            assert re.fullmatch(r"\d+\.\d\d", value), output.name
        elif output.kind == "number":
            assert re.fullmatch(r"\d+(\.\d*[1-9])?", value), output.name
        elif output.kind == "date":
            assert date.fromisoformat(value)
        elif output.kind == "bool":
            assert isinstance(value, bool)
        else:
            codes = {code for code, _ in output.choices}
            assert codes >= ({value} if isinstance(value, str) else set(value))


@every_example
def test_each_citation_is_an_article_of_the_register_with_a_note(name: str, inputs: dict[str, Any]) -> None:
    for citation in calculate(name, inputs).citations:
        act = register()[citation.law]
        assert act.mark == citation.mark or citation.mark == "K"
        if citation.article:
            assert citation.id.rpartition("-")[2] in act.cited, citation.label


@every_example
def test_nothing_unverified_is_hidden(name: str, inputs: dict[str, Any]) -> None:
    answer = calculate(name, inputs)
    said = "\n".join(answer.warnings)
    for citation in answer.citations:
        assert citation.mark == "V" or f"{citation.label}（{MARKS[citation.mark]}）" in said
    for row in answer.params_used:
        assert row["mark"] in (None, "V") or row["verified_by"] or f"{row['label']} {row['value']}（{MARKS[row['mark'] or '']}）" in said


@every_example
def test_only_declared_figures_are_used(name: str, inputs: dict[str, Any]) -> None:
    assert {row["key"] for row in calculate(name, inputs).params_used} <= set(CALCULATORS[name].figures_needed)


@pytest.mark.parametrize(("name", "letter", "mark", "words"), [
    ("severance", "1.1e", "K", "481号"), ("severance", "1.1a", "OP", "加班工资"), ("severance", "1.1a", "OP", "本地区上年度职工月平均工资"),
    ("notice_pay", "1.3c", "C", "部分提前通知"), ("double_wage", "1.4a", "K", "宁波"), ("double_wage", "1.4b", "C", "21.75"), ("double_wage", "1.4a", "S", "解释（二）"),
    ("overtime", "1.5a", "S", "月计薪天数 21.75"), ("annual_leave", "1.6a", "K", "时效"), ("injury_lump_sum", "1.7 lump a", "OP", "全省"),
    ("injury_termination_zj", "1.7 leaving b", "C", "减 20%"), ("injury_termination_zj", "1.7 leaving b", "OP", "只适用到 2025-12-31"),
    ("injury_death", "1.7 death a", "OP", "年份"), ("medical_period", "1.8a", "S", "医疗期规定"), ("sick_pay_floor", "1.8e", "K", "企业工资支付管理办法"),
    ("min_wage_shortfall", "1.9a", "K", "最低工资规定"), ("min_wage_shortfall", "1.9a", "OP", "社会保险费"), ("heat_allowance", "1.14a", "OP", "高温津贴（室外） 300"),
    ("final_award", "1.17a", "K", "裁审衔接意见"), ("final_award", "1.17a", "OP", "浙江省劳动人事争议调解仲裁条例》按 2020 年"),
    ("injury_lump_sum", "1.7 lump a", "OP", "浙江省工伤保险条例》按 2020 年"), ("overtime", "1.5a", "K", "加班费基数"), ("wage_surcharge", "1.13a", "K", "25%"),
    ("noncompete", "1.11e", "K", "补足"),
])
def test_the_marks_of_the_specification_are_shown(name: str, letter: str, mark: str, words: str) -> None:
    inputs = next(row[2] for row in ROWS if row[:2] == (letter, name))
    assert any(MARKS[mark] in warning and words in warning for warning in calculate(name, inputs).warnings)


def test_titles_labels_and_help_are_plain_chinese() -> None:
    assert len({c.title for c in CALCULATORS.values()}) == len(CALCULATORS)
    for found in CALCULATORS.values():
        texts = [found.title, found.summary]
        for field in found.fields:
            assert field.help, f"{found.name}.{field.name} has no help"
            texts += [field.label, field.help, *(label for _, label in field.choices), *(c.label for c in field.columns)]
        texts += [o.label for o in found.outputs]
        for text in texts:
            assert not re.search(r"[一-鿿][,;:?!()]", text), text
            assert len(text) <= 220, text


def test_a_description_tells_everything_a_form_needs() -> None:
    found = CALCULATORS["limitation"].to_json()
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(found))
    events = next(f for f in found["fields"] if f["name"] == "events")  # type: ignore[attr-defined]
    assert [c["name"] for c in events["columns"]] == ["kind", "date", "from", "to"]
    assert found["headline"] == "due_date"


def test_the_handbook_names_every_calculator_with_its_inputs_and_outputs() -> None:
    handbook = (Path(__file__).resolve().parents[2] / "README.zh-CN.md").read_text(encoding="utf-8")
    for name, found in CALCULATORS.items():
        (row,) = (line for line in handbook.splitlines() if line.startswith(f"| `{name}` |"))
        asked, given = row.split("|")[3:5]
        assert re.findall(r"`(\w+)`", asked) == sorted((f.name for f in found.fields), key=lambda n: f"[`{n}`]" in asked)
        assert {f.name for f in found.fields if not f.required} == set(re.findall(r"\[`(\w+)`\]", asked))
        assert re.findall(r"`(\w+)`", given) == [o.name for o in found.outputs]
        assert found.title in row


def test_an_unknown_calculator_is_refused_with_the_names() -> None:
    for name in ("nothing", None, ["severance"], {}):
        with pytest.raises(Refusal, match="severance") as caught:
            calculate(name, {})
        assert caught.value.field == "calculator"


def test_an_act_that_is_not_in_the_register_cannot_be_cited() -> None:
    with pytest.raises(ValueError, match="某市工资条例"):
        cite("某市工资条例-3")
    assert cite("刑法-276之一").label == "《刑法》第二百七十六条之一"
    assert cite("民法典-1259").label == "《民法典》第一千二百五十九条"
