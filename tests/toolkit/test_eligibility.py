"""Legal aid: condition by condition, nothing refused on what is merely unknown."""

from decimal import Decimal
from typing import Any

import pytest

from toolkit.eligibility import MATTERS, QUESTIONS, Condition, Eligibility, assess
from toolkit.refusal import Refusal

BASE: dict[str, Any] = {"own_lawyer": False, "local": True, "worker": True}


def means(result: Eligibility, track: str = "state") -> Condition:
    return next(c for c in getattr(result, track).conditions if c.id == "means")


@pytest.mark.parametrize("matter", ["WAGE", "INJURY"])
def test_a_migrant_worker_with_proof_claiming_pay_or_injury_needs_no_means_check(matter: str) -> None:
    result = assess(BASE | {"matter": matter, "migrant": True, "status_proof": True, "income_per_member": "99999"}, Decimal(2660))
    assert result.state.verdict == result.union.verdict == result.verdict == "ELIGIBLE"
    assert means(result).citation == "法律援助法-42"
    assert result.state.exemption is not None


@pytest.mark.parametrize("matter", ["RELATION", "SOCIAL_INSURANCE"])
def test_the_exemption_of_migrant_workers_covers_pay_and_injury_only(matter: str) -> None:
    answers = {"matter": matter, "migrant": True, "status_proof": True, "vulnerable": False, "assisted": False,
               "special_ground": False, "income_per_member": "99999"}
    result = assess(BASE | answers, Decimal(2660))
    assert result.state.verdict == "NOT"
    assert means(result).status == "NOT_MET"


@pytest.mark.parametrize("ground", ["vulnerable", "assisted"])
def test_protected_groups_need_material_that_proves_it(ground: str) -> None:
    unproved = assess(BASE | {"matter": "RELATION", ground: True})
    assert means(unproved).status == "UNKNOWN"
    assert "status_proof" in unproved.questions
    assert assess(BASE | {"matter": "RELATION", ground: True, "status_proof": True}).state.verdict == "ELIGIBLE"


def test_bravery_needs_no_hardship_at_all() -> None:
    result = assess(BASE | {"matter": "INJURY", "special_ground": True})
    assert means(result).citation == "法律援助法-32"
    assert result.state.verdict == "ELIGIBLE"


def test_income_on_the_line_meets_it_and_a_cent_above_does_not() -> None:
    plain = BASE | {"matter": "WAGE", "migrant": False, "vulnerable": False, "assisted": False, "special_ground": False,
                    "serious_infringement": False, "means_proof": True}
    on = assess(plain | {"income_per_member": "2660"}, Decimal(2660), Decimal(2660))
    above = assess(plain | {"income_per_member": "2660.01"}, Decimal(2660), Decimal(2660))
    assert (on.state.verdict, on.union.verdict) == ("ELIGIBLE", "ELIGIBLE")
    assert (above.state.verdict, above.union.verdict, above.verdict) == ("NOT", "NOT", "NOT")
    assert above.questions.keys().isdisjoint({"income_per_member", "migrant"})


def test_income_over_the_line_with_an_exemption_unasked_is_unknown_and_asks_for_it() -> None:
    result = assess(BASE | {"matter": "WAGE", "income_per_member": "9000", "serious_infringement": False}, Decimal(2660))
    assert means(result).status == "UNKNOWN"
    assert {"migrant", "vulnerable", "assisted"} <= set(result.questions)


def test_low_income_without_proof_asks_for_proof_or_promise() -> None:
    result = assess(BASE | {"matter": "WAGE", "income_per_member": 100}, Decimal(2660))
    assert means(result).status == "UNKNOWN"
    assert "means_proof" in result.questions


def test_without_a_line_of_the_place_nobody_is_refused_for_their_income() -> None:
    plain = BASE | {"matter": "WAGE", "migrant": False, "vulnerable": False, "assisted": False, "special_ground": False}
    result = assess(plain | {"income_per_member": "99999"})
    assert means(result).status == "UNKNOWN"
    assert "没有设定" in means(result).reason


def test_serious_infringement_with_evidence_opens_union_aid_without_hardship() -> None:
    result = assess(BASE | {"matter": "COMPENSATION", "serious_infringement": True, "income_per_member": 99999}, Decimal(1), Decimal(1))
    assert result.union.verdict == "ELIGIBLE"
    assert result.state.verdict == "UNKNOWN"
    assert result.verdict == "ELIGIBLE"


def test_a_lawyer_of_ones_own_shuts_both_tracks() -> None:
    result = assess(BASE | {"matter": "WAGE", "migrant": True, "status_proof": True, "own_lawyer": True})
    assert (result.state.verdict, result.union.verdict, result.verdict) == ("NOT", "NOT", "NOT")


def test_a_matter_that_has_nothing_to_do_with_work_is_not_for_the_union() -> None:
    result = assess(BASE | {"matter": "NOT_LABOUR"})
    assert result.union.verdict == "NOT"
    assert result.state.verdict != "ELIGIBLE"


def test_knowing_nothing_asks_everything_and_decides_nothing() -> None:
    result = assess({})
    assert (result.verdict, result.state.verdict, result.union.verdict) == ("UNKNOWN",) * 3
    assert {"matter", "own_lawyer", "local", "worker", "days_left", "identity_paper"} <= set(result.questions)
    for track in (result.state, result.union):
        assert all(c.status == "UNKNOWN" and c.reason and c.citation for c in track.conditions)


@pytest.mark.parametrize(("days", "needed"), [(6, True), (0, True), (7, False), (-1, False), (365, False)])
def test_aid_comes_first_when_less_than_seven_days_remain(days: int, needed: bool) -> None:
    act = assess(BASE | {"days_left": days, "preservation_needed": False}).act_first
    assert act.needed is needed
    assert act.citation == "法律援助法-44"


def test_aid_comes_first_for_preservation_and_is_unknown_without_facts() -> None:
    assert assess({"preservation_needed": True}).act_first.needed is True
    assert assess({"preservation_needed": True, "days_left": 300}).act_first.needed is True
    assert assess({"days_left": 300}).act_first.needed is None


def test_missing_papers_are_named_and_never_a_ground_for_refusal() -> None:
    full = BASE | {"matter": "WAGE", "migrant": True, "status_proof": True, "identity_paper": False, "case_papers": True}
    result = assess(full)
    assert result.papers_missing == ("身份证件",)
    assert result.verdict == "ELIGIBLE"
    assert "application_form" in result.questions
    assert "identity_paper" not in result.questions


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"colour": True}, "colour"), ({"migrant": "yes"}, "migrant"), ({"migrant": 1}, "migrant"), ({"matter": "FUN"}, "matter"),
     ({"days_left": "3"}, "days_left"), ({"days_left": True}, "days_left"), ({"income_per_member": "many"}, "income_per_member"),
     ({"income_per_member": -1}, "income_per_member"), ({"income_per_member": "NaN"}, "income_per_member"),
     ({"income_per_member": 1.5}, "income_per_member")],
)
def test_bad_answers_are_refused_by_question(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        assess(answers)
    assert caught.value.field == field


def test_every_matter_gives_a_verdict_and_every_question_asked_is_one_of_ours() -> None:
    for matter in MATTERS:
        result = assess({"matter": matter})
        assert result.verdict in {"ELIGIBLE", "NOT", "UNKNOWN"}
        assert set(result.questions) <= set(QUESTIONS)
