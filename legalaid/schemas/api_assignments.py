"""指派 through the API: what waits, who is recommended, offers."""

from marshmallow import fields

from legalaid.schemas.api import Moment, Paging, many, one, out
from legalaid.schemas.api_tickets import NO
from legalaid.schemas.assignment import OfferSchema
from legalaid.schemas.base import BaseSchema, Whole
from legalaid.tables.aid import FORMS
from legalaid.tables.assignment import DECLINE_REASONS, OFFER_STATES

_LAWYER, _OFFER = "7b0e9c1e-6a0a-4d0e-9c39-2f4f6f0d8a11", "0f7b7a52-3f0c-4c58-9f0e-5d0c3d1c7f10"


class Waiting(BaseSchema):
    """A granted request that has no lawyer yet."""

    no = out(fields.String, "诉求编号", NO, attribute="ticket.no")
    county = out(fields.String, "区县代码", "330203", attribute="ticket.county")
    cause = out(fields.String, "案由代码", "205.5", null=True, attribute="ticket.cause")
    summary = out(fields.String, "摘要，不含个人信息", "拖欠三个月工资，未签劳动合同", attribute="ticket.summary")
    forms = fields.List(fields.String(), required=True, metadata={"description": "需要的帮助：" + "；".join(f"{c} {w}" for c, w in FORMS.items()), "example": ["ARBITRATE"]})
    service = out(fields.String, "服务类别", "REPRESENTATION")
    urgent = out(fields.Boolean, "是否紧急", False)
    languages = fields.List(fields.String(), required=True, metadata={"description": "语言或方言", "example": []})
    applied_at = out(Moment, "申请时间", "2026-11-24T10:00:00+08:00")
    assign_due = out(fields.Date, "最晚哪天要指派", "2026-11-27", null=True)
    waiting_reason = fields.Function(lambda row: row.waiting_reason.get("reason"), required=True, allow_none=True,
                                     metadata={"description": "上次统一排案没有排上的原因代码", "type": "string"})


class WaitingPage(BaseSchema):
    """等待律师的援助申请, the most urgent first."""

    items = many(Waiting, "援助申请")
    page = one(Paging, "分页")


class ShortlistQuery(BaseSchema):
    """How many of the best."""

    top = Whole(1, 50, load_default=5, metadata={"description": "给出前几名"})


class Candidate(BaseSchema):
    """A lawyer who may take the matter, and why."""

    lawyer = out(fields.String, "律师的 id", _LAWYER)
    name = out(fields.String, "姓名（公开信息）", "示例律师")
    firm = out(fields.String, "律师事务所", "示例律师事务所")
    total = out(fields.Integer, "总分", 860)
    components = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "各项得分", "example": {"specialty": 700, "load": -40}})
    reasons = fields.List(fields.String(), required=True, metadata={"description": "理由", "example": ["专长：劳动报酬"]})
    open = out(fields.Integer, "在办件数", 2)
    cap = out(fields.Integer, "在办上限", 6)


class Excluded(BaseSchema):
    """How many lawyers a rule excludes."""

    reason = out(fields.String, "原因", "在办已满")
    count = out(fields.Integer, "人数", 3)


class Recommendation(BaseSchema):
    """推荐名单."""

    no = out(fields.String, "诉求编号", NO)
    candidates = many(Candidate, "从最合适的起")
    eligible = out(fields.Integer, "符合条件的人数", 24)
    total = out(fields.Integer, "律师总数", 153)
    excluded = many(Excluded, "不符合条件的，按原因计")
    weights = out(fields.Integer, "所用权重的版本", 1)
    answer_by = out(Moment, "现在指派的话，律师应在此前答复", "2026-11-25T10:00:00+08:00")


class NewOffer(OfferSchema):
    """指派一位律师."""

    typed = True


class OfferReceipt(BaseSchema):
    """指派回执: kept for repeats, so it holds nothing about the person."""

    id = out(fields.UUID, "指派的 id", _OFFER)
    no = out(fields.String, "诉求编号", NO, attribute="aid_request.ticket.no")
    lawyer = out(fields.UUID, "律师的 id", _LAWYER, attribute="lawyer_id")
    state = out(fields.String, "状态：" + "；".join(f"{c} {w}" for c, w in OFFER_STATES.items()), "OFFERED")
    offered_at = out(Moment, "指派时间", "2026-11-24T10:00:00+08:00")
    due_at = out(Moment, "律师应在此前答复", "2026-11-25T10:00:00+08:00")


class OfferOut(OfferReceipt):
    """指派."""

    answered_at = out(Moment, "答复、失效或者收回的时间", None, null=True)
    decline_reason = out(fields.String, "婉拒的原因：" + "；".join(f"{c} {w}" for c, w in DECLINE_REASONS.items()), None, null=True)
    next_when_lapsed = out(fields.Boolean, "逾期未答复时是否自动转下一位", True)
