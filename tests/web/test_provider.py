"""The identity provider is asked as the standards say, believed only where they allow it, and waited for only so long."""

import json
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from legalaid import settings
from legalaid.errors import Refused
from legalaid.id_tokens import OLDEST, SKEW, Untrue
from legalaid.provider import AGAIN, HOLDS, PAUSE, NotAnswering, Paused, Provider, make_provider
from tests.conftest import Clock
from tests.identity_provider import CURVE, OTHER, RSA, IdentityProvider, Lies, dripping, public, slowly

BACK = "https://aid.example.cn/login/sso/back"
VERIFIER, CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
DESCRIBED = "/.well-known/openid-configuration"


@pytest.fixture
def idp(identity_provider: IdentityProvider, clock: Clock) -> IdentityProvider:
    identity_provider.reset()
    identity_provider.clock, identity_provider.who = clock, "u-1"
    return identity_provider


def claimed(provider: Provider, idp: IdentityProvider, now: datetime, nonce: str = "n") -> dict[str, Any]:
    """Sign in through it: the door, the provider's answer there, the claims for its code."""
    asked = dict(parse_qsl(urlsplit(provider.door(BACK, "s", nonce, VERIFIER, now)).query))
    answer = dict(parse_qsl(urlsplit(idp.back(asked)).query))
    return provider.claims(answer["code"], BACK, "n", VERIFIER, now)


def test_the_door_asks_for_a_code_with_state_nonce_and_pkce(idp: IdentityProvider, clock: Clock) -> None:
    idp.lies.said = {"authorization_endpoint": f"{idp.address}/authorize?tenant=3302"}
    found = urlsplit(Provider(idp.settings(scope="openid profile")).door(BACK, "s", "n", VERIFIER, clock()))
    assert f"{found.scheme}://{found.netloc}{found.path}" == f"{idp.address}/authorize"
    assert dict(parse_qsl(found.query)) == {
        "tenant": "3302", "response_type": "code", "client_id": "legalaid", "redirect_uri": BACK, "scope": "openid profile", "state": "s", "nonce": "n",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }


def test_the_client_says_who_it_is_in_the_way_the_provider_wants(idp: IdentityProvider, clock: Clock) -> None:
    assert claimed(Provider(idp.settings()), idp, clock())["sub"] == "u-1"
    idp.lies.said = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert claimed(Provider(idp.settings()), idp, clock())["sub"] == "u-1"
    with pytest.raises(Untrue, match="随机数"):
        claimed(Provider(idp.settings()), idp, clock(), nonce="another")


@pytest.mark.parametrize(("claims", "true"), [
    ({"exp": 1 - SKEW.seconds}, True), ({"exp": -SKEW.seconds}, False), ({"exp": float("nan")}, False), ({"exp": 10**400}, True), ({"nbf": True}, False),
    ({"iat": SKEW.seconds}, True), ({"iat": SKEW.seconds + 1}, False), ({"iat": -(OLDEST + SKEW).seconds}, True), ({"iat": -(OLDEST + SKEW).seconds - 1}, False), ({"iat": float("nan")}, False),
    ({"nbf": SKEW.seconds}, True), ({"nbf": SKEW.seconds + 1}, False),
])
def test_the_times_of_a_token_are_those_of_now_give_or_take_a_minute(idp: IdentityProvider, clock: Clock, claims: dict[str, Any], true: bool) -> None:
    at = int(clock().timestamp())
    idp.lies.claims = {name: at + value if type(value) is int and abs(value) < 10**9 else value for name, value in claims.items()}
    if true:
        assert claimed(Provider(idp.settings()), idp, clock())["sub"] == "u-1"
    else:
        with pytest.raises(Untrue):
            claimed(Provider(idp.settings()), idp, clock())


