"""密码: set with the code that an administrator handed out, changed by its owner."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import accounts, passwords, throttle
from legalaid.errors import Refused
from legalaid.guard import needs, open_to_all
from legalaid.tables.accounts import Account
from legalaid.web import doors

bp = Blueprint("passwords", __name__)
WRONG = "登录名或者邀请码不对，或者邀请码用过了、过期了。请核对，或者向管理员要一个新的。"


@bp.get("/login/invite")
@open_to_all
def first():
    """Set a password with a code."""
    return _first({})


def _first(errors: dict[str, str], status: int = 200):
    return render_template("doors/invite.html", errors=errors, login=request.form.get("login", "")), status


@bp.post("/login/invite")
@open_to_all
def setting():
    """Check the code, keep the password; a wrong code is a failed try like a wrong password."""
    login = request.form.get("login", "")
    try:
        password = _typed_twice()
    except Refused as e:
        return _first({e.field or "_form": e.message}, e.status)
    doors.count_try(login)  # before anything slow
    by, hashed = current.by(), accounts.hash_password(password)
    with current.writing() as s:
        account = passwords.set_with_code(s, by, login=login, code=request.form.get("code", ""), password_hash=hashed)
        if account is None:
            found = accounts.find(s, login)
            accounts.sign_in_failed(s, by, found.id if found else None)
        else:
            doors.no_failure(s, login)
            throttle.forget(s, "sign_in", account.login, current.address())
            return current.remember(s, url_for("doors.sign_in", ready=1))
    return _first({"code": WRONG}, 422)


def _typed_twice() -> str:
    """The new password, when it may be one."""
    if request.form.get("password", "") != request.form.get("again", ""):
        raise Refused("两次填的密码不一样。", field="again")
    return accounts.acceptable(request.form.get("password", ""))


@bp.get("/account/password")
@needs("account.own")
def show():
    """修改密码."""
    return _page({})


def _page(errors: dict[str, str], status: int = 200):
    account = current.reading().get_one(Account, current.account_id())
    return render_template("doors/password.html", errors=errors, account=account), status


@bp.post("/account/password")
@needs("account.own")
def changing():
    """Change it; all other sessions of the account end."""
    by, account = current.by(), current.reading().get_one(Account, current.account_id())
    typed = request.form.get("current", "")
    try:
        if typed and typed == request.form.get("password", ""):
            raise Refused("新密码和现在的一样。", field="password")
        password = _typed_twice()
    except Refused as e:
        return _page({e.field or "_form": e.message}, e.status)
    doors.count_try(account.login)
    right, hashed = accounts.password_matches(account.password_hash, typed), accounts.hash_password(password)
    try:
        with current.writing() as s:
            passwords.change(s, by, password_right=right, password_hash=hashed)
            doors.no_failure(s, account.login)
            answer = current.remember(s, url_for("passwords.show"))
    except Refused as e:
        if e.status != 422:
            raise
        return _page({e.field or "_form": e.message}, 422)
    doors.enter(account.id, doors.vouching())
    navigation.flash("ok", "密码已修改，别处的登录都已退出。")
    return answer
