"""The answer to a facts sheet as plain JSON: the page, the API and the command line give this one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from toolkit.authority import Citation, cite
from toolkit.calculators.shape import LAW_AS_OF, NOTICE
from toolkit.claims import Entitlements, Way, drafted, follow
from toolkit.claims_check import Finding, check
from toolkit.claims_fields import EVIDENCE, FIELDS
from toolkit.claims_papers import Fitting, fitting
from toolkit.claims_shape import Computed, Limit
from toolkit.deadlines import Deadline
from toolkit.facts import Facts, from_json, to_json
from toolkit.filling import Blank
from toolkit.parameters import Parameters
from toolkit.refusal import Refusal
from toolkit.story import parse
from toolkit.story_facts import sketch
from toolkit.workdays import Calendar

LONGEST_STORY = 8000
_ASKED = frozenset(name.partition(".")[0] for name in FIELDS) | {EVIDENCE, "cause"}


@dataclass(frozen=True)
class Sheet:
    """A facts sheet worked out on a day: what follows, which papers fit, and where a draft's requests differ from it."""

    facts: Facts
    on: date
    found: Entitlements
    papers: tuple[Fitting, ...]
    findings: tuple[Finding, ...]

    @property
    def articles(self) -> tuple[Citation, ...]:
        """Every article that the claims and periods rest on, once, in their order."""
        refs = [ref for claim in self.found.claims for ref in claim.articles]
        cites = [*map(cite, refs), *(c for period in self.found.periods for c in period.rule.cites)]
        return tuple({one.id: one for one in reversed(cites)}.values())[::-1]

    @property
    def next_due(self) -> date | None:
        """The nearest last day that is not over; None where no period runs."""
        days = [claim.limit.due_date for claim in self.found.claims] + [period.due_date for period in self.found.periods]
        return min((day for day in days if day is not None and day >= self.on), default=None)


def work_out(facts: Facts, on: date, calendar: Calendar | None = None, parameters: Parameters | None = None) -> Sheet:
    """Everything that follows from the facts on the day `on`. The requests that the facts hold are checked as a draft.

    Raises Refusal (`region`, `demands`) where the law's data or the facts do not allow an answer.
    """
    found = follow(facts, on, calendar, parameters)
    return Sheet(facts, on, found, fitting(facts, found), check(facts.claims, found) if facts.claims else ())


def told(text: str, on: date) -> Facts:
    """The facts that a pasted story names. Raises Refusal (`story`) for one that is empty or too long."""
    if not text.strip():
        raise Refusal("story", "请粘贴案情，至少写一句话")
    if len(text) > LONGEST_STORY:
        raise Refusal("story", f"案情最多 {LONGEST_STORY} 个字")
    return sketch(parse(text, on), text)


def asked(data: Any, today: date) -> tuple[Facts, date]:
    """Facts and day out of `{"facts": {…}}` or `{"story": "…"}`, each with an optional `on`, today without it.

    Raises Refusal with the field: `facts.` in front of the names of facts.
    """
    if not isinstance(data, Mapping):
        raise Refusal("input", "输入应为一个 JSON 对象")
    for name in data:
        if name not in ("facts", "story", "on"):
            raise Refusal(str(name)[:30], "不认识的字段")
    on = _day(data["on"]) if "on" in data else today
    if ("facts" in data) == ("story" in data):
        raise Refusal("facts", "案情要素（facts）和案情描述（story）给出其中一个")
    if "story" in data:
        if not isinstance(data["story"], str):
            raise Refusal("story", "应为文字")
        return told(data["story"], on), on
    try:
        return from_json(data["facts"]), on
    except Refusal as refusal:
        raise Refusal(f"facts.{refusal.field}", refusal.message) from refusal


def _day(value: Any) -> date:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-03-01") else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2100:
        raise Refusal("on", "日期应写成 2026-03-01 的样子，在 2000 年至 2100 年之间")
    return found


def to_answer(sheet: Sheet) -> dict[str, Any]:
    """Plain strings, lists and objects: money with two decimals, dates ISO, null where unknown."""
    found = sheet.found
    return {
        "on": sheet.on.isoformat(),
        "facts": _understood(sheet.facts),
        "claims": [_claim(claim) for claim in found.claims],
        "ways": [_way(way) for way in found.ways],
        "questions": [_blank(blank) for blank in found.questions],
        "gaps": list(found.gaps),
        "periods": [_period(period) for period in found.periods],
        "notes": list(found.notes),
        "articles": [one.to_json() for one in sheet.articles],
        "papers": [{"id": one.id, "title": one.title, "reason": one.reason} for one in sheet.papers],
        "findings": [{"kind": one.kind, "path": one.path, "message": one.message} for one in sheet.findings],
        "requests": list(to_json(Facts(claims=drafted(found.claims))).get("claims", [])),
        "next_due": _iso(sheet.next_due),
        "notice": NOTICE,
        "law_as_of": LAW_AS_OF.isoformat(),
    }


def _understood(facts: Facts) -> dict[str, Any]:
    """The facts that sums come from, with their origins; neither people nor what happened in their own words."""
    found = to_json(facts)
    kept: dict[str, Any] = {name: value for name, value in found.items() if name in _ASKED}
    origins = {path: words for path, words in facts.origins.items() if path.partition(".")[0] in kept}
    return kept | ({"origins": origins} if origins else {})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _blank(blank: Blank) -> dict[str, str]:
    return {"path": blank.path, "label": blank.label, "question": blank.question}


def _limit(limit: Limit) -> dict[str, Any]:
    return {"due_date": _iso(limit.due_date), "passed": limit.passed, "provisional": limit.provisional, "lines": list(limit.lines)}


def _claim(claim: Computed) -> dict[str, Any]:
    return {
        "kind": claim.kind.code, "title": claim.title, "cause": claim.kind.cause, "forum": claim.kind.forum, "monetary": claim.monetary,
        "amount": None if claim.amount is None else f"{claim.amount:.2f}", "formula": claim.formula, "period_from": _iso(claim.period_from),
        "period_to": _iso(claim.period_to), "calculator": claim.kind.calculator, "articles": list(claim.articles), "excludes": sorted(claim.kind.excludes),
        "limit": _limit(claim.limit), "evidence": [{"name": proof.name, "held": proof.held} for proof in claim.evidence],
        "variants": [{"label": one.label, "amount": f"{one.amount:.2f}"} for one in claim.variants],
        "missing": [_blank(blank) for blank in claim.missing], "gaps": list(claim.gaps), "warnings": list(claim.warnings),
    }


def _way(way: Way) -> dict[str, Any]:
    return {"label": way.label, "claims": list(way.claims), "total": f"{way.total:.2f}", "late": f"{way.late:.2f}", "whole": way.whole, "final": way.final}


def _period(period: Deadline) -> dict[str, Any]:
    return {
        "rule": period.rule.id, "title": period.rule.title, "trigger_date": period.trigger_date.isoformat(), "due_date": period.due_date.isoformat(),
        "raw_date": period.raw_date.isoformat(), "rolled": period.rolled, "provisional": period.provisional, "lines": list(period.lines),
        "warnings": list(period.warnings), "articles": [one.id for one in period.rule.cites],
    }
