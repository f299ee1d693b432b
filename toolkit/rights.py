"""Until when the rights of a dispute can be used: the limitation of each claim and the legal periods that the facts have begun."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from toolkit.claims import follow
from toolkit.deadlines import Deadline, deadline
from toolkit.facts import Facts
from toolkit.parameters import Parameters
from toolkit.workdays import Calendar

LIMITATION = "LIMITATION"
# states of the procedure (procedure_map) in which arbitration has not been applied for: only there the limitation still runs out
BEFORE_ARBITRATION = frozenset({
    "INTAKE", "TRIAGED", "CONSULTED", "NEGOTIATING", "MED_APPLIED", "MEDIATING", "MED_AGREED", "MED_FAILED", "PO_APPLIED", "PO_ISSUED", "ADMIN_TRACK", "TRANSFERRED",
})
# states in which a binding paper has been performed or nobody waits any more
_OVER = frozenset({"PERFORMED", "WITHDRAWN", "CLOSED"})
_EMPLOYERS = frozenset({"INJ_EMP_30D"})  # what the employer has to do in time is no right of the worker
# rule → states in which its act is still to be done
_OPEN_IN = {
    "MED_ARBREVIEW_15D": frozenset({"MED_AGREED"}), "MED_CONFIRM_30D": frozenset({"MED_AGREED"}),
    "ARB_SUE_15D": frozenset({"ARB_REFUSED", "AWARD_NONFINAL", "AWARD_FINAL"}), "CT_APPEAL_15D": frozenset({"CT1_JUDGED"}),
    "ENF_2Y": frozenset({"EFFECTIVE", "ARB_MED_DOC", "JUD_CONFIRMED", "CT_MED_DOC", "JUDGED_2", "AWARD_FINAL"}),
}


@dataclass(frozen=True)
class Right:
    """One last day: `rule` is LIMITATION or a rule of the deadline engine; `lines` explain it without naming anybody."""

    rule: str
    title: str
    due: date
    provisional: bool
    lines: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values, dates ISO."""
        return {"rule": self.rule, "title": self.title, "due": self.due.isoformat(), "provisional": self.provisional, "lines": list(self.lines)}


def from_json(data: dict[str, Any]) -> Right:
    """The right that `to_json` wrote."""
    return Right(data["rule"], data["title"], date.fromisoformat(data["due"]), data["provisional"], tuple(data["lines"]))


def rights(facts: Facts, state: str, on: date, calendar: Calendar, parameters: Parameters) -> tuple[Right, ...]:
    """Every last day that follows from the facts in this state of the procedure, the earliest first, past ones too.

    Claims with the same last day and reason are one right. Raises Refusal where the facts contradict the law's counting.
    """
    if state in _OVER:
        return ()
    found = [_right(one) for one in _periods(facts, state, calendar)]
    followed = follow(facts, on, calendar, parameters, finality=False)
    found += [_right(one) for one in followed.periods if one.rule.id not in _EMPLOYERS]
    if state in BEFORE_ARBITRATION:
        groups: dict[tuple[date, tuple[str, ...]], list[Any]] = {}
        for claim in followed.claims:
            if claim.limit.due_date is not None:
                groups.setdefault((claim.limit.due_date, claim.limit.lines), []).append(claim)
        found += [Right(LIMITATION, f"申请仲裁：{'、'.join(c.kind.title for c in claims)}", due, claims[0].limit.provisional, lines) for (due, lines), claims in groups.items()]
    return tuple(sorted(found, key=lambda right: (right.due, right.rule, right.title)))


def next_due(found: Iterable[Right], today: date) -> Right | None:
    """The nearest last day that is not over."""
    return min((right for right in found if right.due >= today), key=lambda right: right.due, default=None)


def _right(one: Deadline) -> Right:
    return Right(one.rule.id, one.rule.title, one.due_date, one.provisional, one.lines)


def _periods(facts: Facts, state: str, calendar: Calendar) -> Iterable[Deadline]:
    """Periods begun by papers received and agreements made, while their act is still open."""
    begun = {
        "MED_ARBREVIEW_15D": facts.settlement.signed_on if facts.settlement.body else None,
        "MED_CONFIRM_30D": facts.settlement.signed_on if facts.settlement.body else None,
        "ARB_SUE_15D": facts.arbitration.received_on,
        "CT_APPEAL_15D": facts.appeal.received_on,
        "ENF_2Y": facts.enforcement.due_on or facts.enforcement.effective_on,
    }
    for rule, trigger in begun.items():
        if trigger is not None and state in _OPEN_IN[rule]:
            yield deadline(rule, trigger, calendar)
