"""What forms about reports take."""

from legalaid.schemas.base import BaseSchema, Day, Text, Whole


class MembershipSchema(BaseSchema):
    """职工数和会员数 as of a day."""

    code = Text(required=True, longest=32)
    as_of = Day(required=True)
    workers = Whole(1, 10**7, required=True)
    members = Whole(0, 10**7, required=True)
    source = Text(required=True, longest=120)