def test_a_token_for_several_names_us_and_the_claim_that_names_people_is_chosen(idp: IdentityProvider, clock: Clock) -> None:
    idp.lies.claims = {"aud": ["somebody", "legalaid"], "azp": "legalaid", "employee": "E-17", "room": 12}
    provider = Provider(idp.settings(claim="employee"))
    assert provider.subject(claimed(provider, idp, clock())) == "E-17"
    for claim in ("room", "phone"):
        other = Provider(idp.settings(claim=claim))
        with pytest.raises(Untrue, match="认人"):
            other.subject(claimed(other, idp, clock()))


def test_a_new_key_is_looked_for_once_and_not_for_every_token_that_names_none(idp: IdentityProvider, clock: Clock) -> None:
    provider = Provider(idp.settings())
    for _ in range(3):
        claimed(provider, idp, clock())
    assert (idp.asked["/keys"], idp.asked[DESCRIBED]) == (1, 1)
    clock.forward(minutes=5)
    idp.key, idp.kid = OTHER, "two"
    idp.keys = [public(RSA, "one"), public(OTHER, "two")]
    assert claimed(provider, idp, clock())["sub"] == "u-1", "the provider has changed its key"
    assert idp.asked["/keys"] == 2
    idp.kid = "nobody's"
    for seconds, asked in ((1, 2), (AGAIN.seconds, 3), (1, 3), (1, 3), (AGAIN.seconds, 4)):
        clock.forward(seconds=seconds)
        with pytest.raises(Untrue, match="签名密钥不认识"):
            claimed(provider, idp, clock())
        assert idp.asked["/keys"] == asked
    idp.kid, idp.key, idp.keys = "curve", CURVE, [public(CURVE, "curve")]
    clock.forward(seconds=HOLDS.seconds)
    assert claimed(provider, idp, clock())["sub"] == "u-1"
    idp.lies.token = lambda head, claims: jwt.encode(claims, CURVE, "ES256")
    assert claimed(provider, idp, clock())["sub"] == "u-1", "the only key of its kind needs no name"


@pytest.mark.parametrize("said", [
    {"issuer": "https://elsewhere.example"}, {"issuer": None}, {"token_endpoint": None}, {"token_endpoint": 5}, {"jwks_uri": "http://192.0.2.1/keys"},
    {"authorization_endpoint": "javascript:alert(1)"},
    {"token_endpoint": "file:///etc/passwd"}, {"authorization_endpoint": "https://user:word@idp.example/"}, {"jwks_uri": "https://idp.example:port/"}, {"token_endpoint": "https://idp.example/ x"},
])
def test_a_description_that_is_another_or_leads_to_unsafe_places_is_not_believed(idp: IdentityProvider, clock: Clock, said: dict[str, Any]) -> None:
    idp.lies.said = said
    with pytest.raises(Untrue):
        Provider(idp.settings()).door(BACK, "s", "n", VERIFIER, clock())


@pytest.mark.parametrize(("path", "answer"), [
    (DESCRIBED, lambda: ("", 302, {"Location": "/keys"})), (DESCRIBED, lambda: "no JSON"), (DESCRIBED, lambda: "[" * 100_000), (DESCRIBED, lambda: ("", 404)), ("/keys", lambda: {"keys": "none"}),
    ("/token", lambda: ("{}", 401)), ("/token", lambda: "1"),
])
def test_what_is_no_answer_is_not_taken_for_one(idp: IdentityProvider, clock: Clock, path: str, answer: Any) -> None:
    idp.lies.answers[path] = answer
    with pytest.raises(NotAnswering):
        claimed(Provider(idp.settings()), idp, clock())


def test_a_true_answer_that_is_too_long_or_too_slow_is_not_waited_for(idp: IdentityProvider, clock: Clock) -> None:
    true = json.dumps(idp.said()).encode()
    for answer, taken in ((dripping(2, 0.01, true), True), (slowly(1.0, true), False), (dripping(20, 0.1, true), False), (dripping(5, 0, true, b" " * 65_536), False)):
        idp.lies.answers[DESCRIBED], provider = answer, Provider(idp.settings(), timeout=0.7)
        if taken:
            assert provider.door(BACK, "s", "n", VERIFIER, clock()).startswith(idp.address)
        else:
            with pytest.raises(NotAnswering):
                provider.door(BACK, "s", "n", VERIFIER, clock())


