"""代书: which papers there are, and the paper filled from the facts beside its form, with its open questions."""

import json
from dataclasses import replace
from itertools import groupby

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import current, navigation
from legalaid.actions import aid_records, audit, claims, disputes, documents, scopes
from legalaid.errors import NotFound, Refused
from legalaid.guard import needs
from legalaid.tables.aid import DOCUMENT_STATES, AidRecord
from legalaid.web import paper_form
from toolkit import claims_answer, facts
from toolkit import documents as papers
from toolkit.refusal import Refusal

bp = Blueprint("documents", __name__, url_prefix="/desk")


def _sheet(session, by, ticket, *, personal: bool):
    """The facts sheet with what the ticket already says; personal data only for whoever drafts."""
    dispute = disputes.of(session, by, ticket.no)
    data = facts.to_json(disputes.facts_of(dispute))
    origins = data.setdefault("origins", {})
    employer = data.setdefault("employer", {})
    if "name" not in employer:
        employer["name"], origins["employer.name"] = ticket.employer_name, f"诉求登记（{ticket.no}）"
    if personal:
        person = data.setdefault("worker", {})
        for name in ("name", "phone", "id_no", "address"):
            value = getattr(ticket.worker, name)
            if value:
                person.setdefault(name, audit.reveal(session, by, ticket.worker, name, "起草文书"))
                origins.setdefault(f"worker.{name}", "职工登记资料")
        if ticket.worker.sex:
            person.setdefault("sex", ticket.worker.sex)
            origins.setdefault("worker.sex", "职工登记资料")
        if number := person.get("id_no"):
            person.setdefault("id_type", "居民身份证")
            origins.setdefault("worker.id_type", "职工登记资料")
            if len(number) == 18 and "birth" not in person:
                person["birth"], origins["worker.birth"] = f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "由证件号得出"
    return dispute, data


@bp.get("/<no:no>/papers/")
@needs("disputes.work")
def listing(no: str):
    """What can be written for this matter, and what was written."""
    session, by = current.reading(), current.by()
    ticket = scopes.ticket(session, by, no)
    return render_template("documents/listing.html", ticket=ticket, kinds=[(kind, list(rows)) for kind, rows in groupby(sorted(papers.DOCUMENTS.values(), key=lambda t: t.kind), lambda t: t.kind)],
                           written=documents.of_ticket(session, by, no), states=DOCUMENT_STATES, titles={k: d.title for k, d in papers.DOCUMENTS.items()})


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
    records = []
    if by.can("aid.work"):
        records = list(session.scalars(select(AidRecord).where(AidRecord.ticket_id == ticket.id, aid_records.seen(by), AidRecord.state.in_(("OPEN", "DELIVERED")))))
    uses = paper_form.rows(shown)
    checked = _checked(session, disputes.of(session, by, no)) if "claims" in uses else None
    entries = [replace(e, value=typed.get(e.path, "")) for e in paper_form.entries(shown, data)] if typed else paper_form.entries(shown, data)
    return render_template("documents/fill.html", ticket=ticket, paper=shown, template=papers.DOCUMENTS[name], entries=entries, uses=uses, checked=checked,
                           errors=errors, records=records,
                           story=_kept(typed, "story", paper_form.told(data)), reasons=_kept(typed, "reasons", "\n".join(data.get("reasons", []))),
                           cells=paper_form.cells(data, typed), version=version, claim_rows=range(paper_form.CLAIM_ROWS), evidence_rows=range(paper_form.EVIDENCE_ROWS)), status


def _checked(session, dispute) -> tuple[claims_answer.Sheet | None, str]:
    """The matter's claims as worked out, beside which the saved requests are laid; None with the reason where nothing can be counted."""
    try:
        return claims.work_out(session, claims.facts_of(dispute, current.today()), current.today()), ""
    except Refusal as e:
        return None, e.message


def _kept(typed, name: str, stored: str) -> str:
    """What was typed, when the form came back; else what is stored."""
    return typed[name] if typed and name in typed else stored


@bp.post("/<no:no>/papers/<name>")
@needs("disputes.work")
def filling(no: str, name: str):
    """Save the facts; with 生成 also keep a Word version, a lawyer's with their record."""
    by = current.by()
    if name not in papers.DOCUMENTS:
        raise NotFound("没有这种文书。")
    try:
        with current.writing() as s:
            _, data = _sheet(s, by, scopes.ticket(s, by, no), personal=True)
        who = navigation.me()
        sheet = facts.from_json(paper_form.typed(data, request.form, f"{who.name if who else '经办人'} {current.today()} 填写"))
        kept = facts.to_json(sheet)
        stored = facts.from_json({**kept, "worker": {k: v for k, v in kept.get("worker", {}).items() if k in paper_form.OF_WORKER}})
        today = current.today()
        made = documents.render(name, sheet, today) if request.form.get("do") == "draft" else None
        with current.writing() as s:
            disputes.save_facts(s, by, no, stored, request.form.get("version", type=int))
            if made is None:
                return current.remember(s, url_for("documents.fill", no=no, name=name))
            row = documents.draft(s, by, request.form.get("record"), made, json.dumps(facts.to_json(sheet), ensure_ascii=False), ticket_no=no)
            return current.remember(s, url_for("papers.version", ident=row.id))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _page(no, name, {paper_form.place(e.field): e.message}, request.form, getattr(e, "status", 422))
