"""Checks a draft's requests against what the facts give: sums, kinds that exclude each other, what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from toolkit.claim_kinds import KINDS, OTHER, kind_of
from toolkit.claims import Entitlements
from toolkit.claims_shape import Computed
from toolkit.facts import Claim

HIGHER, LOWER, UNFOUNDED, OPEN, EXCLUDED, LATE, LEFT_OUT, UNPRICED = (
    "HIGHER", "LOWER", "UNFOUNDED", "OPEN", "EXCLUDED", "LATE", "LEFT_OUT", "UNPRICED",
)


@dataclass(frozen=True)
class Finding:
    """One difference: `path` is the request in the draft (`claims[0]`), empty for one that the draft leaves out."""

    kind: str
    path: str
    message: str


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}元"


def check(draft: Sequence[Claim], found: Entitlements) -> tuple[Finding, ...]:
    """The differences between a draft and the computed claims, in the order of the draft."""
    codes = [kind_of(claim.kind, claim.calculator, claim.title) for claim in draft]
    out: list[Finding] = []
    for code in dict.fromkeys(codes):
        places = [i for i, c in enumerate(codes) if c == code]
        out += _compare(draft, places, code, [claim for claim in found.claims if claim.kind.code == code])
    for (i, one), (j, other) in combinations(enumerate(codes), 2):
        if other in KINDS[one].excludes or one in KINDS[other].excludes:
            out.append(Finding(EXCLUDED, f"claims[{j}]", f"第{i + 1}项“{KINDS[one].title}”与第{j + 1}项“{KINDS[other].title}”只能选一项。"))
    for claim in found.claims:
        code = claim.kind.code
        shut = any(other in claim.kind.excludes or code in KINDS[other].excludes for other in codes)
        if code not in codes and not shut and claim.kind.forum == "ARBITRATION":
            worth = f"，测算为{_money(claim.amount)}" if claim.amount is not None else ""
            out.append(Finding(LEFT_OUT, "", f"草稿没有写“{claim.title}”{worth}。"))
    return tuple(out)


def _compare(draft: Sequence[Claim], places: list[int], code: str, computed: list[Computed]) -> list[Finding]:
    """One kind of request: all of its lines in the draft against all of its lines as computed."""
    path, name = f"claims[{places[0]}]", f"第{'、'.join(str(i + 1) for i in places)}项“{draft[places[0]].title or KINDS[code].title}”"
    if not computed:
        # nothing is known about a request that no rule covers
        return [] if code == OTHER else [Finding(UNFOUNDED, path, f"{name}：按现有事实得不出这项请求，请补充事实或者核对种类。")]
    out = []
    late = [claim for claim in computed if claim.limit.passed]
    if late:
        out.append(Finding(LATE, path, f"{name}：仲裁时效可能已于{late[0].limit.due_date}届满，请核对有没有中断、中止的情形。"))
    if not computed[0].monetary:
        return out
    wanted = [claim.amount for claim in computed]
    if None in wanted:
        lacking = "、".join(dict.fromkeys(blank.label for claim in computed for blank in claim.missing))
        return [*out, Finding(OPEN, path, f"{name}：还缺{lacking or '地方标准'}，金额没有核对。")]
    said = [draft[i].amount for i in places]
    if None in said:
        return [*out, Finding(UNPRICED, path, f"{name}：草稿没有写金额，测算为{_money(_total(wanted))}。")]
    gap = _total(said) - _total(wanted)
    if gap:
        word = f"多写了{_money(gap)}" if gap > 0 else f"少写了{_money(-gap)}"
        out.append(Finding(HIGHER if gap > 0 else LOWER, path, f"{name}：草稿{_money(_total(said))}，测算{_money(_total(wanted))}，{word}。"))
    return out


def _total(amounts: list[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
