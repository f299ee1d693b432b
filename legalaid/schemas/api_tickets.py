"""诉求 through the API: what other systems send and see."""

import datetime as dt
from typing import Any

from marshmallow import fields

from legalaid.actions.organisations import COUNTIES
from legalaid.schemas.api import Masked, Moment, PageQuery, Paging, many, one, out
from legalaid.schemas.base import BaseSchema, Choice, Day, Text, Yuan
from legalaid.schemas.tickets import TicketSchema
from legalaid.tables.tickets import CHANNELS, TICKET_STATES

NO = "FY2026-1124-0017"
# The doors through which another system's requests come; the others belong to our own pages.
FROM_OUTSIDE = {code: CHANNELS[code] for code in ("API", "HOTLINE")}


class NewTicket(TicketSchema):
    """A request for help from another system: the fields of /apply/, without the question that `head_count` answers."""

    class Meta(TicketSchema.Meta):
        exclude = ("together",)

    typed = True
    external_no = Text(longest=64, metadata={"description": "调用方自己的编号；同一调用方的同一编号只能登记一次", "example": "12345-20261124-000017"})
    channel = Choice(FROM_OUTSIDE, load_default="API", metadata={"description": "来源"})

    def __init__(self, **kw: Any) -> None:
        super().__init__(today=dt.date.max, **kw)


class TicketQuery(PageQuery):
    """Which tickets."""

    external_no = Text(longest=64, metadata={"description": "调用方自己的编号"})
    state = Choice(TICKET_STATES, metadata={"description": "状态"})
    county = Choice(COUNTIES, metadata={"description": "单位所在区县"})
    registered_from = Day(metadata={"description": "登记日期不早于"})
    registered_to = Day(metadata={"description": "登记日期不晚于"})


class Place(BaseSchema):
    """组织."""

    code = out(fields.String, "组织代码", "330203")
    name = out(fields.String, "名称", "海曙区总工会")


class Receipt(BaseSchema):
    """回执: kept for repeats, so it holds nothing about the person."""

    no = out(fields.String, "编号", NO)
    external_no = out(fields.String, "调用方自己的编号", "12345-20261124-000017", null=True)
    state = out(fields.String, "状态代码", "REGISTERED")
    state_text = fields.Function(lambda t: TICKET_STATES[t["state"] if isinstance(t, dict) else t.state], required=True, metadata={"description": "状态", "example": "已登记", "type": "string"})
    organisation = one(Place, "现在负责的组织")
    registered_at = out(Moment, "登记时间", "2026-11-24T10:00:00+08:00")
    due_at = out(Moment, "办理时限", "2026-12-08T10:00:00+08:00")


class AnswerQuery(BaseSchema):
    """Whose number."""

    channel = Choice(FROM_OUTSIDE, load_default="API", metadata={"description": "来源"})


class Answer(Receipt):
    """回复 to the system that a request came from."""

    closed_at = out(Moment, "办结、撤回或者移送的时间", None, null=True)
    result = out(fields.String, "办理结果或者有关部门的答复，不含个人信息", "办理结果：单位已补发工资", null=True)
    merged_into = out(fields.String, "并入的主件编号", None, null=True)
    main_state = out(fields.String, "并入的主件的状态代码", None, null=True)
    transferred_to = out(fields.String, "移送到的部门", None, null=True)


class Person(BaseSchema):
    """职工, masked."""

    name = out(Masked, "姓名（已脱敏）", "周*平", null=True)
    phone = out(Masked, "电话（已脱敏）", "138****5521", null=True)


class TicketOut(Receipt):
    """诉求."""

    channel = out(fields.String, "来源代码", "HOTLINE")
    topic = out(fields.String, "职工自选的问题", "PAY")
    class_name = out(fields.String, "类别，确认后才有", "劳动经济", null=True)
    subclass = out(fields.String, "小类，确认后才有", "劳动报酬", null=True)
    cause = out(fields.String, "案由代码，确认为劳动争议后才有", "205.5", null=True)
    industry = out(fields.String, "单位的行业门类代码（GB/T 4754—2017），确认后才有", "C", null=True)
    summary = out(fields.String, "摘要，不含个人信息", "工资被拖欠或克扣，示例服饰有限公司")
    employer_name = out(fields.String, "单位名称", "示例服饰有限公司")
    county = out(fields.String, "单位所在区县代码", "330203")
    place = out(fields.String, "镇街或地点", "古林镇", null=True)
    head_count = out(fields.Integer, "人数", 1)
    amount = out(Yuan, "涉及金额（元）", "18600.00", null=True)
    wants_lawyer = out(fields.Boolean, "是否希望律师帮忙", True)
    worker = one(Person, "职工")
    confirmed_at = out(Moment, "受理时间", "2026-11-24T11:20:00+08:00", null=True)
    dispatched_at = out(Moment, "派单时间", None, null=True)
    closed_at = out(Moment, "办结时间", None, null=True)


class TicketPage(BaseSchema):
    """A page of tickets, the newest first."""

    items = many(TicketOut, "诉求")
    page = one(Paging, "分页")


class Event(BaseSchema):
    """What happened, as the worker sees it."""

    at = out(Moment, "时间", "2026-11-24T10:00:00+08:00")
    kind = out(fields.String, "事件代码", "REGISTERED")
    text = out(fields.String, "说明，不含个人信息", "您提交了申请")


class History(BaseSchema):
    """办理经过."""

    no = out(fields.String, "编号", NO)
    state = out(fields.String, "现在的状态", "REGISTERED")
    events = many(Event, "从早到晚")
