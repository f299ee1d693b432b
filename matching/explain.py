"""Why, and why not, in words for a coordinator."""

from collections.abc import Mapping

from matching import scores
from matching.problem import Causes, Lawyer, Matter, Weights
from matching.rules import Rule, words

_LONG_WAY_KM = 40


def reasons(lawyer: Lawyer, matter: Matter, causes: Causes, weights: Weights, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(kind, words) for a candidate: kind is ok or warn. `names` gives cause codes their Chinese names."""
    found: list[tuple[str, str]] = []
    if matter.cause is not None and matter.cause in lawyer.specialties:
        found.append(("ok", f"专长“{names.get(matter.cause, matter.cause)}”（强度 {lawyer.specialties[matter.cause] / 10:g}%）"))
    elif matter.cause is not None and scores.at_parent_level(lawyer, matter, causes):
        found.append(("ok", f"办过与“{names.get(matter.cause, matter.cause)}”同类的案件"))
    else:
        found.append(("warn", "这类案件不是其专长"))
    km = scores.kilometres(lawyer, matter)
    if lawyer.latitude and matter.latitude:
        found.append(("warn" if km > _LONG_WAY_KM else "ok", f"距单位所在地约 {km:.0f} 公里"))
    spoken = matter.languages & lawyer.languages
    if matter.languages:
        missing = matter.languages - lawyer.languages
        found.append(("ok", f"会说{'、'.join(sorted(spoken))}") if spoken else ("warn", f"不会说{'、'.join(sorted(missing))}"))
    if matter.continuity == lawyer.id:
        found.append(("ok", "曾为这位职工办过案"))
    if matter.chosen == lawyer.id:
        found.append(("ok", "职工希望由其办理"))
    if (matter.group or matter.urgent) and lawyer.practising_years >= 10:
        found.append(("ok", f"执业 {lawyer.practising_years} 年，适合集体或紧急案件"))
    begun, cap = lawyer.open.get(matter.service, 0), lawyer.caps.get(matter.service, 0)
    if cap and begun == 0:
        found.append(("ok", "目前没有在办案件"))
    elif cap and begun * 3 >= cap * 2:
        found.append(("warn", f"在办 {begun} 件，接近上限 {cap} 件"))
    if lawyer.rating_count >= 5:
        found.append(("ok", f"职工评价平均 {lawyer.rating_sum / lawyer.rating_count:.1f} 分（{lawyer.rating_count} 次）"))
    found.append(("ok", "已核对利益冲突，未发现代理过该单位"))
    return tuple(found)


def why_not(broken: Rule) -> tuple[str, ...]:
    """Chinese words of the rules that stop a pair."""
    return tuple(words(broken))


def shares(components: Mapping[str, int]) -> dict[str, int]:
    """Points grouped as shown on pages: 专长, 负荷, 远近与语言, 其他."""
    grouped = dict.fromkeys(("专长", "负荷", "远近与语言", "其他"), 0)
    for name, points in components.items():
        grouped[scores.SHOWN[name]] += points
    return grouped
