"""Accounts: sign-in notes that never collide, posts by day, disabling at once, passwords worth the name."""

from datetime import date

import pytest
from argon2 import extract_parameters
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account, Post
from tests import counting
from tests.builders import HAISHU, PASSWORD, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def account(office: Office, login: str) -> Account:
    return office.look(None, lambda s, _by: s.get_one(Account, office.people[login]))


def test_failures_at_the_same_moment_are_all_on_record_and_two_successes_do_not_meet(office: Office) -> None:
    ident = office.people["zone"]
    found = at_once(*(lambda: office.act(office.visitor(), lambda s, by: accounts.sign_in_failed(s, by, ident)) for _ in range(6)))
    assert found == [None] * 6
    assert at_once(*(lambda: office.act("zone", lambda s, by: accounts.signed_in(s, by, ident)) for _ in range(2))) == [None] * 2
    assert account(office, "zone").last_sign_in_at == office.runtime.clock()
    assert counting.audited(office).count("account.sign_in_failed") == 6


def test_a_post_counts_from_its_first_to_its_last_shanghai_day(office: Office, clock: Clock) -> None:
    def span(session, _by):
        post = session.scalars(select(Post).where(Post.account_id == office.people["mediator"])).one()
        post.valid_from, post.valid_to = date(2026, 11, 25), date(2026, 11, 25)

    office.act(None, span)
    held = {}
    for at in ("2026-11-24T23:59", "2026-11-25T00:01", "2026-11-25T23:59", "2026-11-26T00:01"):
        clock.at(at)
        held[at] = sorted(office.look("mediator", lambda s, by: by.roles))
    assert held == {"2026-11-24T23:59": [], "2026-11-25T00:01": ["mediator"], "2026-11-25T23:59": ["mediator"], "2026-11-26T00:01": []}


def test_disabling_ends_an_account_and_nobody_disables_themselves(office: Office) -> None:
    office.act("admin", lambda s, by: accounts.disable(s, by, office.people["haishu"]))
    with office.runtime.read() as session:
        assert accounts.acting(session, office.people["haishu"], office.runtime.clock(), "WEB", "r") is None
    with pytest.raises(Forbidden, match="自己"):
        office.act("admin", lambda s, by: accounts.disable(s, by, office.people["admin"]))
    with pytest.raises(Conflict):
        office.act("admin", lambda s, by: accounts.disable(s, by, office.people["haishu"]))
    with pytest.raises(NotFound):
        office.act("admin", lambda s, by: accounts.disable(s, by, office.places["3302"]))
    for who in ("city", "auditor", "editor"):
        with pytest.raises(Forbidden):
            office.act(who, lambda s, by: accounts.disable(s, by, office.people["zone"]))


@pytest.mark.parametrize(("values", "field"), [
    ({"login": "haishu"}, "login"), ({"login": "HaiShu "}, "login"), ({"login": "a b"}, "login"), ({"login": ""}, "login"), ({"login": "x" * 65}, "login"), ({"name": " "}, "name"),
    ({"name": "长" * 65}, "name"), ({"role": "worker"}, "role"), ({"role": "king"}, "role"), ({"organisation": "9999"}, "organisation"), ({"contact": "1" * 129}, "contact"),
])
def test_a_wrong_account_names_its_field_and_is_not_kept(office: Office, values: dict[str, str], field: str) -> None:
    before = counting.rows(office.runtime)
    given = {"login": "neu", "name": "新人", "role": "mediator", "organisation": "330203R0", **values}
    with pytest.raises(Invalid) as refused:
        office.act("admin", lambda s, by: accounts.add(s, by, **given))
    assert list(refused.value.errors) == [field]
    assert counting.rows(office.runtime) == before


def test_an_invited_account_cannot_act_and_only_the_administrator_adds_accounts(office: Office) -> None:
    row = office.act("admin", lambda s, by: accounts.add(s, by, login="neu", name="新人", role="mediator", organisation="330203R0"))
    assert row.state == "INVITED"
    with office.runtime.read() as session:
        assert accounts.acting(session, row.id, office.runtime.clock(), "WEB", "r") is None
    with pytest.raises(Forbidden):
        office.act("city", lambda s, by: accounts.add(s, by, login="neu2", name="新人", role="admin", organisation="3302"))


@pytest.mark.parametrize("password", ["short", "elevenchars", "aaaaaaaaaaaaaaaa", "admin1234567", "ＡＤＭＩＮ1234567"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Refused):
        accounts.hash_password(password)


@pytest.mark.usefixtures("as_kept")
def test_a_password_is_kept_as_argon2id_and_compared_after_normalisation(office: Office) -> None:
    stored = account(office, "haishu").password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")
    kept = extract_parameters(accounts.hash_password(PASSWORD))
    assert (kept.memory_cost >= 65536, kept.time_cost >= 3, kept.parallelism >= 4) == (True, True, True), "RFC 9106 §4, second choice"
    assert accounts.password_matches(stored, PASSWORD)
    assert accounts.password_matches(stored, PASSWORD.replace("2026", "２０２６"))
    assert not accounts.password_matches(stored, PASSWORD + " ")
    assert not accounts.password_matches(None, "nobody-has-this-password")
    assert not accounts.needs_rehash(accounts.NOBODY), "an unknown login must cost what a known one does"
    assert accounts.needs_rehash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA")


def test_a_name_taken_in_the_same_transaction_is_refused_and_free_again_once_that_is_undone(office: Office) -> None:
    def twice(session: Session, by: By) -> None:
        given = {"name": "示例一", "role": "mediator", "organisation": HAISHU}
        savepoint = session.begin_nested()
        accounts.add(session, by, login="Neu.One", **given)
        with pytest.raises(Invalid, match="已经有人用了"):
            accounts.add(session, by, login=" neu.one", **given)
        savepoint.rollback()
        accounts.add(session, by, login="neu.one", **given)
        with pytest.raises(Invalid) as refused:
            accounts.add(session, by, login="neu.two", **{**given, "organisation": "nowhere"})
        assert list(refused.value.errors) == ["organisation"]
        accounts.add(session, by, login="neu.two", **given)  # what was refused took no name

    office.act("admin", twice)
    with pytest.raises(Invalid):
        office.act("admin", lambda s, by: accounts.add(s, by, login="neu.two", name="示例二", role="mediator", organisation=HAISHU))
