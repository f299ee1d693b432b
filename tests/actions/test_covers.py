"""Posts with days, people out of files, and who is reached while somebody is away."""

from datetime import date

import pytest
from sqlalchemy import select

from legalaid.actions import accounts, covers, notices, organisations, posts, scopes, tickets
from legalaid.errors import FaultyFile, Forbidden, Invalid, Refused
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Account
from legalaid.tables.office import Notice
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket
from tests import counting
from tests.actions.audited_intake import DAYS, covered
from tests.builders import Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def test_dispatch_and_notices_reach_whoever_stands_in_and_only_in_those_days(office: Office, clock: Clock) -> None:
    before = office.dispatched()
    covered(office)
    during = office.dispatched()
    assert office.ticket(during).handler_id == office.people["mediator2"]
    assert office.look(None, lambda s, _by: s.get_one(Ticket, during.id).events[-1].detail["for"]) == "示例mediator"
    # what was in hand already is seen and may be gone on with
    assert office.look("mediator2", lambda s, by: scopes.ticket(s, by, before.no).no) == before.no
    office.act(None, lambda s, by: notices.tell_account(s, by, office.people["mediator"], "due_soon", before.no))
    reached = office.look(None, lambda s, _by: s.scalars(select(Notice.account_id).where(Notice.template == "due_soon")).one())
    assert reached == office.people["mediator2"]
    clock.at("2026-12-01T10:00")
    assert office.ticket(office.dispatched()).handler_id == office.people["mediator"]
    with pytest.raises(Refused):
        office.look("mediator2", lambda s, by: scopes.ticket(s, by, before.no))


def test_a_chain_is_followed_to_its_end_and_a_cover_called_off_covers_no_more(office: Office) -> None:
    first = covered(office)
    office.act(None, lambda s, by: office.add_account(s, by, "mediator9", "mediator", "330203R1"))
    office.act("mediator2", lambda s, by: covers.arrange(s, by, account_id=by.actor_id, cover_id=office.people["mediator9"], **DAYS))
    reached = lambda who: office.look(None, lambda s, by: accounts.reached(s, office.people[who], by.now))  # noqa: E731
    assert reached("mediator") == reached("mediator2") == office.people["mediator9"]
    assert office.look("mediator9", lambda s, by: by.covers) == {office.people["mediator"], office.people["mediator2"]}, "whoever is reached sees it too"
    office.act("admin", lambda s, by: accounts.disable(s, by, office.people["mediator9"]))
    assert reached("mediator") == reached("mediator2") == office.people["mediator2"], "nobody who cannot sign in"
    office.act("mediator", lambda s, by: covers.call_off(s, by, first))
    assert reached("mediator") == office.people["mediator"]
    with pytest.raises(Refused, match="已经结束"):
        office.act("mediator", lambda s, by: covers.call_off(s, by, first))


@pytest.mark.parametrize(("who", "change", "field"), [
    ("mediator", {"cover_id": "mediator"}, "cover_id"), ("mediator", {"cover_id": "zone"}, "cover_id"), ("mediator", {"cover_id": "lawyer1"}, "cover_id"),
    ("mediator", {"ends": date(2026, 11, 23)}, "ends"), ("mediator", {"ends": date(2027, 12, 31)}, "ends"), ("mediator", {"starts": date(2026, 11, 30)}, "starts"),
])
def test_a_cover_that_cannot_be_is_refused_by_field(office: Office, who: str, change: dict, field: str) -> None:
    if field == "starts":
        covered(office)
    given = {**DAYS, "cover_id": office.people["mediator2"], **{k: office.people[v] if k == "cover_id" else v for k, v in change.items()}}
    with pytest.raises(Invalid) as refused:
        office.act(who, lambda s, by: covers.arrange(s, by, account_id=office.people["mediator"], **given))
    assert set(refused.value.errors) == {field}


