"""A small identity provider (OpenID Connect) on this machine, with keys of its own. It tells the truth until it is told to lie."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from flask import Flask, Response, redirect, request
from werkzeug.serving import WSGIRequestHandler, make_server

from legalaid.settings import SingleSignOn

CLIENT, SECRET = "legalaid", "a secret with: signs/and=blanks"
RSA, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
SHORT, CURVE = rsa.generate_private_key(public_exponent=65537, key_size=1024), ec.generate_private_key(ec.SECP256R1())
PUBLIC = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
PAGE = '<!doctype html><html lang="zh"><title>城市统一身份认证</title><h1>城市统一身份认证</h1><form method="post"><label>谁 <input name="who"></label><button>同意登录</button></form></html>'


def public(key: Any, kid: str, **more: str) -> dict[str, Any]:
    """A public key as it stands in the provider's list."""
    kind = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig", **more}


def unsigned(head: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes] = lambda _: b"") -> str:
    """A token with any head at all: what a library would refuse to write."""
    def part(raw: bytes) -> bytes:
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    body = b".".join(part(json.dumps(p).encode()) for p in (head, claims))
    return b".".join([body, part(sign(body))]).decode()


def by_public_key(head: dict[str, Any], claims: dict[str, Any]) -> str:
    """HS256 with the public key for a secret."""
    return unsigned({**head, "alg": "HS256"}, claims, lambda body: hmac.new(PUBLIC, body, hashlib.sha256).digest())


def by_short_key(head: dict[str, Any], claims: dict[str, Any]) -> str:
    """RS256 with a key that is too short to be worth anything."""
    return unsigned({**head, "kid": "short"}, claims, lambda body: SHORT.sign(body, padding.PKCS1v15(), hashes.SHA256()))


@dataclass
class Lies:
    """What it says otherwise than it should: values to put over the true ones (None takes one away), bytes in place of an answer."""

    said: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    back: dict[str, Any] = field(default_factory=dict)
    redeemed: dict[str, Any] = field(default_factory=dict)
    token: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    answers: dict[str, Callable[[], Any]] = field(default_factory=dict)


@dataclass
class IdentityProvider:
    """Its state: who is signed in there, which codes are out, which keys it shows, what it was asked."""

    address: str = ""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    who: str | None = None
    key: Any = RSA
    kid: str = "one"
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public(RSA, "one"), public(CURVE, "curve", alg="ES256")])
    lies: Lies = field(default_factory=Lies)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def reset(self) -> None:
        """As at the beginning, at the same address."""
        self.__init__(address=self.address)  # type: ignore[misc]

    def settings(self, **more: Any) -> SingleSignOn:
        return SingleSignOn(self.address, CLIENT, SECRET, **more)

    def said(self) -> dict[str, Any]:
        places = {name: f"{self.address}/{path}" for name, path in (("authorization_endpoint", "authorize"), ("token_endpoint", "token"), ("jwks_uri", "keys"), ("end_session_endpoint", "leave?x=1"))}
        return _over({"issuer": self.address, **places, "authorization_response_iss_parameter_supported": True}, self.lies.said)

    def back(self, asked: dict[str, str]) -> str:
        """Where the browser goes with a code for whoever is signed in here."""
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "who": self.who or ""}
        values = _over({"code": code, "state": asked["state"], "iss": self.address}, self.lies.back)
        return f"{asked['redirect_uri']}?{urlencode(values)}"

    def token(self, asked: dict[str, str]) -> str:
        """The ID token for a code."""
        now = int(self.clock().timestamp())
        claims = _over({"iss": self.address, "sub": asked["who"], "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"], "name": f"示例{asked['who']}"}, self.lies.claims)
        head = {"kid": self.kid, "alg": "ES256" if self.key is CURVE else "RS256"}
        return self.lies.token(head, claims) if self.lies.token else jwt.encode(claims, self.key, head["alg"], head)


def _over(true: dict[str, Any], lies: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**true, **lies}.items() if value is not None}


def _site(idp: IdentityProvider) -> Flask:
    site = Flask("identity_provider")

    @site.before_request
    def begin() -> Any:
        idp.asked[request.path] += 1
        return idp.lies.answers[request.path]() if request.path in idp.lies.answers else None

    @site.get("/.well-known/openid-configuration")
    def said() -> Any:
        return idp.said()

    @site.get("/keys")
    def keys() -> Any:
        return {"keys": idp.keys}

    @site.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        if request.method == "POST":
            idp.who = request.form["who"]
        return redirect(idp.back(request.args.to_dict())) if idp.who else PAGE

    @site.post("/token")
    def token() -> Any:
        asked = idp.codes.pop(request.form["code"], None)
        given = request.authorization
        basic = given is not None and (given.username, given.password) == ("legalaid", "a+secret+with%3A+signs%2Fand%3Dblanks")  # RFC 6749, 2.3.1
        posted = (request.form.get("client_id"), request.form.get("client_secret")) == (CLIENT, SECRET)
        if not (basic if "token_endpoint_auth_methods_supported" not in idp.said() else posted):
            return {"error": "invalid_client"}, 401
        challenge = base64.urlsafe_b64encode(hashlib.sha256(request.form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or request.form["redirect_uri"] != asked["redirect_uri"] or request.form["grant_type"] != "authorization_code":
            return {"error": "invalid_grant"}, 400
        return _over({"access_token": "not-to-be-kept", "token_type": "Bearer", "id_token": idp.token(asked)}, idp.lies.redeemed)

    @site.get("/favicon.ico")
    def icon() -> Any:
        return "", 204

    @site.get("/leave")
    def leave() -> Any:
        idp.who = None
        return redirect(request.args["post_logout_redirect_uri"])

    return site


def slowly(wait: float, then: bytes) -> Callable[[], Any]:
    """Nothing for so long, then the answer."""
    def answer() -> Any:
        time.sleep(wait)
        return then
    return answer


def dripping(pieces: int, wait: float, then: bytes, piece: bytes = b" ") -> Callable[[], Any]:
    """A little at a time, then the answer."""
    def drops() -> Iterator[bytes]:
        for _ in range(pieces):
            time.sleep(wait)
            yield piece
        yield then
    return lambda: Response(drops(), mimetype="application/json")


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any, **__: Any) -> None:
        """Nothing."""


@contextmanager
def running() -> Iterator[IdentityProvider]:
    """One on a port of its own."""
    idp = IdentityProvider()
    server = make_server("127.0.0.1", 0, _site(idp), threaded=True, request_handler=_Quiet)
    idp.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield idp
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
