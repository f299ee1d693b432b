"""Checklist 5: the second factor: set up, asked for after the password, counted once, given up, and forced where the setting says so."""

import re
from dataclasses import replace

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, text

from legalaid.actions import covers, notices, passwords, second_factors, throttle
from legalaid.errors import TooMany
from legalaid.tables.office import AuditEntry, Notice
from legalaid.tables.second_factors import RecoveryCode, SecondFactor
from tests.builders import PASSWORD, Office
from tests.conftest import Clock
from tests.racing import at_once
from tests.web.browsing import Person, signed_in, words

pytestmark = pytest.mark.both
PAGE = "/account/second-factor"


def shown(page: str) -> tuple[str, list[str]]:
    """The secret and the recovery codes that a page shows."""
    secret = re.search(r'id="secret">([^<]+)<', page)
    return (secret.group(1).replace(" ", "") if secret else ""), re.findall(r"<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</li>", page)


def now(secret: str, clock: Clock, steps: int = 0) -> str:
    """What an app shows, some steps of thirty seconds from now."""
    return pyotp.TOTP(secret).at(clock().timestamp() + 30 * steps)


def enrolled(person: Person, clock: Clock, path: str = PAGE) -> tuple[str, list[str]]:
    """Set it up as a person does; then the next code is due."""
    secret, _ = shown(person.get(path).text)
    answer = person.post(path, {"code": now(secret, clock)})
    assert answer.status_code == 200, words(answer)
    clock.forward(seconds=60)
    return secret, shown(answer.text)[1]


def half(site: Flask, login: str) -> Person:
    """Somebody who has given the password and is asked for the code."""
    person = Person(site)
    answer = person.sign_in(login, next="/desk/away")
    assert (answer.status_code, answer.location) == (303, "/login/code")
    return person


def works(person: Person, path: str = "/desk/") -> bool:
    return person.get(path).status_code == 200


def test_it_is_set_up_with_a_code_and_asked_for_after_the_password(site: Flask, office: Office, clock: Clock) -> None:
    person, elsewhere = signed_in(site, "mediator"), signed_in(site, "mediator")
    page = person.get(PAGE)
    secret, _ = shown(page.text)
    assert len(secret) == 32
    assert "<svg" in page.text
    assert " style=" not in page.text
    assert shown(person.get(PAGE).text)[0] == secret, "the code in the app stays good while the page is loaded again"
    wrong = person.post(PAGE, {"code": now(secret, clock, 2)})
    assert wrong.status_code == 422
    assert "验证码不对" in words(wrong)
    assert shown(wrong.text)[0] == secret
    before = person.cookie
    codes = shown(person.post(PAGE, {"code": f" {now(secret, clock)[:3]} {now(secret, clock)[3:]} "}).text)[1]
    assert len(set(codes)) == 10
    assert person.cookie != before
    assert works(person)
    assert not works(elsewhere), "a session opened with the password alone ends"
    assert person.post(PAGE, {"code": now(secret, clock)}).status_code == 422, "no second one beside it"
    assert "没有用过的备用码 10 个" in words(person.get(PAGE))
    assert shown(person.get(PAGE).text) == ("", [])

    person = half(site, "mediator")
    for path in ("/desk/", PAGE, "/admin/"):
        assert person.get(path).location.startswith("/login?"), path
    assert person.post("/login/enrol", {"code": "000000"}).status_code in (409, 422)
    clock.forward(seconds=30)
    assert person.post("/login/code", {"code": now(secret, clock, 2)}).status_code == 422
    assert not works(person)
    before = person.cookie
    answer = person.post("/login/code", {"code": now(secret, clock)})
    assert (answer.status_code, answer.location) == (303, "/desk/away")
    assert person.cookie != before
    assert works(person)


