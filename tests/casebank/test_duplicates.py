"""The same matter told twice is found, another one on the same subject is not."""

from pathlib import Path

from casebank import case as bank
from casebank.case import Case
from casebank.duplicates import Known, pieces
from legalaid.actions import cases

FACTS = "某服装厂自八月起没有向张某等二十四人发放工资，职工多次催要，厂方以资金紧张为由拖延，十一月三日厂区关停，负责人失去联系，职工到调处工作室求助，要求支付拖欠的工资和经济补偿。"
ONE = Case("a", "拖欠工资", facts=FACTS, outcome="仲裁裁决支付工资十八万六千元。")


def alike(other: Case, known: Case = ONE) -> list[tuple[str, int]]:
    held = Known()
    held.add(known.id, pieces(known))
    return [(a.id, a.percent) for a in held.like(other.id, pieces(other))]


def test_the_same_text_with_other_names_sums_and_marks_is_found() -> None:
    assert alike(Case("b", "别的标题", facts=FACTS, outcome=ONE.outcome)) == [("a", 100)]
    assert alike(Case("b", "", facts=FACTS.replace("张某", "王某").replace("，", ", "), outcome="仲裁裁决支付工资 5 万元。"))[0][1] >= 60
    assert alike(Case("b", "", facts=f"{FACTS}此后双方又多次协商。" + "后来发生了许多别的事情，与前面的内容完全没有关系。" * 6)) != [], "the shorter one lies in the longer one"


def test_another_matter_on_the_same_subject_and_a_text_that_says_nothing_are_not() -> None:
    assert alike(Case("b", "拖欠工资", facts="某电子厂三个月没有支付工资，十二名工人向工会反映，经调解厂方分两期付清，职工撤回仲裁申请，双方没有其他争议。", outcome="调解达成。")) == []
    assert alike(Case("b", "拖欠工资", facts="拖欠工资。")) == []
    assert alike(ONE) == [], "a case is no duplicate of itself"


def test_no_two_cases_of_the_product_look_like_one() -> None:
    lines = [line for path in sorted((Path(bank.__file__).parent / "library").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    held = Known()
    for row in cases.read_lines(lines).rows:
        assert held.like(row.case.id, pieces(row.case)) == []
        held.add(row.case.id, pieces(row.case))
