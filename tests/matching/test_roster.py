"""Duty rosters: lawful by the records, the best by brute force, fair over the year, true to swaps, never without an answer."""

import itertools
import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import duties, figures, load, roster, scores
from matching.duties import Change, Duty, Post, Preference, on_duty, standing, swap, take_over
from matching.problem import BadInstance, Lawyer
from matching.roster import UNFILLED, Quarter, plan
from tests.matching import office
from tests.matching.people import lawyer

MONDAY = date(2027, 1, 4)


def post(ident: str, **change: object) -> Post:
    return replace(Post(ident, "330203", 1, "AM", 29.85, 121.5), **change)  # type: ignore[arg-type]


def city(seed: int, people: int, posts: int, weeks: int, **change: object) -> Quarter:
    rng = random.Random(seed)
    found = [replace(p, licence_until=date(2027, 2, 15) if rng.random() < 0.1 else date(2029, 1, 1),
                     leaves=((MONDAY, MONDAY + timedelta(days=9)),) if rng.random() < 0.2 else ()) for p in office.lawyers(rng, people, 6, 50)]
    places = tuple(Post(f"P{i:02d}", rng.choice(office.COUNTIES[:4]), rng.randrange(5), rng.choice(duties.HALVES), 29.4 + 0.01 * i, 121.1 + 0.02 * i) for i in range(posts))
    wishes = {p.id: Preference({rng.choice(places).id: rng.choice([-200, 60])}, frozenset({rng.randrange(5)}), rng.choice([None, 1, 2])) for p in found if rng.random() < 0.4}
    return replace(Quarter(roster.mondays(MONDAY, weeks), places, tuple(found), wishes, frozenset({MONDAY + timedelta(days=1)})), **change)  # type: ignore[arg-type]


def lawful(quarter: Quarter, found: roster.Roster) -> None:
    """From the records alone: everything filled once or unfilled, no rule and no wish that forbids is broken."""
    assert duties.faults([*quarter.done, *found.duties], quarter.posts, quarter.lawyers, quarter.gap) == []
    wanted = [(week, p.id) for week in quarter.weeks for p in quarter.posts if week + timedelta(days=p.weekday) not in quarter.closed]
    assert sorted([(d.week, d.post) for d in found.duties] + [(week, ident) for week, ident, _ in found.unfilled]) == sorted(wanted)
    weekday = {p.id: p.weekday for p in quarter.posts}
    for d in found.duties:
        assert weekday[d.post] not in quarter.preferences.get(d.lawyer, Preference()).never
    for who, n in Counter(d.lawyer for d in found.duties).items():
        most = quarter.preferences.get(who, Preference()).most
        assert most is None or n <= most


def worth(quarter: Quarter, chosen: tuple[Duty, ...], slots: int) -> int:
    """The objective written anew: distance and wishes, less the rising cost of each duty of the year and of what is unfilled."""
    people, places = {p.id: p for p in quarter.lawyers}, {p.id: p for p in quarter.posts}
    points = 0
    for d in chosen:
        where = scores.place(places[d.post].latitude, places[d.post].longitude)
        points += int(scores.distances(quarter.distance, scores.places([people[d.lawyer]]), where)[0]) + quarter.preferences.get(d.lawyer, Preference()).posts.get(d.post, 0)
    before = Counter(d.lawyer for d in quarter.done)
    for who, n in Counter(d.lawyer for d in chosen).items():
        points -= sum(load.half_even(quarter.fairness * (2 * k - 1), 2 * quarter.quota) for k in range(before[who] + 1, before[who] + n + 1))
    return points - UNFILLED * (slots - len(chosen))


def brute(quarter: Quarter) -> int:
    slots = [(week, p) for week in quarter.weeks for p in quarter.posts if p.day(week) not in quarter.closed]
    best = -UNFILLED * len(slots)
    for combo in itertools.product([None, *(p.id for p in quarter.lawyers)], repeat=len(slots)):
        chosen = tuple(Duty(week, p.id, who) for (week, p), who in zip(slots, combo, strict=True) if who)
        wishes = [(quarter.preferences.get(d.lawyer, Preference()), d) for d in chosen]
        days = {p.id: p.weekday for p in quarter.posts}
        count = Counter(d.lawyer for d in chosen)
        if any(days[d.post] in w.never or (w.most is not None and count[d.lawyer] > w.most) for w, d in wishes):
            continue
        if not duties.faults([*quarter.done, *chosen], quarter.posts, quarter.lawyers, quarter.gap):
            best = max(best, worth(quarter, chosen, len(slots)))
    return best


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_a_small_roster_is_the_best_by_brute_force(seed: int) -> None:
    quarter = city(seed, 4, 2, 3, done=(Duty(MONDAY - timedelta(weeks=1), "P00", "L00001"),), closed=frozenset())
    quarter = replace(quarter, lawyers=tuple(replace(p, counties=frozenset()) for p in quarter.lawyers))
    found = plan(quarter)
    lawful(quarter, found)
    assert found.optimal
    assert found.objective == worth(quarter, found.duties, 6) == brute(quarter)


