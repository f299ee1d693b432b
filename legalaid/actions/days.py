"""日期: days that people enter, against the office's day."""

from datetime import date

from legalaid.errors import Refused
from legalaid.roles import By
from toolkit.officehours import ZONE


def today(by: By) -> date:
    """The day in Shanghai."""
    return by.now.astimezone(ZONE).date()


def past(by: By, field: str, day: date, what: str = "日期") -> None:
    """Refused when a day that something happened on lies after today in Asia/Shanghai."""
    if day > today(by):
        raise Refused(f"{what}不能晚于今天。", field=field)
