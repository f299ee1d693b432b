"""What forms about the duty roster take."""

from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validates

from legalaid.errors import Invalid
from legalaid.schemas.base import BaseSchema, Choice, Day, Whole
from legalaid.tables.roster import HALVES

LIKES = {"100": "喜欢", "-100": "不喜欢"}


class PostSchema(BaseSchema):
    """设岗."""

    organisation_id = fields.UUID(required=True, error_messages={"required": "请选择一个地点。", "invalid_uuid": "请选择一个地点。"})
    weekday = Whole(0, 6, required=True)
    half = Choice(HALVES, required=True)
    starts = Day(required=True)


class RoomsSchema(BaseSchema):
    """兼顾: the further rooms a post serves."""

    rooms = fields.List(fields.UUID(error_messages={"invalid_uuid": "请从名单里选择。"}), load_default=list)
    version = Whole(1, 10**6)


class PlanSchema(BaseSchema):
    """排班: from which week, how many."""

    first = Day(required=True)
    weeks = Whole(1, 26, required=True)


class SlotSchema(BaseSchema):
    """One duty: the Monday of its week and the post."""

    week = Day(required=True)
    post = fields.UUID(required=True, error_messages={"required": "请选择一个班。", "invalid_uuid": "没有这个岗位。"})

    @validates("week")
    def _monday(self, value: Any, **_: Any) -> None:
        if value.weekday():
            raise ValidationError("每周以星期一表示。")


class AppointSchema(SlotSchema):
    """指定: who takes the duty."""

    lawyer = fields.UUID(required=True, error_messages={"required": "请选择一位律师。", "invalid_uuid": "请选择一位律师。"})


class AskSchema(SlotSchema):
    """请人代班: `other` is 2026-11-30/id of a colleague's duty, or nothing."""

    other = fields.String()

    def load_form(self, form: Any) -> dict[str, Any]:
        found = super().load_form(form)
        if other := found.pop("other", ""):
            week, _, post = other.partition("/")
            try:
                found |= {"other_week": date.fromisoformat(week), "other_post_id": UUID(post)}
            except ValueError as e:
                raise Invalid({"other": "请从名单里选择一个班。"}) from e
        return found


class WishSchema(BaseSchema):
    """值班意愿: impossible weekdays, most duties; likes are fields of their own."""

    never = fields.List(Whole(0, 6), load_default=list)
    most = Whole(0, 13)
