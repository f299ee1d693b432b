"""Duties at mediation rooms and service points: posts, who holds them after swaps and take-overs, who is on duty now."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from matching.problem import BadInstance, Lawyer

HALVES = ("AM", "PM")


@dataclass(frozen=True)
class Post:
    """值班岗位: a half day of every week (weekday 0 = Monday) at a place; `rooms` are the rooms it serves besides `id`."""

    id: str
    county: str
    weekday: int
    half: str = "AM"
    latitude: float = 0.0
    longitude: float = 0.0
    rooms: frozenset[str] = frozenset()

    def day(self, week: date) -> date:
        """Its day in the week of that Monday."""
        return week + timedelta(days=self.weekday)


@dataclass(frozen=True, order=True)
class Duty:
    """值班: who has a post in a week, given by its Monday."""

    week: date
    post: str
    lawyer: str


@dataclass(frozen=True)
class Change:
    """换班 (two of them) or 顶班 (one): from whom to whom a duty went. A row of its own: it outlives any new plan."""

    week: date
    post: str
    before: str
    after: str


@dataclass(frozen=True)
class Preference:
    """A lawyer's wishes: extra points for posts (negative for unloved ones), weekdays that are impossible, how many duties a
    plan may give at most."""

    posts: Mapping[str, int] = field(default_factory=dict)
    never: frozenset[int] = frozenset()
    most: int | None = None


def standing(duties: Iterable[Duty], changes: Iterable[Change]) -> tuple[Duty, ...]:
    """The duties as they are after all changes, the last change of a duty winning; sorted."""
    after = {(c.week, c.post): c.after for c in changes}
    return tuple(sorted(Duty(d.week, d.post, after.get((d.week, d.post), d.lawyer)) for d in duties))


def take_over(duty: Duty, lawyer: str) -> tuple[Change, ...]:
    """顶班: another lawyer takes a duty."""
    return (Change(duty.week, duty.post, duty.lawyer, lawyer),)


def swap(one: Duty, other: Duty) -> tuple[Change, ...]:
    """换班: two lawyers take each other's duty."""
    return (Change(one.week, one.post, one.lawyer, other.lawyer), Change(other.week, other.post, other.lawyer, one.lawyer))


def changed(duties: Sequence[Duty], changes: Sequence[Change], new: Sequence[Change], posts: Iterable[Post], lawyers: Iterable[Lawyer], gap: int) -> tuple[Change, ...]:
    """`changes` with the new ones, once these are found lawful. Raises BadInstance when a duty has another holder by now or
    when the new holder may not have it (leave, licence, county, rest between duties)."""
    now = standing(duties, changes)
    holders = {(d.week, d.post): d.lawyer for d in now}
    for change in new:
        if holders.get((change.week, change.post)) != change.before:
            raise BadInstance("duty", "这个班已经不在原来那位律师名下")
    after = standing(duties, [*changes, *new])
    worse = Counter(faults(after, posts, lawyers, gap)) - Counter(faults(now, posts, lawyers, gap))
    if worse:
        raise BadInstance("lawyer", "；".join(sorted(worse)))
    return (*changes, *new)


def faults(duties: Iterable[Duty], posts: Iterable[Post], lawyers: Iterable[Lawyer], gap: int) -> list[str]:
    """What a roster breaks, in Chinese, whoever made it: from the records alone, without the planner."""
    by_post, by_lawyer = {p.id: p for p in posts}, {p.id: p for p in lawyers}
    found: list[str] = []
    weeks: dict[str, list[date]] = {}
    for duty in sorted(duties):
        post, lawyer = by_post.get(duty.post), by_lawyer.get(duty.lawyer)
        if post is None or lawyer is None:
            found.append(f"没有这个岗位或律师：{duty.post}、{duty.lawyer}")
            continue
        day = post.day(duty.week)
        weeks.setdefault(lawyer.id, []).append(duty.week)
        found += [f"{lawyer.id} {day:%m月%d日}{what}" for what, wrong in (
            ("请假", any(first <= day <= last for first, last in lawyer.leaves)), ("执业证已到期", lawyer.licence_until < day),
            ("不服务该县区", bool(lawyer.counties) and post.county not in lawyer.counties), ("不办咨询", "CONSULTATION" not in lawyer.services),
        ) if wrong]
    for ident, own in sorted(weeks.items()):
        own.sort()
        found += [f"{ident} {second:%m月%d日}那一周离上次值班不足 {gap} 周" for first, second in pairwise(own) if (second - first).days < 7 * (gap + 1)]
    return found


def on_duty(duties: Iterable[Duty], changes: Iterable[Change], posts: Iterable[Post], room: str, day: date, half: str, closed: Collection[date] = ()) -> tuple[str, ...]:
    """The lawyers on duty at a room on a half day: whoever walks in there goes to them first."""
    here = {p.id for p in posts if (p.id == room or room in p.rooms) and p.weekday == day.weekday() and p.half == half}
    week = day - timedelta(days=day.weekday())
    return () if day in closed else tuple(d.lawyer for d in standing(duties, changes) if d.week == week and d.post in here)
