"""匹配 through the API: why not, reservation, a decision on a doubt, runs, what if, proposals for a lawyer who goes away."""

from marshmallow import fields

from legalaid.actions.organisations import COUNTIES
from legalaid.schemas.api import Moment, Paging, many, one, out
from legalaid.schemas.api_tickets import NO
from legalaid.schemas.assignment import ConflictAnswer
from legalaid.schemas.base import BaseSchema, Choice, Whole
from legalaid.tables.assignment import VERDICTS

_LAWYER, _RUN, _HASH = "7b0e9c1e-6a0a-4d0e-9c39-2f4f6f0d8a11", "5f0d2c1e-9a0b-4f57-8a86-0c2f2f3b7d10", "b7d8ff6ca711c982b7d8ff6ca711c982b7d8ff6ca711c982b7d8ff6ca711c982"


def _id(words: str, **kw: object) -> fields.UUID:
    return fields.UUID(metadata={"description": words, "example": _LAWYER}, error_messages={"required": "请给出律师的 id。", "invalid_uuid": "律师的 id 不对。"}, **kw)  # type: ignore[arg-type]


def _texts(words: str, *example: str) -> fields.List[str]:
    return fields.List(fields.String(), required=True, metadata={"description": words, "example": list(example)})


class LawyerQuery(BaseSchema):
    """Which lawyer."""

    lawyer = _id("律师的 id", required=True)


class WhyNot(BaseSchema):
    """为什么不是这位律师."""

    no = out(fields.String, "诉求编号", NO)
    lawyer = out(fields.String, "律师的 id", _LAWYER)
    place = out(fields.Integer, "名次；被规则排除的为 0", 2)
    total = out(fields.Integer, "总分（10 点合 1 分）；被规则排除的为 0", 812)
    difference = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "与第一名相比，各组相差多少", "example": {"专长": -36, "负荷": 12}})
    loss = out(fields.Integer, "改派给这位律师，全部待派案件的最优方案少多少", 24)
    rules = _texts("挡住的规则；可以派的为空", "满负荷")
    conflicts = _texts("利益冲突的证据")


class HoldBody(BaseSchema):
    """占位: which lawyer."""

    typed = True
    lawyer = _id("律师的 id，取自推荐名单", required=True)


class DecisionBody(ConflictAnswer):
    """核查疑似利益冲突."""

    typed = True


class DecisionReceipt(BaseSchema):
    """核查回执."""

    id = out(fields.UUID, "核查的 id", _RUN)
    lawyer = out(fields.UUID, "律师的 id", _LAWYER, attribute="lawyer_id")
    verdict = out(fields.String, "结论：" + "；".join(f"{c} {w}" for c, w in VERDICTS.items()), "CLEARED")
    evidence = _texts("看到的证据", "疑似利益冲突，待核：本人代理过“宁波甲示例有限公司”")
    decided_at = out(Moment, "核查时间", "2026-11-24T10:00:00+08:00")


class Run(BaseSchema):
    """一次统一排案."""

    id = out(fields.UUID, "排案的 id", _RUN)
    ran_at = out(Moment, "时间", "2026-11-24T10:00:00+08:00")
    matters = out(fields.Integer, "待派的件数", 12)
    placed = out(fields.Integer, "派出的件数", 11)
    left = fields.Function(lambda row: len(row.unassigned), required=True, metadata={"description": "没有派出的件数", "type": "integer", "example": 1})
    objective = out(fields.Integer, "方案的总分", 8120)
    bound = out(fields.Integer, "总分的上限；与总分相等即已证明最优", 8120)
    weights = out(fields.Integer, "所用权重的版本", 1, attribute="weights_number")
    hash = out(fields.String, "校验值，重放应得到同一个", _HASH)


class RunPage(BaseSchema):
    """统一排案, the newest first."""

    items = many(Run, "排案")
    page = one(Paging, "分页")


class Pair(BaseSchema):
    """A matter and its lawyer in a plan."""

    no = out(fields.String, "诉求编号", NO)
    lawyer = out(fields.String, "律师的 id", _LAWYER, null=True)
    name = out(fields.String, "姓名（公开信息）", "示例律师", null=True)


class RunOut(Run):
    """一次统一排案 with what its replay gives."""

    pairs = many(Pair, "本组织范围内的方案")
    replayed = out(fields.Boolean, "重放是否得到同一校验值", True)


class WhatIfQuery(BaseSchema):
    """如果."""

    away = _id("假设不在的律师")
    county = Choice(COUNTIES, metadata={"description": "假设多出案件的区县代码"})
    count = Whole(0, 2000, load_default=0, metadata={"description": "多出几件"})
    load_weight = Whole(0, 100_000, metadata={"description": "假设的负荷权重"})
    fit_weight = Whole(0, 100_000, metadata={"description": "假设的专长权重"})


class WhatIf(BaseSchema):
    """Two plans side by side."""

    placed_before = out(fields.Integer, "现在派得出的件数", 12)
    placed_after = out(fields.Integer, "那样派得出的件数", 11)
    objective_before = out(fields.Integer, "现在的总分", 8120)
    objective_after = out(fields.Integer, "那样的总分", 7740)
    moved = out(fields.Integer, "换了律师的件数", 2)


class Proposal(Pair):
    """改派建议."""

    state = out(fields.String, "现在的状态：ACCEPTED 在办；OFFERED 待答复", "ACCEPTED")


class Proposals(BaseSchema):
    """改派建议 for everything a lawyer has."""

    items = many(Proposal, "手里的案件和建议的律师")
