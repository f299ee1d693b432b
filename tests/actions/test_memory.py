"""What a transaction remembers never outlives a change: not one of its own, not one that was rolled back, not another's."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from legalaid.actions import calendar, limits
from legalaid.roles import By
from legalaid.runtime import Runtime
from tests.builders import Office
from toolkit.workdays import Day, DayKind, Year

pytestmark = pytest.mark.both
DAY = date(2026, 12, 1)
BRIDGE = Year(2027, (Day(date(2027, 1, 1), DayKind.STATUTORY_HOLIDAY, "元旦"), Day(date(2027, 3, 5), DayKind.REST, "示例")), "示例通知")


def days(session: Session) -> int:
    """Working days allowed for the whole of an ordinary request of a district."""
    return limits.limit(session, DAY, "DISTRICT", "ORDINARY").days


def test_what_hardly_ever_changes_is_read_once_a_transaction(office: Office, runtime: Runtime) -> None:
    asked: list[str] = []
    with runtime.read() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
        for _ in range(3):
            calendar.office_calendar(session)
            calendar.office_parameters(session)
            days(session)
    assert [sum(name in statement for statement in asked) for name in ("calendar_days", "parameters", "limit_rules")] == [1, 1, 1]


def test_a_change_in_the_same_transaction_is_seen_and_one_rolled_back_is_not(office: Office, runtime: Runtime) -> None:
    def change(session: Session, by: By) -> None:
        shipped = days(session)
        row = limits.propose(session, by, level="DISTRICT", matter="ORDINARY", scope=None, days=shipped + 2, valid_from=DAY, reason="提速增效方案")
        row.author_id = None
        assert days(session) == shipped, "nobody has approved it"
        limits.approve(session, office.by(session, "city"), row.id)
        assert days(session) == shipped + 2
        savepoint = session.begin_nested()
        limits.withdraw(session, by, row.id)
        assert days(session) == shipped
        savepoint.rollback()
        assert days(session) == shipped + 2, "the savepoint was given up"

    office.act("admin", change)


def test_a_day_off_imported_in_the_same_transaction_counts(office: Office) -> None:
    def change(session: Session, by: By) -> bool:
        before = calendar.office_calendar(session).is_off(date(2027, 3, 5))
        calendar.import_year(session, by, BRIDGE)
        return calendar.office_calendar(session).is_off(date(2027, 3, 5)) and not before

    assert office.act("admin", change)
