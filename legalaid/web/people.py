"""人员和组织: one person's posts by day, who covers them, their second factor; the tree of organisations; staff arrange their own cover."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import func, or_, select, true

from legalaid import current, navigation, reading
from legalaid.actions import covers, identities, passwords, posts, second_factors
from legalaid.errors import NotFound, Refused
from legalaid.guard import needs
from legalaid.roles import HELD, ROLES
from legalaid.schemas.people import Covering, Ending, Giving, Inviting, Resetting, Unbinding
from legalaid.tables.accounts import ACCOUNT_STATES, Account, Post
from legalaid.tables.organisations import KINDS, Organisation

bp = Blueprint("people", __name__)
PAGE = 50
# what an action calls a field that another form of the same page has too, by the name that only this form has
_FIELDS = {"away_from": {"starts": "away_from", "ends": "away_to"}, "unbind": {"reason": "unbind"}}


@bp.get("/admin/accounts/<uuid:ident>")
@needs("accounts.manage")
def person(ident: UUID):
    """One account: posts with their days, covers, second factor."""
    return _person(ident, {}, {})


def _person(ident: UUID, typed, errors, status: int = 200):
    session, today = current.reading(), current.today()
    account = session.get(Account, ident)
    if account is None:
        raise NotFound
    return render_template("admin/person.html", account=account, typed=typed, errors=errors, roles=ROLES, held=list(HELD.items()), states=ACCOUNT_STATES, today=today,
                           covers=covers.of_account(session, ident, today), candidates=covers.candidates(session, account, today),
                           factor=second_factors.of(session, ident), bound=identities.of(session, ident), invited=passwords.open_until(account, current.now())), status


def _act(show, schema, action, where: str, said: str):
    """Check a form and run the action; what is refused is said on the page the form stands on."""
    try:
        values = schema.load_form(request.form)
        with current.writing() as s:
            action(s, current.by(), values)
            navigation.flash("ok", said)
            return current.remember(s, where)
    except Refused as e:
        if e.status in (401, 404):
            raise
        names = next((names for own, names in _FIELDS.items() if own in request.form), {})
        return show(request.form, {names.get(name, name): said for name, said in (e.errors or {"_form": e.message}).items()}, e.status)


def _arranged(s, by, account_id: UUID, values) -> None:
    covers.arrange(s, by, account_id=account_id, cover_id=values["cover_id"], starts=values["away_from"], ends=values["away_to"])


@bp.post("/admin/accounts/<uuid:ident>/posts")
@needs("accounts.manage")
def give(ident: UUID):
    """任职."""
    return _act(lambda *shown: _person(ident, *shown), Giving(), lambda s, by, values: posts.give(s, by, ident, **values), url_for("people.person", ident=ident), "岗位已登记。")


@bp.post("/admin/accounts/<uuid:ident>/posts/<uuid:post>/end")
@needs("accounts.manage")
def end(ident: UUID, post: UUID):
    """免职."""
    return _act(lambda *shown: _person(ident, *shown), Ending(), lambda s, by, values: posts.end(s, by, post, **values), url_for("people.person", ident=ident), "岗位结束日期已登记。")


@bp.post("/admin/accounts/<uuid:ident>/covers")
@needs("accounts.manage")
def cover(ident: UUID):
    """安排代班 for somebody."""
    return _act(lambda *shown: _person(ident, *shown), Covering(), lambda s, by, values: _arranged(s, by, ident, values), url_for("people.person", ident=ident), "代班已安排。")


@bp.post("/admin/covers/<uuid:ident>/end")
@needs("accounts.manage")
def call_off(ident: UUID):
    """取消代班."""
    with current.writing() as s:
        row = covers.call_off(s, current.by(), ident)
        return current.remember(s, url_for("people.person", ident=row.account_id))


@bp.post("/admin/accounts/<uuid:ident>/second-factor")
@needs("accounts.manage")
def reset(ident: UUID):
    """重置两步验证 of somebody who lost phone and recovery codes."""
    return _act(lambda *shown: _person(ident, *shown), Resetting(), lambda s, by, values: second_factors.reset(s, by, ident, **values), url_for("people.person", ident=ident),
                "两步验证已重置，本人会收到通知。")


@bp.post("/admin/accounts/<uuid:ident>/identity")
@needs("accounts.manage")
def unbind(ident: UUID):
    """解除统一身份认证 of somebody who left or lost their account there."""
    return _act(lambda *shown: _person(ident, *shown), Unbinding(), lambda s, by, values: identities.withdraw(s, by, ident, issuer=values["issuer"], reason=values["unbind"]),
                url_for("people.person", ident=ident), "绑定已解除，本人会收到通知。")


@bp.post("/admin/accounts/<uuid:ident>/invite")
@needs("accounts.manage")
def invite(ident: UUID):
    """发邀请码, shown this once; a form sent twice leads to the page that says that one is out."""
    try:
        values = Inviting().load_form(request.form)
        with current.writing() as s:
            code = passwords.invite(s, current.by(), ident, reason=values["why"])
            current.remember(s, url_for("people.person", ident=ident))
    except Refused as e:
        if e.status in (401, 404):
            raise
        return _person(ident, request.form, {{"reason": "why"}.get(name, name): said for name, said in (e.errors or {e.field or "_form": e.message}).items()}, e.status)
    return render_template("admin/invited.html", account=current.reading().get_one(Account, ident), code=code)


@bp.get("/desk/away")
@needs("tickets.handle")
def away():
    """请人代班: one's own."""
    return _away({}, {})


