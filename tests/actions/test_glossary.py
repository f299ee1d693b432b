"""Synonyms: changed by an editor and a second person, in use within a minute, with their history."""

import pytest

from casebank.engine import Doc, Query
from legalaid.actions import glossary
from legalaid.errors import Conflict, Forbidden, Refused
from tests.builders import Office
from tests.conftest import Clock
from toolkit.synonyms import synonyms


def propose(office: Office, lay: str = "断供工资", legal: tuple[str, ...] = ("拖欠劳动报酬",), who: str = "editor") -> object:
    return office.act(who, lambda s, by: glossary.propose(s, by, lay=lay, legal=legal, reason="常有人这样说").id)


def decide(office: Office, ident: object, who: str = "editor2", **given: object) -> None:
    office.act(who, lambda s, by: glossary.decide(s, by, ident, **{"agree": True, **given}))  # type: ignore[arg-type]


def table(office: Office) -> dict[str, tuple[str, ...]]:
    return office.look(None, lambda s, _by: glossary.effective(s))


@pytest.mark.both
def test_a_change_is_in_force_after_a_second_person_agreed_and_replaces_the_one_before(office: Office) -> None:
    first = propose(office)
    assert "断供工资" not in table(office)
    decide(office, first)
    assert table(office)["断供工资"] == ("拖欠劳动报酬",)
    decide(office, propose(office, legal=("拖欠劳动报酬", "未及时足额支付劳动报酬"), who="editor2"), "editor")
    assert table(office)["断供工资"] == ("拖欠劳动报酬", "未及时足额支付劳动报酬")
    assert office.look("editor", lambda s, by: sorted((r.state, len(r.legal)) for r in glossary.changes(s, by))) == [("ACTIVE", 2), ("REPLACED", 1)]


def test_an_entry_of_the_file_is_changed_or_taken_out(office: Office) -> None:
    lay = next(iter(synonyms()))
    decide(office, propose(office, lay, ()))
    assert lay not in table(office)
    assert table(office).keys() == synonyms().keys() - {lay}
    decide(office, propose(office, lay, ("终止劳动合同",)))
    assert table(office)[lay] == ("终止劳动合同",)


def test_nobody_decides_their_own_and_nothing_is_decided_twice(office: Office) -> None:
    ident = propose(office)
    with pytest.raises(Forbidden, match="自己"):
        decide(office, ident, "editor")
    with pytest.raises(Forbidden):
        decide(office, ident, "mediator")
    with pytest.raises(Conflict, match="等复核"):
        propose(office)
    with pytest.raises(Refused, match="原因"):
        decide(office, ident, agree=False)
    decide(office, ident, agree=False, note="没有人这样说")
    with pytest.raises(Conflict, match="处理过"):
        decide(office, ident)
    assert "断供工资" not in table(office)


@pytest.mark.parametrize(("lay", "legal", "field"), [
    ("", ("甲乙",), "lay"), ("断供、工资", ("甲乙",), "lay"), ("断供", ("断供",), "legal"), ("没有的词", (), "lay"), ("断供", tuple(f"词{n}" for n in range(7)), "legal"),
    ("断" * 41, ("甲乙",), "lay"),
    ("13912345670", ("甲乙",), "lay"),
])
def test_what_is_no_entry_is_refused_at_its_field(office: Office, lay: str, legal: tuple[str, ...], field: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(office, lay, legal)
    assert refused.value.field == field


def test_every_process_uses_a_change_within_a_minute_without_a_restart(office: Office, clock: Clock) -> None:
    office.runtime.engine("cases").rebuild([Doc("a", "", {"facts": "用人单位拖欠劳动报酬。"}), Doc("b", "", {"facts": "职工享受年休假。"})])

    def found() -> list[str]:
        return [h.id for h in office.runtime.engine("cases").find(Query("断供工资啊")).hits]

    before = office.runtime.engine("cases")
    assert found() == []
    decide(office, propose(office))
    clock.forward(seconds=30)
    assert office.runtime.engine("cases") is before
    clock.forward(seconds=31)
    assert found() == ["a"]
    clock.forward(minutes=5)
    assert office.runtime.engine("cases") is office.runtime.engine("cases")
