"""身份提供方: the city's OpenID Connect provider, asked over https: where its doors are, its keys, and the ID token for a code."""

import base64
import hashlib
import http.client
import json
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from threading import Lock
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlencode

from legalaid import id_tokens
from legalaid.id_tokens import Untrue
from legalaid.settings import Settings, SingleSignOn, trustworthy

HOLDS = timedelta(hours=1)  # so long what the provider says of itself is taken as still so
PAUSE = timedelta(seconds=15)  # after it did not answer, nobody waits for it again so long
AGAIN = timedelta(minutes=1)  # a key nobody knows makes us look for new ones, but no oftener than this
_LONGEST = 256 * 1024  # bytes of an answer
_TIMEOUT = 5.0  # seconds, for a word of the answer and for all of it


class NotAnswering(Exception):
    """The provider is down, slow or says something that is no answer; the text says what, in words for the audit."""


class Paused(NotAnswering):
    """It did not answer a moment ago and was not asked again."""


class _Staying(urllib.request.HTTPRedirectHandler):
    """What is asked for is where it was said to be, or nowhere."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str) -> None:
        return None


@dataclass
class Provider:
    """One provider, as the settings name it. What it says of itself is kept for a while and shared by all threads."""

    settings: SingleSignOn
    timeout: float = _TIMEOUT
    _lock: Lock = field(default_factory=Lock, repr=False)
    _known: tuple[datetime, dict[str, Any]] | None = None
    _failed_at: datetime | None = None
    _keys: tuple[datetime, list[Any]] | None = None

    def door(self, back: str, state: str, nonce: str, verifier: str, now: datetime) -> str:
        """Where to send the browser: an authorization request with PKCE (RFC 6749, 4.1.1; RFC 7636, 4.3; OpenID Connect Core 1.0, 3.1.2.1)."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return _with(self._said(now)["authorization_endpoint"], {
            "response_type": "code", "client_id": self.settings.client, "redirect_uri": back, "scope": self.settings.scope, "state": state, "nonce": nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        })

    def named(self, issuer: str | None, now: datetime) -> bool:
        """Whether an answer at our door names this provider, or none where it does not say that it would (RFC 9207, 2.4)."""
        return issuer == self.settings.issuer if issuer is not None else self._said(now).get("authorization_response_iss_parameter_supported") is not True

    def claims(self, code: str, back: str, nonce: str, verifier: str, now: datetime) -> dict[str, Any]:
        """What the ID token for this code says, checked; the tokens themselves are not kept (RFC 6749, 4.1.3; RFC 7636, 4.5)."""
        said = self._said(now)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        headers = {}
        if "client_secret_basic" in said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            pair = f"{quote_plus(self.settings.client)}:{quote_plus(self.settings.secret)}"  # RFC 6749, 2.3.1
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.settings.client, "client_secret": self.settings.secret}
        token = self._ask(said["token_endpoint"], form, headers).get("id_token")
        if not isinstance(token, str):
            raise Untrue("没有 ID 令牌")
        head = id_tokens.head(token)
        key = id_tokens.fitting(self._signing_keys(now), head) or id_tokens.fitting(self._signing_keys(now, anew=True), head)
        if key is None:
            raise Untrue("签名密钥不认识")
        return id_tokens.claims(token, key, head, issuer=self.settings.issuer, client=self.settings.client, nonce=nonce, now=now)

    def subject(self, claims: Mapping[str, Any]) -> str:
        """Who it is, by the claim that the office chose."""
        found = claims.get(self.settings.claim)
        if not isinstance(found, str) or not 1 <= len(found) <= 255:
            raise Untrue("ID 令牌里没有认人的那一项")
        return found

    def asked_for_more(self, claims: Mapping[str, Any]) -> bool:
        """Whether the provider says that a second factor was given, in words that the office accepts for it (acr, amr: OpenID Connect Core 1.0, 2)."""
        ways = claims.get("amr")
        said = [claims.get("acr"), *(ways if isinstance(ways, list) else [])]
        return any(isinstance(one, str) and one in self.settings.factor for one in said)

    def way_out(self, back: str, now: datetime) -> str | None:
        """Where one signs out of the provider too, if it has such a place (OpenID Connect RP-Initiated Logout 1.0, 2). No token is kept to hint with."""
        try:
            place = self._said(now).get("end_session_endpoint")
        except (NotAnswering, Untrue):
            return None
        return _with(place, {"client_id": self.settings.client, "post_logout_redirect_uri": back}) if isinstance(place, str) and self._may_ask(place) else None

    def _said(self, now: datetime) -> dict[str, Any]:
        """The provider's own description (OpenID Connect Discovery 1.0, 4): asked for once an hour, and once a while when it does not come."""
        with self._lock:
            if self._known and self._known[0] <= now < self._known[0] + HOLDS:
                return self._known[1]
            if self._failed_at and self._failed_at <= now < self._failed_at + PAUSE:
                raise Paused("刚才没有答复")
            self._failed_at = now
            found = self._described()
            self._known, self._failed_at = (now, found), None
            return found

    def _described(self) -> dict[str, Any]:
        found = self._ask(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.settings.issuer:
            raise Untrue("发行方不对")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(name), str) or not self._may_ask(found[name]):
                raise Untrue(f"{name} 不是可信的地址")
        return found

    def _may_ask(self, url: str) -> bool:
        return trustworthy(url, near=not self.settings.issuer.startswith("https:"))

    def _signing_keys(self, now: datetime, anew: bool = False) -> list[Any]:
        """The provider's keys (RFC 7517, 5), which it may change at any time."""
        place = self._said(now)["jwks_uri"]
        with self._lock:
            if self._keys is None or not self._keys[0] <= now < self._keys[0] + (AGAIN if anew else HOLDS):
                found = self._ask(place).get("keys")
                if not isinstance(found, list):
                    raise NotAnswering("密钥读不出来")
                self._keys = now, found
            return self._keys[1]

    def _ask(self, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A JSON object from the provider, of no more than so many bytes and after no more than so many seconds."""
        request = urllib.request.Request(url, urlencode(form).encode() if form else None, {"Accept": "application/json", **(headers or {})})  # noqa: S310 - checked by _may_ask
        ends = time.monotonic() + self.timeout
        try:
            with urllib.request.build_opener(_Staying).open(request, timeout=self.timeout) as answer:
                body = b""
                while piece := answer.read1(65_536):
                    body += piece
                    if len(body) > _LONGEST or time.monotonic() > ends:
                        raise NotAnswering("答复太长或者太慢")
            found = json.loads(body)
        except HTTPError as e:
            e.close()
            if form is not None and e.code == 400:  # RFC 6749, 5.2: the code was used, is over or was somebody else's
                raise Untrue("授权码不被承认") from e
            raise NotAnswering(f"答复 {e.code}") from e
        except (OSError, http.client.HTTPException) as e:  # URLError and timeouts are OSErrors
            raise NotAnswering("连不上") from e
        except (ValueError, RecursionError) as e:
            raise NotAnswering("答复读不出来") from e
        if not isinstance(found, dict):
            raise NotAnswering("答复读不出来")
        return found


def _with(url: str, values: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(values)}"


def make_provider(settings: Settings) -> Provider | None:
    """The provider that the settings name; None where there is none."""
    return Provider(settings.single_sign_on) if settings.single_sign_on else None
