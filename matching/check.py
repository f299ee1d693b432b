"""What a plan breaks, whoever made it: written from the raw records, without the rules and the solver."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from matching.problem import Lawyer, Matter


def faults(pairs: Mapping[str, str], matters: Sequence[Matter], lawyers: Sequence[Lawyer], day: date) -> list[str]:
    """One line for each rule that these new pairs (matter → lawyer) break on the day; empty for a lawful plan.

    Caps count what the lawyers' records have in hand and all the pairs together.
    """
    by_matter = {m.id: m for m in matters}
    by_lawyer = {p.id: p for p in lawyers}
    found: list[str] = []
    new: Counter[tuple[str, str]] = Counter()
    for matter_id, lawyer_id in sorted(pairs.items()):
        if matter_id not in by_matter or lawyer_id not in by_lawyer:
            found.append(f"{matter_id}-{lawyer_id}: unknown")
            continue
        m, p = by_matter[matter_id], by_lawyer[lawyer_id]
        new[p.id, m.service] += 1
        wrong = {
            "client": any(e in p.own_clients or e in p.firm_clients for e in m.employers),
            "blocked": any(c.verdict == "blocked" for c in m.conflicts.get(p.id, ())),
            "possible": any(c.verdict == "possible" for c in m.conflicts.get(p.id, ())) and p.id not in m.cleared,
            "leave": any(a <= day <= b for a, b in p.leaves),
            "licence": p.licence_until < day,
            "service": m.service not in p.services,
            "county": bool(p.counties) and m.county not in p.counties,
            "declined": p.id in m.declined,
            "excluded": p.id in m.excluded,
            "neutral": p.id in m.neutrals,
            "judge": m.court and p.ex_judge_until is not None and p.ex_judge_until >= day,
        }
        found += [f"{matter_id}-{lawyer_id}: {name}" for name, is_wrong in wrong.items() if is_wrong]
    for (lawyer_id, service), count in sorted(new.items()):
        p = by_lawyer[lawyer_id]
        if p.open.get(service, 0) + count > p.caps.get(service, 0):
            found.append(f"{lawyer_id}: cap {service}")
        if service in p.month_caps and p.month.get(service, 0) + count > p.month_caps[service]:
            found.append(f"{lawyer_id}: month cap {service}")
    return found
