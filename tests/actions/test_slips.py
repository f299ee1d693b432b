"""督办单: issued by people and, once for each missed limit, by the office itself; answered, reviewed; nobody is told at night or on a day off."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from legalaid import jobs, jobs_table
from legalaid.actions import pauses, slips, tickets
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.tables.limits import Slip
from legalaid.tables.office import Notice
from legalaid.tables.tickets import Ticket
from tests.builders import Asked, Office
from tests.conftest import SHANGHAI, Clock

pytestmark = pytest.mark.both
assert jobs_table.TABLE


def issue(office: Office, asked: Asked, who: str = "haishu") -> UUID:
    return office.act(who, lambda s, by: slips.issue(s, by, asked.no, demand="请说明进展").id)


def row(office: Office, ident: UUID) -> Slip:
    return office.look(None, lambda s, _by: s.get_one(Slip, ident))


def told(office: Office, template: str) -> list[tuple[UUID, str]]:
    rows = office.look(None, lambda s, _by: s.scalars(select(Notice).where(Notice.template == template).order_by(Notice.created_at)).all())
    return [(n.account_id, f"{n.not_before.astimezone(SHANGHAI):%m-%d %H:%M}") for n in rows]


def run(office: Office, clock: Clock) -> dict[str, int]:
    return jobs.run(office.runtime, "issue-slips", clock.now).detail


def test_a_slip_is_answered_by_the_handler_sent_back_once_and_accepted_by_somebody_else(office: Office, clock: Clock) -> None:
    asked = office.taken()
    ident = issue(office, asked)
    assert f"{row(office, ident).answer_due_at.astimezone(SHANGHAI):%m-%d %H:%M}" == "11-26 10:00"
    assert told(office, "slip_issued") == [(office.people["mediator"], "11-24 10:00")]
    with pytest.raises(Conflict, match="没有办完"):
        issue(office, asked)
    with pytest.raises(Conflict, match="不能审核"):
        office.act("haishu", lambda s, by: slips.review(s, by, ident, accept=True))
    with pytest.raises(Refused, match="写明"):
        office.act("mediator", lambda s, by: slips.answer(s, by, ident, answer="在办"))
    clock.at("2026-11-27T09:00")
    office.act("mediator", lambda s, by: slips.answer(s, by, ident, answer="单位答应下周补发"))
    with pytest.raises(Conflict, match="不能答复"):
        office.act("mediator", lambda s, by: slips.answer(s, by, ident, answer="单位答应下周补发"))
    with pytest.raises(Forbidden):
        office.act("mediator", lambda s, by: slips.review(s, by, ident, accept=True))
    with pytest.raises(Refused, match="没有答清楚"):
        office.act("haishu", lambda s, by: slips.review(s, by, ident, accept=False))
    office.act("haishu", lambda s, by: slips.review(s, by, ident, accept=False, remark="没有写预计日期"))
    back = row(office, ident)
    assert (back.state, back.sent_back, f"{back.answer_due_at.astimezone(SHANGHAI):%m-%d}") == ("ISSUED", 1, "12-01")
    office.act("haishu", lambda s, by: slips.answer(s, by, ident, answer="已约好周三调解"))
    with pytest.raises(Forbidden, match="自己"):
        office.act("haishu", lambda s, by: slips.review(s, by, ident, accept=True))
    office.act("haishu2", lambda s, by: slips.review(s, by, ident, accept=True))
    assert (row(office, ident).state, office.look("haishu", slips.open_ones)) == ("ACCEPTED", [])
    assert row(office, issue(office, asked)).number == 2
    texts = [e.text for e in office.look(None, lambda s, _by: list(s.get_one(Ticket, asked.id).events)) if e.kind.startswith("SLIP")]
    assert texts[1].startswith("逾期答复"), texts
    assert not any(e.public for e in office.look(None, lambda s, _by: list(s.get_one(Ticket, asked.id).events)) if e.kind.startswith("SLIP"))


def test_strangers_see_no_slip_and_only_coordinators_issue(office: Office) -> None:
    asked = office.taken()
    ident = issue(office, asked)
    for who, action in (("yinzhou", slips.review), ("mediator3", slips.answer)):
        values = {"accept": True} if action is slips.review else {"answer": "已经在办"}
        with pytest.raises(NotFound):
            office.act(who, lambda s, by, a=action, v=values: a(s, by, ident, **v))
    with pytest.raises(Forbidden):
        issue(office, office.taken(), "mediator")
    with pytest.raises(Conflict, match="不用督办"):
        issue(office, office.closed())


def test_the_office_issues_one_slip_for_each_limit_missed_and_none_for_what_stands_or_is_done(office: Office, clock: Clock) -> None:
    late, nobody = office.taken(), office.confirmed()
    standing, done = office.paused(), office.closed()
    due = office.ticket(late).due_at
    assert {office.ticket(a).due_at for a in (nobody, standing, done)} == {due}
    clock.now = due.astimezone(SHANGHAI)
    assert run(office, clock) == {"issued": 0}, "the last moment is in time"
    clock.forward(minutes=1)
    prepared = office.look(None, lambda s, by: slips.prepare(None, s, by))
    assert set(prepared) == {late.id, nobody.id}
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, nobody.no, reason="职工不再申请"))
    assert office.act(None, lambda s, by: slips.issue_overdue(s, by, prepared)) == {"issued": 1}, "what was withdrawn meanwhile gets none"
    assert run(office, clock) == {"issued": 0}
    ident = office.look("haishu", slips.open_ones)[0].id
    office.act("mediator", lambda s, by: slips.answer(s, by, ident, answer="单位答应下周补发"))
    office.act("haishu", lambda s, by: slips.review(s, by, ident, accept=True))
    clock.forward(days=1)
    assert run(office, clock) == {"issued": 0}, "once for this limit"
    office.act("mediator", lambda s, by: pauses.resume(s, by, standing.no))
    clock.now = (office.ticket(standing).due_at + timedelta(minutes=1)).astimezone(SHANGHAI)
    assert run(office, clock) == {"issued": 1}, "the limit that moved has been missed too"


def test_at_night_and_on_days_off_a_slip_waits_for_the_morning(office: Office, clock: Clock) -> None:
    asked, pool = office.taken(), office.confirmed()
    clock.at("2026-11-27T21:15")  # a Friday
    night = issue(office, asked)
    assert told(office, "slip_issued") == [(office.people["mediator"], "11-30 08:30")]
    assert row(office, night).answer_due_at.astimezone(SHANGHAI) == datetime(2026, 12, 2, 8, 30, tzinfo=SHANGHAI)
    office.act("haishu", lambda s, by: slips.issue(s, by, pool.no, demand="请尽快派单"))
    assert told(office, "slip_issued")[1:] == [(office.people["haishu2"], "11-30 08:30")], "nobody handles it: the other coordinator is told"
    clock.at("2026-12-12T09:05")  # a Saturday after the limit
    assert office.look(None, lambda s, by: slips.prepare(None, s, by)) == []
