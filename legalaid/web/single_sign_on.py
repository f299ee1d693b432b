"""统一身份认证: signing in through the city's identity provider, and binding one's own account to it. What it answers is checked in `provider` and `id_tokens`."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session

from legalaid import crypto, current, navigation
from legalaid.actions import accounts, identities, second_factors, throttle
from legalaid.errors import NotFound, TooMany
from legalaid.guard import needs, open_to_all
from legalaid.id_tokens import Untrue
from legalaid.provider import NotAnswering, Paused, Provider
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.web import doors
from legalaid.web.second_factors import proven

bp = Blueprint("single_sign_on", __name__)

WAITS = timedelta(minutes=5)  # so long the provider's answer is waited for, and then the password that confirms a binding
# RFC 6749, 4.1.2.1, and OpenID Connect Core 1.0, 3.1.2.6: those that say what somebody wanted; the rest is trouble of the provider's
_DECLINED = frozenset({"access_denied", "login_required", "interaction_required", "account_selection_required", "consent_required"})


class _Declined(Untrue):
    """The person, or the provider for them, said no."""


class _Unbound(Untrue):
    """It is who the provider says it is, but that opens no account."""


def _provider() -> Provider:
    found = current.runtime().provider
    if found is None:
        raise NotFound
    return found


def _outside(endpoint: str) -> str:
    """An address of ours as the provider knows it."""
    return url_for(endpoint, _external=True, _scheme="https" if current.runtime().settings.https else "http")


@bp.get("/login/sso")
@open_to_all
def start():
    """To the provider, to sign in."""
    return _leave({"next": doors.own_path(request.args.get("next"))})


@bp.get("/account/sso/start")
@needs("account.own")
def starting():
    """To the provider, to show who is to be bound to the account."""
    return _leave({"binding": True})


def _leave(asked: dict[str, Any]):
    # Bound to this browser's session, which alone knows all three (RFC 6749, 10.12; RFC 7636, 4.1; OpenID Connect Core 1.0, 15.5.2).
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        door = _provider().door(_outside("single_sign_on.back"), state, nonce, verifier, current.now())
    except (NotAnswering, Untrue) as e:
        return _refused(asked, e)
    session["sso"] = {**asked, "state": state, "nonce": nonce, "verifier": verifier, "until": (current.now() + WAITS).isoformat()}
    return redirect(door, 303)


@bp.get("/login/sso/back")
@open_to_all
def back():
    """The provider's answer: a session, the second factor before it, or the question whether to bind."""
    provider, asked = _provider(), session.pop("sso", {})
    with current.writing() as s:
        throttle.take(s, current.by(), "single_sign_on_from", current.address())
    try:
        code = _ours(provider, asked)
        claims = provider.claims(code, _outside("single_sign_on.back"), asked["nonce"], asked["verifier"], current.now())
        subject = provider.subject(claims)
    except (NotAnswering, Untrue) as e:
        return _refused(asked, e)
    if asked.get("binding"):
        with current.writing() as s:
            throttle.give_back(s, "single_sign_on_from", current.address())
        session["to_bind"] = {"subject": subject, "who": _who(claims), "until": (current.now() + WAITS).isoformat()}
        return redirect(url_for("single_sign_on.show"), 303)
    found = identities.account_of(current.reading(), provider.settings.issuer, subject)
    acting = accounts.acting(current.reading(), found, current.now(), "WEB", current.request_id()) if found else None
    if found is None or acting is None:
        return _refused(asked, _Unbound("没有绑定账号" if found is None else "绑定的账号不能使用"), found)

    def right(s: Session) -> None:
        identities.used(s, acting, issuer=provider.settings.issuer)
        throttle.give_back(s, "single_sign_on_from", current.address())

    vouched = {"label": provider.settings.label, "factor": provider.asked_for_more(claims)}
    return doors.proceed(acting, current.reading().get_one(Account, found), asked["next"], right, vouched)


