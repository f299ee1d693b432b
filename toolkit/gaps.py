"""Gaps: the dated figures that an office still lacks on a day, and what they hold up."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.authority import MARKS
from toolkit.calculators import CALCULATORS
from toolkit.parameters import CITY, DISTRICTS, NATION, PROVINCE, Key, Parameter, Parameters, region_named


class State(StrEnum):
    """Why a figure is on the list."""

    MISSING = "没有录入"
    ENDED = "已过适用期"
    UNVERIFIED = "待核实"


@dataclass(frozen=True)
class Gap:
    """One figure to enter, renew or verify in `regions`; `calculators` are the names of those that use it."""

    key: Key
    state: State
    regions: tuple[str, ...]
    calculators: tuple[str, ...]
    known: Parameter | None = None

    @property
    def words(self) -> str:
        """One sentence for the administrator."""
        where = "、".join(self.regions)
        used = "、".join(CALCULATORS[name].title for name in self.calculators) or self.key.used_for
        said = {State.MISSING: "没有录入，请录入数值、起止日期和来源", State.UNVERIFIED: "待核实"}.get(self.state, "")
        if self.known is not None and self.state is State.ENDED:
            said = f"只适用到 {self.known.valid_to}（{self.known.value}），请录入新的"
        if self.known is not None and self.state is State.UNVERIFIED:
            said = f"{self.known.value}，{MARKS[self.known.mark]}，来源：{self.known.source}"
        return f"{self.key.label}（{where}）：{said}。用于：{used}。"

    def to_json(self) -> dict[str, object]:
        """Plain strings and lists."""
        return {
            "key": self.key.key, "label": self.key.label, "unit": self.key.unit, "state": self.state.name, "regions": list(self.regions),
            "calculators": list(self.calculators), "used_for": self.key.used_for, "known": self.known.to_json() if self.known else None, "words": self.words,
        }


def gaps(parameters: Parameters, day: date, region: str = CITY) -> tuple[Gap, ...]:
    """Figures that are missing, have ended or wait for verification on `day`; those that hold up most first.

    A figure set by districts is looked for in each district of a city-wide office. Conventions of ours (mark C) need no
    verification. Regions in the same state with the same figure are one row.
    """
    found: dict[tuple[str, State, str | None], list[tuple[str, Parameter | None]]] = {}
    for key in parameters.keys.values():
        for place in _places(key, region_named(region)):
            row = parameters.newest(key.key, place, day)
            state = _state(row, day)
            if state is not None:
                found.setdefault((key.key, state, row.value if row else None), []).append((place, row))
    rows = [
        Gap(parameters.keys[key], state, tuple(place for place, _ in places), users_of(key), places[0][1])
        for (key, state, _), places in found.items()
    ]
    order = list(State)
    return tuple(sorted(rows, key=lambda gap: (order.index(gap.state), -len(gap.calculators))))


def users_of(key: str) -> tuple[str, ...]:
    """Names of the calculators that look up or ask for this figure."""
    return tuple(name for name, found in CALCULATORS.items() if key in found.figures_needed)


def _places(key: Key, region: str) -> tuple[str, ...]:
    if key.level == "区县":
        return (region,) if region in DISTRICTS else DISTRICTS
    return ({"市": CITY, "省": PROVINCE, "全国": NATION}[key.level],)


def _state(row: Parameter | None, day: date) -> State | None:
    if row is None:
        return State.MISSING
    if not row.holds(day):
        return State.ENDED
    return None if row.verified or row.mark == "C" else State.UNVERIFIED
