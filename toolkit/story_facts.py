"""A first facts sheet out of a story: only what the story says, each fact with the words it was read from."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from toolkit.causes import NAMES
from toolkit.facts import Evidence, Facts
from toolkit.facts_work import Arrears, Ending, Event, Injury
from toolkit.parameters import DISTRICTS
from toolkit.story import Story
from toolkit.story_times import Period

_CONTRACT = "劳动合同"
_STREET = "[东西南北中]?(?:路|街|大道|巷|弄)"  # streets bear the names of districts: 余姚路 lies in another one
_POINTS: dict[str, dict[str, Any]] = {
    "未签劳动合同二倍工资": {"contract_signed": False},
    "未缴社会保险": {"social_insurance": False},
    "违法解除": {"ended": True, "ending": Ending(by="EMPLOYER")},
    "被迫解除": {"ended": True, "ending": Ending(by="WORKER", ground="A38")},
    "合同到期不续签": {"ended": True, "ending": Ending(by="EXPIRY", ground="A44_1")},
}


def sketch(story: Story, text: str) -> Facts:
    """The facts that a story names, for a person to check; the whole `text` becomes the event. Nothing else is filled.

    A day of which only the month was said stands on the first of that month; its origin says so.
    """
    found: dict[str, Any] = {"events": (Event(text=text.strip()),) if text.strip() else ()}
    origins: dict[str, str] = {"events": "案情描述"}
    said = {chip.value: chip.said for chip in story.chips if chip.key.startswith("point:")}

    def put(path: str, value: Any, words: str) -> None:
        if path not in found:
            found[path] = value
            origins[path] = f"案情描述“{words}”" if words else "案情描述"

    if story.causes:
        put("cause", NAMES[story.causes[0]], "")
    if story.monthly_wage is not None:
        put("monthly_wage", story.monthly_wage, next(a.said for a in story.amounts if a.kind == "WAGE"))
    for kind, path in (("HIRED", "hire_date"), ("LEFT", "last_day"), ("SIGNED", "contract_signed_on")):
        period = _dated(story, kind)
        if period is not None:
            put(path, period.day, period.said if period.exact else f"{period.said}（只说到月份，请核实日期）")
    if "last_day" in found:
        put("ended", True, "")
    places = [(district, named[0]) for district in DISTRICTS if (named := re.search(rf"{district}|(?<!长){district[:-1]}(?!{_STREET})", text))]
    if len({district for district, _ in places}) == 1:  # of two places we cannot tell which is that of the work
        put("region", *places[0])
    hurt = _dated(story, "HURT")
    if hurt is not None:
        put("injury", Injury(on=hurt.day), hurt.said)
    owed = max((a.yuan for a in story.amounts if a.kind == "OWED"), default=None)
    if owed is not None:
        put("arrears", Arrears(amount=Decimal(owed)), next(a.said for a in story.amounts if a.yuan == owed and a.kind == "OWED"))
    for point in story.points:
        for path, value in _POINTS.get(point, {}).items():
            if path != "contract_signed" or _CONTRACT not in story.evidence:  # not signed, then signed: a person must say since when
                put(path, value, said.get(point, ""))
    evidence = tuple(Evidence(name=name) for name in story.evidence)
    if evidence:
        put("evidence", evidence, "")
    return replace(Facts(), **found, origins=origins)


def _dated(story: Story, kind: str) -> Period | None:
    return next((period for period in story.periods if period.kind == kind and period.day is not None), None)