def _ours(provider: Provider, asked: dict[str, Any]) -> str:
    """The code of an answer to what this browser asked, a short while ago and for the first time."""
    given = request.args.get("state", "")
    if not asked or not crypto.same(asked["state"], given):
        raise Untrue("不是这个浏览器刚才发起的")
    if datetime.fromisoformat(asked["until"]) <= current.now():
        raise Untrue("去了太久")
    try:
        with current.writing() as s:
            throttle.take(s, current.by(), "single_sign_on", given)  # of two who come at once the second is told
    except TooMany as e:
        raise Untrue("重复使用") from e
    if not provider.named(request.args.get("iss"), current.now()):
        raise Untrue("发行方不对")
    error, code = request.args.get("error"), request.args.get("code", "")
    if error is not None:
        raise _Declined(error) if error in _DECLINED else NotAnswering("答复说出了错")
    if not 1 <= len(code) <= 4096:
        raise Untrue("没有授权码")
    return code


def _who(claims: dict[str, Any]) -> str:
    """What the provider calls them, to be recognised by before they confirm; nothing rests on it."""
    return next((claims[name][:40] for name in ("name", "preferred_username") if isinstance(claims.get(name), str)), "")


def _refused(asked: dict[str, Any], error: Exception, account_id: UUID | None = None):
    """The sign-in page, or one's own, with what can be done; why stands in the audit."""
    label, by = _provider().settings.label, current.by()
    if not isinstance(error, Paused):
        with current.writing() as s:
            accounts.sign_in_failed(s, by, account_id or by.actor_id, through=label, reason=str(error))
    binding = asked.get("binding", False) and by.actor_id is not None
    if isinstance(error, NotAnswering):
        words, status = f"{label}现在没有正常答复。请{'稍后再试' if binding else '用登录名和密码登录，或者稍后再试'}。", 503
    elif isinstance(error, _Declined):
        words, status = f"您没有在{label}完成登录。", 422
    elif isinstance(error, _Unbound):
        words, status = f"您在{label}的身份还没有绑定账号，或者绑定的账号暂不能使用。还没有绑定的，请先用登录名和密码登录，再在账号菜单里绑定。", 422
    else:
        words, status = f"{label}的答复对不上，{'没有绑定。请重新去一次' if binding else '没有登录。请重新点一次，或者用登录名和密码登录'}。", 422
    return _page({}, status, words) if binding else doors.page({}, next_=asked.get("next"), status=status, refused=words)


@bp.get("/account/sso")
@needs("account.own")
def show():
    """Whether one's account is bound, how to bind it or to end that."""
    return _page({})


def _page(errors: dict[str, str], status: int = 200, refused: str = ""):
    provider, account_id = _provider(), current.account_id()
    return render_template("single_sign_on/show.html", held=identities.at(current.reading(), account_id, provider.settings.issuer), asked=_to_bind(),
                           factor=second_factors.of(current.reading(), account_id), errors=errors, refused=refused), status


def _to_bind() -> dict[str, str] | None:
    """Whom the provider has named a short while ago; nobody is bound before they have confirmed it."""
    told = session.get("to_bind")
    return told if told is not None and datetime.fromisoformat(told["until"]) > current.now() else None


@bp.post("/account/sso")
@needs("account.own")
def binding():
    """Bind, with password and second factor."""
    asked, issuer = _to_bind(), _provider().settings.issuer
    if asked is None:
        return _page({}, 422, "等得太久了，请重新去一次。")

    def bind(s: Session, by: By, **proof: Any):
        identities.link(s, by, issuer=issuer, subject=asked["subject"], **proof)
        return current.remember(s, url_for("single_sign_on.show"))

    def bound(answer: Any) -> Any:
        session.pop("to_bind", None)
        navigation.flash("ok", "已经绑定，以后可以用它登录。")
        return answer

    return proven(bind, bound, _page)


@bp.post("/account/sso/off")
@needs("account.own")
def unbinding():
    """End it, with password and second factor; all other sessions of the account end."""
    issuer, account_id = _provider().settings.issuer, current.account_id()

    def unbind(s: Session, by: By, **proof: Any):
        identities.unlink(s, by, issuer=issuer, **proof)
        return current.remember(s, url_for("single_sign_on.show"))

    def unbound(answer: Any) -> Any:
        doors.enter(account_id)
        navigation.flash("ok", "已经解除，别处的登录都已退出。")
        return answer

    return proven(unbind, unbound, _page)


@bp.get("/login/sso/left")
@open_to_all
def left():
    """After signing out here: the provider's own session goes on, and a shared computer should end that too."""
    way = _provider().way_out(_outside("home.front"), current.now())
    return render_template("single_sign_on/left.html", way=way) if way else redirect(url_for("home.front"), 303)
