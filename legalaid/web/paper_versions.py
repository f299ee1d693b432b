"""文书的各稿: one version to read, its file as Word and PDF, what changed since another, review by a lawyer, hand-over."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import select

from legalaid import current
from legalaid.actions import documents
from legalaid.errors import Conflict, NotFound, Refused
from legalaid.files import attachment, readable
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from legalaid.tables.aid import DOCUMENT_STATES, Document
from toolkit.changes import CHANGED, changes, pieces
from toolkit.documents import DOCUMENTS
from toolkit.paper import docx_lines
from toolkit.paper_pdf import to_pdf

bp = Blueprint("papers", __name__, url_prefix="/desk/papers")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _opened(ident: UUID) -> documents.Opened:
    """The file, its look audited; what takes time is done after the transaction."""
    with current.writing() as s:
        return documents.read(s, current.by(), ident)


def word(opened: documents.Opened) -> Response:
    """The Word file as a download."""
    return attachment(Response(opened.content, mimetype=WORD), f"{opened.title}.docx")


def pdf(opened: documents.Opened, *, keep: bool) -> Response:
    """The same paper as PDF: to read in the browser, or to keep."""
    outline = documents.outline_of(opened)
    if outline is None:
        raise Conflict("这一稿之后文书模板改过，不能再打印成 PDF。请下载 Word 文件，或者生成新的一稿。")
    made = Response(to_pdf(outline, opened.law_as_of), mimetype="application/pdf")
    return attachment(made, f"{opened.title}.pdf") if keep else readable(made, f"{opened.title}.pdf")


@bp.get("/<uuid:ident>")
@needs("disputes.work")
def version(ident: UUID):
    """One version: the paper, its questions and sources, who wrote and reviewed it."""
    return _version(ident, {}, {})


def _version(ident: UUID, errors, typed, status: int = 200):
    opened = _opened(ident)
    session, by = current.reading(), current.by()
    row = session.get_one(Document, ident)
    versions = list(session.scalars(select(Document).where(Document.ticket_id == row.ticket_id, Document.name == row.name).order_by(Document.number.desc())))
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_([i for v in versions for i in (v.written_by, v.submitted_by, v.reviewed_by) if i])))}
    outline = documents.outline_of(opened)
    newest = row.number == versions[0].number
    return render_template(
        "documents/version.html", row=row, ticket=row.ticket, title=DOCUMENTS[row.name].title, versions=versions, people=people, outline=outline, note=opened.note,
        lines=None if outline else docx_lines(opened.content), states=DOCUMENT_STATES, errors=errors, typed=typed,
        before=next((v for v in versions if v.number < row.number), None),
        may_review=row.state == "SUBMITTED" and by.can("aid.work") and documents.may_review(session, by, row),
        may_submit=newest and row.record_id is None and row.state == "DRAFT" and by.can("tickets.handle"),
        may_deliver=newest and not row.blanks and row.delivered_at is None and (by.actor_id == row.written_by if row.record_id else row.state == "APPROVED"),
    ), status


def _act(ident: UUID, action):
    """Run one step; what is refused is said on the page of the version."""
    try:
        with current.writing() as s:
            action(s, current.by())
            return current.remember(s, url_for("papers.version", ident=ident))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _version(ident, {e.field if e.field in ("approve", "note") else "_form": e.message}, request.form, e.status)


@bp.get("/<uuid:ident>.docx")
@needs("disputes.work")
def download(ident: UUID):
    """Word: audited, as an attachment."""
    return word(_opened(ident))


@bp.get("/<uuid:ident>.pdf")
@needs("disputes.work")
def printed(ident: UUID):
    """PDF: to read, with `?keep=1` as an attachment."""
    return pdf(_opened(ident), keep="keep" in request.args)


@bp.get("/<uuid:ident>/changes")
@needs("disputes.work")
def compared(ident: UUID):
    """What changed since an earlier version (`?since=`, else the one before)."""
    new = _opened(ident)
    row = current.reading().get_one(Document, ident)
    wanted = request.args.get("since", row.number - 1, type=int)
    older = current.reading().scalar(select(Document.id).where(Document.ticket_id == row.ticket_id, Document.name == row.name, Document.number == wanted))
    if older is None:
        raise NotFound("没有可以比较的一稿。")
    old = _opened(older)
    found = [(c, pieces(c.old or "", c.new or "") if c.kind == CHANGED else ()) for c in changes(docx_lines(old.content), docx_lines(new.content))]
    row = current.reading().get_one(Document, ident)
    return render_template("documents/changes.html", row=row, ticket=row.ticket, title=DOCUMENTS[row.name].title, old=old, new=new, found=found)


@bp.post("/<uuid:ident>/submit")
@needs("tickets.handle")
def submit(ident: UUID):
    """提交律师审核."""
    return _act(ident, lambda s, by: documents.submit(s, by, ident))


@bp.post("/<uuid:ident>/review")
@needs("aid.work")
def review(ident: UUID):
    """审核通过 or 退回修改."""
    approve = {"yes": True, "no": False}.get(request.form.get("approve", ""))
    return _act(ident, lambda s, by: documents.review(s, by, ident, approve=approve, sha256=request.form.get("sha256", ""), note=request.form.get("note", "")))


@bp.post("/<uuid:ident>/deliver")
@needs("disputes.work")
def deliver(ident: UUID):
    """交给职工."""
    return _act(ident, lambda s, by: documents.deliver(s, by, ident))
