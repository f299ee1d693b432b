"""What an identity provider may say falsely, late, twice or not at all: each has a page and an audit line, and none opens a session."""

import time

import jwt
import pytest
from flask import Flask
from sqlalchemy import select

from legalaid.actions import throttle
from legalaid.tables.identities import Identity
from tests.builders import PASSWORD, Office
from tests.conftest import Clock
from tests.identity_provider import OTHER, SHORT, IdentityProvider, Lies, by_public_key, by_short_key, public, unsigned
from tests.racing import at_once
from tests.web.browsing import Person, signed_in, words
from tests.web.city import PAGE, answered, bound, entries, gone, reasons, through
from tests.web.test_second_factors import works

pytestmark = pytest.mark.both


LIES: dict[str, tuple[Lies, str]] = {
    "another nonce": (Lies(claims={"nonce": "another"}), "随机数（nonce）对不上"), "no nonce": (Lies(claims={"nonce": None}), "ID 令牌缺少内容"),
    "another audience": (Lies(claims={"aud": "somebody"}), "不是发给本系统的"), "several audiences": (Lies(claims={"aud": ["legalaid", "somebody"]}), "不是发给本系统的"),
    "for somebody else": (Lies(claims={"azp": "somebody"}), "不是发给本系统的"), "another issuer": (Lies(claims={"iss": "https://elsewhere.example"}), "发行方不对"),
    "no subject": (Lies(claims={"sub": None}), "ID 令牌缺少内容"), "an empty subject": (Lies(claims={"sub": ""}), "ID 令牌里没有认人的那一项"),
    "no end": (Lies(claims={"exp": None}), "ID 令牌缺少内容"), "an end in words": (Lies(claims={"exp": "tomorrow"}), "ID 令牌的时间读不出来"),
    "unsigned": (Lies(token=lambda head, claims: unsigned({**head, "alg": "none"}, claims)), "签名算法不允许"),
    "the public key for a secret": (Lies(token=by_public_key), "签名算法不允许"),
    "no signature": (Lies(token=lambda head, claims: unsigned(head, claims)), "签名不对"),
    "another's signature": (Lies(token=lambda head, claims: jwt.encode(claims, OTHER, "RS256", head)), "签名不对"),
    "an unknown key": (Lies(token=lambda head, claims: jwt.encode(claims, OTHER, "RS256", {"kid": "nobody's"})), "签名密钥不认识"),
    "two keys fit": (Lies(token=lambda head, claims: jwt.encode(claims, OTHER, "RS256")), "签名密钥不认识"),
    "another kind of key": (Lies(token=lambda head, claims: jwt.encode(claims, OTHER, "RS256", {"kid": "curve"})), "签名密钥不认识"),
    "a short key": (Lies(token=by_short_key), "签名密钥不能用"),
    "a broken key": (Lies(token=lambda head, claims: jwt.encode(claims, OTHER, "RS256", {"kid": "broken"})), "签名密钥不能用"),
    "no token": (Lies(token=lambda *_: "neither.here"), "ID 令牌读不出来"), "no ID token": (Lies(redeemed={"id_token": None}), "没有 ID 令牌"),
    "a used code": (Lies(back={"code": "used"}), "授权码不被承认"), "no code": (Lies(back={"code": None}), "没有授权码"),
    "another state": (Lies(back={"state": "another"}), "不是这个浏览器刚才发起的"),
    "another provider's answer": (Lies(back={"iss": "https://elsewhere.example"}), "发行方不对"), "nobody's answer": (Lies(back={"iss": None}), "发行方不对"),
    "it was refused there": (Lies(back={"error": "access_denied", "code": None}), "access_denied"), "it has trouble": (Lies(back={"error": "server_error", "code": None}), "答复说出了错"),
    "the token door leads elsewhere": (Lies(answers={"/token": lambda: ("", 302, {"Location": "/keys"})}), "答复 302"),
    "the token door is out of order": (Lies(answers={"/token": lambda: ("", 500)}), "答复 500"), "the token door says nothing": (Lies(answers={"/token": lambda: "[]"}), "答复读不出来"),
    "far too much": (Lies(answers={"/token": lambda: b"{" + b" " * 300_000 + b"}"}), "答复太长或者太慢"),
}


