"""The table of guards that `python -m tests.guards` takes out says what stands in the sources, and leaves out no test of the checklist."""

from tests.conftest import ROOT
from tests.guards.table import REMOVALS
from tests.house.checklist import ITEMS


def test_every_test_of_the_checklist_is_seen_to_fail_without_a_guard() -> None:
    named = {(number, test) for removal in REMOVALS for number in removal.numbers for test in removal.tests}
    assert [f"{number}: {test}" for number, item in ITEMS.items() for test in item.tests if (number, test) not in named] == []


def test_every_guard_stands_once_where_the_table_says_and_goes_when_it_is_taken_out() -> None:
    wrong = [f"{r.numbers} {r.words}: {edit.file}" for r in REMOVALS for edit in r.edits if (ROOT / edit.file).read_text(encoding="utf-8").count(edit.old) != 1 or edit.new == edit.old]
    assert wrong == []
    assert [r.words for r in REMOVALS if not r.edits or any(not edit.old for edit in r.edits)] == []


def test_every_removal_names_tests_of_its_demands_and_words_of_its_own() -> None:
    for removal in REMOVALS:
        demanded = {number: set(ITEMS[number].tests) for number in removal.numbers}
        assert removal.tests, removal.words
        assert set(removal.tests) <= set().union(*demanded.values()), removal.words
        assert all(tests & set(removal.tests) for tests in demanded.values()), f"{removal.words}: a number without a test"
    words = [removal.words for removal in REMOVALS]
    assert sorted(set(words)) == sorted(words)
