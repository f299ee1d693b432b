"""Why, and why not, in words for a coordinator."""

from collections.abc import Mapping

from matching import scores
from matching.problem import BLOCKED, POSSIBLE, Causes, Conflict, Lawyer, Matter

_LONG_WAY_KM = 40
_SIDES = {"FOR": "代理过", "AGAINST": "对立代理过"}


def reasons(lawyer: Lawyer, matter: Matter, causes: Causes, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(kind, words) for a candidate: kind is ok or warn. `names` gives cause codes their Chinese names."""
    found: list[tuple[str, str]] = []
    if matter.cause is not None and matter.cause in lawyer.specialties:
        found.append(("ok", f"专长“{names.get(matter.cause, matter.cause)}”（强度 {lawyer.specialties[matter.cause] / 10:g}%）"))
    elif matter.cause is None:
        found.append(("warn", "案由还没有确认，未按专长比较"))
    elif scores.at_parent_level(lawyer, matter.cause, causes):
        found.append(("ok", f"办过与“{names.get(matter.cause, matter.cause)}”同类的案件"))
    else:
        found.append(("warn", "这类案件不是其专长"))
    km = scores.kilometres(lawyer, matter)
    if km is not None:
        found.append(("warn" if km > _LONG_WAY_KM else "ok", f"距单位所在地约 {km:.0f} 公里"))
    spoken, missing = matter.languages & lawyer.languages, matter.languages - lawyer.languages
    if spoken:
        found.append(("ok", f"会说{'、'.join(sorted(spoken))}"))
    if missing:
        found.append(("warn", f"不会说{'、'.join(sorted(missing))}"))
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
    if lawyer.id in matter.cleared and lawyer.id in matter.conflicts:
        found.append(("warn", "疑似利益冲突，经人工核查排除"))
    else:
        found.append(("ok", "已核对利益冲突，未发现代理过该单位"))
    return tuple(found)


def conflicts(lawyer: Lawyer, matter: Matter) -> tuple[Conflict, ...]:
    """Every conflict between this lawyer and this matter with its evidence: what names showed, then equal keys alone."""
    found = list(matter.conflicts.get(lawyer.id, ()))
    seen = {c.whose for c in found if c.verdict == BLOCKED}
    for whose, clients in (("LAWYER", lawyer.own_clients), ("FIRM", lawyer.firm_clients)):
        if whose not in seen:
            found += [Conflict(BLOCKED, whose, key, key, "", ("名称相同",)) for key in sorted(matter.employers & clients)]
    return tuple(found)


def conflict(found: Conflict) -> str:
    """One conflict in words: who acted for or against whom, and why that is taken for the employer of the matter."""
    who = "所在律师事务所" if found.whose == "FIRM" else "本人"
    verdict = "疑似利益冲突，待核" if found.verdict == POSSIBLE else "利益冲突"
    why = f"（{'；'.join(found.evidence)}）" if found.evidence else ""
    return f"{verdict}：{who}{_SIDES.get(found.side, '代理或对立代理过')}“{found.client}”，本件单位为“{found.employer}”{why}"


def shares(components: Mapping[str, int]) -> dict[str, int]:
    """Points grouped as shown on pages: 专长, 负荷, 远近与语言, 其他."""
    grouped = dict.fromkeys(("专长", "负荷", "远近与语言", "其他"), 0)
    for name, points in components.items():
        grouped[scores.SHOWN[name]] += points
    return grouped
