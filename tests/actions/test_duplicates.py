"""Cases told twice: found in a file, among drafts and in what is published, by the newest text, whatever a process remembers."""

from typing import Any

import pytest

from casebank import case as bank
from legalaid.actions import cases, duplicates
from legalaid.runtime import Runtime
from tests.actions.test_cases import BODY, Desk

TOLD = {
    "facts": "某服装厂自八月起没有发工资，张某等人多次催要，厂长先说下月补发，后来不再接电话，仓库里的机器也在夜里运走。",
    "reasoning": "用人单位应当按月以货币形式及时足额支付劳动报酬，经营困难不是拖欠的理由。",
}
OTHER = {
    "facts": "李某在工地上被钢管砸伤脚，工程队没有给他参加工伤保险，住院的费用由他自己先付，出院以后队里说他是自己不小心。",
    "reasoning": "职工在工作时间和工作场所内因工作原因受到事故伤害的，应当认定为工伤。",
}


@pytest.fixture
def desk(runtime: Runtime) -> Desk:
    return Desk(runtime)


def text(ident: str, **changes: Any) -> bank.Case:
    return bank.from_json({**BODY, "id": ident, **changes})


def like(desk: Desk, *rows: bank.Case) -> list[tuple[int, str, str]]:
    with desk.runtime.read() as session:
        return [(d.line, d.id, d.other) for d in duplicates.among(session, list(enumerate(rows, 1)))]


@pytest.mark.both
def test_a_case_told_again_is_found_in_the_library_and_in_the_lines_before_it(desk: Desk) -> None:
    desk.publish(id="nb-1", **TOLD)
    desk.do("editor", cases.draft, {**BODY, "id": "nb-2", **OTHER})
    again = TOLD["facts"].replace("张某", "赵某")
    assert like(desk, text("nb-9", facts=again, reasoning=TOLD["reasoning"])) == [(1, "nb-9", "nb-1")]
    assert like(desk, text("nb-8", **OTHER), text("nb-7", **OTHER)) == [(1, "nb-8", "nb-2"), (2, "nb-7", "nb-2")], "the library's smaller number comes first when both are the same"
    fresh = {"facts": "公司以末位淘汰为由辞退王某，没有通知工会，也没有给他培训或者换岗的机会，他在公司做了九年，考核从来合格。", "reasoning": "末位不等于不能胜任。"}
    assert like(desk, text("nb-6", **fresh), text("nb-5", **fresh)) == [(2, "nb-5", "nb-6")]


@pytest.mark.both
def test_a_case_is_not_held_against_itself_nor_against_what_was_retired(desk: Desk) -> None:
    desk.publish(id="nb-1", **TOLD)
    assert like(desk, text("nb-1", **TOLD)) == []
    assert like(desk, text("nb-9", **TOLD)) == [(1, "nb-9", "nb-1")]
    desk.do("second", cases.retire, "nb-1", reason="内容写错了")
    assert like(desk, text("nb-9", **TOLD)) == []


@pytest.mark.both
def test_the_newest_text_counts_also_in_a_process_that_remembers_the_one_before(desk: Desk) -> None:
    desk.publish(id="nb-1", **TOLD)
    assert like(desk, text("nb-9", **TOLD)) == [(1, "nb-9", "nb-1")]
    desk.do("editor", cases.draft, {**BODY, "id": "nb-1", **OTHER})
    assert (like(desk, text("nb-9", **TOLD)), like(desk, text("nb-9", **OTHER))) == ([], [(1, "nb-9", "nb-1")])


def test_a_text_is_cut_into_pieces_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_texts", {})  # a process remembers what another test asked
    desk.keep(*({**BODY, "id": f"nb-{n}", **TOLD, "title": f"第{n}件"} for n in range(5)))
    cut, cut_up = list[str](), duplicates.pieces

    def counted(case: bank.Case) -> frozenset[int]:
        cut.append(case.id)
        return cut_up(case)

    monkeypatch.setattr(duplicates, "pieces", counted)
    like(desk, text("nb-9", **OTHER))
    assert sorted(set(cut)) == [*(f"nb-{n}" for n in range(5)), "nb-9"]
    cut.clear()
    like(desk, text("nb-9", **OTHER))
    assert set(cut) == {"nb-9"}
