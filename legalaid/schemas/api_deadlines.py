"""办理时限 through the API: the moment, its reason line by line, pauses, extensions, supervision slips."""

from marshmallow import fields

from legalaid.schemas.api import Moment, many, out
from legalaid.schemas.api_tickets import NO
from legalaid.schemas.base import BaseSchema
from legalaid.tables.limits import EXTENSION_STATES, PAUSE_GROUNDS, SLIP_STATES


class StepOut(BaseSchema):
    """受理、首次联系的时限."""

    step = out(fields.String, "哪一步：ACCEPT 受理、CONTACT 首次联系", "ACCEPT")
    due_at = out(Moment, "应在此前办到", "2026-11-25T10:00:00+08:00")
    met_at = out(Moment, "办到的时间", "2026-11-24T11:20:00+08:00", null=True)
    state = out(fields.String, "met 按时、met_late 办到时已超时、overdue 超时、due_soon 临期、dropped 没有办到诉求已结束，其余为空", "met", null=True)
    lines = fields.List(fields.String(), required=True, attribute="reason", metadata={"description": "时限怎么来的，逐行", "example": ["一般诉求受理时限 1 个工作日"]})


class PauseOut(BaseSchema):
    """暂停."""

    ground = out(fields.String, f"事由代码：{'、'.join(f'{code} {words}' for code, words in PAUSE_GROUNDS.items())}", "APPRAISAL")
    started_at = out(Moment, "暂停时间", "2026-11-25T10:00:00+08:00")
    expected_on = out(fields.Date, "预计恢复日期", "2026-12-10")
    ended_at = out(Moment, "恢复时间", None, null=True)


class ExtensionOut(BaseSchema):
    """延期."""

    days = out(fields.Integer, "工作日数", 5)
    state = out(fields.String, f"状态代码：{'、'.join(f'{code} {words}' for code, words in EXTENSION_STATES.items())}", "GRANTED")
    asked_at = out(Moment, "申请时间", "2026-11-26T10:00:00+08:00")
    decided_at = out(Moment, "审批时间", "2026-11-26T15:00:00+08:00", null=True)


class SlipOut(BaseSchema):
    """督办单."""

    number = out(fields.Integer, "这件诉求的第几份", 1)
    state = out(fields.String, f"状态代码：{'、'.join(f'{code} {words}' for code, words in SLIP_STATES.items())}", "ISSUED")
    issued_at = out(Moment, "发出时间", "2026-12-09T09:05:00+08:00")
    answer_due_at = out(Moment, "应在此前答复", "2026-12-11T09:05:00+08:00")
    answered_at = out(Moment, "答复时间", None, null=True)


class Deadline(BaseSchema):
    """办理时限."""

    no = out(fields.String, "编号", NO)
    due_at = out(Moment, "办理时限", "2026-12-08T10:00:00+08:00")
    stands = out(fields.String, "overdue 超时、due_soon 临期（用去 70% 时间）、paused 已暂停，其余为空", "due_soon", null=True)
    lines = fields.List(fields.String(), required=True, attribute="due_reason", metadata={"description": "时限怎么来的，逐行", "example": ["一般诉求办理时限 10 个工作日"]})
    steps = many(StepOut, "受理和首次联系；这两项时限施行以前登记的没有")
    pauses = many(PauseOut, "暂停，新的在前")
    extensions = many(ExtensionOut, "延期申请，新的在前")
    slips = many(SlipOut, "督办单，新的在前")
