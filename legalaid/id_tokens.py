"""ID 令牌: what OpenID Connect Core 1.0, 3.1.3.7, wants checked of a token before any word of it is believed. The signature is the library's work."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# Signed by a key that the provider alone has. Neither `none` nor HS256, whose key would be the client secret or, for a careless reader, the public key (RFC 8725, 2.1, 3.1).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SKEW = timedelta(minutes=1)  # so far the two clocks may be apart
OLDEST = timedelta(minutes=10)  # a token is made when the code is redeemed, so one from before was made for something else
_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}


class Untrue(Exception):
    """What the provider said does not hold; the text says what, in words for the audit, and holds nothing of what was said."""


@dataclass(frozen=True)
class Head:
    """What a token says of its own signature."""

    algorithm: str
    key_id: str | None


def head(token: str) -> Head:
    """The head of a token, when it is signed in a way that counts."""
    import jwt  # here and below: loaded by whoever signs in through a provider, not by everybody at the start

    try:
        found = jwt.get_unverified_header(token)
    except jwt.PyJWTError as e:
        raise Untrue("ID 令牌读不出来") from e
    if found.get("alg") not in ALGORITHMS:
        raise Untrue("签名算法不允许")
    return Head(found["alg"], found.get("kid"))


def fitting(keys: Iterable[Any], said: Head) -> Mapping[str, Any] | None:
    """The one key that this head means: by its id, or without one the only key of this kind there is (OpenID Connect Core 1.0, 10.1)."""
    usable = [key for key in keys if isinstance(key, dict) and key.get("kty") == _KINDS[said.algorithm[:2]] and key.get("use", "sig") == "sig" and key.get("alg", said.algorithm) == said.algorithm]
    found = [key for key in usable if said.key_id is None or key.get("kid") == said.key_id]
    return found[0] if len(found) == 1 else None


def claims(token: str, key: Mapping[str, Any], said: Head, *, issuer: str, client: str, nonce: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that is true, for us, of now and for this very sign-in; Untrue otherwise."""
    import jwt

    try:
        public = jwt.PyJWK(dict(key), said.algorithm)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as e:
        raise Untrue("签名密钥不能用") from e
    try:
        found: dict[str, Any] = jwt.decode(
            token, public, [said.algorithm], issuer=issuer, audience=client,
            # the times are compared below, with the clock of the request
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"], "verify_exp": False, "verify_iat": False, "verify_nbf": False, "enforce_minimum_key_length": True},
        )
    except jwt.InvalidSignatureError as e:
        raise Untrue("签名不对") from e
    except jwt.InvalidIssuerError as e:
        raise Untrue("发行方不对") from e
    except jwt.InvalidAudienceError as e:
        raise Untrue("不是发给本系统的") from e
    except jwt.InvalidKeyError as e:  # too short, or not of the kind that it says
        raise Untrue("签名密钥不能用") from e
    except jwt.MissingRequiredClaimError as e:
        raise Untrue("ID 令牌缺少内容") from e
    except jwt.PyJWTError as e:
        raise Untrue("ID 令牌读不出来") from e
    _for_us(found, client)
    _of_now(found, now)
    if not isinstance(found["nonce"], str) or not hmac.compare_digest(found["nonce"].encode(), nonce.encode()):
        raise Untrue("随机数（nonce）对不上")
    return found


def _for_us(found: Mapping[str, Any], client: str) -> None:
    """Of several audiences the one that asked is named, and it is us (items 3 to 5)."""
    several = isinstance(found["aud"], list) and len(found["aud"]) > 1
    if found.get("azp", None if several else client) != client:
        raise Untrue("不是发给本系统的")


def _of_now(found: Mapping[str, Any], now: datetime) -> None:
    """Neither over nor from the future nor from long ago (items 9 and 10)."""
    times = {name: found[name] for name in ("exp", "iat", "nbf") if name in found}
    if any(isinstance(at, bool) or not isinstance(at, int | float) for at in times.values()):
        raise Untrue("ID 令牌的时间读不出来")
    at, skew, oldest = now.timestamp(), int(SKEW.total_seconds()), int(OLDEST.total_seconds())
    # said so that what is no number at all (NaN) does not pass
    if not times["exp"] + skew > at:
        raise Untrue("ID 令牌已经过期")
    if not (times["iat"] - skew <= at and times.get("nbf", 0) - skew <= at):
        raise Untrue("ID 令牌还没有生效")
    if not times["iat"] + oldest + skew >= at:
        raise Untrue("ID 令牌是以前签发的")
