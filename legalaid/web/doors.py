"""登录与退出."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for

from legalaid import current
from legalaid.actions import accounts, throttle
from legalaid.guard import open_to_all
from legalaid.web.sessions import renew_id

bp = Blueprint("doors", __name__)

WRONG = "登录名或密码不对，或者账号暂不能使用。"


def _own(target: str | None) -> str | None:
    """A path on this site, or None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or urlsplit(target).netloc:
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
    return render_template("doors/sign_in.html", errors={}, login="", next=_own(request.args.get("next")) or "")


@bp.post("/login")
@open_to_all
def signing_in():
    """Check name and password; the same words and similar work whatever was wrong."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    with current.writing() as s:
        throttle.take(s, current.by(), "sign_in", login, current.address())
        throttle.take(s, current.by(), "sign_in_any", login)
        throttle.take(s, current.by(), "sign_in_from", current.address())
    account = accounts.find(current.reading(), login)
    usable = account is not None and account.state == "ACTIVE"
    ok = accounts.password_matches(account.password_hash if account and usable else None, password)
    by = current.by()
    if not (ok and account):
        with current.writing() as s:
            accounts.sign_in_failed(s, by, account.id if account else None)
        page = render_template("doors/sign_in.html", errors={"login": WRONG}, login=login, next=_own(request.form.get("next")) or "")
        return page, 422
    fresh = accounts.hash_password(password) if accounts.needs_rehash(account.password_hash or "") else None
    acting = accounts.acting(current.reading(), account.id, current.now(), "WEB", by.request_id)
    with current.writing() as s:
        accounts.signed_in(s, acting or by, account.id, fresh)
        throttle.forget(s, "sign_in", login, current.address())
        throttle.give_back(s, "sign_in_any", login)
        throttle.give_back(s, "sign_in_from", current.address())
    session.clear()
    session["account"] = str(account.id)
    renew_id()
    target = _own(request.form.get("next")) or start_page(acting.roles if acting else frozenset())
    return redirect(target, 303)


@bp.post("/logout")
@open_to_all
def sign_out():
    """End the session on the server."""
    session.clear()
    response = redirect(url_for("home.front"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