def _away(typed, errors, status: int = 200):
    session, today = current.reading(), current.today()
    account = session.get_one(Account, current.account_id())
    return render_template("desk/away.html", account=account, typed=typed, errors=errors, covers=covers.of_account(session, account.id, today),
                           candidates=covers.candidates(session, account, today)), status


@bp.post("/desk/away")
@needs("tickets.handle")
def going():
    """Arrange it."""
    return _act(_away, Covering(), lambda s, by, values: _arranged(s, by, current.account_id(), values), url_for("people.away"), "代班已安排，对方会收到通知。")


@bp.post("/desk/away/<uuid:ident>/end")
@needs("tickets.handle")
def back(ident: UUID):
    """销假."""
    with current.writing() as s:
        covers.call_off(s, current.by(), ident)
        return current.remember(s, url_for("people.away"))


@bp.get("/admin/organisations")
@needs("organisations.import")
def organisations():
    """组织树: found by name or code, with how many hold posts there today."""
    session, page, today = current.reading(), current.page(), current.today()
    asked, kind = reading.line(request.args.get("q", ""))[:40], request.args.get("kind", "")
    if kind and kind not in KINDS:
        raise Refused("没有这个类别。", field="kind")
    where = (or_(Organisation.name.contains(asked, autoescape=True), Organisation.code == asked) if asked else true(), Organisation.kind == kind if kind else true())
    total = session.scalar(select(func.count()).select_from(Organisation).where(*where)) or 0
    rows = session.scalars(select(Organisation).where(*where).order_by(Organisation.path).offset((page - 1) * PAGE).limit(PAGE)).all()
    in_force = (Post.valid_from <= today, or_(Post.valid_to.is_(None), Post.valid_to >= today), Post.organisation_id.in_([o.id for o in rows]))
    people = dict(session.execute(select(Post.organisation_id, func.count()).where(*in_force).group_by(Post.organisation_id)).all())
    counts = dict(session.execute(select(Organisation.kind, func.count()).where(Organisation.active.is_(True)).group_by(Organisation.kind)).all())
    return render_template("admin/organisations.html", rows=rows, people=people, counts=counts, kinds=KINDS, kind=kind, asked=asked, total=total, page=page, pages=-(-total // PAGE),
                           link=lambda n: url_for("people.organisations", q=asked or None, kind=kind or None, page=n))
