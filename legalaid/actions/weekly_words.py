"""周报的话: sentences by rule. A rise or fall is said only where it is more than chance, a rate only where there are enough records."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from toolkit import proportions

UP, DOWN, SAME, FEW = "UP", "DOWN", "SAME", "FEW"
CHANGES = {UP: "明显上升", DOWN: "明显下降", SAME: "没有明显变化", FEW: "件数少，不比较"}
MOST_NAMED = 3


def change_of_counts(before: int, now: int) -> str:
    """How a count moved."""
    if before + now < 2 * proportions.SMALL:
        return FEW
    if not proportions.differs(before, now):
        return SAME
    return UP if now > before else DOWN


def change_of_rates(before: tuple[int, int], now: tuple[int, int]) -> str:
    """How a rate (numerator, denominator) moved: judged by the intervals of both."""
    if min(before[1], now[1]) < proportions.SMALL:
        return FEW
    old, new = proportions.interval(*before), proportions.interval(*now)
    if old is None or new is None or not proportions.apart(old, new):
        return SAME
    return UP if new.low > old.high else DOWN


def change(figure: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """The same for a figure as it is kept."""
    if figure["denominator"] is None:
        return change_of_counts(before["numerator"], figure["numerator"])
    return change_of_rates((before["numerator"], before["denominator"]), (figure["numerator"], figure["denominator"]))


def of_figure(figure: Mapping[str, Any]) -> str:
    """One sentence about a figure and its change on last week."""
    before, unit = figure["before"], figure["unit"]
    if figure["denominator"] is None:
        return f"{figure['title']} {figure['numerator']} {unit}，上周 {before['numerator']} {unit}，{_moved(figure)}{_paused(figure)}。"
    said = _rate(figure)
    if figure["change"] in (UP, DOWN):
        points = Decimal(figure["value"]) - Decimal(before["value"])
        said += f"，比上周{'高' if points > 0 else '低'} {abs(points)} 个百分点，{CHANGES[figure['change']]}"
    elif figure["change"] == SAME:
        said += f"，上周 {before['value']}%，{CHANGES[SAME]}"
    return f"{said}{_paused(figure)}。"


def _rate(figure: Mapping[str, Any]) -> str:
    numerator, denominator = figure["numerator"], figure["denominator"]
    if not denominator:
        return f"{figure['title']}：本周没有可以计算的记录"
    if denominator < proportions.SMALL:
        return f"{figure['title']}：{denominator} 件中的 {numerator} 件；不足 {proportions.SMALL} 件，不说比率"
    return f"{figure['title']} {figure['value']}%（{numerator}/{denominator}）"


def _moved(figure: Mapping[str, Any]) -> str:
    difference = figure["numerator"] - figure["before"]["numerator"]
    if figure["change"] in (UP, DOWN):
        return f"{'增加' if difference > 0 else '减少'} {abs(difference)} {figure['unit']}，{CHANGES[figure['change']]}"
    return CHANGES[figure["change"]]


def _paused(figure: Mapping[str, Any]) -> str:
    return f"；其中曾暂停 {figure['paused']} 件" if figure.get("paused") else ""


def of_breakdown(title: str, rows: Sequence[Sequence[Any]]) -> list[str]:
    """What is most frequent, and what rose or fell: rows are (name, now, before, change)."""
    most = [f"{name} {now} 件" for name, now, _, _ in rows if now][:MOST_NAMED]
    found = [f"{title}件数居前的是{'、'.join(most)}。"] if most else []
    for direction, words in ((UP, "明显上升的有"), (DOWN, "明显下降的有")):
        moved = [f"{name}（{before} 件→{now} 件）" for name, now, before, how in rows if how == direction]
        found += [f"{words}{'、'.join(moved)}。"] if moved else []
    return found


def of_districts(rows: Iterable[Mapping[str, Any]], least: int) -> list[str]:
    """Which counties really differ from the rest of the city; the others are not judged."""
    found = []
    for key, words in (("above", "高于"), ("below", "低于")):
        names = [row["name"] for row in rows if row["rates"]["closing"]["stands"] == key]
        found += [f"{'、'.join(names)}的办结率明显{words}全市其余地区。"] if names else []
    few = [row["name"] for row in rows if row["place"] is None]
    found += [f"{'、'.join(few)}本周登记不足 {least} 件，不参加排名。"] if few else []
    return found


def of_next(figures: Mapping[str, Mapping[str, Any]], same_employer: int) -> list[str]:
    """下一步: what follows from the figures, each with its number."""
    counts = {code: figure["numerator"] for code, figure in figures.items()}
    found = [
        (counts["late_open"], "对 {n} 件超时未办结的诉求逐件督办，说明原因和办结时间。"),
        (counts["uncalled"], "对 {n} 件过了时限还没有回访的低分评价补做回访。"),
        (figures["accepted"]["denominator"] - counts["accepted"], "{n} 件诉求没有按时受理，由所在工会说明原因。"),
        (figures["contacted"]["denominator"] - counts["contacted"], "{n} 件诉求没有按时联系职工，还没有联系的马上联系。"),
        (figures["aid_decided"]["denominator"] - counts["aid_decided"], "{n} 件法律援助申请没有在七日内决定，由所在工会说明原因。"),
        (figures["aid_assigned"]["denominator"] - counts["aid_assigned"], "{n} 件法律援助没有在三日内落实律师，优先指派。"),
        (same_employer, "有 {n} 家单位一周内被反映三次以上，由所在区县了解情况，必要时并案。"),
        (counts["transferred"], "{n} 件已移送其他部门，跟踪回复。"),
    ]
    return [words.format(n=n) for n, words in found if n] or ["没有需要专门督办的事项。"]


def of_correction(row: Mapping[str, Any]) -> str:
    """更正: what a former report said and what the records say now."""
    return f"{row['issue']}的“{row['title']}”原为 {row['stated']}，按现有记录更正为 {row['now']}。"


def rate(figure: Mapping[str, Any]) -> str | None:
    """The rate in per cent where it may be said; None when there are too few records."""
    return figure["value"] if figure["denominator"] and figure["denominator"] >= proportions.SMALL else None


def shown(figure: Mapping[str, Any]) -> str:
    """A figure's value as it is printed: 98.31%（59/60）, 60 件; 2/3 where no rate is said, — of nothing."""
    if figure["denominator"] is None:
        return f"{figure['numerator']} {figure['unit']}"
    if not figure["denominator"]:
        return "—"
    parts = f"{figure['numerator']}/{figure['denominator']}"
    return parts if rate(figure) is None else f"{figure['value']}%（{parts}）"
