"""代书: the paper filled from the facts, its open questions, versions to download."""

import json
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import select

from legalaid import current, reading
from legalaid.actions import aid_records, audit, disputes, documents, scopes
from legalaid.errors import NotFound, Refused
from legalaid.files import attachment
from legalaid.guard import needs
from legalaid.tables.aid import AidRecord
from toolkit import documents as papers
from toolkit import facts
from toolkit.refusal import Refusal

bp = Blueprint("documents", __name__, url_prefix="/desk")

# One line of the form is one fact; the rest of the sheet is kept as it is.
SIMPLE = (
    ("employer.address", "单位住所"), ("employer.representative", "法定代表人"), ("employer.representative_post", "职务"), ("employer.phone", "单位电话"),
    ("tribunal", "仲裁委员会"), ("hire_date", "入职日期"), ("post", "岗位"), ("workplace", "工作地点"), ("monthly_wage", "月工资（元）"), ("last_day", "最后工作日"),
    ("end_reason", "离职原因"), ("signed_on", "落款日期"),
)
CLAIM_ROWS, EVIDENCE_ROWS = 5, 6


def _sheet(session, by, ticket, *, personal: bool):
    """The facts sheet with what the ticket already says; personal data only for whoever drafts."""
    dispute = disputes.of(session, by, ticket.no)
    data = facts.to_json(disputes.facts_of(dispute))
    data.setdefault("employer", {}).setdefault("name", ticket.employer_name)
    if personal:
        person = data.setdefault("worker", {})
        for name in ("name", "phone", "id_no", "address"):
            value = getattr(ticket.worker, name)
            if value is not None:
                person.setdefault(name, audit.reveal(session, by, ticket.worker, name, "起草文书"))
        if ticket.worker.sex:
            person.setdefault("sex", ticket.worker.sex)
        if person.get("id_no"):
            person.setdefault("id_type", "居民身份证")
    return dispute, data


@bp.get("/<no:no>/papers/<name>")
@needs("disputes.work")
def fill(no: str, name: str):
    """The fill-in page with the paper beside it."""
    return _page(no, name, {}, None)


def _page(no: str, name: str, errors, typed, status: int = 200):
    by = current.by()
    if name not in papers.DOCUMENTS:
        raise NotFound("没有这种文书。")
    with current.writing() as s:
        ticket = scopes.ticket(s, by, no)
        dispute, data = _sheet(s, by, ticket, personal=True)
        version = dispute.version
    shown = papers.outline(name, facts.from_json(data))
    session = current.reading()
    ticket = scopes.ticket(session, by, no)
    records = list(session.scalars(select(AidRecord).where(AidRecord.ticket_id == ticket.id, aid_records.seen(by), AidRecord.state.in_(("OPEN", "DELIVERED")))))
    flat = {path: _at(data, path) for path, _ in SIMPLE}
    return render_template("documents/fill.html", ticket=ticket, paper=shown, template=papers.DOCUMENTS[name], flat=typed or flat, data=data, simple=SIMPLE, errors=errors, records=records,
                           version=version, claim_rows=range(CLAIM_ROWS), evidence_rows=range(EVIDENCE_ROWS), typed=typed), status


def _at(data, path: str):
    for part in path.split("."):
        data = (data or {}).get(part)
    return data if data is not None else ""


def _put(data, path: str, value) -> None:
    *folders, last = path.split(".")
    for part in folders:
        data = data.setdefault(part, {})
    if value in ("", None):
        data.pop(last, None)
    else:
        data[last] = value


def _typed(data, form):
    """The sheet with what the form says."""
    for path, _ in SIMPLE:
        if path in form:
            _put(data, path, reading.line(form[path]))
    for name in ("contract_signed", "social_insurance", "ended"):
        if form.get(name) in ("yes", "no"):
            data[name] = form[name] == "yes"
    if "story" in form:
        events = [{"text": reading.line(t)} for t in reading.tidy(form["story"]).split("\n") if t.strip()]
        data["events"] = events
    if "reasons" in form:
        data["reasons"] = [reading.line(t) for t in reading.tidy(form["reasons"]).split("\n") if t.strip()]
    claims = []
    for row in range(CLAIM_ROWS):
        title, amount = reading.line(form.get(f"claim-{row}-title", "")), reading.line(form.get(f"claim-{row}-amount", ""))
        if title:
            claim = {"title": title, "monetary": bool(amount)}
            if amount:
                claim["amount"] = amount.replace(",", "")
            formula = reading.line(form.get(f"claim-{row}-formula", ""))
            if formula:
                claim["formula"] = formula
            claims.append(claim)
    data["claims"] = claims
    evidence = []
    for row in range(EVIDENCE_ROWS):
        name, proves = reading.line(form.get(f"evidence-{row}-name", "")), reading.line(form.get(f"evidence-{row}-proves", ""))
        if name:
            evidence.append({"name": name, **({"proves": proves} if proves else {}), "source": reading.line(form.get(f"evidence-{row}-source", "")) or "申请人提供"})
    data["evidence"] = evidence
    return data


@bp.post("/<no:no>/papers/<name>")
@needs("disputes.work")
def filling(no: str, name: str):
    """Save the facts; with 生成 also keep a Word version with the lawyer's record."""
    by = current.by()
    if name not in papers.DOCUMENTS:
        raise NotFound("没有这种文书。")
    try:
        with current.writing() as s:
            _, data = _sheet(s, by, scopes.ticket(s, by, no), personal=True)
        sheet = facts.from_json(_typed(data, request.form))
        stored = facts.from_json({k: v for k, v in facts.to_json(sheet).items() if k != "worker"})
        today = current.today()
        made = documents.render(name, sheet, today) if request.form.get("do") == "draft" else None
        with current.writing() as s:
            disputes.save_facts(s, by, no, stored, request.form.get("version", type=int))
            if made is None:
                return current.remember(s, url_for("documents.fill", no=no, name=name))
            documents.draft(s, by, request.form.get("record", ""), made, json.dumps(facts.to_json(sheet), ensure_ascii=False), ticket_no=no)
            return current.remember(s, url_for("lawyer.matter", no=request.form.get("record", "")))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _page(no, name, {(e.field or "_form"): e.message}, request.form, getattr(e, "status", 422))


@bp.get("/papers/<uuid:ident>.docx")
@needs("disputes.work")
def download(ident: UUID):
    """The file: audited, as an attachment."""
    with current.writing() as s:
        row, content = documents.read(s, current.by(), ident)
        name = f"{papers.DOCUMENTS[row.name].title}-第{row.number}稿.docx"
    return attachment(Response(content, mimetype="application/vnd.openxmlformats-officedocument.wordprocessingml.document"), name)
