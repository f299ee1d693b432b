"""并入、拆分、移送 through the API: the fields of the forms, what they give."""

from typing import Any

from marshmallow import fields, validate

from legalaid.actions.splits import MOST
from legalaid.schemas.api import Moment, many, out
from legalaid.schemas.api_tickets import NO, Receipt
from legalaid.schemas.base import BaseSchema
from legalaid.schemas.moves import Answer, Merging, Part, Reasoned, Transferring
from legalaid.schemas.moves import Receipt as Signed
from legalaid.tables.tickets import TICKET_STATES
from legalaid.tables.transfers import DEPARTMENTS, TRANSFER_STATES


def _codes(words: dict[str, str]) -> str:
    return "、".join(f"{code} {said}" for code, said in words.items())


class MergeBody(Merging):
    """并入."""

    typed = True


class ReasonBody(Reasoned):
    """撤销并入, 对方退回."""

    typed = True


class PartBody(Part):
    """One matter that is split off."""

    typed = True


class SplitBody(BaseSchema):
    """拆分."""

    typed = True
    parts = fields.List(
        fields.Nested(PartBody), required=True, validate=validate.Length(1, MOST, error=f"一次可以拆出 1 至 {MOST} 件。"),
        error_messages={"required": "请写明拆出哪几件。", "invalid": "应为一个列表。"},
        metadata={"description": "拆出的各件，各写问题、情况、金额", "example": [{"topic": "INJURY", "statement": "上班路上受伤，单位没有申报工伤", "amount": "3000.00"}]},
    )


class TransferBody(Transferring):
    """移送."""

    typed = True


class SignedBody(Signed):
    """签收."""

    typed = True


class TransferAnswerBody(Answer):
    """答复."""

    typed = True


class Merged(BaseSchema):
    """What a ticket is after it was merged or taken out again."""

    no = out(fields.String, "编号", NO)
    state = out(fields.String, f"状态代码：{_codes(TICKET_STATES)}", "MERGED")
    merged_into = out(fields.String, "并入的主件编号，单独办理的为空", "FY2026-1124-0003", null=True)


class SplitUp(BaseSchema):
    """What was split off."""

    no = out(fields.String, "原来的编号", NO)
    parts = many(Receipt, "拆出的各件")


class TransferOut(BaseSchema):
    """移送: nothing about the person."""

    no = out(fields.String, "诉求编号", NO, attribute="ticket.no")
    ticket_state = out(fields.String, "诉求现在的状态代码", "TRANSFERRED", attribute="ticket.state")
    department = out(fields.String, f"部门代码：{_codes(DEPARTMENTS)}", "INSPECTION")
    office = out(fields.String, "移送到的单位", "海曙区劳动保障监察大队")
    state = out(fields.String, f"移送的状态代码：{_codes(TRANSFER_STATES)}", "SENT")
    sent_at = out(Moment, "移送时间", "2026-11-24T10:00:00+08:00")
    receipt_due_at = out(Moment, "应在此前签收", "2026-11-27T10:00:00+08:00")
    answer_due_at = out(Moment, "应在此前答复", "2026-12-15T10:00:00+08:00")
    received_at = out(Moment, "签收时间", None, null=True)
    receipt_no = out(fields.String, "对方的编号", None, null=True)
    answered_at = out(Moment, "答复或者退回的时间", None, null=True)


def merged(ticket: Any, into: str | None) -> dict[str, Any]:
    """A merged ticket for `Merged`."""
    return {"no": ticket.no, "state": ticket.state, "merged_into": into}
