"""两步验证: one's own page, and setting it up on the way in for whoever must have it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, session, url_for
from markupsafe import Markup
from segno import make as draw
from sqlalchemy.orm import Session

from legalaid import current, navigation
from legalaid.actions import accounts, second_factors, throttle
from legalaid.errors import Refused
from legalaid.guard import needs, open_to_all
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.web import doors

bp = Blueprint("second_factors", __name__)


@bp.get("/account/second-factor")
@needs("account.own")
def show():
    """Whether it is on, how to switch it on or off, how to get new recovery codes."""
    return _page({})


def _me() -> Account:
    return current.reading().get_one(Account, current.account_id())


def _page(errors: dict[str, str], status: int = 200):
    factor = second_factors.of(current.reading(), current.account_id())
    if factor is None:
        return _offer(_me(), url_for("second_factors.enrolling"), errors, status)
    left, must = sum(c.used_at is None for c in factor.codes), not current.by().roles.isdisjoint(current.second_factor_roles())
    return render_template("second_factors/show.html", factor=factor, left=left, must=must, renewed="renewed" in request.args, errors=errors), status


def _offer(account: Account, action: str, errors: dict[str, str], status: int = 200):
    """The secret as text and as a QR code. It stays the same, in the sealed session, until a code shows that the app has it."""
    if "secret" not in session:
        session["secret"] = second_factors.new_secret()
    secret = session["secret"]
    drawn = draw(second_factors.address(secret, account.login, current.runtime().settings.office.name), error="l")
    qr = Markup(drawn.svg_inline(scale=4, light="#fff", svgclass=None, lineclass=None))  # noqa: S704 - drawn by the library from our own address
    return render_template("second_factors/enrol.html", action=action, groups=[secret[i : i + 4] for i in range(0, len(secret), 4)], qr=qr, errors=errors), status


def _enrol(by: By, account: Account, action: str, target: str, then: Callable[[Session], None]):
    """Switch it on and do `then` with it: the recovery codes, shown this once, or the form again."""
    if "secret" not in session:
        return _offer(account, action, {"code": "二维码已经过期，请在验证器里添加新的这个。"}, 422)
    try:
        with current.writing() as s:
            codes = second_factors.enrol(s, by, secret=session["secret"], code=request.form.get("code", ""))
            then(s)
    except Refused as e:
        if e.status != 422:
            raise
        return _offer(account, action, e.errors, 422)
    doors.enter(account.id, doors.vouching())
    return render_template("second_factors/codes.html", title="两步验证已启用", codes=codes, target=target)


@bp.post("/account/second-factor")
@needs("account.own")
def enrolling():
    """Switch it on; the account's other sessions end."""
    return _enrol(current.by(), _me(), url_for("second_factors.enrolling"), url_for("second_factors.show"), lambda s: None)


@bp.post("/account/second-factor/off")
@needs("account.own")
def switching_off():
    """Switch it off, with password and code."""

    def off(s: Session, by: By, **proof: Any):
        second_factors.switch_off(s, by, **proof)
        navigation.flash("ok", "两步验证已停用。")
        return current.remember(s, url_for("second_factors.show"))

    return proven(off, lambda answer: answer, _page)


@bp.post("/account/second-factor/codes")
@needs("account.own")
def renewing():
    """New recovery codes, shown this once, with password and code; a form sent twice leads to the page that says they were renewed."""

    def renew(s: Session, by: By, **proof: Any) -> list[str]:
        codes = second_factors.renew_codes(s, by, **proof)
        current.remember(s, url_for("second_factors.show", renewed=1))
        return codes

    return proven(renew, lambda codes: render_template("second_factors/codes.html", title="备用码已换新，原来的作废", codes=codes, target=url_for("second_factors.show")), _page)


def proven(change: Callable[..., Any], then: Callable[[Any], Any], page: Callable[[dict[str, str], int], Any]):
    """Make a change that asks for password and code, then answer; what is refused is said on its page and stays counted as a failed try."""
    by, account = current.by(), _me()
    doors.count_try(account.login)
    with current.writing() as s:
        throttle.take(s, by, "code", account.login)
    right = accounts.password_matches(account.password_hash, request.form.get("password", ""))
    try:
        with current.writing() as s:
            found = change(s, by, password_right=right, code=request.form.get("code", ""))
            doors.no_failure(s, account.login)
            throttle.give_back(s, "code", account.login)
    except Refused as e:
        if e.status != 422:
            raise
        return page(e.errors, 422)
    return then(found)


@bp.get("/login/enrol")
@open_to_all
def first():
    """Set it up on the way in: the password was right, and the role needs a second factor."""
    found = doors.waiting()
    return _offer(found[1], url_for("second_factors.entering"), {}) if found else doors.late()


@bp.post("/login/enrol")
@open_to_all
def entering():
    """Switch it on and be signed in."""
    found = doors.waiting()
    if found is None:
        return doors.late(422)
    return _enrol(*found, url_for("second_factors.entering"), session["waiting"]["next"], lambda s: doors.passed(s, *found, doors.vouching()))
