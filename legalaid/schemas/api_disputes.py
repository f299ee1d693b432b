"""争议 through the API: where it stands, what was agreed and paid, what was handed to whom; receipts and answers of other bodies."""

import datetime as dt
from typing import Any

from marshmallow import fields

from legalaid.schemas.api import many, out
from legalaid.schemas.api_tickets import NO
from legalaid.schemas.base import BaseSchema, Yuan
from legalaid.schemas.mediation import Answered, Receipt
from toolkit.filings import FILERS, KINDS

_FILING = "0b9d3f5e-6a39-4c0b-9a60-0c8a4f5f9d21"


def _day(words: str, example: str, *, null: bool = False) -> fields.Field[Any]:
    return out(fields.Date, words, example, null=null)


def _said(words: str, example: str, find: Any) -> fields.Field[Any]:
    return fields.Function(find, required=True, metadata={"description": words, "example": example, "type": "string"})


class InstalmentOut(BaseSchema):
    """One instalment."""

    number = out(fields.Integer, "第几期", 1, attribute="instalment.number")
    due_on = out(fields.Date, "应付日期", "2026-12-10", attribute="instalment.due_on")
    amount = out(Yuan, "金额（元）", "9300.00", attribute="instalment.amount")
    paid = out(Yuan, "已到账（元）", "9300.00")
    paid_on = out(fields.Date, "付清的日期", "2026-12-10", null=True, attribute="instalment.paid_on")


class AgreementOut(BaseSchema):
    """协议: what was promised and what came in, never one figure for both."""

    signed_on = out(fields.Date, "签订日期", "2026-11-24", attribute="row.signed_on")
    mediated = out(fields.Boolean, "是不是经过调解", True)
    people = fields.Function(lambda a: len(a.row.shares) or 1, required=True, metadata={"description": "职工人数", "example": 1, "type": "integer"})
    total = out(Yuan, "约定的金额（元）", "18600.00", attribute="row.total")
    paid = out(Yuan, "已到账（元）", "9300.00")
    instalments = many(InstalmentOut, "各期")


class AnswerOut(BaseSchema):
    """One answer of another body."""

    code = out(fields.String, "答复代码", "ACCEPTED")
    text = _said("答复", "受理", lambda a: said.title if (said := KINDS[a.filing.kind].answer(a.code)) else a.code)
    answered_on = _day("收到的日期", "2026-11-27")
    reference = out(fields.String, "文号", "甬海劳人仲案（2026）7号", null=True)


class FilingOut(BaseSchema):
    """One thing handed to another body."""

    id = out(fields.String, "递交的 id", _FILING)
    kind = out(fields.String, "种类代码", "ARBITRATION")
    title = _said("种类", "申请劳动仲裁", lambda f: KINDS[f.kind].title)
    filer = _said("由谁提出", "职工本人", lambda f: FILERS[f.filer])
    receiver = out(fields.String, "接收单位", "海曙区劳动人事争议仲裁委员会")
    sent_on = _day("递交日期", "2026-11-24")
    papers = fields.List(fields.String(), required=True, metadata={"description": "附送的文书", "example": ["证据清单"]})
    received_on = _day("收到的日期", "2026-11-24", null=True)
    case_no = out(fields.String, "案号", "甬海劳人仲案（2026）7号", null=True)
    answers = many(AnswerOut, "答复")


class PeriodOut(BaseSchema):
    """A period that runs now."""

    rule = out(fields.String, "期限规则", "ARB_ACCEPT_5D", attribute="deadline.rule.id")
    title = out(fields.String, "名称", "仲裁受理审查", attribute="deadline.rule.title")
    due_on = out(fields.Date, "最后一天", "2026-11-30", attribute="deadline.due_date")
    provisional = out(fields.Boolean, "是否按未公布的放假安排推算", False, attribute="deadline.provisional")
    left = out(fields.Integer, "还有几天，负数为已过", 6)


class DisputeOut(BaseSchema):
    """争议: nothing about persons."""

    no = out(fields.String, "诉求编号", NO)
    state = out(fields.String, "程序状态代码", "ARB_FILED")
    state_text = out(fields.String, "程序状态", "已申请仲裁")
    admin_track = out(fields.Boolean, "另有行政程序", False)
    agreement = fields.Nested(AgreementOut, required=True, allow_none=True, metadata={"description": "协议，没有时为空"})
    filings = many(FilingOut, "递交和移送")
    periods = many(PeriodOut, "正在走的期限")


class ReceiptBody(Receipt):
    """回执."""

    typed = True

    def __init__(self, **kw: Any) -> None:
        super().__init__(today=dt.date.max, **kw)


class AnswerBody(Answered):
    """答复."""

    class Meta(Answered.Meta):
        exclude = ("verified",)

    typed = True

    def __init__(self, **kw: Any) -> None:
        super().__init__(today=dt.date.max, **kw)


class FilingReceipt(BaseSchema):
    """What was registered."""

    no = out(fields.String, "诉求编号", NO, attribute="dispute.ticket.no")
    filing = out(fields.String, "递交的 id", _FILING, attribute="id")
    state = out(fields.String, "争议现在的程序状态", "ARB_ACCEPTED", attribute="dispute.state")
