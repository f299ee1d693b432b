"""Checklist 3, 4 and 24: failed sign-ins, guessed receipt codes, submits and uploads are slowed down, in the database and for unknown names alike."""

import io

import pytest
from flask import Flask
from sqlalchemy import text

from legalaid import jobs_table
from legalaid.actions import throttle
from legalaid.app import create_app
from legalaid.errors import TooMany
from legalaid.roles import By
from tests.builders import PASSWORD, Office
from tests.conftest import Clock
from tests.racing import at_once
from tests.web.browsing import Person, fill, signed_in, words

pytestmark = pytest.mark.both
HERE = "127.0.0.1"


def spend(office: Office, rule: str, *subject: str, left: int = 0) -> None:
    """Use a window up, but for `left` tries."""
    for _ in range(throttle.RULES[rule].most - left):
        office.act(None, lambda s, by: throttle.take(s, by, rule, *subject))


def elsewhere(site: Flask, login: str) -> int:
    """A sign-in with the right password from another address."""
    return Person(site).post("/login", {"login": login, "password": PASSWORD}, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code


def test_after_some_wrong_passwords_the_right_one_waits_too_in_every_worker(site: Flask, office: Office, clock: Clock) -> None:
    spend(office, "sign_in", "mediator", HERE, left=1)
    assert Person(site).sign_in("mediator", "wrong password").status_code == 422
    for app in (site, create_app(office.runtime)):
        answer = Person(app).sign_in("  Mediator ")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
        assert "请 15 分钟后再试" in words(answer)
    assert Person(site).sign_in("editor").status_code == 303, "others are not held up"
    assert elsewhere(site, "mediator") == 303, "nobody is shut out by who guesses at another place"
    spend(office, "sign_in_any", "mediator", left=1)  # the wrong one above is one
    assert elsewhere(site, "mediator") == 429, "but neither is it guessed from everywhere"
    clock.forward(minutes=15)
    assert Person(site).sign_in("mediator").status_code == 303


def test_who_succeeds_may_fail_as_often_again(site: Flask, office: Office) -> None:
    spend(office, "sign_in", "mediator", HERE, left=1)
    spend(office, "sign_in_from", HERE, left=1)
    for _ in range(2):
        assert Person(site).sign_in("mediator").status_code == 303
    assert Person(site).sign_in("mediator", "wrong password").status_code == 422
    assert Person(site).sign_in("editor").status_code == 429, "from this address nobody may try any more"
    assert elsewhere(site, "editor") == 303


def test_an_unknown_name_is_held_up_like_a_known_one(site: Flask, office: Office) -> None:
    pages = []
    for login in ("mediator", "nobody-here"):
        spend(office, "sign_in", login, HERE)
        pages.append(Person(site).sign_in(login))
    assert [p.status_code for p in pages] == [429, 429]
    assert words(pages[0]).partition("编号")[0] == words(pages[1]).partition("编号")[0]


def test_a_receipt_code_is_not_guessed(site: Flask, office: Office) -> None:
    asked, other = office.ask(), office.ask()
    spend(office, "look_up", asked.no, HERE, left=1)
    assert Person(site).post("/track", {"no": asked.no.lower(), "code": other.code}).status_code == 422
    assert Person(site).follow(asked).status_code == 429
    assert Person(site).post("/track", {"no": asked.no, "code": asked.code}, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 303
    assert Person(site).follow(other).status_code == 303
    spend(office, "look_up_from", HERE, left=1)  # the wrong code above is one
    assert Person(site).follow(other).status_code == 429


@pytest.mark.parametrize(("near", "same"), [("2001:db8:1:2::9", True), ("2001:db8:1:3::9", False)])
def test_one_network_has_many_addresses(site: Flask, office: Office, near: str, same: bool) -> None:
    spend(office, "look_up_from", "2001:db8:1:2::/64")
    answer = Person(site).post("/track", {"no": "FY2026-1124-0001", "code": "x"}, environ_base={"REMOTE_ADDR": near})
    assert answer.status_code == (429 if same else 422)


def test_requests_and_files_have_a_limit_and_nothing_typed_is_lost(site: Flask, office: Office, clock: Clock) -> None:
    spend(office, "submit_from", HERE)
    person = Person(site)
    fill(person)
    assert person.post("/apply/check").status_code == 429
    clock.forward(hours=1)
    assert person.post("/apply/check").status_code == 303
    staff = signed_in(site, "haishu")
    no = office.group(office.confirmed())
    spend(office, "upload", str(office.look("haishu", lambda s, by: by.actor_id)))
    sent = staff.post(f"/desk/group/{no}/roster", {"file": (io.BytesIO(b"x"), "a.xlsx")}, content_type="multipart/form-data")
    assert sent.status_code == 429
    assert signed_in(site, "yinzhou").post(f"/desk/group/{no}/roster", {"file": (io.BytesIO(b"x"), "a.xlsx")}, content_type="multipart/form-data").status_code == 404


def test_at_once_no_try_is_missed(office: Office) -> None:
    def tried() -> bool:
        try:
            office.act(None, lambda s, by: throttle.take(s, by, "sign_in", "mediator"))
        except TooMany:
            return False
        return True

    most = throttle.RULES["sign_in"].most
    assert sorted(at_once(*[tried] * (most + 3))) == [False] * 3 + [True] * most


def test_neither_name_nor_address_is_kept_and_old_windows_go(office: Office, clock: Clock) -> None:
    spend(office, "sign_in", "mediator")
    spend(office, "look_up_from", "192.0.2.7")
    with office.runtime.read() as session:
        rows = session.execute(text("SELECT name FROM throttles")).scalars().all()
    assert len(rows) == 2
    assert not any("mediator" in row or "192.0" in row for row in rows)
    clock.forward(minutes=15)
    job = jobs_table.TABLE["sweep"]
    done = office.act(None, lambda s, by: job.apply(s, By(office.runtime.clock(), "JOB", "sweep"), None))
    assert done["throttles"] == 2
