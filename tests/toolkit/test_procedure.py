"""The procedure of a dispute: every state can be reached, the forbidden ways are shut."""

import json
from collections import deque
from itertools import combinations
from pathlib import Path

import pytest

from toolkit.procedure import FORBIDDEN, GUARDS, STATES, TRANSITIONS, allowed, step, take
from toolkit.procedure_map import BINDING, Transition
from toolkit.refusal import Refusal


def walk(state: str, *steps: tuple[str, str]) -> str:
    for event, guards in steps:
        state = step(state, event, guards.split())
    return state


def guards_for(transition: Transition) -> set[str]:
    """A smallest set of facts under which the step is meant to be open."""
    choices = [{*transition.needs, one} for one in transition.either] or [set(transition.needs)]
    shut = {"transfer_without_consent", "filing_without_consent", "court_before_arbitration"}
    for choice in choices:
        if not any(r.hits(transition.source, transition.event, frozenset(choice)) for r in FORBIDDEN if r.id in shut):
            return choice
    raise AssertionError(f"no facts open {transition}")


def test_every_state_of_the_design_has_a_chinese_name_and_can_be_reached_from_intake() -> None:
    assert len(STATES) == 35
    assert all(name and not name.isascii() for name in STATES.values())
    seen, queue = {"INTAKE"}, deque(["INTAKE"])
    while queue:
        state = queue.popleft()
        for transition in TRANSITIONS:
            if transition.source == state and transition.target not in seen:
                seen.add(transition.target)
                queue.append(transition.target)
    assert seen == set(STATES)


def test_every_state_but_closed_leads_to_closed() -> None:
    ends, grew = {"CLOSED"}, True
    while grew:
        before = len(ends)
        ends |= {t.source for t in TRANSITIONS if t.target in ends and not t.parallel}
        grew = len(ends) > before
    assert ends == set(STATES)


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda t: f"{t.source}-{t.event}-{t.target}")
def test_every_step_of_the_map_is_taken_when_its_facts_hold(transition: Transition) -> None:
    guards = guards_for(transition)
    assert take(transition.source, transition.event, guards) == transition
    assert transition in allowed(transition.source, guards)
    expected = transition.source if transition.parallel else transition.target
    assert step(transition.source, transition.event, guards) == expected


@pytest.mark.parametrize("transition", [t for t in TRANSITIONS if t.needs], ids=lambda t: f"{t.source}-{t.event}")
def test_a_step_without_one_of_its_facts_is_refused_in_chinese(transition: Transition) -> None:
    for lacking in transition.needs:
        rivals = [t for t in TRANSITIONS if (t.source, t.event) == (transition.source, transition.event)]
        guards = guards_for(transition) - {lacking}
        if any(t is not transition and set(t.needs) <= guards and not t.unless for t in rivals):
            continue
        if transition.event == "withdraw_suit":
            continue  # without an award the same event leads to WITHDRAWN, tested below
        with pytest.raises(Refusal) as caught:
            take(transition.source, transition.event, guards)
        assert not caught.value.message.isascii()


def test_unknown_states_events_and_guards_are_refused_by_name() -> None:
    for args, field in ((("NOWHERE", "sue"), "state"), (("TRIAGED", "fly"), "event")):
        with pytest.raises(Refusal) as caught:
            step(*args)
        assert caught.value.field == field
    with pytest.raises(Refusal) as caught:
        step("TRIAGED", "advise", ["moonlight"])
    assert caught.value.field == "guards"


def test_the_long_way_from_intake_to_money_runs_through() -> None:
    assert walk(
        "INTAKE",
        ("classify", ""), ("negotiate", ""), ("apply_mediation", "worker_consent both_consent"), ("start_mediation", ""),
        ("mediation_times_out", "limit_passed"), ("file_arbitration", "worker_consent"), ("accept_arbitration", ""),
        ("hear", ""), ("award_nonfinal", ""), ("sue", "by_employer in_time"), ("judge", ""), ("appeal", "in_time"),
        ("judge", ""), ("enforce", "not_performed in_time"), ("perform", ""), ("archive", ""),
    ) == "CLOSED"


@pytest.mark.parametrize("state", ["TRIAGED", "NEGOTIATING", "MED_FAILED", "ARB_FILED", "ARB_ACCEPTED", "ARB_HEARD"])
def test_nobody_goes_to_court_before_arbitration(state: str) -> None:
    with pytest.raises(Refusal, match="须先经仲裁"):
        step(state, "sue", ["by_worker", "in_time"])