def test_a_provider_that_is_away_is_asked_again_after_a_while_only(idp: IdentityProvider, clock: Clock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        away = Provider(settings.SingleSignOn(f"http://127.0.0.1:{taken.getsockname()[1]}", "legalaid", "s"))
        with pytest.raises(NotAnswering, match="连不上"):
            away.door(BACK, "s", "n", VERIFIER, clock())
    assert away.way_out(BACK, clock()) is None
    idp.lies = Lies(said={"issuer": "https://elsewhere.example"})
    provider = Provider(idp.settings())
    for seconds, kind in ((0, Untrue), (1, Paused), (PAUSE.seconds - 2, Paused), (1, Untrue)):
        clock.forward(seconds=seconds)
        with pytest.raises(kind):
            provider.door(BACK, "s", "n", VERIFIER, clock())
    idp.lies = Lies()
    clock.forward(seconds=PAUSE.seconds)
    assert provider.door(BACK, "s", "n", VERIFIER, clock()).startswith(idp.address)
    assert provider.door(BACK, "s", "n", VERIFIER, clock() - timedelta(days=1)).startswith(idp.address), "a clock that was set back"


GIVEN = {"LEGALAID_OIDC_ISSUER": "https://idp.example.cn/realms/city", "LEGALAID_OIDC_CLIENT": "legalaid", "LEGALAID_OIDC_SECRET": "very-secret"}


def test_the_settings_are_whole_or_none(tmp_path: Path) -> None:
    assert make_provider(settings.read({})) is None
    assert make_provider(settings.read({"LEGALAID_OIDC_ISSUER": " "})) is None
    issuer = GIVEN["LEGALAID_OIDC_ISSUER"]
    assert settings.read(GIVEN).single_sign_on == settings.SingleSignOn(issuer, "legalaid", "very-secret", "统一身份认证", "sub", "openid", frozenset())
    assert "very-secret" not in repr(settings.read(GIVEN))
    file = tmp_path / "secret"
    file.write_text("from-a-file\n", encoding="utf-8")
    by_file = {**GIVEN, "LEGALAID_OIDC_SECRET": "", "LEGALAID_OIDC_SECRET_FILE": str(file), "LEGALAID_OIDC_FACTOR": "gold, otp,", "LEGALAID_OIDC_LABEL": "甬城认证", "LEGALAID_OIDC_CLAIM": "employee",
               "LEGALAID_OIDC_SCOPE": "profile openid"}
    assert settings.read(by_file).single_sign_on == settings.SingleSignOn(issuer, "legalaid", "from-a-file", "甬城认证", "employee", "profile openid", frozenset({"gold", "otp"}))
    addresses = ("http://idp.example.cn", "https://idp.example.cn/?a=1", "https://idp.example.cn/#a", "idp.example.cn", "https://", "https://a:b@idp.example.cn", "https://[::1")
    wrong = [
        *({name: ""} for name in GIVEN), *({"LEGALAID_OIDC_ISSUER": address} for address in addresses), {"LEGALAID_OIDC_SECRET_FILE": str(file)},
        {"LEGALAID_OIDC_SECRET": "", "LEGALAID_OIDC_SECRET_FILE": str(tmp_path / "none")}, {"LEGALAID_OIDC_SCOPE": "profile"}, {"LEGALAID_OIDC_LABEL": "长" * 17},
    ]
    for change in wrong:
        with pytest.raises(Refused, match="LEGALAID_OIDC"):
            settings.read({**GIVEN, **change})
    assert settings.read({**GIVEN, "LEGALAID_OIDC_ISSUER": "http://127.0.0.1:8080"}).single_sign_on is not None
