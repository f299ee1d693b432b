"""What a request for help must say; the five pages of /apply/ and the API check by the same fields."""

import datetime as dt
from typing import Any

from marshmallow import ValidationError, validates_schema

from legalaid.actions.organisations import COUNTIES
from legalaid.actions.tickets import TOPICS
from legalaid.schemas.base import BaseSchema, Choice, Text, Whole, Yes, Yuan
from legalaid.tables.workers import WORKER_TYPES
from toolkit import identity
from toolkit.refusal import Refusal

SAFE_CONTACT = {"ANY": "随时可以", "EVENING": "下班以后再打", "SMS": "先发短信", "NOT_AT_WORK": "不要打到单位"}
LANGUAGES = ("普通话", "宁波话", "四川话", "贵州话", "云南话", "河南话", "安徽话", "江西话", "其他")


class Phone(Text):
    """手机或者固定电话."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        text = super()._deserialize(value, attr, data, **kw)
        try:
            return identity.phone(text)
        except Refusal as e:
            raise ValidationError(e.message + "。") from e


class IdNo(Text):
    """居民身份证号 with check digit; the birth date is not after today (schema's `today`)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        text = super()._deserialize(value, attr, data, **kw)
        if not text:
            return ""
        try:
            return identity.resident_id(text, getattr(self.root, "today", None) or dt.date.max).number
        except Refusal as e:
            raise ValidationError(e.message + "。") from e


class TicketSchema(BaseSchema):
    """诉求登记. STEPS says which fields each page asks."""

    topic = Choice(TOPICS, required=True, error_messages={"required": "请选择您遇到的问题，说不清楚也可以选。"})
    employer_name = Text(required=True, longest=80, shortest=2, error_messages={"required": "请填写单位名称，不知道全称就写您知道的。"})
    county = Choice(COUNTIES, required=True, error_messages={"required": "请选择单位在哪个区县。", "choice": "请选择单位在哪个区县。"})
    place = Text(longest=60)
    statement = Text(required=True, longest=4000, shortest=6, lines=True, error_messages={"required": "请说说发生了什么事。"})
    amount = Yuan()
    together = Choice(("one", "many"), required=True, error_messages={"required": "请选择是一个人还是和工友一起。"})
    head_count = Whole(1, 5000)
    name = Text(required=True, longest=30, error_messages={"required": "请填写您的姓名。"})
    phone = Phone(required=True, longest=30, error_messages={"required": "请填写手机号码，工会要给您回电。"})
    id_no = IdNo(longest=30)
    worker_type = Choice(WORKER_TYPES, required=True)
    sex = Choice(("男", "女"))
    language = Choice(LANGUAGES)
    contact_note = Choice(SAFE_CONTACT)
    wants_lawyer = Yes(required=True, error_messages={"required": "请选择要不要律师帮忙。"})
    consent = Yes(required=True, error_messages={"required": "请先阅读并勾选同意。"})
    sensitive = Yes(required=True, error_messages={"required": "请先阅读并勾选同意。"})

    STEPS = (  # the pages of /apply/
        ("topic",), ("employer_name", "county", "place"), ("statement", "amount", "together", "head_count"),
        ("name", "phone", "id_no", "worker_type", "sex", "language", "contact_note"), ("wants_lawyer", "consent", "sensitive"),
    )

    def __init__(self, *, today: dt.date, **kw: Any) -> None:
        super().__init__(**kw)
        self.today = today

    @validates_schema(skip_on_field_errors=True)
    def _together(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("together") == "many" and (data.get("head_count") or 0) < 2:
            raise ValidationError("请填写大约有多少人，2 人以上。", "head_count")
        for name in ("consent", "sensitive"):
            if data.get(name) is False:
                raise ValidationError("请先阅读并勾选同意。", name)


class TrackSchema(BaseSchema):
    """编号和查询码."""

    no = Text(required=True, longest=30, error_messages={"required": "请填写编号。"})
    code = Text(required=True, longest=40, error_messages={"required": "请填写查询码。"})


class RatingSchema(BaseSchema):
    """评价."""

    level = Whole(1, 5, required=True, error_messages={"required": "请选择满意程度。"})
    comment = Text(longest=1000, lines=True)