def test_every_lie_of_the_provider_is_refused_with_a_page_and_an_audit_line_and_no_session(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    owner = signed_in(site, "mediator")
    bound(owner, city, "u-1")
    city.keys += [public(OTHER, "two"), public(SHORT, "short"), {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"}, {"kty": "RSA", "kid": "one", "use": "enc", "n": "AQAB", "e": "AQAB"}, "none"]
    clock.forward(hours=2)
    before = len(entries(office, "account.sign_in"))
    for name, (lies, reason) in LIES.items():
        city.lies, person = lies, Person(site)
        answer = through(person)
        assert answer.status_code in (422, 503), name
        assert 'name="password"' in answer.text, name
        assert reasons(office)[-1:] == [reason], name
        assert not works(person), name
        clock.forward(minutes=2)
    assert len(reasons(office)) == len(LIES)
    assert len(entries(office, "account.sign_in")) == before
    city.lies, person = Lies(), Person(site)
    assert through(person).status_code == 303
    assert works(person)


def test_a_lie_binds_nobody_and_says_so_on_ones_own_page(site: Flask, office: Office, city: IdentityProvider) -> None:
    person = signed_in(site, "mediator")
    city.who, city.lies = "u-1", Lies(claims={"nonce": "another"})
    answer = through(person, f"{PAGE}/start")
    assert answer.status_code == 422
    assert "没有绑定。请重新去一次" in words(answer)
    assert person.post(PAGE, {"password": PASSWORD}).status_code == 422
    assert reasons(office) == ["随机数（nonce）对不上"]
    city.lies = Lies()
    back = gone(person, f"{PAGE}/start")
    other = signed_in(site, "mediator2")
    assert other.get(back).status_code == 422, "another browser's answer"
    person.sign_in("zone")
    assert person.get(back).status_code == 422, "another account's answer"
    assert office.look(None, lambda s, _by: list(s.scalars(select(Identity)))) == []


def test_an_answer_opens_a_session_once_in_one_browser_and_for_five_minutes(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    bound(signed_in(site, "mediator"), city, "u-1")
    person = Person(site)
    back = gone(person)
    assert Person(site).get(back).status_code == 422
    twins = [person.twin() for _ in range(3)]
    city.lies.answers["/token"] = lambda: time.sleep(0.3)  # so long all of them are under way
    answers = at_once(*(lambda twin=twin: twin.get(back) for twin in twins))
    assert sorted(a.status_code for a in answers) == [303, 422, 422]
    city.lies = Lies()
    assert person.get(back).status_code == 422
    assert set(reasons(office)) <= {"不是这个浏览器刚才发起的", "重复使用"}
    late = Person(site)
    back = gone(late)
    clock.forward(minutes=5)
    assert late.get(back).status_code == 422
    assert reasons(office)[-1] == "去了太久"
    waits = signed_in(site, "zone")
    city.who = "u-2"
    assert through(waits, f"{PAGE}/start").location == PAGE
    clock.forward(minutes=5)
    assert waits.post(PAGE, {"password": PASSWORD}).status_code == 422
    assert "等得太久" in words(waits.post(PAGE, {"password": PASSWORD}))


def test_the_way_back_after_the_provider_never_leaves_the_site(site: Flask, office: Office, city: IdentityProvider) -> None:
    bound(signed_in(site, "mediator"), city, "u-1")
    for wanted, leads in (("/desk/away?day=1", "/desk/away?day=1"), ("https://elsewhere.example/", "/desk/"), ("//elsewhere.example/", "/desk/"), ("/\\elsewhere.example/", "/desk/")):
        person = Person(site)
        left = person.get("/login/sso", query_string={"next": wanted})
        assert person.get(answered(left.location)).location == leads


def test_tries_are_counted_by_address_and_leave_the_way_by_password_open(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    bound(signed_in(site, "mediator"), city, "u-1")
    person, most = Person(site), throttle.RULES["single_sign_on_from"].most
    for _ in range(3):
        assert person.get("/login/sso/back?state=guessed&code=guessed").status_code == 422
        assert through(Person(site)).status_code == 303, "what succeeds does not count"
    for _ in range(most - 3):
        office.act(None, lambda s, by: throttle.take(s, by, "single_sign_on_from", "127.0.0.1"))
    refused = through(Person(site))
    assert (refused.status_code, refused.headers["Retry-After"].isdecimal()) == (429, True)
    assert works(signed_in(site, "mediator"))
    clock.forward(minutes=15)
    assert through(Person(site)).status_code == 303


def test_a_provider_that_is_down_has_a_page_and_keeps_nobody_out(site: Flask, office: Office, city: IdentityProvider, clock: Clock) -> None:
    bound(signed_in(site, "mediator"), city, "u-1")
    clock.forward(hours=2)
    city.lies.answers["/.well-known/openid-configuration"] = lambda: ("", 503)
    person, asked = Person(site), city.asked["/.well-known/openid-configuration"]
    for _ in range(3):
        answer = person.get("/login/sso?next=/desk/away")
        assert answer.status_code == 503
        assert "现在没有正常答复。请用登录名和密码登录" in words(answer)
        assert 'value="/desk/away"' in answer.text
    assert city.asked["/.well-known/openid-configuration"] == asked + 1, "nobody waits for it again at once"
    assert reasons(office) == ["答复 503"]
    assert works(signed_in(site, "mediator"))
    city.lies = Lies()
    clock.forward(seconds=15)
    assert through(person).status_code == 303
