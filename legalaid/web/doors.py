"""登录与退出: name and password, then the code of the second factor where there is one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session

from legalaid import current
from legalaid.actions import accounts, identities, second_factors, throttle
from legalaid.guard import open_to_all
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.web.sessions import renew_id

bp = Blueprint("doors", __name__)

WAITS = timedelta(minutes=10)  # so long the code is waited for after the password
WRONG = "登录名或密码不对，或者账号暂不能使用。"


def own_path(target: str | None) -> str | None:
    """A path on this site, or None. Browsers take a backslash for a slash and leave tabs and line ends out: neither stands in a path of ours."""
    if not target or not target.startswith("/") or target.startswith("//") or any(c <= " " or c in "\\\x7f" for c in target):
        return None
    return target


def start_page(roles: frozenset[str]) -> str:
    """Where each role's work begins."""
    for role, endpoint in (("lawyer", "lawyer.home"), ("coordinator", "desk.inbox"), ("mediator", "desk.home"),
                           ("zone_staff", "desk.home"), ("editor", "case_drafts.review"), ("admin", "admin.home"),
                           ("auditor", "admin.audit_log"), ("finance", "subsidies.listing")):
        if role in roles:
            return url_for(endpoint)
    return url_for("home.front")


@bp.get("/login")
@open_to_all
def sign_in():
    """Sign-in page."""
    return page({}, next_=request.args.get("next"))


def page(errors: dict[str, str], login: str = "", next_: str | None = None, status: int = 200, refused: str = ""):
    """The sign-in page, with what was wrong with the form, or why another way in is closed."""
    return render_template("doors/sign_in.html", errors=errors, refused=refused, login=login, next=own_path(next_) or "", ready="ready" in request.args), status


@bp.post("/login")
@open_to_all
def signing_in():
    """Check name and password; the same words and similar work whatever was wrong."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    count_try(login)
    account = accounts.find(current.reading(), login)
    usable = account is not None and account.state == "ACTIVE"
    ok = accounts.password_matches(account.password_hash if account and usable else None, password)
    by = current.by()
    acting = accounts.acting(current.reading(), account.id, current.now(), "WEB", by.request_id) if ok and account else None
    if not (account and acting):
        with current.writing() as s:
            accounts.sign_in_failed(s, by, account.id if account else None)
        return page({"login": WRONG}, login, request.form.get("next"), 422)
    fresh = accounts.hash_password(password) if accounts.needs_rehash(account.password_hash or "") else None

    def right(s: Session) -> None:
        if fresh:
            accounts.rehashed(s, account.id, account.password_hash, fresh)
        no_failure(s, login)

    return proceed(acting, account, own_path(request.form.get("next")), right)


def proceed(by: By, account: Account, target: str | None, right: Callable[[Session], None], provider: dict[str, Any] | None = None):
    """The first step was right: the session, or the second factor before it. `provider` says what the identity provider vouches for, if it was asked."""
    vouched = provider is not None and provider["factor"]
    has = second_factors.of(current.reading(), account.id) is not None
    more = not vouched and (has or second_factors.lacking(current.reading(), by, current.second_factor_roles()))
    target = target or start_page(by.roles)
    with current.writing() as s:
        right(s)
        if not more:
            passed(s, by, account, provider)
    session.clear()
    if more:
        # No `account` in the session yet: whoever has taken the first step only is a visitor to every guard.
        session["waiting"] = {"account": str(account.id), "until": (current.now() + WAITS).isoformat(), "next": target, "provider": provider, "rests_on": _rests_on(account, provider)}
        renew_id()
        return redirect(url_for("doors.code" if has else "second_factors.first"), 303)
    enter(account.id, provider)
    return redirect(target, 303)


def _rests_on(account: Account, provider: dict[str, Any] | None) -> str:
    """What the first step proved. With another password since, or without the binding, it is worth nothing any more: a session would have ended."""
    ours = current.runtime().provider
    binding = identities.at(current.reading(), account.id, ours.settings.issuer) if provider and ours else None
    return f"{account.password_changed_at} {binding and binding.id}"


def count_try(login: str) -> None:
    """Count a try of password or code before it is known whether it is right."""
    with current.writing() as s:
        throttle.take(s, current.by(), "sign_in", login, current.address())
        throttle.take(s, current.by(), "sign_in_any", login)
        throttle.take(s, current.by(), "sign_in_from", current.address())


def no_failure(s: Session, login: str) -> None:
    """The try was right, but those before it stay counted: a right password must not make room for more guesses at the code."""
    throttle.give_back(s, "sign_in", login, current.address())
    throttle.give_back(s, "sign_in_any", login)
    throttle.give_back(s, "sign_in_from", current.address())


def passed(s: Session, by: By, account: Account, provider: dict[str, Any] | None) -> None:
    """All that is asked was right."""
    accounts.signed_in(s, by, account.id, **({"through": provider["label"]} if provider else {}))
    throttle.forget(s, "sign_in", account.login, current.address())


def enter(account_id: UUID, provider: dict[str, Any] | None = None) -> None:
    """A session with this account's rights, under a new id."""
    session.clear()
    session["account"] = str(account_id)
    if provider:
        session["provider"] = provider
    renew_id()


def vouching() -> dict[str, Any] | None:
    """What the identity provider vouches for in this sign-in; None without one."""
    return session.get("waiting", session).get("provider")


def waiting() -> tuple[By, Account] | None:
    """Who has taken the first step a short while ago and is asked for the second factor."""
    told = session.get("waiting")
    if told is None or datetime.fromisoformat(told["until"]) <= current.now():
        return None
    account = current.reading().get_one(Account, UUID(told["account"]))
    if told.get("rests_on") != _rests_on(account, told["provider"]):
        return None
    by = accounts.acting(current.reading(), account.id, current.now(), "WEB", current.request_id())
    return (by, account) if by else None


def late(status: int = 200):
    """The sign-in page for who has waited too long, or comes here without a password."""
    return page({"login": "请先填写登录名和密码。填过的，可能是等得太久了，请再填一次。"} if status != 200 else {}, status=status)


@bp.get("/login/code")
@open_to_all
def code():
    """Ask for the code of the second factor."""
    return render_template("doors/code.html", errors={}) if waiting() else late()


@bp.post("/login/code")
@open_to_all
def giving_code():
    """Check the code; a wrong one is a failed try like a wrong password."""
    found = waiting()
    if found is None:
        return late(422)
    by, account = found
    count_try(account.login)
    with current.writing() as s:
        throttle.take(s, by, "code", account.login)
    with current.writing() as s:
        right = second_factors.check(s, by, request.form.get("code", ""))
        if right:
            passed(s, by, account, vouching())
            no_failure(s, account.login)
            throttle.give_back(s, "code", account.login)
        else:
            accounts.sign_in_failed(s, by, account.id)
    if not right:
        return render_template("doors/code.html", errors={"code": "验证码不对，或者已经用过。请填验证器上正在显示的 6 位数字，或者一个没有用过的备用码。"}), 422
    target = session["waiting"]["next"]
    enter(account.id, vouching())
    return redirect(target, 303)


@bp.post("/logout")
@open_to_all
def sign_out():
    """End the session on the server."""
    outside = session.get("provider") is not None and current.runtime().provider is not None
    session.clear()
    response = redirect(url_for("single_sign_on.left" if outside else "home.front"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