def test_a_code_counts_once_and_a_phone_may_be_one_step_off(site: Flask, office: Office, clock: Clock) -> None:
    secret, codes = enrolled(signed_in(site, "mediator"), clock)
    clock.forward(seconds=30)  # two steps off was not the code of the setting up, which counts no more
    for steps, right in ((-2, False), (2, False), (-1, True), (-1, False), (0, True), (1, True), (0, False), (1, False)):
        assert (half(site, "mediator").post("/login/code", {"code": now(secret, clock, steps)}).status_code == 303) is right, steps
    clock.forward(minutes=15)
    people, token = [half(site, "mediator") for _ in range(4)], now(secret, clock)
    sent = [{"csrf_token": p.token(), "code": token} for p in people]
    answers = at_once(*(lambda p=p, d=d: p.client.post("/login/code", data=d).status_code for p, d in zip(people, sent, strict=True)))
    assert sorted(answers) == [303, 422, 422, 422]
    clock.forward(minutes=15)
    for code, right in ((codes[0].lower().replace("-", ""), True), (codes[0], False), (codes[1], True), ("", False), ("１２３", False), ("x" * 500, False)):
        assert (half(site, "mediator").post("/login/code", {"code": code}).status_code == 303) is right, code
    assert office.look(None, lambda s, _by: [c.used_at is not None for c in s.scalars(select(RecoveryCode))]).count(True) == 2


def test_wrong_codes_are_failed_tries_and_a_right_password_makes_no_room_for_more(site: Flask, office: Office, clock: Clock) -> None:
    secret, _ = enrolled(signed_in(site, "mediator"), clock)
    for _ in range(throttle.RULES["sign_in"].most):
        assert half(site, "mediator").post("/login/code", {"code": "nonsense"}).status_code == 422
    assert Person(site).sign_in("mediator").status_code == 429
    clock.forward(minutes=15)
    person = half(site, "mediator")
    for _ in range(throttle.RULES["code"].most - throttle.RULES["sign_in"].most):
        office.act(None, lambda s, by: throttle.take(s, by, "code", "mediator"))
    refused = person.post("/login/code", {"code": now(secret, clock)})
    assert (refused.status_code, refused.headers["Retry-After"].isdecimal()) == (429, True)
    clock.forward(hours=1)
    assert person.post("/login/code", {"code": now(secret, clock)}).status_code == 422, "after ten minutes the password is asked again"
    assert half(site, "mediator").post("/login/code", {"code": now(secret, clock)}).status_code == 303


def test_it_is_given_up_with_password_and_code_only(site: Flask, office: Office, clock: Clock) -> None:
    person = signed_in(site, "mediator")
    secret, codes = enrolled(person, clock)
    for password, code in ((PASSWORD, "000000"), ("wrong-password-1", now(secret, clock)), ("", codes[0])):
        refused = person.post(f"{PAGE}/off", {"password": password, "code": code})
        assert refused.status_code == 422
        assert "密码或者验证码不对" in words(refused)
    assert person.post(f"{PAGE}/off", {"password": PASSWORD, "code": now(secret, clock)}).location == PAGE, "what was refused has not used the code up"
    assert Person(site).sign_in("mediator").location == "/desk/"
    assert office.look(None, lambda s, _by: list(s.scalars(select(RecoveryCode)))) == []
    again, _ = enrolled(person, clock)
    assert again != secret


