"""The state machine of a dispute: which steps are open, which are shut, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.procedure_map import GUARDS, STATES, TRANSITIONS, Transition, cite
from toolkit.refusal import Refusal

__all__ = ["FORBIDDEN", "GUARDS", "STATES", "TRANSITIONS", "Forbidden", "Transition", "allowed", "step", "take"]

EVENTS: frozenset[str] = frozenset(t.event for t in TRANSITIONS)

_BEFORE_AWARD = frozenset(
    {"INTAKE", "TRIAGED", "CONSULTED", "NEGOTIATING", "MED_APPLIED", "MEDIATING", "MED_AGREED", "MED_FAILED"}
    | {"ARB_REVIEW", "JUD_CONFIRM", "PO_APPLIED", "PO_ISSUED"}
    | {"ARB_FILED", "ARB_ACCEPTED", "ARB_DELEGATED_MED", "ARB_HEARD"}
)


@dataclass(frozen=True)
class Forbidden:
    """What may never happen: `events` in `states` (empty: any) while all of `when` and none of `lifted_by` hold."""

    id: str
    events: frozenset[str]
    states: frozenset[str]
    when: frozenset[str]
    lifted_by: frozenset[str]
    reason: str
    citations: tuple[str, ...]

    def hits(self, state: str, event: str, guards: frozenset[str]) -> bool:
        """True if this rule shuts `event` in `state`."""
        return (
            event in self.events
            and (not self.states or state in self.states)
            and self.when <= guards
            and not self.lifted_by & guards
        )


FORBIDDEN: tuple[Forbidden, ...] = (
    Forbidden(
        id="employer_suit_against_final_award",
        events=frozenset({"sue"}),
        states=frozenset({"AWARD_FINAL", "SETASIDE"}),
        when=frozenset({"by_employer"}),
        lifted_by=frozenset(),
        reason="终局裁决只有职工可以起诉；单位只能在三十日内向中级人民法院申请撤销",
        citations=cite("MAL-48 MAL-49"),
    ),
    Forbidden(
        id="court_before_arbitration",
        events=frozenset({"sue"}),
        states=_BEFORE_AWARD,
        when=frozenset(),
        lifted_by=frozenset({"wage_iou", "wage_only_agreement", "arb_overdue"}),
        reason="劳动争议须先经仲裁才能起诉；例外只有仲裁不予受理或者逾期、工资欠条、仅就劳动报酬达成的调解协议",
        citations=cite("MAL-5 MAL-29 MAL-43 JI1-15 JI1-51"),
    ),
    Forbidden(
        id="transfer_without_consent",
        events=frozenset({"apply_mediation", "refer_to_union", "transfer"}),
        states=frozenset(),
        when=frozenset(),
        lifted_by=frozenset({"worker_consent"}),
        reason="没有职工同意的记录，不得移交调解、委托调解或者转办",
        citations=cite("ZJMA-10 ZJMA-22"),
    ),
    Forbidden(
        id="filing_without_consent",
        events=frozenset({"file_arbitration", "complain_to_inspection"}),
        states=frozenset(),
        when=frozenset(),
        # filing in person is itself the decision of whoever files
        lifted_by=frozenset({"worker_consent", "by_worker", "by_employer"}),
        reason="没有职工同意的记录，不得移交仲裁或者劳动监察",
        citations=cite("MAL-28"),
    ),
)


def _known(state: str, guards: Iterable[str]) -> frozenset[str]:
    if state not in STATES:
        raise Refusal("state", f"没有“{state}”这个状态")
    given = frozenset(guards)
    for guard in sorted(given):
        if guard not in GUARDS:
            raise Refusal("guards", f"没有“{guard}”这个条件")
    return given


def _open(transition: Transition, guards: frozenset[str]) -> bool:
    return (
        set(transition.needs) <= guards
        and (not transition.either or bool(set(transition.either) & guards))
        and not set(transition.unless) & guards
        and not any(rule.hits(transition.source, transition.event, guards) for rule in FORBIDDEN)
    )


def _missing(transition: Transition, guards: frozenset[str]) -> str:
    parts = [GUARDS[g] for g in transition.needs if g not in guards]
    if transition.either and not set(transition.either) & guards:
        parts.append("以下之一：" + "、".join(GUARDS[g] for g in transition.either))
    text = f"还缺条件：{'；'.join(parts)}" if parts else ""
    against = [GUARDS[g] for g in transition.unless if g in guards]
    if against:
        text += ("。" if text else "") + f"不能有的情形：{'；'.join(against)}"
    return text


def steps_from(state: str) -> tuple[Transition, ...]:
    """Every step that starts in `state`, whatever its guards. Raises Refusal for an unknown state."""
    _known(state, ())
    return tuple(t for t in TRANSITIONS if t.source == state)


def allowed(state: str, guards: Iterable[str] = ()) -> tuple[Transition, ...]:
    """The steps open from `state` now, given the facts in `guards` (keys of GUARDS).

    Raises Refusal (`state`, `guards`) for an unknown name.
    """
    given = _known(state, guards)
    return tuple(t for t in TRANSITIONS if t.source == state and _open(t, given))


def take(state: str, event: str, guards: Iterable[str] = ()) -> Transition:
    """The one step that `event` means in `state`; its papers, periods and articles are on it.

    Raises Refusal (`state`, `event`, `guards`) with the reason in Chinese: forbidden by law, not possible from here,
    a condition missing, or two conditions given that contradict each other.
    """
    given = _known(state, guards)
    if event not in EVENTS:
        raise Refusal("event", f"没有“{event}”这个事件")
    for rule in FORBIDDEN:
        if rule.hits(state, event, given):
            raise Refusal("event", rule.reason)
    here = [t for t in TRANSITIONS if t.source == state and t.event == event]
    if not here:
        label = next(t.label for t in TRANSITIONS if t.event == event)
        choices = "、".join(dict.fromkeys(t.label for t in steps_from(state))) or "没有下一步"
        raise Refusal("event", f"现在是“{STATES[state]}”，不能“{label}”；从这里可以：{choices}")
    fitting = [t for t in here if _open(t, given)]
    if not fitting:
        raise Refusal("guards", "；或者".join(dict.fromkeys(f"“{t.label}”{_missing(t, given)}" for t in here)))
    if len(fitting) > 1:
        raise Refusal("guards", "条件互相矛盾，请只选一种：" + "；".join(t.label for t in fitting))
    return fitting[0]


def step(state: str, event: str, guards: Iterable[str] = ()) -> str:
    """The state after `event`. A parallel step (administrative track, preservation) leaves the state as it is.

    Raises Refusal as `take` does.
    """
    transition = take(state, event, guards)
    return state if transition.parallel else transition.target
