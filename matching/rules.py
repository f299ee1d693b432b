"""What may never happen: a reason bit each, tested before any score."""

from collections.abc import Iterator
from datetime import date
from enum import IntFlag
from types import MappingProxyType

from matching.problem import Lawyer, Matter


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


def broken(lawyer: Lawyer, matter: Matter, day: date) -> Rule:
    """The rules this pair breaks on this day; empty when it may be offered.

    Conflicts (律师法 39, 50(5)) hold for acting for and against the employer alike; a possible one waits for a person.
    """
    found = Rule(0)
    cleared = lawyer.id in matter.cleared
    if lawyer.id in matter.blocked or matter.employers & lawyer.own_clients:
        found |= Rule.CONFLICT_LAWYER
    if matter.employers & lawyer.firm_clients:
        found |= Rule.CONFLICT_FIRM
    if lawyer.id in matter.possible and not cleared:
        found |= Rule.CONFLICT_POSSIBLE
    if any(first <= day <= last for first, last in lawyer.leaves):
        found |= Rule.LEAVE
    if lawyer.licence_until < day:
        found |= Rule.LICENCE
    if matter.service not in lawyer.services:
        found |= Rule.SERVICE
    if lawyer.counties and matter.county not in lawyer.counties:
        found |= Rule.COUNTY
    if lawyer.open.get(matter.service, 0) >= lawyer.caps.get(matter.service, 0):
        found |= Rule.CAP
    if matter.service in lawyer.month_caps and lawyer.month.get(matter.service, 0) >= lawyer.month_caps[matter.service]:
        found |= Rule.MONTH_CAP
    if lawyer.id in matter.declined:
        found |= Rule.DECLINED
    if lawyer.id in matter.excluded:
        found |= Rule.EXCLUDED
    if lawyer.id in matter.neutrals:
        found |= Rule.NEUTRAL
    if matter.court and lawyer.ex_judge_until is not None and day <= lawyer.ex_judge_until:
        found |= Rule.EX_JUDGE
    return found


def free(lawyer: Lawyer, service: str) -> int:
    """Free slots of a service class: the smaller of what the concurrent and the month's cap leave."""
    left = lawyer.caps.get(service, 0) - lawyer.open.get(service, 0)
    if service in lawyer.month_caps:
        left = min(left, lawyer.month_caps[service] - lawyer.month.get(service, 0))
    return max(0, left)


def words(rule: Rule) -> Iterator[str]:
    """Chinese words of every bit."""
    return (WORDS[bit] for bit in Rule if bit & rule)