def test_recovery_codes_are_renewed_alone_with_password_and_code_and_the_old_ones_are_worth_nothing(site: Flask, office: Office, clock: Clock) -> None:
    person = signed_in(site, "mediator")
    assert person.post(f"{PAGE}/codes", {"password": PASSWORD, "code": ""}).status_code == 409, "there are none yet"
    secret, old = enrolled(person, clock)
    clock.forward(minutes=15)
    for password, code in ((PASSWORD, "000000"), ("wrong-password-1", now(secret, clock)), ("", old[0]), (PASSWORD, "")):
        refused = person.post(f"{PAGE}/codes", {"password": password, "code": code})
        assert refused.status_code == 422
        assert "密码或者验证码不对" in words(refused)
        assert shown(refused.text) == ("", [])
    form = {"password": PASSWORD, "code": now(secret, clock)}
    sent = {**form, "csrf_token": person.token(), "form_id": "one-and-the-same"}
    tabs = [person.twin(), person.twin()]
    answer, again = sorted(at_once(*(lambda tab=tab: tab.client.post(f"{PAGE}/codes", data=sent) for tab in tabs)), key=lambda a: a.status_code)
    new = shown(answer.text)[1]
    assert (answer.status_code, again.status_code) == (200, 303)
    assert "原来的作废" in words(answer)
    assert len({*old, *new}) == 20
    assert again.location == f"{PAGE}?renewed=1", "a second tap is not told that the code was wrong"
    page = person.get(again.location)
    assert "备用码已经换新" in words(page)
    assert "没有用过的备用码 10 个" in words(page)
    assert shown(page.text) == ("", []), "shown once"
    assert person.post(f"{PAGE}/codes", form).status_code == 422, "the code has counted"
    assert works(person)
    for code, right in ((old[1], False), (new[0], True), (new[0], False)):
        assert (half(site, "mediator").post("/login/code", {"code": code}).status_code == 303) is right, code
    clock.forward(minutes=15)
    with_the_last = person.post(f"{PAGE}/codes", {"password": PASSWORD, "code": new[1]})
    assert len(shown(with_the_last.text)[1]) == 10, "whoever has lost the phone still has a code"
    clock.forward(minutes=1)
    assert half(site, "mediator").post("/login/code", {"code": now(secret, clock)}).status_code == 303, "the app goes on"
    with office.runtime.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "second_factor.renew_codes")).all()
        assert [(e.actor_id, e.detail) for e in entries] == [(office.people["mediator"], {})] * 2
        assert len(session.scalars(select(RecoveryCode)).all()) == 10
    for _ in range(throttle.RULES["sign_in"].most):
        last = person.post(f"{PAGE}/codes", {"password": PASSWORD, "code": "000000"})
    assert last.status_code == 422
    refused = person.post(f"{PAGE}/codes", {"password": PASSWORD, "code": now(secret, clock, 1)})
    assert (refused.status_code, refused.headers["Retry-After"].isdecimal()) == (429, True)
    clock.forward(minutes=15)

    def use_up() -> None:
        for _ in range(throttle.RULES["code"].most):
            office.act(None, lambda s, by: throttle.take(s, by, "code", "mediator"))

    with pytest.raises(TooMany):  # wrong ones above have counted too
        use_up()
    assert person.post(f"{PAGE}/codes", {"password": PASSWORD, "code": now(secret, clock)}).status_code == 429, "as often as at the door, from wherever"


def test_neither_secret_nor_codes_are_readable_in_the_database(site: Flask, office: Office, clock: Clock) -> None:
    person = signed_in(site, "mediator")
    pending, _ = shown(person.get(PAGE).text)
    with office.runtime.read() as session:
        assert all(pending.encode() not in (row or b"") for row in session.scalars(text("SELECT data FROM sessions")))
    secret, codes = enrolled(person, clock)
    with office.runtime.read() as session:
        factor = session.scalars(select(SecondFactor)).one()
        assert secret.encode() not in factor.secret_sealed
        assert secret not in str(factor.secret)
        assert factor.secret.open() == secret
        kept = list(session.scalars(select(RecoveryCode.code_hash)))
    assert not {c.replace("-", "").lower() for c in codes} & {k.lower() for k in kept}


def test_whoever_must_have_one_is_led_to_it_and_can_do_nothing_else_before(site: Flask, office: Office, clock: Clock) -> None:
    held = signed_in(site, "mediator")
    office.runtime.settings = replace(office.runtime.settings, second_factor="staff")
    assert not works(held), "a session from before the rule"
    assert signed_in(site, "lawyer1").get("/lawyer/").status_code == 200, "staff only"
    person = Person(site)
    answer = person.sign_in("mediator", next="/desk/away")
    assert (answer.status_code, answer.location) == (303, "/login/enrol")
    for path in ("/desk/", PAGE):
        assert person.get(path).location.startswith("/login?"), path
    assert person.post(PAGE, {"code": "000000"}).location.startswith("/login")
    assert person.post("/login/code", {"code": ""}).status_code == 422
    secret, codes = enrolled(person, clock, "/login/enrol")
    assert len(codes) == 10
    assert works(person)
    assert person.get("/login/enrol").status_code == 200
    office.act(None, lambda s, by: throttle.sweep(s, by.now))
    assert person.post(f"{PAGE}/off", {"password": PASSWORD, "code": now(secret, clock)}).status_code == 303
    assert not works(person), "and again without one"
    office.runtime.settings = replace(office.runtime.settings, second_factor="all")
    assert Person(site).sign_in("lawyer1").location == "/login/enrol"