def test_court_before_arbitration_opens_for_the_exceptions_only_where_they_belong() -> None:
    assert step("TRIAGED", "sue", ["wage_iou", "by_worker"]) == "CT1_FILED"
    assert step("MED_AGREED", "sue", ["wage_only_agreement", "not_performed", "by_worker"]) == "CT1_FILED"
    assert step("ARB_REFUSED", "sue", ["by_worker"]) == "CT1_FILED"
    assert step("ARB_ACCEPTED", "sue", ["arb_overdue", "by_worker"]) == "CT1_FILED"
    for state, guards in (
        ("TRIAGED", ["arb_overdue", "by_worker"]),
        ("ARB_ACCEPTED", ["wage_iou", "by_worker"]),
        ("ARB_ACCEPTED", ["arb_overdue", "overdue_excused", "by_worker"]),
        ("MED_AGREED", ["wage_iou", "not_performed", "by_worker"]),
    ):
        with pytest.raises(Refusal):
            step(state, "sue", guards)


def test_an_employer_never_sues_against_a_final_award_but_may_ask_to_set_it_aside() -> None:
    for state in ("AWARD_FINAL", "SETASIDE"):
        with pytest.raises(Refusal, match="终局裁决只有职工可以起诉"):
            step(state, "sue", ["by_employer", "in_time"])
        assert all(t.event != "sue" for t in allowed(state, ["by_employer", "in_time"]))
    assert step("AWARD_FINAL", "sue", ["by_worker", "in_time"]) == "CT1_FILED"
    assert step("AWARD_FINAL", "apply_setaside", ["by_employer", "in_time"]) == "SETASIDE"
    with pytest.raises(Refusal):
        step("AWARD_FINAL", "apply_setaside", ["by_employer", "in_time", "worker_sued"])


@pytest.mark.parametrize(
    ("state", "event"),
    [("TRIAGED", "transfer"), ("TRIAGED", "apply_mediation"), ("TRIAGED", "file_arbitration"),
     ("ARB_FILED", "refer_to_union"), ("ARB_ACCEPTED", "refer_to_union"), ("TRIAGED", "complain_to_inspection")],
)
def test_nothing_is_handed_over_without_the_workers_recorded_consent(state: str, event: str) -> None:
    with pytest.raises(Refusal, match="没有职工同意的记录"):
        step(state, event, ["both_consent", "in_time"])


def test_the_administrative_track_runs_beside_the_dispute() -> None:
    for state in set(STATES) - {"CLOSED", "ADMIN_TRACK"}:
        assert step(state, "apply_injury_recognition") == state
        assert take(state, "apply_injury_recognition").target == "ADMIN_TRACK"
    with pytest.raises(Refusal):
        step("CLOSED", "apply_injury_recognition")


def test_every_binding_document_can_be_enforced() -> None:
    for state in BINDING:
        assert step(state, "enforce", ["not_performed", "in_time"]) == "ENFORCING"
        assert step(state, "archive", ["no_enforcement_wanted"]) == "CLOSED"


def test_a_withdrawn_suit_revives_the_award_and_without_one_ends_the_matter() -> None:
    assert step("CT1_FILED", "withdraw_suit", ["award_exists"]) == "EFFECTIVE"
    assert step("CT1_FILED", "withdraw_suit") == "WITHDRAWN"


def test_an_upheld_objection_to_a_payment_order_leads_by_its_ground() -> None:
    assert step("PO_ISSUED", "uphold_objection", ["po_by_agreement"]) == "CT1_FILED"
    assert step("PO_ISSUED", "uphold_objection", ["po_by_wages", "by_worker"]) == "ARB_FILED"
    with pytest.raises(Refusal, match="互相矛盾"):
        step("PO_ISSUED", "uphold_objection", ["po_by_agreement", "po_by_wages", "by_worker"])


def test_after_the_hearing_withdrawal_needs_the_respondent_and_after_an_award_it_is_too_late() -> None:
    assert step("ARB_ACCEPTED", "withdraw", ["by_worker"]) == "WITHDRAWN"
    with pytest.raises(Refusal, match="被申请人同意"):
        step("ARB_HEARD", "withdraw", ["by_worker"])
    for state in ("AWARD_FINAL", "AWARD_NONFINAL", "CT1_FILED"):
        with pytest.raises(Refusal, match="不能"):
            step(state, "withdraw", ["by_worker", "respondent_agrees"])


def test_no_pair_of_steps_of_one_event_is_open_under_the_same_smallest_facts() -> None:
    for one, two in combinations(TRANSITIONS, 2):
        if (one.source, one.event) == (two.source, two.event):
            assert guards_for(one) != guards_for(two) or one.unless or two.unless


def test_every_guard_is_used_and_named() -> None:
    used = {g for t in TRANSITIONS for g in (*t.needs, *t.either, *t.unless)}
    assert used == set(GUARDS)


def test_every_article_and_period_of_the_map_exists(shared: Path) -> None:
    lines = (shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {json.loads(line)["id"] for line in lines}
    named = {c for t in TRANSITIONS for c in t.citations} | {c for rule in FORBIDDEN for c in rule.citations}
    assert named <= articles