@pytest.mark.parametrize("seed", range(3))
def test_a_roster_is_lawful_and_the_same_for_any_order_and_never_worse_than_week_by_week(seed: int) -> None:
    quarter = city(seed, 25, 6, 5, gap=seed)
    found, weekly = plan(quarter), plan(quarter, time_limit=0)
    for one in (found, weekly):
        lawful(quarter, one)
    assert found.optimal
    assert not weekly.optimal
    assert found.objective >= weekly.objective
    rng = random.Random(seed)
    mixed = replace(quarter, posts=tuple(rng.sample(quarter.posts, 6)), lawyers=tuple(rng.sample(quarter.lawyers, 25)), weeks=quarter.weeks[::-1])
    assert plan(mixed) == found


@pytest.mark.full
@pytest.mark.parametrize(("posts", "optimal"), [(20, True), (60, False)])
def test_a_quarter_of_the_city_is_filled(posts: int, optimal: bool) -> None:
    quarter = city(1, 153, posts, 13)
    quarter = replace(quarter, preferences={}, closed=frozenset(), lawyers=tuple(replace(p, leaves=(), counties=frozenset(office.COUNTIES)) for p in quarter.lawyers))
    found = plan(quarter, time_limit=120)
    lawful(quarter, found)
    assert found.unfilled == ()
    assert found.optimal or not optimal


def test_duties_of_the_year_so_far_are_made_up_for() -> None:
    people = (lawyer("A"), lawyer("B"))
    past = tuple(Duty(MONDAY - timedelta(weeks=n), "P", "A") for n in (2, 4, 6, 8))
    found = plan(Quarter(roster.mondays(MONDAY, 8), (post("P"),), tuple(replace(p, licence_until=date(2029, 1, 1)) for p in people), done=past))
    assert Counter(d.lawyer for d in found.duties) == {"B": 4, "A": 4}  # the rest between duties leaves no other way
    rested = plan(Quarter(roster.mondays(MONDAY, 8), (post("P"),), tuple(replace(p, licence_until=date(2029, 1, 1)) for p in people), done=past, gap=0))
    assert Counter(d.lawyer for d in rested.duties) == {"B": 6, "A": 2}
    assert figures.gini(roster.tally([*past, *rested.duties], people).values()) == 0


def test_a_post_that_nobody_may_or_can_have_says_why() -> None:
    one = lawyer("A", licence_until=date(2029, 1, 1))
    found = plan(Quarter(roster.mondays(MONDAY, 2), (post("P"), post("Q", county="330282")), (one,)))
    assert [d.post for d in found.duties] == ["P"]
    assert Counter(reason for _, _, reason in found.unfilled) == {"all_resting": 1, "no_eligible_lawyer": 2}
    nobody = plan(Quarter(roster.mondays(MONDAY, 1), (post("P"),), ()))
    assert (nobody.duties, nobody.objective) == ((), -UNFILLED)
    assert plan(Quarter((), (), ())).duties == ()


def test_no_duty_on_a_day_off_or_of_leave_but_on_the_days_beside_it() -> None:
    tuesday = MONDAY + timedelta(days=1)
    away = lawyer("A", licence_until=date(2029, 1, 1), leaves=((tuesday, tuesday),))
    assert plan(Quarter((MONDAY,), (post("P"),), (away,))).duties == ()
    assert plan(Quarter((MONDAY,), (post("P", weekday=2),), (away,))).duties == (Duty(MONDAY, "P", "A"),)
    closed = plan(Quarter((MONDAY,), (post("P", weekday=2),), (away,), closed=frozenset({MONDAY + timedelta(days=2)})))
    assert (closed.duties, closed.unfilled) == ((), ())


