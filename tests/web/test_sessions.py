"""Sessions: a new id at sign-in, idle and absolute ends, sign-out and disabling at once, nothing readable in the cookie or the row."""

from collections.abc import Callable
from datetime import date
from threading import Event, Thread

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask import session as web_session
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, posts
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.tables.accounts import Session as Row
from tests.builders import CITY, PASSWORD, Office, Result
from tests.conftest import Clock
from tests.racing import at_once
from tests.web.browsing import COOKIE, Person, fill, following, signed_in, words

pytestmark = pytest.mark.both


def rows(office: Office) -> list[Row]:
    return office.look(None, lambda s, _by: list(s.scalars(select(Row))))


def works(person: Person, path: str = "/desk/") -> bool:
    return person.get(path).status_code == 200


def test_a_visitor_without_a_form_has_no_session(site: Flask, office: Office) -> None:
    person = Person(site)
    for path in ("/", "/help", "/tools/", "/health/live", "/static/js/app.js", "/laws/"):
        assert person.get(path).status_code in (200, 503), path
        if path not in ("/", "/laws/", "/tools/"):
            assert person.cookie is None, path
    assert len(rows(office)) <= 1


def test_the_cookie_is_random_not_for_scripts_and_only_its_hash_is_stored(site: Flask, office: Office) -> None:
    person = Person(site)
    answer = person.get("/login")
    header = answer.headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert person.cookie is not None
    assert len(person.cookie) >= 43
    assert all(person.cookie not in (r.token_hash, str(r.id)) and person.cookie.encode() not in (r.data or b"") for r in rows(office))


def test_an_id_known_before_the_sign_in_is_worth_nothing_after(site: Flask, office: Office) -> None:
    attacker = Person(site)
    attacker.token()
    victim = attacker.twin()
    assert victim.sign_in("mediator").status_code == 303
    assert victim.cookie != attacker.cookie
    assert works(victim)
    assert not works(attacker)
    assert len(rows(office)) == 1


def test_an_id_that_a_stranger_made_up_is_not_taken_over(site: Flask) -> None:
    person = Person(site)
    person.client.set_cookie(COOKIE, "made-up-by-somebody")
    assert person.client.post("/login", data={"login": "mediator", "password": PASSWORD}).status_code == 400
    assert person.sign_in("mediator").status_code == 303
    assert person.cookie != "made-up-by-somebody"


def test_the_receipt_code_too_gives_a_new_id(site: Flask, office: Office) -> None:
    asked = office.ask()
    person = Person(site)
    person.token()
    before = person.twin()
    person.follow(asked)
    assert works(person, f"/my/{asked.no}")
    assert not works(before, f"/my/{asked.no}")


def test_signing_out_acts_at_once_in_every_tab_and_a_late_answer_does_not_undo_it(site: Flask, office: Office, clock: Clock) -> None:
    def late() -> str:
        """While this answer is made, which changes the session, its owner signs out in another tab."""
        assert tab.post("/logout").status_code == 303
        web_session["typed"] = "late"
        return "late"

    late.guard = "open"  # type: ignore[attr-defined]
    site.add_url_rule("/late", "late", late)
    person = signed_in(site, "mediator")
    tab = person.twin()
    assert person.get("/late").text == "late"
    assert not works(person)
    assert [r for r in rows(office) if r.account_id] == []
    person = signed_in(site, "mediator")
    other = person.twin()
    clock.forward(minutes=2)  # each request now wants to note that it was seen
    answer = person.post("/logout")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (303, '"cache"')
    assert not works(person)
    assert not works(other)
    assert rows(office) == [] or all(r.account_id is None for r in rows(office))


def test_a_request_that_was_under_way_at_the_sign_out_does_not_bring_the_session_back(site: Flask, office: Office, clock: Clock) -> None:
    person = signed_in(site, "mediator")
    clock.forward(minutes=2)
    tabs = [person.twin() for _ in range(4)]
    token = person.token()
    at_once(lambda: person.client.post("/logout", data={"csrf_token": token}), *(lambda t=t: t.get("/desk/") for t in tabs))
    assert not any(works(t) for t in tabs)


@pytest.mark.usefixtures("as_kept")
def test_a_hash_with_older_parameters_is_made_anew_at_the_sign_in(site: Flask, office: Office) -> None:
    def kept() -> str | None:
        return office.look(None, lambda s, _by: s.get_one(Account, office.people["mediator"]).password_hash)

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    office.act(None, lambda s, _by: setattr(s.get_one(Account, office.people["mediator"]), "password_hash", old))
    assert Person(site).sign_in("mediator", "wrong password").status_code == 422
    assert kept() == old
    assert works(signed_in(site, "mediator"))
    new = kept()
    assert new is not None
    assert new != old
    assert not accounts.needs_rehash(new)
    assert works(signed_in(site, "mediator"))
    assert kept() == new, "once is enough"


def test_disabling_acts_on_the_next_request(site: Flask, office: Office) -> None:
    person = signed_in(site, "mediator")
    assert works(person)
    admin = signed_in(site, "admin")
    assert admin.post(f"/admin/accounts/{office.people['mediator']}/disable").status_code == 303
    assert not works(person)
    assert Person(site).sign_in("mediator").status_code == 422


