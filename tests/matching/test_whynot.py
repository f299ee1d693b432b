"""Why not, what if, and again: the exact loss of another pair, plans side by side, the least disturbance."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import check
from matching.batch import batch, ledger
from matching.problem import CLASSES, BadInstance, Problem
from matching.reassign import reassign
from matching.whatif import what_if
from matching.whynot import losses, why_not
from tests.matching import office as city
from tests.matching.people import DAY, lawyer, matter, office, problem


def tight(seed: int) -> Problem:
    """An office with fewer places than matters, so that moving one matter pushes others."""
    found = city.problem(seed, 12, 24)
    return replace(found, lawyers=tuple(replace(p, caps=dict.fromkeys(CLASSES, 2), open={}, counties=frozenset()) for p in found.lawyers))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_the_loss_is_what_solving_again_with_the_pair_forced_gives(seed: int, data: st.DataObject) -> None:
    found = tight(seed)
    plan = batch(found)
    books = ledger(found, "REPRESENTATION")
    ident = data.draw(st.sampled_from([m.id for m in found.matters]))
    told = losses(books, ident)
    for name in data.draw(st.lists(st.sampled_from(sorted(told)), min_size=1, max_size=5, unique=True)) if told else []:
        assert told[name] == plan.objective - batch(replace(found, fixed={ident: name})).objective
    if ident in plan.pairs:
        assert told[plan.pairs[ident]] == 0
    assert min(told.values(), default=0) >= 0


def test_some_loss_is_a_chain_that_no_comparison_of_two_lawyers_shows() -> None:
    """B's only place goes to the forced matter, so X, whom only B knows, goes to a stranger."""
    only = {"caps": {"REPRESENTATION": 1}, "month_caps": {}}
    people = [lawyer("A", specialties={"205.5": 800}, **only), lawyer("B", specialties={"205.5": 900, "206.1": 1000}, **only)]
    found = problem([matter("M"), matter("X", cause="206.1")], people)
    assert batch(found).pairs == {"M": "A", "X": "B"}
    why = why_not(found, "M", "B")
    assert why.behind == 0  # for M alone B would be the best
    assert why.instead == "A"
    assert why.loss == batch(found).objective - batch(replace(found, fixed={"M": "B"})).objective > 400


def test_for_a_single_matter_the_loss_is_the_distance_to_the_best() -> None:
    people = [lawyer("A"), lawyer("B", specialties={"205.5": 700}), lawyer("C", open={"REPRESENTATION": 3})]
    for name in "ABC":
        why = why_not(problem([matter()], people), "M", name)
        assert (why.rules, why.loss) == ((), why.behind)
        assert sum(why.difference.values()) == -why.behind
    assert why_not(problem([matter()], people), "M", "C").difference == {"load": -150}
    assert why_not(problem([matter()], people), "M", "B").difference == {"fit": -104}


def test_why_not_of_a_fixed_pair_asks_as_if_it_were_free_and_unknown_names_are_refused() -> None:
    found = problem([matter("A"), matter("B")], [lawyer("L"), lawyer("K")], fixed={"A": "L"})
    assert why_not(found, "A", "L").rules == ()
    with pytest.raises(BadInstance, match="matter"):
        why_not(found, "X", "L")
    with pytest.raises(BadInstance, match="lawyer"):
        why_not(found, "A", "X")


def test_what_if_a_lawyer_is_away_more_matters_come_or_weights_change() -> None:
    found = office(11, 12, 20)
    base = batch(found)
    busiest = max(base.pairs.values(), key=list(base.pairs.values()).count)
    away = what_if(found, away=[busiest])
    assert away.before == base
    assert busiest not in away.after.pairs.values()
    assert set(away.moved) == {m.id for m in found.matters if base.pairs.get(m.id) != away.after.pairs.get(m.id)}
    more = what_if(found, more={"330203": 4})
    assert len(more.added) == 4
    assert set(more.added) <= set(more.after.pairs) | {u.matter for u in more.after.unassigned}
    assert not set(more.added) & set(more.moved)
    flat = what_if(found, weights=found.weights.changed(2, {"load": 0}))
    assert (flat.before.weights, flat.after.weights) == (1, 2)
    assert what_if(found).moved == {}
    with pytest.raises(BadInstance, match="away"):
        what_if(found, away=["nobody"])
    with pytest.raises(BadInstance, match=r"more\.330203"):
        what_if(found, more={"330203": -1})


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_placing_the_declined_again_moves_nobody_else_by_default(seed: int, data: st.DataObject) -> None:
    found = tight(seed)
    current = dict(batch(found).pairs)
    declined = data.draw(st.lists(st.sampled_from(sorted(current)), min_size=1, max_size=3, unique=True))
    matters = tuple(replace(m, declined=m.declined | {current[m.id]}) if m.id in declined else m for m in found.matters)
    again = reassign(replace(found, matters=matters), current, declined)
    assert all(again.plan.pairs.get(m) != current[m] for m in declined)
    assert set(again.moved) <= set(declined) | {m.id for m in found.matters if m.id not in current}
    assert check.faults(again.plan.pairs, matters, found.lawyers, DAY) == []
    told = [m for m in current if m not in declined][:8]
    free = reassign(replace(found, matters=matters), current, declined, told=told, stay_bonus=0)
    assert not set(told) & set(free.moved)
    assert free.plan.objective >= again.plan.objective
    sticky = reassign(replace(found, matters=matters), current, declined, told=told, stay_bonus=100_000)
    assert set(sticky.moved) <= set(again.moved)


def test_what_was_told_is_never_loosened() -> None:
    with pytest.raises(BadInstance, match="loose"):
        reassign(problem([matter("A")], [lawyer("L")]), {"A": "L"}, ["A"], told=["A"])
