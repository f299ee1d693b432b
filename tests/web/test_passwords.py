"""Checklist 11: a password is set with a code that counts once, changed by its owner, and every other session ends with it."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from legalaid.actions import accounts, passwords, throttle
from legalaid.errors import Conflict, Forbidden, Refused
from legalaid.tables.accounts import Account
from legalaid.tables.office import AuditEntry, Notice
from tests.builders import PASSWORD, Office
from tests.conftest import Clock
from tests.racing import at_once
from tests.web.browsing import Person, signed_in, words

pytestmark = pytest.mark.both
NEW = "xin-de-mima-2026"
WHY = "本人到窗口，看过工作证"


def new_person(office: Office) -> str:
    """Somebody out of a file: no password yet."""
    return str(office.act(None, lambda s, by: accounts.add(s, by, login="neu", name="新人", role="mediator", organisation="330203", contact="13800000099", starts=date(2026, 1, 1))).id)


def invited(site: Flask, ident: str) -> str:
    answer = signed_in(site, "admin").post(f"/admin/accounts/{ident}/invite", {"why": WHY})
    assert answer.status_code == 200, words(answer)
    return re.search(r'id="code">([^<]+)<', answer.text)[1]


def setting(site: Flask, code: str, **more: str):
    return Person(site).post("/login/invite", {"login": "neu", "code": code, "password": NEW, "again": NEW, **more})


def test_who_was_invited_sets_a_password_once_and_comes_in(site: Flask, office: Office) -> None:
    ident = new_person(office)
    assert Person(site).sign_in("neu", "").status_code == 422
    assert setting(site, "").status_code == 422
    code = invited(site, ident)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)
    for more, error in (({"password": "kurz", "again": "kurz"}, "password"), ({"again": "anders"}, "again"),
                        ({"login": "mediator"}, "code"), ({"code": code[:-1] + ("0" if code[-1] != "0" else "1")}, "code")):
        answer = setting(site, **{"code": code, **more})
        assert answer.status_code == 422, more
        assert f'id="{error}-error"' in answer.text, more
        assert NEW not in answer.text
    done = setting(site, code.lower().replace("-", " "))
    assert (done.status_code, done.location) == (303, "/login?ready=1")
    assert "密码已设好" in words(Person(site).get(done.location))
    assert signed_in_with(site, "neu", NEW).get("/desk/").status_code == 200
    assert setting(site, code, password="noch-ein-anderes-1", again="noch-ein-anderes-1").status_code == 422
    assert Person(site).sign_in("neu", NEW).status_code == 303
    kept = office.look(None, lambda s, _by: (s.scalars(select(AuditEntry).where(AuditEntry.action.in_(("account.invite", "account.set_password"))).order_by(AuditEntry.seq)).all(),
                                             " ".join(str(row) for row in s.execute(text("select * from accounts")))))
    assert [(e.action, e.subject_id, e.detail) for e in kept[0]] == [("account.invite", ident, {"reason": WHY}), ("account.set_password", ident, {})]
    assert code not in kept[1]
    assert NEW not in kept[1]


def signed_in_with(site: Flask, login: str, password: str) -> Person:
    person = Person(site)
    assert person.sign_in(login, password).status_code == 303
    return person


def test_a_code_runs_out_is_replaced_and_counts_once_of_two_at_once(site: Flask, office: Office, clock: Clock) -> None:
    ident = new_person(office)
    first = invited(site, ident)
    second = invited(site, ident)
    assert setting(site, first).status_code == 422
    clock.forward(days=7)
    assert setting(site, second).status_code == 422
    third = invited(site, ident)
    people = [Person(site) for _ in range(3)]
    sent = [{"csrf_token": p.token(), "form_id": f"form-{n}", "login": "neu", "code": third, "password": f"{NEW}-{n}", "again": f"{NEW}-{n}"} for n, p in enumerate(people)]
    answers = at_once(*(lambda p=p, d=d: p.client.post("/login/invite", data=d).status_code for p, d in zip(people, sent, strict=True)))
    assert sorted(answers) == [303, 422, 422]


def test_guessing_at_a_code_is_held_up_like_guessing_at_a_password(site: Flask, office: Office) -> None:
    code = invited(site, new_person(office))
    for _ in range(throttle.RULES["sign_in"].most):
        assert setting(site, "0000-0000-0000-0000").status_code == 422
    assert setting(site, code).status_code == 429


def test_who_forgot_it_keeps_the_old_one_until_the_new_one_is_set_and_is_told(site: Flask, office: Office) -> None:
    ident, open_elsewhere = str(office.people["mediator"]), signed_in(site, "mediator")
    code = invited(site, ident)
    assert signed_in(site, "mediator").get("/desk/").status_code == 200
    assert setting(site, code, login="mediator").status_code == 303
    assert open_elsewhere.get("/desk/").status_code == 303
    assert Person(site).sign_in("mediator", PASSWORD).status_code == 422
    signed_in_with(site, "mediator", NEW)
    told = office.look(None, lambda s, _by: [n.template for n in s.scalars(select(Notice).where(Notice.account_id == office.people["mediator"]).order_by(Notice.created_at, Notice.template))])
    assert told == ["invited", "password_set"]


def test_ones_own_is_changed_with_the_old_one_and_every_other_session_ends(site: Flask, office: Office) -> None:
    person, elsewhere = signed_in(site, "mediator"), signed_in(site, "mediator")
    form = {"current": PASSWORD, "password": NEW, "again": NEW}
    for more, error in (({"current": "falsch-falsch"}, "current"), ({"again": "x"}, "again"), ({"password": "123456789012", "again": "123456789012"}, "password"),
                        ({"password": PASSWORD, "again": PASSWORD}, "password")):
        answer = person.post("/account/password", {**form, **more})
        assert answer.status_code == 422, more
        assert f'id="{error}-error"' in answer.text, more
    before = person.cookie
    assert person.post("/account/password", form).location == "/account/password"
    assert person.cookie != before
    assert person.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 303
    assert Person(site).sign_in("mediator", PASSWORD).status_code == 422
    assert Person(site).sign_in("mediator", NEW).status_code == 303


def test_nobody_invites_themselves_or_who_is_disabled_and_only_an_administrator_may(site: Flask, office: Office) -> None:
    with pytest.raises(Forbidden):
        office.act("admin", lambda s, by: passwords.invite(s, by, office.people["admin"], reason=WHY))
    with pytest.raises(Forbidden):
        office.act("haishu", lambda s, by: passwords.invite(s, by, office.people["mediator"], reason=WHY))
    with pytest.raises(Refused, match="核实"):
        office.act("admin", lambda s, by: passwords.invite(s, by, office.people["mediator"], reason="忘"))
    ident = new_person(office)
    code = invited(site, ident)
    office.act("admin", lambda s, by: accounts.disable(s, by, s.scalars(select(Account.id).where(Account.login == "neu")).one()))
    assert setting(site, code).status_code == 422
    with pytest.raises(Conflict):
        office.act("admin", lambda s, by: passwords.invite(s, by, office.look(None, lambda t, _b: accounts.find(t, "neu").id), reason=WHY))
    again = signed_in(site, "admin").post(f"/admin/accounts/{ident}/invite", {"why": "忘"})
    assert again.status_code in (409, 422)
