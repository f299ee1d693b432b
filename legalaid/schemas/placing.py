"""What forms about the placing take: its settings, the weights, a what-if. Labels are the words of pages."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from marshmallow import fields

from legalaid.actions.organisations import COUNTIES
from legalaid.reading import line
from legalaid.schemas.base import BaseSchema, Choice, Text, Whole
from legalaid.tables.lawyers import SERVICES
from matching.problem import Weights

# weight → (words, what it does)
WEIGHTS: Mapping[str, tuple[str, str]] = {
    "fit": ("专长对口", "最高分，按专长强度折算"), "distance": ("远近", "最高分，每 25 公里约减六成"), "seniority": ("执业年资", "只用于集体和紧急案件"),
    "language": ("语言和方言", "会说所需语言"), "rating": ("职工评价", "评价少时向平均靠拢"), "response": ("按时答复", "按以往答复情况"),
    "chosen": ("职工选择", "职工希望由其办理"), "continuity": ("办过", "曾为同一职工办案"), "low_fit": ("不对口扣分", "连同类案件也没办过，填负数"),
    "scarcity": ("紧缺专长预留", "懂紧缺专长的律师办其他案件时，最多扣这么多"),
    "load": ("在办负荷", "在办越多扣得越多"), "unassigned": ("没派出的代价", "一般案件"), "unassigned_urgent": ("没派出的代价（紧急）", "紧急案件"),
    "same_parent": ("同类案由折算", "千分比"), "related": ("相关案由折算", "千分比"), "other": ("其他案由折算", "千分比"),
}
FAIRNESS = {f"fairness_{code}": f"全年均衡·{words}" for code, words in SERVICES.items()}


def flat(weights: Weights) -> dict[str, int]:
    """Weights as the fields of a form."""
    found = {name: value for name, value in asdict(weights).items() if name in WEIGHTS}
    return {**found, **{f"fairness_{code}": weights.fairness.get(code, 0) for code in SERVICES}}


def nested(values: Mapping[str, int], now: Weights) -> dict[str, Any]:
    """The fields of a form as values of weights: only what differs from those in force."""
    before = flat(now)
    plain = {n: v for n, v in values.items() if n in WEIGHTS and v != before[n]}
    fair = {code: values.get(f"fairness_{code}", before[f"fairness_{code}"]) for code in SERVICES}
    return {**plain, **({"fairness": fair} if fair != {c: before[f"fairness_{c}"] for c in SERVICES} else {})}


_NUMBERS = {name: Whole(-100_000, 100_000) for name in (*WEIGHTS, *FAIRNESS)}  # the bounds of each are those of the matching
WeightsSchema: Any = BaseSchema.from_dict({**_NUMBERS, "reason": Text(longest=400), "known": Whole(1, 10**6)}, name="WeightsSchema")
WhatIfSchema: Any = BaseSchema.from_dict({
    **_NUMBERS, "away": fields.List(fields.String()), "county": Choice(COUNTIES), "count": Whole(0, 2000), "run": fields.UUID(error_messages={"invalid_uuid": "没有这一次排案。"}),
}, name="WhatIfSchema")


class SettingsSchema(BaseSchema):
    """排案设置: times as one line, classes confirmed without a person."""

    times = Text(required=True, longest=100)
    automatic = fields.List(Choice(SERVICES))
    reason = Text(longest=200)
    known = Whole(1, 10**6)

    def load_form(self, form: Any) -> dict[str, Any]:
        found = super().load_form(form)
        return {"automatic": [], "reason": "", **found, "times": [t for t in line(found["times"]).replace("：", ":").replace("，", " ").replace("、", " ").replace(",", " ").split() if t]}