def test_other_posts_mean_another_session_at_once_and_at_midnight(site: Flask, office: Office, clock: Clock) -> None:
    ident, colleague = office.people["mediator"], signed_in(site, "mediator2")

    def changed(action: Callable[[Session, By], Result]) -> Result:
        """What an administrator does; every tab of the mediator is out, and stays out when an answer under way comes late."""
        person = signed_in(site, "mediator")
        tabs = [person.twin(), person.twin()]
        assert all(works(tab) for tab in tabs)
        done = office.act("admin", action)
        clock.forward(minutes=2)  # each request would want to note that it was seen
        assert not any(works(tab) for tab in tabs)
        assert not [r for r in rows(office) if r.account_id == ident]
        return done

    given = changed(lambda s, by: posts.give(s, by, ident, role="finance", organisation=CITY))
    assert works(signed_in(site, "mediator"), "/subsidies/")
    changed(lambda s, by: posts.end(s, by, given.id, ends=date(2026, 11, 24)))
    row = {"login": "mediator", "name": "示例mediator", "role": "mediator", "organisation": "330203R0"}
    changed(lambda s, by: posts.import_rows(s, by, [(2, {**row, "ends": date(2026, 12, 31)})]))
    longer = changed(lambda s, by: posts.import_rows(s, by, [(2, {**row, "ends": date(2027, 1, 31)})]))
    assert longer["changed"] == 1
    changed(lambda s, by: posts.give(s, by, ident, role="editor", organisation=CITY, starts=date(2026, 11, 26)))
    assert works(colleague), "nobody else is signed out"
    for day, opens in (("2026-11-24", "/subsidies/"), ("2026-11-25", "/desk/")):  # the post at finance ends with the one, the editor's begins after the other
        clock.at(f"{day} 23:45")
        late = signed_in(site, "mediator")
        clock.forward(minutes=14)
        assert works(late, opens)
        clock.forward(minutes=2)
        assert not works(late, opens)


def test_staff_are_signed_out_after_half_an_hour_of_nothing_and_after_twelve_hours_anyway(site: Flask, clock: Clock) -> None:
    idle, busy = signed_in(site, "mediator"), signed_in(site, "haishu")
    clock.forward(minutes=29)
    assert works(busy)
    clock.forward(minutes=1, seconds=1)
    assert not works(idle)
    assert works(busy)
    for _ in range(24):
        clock.forward(minutes=29)
        works(busy)
    assert not works(busy)


def test_a_workers_session_ends_two_hours_after_it_was_last_used(site: Flask, office: Office, clock: Clock) -> None:
    asked = office.ask()
    worker = following(site, asked)
    for _ in range(3):
        clock.forward(minutes=110)
        assert works(worker, f"/my/{asked.no}")
    clock.forward(minutes=121)
    assert not works(worker, f"/my/{asked.no}")


def test_being_seen_does_not_write_back_older_values(site: Flask, office: Office, clock: Clock) -> None:
    begun, submitted = Event(), Event()

    def slow() -> str:
        begun.set()
        submitted.wait(timeout=30)
        return "slow"

    slow.guard = "open"  # type: ignore[attr-defined]
    site.add_url_rule("/slow", "slow", slow)
    worker = Person(site)
    fill(worker)
    clock.forward(minutes=2)  # so that the slow request wants to note that it was seen
    tab = worker.twin()
    thread = Thread(target=lambda: tab.get("/slow"))
    thread.start()
    assert begun.wait(timeout=30)
    receipt = worker.post("/apply/check").location
    submitted.set()
    thread.join(timeout=30)
    assert 'id="code"' in worker.get(str(receipt)).text, "the receipt is still in the session"


def test_the_values_are_sealed_in_the_row(site: Flask, office: Office) -> None:
    worker = Person(site)
    fill(worker, name="周大平示例")
    data = b"".join(r.data or b"" for r in rows(office))
    assert data
    for piece in ("周大平示例", "13912345670", "330203199001011236", "csrf"):
        assert piece.encode() not in data


@pytest.mark.parametrize(("login", "password"), [("nobody", "x" * 14), ("mediator", "wrong-password-1"), ("MEDIATOR ", ""), ("invited", "x" * 14), ("disabled", None)])
def test_a_failed_sign_in_says_the_same_words_and_keeps_the_name(site: Flask, office: Office, login: str, password: str | None) -> None:
    office.act(None, lambda s, by: accounts.add(s, by, login="invited", name="新人", role="mediator", organisation="330203R0"))
    office.act(None, lambda s, by: accounts.disable(s, by, office.add_account(s, by, "disabled", "mediator", "330203R0")))
    person = Person(site)
    answer = person.sign_in(login, *([password] if password is not None else []))
    assert answer.status_code == 422
    assert "登录名或密码不对，或者账号暂不能使用。" in words(answer)
    assert f'value="{login}"' in answer.text
    assert password is None or not password or password not in answer.text
    assert not works(person)


TARGETS = ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example", "\\\\evil.example", "javascript:alert(1)", "evil.example", "http:/evil.example", "/\n/evil.example",
           "/\t\\evil.example", "/ /evil.example", "/desk\\..\\evil.example", "/\r\\evil.example", "/\x7f/evil.example"]


@pytest.mark.parametrize("target", TARGETS)
def test_the_way_back_after_signing_in_never_leaves_the_site(site: Flask, target: str) -> None:
    person = Person(site)
    shown = person.get("/login", query_string={"next": target})
    assert "evil" not in shown.text
    assert "alert(1)" not in shown.text
    assert person.sign_in("mediator", next=target).location == "/desk/"


def test_the_way_back_leads_to_the_page_that_was_asked_for(site: Flask, office: Office) -> None:
    asked = office.dispatched()
    person = Person(site)
    door = person.get(f"/desk/{asked.no}?x=1")
    assert door.location == f"/login?next=/desk/{asked.no}?x%3D1"
    assert person.sign_in("mediator", next=f"/desk/{asked.no}?x=1").location == f"/desk/{asked.no}?x=1"
