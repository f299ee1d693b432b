"""One lawyer and one matter that suit each other, to be changed by each test; small seeded offices full of obstacles."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

from matching.problem import CLASSES, Causes, Conflict, Lawyer, Matter, Problem, Weights

DAY = date(2026, 11, 24)
CAUSES = Causes({"205.5": "205", "205.6": "205", "206.2": "206", "206.1": "206"}, {"205.5": frozenset({"209"})})
LANGUAGES = ("宁波话", "贵州话", "四川话")
PLACES = tuple({"latitude": north, "longitude": east} for north, east in ((0.0, 0.0), (29.8, 121.4), (29.87, 121.53), (30.2, 121.4)))
EMPLOYERS = ("甲服饰", "乙电子", "丙物流")


def lawyer(ident: str, **change: Any) -> Lawyer:
    base = Lawyer(ident, firm="某所", licence_until=date(2027, 5, 31), specialties={"205.5": 900}, counties=frozenset({"330203"}), latitude=29.87, longitude=121.53,
                  caps=dict.fromkeys(CLASSES, 6), month_caps=dict.fromkeys(CLASSES, 4), quotas=dict.fromkeys(CLASSES, 12), practising_years=8)
    return replace(base, **change)


def matter(ident: str = "M", **change: Any) -> Matter:
    return replace(Matter(ident, cause="205.5", county="330203", latitude=29.85, longitude=121.5, employers=frozenset({"甲服饰"})), **change)


def problem(matters: list[Matter], lawyers: list[Lawyer], **change: Any) -> Problem:
    return replace(Problem(tuple(matters), tuple(lawyers), DAY, CAUSES), **change)


def office(seed: int, people: int, waiting: int, weights: Weights | None = None) -> Problem:
    """Every rule stops somebody, every component occurs, some caps are reached, two ledgers are in use."""
    rng = random.Random(seed)
    codes = [*CAUSES.parent, "209"]
    lawyers = [
        lawyer(f"L{i:03d}", specialties={c: rng.randint(700, 1000) for c in rng.sample(codes, rng.randint(0, 2))},
               counties=frozenset(rng.sample(["330203", "330205"], rng.randint(0, 2))), languages=frozenset(rng.sample(LANGUAGES, 1)),
               **rng.choice(PLACES),
               open={"REPRESENTATION": rng.randint(0, 6)}, month={"REPRESENTATION": rng.randint(0, 4)}, year={"REPRESENTATION": rng.randint(0, 10)},
               own_clients=frozenset(rng.sample(EMPLOYERS, rng.randint(0, 1))), firm_clients=frozenset(rng.sample(EMPLOYERS, rng.randint(0, 1))),
               services=frozenset(rng.sample(CLASSES, 3)), leaves=((DAY, DAY),) if rng.random() < 0.1 else (), rating_count=(n := rng.randint(0, 20)),
               rating_sum=rng.randint(n, 5 * n), offers=(o := rng.randint(0, 9)), offers_in_time=rng.randint(0, o), practising_years=rng.randint(1, 30),
               ex_judge_until=rng.choice([None, None, DAY]), licence_until=rng.choice([DAY, DAY, DAY, date(2026, 11, 23)]))
        for i in range(people)
    ]
    names = [p.id for p in lawyers]

    def some(most: int) -> frozenset[str]:
        return frozenset(rng.sample(names, min(len(names), rng.randint(0, most))))

    def conflicts() -> dict[str, tuple[Conflict, ...]]:
        return {i: (Conflict(rng.choice(["possible", "blocked"]), rng.choice(["LAWYER", "FIRM"]), "甲服饰", "甲服装", "FOR", ("名称相似度80%",)),) for i in some(2)}

    matters = [
        matter(f"M{i:03d}", cause=rng.choice([*codes, "999", None]), county=rng.choice(["330203", "330205"]), employers=frozenset({rng.choice(EMPLOYERS)}),
               service=rng.choice(["REPRESENTATION", "DRAFTING"]), urgent=rng.random() < 0.2, group=rng.random() < 0.2, court=rng.random() < 0.4,
               **rng.choice(PLACES), declined=some(2), excluded=some(1), neutrals=some(1), conflicts=conflicts(), cleared=some(3),
               chosen=rng.choice([None, *names]), continuity=rng.choice([None, *names]), languages=frozenset(rng.sample(LANGUAGES, rng.randint(0, 2))))
        for i in range(waiting)
    ]
    return Problem(tuple(matters), tuple(lawyers), DAY, CAUSES, weights or Weights())
