"""材料: the worker's page for handing in by camera or file, the page of the file for staff and lawyers, downloads."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import attachments, scopes
from legalaid.errors import Refused
from legalaid.files import attachment
from legalaid.guard import needs
from legalaid.schemas.attachments import HandingIn, PuttingIn, Withdrawing
from legalaid.tables.attachments import ATTACHMENT_KINDS, OWN_KINDS
from legalaid.uploads import ACCEPT, KINDS
from legalaid.web import attachment_panel, upload_form

bp = Blueprint("attachments", __name__)


@bp.get("/my/<no:no>/files")
@needs("tickets.own")
def own(no: str):
    """上传材料: what was handed in, and the form."""
    return _own(no, {}, {})


def _own(no: str, typed, errors, status: int = 200):
    session, by = current.reading(), current.by()
    ticket = scopes.ticket(session, by, no)
    return render_template("attachments/own.html", ticket=ticket, attached=attachment_panel.collect(session, by, ticket), kinds=OWN_KINDS, accept=ACCEPT, typed=typed, errors=errors,
                           over=ticket.state in attachments.OVER or ticket.worker.erased_at is not None), status


@bp.post("/my/<no:no>/files")
@needs("tickets.own")
def hand_in(no: str):
    """Keep what was chosen, all or nothing."""
    return _take(no, HandingIn(), _own, "attachments.own", "已经收到，办理您诉求的人看得到。")


@bp.get("/my/<no:no>/files/<uuid:ident>")
@needs("tickets.own")
def own_file(no: str, ident: UUID):
    """A file of one's own."""
    return _download(no, ident)


@bp.post("/my/<no:no>/files/<uuid:ident>/withdraw")
@needs("tickets.own")
def take_back(no: str, ident: UUID):
    """撤回 by the worker."""
    return _withdraw(no, ident, _own, "attachments.own")


@bp.get("/desk/<no:no>/files")
@needs("disputes.work")
def show(no: str):
    """Everything in the file, and the form."""
    return _show(no, {}, {})


def _show(no: str, typed, errors, status: int = 200):
    session, by = current.reading(), current.by()
    ticket = scopes.ticket(session, by, no)
    return render_template("attachments/show.html", ticket=ticket, attached=attachment_panel.collect(session, by, ticket), kinds=ATTACHMENT_KINDS, accept=ACCEPT, typed=typed, errors=errors), status


@bp.post("/desk/<no:no>/files")
@needs("disputes.work")
def add(no: str):
    """放入材料."""
    return _take(no, PuttingIn(), _show, "attachments.show", "材料已放入。")


@bp.get("/desk/<no:no>/files/<uuid:ident>")
@needs("disputes.work")
def file(no: str, ident: UUID):
    """A file of the matter."""
    return _download(no, ident)


@bp.post("/desk/<no:no>/files/<uuid:ident>/withdraw")
@needs("disputes.work")
def withdraw(no: str, ident: UUID):
    """撤回 by who put it in."""
    return _withdraw(no, ident, _show, "attachments.show")


def _take(no: str, schema, page, endpoint: str, words: str):
    scopes.ticket(current.reading(), current.by(), no)  # whoever may not see it does not have files looked at
    try:
        values = schema.load_form(request.form)
        files = upload_form.sent(no, "files", "photo")
        with current.writing() as s:
            attachments.add(s, current.by(), no, files=files, **values)
            navigation.flash("ok", words)
            return current.remember(s, url_for(endpoint, no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return page(no, request.form, e.errors or {"_form": e.message}, e.status)


def _withdraw(no: str, ident: UUID, page, endpoint: str):
    try:
        values = Withdrawing().load_form(request.form)
        with current.writing() as s:
            attachments.withdraw(s, current.by(), no, ident, **values)
            navigation.flash("ok", "已撤回，谁也打不开了。")
            return current.remember(s, url_for(endpoint, no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return page(no, request.form, {f"{field}-{ident}" if field == "reason" else "_form": said for field, said in (e.errors or {"_form": e.message}).items()}, e.status)


def _download(no: str, ident: UUID):
    with current.writing() as s:  # the look is audited
        opened = attachments.read(s, current.by(), no, ident)
    return attachment(Response(opened.content, content_type=KINDS[opened.format][1]), opened.name)