def test_a_first_step_ends_with_the_password_that_it_was_taken_with(site: Flask, office: Office, clock: Clock) -> None:
    """Whoever stole the old one must not set up a second factor of theirs after the owner has set another."""
    code = office.act("admin", lambda s, by: passwords.invite(s, by, office.people["mediator"], reason="口令可能泄露，当面核实"))
    office.runtime.settings = replace(office.runtime.settings, second_factor="staff")
    thief = Person(site)
    assert thief.sign_in("mediator").location == "/login/enrol"
    stolen, _ = shown(thief.get("/login/enrol").text)
    assert stolen
    clock.forward(minutes=1)
    assert Person(site).post("/login/invite", {"login": "mediator", "code": code, "password": "xin-de-mima-2026", "again": "xin-de-mima-2026"}).status_code in (200, 303)
    assert shown(thief.get("/login/enrol").text) == ("", [])
    answer = thief.post("/login/enrol", {"code": now(stolen, clock)})
    assert (answer.status_code, shown(answer.text)) == (422, ("", []))
    assert not works(thief)
    assert office.look(None, lambda s, _by: second_factors.of(s, office.people["mediator"])) is None


def test_a_first_step_does_not_outlive_the_password_where_a_code_is_asked_for(site: Flask, office: Office, clock: Clock) -> None:
    secret, _ = enrolled(signed_in(site, "mediator"), clock)
    code = office.act("admin", lambda s, by: passwords.invite(s, by, office.people["mediator"], reason="口令可能泄露，当面核实"))
    thief = half(site, "mediator")
    Person(site).post("/login/invite", {"login": "mediator", "code": code, "password": "xin-de-mima-2026", "again": "xin-de-mima-2026"})
    assert thief.post("/login/code", {"code": now(secret, clock)}).status_code == 422
    assert not works(thief)


def test_a_second_factor_is_not_set_up_anew_with_the_password_alone(site: Flask, office: Office, clock: Clock) -> None:
    office.runtime.settings = replace(office.runtime.settings, second_factor="staff")
    thief = Person(site)
    assert thief.sign_in("mediator").location == "/login/enrol"
    stolen, _ = shown(thief.get("/login/enrol").text)
    owner = Person(site)
    owner.sign_in("mediator")
    secret, _ = enrolled(owner, clock, "/login/enrol")
    assert thief.post("/login/enrol", {"code": now(stolen, clock)}).status_code == 409
    assert not works(thief)
    assert office.look("mediator", lambda s, by: second_factors.of(s, by.actor_id).secret.open()) == secret


def test_an_administrator_resets_somebody_elses_with_a_reason_and_the_person_is_told(site: Flask, office: Office, clock: Clock) -> None:
    person, admin = signed_in(site, "mediator"), signed_in(site, "admin")
    enrolled(person, clock)
    office.act("mediator", lambda s, by: covers.arrange(s, by, account_id=by.actor_id, cover_id=office.people["mediator2"], starts=clock().date(), ends=clock().date()))
    page, form = f"/admin/accounts/{office.people['mediator']}", {"reason": "手机丢了，当面核实过本人"}
    for wrong, said in (("", "请写明为什么重置"), ("打 13812345678 核实过", "请不要写电话号码")):
        refused = admin.post(f"{page}/second-factor", {"reason": wrong})
        assert refused.status_code == 422
        assert said in words(refused)
        assert wrong in refused.text
    assert works(person)
    assert admin.post(f"{page}/second-factor", form).status_code == 303
    assert not works(person)
    assert "没有启用。" in words(admin.get(page))
    assert admin.post(f"{page}/second-factor", form).status_code == 404
    assert Person(site).sign_in("mediator").location == "/desk/", "with the password alone again"
    with office.runtime.read() as session:
        told = session.scalars(select(Notice).where(Notice.template == "factor_reset")).one()
        assert told.account_id == office.people["mediator"], "nobody who covers them"
        message = notices.message(session, told, "工会")
        assert message is not None
        assert "两步验证已由管理员重置" in message.text
        assert "示例mediator" not in message.text
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "second_factor.reset")).one()
        assert (entry.actor_id, entry.subject_id, entry.detail) == (office.people["admin"], str(office.people["mediator"]), {"reason": form["reason"]})
    enrolled(admin, clock)
    own = f"/admin/accounts/{office.people['admin']}"
    assert "重置</button>" not in admin.get(own).text
    assert admin.post(f"{own}/second-factor", form).status_code == 403
    assert works(admin, "/admin/")
    office.act(None, lambda s, by: second_factors.reset(s, by, office.people["admin"], reason="在服务器上重置"))
    assert not works(admin, "/admin/")
