"""Until when each claim can be brought: the year of 调解仲裁法 27, where it begins, what moved it."""

from datetime import date

from toolkit.claims_shape import Case, Limit
from toolkit.deadlines import Interrupt, Suspend, limitation
from toolkit.refusal import Refusal

_WHILE_EMPLOYED = "劳动关系存续期间追索劳动报酬，不受一年仲裁时效的限制（调解仲裁法第二十七条第四款）。"
_FROM_THE_END = "劳动关系已经终止的，追索劳动报酬应当自终止之日起一年内提出（调解仲裁法第二十七条第四款）。"


def events(case: Case, start: date) -> list[Interrupt | Suspend]:
    """What the facts say moved the limitation, from its start on (27(2), (3)). A demand without a kind is a demand."""
    found: list[Interrupt | Suspend] = []
    for demand in case.facts.demands:
        if demand.on is None or demand.on < start:
            continue
        if demand.kind == "SUSPEND" and demand.until is not None:
            found.append(Suspend(demand.on, demand.until, demand.what or ""))
        elif demand.kind != "SUSPEND":
            found.append(Interrupt(demand.on, demand.what or ""))
    return found


def year_from(case: Case, start: date | None, *before: str) -> Limit:
    """One year from `start` with its events; an unknown start gives no day, only the reason in `before`."""
    if start is None:
        return Limit(None, before)
    try:
        found = limitation(start, events(case, start), case.calendar)
    except Refusal as refusal:
        # the engine speaks of its own events; here they are the demands of the facts
        raise Refusal("demands", refusal.message) from refusal
    return Limit(found.due_date, (*before, *found.lines, *found.warnings), found.provisional, found.due_date < case.on)


def pay(case: Case) -> Limit:
    """Remuneration: no limit while employed, one year from the end of employment (27(4))."""
    facts = case.facts
    if facts.ended is False:
        return Limit(None, (_WHILE_EMPLOYED,))
    if facts.ended is None and facts.last_day is None:
        return Limit(None, (_WHILE_EMPLOYED, "是否已经离职还不清楚，离职的从离职之日起算一年。"))
    return year_from(case, facts.last_day, _FROM_THE_END)


def ending(case: Case) -> Limit:
    """Claims from the end of employment: one year from that day (27(1))."""
    return year_from(case, case.facts.last_day, "自劳动关系解除或者终止之日起一年内提出。")


def leave(case: Case, year: int) -> Limit:
    """Untaken leave: one year from the end of the year, or from the last day in it."""
    last = case.facts.last_day
    start = last if last is not None and last.year == year else date(year, 12, 31)
    return year_from(case, start, "未休年休假工资的时效起点各地掌握不一，这里从当年年底（当年离职的从离职之日）起算，待核实。")


def injury(case: Case, start: date | None) -> Limit:
    """Injury benefits: one year from the day the worker knew the decision that they rest on."""
    return year_from(case, start, "自知道工伤认定、鉴定结论或者劳动关系终止之日起一年内提出。")
