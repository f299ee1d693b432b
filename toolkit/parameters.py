"""Parameters: dated figures by region with their source, looked up by the legally relevant date."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from types import MappingProxyType

from toolkit.authority import MARKS
from toolkit.refusal import Refusal
from toolkit.workdays import parse_date

LIBRARY = Path(__file__).parent / "library" / "parameters"
NATION, PROVINCE, CITY = "全国", "浙江省", "宁波市"
DISTRICTS = ("海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区", "余姚市", "慈溪市", "宁海县", "象山县")
# Where to look next when a region has no figure of its own.
PARENT = MappingProxyType({**dict.fromkeys(DISTRICTS, CITY), CITY: PROVINCE, PROVINCE: NATION})


_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,10})?")
LEVELS = ("全国", "省", "市", "区县")


@dataclass(frozen=True)
class Key:
    """What a figure is: machine name, Chinese label, unit, at which of LEVELS it is set, what else than calculators uses it.

    A figure without a unit is a text, such as the office hours.
    """

    key: str
    label: str
    unit: str
    level: str
    used_for: str = ""


@dataclass(frozen=True)
class Parameter:
    """One figure of one region for a time. `valid_to` is inclusive, None = until replaced; `mark` is a key of MARKS."""

    key: str
    region: str
    value: str
    valid_from: date
    valid_to: date | None
    source: str
    mark: str
    verified_by: str | None = None
    label: str = ""
    unit: str = ""

    @property
    def number(self) -> Decimal:
        """The value as a number; a text such as the office hours is refused."""
        try:
            return Decimal(self.value)
        except InvalidOperation as error:
            raise Refusal(self.key, f"参数“{self.label or self.key}”的值“{self.value}”不是数字") from error

    @property
    def verified(self) -> bool:
        """Whether the figure needs no 待核实 beside it."""
        return self.mark == "V" or self.verified_by is not None

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def to_json(self) -> dict[str, str | None]:
        """Plain strings, dates ISO."""
        return {
            "key": self.key,
            "label": self.label,
            "region": self.region,
            "value": self.value,
            "unit": self.unit,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "source": self.source,
            "mark": self.mark,
            "verified_by": self.verified_by,
        }


class Parameters:
    """An immutable table of figures: of two for the same key and region on a day, the later `valid_from` holds."""

    def __init__(self, keys: Iterable[Key], values: Iterable[Parameter] = ()) -> None:
        self.keys = MappingProxyType({key.key: key for key in keys})
        rows: dict[tuple[str, str, date], Parameter] = {}
        for row in values:
            self._check(row)
            key = self.keys[row.key]
            rows[row.key, row.region, row.valid_from] = replace(row, label=key.label, unit=key.unit)
        self.values = tuple(sorted(rows.values(), key=lambda row: (row.key, row.region, row.valid_from)))
        self._rows: dict[str, list[Parameter]] = {}
        for row in self.values:
            self._rows.setdefault(row.key, []).append(row)

    def with_values(self, *values: Parameter) -> "Parameters":
        """The same table with these added; one with the key, region and start of an existing one replaces it."""
        return Parameters(self.keys.values(), (*self.values, *values))

    def get(self, key: str, region: str, day: date) -> Parameter:
        """The figure in force on `day` in the region, or in the nearest wider one: district, city, province, nation.

        Refused, naming what an administrator must enter, when there is none.
        """
        found = self.find(key, region, day)
        if found is None:
            raise Refusal(
                key,
                f"缺少参数“{self.keys[key].label}”（{region}，{day.isoformat()} 适用），"
                "请管理员在参数表中录入数值、起止日期和来源",
            )
        return found

    def find(self, key: str, region: str, day: date) -> Parameter | None:
        """Like `get`, but None when there is no figure. An unknown key or region is still refused."""
        return next((row for row in reversed(self._reaching(key, region)) if row.holds(day)), None)

    def newest(self, key: str, region: str, day: date) -> Parameter | None:
        """The figure in force on `day`, else the one that ended last before it (its `valid_to` tells); None without either."""
        found = self.find(key, region, day)
        if found is not None:
            return found
        ended = [row for row in self._reaching(key, region) if row.valid_to is not None and row.valid_to < day]
        return max(reversed(ended), key=lambda row: row.valid_to or day, default=None)

    def in_force(self, key: str, day: date) -> tuple[Parameter, ...]:
        """The figure of every region that has one of its own on that day."""
        return tuple({row.region: row for row in self._rows.get(key, ()) if row.holds(day)}.values())

    def of(self, key: str) -> tuple[Parameter, ...]:
        """Every figure of that key, by region and start."""
        return tuple(self._rows.get(key, ()))

    def _reaching(self, key: str, region: str) -> list[Parameter]:
        """Figures of the region and of the wider ones, the nearest region last, in each by start."""
        if key not in self.keys:
            raise Refusal(key, f"没有名为“{key}”的参数")
        rows: list[Parameter] = []
        place: str | None = region_named(region)
        while place is not None:
            rows = [row for row in self._rows.get(key, ()) if row.region == place] + rows
            place = PARENT.get(place)
        return rows

    def _check(self, row: Parameter) -> None:
        if row.key not in self.keys:
            raise Refusal("key", f"没有名为“{row.key}”的参数")
        if row.region != NATION and row.region not in PARENT:
            raise Refusal("region", f"没有名为“{row.region}”的地区")
        if not row.value.strip():
            raise Refusal("value", f"参数“{self.keys[row.key].label}”没有数值")
        if self.keys[row.key].unit and not _NUMBER.fullmatch(row.value):
            raise Refusal("value", f"参数“{self.keys[row.key].label}”的值“{row.value}”不是数字")
        if self.keys[row.key].unit and row.number < 0:
            raise Refusal("value", f"参数“{self.keys[row.key].label}”不能是负数")
        if row.valid_to is not None and row.valid_to < row.valid_from:
            raise Refusal("valid_to", "失效日期早于生效日期")
        if not row.source.strip():
            raise Refusal("source", "参数必须注明来源")
        if row.mark not in MARKS:
            raise Refusal("mark", f"没有名为“{row.mark}”的核实标记")


def region_named(text: str) -> str:
    """The name used in the table for 宁波市海曙区, 海曙, 海曙区; an unknown region is refused."""
    name = text.strip()
    for prefix in (PROVINCE, CITY):
        if name != prefix:
            name = name.removeprefix(prefix)
    known = (NATION, PROVINCE, CITY, *DISTRICTS)
    for candidate in known:
        if name in (candidate, candidate[:-1]):
            return candidate
    raise Refusal("region", f"没有名为“{text}”的地区")


@cache
def shipped_parameters() -> Parameters:
    """The figures delivered with the product (toolkit/library/parameters)."""
    keys = json.loads((LIBRARY / "keys.json").read_text(encoding="utf-8"))
    rows = json.loads((LIBRARY / "values.json").read_text(encoding="utf-8"))
    values = []
    for row in rows:
        start = parse_date(row.pop("valid_from"), "valid_from")
        end = row.pop("valid_to")
        values.append(Parameter(valid_from=start, valid_to=parse_date(end, "valid_to") if end else None, **row))
    return Parameters((Key(**key) for key in keys), values)