def test_nobody_arranges_covers_for_others_but_administrators_and_nobody_covers_while_away(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.act("mediator3", lambda s, by: covers.arrange(s, by, account_id=office.people["mediator"], cover_id=office.people["mediator3"], **DAYS))
    office.act("admin", lambda s, by: covers.arrange(s, by, account_id=office.people["mediator"], cover_id=office.people["mediator2"], **DAYS))
    with pytest.raises(Invalid, match="自己也请人代班"):
        office.act("mediator2", lambda s, by: covers.arrange(s, by, account_id=by.actor_id, cover_id=office.people["mediator"], **DAYS))
    found = office.look(None, lambda s, by: covers.candidates(s, s.get_one(Account, office.people["mediator"]), by.now.date()))
    assert [ident for ident, _ in found] == [office.people["mediator2"], office.people["mediator3"]]
    found = office.look(None, lambda s, by: covers.candidates(s, s.get_one(Account, office.people["haishu"]), by.now.date()))
    assert {ident for ident, _ in found} == {office.people["haishu2"], office.people["city"]}, "another county's sees nothing of it"
    with pytest.raises(Invalid, match="本级或者上级"):
        office.act("admin", lambda s, by: covers.arrange(s, by, account_id=office.people["haishu"], cover_id=office.people["yinzhou"], **DAYS))


def test_a_post_counts_from_its_first_to_its_last_day(office: Office, clock: Clock) -> None:
    zone = office.people["zone"]
    row = office.act("admin", lambda s, by: posts.give(s, by, zone, role="mediator", organisation="330203R1", starts=date(2026, 12, 1), ends=date(2026, 12, 31)))
    roles = lambda: office.look(None, lambda s, _by: sorted(office.by(s, "zone").roles))  # noqa: E731
    assert roles() == ["zone_staff"]
    clock.at("2026-12-01T00:10")
    assert roles() == ["mediator", "zone_staff"]
    with pytest.raises(Invalid, match="已经有这个岗位"):
        office.act("admin", lambda s, by: posts.give(s, by, zone, role="mediator", organisation="330203R1", starts=date(2026, 12, 31)))
    office.act("admin", lambda s, by: posts.end(s, by, row.id, ends=date(2026, 12, 1)))
    clock.at("2026-12-02T00:10")
    assert roles() == ["zone_staff"]
    for who, action in (("admin", lambda s, by: posts.give(s, by, office.people["admin"], role="auditor", organisation="3302")),
                        ("haishu", lambda s, by: posts.give(s, by, zone, role="mediator", organisation="330203R0"))):
        with pytest.raises(Forbidden):
            office.act(who, action)


@pytest.mark.parametrize(("who", "role"), [("auditor", "mediator"), ("auditor", "coordinator"), ("mediator", "auditor"), ("zone", "auditor")])
def test_nobody_audits_and_works_on_requests_at_once(office: Office, clock: Clock, who: str, role: str) -> None:
    """Rights and sight add up over posts: the whole city of the one with what the other may do."""
    ident = office.people[who]
    given = {"role": role, "organisation": "330203"}
    for starts in (None, date(2027, 1, 1)):
        with pytest.raises(Invalid, match="不能同时") as caught:
            office.act("admin", lambda s, by, starts=starts: posts.give(s, by, ident, **given, starts=starts))
        assert set(caught.value.errors) == {"role"}
    first = office.look(None, lambda s, _by: s.get_one(Account, ident).posts[0].id)
    office.act("admin", lambda s, by: posts.end(s, by, first, ends=date(2026, 12, 31)))
    office.act("admin", lambda s, by: posts.give(s, by, ident, **given, starts=date(2027, 1, 1)))


@pytest.mark.parametrize(("first", "later"), [("mediator", "auditor"), ("auditor", "mediator")])
def test_no_file_makes_somebody_audit_and_work_on_requests_at_once(office: Office, first: str, later: str) -> None:
    row = {"login": "neu1", "name": "新一", "role": first, "organisation": "330203", "ends": date(2026, 12, 31)}
    other = {**row, "role": later, "starts": date(2027, 1, 1), "ends": None}
    imported = lambda *given: office.act("admin", lambda s, by: posts.import_rows(s, by, enumerate(given, 2)))  # noqa: E731
    with pytest.raises(FaultyFile, match="不能同时") as caught:
        imported(row, {**other, "starts": date(2026, 12, 31)})
    assert [(line, field) for line, field, _ in caught.value.faults] == [(3, "role")]
    imported(row, other)
    with pytest.raises(FaultyFile, match="不能同时") as caught:
        imported({**row, "ends": date(2027, 1, 1)})
    assert [(line, field) for line, field, _ in caught.value.faults] == [(2, "ends")]


def test_people_come_out_of_a_file_once_and_their_last_day_may_change(office: Office, runtime: Runtime, clock: Clock) -> None:
    rows = [(2, {"login": "neu1", "name": "新一", "role": "zone_staff", "organisation": "330203013Z1", "starts": date(2026, 12, 1)}),
            (3, {"login": "neu1", "name": "新一", "role": "mediator", "organisation": "330203R0", "ends": date(2026, 12, 31)})]
    imported = lambda given: office.act("admin", lambda s, by: posts.import_rows(s, by, given))  # noqa: E731
    assert imported(rows) == {"added": 1, "changed": 1, "unchanged": 0}
    held = counting.rows(runtime)
    assert imported(rows) == {"added": 0, "changed": 0, "unchanged": 2}
    assert counting.rows(runtime) == held
    assert imported([(2, {**rows[0][1], "name": "新名", "ends": date(2026, 12, 31)})])["changed"] == 1
    now = office.look(None, lambda s, _by: [(a.name, a.state, {p.valid_to for p in a.posts}) for a in [accounts.find(s, "neu1")]])
    assert now == [("新名", "INVITED", {date(2026, 12, 31)})]
    assert imported([(2, {**rows[1][1], "ends": date(2027, 6, 30)})])["changed"] == 1, "prolonged"
    clock.at("2027-07-05T09:00")
    back = [(2, {name: rows[1][1][name] for name in ("login", "name", "role", "organisation")})]
    assert [imported([(2, {**back[0][1], "name": "新名"})]) for _ in range(2)] == [{"added": 0, "changed": n, "unchanged": 1 - n} for n in (1, 0)], "back again, once"
    mediating = office.look(None, lambda s, _by: sorted((p.valid_from, p.valid_to) for p in accounts.find(s, "neu1").posts if p.role == "mediator"))
    assert mediating == [(date(2026, 11, 24), date(2027, 6, 30)), (date(2027, 7, 5), None)]
    closed = {"code": "330203R7", "name": "旧调处室", "kind": "ROOM", "parent": "330203", "active": False}
    office.act("admin", lambda s, by: organisations.import_rows(s, by, [(2, closed)]))
    assert office.look(None, lambda s, _by: s.scalars(select(Organisation.active).where(Organisation.code == "330203R7")).one()) is False
    with pytest.raises(FaultyFile) as refused:
        imported([(2, {**rows[0][1], "login": "neu2"}), (3, {**rows[0][1], "login": "neu2"}), (4, {**rows[0][1], "login": "neu3", "organisation": "nope"})])
    assert [(line, field) for line, field, _ in refused.value.faults] == [(3, "login"), (4, "organisation")]
    assert office.look(None, lambda s, _by: accounts.find(s, "neu2")) is None


def test_the_one_who_stands_in_may_take_up_what_was_handed_over(office: Office) -> None:
    asked = office.dispatched(handler="mediator")
    covered(office)
    assert office.act("mediator2", lambda s, by: tickets.take(s, by, asked.no).handler_id) == office.people["mediator2"]
