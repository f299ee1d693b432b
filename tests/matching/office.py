"""A seeded synthetic office: lawyers, matters, causes, as many as asked for."""

import random
from datetime import date, timedelta

from matching.board import Board
from matching.problem import CLASSES, Causes, Lawyer, Matter, Problem, Weights

DAY = date(2026, 11, 24)
PARENTS = {"201": 4, "202": 6, "203": 5, "204": 3, "205": 8, "206": 5, "207": 4, "208": 3, "209": 2, "210": 2}
CODES = [f"{parent}.{n}" for parent, count in PARENTS.items() for n in range(1, count + 1)]
CAUSES = Causes({code: code.split(".")[0] for code in CODES}, {"205.1": frozenset({"209.1", "204.1"}), "206.1": frozenset({"205.2"}), "207.1": frozenset({"208.1"})})
COUNTIES = [f"3302{n:02d}" for n in (3, 5, 6, 11, 12, 13, 25, 26, 81, 82)]
LANGUAGES = ["宁波话", "贵州话", "四川话", "英语"]


def _town(rng: random.Random, county: str) -> tuple[float, float]:
    """One of fifteen towns of a county."""
    n, town = COUNTIES.index(county), rng.randrange(15)
    return round(29.4 + 0.12 * (n % 4) + 0.01 * town, 2), round(121.1 + 0.15 * (n // 4) + 0.02 * (town % 7), 2)


def lawyers(rng: random.Random, count: int, cap: int, employers: int) -> list[Lawyer]:
    """Two to four specialties, one to four counties, a client or two each; `cap` is the middle one for representation."""
    found = []
    for i in range(count):
        home = rng.choice(COUNTIES)
        latitude, longitude = _town(rng, home)
        own = max(1, cap + rng.randint(-cap // 3, cap // 3))
        found.append(Lawyer(
            f"L{i:05d}", firm=f"F{i // 4}", licence_until=DAY + timedelta(days=rng.randint(-5, 900)),
            specialties={c: rng.randint(700, 1000) for c in rng.sample(CODES, rng.randint(2, 4))},
            counties=frozenset({home, *rng.sample(COUNTIES, rng.randint(0, 3))}), latitude=latitude, longitude=longitude,
            languages=frozenset(rng.sample(LANGUAGES, rng.randint(0, 2))), caps=dict.fromkeys(CLASSES, own), quotas=dict.fromkeys(CLASSES, 2 * own),
            open=dict.fromkeys(CLASSES, rng.randint(0, 1)), year=dict.fromkeys(CLASSES, rng.randint(0, own)), rating_count=rng.randint(0, 30),
            rating_sum=rng.randint(0, 100), offers=rng.randint(0, 30), offers_in_time=rng.randint(0, 20), practising_years=rng.randint(1, 30),
            leaves=((DAY, DAY),) if rng.random() < 0.03 else (), ex_judge_until=DAY if rng.random() < 0.02 else None,
            own_clients=frozenset(f"E{rng.randrange(employers)}" for _ in range(rng.randint(0, 3))),
            firm_clients=frozenset(f"E{rng.randrange(employers)}" for _ in range(rng.randint(0, 6))),
        ))
    return found


def matters(rng: random.Random, count: int, people: int, employers: int, service: str = "REPRESENTATION") -> list[Matter]:
    """Causes and counties as uneven as in a city; some urgent, some for a group, some declined before."""
    found = []
    for i in range(count):
        county = COUNTIES[min(rng.randrange(10), rng.randrange(10))]
        latitude, longitude = _town(rng, county)
        found.append(Matter(
            f"M{i:06d}", cause=CODES[min(rng.randrange(len(CODES)), rng.randrange(len(CODES)))], county=county, latitude=latitude, longitude=longitude, service=service,
            urgent=rng.random() < 0.1, group=rng.random() < 0.05, languages=frozenset(rng.sample(LANGUAGES, 1)) if rng.random() < 0.2 else frozenset(),
            employers=frozenset({f"E{rng.randrange(employers)}"}), declined=frozenset(f"L{rng.randrange(people):05d}" for _ in range(rng.choice((0, 0, 0, 1)))),
            chosen=f"L{rng.randrange(people):05d}" if rng.random() < 0.03 else None, continuity=f"L{rng.randrange(people):05d}" if rng.random() < 0.03 else None,
            court=rng.random() < 0.4,
        ))
    return found


def problem(seed: int, people: int, waiting: int, weights: Weights | None = None) -> Problem:
    """An office whose slots are about one and a half times what is waiting, or six a lawyer when that is more."""
    rng = random.Random(seed)
    cap = max(6, round(1.5 * waiting / people))
    employers = max(20, waiting // 2)
    return Problem(tuple(matters(rng, waiting, people, employers)), tuple(lawyers(rng, people, cap, employers)), DAY, CAUSES, weights or Weights())


def board(found: Problem, service: str = "REPRESENTATION") -> Board:
    """The lawyers of an office before a service class."""
    return Board(found.lawyers, service, found.day, found.causes, found.weights)
