"""The worker's mark: once, after closing; a bad one is a task for somebody else than who is complained of."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from legalaid.actions import ratings, tickets
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.office import Notice
from legalaid.tables.tickets import Rating
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def rate(office: Office, asked: Asked, level: int = 5, comment: str = "", who=None) -> Rating:
    return office.act(who or office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=level, comment=comment))


def told(office: Office) -> list:
    return office.look(None, lambda s, _by: s.scalars(select(Notice.account_id).where(Notice.template == "callback")).all())


def test_a_mark_is_given_once_and_after_closing(office: Office) -> None:
    with pytest.raises(Conflict, match="办结以后"):
        rate(office, office.resolved())
    asked = office.closed()
    for level in (0, 6):
        with pytest.raises(Refused, match="满意程度"):
            rate(office, asked, level)
    rate(office, asked, 4)
    with pytest.raises(Conflict, match="已经评价过"):
        rate(office, asked, 1)


def test_two_taps_are_one_mark(office: Office) -> None:
    asked = office.closed()
    found = at_once(lambda: rate(office, asked, 5).level, lambda: rate(office, asked, 1).level)
    assert sorted(type(f).__name__ for f in found) == ["Conflict", "int"]


def test_only_the_worker_rates_and_only_the_own_request(office: Office) -> None:
    asked, other = office.closed(), office.closed()
    for who in ("mediator", "haishu", "lawyer1", "admin"):
        with pytest.raises(Forbidden):
            rate(office, asked, who=who)
    with pytest.raises(NotFound):
        rate(office, asked, who=office.worker(other))


@pytest.mark.parametrize(("level", "low"), [(1, True), (2, True), (3, False), (4, False), (5, False)])
def test_a_bad_mark_opens_a_call_back_within_a_day_for_the_coordinators(office: Office, level: int, low: bool) -> None:
    row = rate(office, office.closed(), level)
    assert (row.callback_due_at == row.rated_at + timedelta(days=1)) is low
    assert sorted(map(str, told(office))) == (sorted(str(office.people[w]) for w in ("haishu", "haishu2")) if low else [])


def test_whoever_handled_the_request_is_neither_told_nor_calls_back(office: Office) -> None:
    asked = office.resolved()
    office.act("haishu", lambda s, by: tickets.take(s, by, asked.no))
    office.act("haishu", lambda s, by: tickets.resolve(s, by, asked.no, outcome="单位已补发"))
    office.act("haishu", lambda s, by: tickets.close(s, by, asked.no))
    rate(office, asked, 1)
    assert told(office) == [office.people["haishu2"]]
    with pytest.raises(Forbidden, match="自己经办"):
        office.act("haishu", lambda s, by: ratings.call_back(s, by, asked.no, note="已电话致歉"))
    office.act("haishu2", lambda s, by: ratings.call_back(s, by, asked.no, note="已电话致歉"))


def test_a_call_back_is_noted_once_in_words_without_the_person(office: Office, clock: Clock) -> None:
    asked = office.rated(1)

    def call(note: str = "已电话致歉", who: str = "haishu") -> Rating:
        return office.act(who, lambda s, by: ratings.call_back(s, by, asked.no, note=note))

    for note, words in ((" ", "回访情况"), ("周示例表示谅解", "姓名"), ("拨打 13812345678 致歉", "电话号码")):
        with pytest.raises(Refused, match=words):
            call(note)
    with pytest.raises(NotFound):
        call(who="yinzhou")
    with pytest.raises(Forbidden):
        call(who="mediator")
    assert call().callback_note == "已电话致歉"
    with pytest.raises(Conflict):
        call()
    good = office.rated(5)
    with pytest.raises(NotFound):
        office.act("haishu", lambda s, by: ratings.call_back(s, by, good.no, note="无需回访"))


def test_the_comment_is_sealed_and_the_mark_counts_for_the_lawyer(office: Office) -> None:
    asked = office.helped()
    row = rate(office, asked, 2, "周示例：律师很少回电话")

    def kept(session, _by):
        found = session.get_one(Rating, row.id)
        lawyer = session.get_one(Lawyer, office.lawyer_id(session, "lawyer1"))
        return found.comment.open(), "律师".encode() in bytes(found.comment_sealed), lawyer.rating_count, lawyer.rating_sum

    assert office.look(None, kept) == ("周示例：律师很少回电话", False, 1, 2)
