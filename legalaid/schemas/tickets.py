"""What a request for help must say; the five pages of /apply/ and the API check by the same fields."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from legalaid.actions.organisations import COUNTIES
from legalaid.actions.tickets import TOPICS
from legalaid.schemas.base import BaseSchema, Choice, Text, Whole, Yes, Yuan
from legalaid.tables.tickets import CONTACT_HOURS, CONTACT_WAYS, RELATIONS
from legalaid.tables.workers import WORKER_TYPES
from toolkit import identity
from toolkit.refusal import Refusal

# the fields of safe contact; without the prefix they are the arguments of `contacts.keep`
CONTACT = ("contact_hours", "contact_way", "not_at_work", "relation", "speaker_name", "speaker_phone")
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


def _said(words: str, example: Any = None, **more: Any) -> dict[str, Any]:
    # for the documentation of the API; the page has words of its own
    return {"metadata": {"description": words, **({"example": example} if example is not None else {}), **more}}


class TicketSchema(BaseSchema):
    """诉求登记. STEPS says which fields each page asks."""

    topic = Choice(TOPICS, required=True, error_messages={"required": "请选择您遇到的问题，说不清楚也可以选。"}, **_said("遇到的问题", "PAY"))
    employer_name = Text(required=True, longest=80, shortest=2, error_messages={"required": "请填写单位名称，不知道全称就写您知道的。"}, **_said("单位名称", "宁波青禾示例服饰有限公司"))
    county = Choice(COUNTIES, required=True, error_messages={"required": "请选择单位在哪个区县。", "choice": "请选择单位在哪个区县。"}, **_said("单位所在区县", "330203"))
    place = Text(longest=60, **_said("镇街或地点", "古林镇"))
    statement = Text(required=True, longest=4000, shortest=6, lines=True, error_messages={"required": "请说说发生了什么事。"}, **_said("事情经过", "八月起三个月没有发工资，没有签过劳动合同。"))
    amount = Yuan(**_said("大约涉及的金额（元）", "18600.00"))
    together = Choice(("one", "many"), required=True, error_messages={"required": "请选择是一个人还是和工友一起。"})
    head_count = Whole(1, 5000, **_said("人数，一个人不必填"))
    name = Text(required=True, longest=30, error_messages={"required": "请填写您的姓名。"}, **_said("姓名", "周示例"))
    phone = Phone(required=True, longest=30, error_messages={"required": "请填写手机号码，工会要给您回电。"}, **_said("电话：手机、带区号的固定电话或者 400 号码", "13900000017"))
    id_no = IdNo(longest=30, **_said("身份证号码，18 位，校验末位"))
    worker_type = Choice(WORKER_TYPES, required=True, **_said("职工类型", "MIGRANT"))
    sex = Choice(("男", "女"), **_said("性别"))
    language = Choice(LANGUAGES, **_said("方言"))
    contact_hours = Choice(CONTACT_HOURS, **_said("什么时候联系方便", "EVENING"))
    contact_way = Choice(CONTACT_WAYS, **_said("怎样联系不会给职工添麻烦", "MESSAGE_FIRST"))
    not_at_work = Yes(**_said("不要打到单位", True))
    relation = Choice(RELATIONS, **_said("由别人代为联系的，和职工的关系", "SPOUSE"))
    speaker_name = Text(longest=30, **_said("代为联系的人", "周示例"))
    speaker_phone = Phone(longest=30, **_said("代为联系的人的电话，有了它通知就发给这个人", "13900000018"))
    wants_lawyer = Yes(required=True, error_messages={"required": "请选择要不要律师帮忙。"}, **_said("是否希望律师帮忙", True))
    consent = Yes(required=True, error_messages={"required": "请先阅读并勾选同意。"}, **_said("职工已阅读个人信息处理说明并同意，必须为 true", True, enum=[True]))
    sensitive = Yes(required=True, error_messages={"required": "请先阅读并勾选同意。"}, **_said("职工单独同意处理敏感个人信息，必须为 true", True, enum=[True]))

    STEPS = (  # the pages of /apply/
        ("topic",), ("employer_name", "county", "place"), ("statement", "amount", "together", "head_count"),
        ("name", "phone", "id_no", "worker_type", "sex", "language", *CONTACT), ("wants_lawyer", "consent", "sensitive"),
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
                raise ValidationError(self.fields[name].error_messages["required"], name)
        if bool(data.get("relation")) != bool(data.get("speaker_name")) or (data.get("speaker_phone") and not data.get("relation")):
            raise ValidationError("代为联系的人要写明姓名，和职工是什么关系。", "speaker_name" if data.get("relation") else "relation")


class WalkIn(TicketSchema):
    """窗口登记 by staff: `head_count` alone says how many."""

    class Meta(TicketSchema.Meta):
        exclude = ("together",)


def as_registration(checked: Mapping[str, Any]) -> dict[str, Any]:
    """What `TicketSchema` has checked, as the arguments of `tickets.register`."""
    values = {name: value for name, value in checked.items() if value != "" and name != "sensitive"}
    if values.pop("together", "many") == "one":
        values["head_count"] = 1
    contact = {name.removeprefix("contact_"): values.pop(name) for name in CONTACT if name in values}
    return {**values, "contact": contact} if any(contact.values()) else values


class TrackSchema(BaseSchema):
    """编号和查询码."""

    no = Text(required=True, longest=30, error_messages={"required": "请填写编号。"})
    code = Text(required=True, longest=40, error_messages={"required": "请填写查询码。"})


class RatingSchema(BaseSchema):
    """评价."""

    level = Whole(1, 5, required=True, error_messages={"required": "请选择满意程度。"})
    comment = Text(longest=1000, lines=True)
