"""值班表: a quarter of duties planned at once, exactly while time allows, week by week with polishing otherwise."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import csr_array

from matching import load, scores
from matching.duties import Change, Duty, Post, Preference
from matching.problem import BadInstance, Lawyer

UNFILLED = 5000
_FORBIDDEN = float(1 << 40)
_POLISHINGS = 20


@dataclass(frozen=True)
class Quarter:
    """What a roster depends on. `weeks` are Mondays; a lawyer rests `gap` whole weeks between two duties. `done` are the
    year's duties so far: they count for fairness and for the rest. `changes` and `kept` duties inside the weeks stay.

    Points: distance up to `distance`, wishes as given; the n-th duty of the year costs fairness·(2n−1)/(2·quota).
    """

    weeks: tuple[date, ...]
    posts: tuple[Post, ...]
    lawyers: tuple[Lawyer, ...]
    preferences: Mapping[str, Preference] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()
    done: tuple[Duty, ...] = ()
    kept: tuple[Duty, ...] = ()
    changes: tuple[Change, ...] = ()
    gap: int = 1
    quota: int = 12
    distance: int = 170
    fairness: int = 600

    def __post_init__(self) -> None:
        for name, rows in (("posts", self.posts), ("lawyers", self.lawyers)):
            if len({row.id for row in rows}) != len(rows):
                raise BadInstance(name, "编号重复出现")
            object.__setattr__(self, name, tuple(sorted(rows, key=lambda row: row.id)))
        object.__setattr__(self, "weeks", tuple(sorted(set(self.weeks))))
        if any(week.weekday() for week in self.weeks):
            raise BadInstance("weeks", "每周以星期一表示")
        if self.gap < 0 or self.quota < 1:
            raise BadInstance("gap", "间隔不能小于 0 周，全年次数不能小于 1")


@dataclass(frozen=True)
class Roster:
    """The duties of a quarter, sorted; what stays unfilled with its reason (no_eligible_lawyer or all_resting); the objective
    in points and, when proven, that no roster is better."""

    duties: tuple[Duty, ...]
    unfilled: tuple[tuple[date, str, str], ...]
    objective: int
    optimal: bool


def plan(quarter: Quarter, time_limit: float = 30.0) -> Roster:
    """The best roster. Exact (scipy's `milp`) within `time_limit` seconds, else the better of what that found and a
    week-by-week placing that is polished until no week can be improved alone. Never fails: a post may stay unfilled."""
    board = _Board(quarter)
    found, optimal = board.week_by_week(), False
    if time_limit > 0 and len(board.week):
        exact, optimal = board.whole(time_limit)
        if exact is not None and board.value(exact) >= board.value(found):
            found = exact
    duties = tuple(sorted([*board.pinned, *(board.duty(i) for i in np.flatnonzero(found).tolist())]))
    filled = {(d.week, d.post) for d in duties}
    able = {board.slots[s] for s in board.slot.tolist()}
    unfilled = tuple((week, post, "all_resting" if (week, post) in able else "no_eligible_lawyer") for week, post in board.slots if (week, post) not in filled)
    return Roster(duties, unfilled, board.value(found), optimal)


class _Board:
    """Every possible duty as a triple of arrays (slot, lawyer, week), and two ways to choose among them."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter = quarter
        posts = {p.id: p for p in quarter.posts}
        index = {p.id: i for i, p in enumerate(quarter.lawyers)}
        pins = {(d.week, d.post): d.lawyer for d in quarter.kept} | {(c.week, c.post): c.after for c in quarter.changes}
        self.pinned = [Duty(week, post, who) for (week, post), who in sorted(pins.items()) if week in quarter.weeks and post in posts]
        taken = {(d.week, d.post) for d in self.pinned}
        self.slots = [(week, p.id) for week in quarter.weeks for p in quarter.posts if p.day(week) not in quarter.closed and (week, p.id) not in taken]
        earlier = [d for d in quarter.done if d.week not in quarter.weeks]
        held = Counter(index[d.lawyer] for d in [*earlier, *self.pinned] if d.lawyer in index)
        self.before = np.array([held[i] for i in range(len(index))], dtype=np.int64)
        inside = Counter(d.lawyer for d in self.pinned)
        self.room = np.array([_room(quarter, p.id) - inside[p.id] for p in quarter.lawyers], dtype=np.int64)
        rest = {(index[d.lawyer], d.week + timedelta(weeks=n)) for d in [*earlier, *self.pinned] if d.lawyer in index for n in range(-quarter.gap, quarter.gap + 1)}
        where = scores.places(quarter.lawyers)
        near = {p.id: scores.distances(quarter.distance, where, scores.place(p.latitude, p.longitude)) for p in quarter.posts}
        rows: list[tuple[int, int, int, int]] = []
        for s, (week, post) in enumerate(self.slots):
            for i, lawyer in enumerate(quarter.lawyers):
                if (i, week) not in rest and self.room[i] > 0 and _able(lawyer, posts[post], week, quarter):
                    wish = quarter.preferences[lawyer.id].posts.get(post, 0) if lawyer.id in quarter.preferences else 0
                    rows.append((s, i, quarter.weeks.index(week), int(near[post][i]) + wish))
        self.slot, self.lawyer, self.week, self.points = np.array(rows, dtype=np.int64).reshape(-1, 4).T

    def duty(self, triple: int) -> Duty:
        """A possible duty as a record."""
        week, post = self.slots[int(self.slot[triple])]
        return Duty(week, post, self.quarter.lawyers[int(self.lawyer[triple])].id)

    def step(self, lawyer: int, nth: int) -> int:
        """Cost of a lawyer's nth further duty (from 1)."""
        return load.step(self.quarter.fairness, int(self.before[lawyer]) + nth, self.quarter.quota)

    def value(self, chosen: NDArray[np.bool_]) -> int:
        """Points of the chosen duties less their rising cost and what stays unfilled."""
        count = np.bincount(self.lawyer[chosen], minlength=len(self.before)).tolist()
        load_ = sum(self.step(i, n) for i, most in enumerate(count) for n in range(1, most + 1))
        return int(self.points[chosen].sum()) - load_ - UNFILLED * (len(self.slots) - int(chosen.sum()))

    def whole(self, time_limit: float) -> tuple[NDArray[np.bool_] | None, bool]:
        """The whole quarter as one integer program; nothing when there was no time to find a roster."""
        count, people, weeks, gap = len(self.slot), len(self.before), len(self.quarter.weeks), self.quarter.gap
        most = np.minimum(self.room, -(-weeks // (gap + 1)))
        steps = [(i, n) for i in range(people) for n in range(1, int(max(0, most[i])) + 1)]
        owner = np.array([i for i, _ in steps], dtype=np.int64)
        cost = np.concatenate([-self.points, [self.step(i, n) for i, n in steps], np.full(len(self.slots), UNFILLED)])
        x, s, u = np.arange(count), count + np.arange(len(steps)), count + len(steps) + np.arange(len(self.slots))
        # calendar distance, not place in the list: the weeks of a plan may have holes
        monday = np.array([week.toordinal() // 7 for week in self.quarter.weeks], dtype=np.int64)[self.week]
        starts = [monday - back for back in range(gap + 1)]
        windows, row = np.unique(np.concatenate([self.lawyer * (1 << 32) + start for start in starts]), return_inverse=True)
        table = csr_array((
            np.concatenate([np.ones(count + len(u)), np.ones(count), -np.ones(len(s)), np.ones(count * (gap + 1))]),
            (np.concatenate([self.slot, np.arange(len(u)), len(u) + self.lawyer, len(u) + owner, len(u) + people + row]),
             np.concatenate([x, u, x, s, np.tile(x, gap + 1)])),
        ), shape=(len(u) + people + len(windows), len(cost)))
        low = np.concatenate([np.ones(len(u)), np.full(people + len(windows), -np.inf)])
        high = np.concatenate([np.ones(len(u)), np.zeros(people), np.ones(len(windows))])
        solved = milp(cost, constraints=LinearConstraint(table, low, high), integrality=(np.arange(len(cost)) < count).astype(int), bounds=Bounds(0, 1),
                      options={"time_limit": time_limit, "mip_rel_gap": 0})
        chosen = None if solved.x is None else np.asarray(solved.x[:count] > 0.5)
        return chosen, chosen is not None and solved.status == 0

    def week_by_week(self) -> NDArray[np.bool_]:
        """Each week the best for itself given all the others, round after round until nothing gets better."""
        chosen = np.zeros(len(self.slot), dtype=bool)
        best = self.value(chosen)
        for _ in range(_POLISHINGS):
            for w in range(len(self.quarter.weeks)):
                chosen = self._one_week(w, chosen)
            if self.value(chosen) <= best:
                break
            best = self.value(chosen)
        return chosen

    def _one_week(self, w: int, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        others: NDArray[np.bool_] = chosen & (self.week != w)
        count = np.bincount(self.lawyer[others], minlength=len(self.before))
        apart = np.array([abs((week - self.quarter.weeks[w]).days) // 7 for week in self.quarter.weeks], dtype=np.int64)
        resting = np.isin(np.arange(len(count)), self.lawyer[others & (apart[self.week] <= self.quarter.gap)])
        mine = np.flatnonzero((self.week == w) & ~resting[self.lawyer] & (count < self.room)[self.lawyer])
        slots = np.unique(self.slot[self.week == w])
        matrix = np.full((len(slots), len(count) + len(slots)), _FORBIDDEN)
        matrix[:, len(count) :][np.diag_indices(len(slots))] = UNFILLED
        step = np.array([self.step(i, int(n) + 1) for i, n in enumerate(count.tolist())], dtype=np.int64)
        triple = np.full(matrix.shape, -1, dtype=np.int64)
        row = np.searchsorted(slots, self.slot[mine])
        matrix[row, self.lawyer[mine]], triple[row, self.lawyer[mine]] = step[self.lawyer[mine]] - self.points[mine], mine
        taken = triple[linear_sum_assignment(matrix)]
        others[taken[taken >= 0]] = True
        return others


def _room(quarter: Quarter, lawyer: str) -> int:
    wish = quarter.preferences.get(lawyer)
    return len(quarter.weeks) if wish is None or wish.most is None else wish.most


def _able(lawyer: Lawyer, post: Post, week: date, quarter: Quarter) -> bool:
    """Whether the lawyer may have the post on its day in that week: county, consultation, leave, licence, weekday."""
    day = post.day(week)
    wish = quarter.preferences.get(lawyer.id)
    return ((not lawyer.counties or post.county in lawyer.counties) and "CONSULTATION" in lawyer.services and lawyer.licence_until >= day
            and not any(first <= day <= last for first, last in lawyer.leaves) and (wish is None or post.weekday not in wish.never))


def mondays(first: date, count: int = 13) -> tuple[date, ...]:
    """So many weeks from the one that holds `first`."""
    start = first - timedelta(days=first.weekday())
    return tuple(start + timedelta(weeks=n) for n in range(count))


def tally(duties: Iterable[Duty], lawyers: Sequence[Lawyer], posts: Collection[str] | None = None) -> dict[str, int]:
    """Duties a lawyer, zeros included, at some posts or at all: what the fairness figures and the printed list take."""
    count = Counter(d.lawyer for d in duties if posts is None or d.post in posts)
    return {p.id: count[p.id] for p in sorted(lawyers, key=lambda p: p.id)}
