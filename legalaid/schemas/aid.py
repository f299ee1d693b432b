"""What lawyers' forms and the API take: log entries, closing, leave."""

from legalaid.schemas.base import BaseSchema, Choice, Day, Text, Whole, Yuan
from legalaid.tables.aid import LOG_KINDS, OUTCOMES
from legalaid.tables.assignment import HANDOVER_REASONS


class Entry(BaseSchema):
    """办案日志."""

    kind = Choice(LOG_KINDS, required=True)
    happened_on = Day(required=True)
    text = Text(required=True, longest=2000, lines=True)
    minutes = Whole(1, 1440)


class Closing(BaseSchema):
    """结案."""

    outcome = Choice(OUTCOMES, required=True)
    awarded = Yuan()
    recovered = Yuan()
    report = Text(required=True, longest=4000, lines=True)


class LeaveDays(BaseSchema):
    """请假."""

    starts = Day(required=True)
    ends = Day(required=True)
    reason = Text(longest=60)


class HandoverAsk(BaseSchema):
    """申请移交."""

    reason = Choice(HANDOVER_REASONS, required=True)
    note = Text(longest=200)