def people_of(count: int) -> tuple[Lawyer, ...]:
    return tuple(lawyer(f"L{i}", licence_until=date(2029, 1, 1)) for i in range(count))


def test_swaps_and_take_overs_survive_a_new_plan_and_count_for_the_new_holder() -> None:
    quarter = Quarter(roster.mondays(MONDAY, 4), (post("P"), post("Q", weekday=3)), people_of(5))
    first = plan(quarter)
    one = next(d for d in first.duties if d.week == MONDAY)
    resting = next(p.id for p in quarter.lawyers if not any(d.lawyer == p.id and d.week <= MONDAY + timedelta(weeks=1) for d in first.duties))
    changes = duties.changed(first.duties, (), take_over(one, resting), quarter.posts, quarter.lawyers, quarter.gap)
    again = plan(replace(quarter, changes=changes, preferences={one.lawyer: Preference({"P": 500, "Q": 500})}))
    assert Duty(one.week, one.post, resting) in again.duties
    lawful(quarter, again)
    kept = plan(replace(quarter, kept=tuple(d for d in first.duties if d.week == MONDAY), changes=changes))
    assert Duty(one.week, one.post, resting) in kept.duties
    assert standing(first.duties, changes) == tuple(sorted([*(d for d in first.duties if d != one), Duty(one.week, one.post, resting)]))


def test_a_swap_takes_both_duties_and_an_unlawful_or_outdated_change_is_refused() -> None:
    posts, people = (post("P"), post("Q", weekday=3)), people_of(3)
    weeks = roster.mondays(MONDAY, 3)
    now = (Duty(weeks[0], "P", "L0"), Duty(weeks[0], "Q", "L1"), Duty(weeks[2], "P", "L2"))
    done = duties.changed(now, (), swap(now[0], now[1]), posts, people, 1)
    assert standing(now, done) == (Duty(weeks[0], "P", "L1"), Duty(weeks[0], "Q", "L0"), Duty(weeks[2], "P", "L2"))
    with pytest.raises(BadInstance, match="不在原来"):
        duties.changed(now, done, take_over(now[0], "L2"), posts, people, 1)
    with pytest.raises(BadInstance, match="不足 1 周"):
        duties.changed(now, (), take_over(now[0], "L1"), posts, people, 1)
    with pytest.raises(BadInstance, match="请假"):
        duties.changed(now, (), take_over(now[0], "L2"), posts, (*people[:2], replace(people[2], leaves=((weeks[0], weeks[1]),))), 0)
    back = duties.changed(now, done, (Change(weeks[0], "P", "L1", "L0"), Change(weeks[0], "Q", "L0", "L1")), posts, people, 1)
    assert standing(now, back) == now


def test_who_is_on_duty_is_asked_by_room_day_and_half_day() -> None:
    posts = (post("P", rooms=frozenset({"R1", "R2"})), post("Q", half="PM"), post("S", weekday=3))
    week = roster.mondays(MONDAY, 2)
    now = (Duty(week[0], "P", "L0"), Duty(week[0], "Q", "L1"), Duty(week[1], "P", "L2"), Duty(week[0], "S", "L3"))
    tuesday = MONDAY + timedelta(days=1)
    assert on_duty(now, (), posts, "R2", tuesday, "AM") == on_duty(now, (), posts, "P", tuesday, "AM") == ("L0",)
    assert on_duty(now, (), posts, "R2", tuesday, "PM") == on_duty(now, (), posts, "R3", tuesday, "AM") == ()
    assert on_duty(now, (), posts, "R1", tuesday + timedelta(weeks=1), "AM") == ("L2",)
    assert on_duty(now, (), posts, "R1", tuesday, "AM", closed={tuesday}) == ()
    assert on_duty(now, take_over(now[0], "L9"), posts, "R1", tuesday, "AM") == ("L9",)


@pytest.mark.parametrize(("change", "field"), [
    ({"weeks": (MONDAY + timedelta(days=1),)}, "weeks"), ({"posts": (post("P"), post("P"))}, "posts"), ({"lawyers": (*people_of(1), *people_of(1))}, "lawyers"), ({"gap": -1}, "gap"),
    ({"quota": 0}, "gap"),
])
def test_a_quarter_that_contradicts_itself_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(BadInstance) as e:
        replace(Quarter((MONDAY,), (post("P"),), people_of(1)), **change)  # type: ignore[arg-type]
    assert e.value.field == field
