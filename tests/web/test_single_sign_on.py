"""Single sign-on through a provider of the tests' own: binding, signing in, the second factor, and all that ends a session ends these too."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from legalaid.actions import accounts, identities, notices, posts
from legalaid.errors import Conflict
from legalaid.tables.identities import Identity
from legalaid.tables.office import Notice
from tests.builders import PASSWORD, Office
from tests.conftest import Clock
from tests.identity_provider import IdentityProvider, Lies
from tests.racing import at_once
from tests.web.browsing import Person, signed_in, words
from tests.web.city import PAGE, bound, door, entries, joined, reasons, through
from tests.web.test_second_factors import enrolled, now, works

pytestmark = pytest.mark.both


def test_without_a_provider_in_the_settings_there_is_no_trace_of_it(site: Flask, office: Office) -> None:
    person = signed_in(site, "mediator")
    assert door(Person(site).get("/login").text) is None
    assert "/account/sso" not in person.get("/desk/").text
    for path in ("/login/sso", "/login/sso/back?state=x", "/login/sso/left", PAGE, f"{PAGE}/start"):
        assert person.get(path).status_code == 404, path
    assert person.post(PAGE, {"password": PASSWORD}).status_code == 404
    assert "统一身份认证" not in signed_in(site, "admin").get(f"/admin/accounts/{office.people['mediator']}").text


def test_an_account_is_bound_by_its_owner_and_opened_from_then_on(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    person = signed_in(site, "mediator")
    assert f'href="{PAGE}"' in person.get("/desk/").text
    assert "还没有绑定" in words(person.get(PAGE))
    city.who = "u-1"
    assert through(person, f"{PAGE}/start").location == PAGE
    assert "名称是 示例u-1" in words(person.get(PAGE))
    assert office.look(None, lambda s, _by: list(s.scalars(select(Identity)))) == [], "nobody is bound before they have confirmed it"
    for typed in ("", "wrong-password-1"):
        refused = person.post(PAGE, {"password": typed})
        assert refused.status_code == 422
        assert "密码或者验证码不对" in words(refused)
    assert person.post(PAGE, {"password": PASSWORD}).location == PAGE
    assert "已经绑定" in words(person.get(PAGE))
    assert person.post(PAGE, {"password": PASSWORD}).status_code == 422, "what was confirmed is used up"
    with office.runtime.read() as session:
        told = session.scalars(select(Notice).where(Notice.template == "identity_linked")).one()
        message = notices.message(session, told, "工会")
        assert message is not None
        assert "已绑定统一身份认证" in message.text
        kept = session.scalars(select(Identity)).one()
        assert "u-1" not in f"{kept.subject_index} {kept.issuer}", "some providers name people by their ID number"

    visitor = Person(site)
    visitor.token()
    before, leads = visitor.cookie, door(visitor.get("/login?next=/desk/away").text)
    assert leads is not None
    assert "用统一身份认证登录" in words(visitor.get("/login"))
    answer = through(visitor, leads)
    assert (answer.status_code, answer.location) == (303, "/desk/away")
    assert visitor.cookie != before, "an id known before the sign-in is worth nothing after"
    assert works(visitor)
    entry = entries(office, "account.sign_in")[-1]
    assert (entry.actor_id, entry.detail) == (office.people["mediator"], {"through": "统一身份认证"})
    assert [(e.actor_id, e.detail) for e in entries(office, "identity.link")] == [(office.people["mediator"], {"issuer": city.address})]
    assert "还没有用过" not in words(visitor.get(PAGE))
    assert through(Person(site)).location == "/desk/"


def test_nobody_gets_in_who_has_bound_nothing_and_no_account_is_made_or_guessed(site: Flask, office: Office, city: IdentityProvider) -> None:
    held = office.look(None, lambda s, _by: len(s.scalars(select(accounts.Account)).all()))
    city.lies.claims = {"email": "mediator@example.cn", "preferred_username": "mediator", "phone_number": "13900000001"}
    for who in ("mediator", "示例mediator", "u-9"):
        city.who, person = who, Person(site)
        answer = through(person)
        assert answer.status_code == 422
        assert "还没有绑定账号" in words(answer)
        assert 'name="password"' in answer.text, "the way by password stands on the same page"
        assert not works(person)
    assert reasons(office) == ["没有绑定账号"] * 3
    assert office.look(None, lambda s, _by: len(s.scalars(select(accounts.Account)).all())) == held


def test_a_person_of_the_provider_has_one_account_and_an_account_one_person(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    first, second = signed_in(site, "mediator"), signed_in(site, "mediator2")
    bound(first, city, "u-1")
    assert through(second, f"{PAGE}/start").location == PAGE
    refused = second.post(PAGE, {"password": PASSWORD})
    assert refused.status_code == 409
    assert "已经绑定了另一个账号" in words(refused)
    city.who = "u-2"
    assert through(first, f"{PAGE}/start").location == PAGE
    assert "已经绑定过了" in words(first.post(PAGE, {"password": PASSWORD}))

    def take(login: str, who: str) -> Any:
        return office.act(login, lambda s, by: identities.link(s, by, issuer=city.address, subject=who, password_right=True, code=""))

    for calls in ([("zone", "u-3"), ("editor", "u-3")], [("finance", "u-4"), ("finance", "u-5")]):
        outcomes = at_once(*(lambda login=login, who=who: take(login, who) for login, who in calls))
        assert sorted(type(o) for o in outcomes if o is not None) == [Conflict]
    assert len(office.look(None, lambda s, _by: list(s.scalars(select(Identity))))) == 3


def test_the_second_factor_is_asked_for_unless_the_provider_vouches_for_one(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    owner = signed_in(site, "mediator")
    secret, _ = enrolled(owner, clock)
    city.who = "u-1"
    through(owner, f"{PAGE}/start")
    for code in ("", "000000"):
        assert owner.post(PAGE, {"password": PASSWORD, "code": code}).status_code == 422
    bound(owner, city, "u-1", code=now(secret, clock))
    person = Person(site)
    city.lies.claims = {"acr": "gold", "amr": ["pwd", "otp"]}
    assert through(person).location == "/login/code", "what the provider says counts only where the office has said so"
    assert not works(person)
    clock.forward(seconds=60)
    assert person.post("/login/code", {"code": "000000"}).status_code == 422
    assert person.post("/login/code", {"code": now(secret, clock)}).location == "/desk/"
    assert works(person)
    assert entries(office, "account.sign_in")[-1].detail == {"through": "统一身份认证"}

    joined(office, city, factor=frozenset({"gold", "otp"}))
    for claims, vouched in (({}, False), ({"acr": "silver"}, False), ({"amr": "otp"}, False), ({"acr": ["gold"], "amr": [["otp"]]}, False), ({"acr": "gold"}, True), ({"amr": ["pwd", "otp"]}, True)):
        city.lies.claims, person = claims, Person(site)
        assert through(person).location == ("/desk/" if vouched else "/login/code"), claims
        assert works(person) is vouched


def test_whoever_must_have_a_second_factor_sets_it_up_or_is_vouched_for(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    bound(signed_in(site, "mediator"), city, "u-1")
    office.runtime.settings = replace(office.runtime.settings, second_factor="staff")
    joined(office, city, factor=frozenset({"otp"}))
    vouched, city.lies.claims = Person(site), {"amr": ["otp"]}
    assert through(vouched).location == "/desk/"
    assert works(vouched), "the provider has asked for one of its own"
    changed = {"current": PASSWORD, "password": "another-long-password", "again": "another-long-password"}
    assert vouched.post("/account/password", changed).status_code == 303
    assert works(vouched), "still in the session that it has vouched for"
    person, city.lies.claims = Person(site), {}
    assert through(person, "/login/sso?next=/desk/away").location == "/login/enrol"
    assert not works(person)
    enrolled(person, clock, "/login/enrol")
    assert works(person)
    assert not works(vouched), "as whenever one is set up"
    assert entries(office, "account.sign_in")[-1].detail == {"through": "统一身份认证"}


def test_all_that_ends_a_session_ends_those_from_the_provider_too(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    owner = signed_in(site, "mediator")
    bound(owner, city, "u-1")

    def entered() -> Person:
        person = Person(site)
        assert through(person).status_code == 303
        assert works(person)
        return person

    person = entered()
    assert owner.post(f"{PAGE}/off", {"password": "wrong-password-1"}).status_code == 422
    assert works(person)
    assert owner.post(f"{PAGE}/off", {"password": PASSWORD}).location == PAGE
    assert works(owner)
    assert not works(person), "what was opened by the binding goes with it"
    assert through(Person(site)).status_code == 422
    assert owner.post(f"{PAGE}/off", {"password": PASSWORD}).status_code == 409
    bound(owner, city, "u-1")
    person = entered()
    assert owner.post("/account/password", {"current": PASSWORD, "password": "another-long-password", "again": "another-long-password"}).status_code == 303
    assert not works(person)
    person = entered()
    post = office.look("mediator", lambda s, by: s.get_one(accounts.Account, by.actor_id).posts[0].id)
    office.act("admin", lambda s, by: posts.end(s, by, post, ends=clock.now.date()))
    assert not works(person)
    person = entered()
    clock.at("2026-11-25T00:00")
    assert person.get("/desk/").status_code == 303, "the post is over"
    person = Person(site)
    assert through(person, "/login/sso?next=/guides/").location == "/guides/"
    assert not works(person), "an account without a post does nothing here"
    office.act("admin", lambda s, by: accounts.disable(s, by, office.people["mediator"]))
    assert through(Person(site)).status_code == 422
    assert reasons(office)[-1] == "绑定的账号不能使用"


def test_a_first_step_through_the_provider_ends_with_the_binding(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    owner = signed_in(site, "mediator")
    secret, _ = enrolled(owner, clock)
    bound(owner, city, "u-1", code=now(secret, clock))
    person = Person(site)
    assert through(person).location == "/login/code"
    office.act("admin", lambda s, by: identities.withdraw(s, by, office.people["mediator"], issuer=city.address, reason="调离本单位，当面核实过"))
    clock.forward(seconds=60)
    assert person.post("/login/code", {"code": now(secret, clock)}).status_code == 422
    assert not works(person)


def test_an_administrator_sees_and_ends_a_binding_with_a_reason_and_the_person_is_told(site: Flask, office: Office, city: IdentityProvider) -> None:
    admin, path = signed_in(site, "admin"), f"/admin/accounts/{office.people['mediator']}"
    assert "没有绑定。" in words(admin.get(path))
    bound(signed_in(site, "mediator"), city, "u-1")
    person = Person(site)
    through(person)
    page = admin.get(path)
    assert city.address in words(page)
    assert "上次用它登录" in words(page)
    form = {"issuer": city.address, "unbind": "调离本单位，当面核实过"}
    for wrong, said in (("", "请写明为什么解除"), ("打 13812345678 核实过", "请不要写电话号码")):
        refused = admin.post(f"{path}/identity", {**form, "unbind": wrong})
        assert refused.status_code == 422
        assert said in words(refused)
    assert signed_in(site, "zone").post(f"{path}/identity", form).status_code == 403
    assert works(person)
    assert admin.post(f"{path}/identity", form).location == path
    assert not works(person)
    assert through(Person(site)).status_code == 422
    assert admin.post(f"{path}/identity", form).status_code == 404
    entry = entries(office, "identity.withdraw")[0]
    assert (entry.actor_id, entry.subject_id, entry.detail) == (office.people["admin"], str(office.people["mediator"]), {"issuer": city.address, "reason": form["unbind"]})
    with office.runtime.read() as session:
        assert session.scalars(select(Notice).where(Notice.template == "identity_unlinked")).one().account_id == office.people["mediator"]
    bound(admin, city, "u-2")
    own = f"/admin/accounts/{office.people['admin']}"
    assert "解除绑定</button>" not in admin.get(own).text
    assert admin.post(f"{own}/identity", form).status_code == 403
    office.runtime.provider = None
    assert city.address in admin.get(own).text, "bindings of before are seen when the provider is not used any more"


def test_signing_out_ends_our_session_and_shows_the_way_out_of_the_provider(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    person = signed_in(site, "mediator")
    bound(person, city, "u-1")
    assert person.post("/logout").location == "/", "the provider was not asked to sign in"
    person = Person(site)
    through(person)
    assert person.post("/logout").location == "/login/sso/left"
    assert not works(person)
    page = person.get("/login/sso/left").text
    assert f"{city.address}/leave?x=1&amp;client_id=legalaid&amp;post_logout_redirect_uri=http%3A%2F%2Flocalhost%2F" in page
    clock.forward(hours=2)
    for lies in (Lies(said={"end_session_endpoint": None}), Lies(said={"end_session_endpoint": "javascript:alert(1)"})):
        city.lies = lies
        assert person.get("/login/sso/left").location == "/"
        clock.forward(hours=2)


def test_neither_tokens_nor_who_it_was_are_kept(site: Flask, office: Office, city: IdentityProvider) -> None:
    bound(signed_in(site, "mediator"), city, "330203199001011236")
    through(Person(site))
    with office.runtime.read() as session:
        kept = "".join(str(row) for table in accounts.Account.metadata.sorted_tables for row in session.execute(select(table)))
    for word in ("330203199001011236", "not-to-be-kept", "eyJ"):
        assert word not in kept
