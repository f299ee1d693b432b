"""What a line of an import file must say, by the same fields as forms and the API; every fault with its line."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from legalaid.actions.organisations import COUNTIES
from legalaid.errors import named
from legalaid.reading import json_rows
from legalaid.roles import HELD
from legalaid.schemas.base import BaseSchema, Choice, Day, Text, Whole, Yes, messages
from legalaid.schemas.tickets import Phone, TicketSchema
from legalaid.tables.lawyers import SERVICES
from legalaid.tables.organisations import KINDS
from legalaid.tables.tickets import CHANNELS
from toolkit import causes, identity
from toolkit.refusal import Refusal

Rows = list[tuple[int, dict[str, Any]]]
Faults = list[tuple[int, str, str]]


def checked(lines: Iterable[str], schema: BaseSchema) -> tuple[Rows, Faults]:
    """The objects of JSON lines that keep to the schema, with their line numbers, and the faults of the others."""
    found, faults = json_rows(lines)
    rows: Rows = []
    for line, row in found:
        try:
            rows.append((line, dict(schema.load(row))))
        except ValidationError as e:
            faults += [(line, field, message) for field, message in messages(e).items()]
    return rows, faults


class Degrees(fields.Float):
    """经纬度, for distance."""

    default_error_messages = {"invalid": "应为经纬度的度数。"}  # noqa: RUF012

    def __init__(self, most: int, **kw: Any) -> None:
        super().__init__(**kw)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > self.most:
            raise self.make_error("invalid")
        return float(value)


class Strengths(fields.Field[dict[str, int]]):
    """专长: cause → strength 0.7 to 1, kept in thousandths."""

    default_error_messages = {"invalid": "应为案由代码和强度。", "unknown": "专长里有不认识的案由代码：{code}。", "range": "专长强度应在 0.7 到 1 之间。"}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> dict[str, int]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        for code, strength in value.items():
            if code not in causes.CODES:
                raise self.make_error("unknown", code=code[:20])
            if isinstance(strength, bool) or not isinstance(strength, int | float) or not 0.7 <= strength <= 1:
                raise self.make_error("range")
        return {code: round(strength * 1000) for code, strength in value.items()}


class Licence(Text):
    """律师执业证号."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        try:
            return identity.lawyer_licence(super()._deserialize(value, attr, data, **kw))
        except Refusal as e:
            raise ValidationError(e.message + "。") from e


class RowSchema(BaseSchema):
    """A line of a file. Whoever wrote it is no worker at a form and sees no list to choose from: a refusal says what is lacking and which codes there are."""

    typed = True

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        title = str(field_obj.metadata.get("description", "这一项"))
        lacking = f"应为 true（表格里写“是”）：{title.partition('，')[0]}" if field_obj.metadata.get("enum") == [True] else f"缺少{title.partition('：')[0]}"
        # Messages are shared with the form's field: never changed in place.
        field_obj.error_messages = {**field_obj.error_messages, "required": f"{lacking}。"}
        for one in (field_obj, getattr(field_obj, "inner", None), getattr(field_obj, "key_field", None)):
            if isinstance(one, Choice):
                codes = f"应为：{named(one.labels or {code: code for code in one.codes})}。"
                one.error_messages = {**one.error_messages, "required": f"{lacking}，{codes}", "choice": codes}


class OrganisationRow(RowSchema):
    """组织."""

    code = Text(required=True, longest=32)
    name = Text(required=True, longest=80)
    kind = Choice(KINDS, required=True)
    parent = Text(longest=32, allow_none=True)
    latitude = Degrees(90, allow_none=True)
    longitude = Degrees(180, allow_none=True)
    active = Yes()

    @validates_schema(skip_on_field_errors=True)
    def _in_the_tree(self, data: dict[str, Any], **_: Any) -> None:
        if "/" in data["code"] or "%" in data["code"]:
            raise ValidationError("代码不能有斜线和百分号。", "code")
        if not data.get("parent") and data["kind"] != "CITY":
            raise ValidationError("缺少上级，只有市总工会没有上级。", "parent")


class PersonRow(RowSchema):
    """人员: one post a row, from a day to a day."""

    login = Text(required=True, longest=64)
    name = Text(required=True, longest=64)
    role = Choice(HELD, required=True)
    organisation = Text(required=True, longest=32)
    contact = Phone(longest=30)
    starts = Day()
    ends = Day()

    @validates_schema(skip_on_field_errors=True)
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            raise ValidationError("结束日期不能早于任职日期。", "ends")


class ClientRow(RowSchema):
    """A client of the lawyer or the firm."""

    employer = Text(required=True, longest=80, shortest=2)
    side = Choice({"FOR": "代理过这个单位", "AGAINST": "代理过它的对方"}, load_default="FOR")
    whose = Choice({"LAWYER": "律师本人", "FIRM": "律师事务所"}, load_default="LAWYER")


class LawyerRow(RowSchema):
    """律师."""

    login = Text(required=True, longest=64)
    name = Text(required=True, longest=30)
    contact = Phone(longest=30)
    licence_no = Licence(required=True, longest=40)
    licence_until = Day(required=True)
    firm = Text(required=True, longest=80, shortest=2)
    county = Choice(COUNTIES, required=True)
    counties = fields.List(Choice(COUNTIES))
    specialties = Strengths()
    languages = fields.List(Text(longest=24))
    services = fields.List(Choice(SERVICES))
    practising_since = Whole(1980, 2100, required=True)
    latitude = Degrees(90)
    longitude = Degrees(180)
    caps = fields.Dict(keys=Choice(SERVICES), values=Whole(0, 100))
    clients = fields.List(fields.Nested(ClientRow))
    ex_judge_until = Day()

    def __init__(self, *, today: dt.date, **kw: Any) -> None:
        super().__init__(**kw)
        self.today = today

    @validates_schema(skip_on_field_errors=True)
    def _begun(self, data: dict[str, Any], **_: Any) -> None:
        if self.today is not None and data["practising_since"] > self.today.year:
            raise ValidationError("执业起始年份不能晚于今年。", "practising_since")


class TicketRow(RowSchema, TicketSchema):
    """诉求 registered elsewhere: the fields of /apply/, and the other system's number."""

    class Meta(TicketSchema.Meta):
        exclude = ("together",)

    channel = Choice(CHANNELS, load_default="IMPORT")
    external_no = Text(required=True, longest=64)
