"""What the forms of a dispute's mediation, agreement, payments and filings ask."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from legalaid.actions import mediation
from legalaid.errors import Invalid
from legalaid.schemas.base import SHANGHAI, BaseSchema, Choice, Day, Text, Whole, Yes, Yuan
from legalaid.tables.mediation import ANSWERS, PARTY_ROLES, PROOFS, RESULTS, SIDES
from toolkit.filings import FILERS, KINDS
from toolkit.instalments import SUBJECTS

ROWS = 12  # instalments that the form has room for
_WHEN = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})")
_LINE = re.compile(r"(\d{1,4})[\s,，、:：]+([\d.,，]+)")


class When(fields.Field[dt.datetime]):
    """日期和时间 in Shanghai, as a browser sends it: 2026-11-25T09:30."""

    default_error_messages = {"required": "请填写日期和时间。", "invalid": "请填写日期和时间，例如 2026-12-01 09:30。"}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> dt.datetime:
        match = _WHEN.match(str(value).strip())
        try:
            return dt.datetime.fromisoformat(f"{match[1]}T{match[2]}").replace(tzinfo=SHANGHAI) if match else self._refuse()
        except ValueError as e:
            raise self.make_error("invalid") from e

    def _refuse(self) -> dt.datetime:
        raise self.make_error("invalid")


class _Dated(BaseSchema):
    """Days after today are refused; `today` comes from the page."""

    def __init__(self, *, today: dt.date, **kw: Any) -> None:
        super().__init__(**kw)
        self.today = today


class PartyForm(_Dated):
    """当事人."""

    role = Choice(PARTY_ROLES, required=True)
    name = Text(required=True, longest=80)
    credit_code = Text(longest=24)
    contact = Text(longest=30)
    phone = Text(longest=30)


class Apply(_Dated):
    """申请调解."""

    received_on = Day(required=True, past=True)
    raised = Choice(mediation.RAISED, required=True)


class Invite(_Dated):
    """调解邀请."""

    meets_at = When(required=True)
    place = Text(required=True, longest=80)
    mediator_id = fields.UUID(error_messages={"invalid_uuid": "请从列出的调解员里选择。"})


class Reply(_Dated):
    """答复邀请."""

    side = Choice(SIDES, required=True)
    reply = Choice(ANSWERS, required=True)


class Minutes(_Dated):
    """调解笔录."""

    held_on = Day(required=True, past=True)
    result = Choice(RESULTS, required=True)
    text = Text(required=True, longest=mediation.LONGEST_RECORD, shortest=10, lines=True)


class Extend(_Dated):
    """延长."""

    until = Day(required=True)
    both_agree = Yes()


class End(_Dated):
    """终止."""

    how = Choice(("REFUSED", "TIMED_OUT"), required=True)
    ended_on = Day(required=True, past=True)


class Sign(_Dated):
    """协议: up to ROWS dates with sums, the last sum may be left open; for a group a part of what is owed, and lines that differ."""

    signed_on = Day(required=True, past=True)
    subjects = fields.List(Choice(SUBJECTS), required=True, error_messages={"required": "请选择协议解决的事项。"})
    group = Yes()
    total = Yuan()
    percent = Yuan()
    exceptions = Text(longest=4000, lines=True)
    signed = Yes()

    def load_form(self, form: Any) -> dict[str, Any]:
        """The schema's values, with `rows` of (day, sum or None) and `exceptions` by line of the roster."""
        values, errors = {}, {}
        try:
            values = super().load_form(form)
        except Invalid as e:
            errors = dict(e.errors)
        rows = []
        for number in range(1, ROWS + 1):
            typed = {name: form.get(f"{name}_{number}", "").strip() for name in ("due", "amount")}
            if not any(typed.values()):
                continue
            try:
                if not typed["due"]:
                    raise ValidationError("请填写这一期的日期。")
                rows.append((Day().deserialize(typed["due"]), Yuan().deserialize(typed["amount"]) if typed["amount"] else None))
            except ValidationError as e:
                errors[f"due_{number}"] = f"第 {number} 期：{e.messages[0]}"
        values["exceptions"] = self._exceptions(values.get("exceptions", ""), errors)
        if errors:
            raise Invalid(errors)
        if values.pop("group"):
            values.pop("total", None)
            values.setdefault("percent", Decimal(100))
        else:
            values.pop("percent", None)
            if values.pop("exceptions"):
                raise Invalid({"exceptions": "只有按名册签订的协议才填每个人的金额。"})
        return {**values, "rows": rows}

    @staticmethod
    def _exceptions(text: str, errors: dict[str, str]) -> dict[int, Decimal]:
        found: dict[int, Decimal] = {}
        for number, line in enumerate((x.strip() for x in text.splitlines() if x.strip()), 1):
            match = _LINE.fullmatch(line)
            try:
                if match is None:
                    raise ValidationError("应写成“序号 金额”。")
                if int(match[1]) in found:
                    raise ValidationError(f"序号 {int(match[1])} 写了两次。")
                found[int(match[1])] = Yuan().deserialize(match[2])
            except ValidationError as e:
                errors["exceptions"] = f"第 {number} 行：{e.messages[0]}"
        return found


class Pay(_Dated):
    """一期到账."""

    paid_on = Day(required=True, past=True)
    amount = Yuan()
    proof = Choice(PROOFS, required=True)
    note = Text(longest=200)
    positions = fields.List(Whole(1, 10_000))


class Receive(_Dated):
    """别的到账."""

    amount = Yuan(required=True)
    paid_on = Day(required=True, past=True)
    proof = Choice(PROOFS, required=True)
    note = Text(longest=200)


class Withdraw(_Dated):
    """撤销登记."""

    reason = Text(required=True, longest=200)


class Send(_Dated):
    """递交、移送."""

    kind = Choice(KINDS, required=True)
    filer = Choice(FILERS, required=True, error_messages={"required": "请选择由谁提出。"})
    receiver = Text(required=True, longest=80)
    sent_on = Day(required=True, past=True)
    papers = fields.List(Text(longest=40))
    verified = fields.List(Text(longest=40))
    note = Text(longest=400, lines=True)


class Receipt(_Dated):
    """回执."""

    received_on = Day(required=True, past=True, metadata={"description": "收到的日期", "example": "2026-11-24"})
    case_no = Text(longest=60, metadata={"description": "案号或者申请号", "example": "甬海劳人仲案（2026）7号"})


class Answered(_Dated):
    """答复."""

    code = Choice({a.code: a.title for k in KINDS.values() for a in k.answers}, required=True, error_messages={"required": "请选择答复的内容。"},
                  metadata={"description": "答复，按递交的种类只有一部分可用", "example": "ACCEPTED"})
    answered_on = Day(required=True, past=True, metadata={"description": "职工收到的日期，期限从次日起算", "example": "2026-11-27"})
    reference = Text(longest=60, metadata={"description": "文号", "example": "甬海劳人仲案（2026）7号"})
    note = Text(longest=400, lines=True, metadata={"description": "说明，不写个人信息", "example": "同意立案"})
    verified = fields.List(Text(longest=40))


class Nothing(_Dated):
    """A button alone."""
