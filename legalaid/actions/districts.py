"""各区县比较: rates with their 95 % intervals; too few records are shown but not ranked, and what chance explains is no difference."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from legalaid.actions import organisations, scopes
from legalaid.actions.reports import Period, Tallies, tallies
from legalaid.roles import By
from toolkit import proportions

LEAST = 2 * proportions.SMALL  # records below which a county is not ranked
STANDS = {"above": "高于其余地区", "below": "低于其余地区", "same": "无明显差别", "few": "样本不足"}
RATES = {"closing": "办结率", "on_time": "按时办结率", "satisfied": "满意率"}


@dataclass(frozen=True)
class Share:
    """A rate of one county: its parts, percent (None for n/0), interval, and how it stands to the rest: above, below, same or few."""

    numerator: int
    denominator: int
    stands: str

    @property
    def text(self) -> str:
        percent = proportions.percent(self.numerator, self.denominator)
        return "—" if percent is None else f"{percent}"

    @property
    def interval(self) -> proportions.Interval | None:
        return proportions.interval(self.numerator, self.denominator)


@dataclass(frozen=True)
class County:
    """One county: requests registered, those of them that were paused at some time, its rates, its place by closing rate (None: not ranked)."""

    code: str
    name: str
    registered: int
    paused: int
    rates: dict[str, Share]
    place: int | None

    @property
    def paused_share(self) -> Decimal | None:
        """Of those registered, in per cent."""
        return proportions.percent(self.paused, self.registered)


def compare(session: Session, by: By, span: Period, tallied: Tallies | None = None) -> list[County]:
    """The counties of this person's scope, the ranked first; the cohorts are those of the weekly report."""
    by.must("reports.see")
    return listed(tallied or tallies(session, span, scopes.tickets(by)))


def listed(tallied: Tallies) -> list[County]:
    """The counties of these tallies; equal closing rates share a place."""
    own = {code: tallied.counties.get(code, Counter[str]()) for code in organisations.COUNTIES}
    counts = {code: {"closing": (of["registered"], of["closed_of_them"]), "on_time": (of["closed"], of["on_time"]), "satisfied": (of["rated"], of["satisfied"])} for code, of in own.items()}
    whole = {name: (sum(c[name][0] for c in counts.values()), sum(c[name][1] for c in counts.values())) for name in RATES}
    rates = {code: {name: _share(found[name], whole[name]) for name in RATES} for code, found in counts.items()}
    percents = {code: proportions.percent(of["closing"].numerator, of["closing"].denominator) for code, of in rates.items() if of["closing"].denominator >= LEAST}
    places = _places({code: percent for code, percent in percents.items() if percent is not None})
    rows = [County(code, name, own[code]["registered"], own[code]["registered_paused"], rates[code], places.get(code)) for code, name in organisations.COUNTIES.items()]
    return sorted(rows, key=lambda r: (r.place is None, r.place or 0, r.code))


def _share(own: tuple[int, ...], whole: tuple[int, int]) -> Share:
    """Against the rest of the city, of which this county is no part."""
    n, part = own[0], own[1]
    rest = proportions.interval(whole[1] - part, whole[0] - n)
    mine = proportions.interval(part, n)
    if n < LEAST:
        stands = "few"
    elif proportions.apart(mine, rest):
        stands = "above" if mine is not None and rest is not None and mine.low > rest.high else "below"
    else:
        stands = "same"
    return Share(part, n, stands)


def _places(percents: dict[str, Decimal]) -> dict[str, int]:
    ordered = sorted(percents.values(), reverse=True)
    return {code: ordered.index(value) + 1 for code, value in percents.items()}


def sheet(rows: list[County]) -> list[list[object]]:
    """The comparison as rows of a table file, the head first."""
    names = (what for words in RATES.values() for what in (f"{words}（%）", "分子", "分母", "区间下限", "区间上限"))
    found: list[list[object]] = [["名次", "区县", "归集", "其中曾暂停", *names, "办结率与其余地区相比"]]
    for row in rows:
        cells: list[object] = []
        for share in row.rates.values():
            between = share.interval
            cells += [proportions.percent(share.numerator, share.denominator), share.numerator, share.denominator, between.low if between else None, between.high if between else None]
        found.append([row.place, row.name, row.registered, row.paused, *cells, STANDS[row.rates["closing"].stands]])
    return found
