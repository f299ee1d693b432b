"""What may never happen: a reason bit each, tested before any score."""

from datetime import date
from enum import IntFlag
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.problem import BLOCKED, Lawyer, Matter


class Rule(IntFlag):
    """硬性规则. Several may stop one pair; all are kept."""

    CONFLICT_LAWYER = 1
    CONFLICT_FIRM = 2
    CONFLICT_POSSIBLE = 4
    LEAVE = 8
    LICENCE = 16
    SERVICE = 32
    COUNTY = 64
    CAP = 128
    MONTH_CAP = 256
    DECLINED = 512
    EXCLUDED = 1024
    NEUTRAL = 2048
    EX_JUDGE = 4096


WORDS = MappingProxyType({
    Rule.CONFLICT_LAWYER: "利益冲突", Rule.CONFLICT_FIRM: "律所利益冲突", Rule.CONFLICT_POSSIBLE: "疑似利益冲突待核", Rule.LEAVE: "请假",
    Rule.LICENCE: "执业证到期", Rule.SERVICE: "不办这类服务", Rule.COUNTY: "不服务该县区", Rule.CAP: "满负荷", Rule.MONTH_CAP: "本月已满",
    Rule.DECLINED: "曾婉拒本件", Rule.EXCLUDED: "职工要求回避", Rule.NEUTRAL: "曾任本件调解员或仲裁员", Rule.EX_JUDGE: "离任法官检察官未满两年",
})


def of_lawyer(lawyer: Lawyer, service: str, day: date) -> Rule:
    """The rules that stop a lawyer for every matter of this service class on this day."""
    found = Rule(0)
    if any(first <= day <= last for first, last in lawyer.leaves):
        found |= Rule.LEAVE
    if lawyer.licence_until < day:
        found |= Rule.LICENCE
    if service not in lawyer.services:
        found |= Rule.SERVICE
    if lawyer.open.get(service, 0) >= lawyer.caps.get(service, 0):
        found |= Rule.CAP
    if service in lawyer.month_caps and lawyer.month.get(service, 0) >= lawyer.month_caps[service]:
        found |= Rule.MONTH_CAP
    return found


def of_place(lawyer: Lawyer, county: str) -> Rule:
    """COUNTY where the lawyer does not serve it; whoever names no county serves all."""
    return Rule.COUNTY if lawyer.counties and county not in lawyer.counties else Rule(0)


def of_court(lawyer: Lawyer, day: date) -> Rule:
    """EX_JUDGE for a matter that goes to court within two years of leaving office (法官法 36, 检察官法 37)."""
    return Rule.EX_JUDGE if lawyer.ex_judge_until is not None and day <= lawyer.ex_judge_until else Rule(0)


def of_pair(lawyer: Lawyer, matter: Matter) -> Rule:
    """The rules that lie between this lawyer and this matter whatever the day.

    Conflicts (律师法 39, 50(5)) hold for acting for and against the employer alike; a possible one waits for a person.
    """
    found = Rule(0)
    if matter.employers & lawyer.own_clients:
        found |= Rule.CONFLICT_LAWYER
    if matter.employers & lawyer.firm_clients:
        found |= Rule.CONFLICT_FIRM
    for conflict in matter.conflicts.get(lawyer.id, ()):
        if conflict.verdict == BLOCKED:
            found |= Rule.CONFLICT_FIRM if conflict.whose == "FIRM" else Rule.CONFLICT_LAWYER
        elif lawyer.id not in matter.cleared:
            found |= Rule.CONFLICT_POSSIBLE
    if lawyer.id in matter.declined:
        found |= Rule.DECLINED
    if lawyer.id in matter.excluded:
        found |= Rule.EXCLUDED
    if lawyer.id in matter.neutrals:
        found |= Rule.NEUTRAL
    return found


def named(matter: Matter) -> frozenset[str]:
    """The lawyers whom a matter itself names in one of the rules of `of_pair`; clients are looked up by employer."""
    return matter.declined | matter.excluded | matter.neutrals | matter.conflicts.keys()


def broken(lawyer: Lawyer, matter: Matter, day: date) -> Rule:
    """The rules this pair breaks on this day; empty when it may be offered."""
    found = of_lawyer(lawyer, matter.service, day) | of_place(lawyer, matter.county) | of_pair(lawyer, matter)
    return found | of_court(lawyer, day) if matter.court else found


def free(lawyer: Lawyer, service: str) -> int:
    """Free slots of a service class: the smaller of what the concurrent and the month's cap leave."""
    left = lawyer.caps.get(service, 0) - lawyer.open.get(service, 0)
    if service in lawyer.month_caps:
        left = min(left, lawyer.month_caps[service] - lawyer.month.get(service, 0))
    return max(0, left)


@cache
def words(rule: Rule) -> tuple[str, ...]:
    """Chinese words of every bit."""
    return tuple(WORDS[bit] for bit in Rule if bit & rule)


def counted(bits: NDArray[np.int64]) -> dict[Rule, int]:
    """How many lawyers each rule stops, from one number of rule bits a lawyer; rules that stop nobody are left out."""
    return {rule: n for rule in Rule if (n := int(np.count_nonzero(bits & rule.value)))}
