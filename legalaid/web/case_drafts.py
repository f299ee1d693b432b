"""案例编辑: writing, masking, review by a second person, publishing, taking down, import of files."""

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from casebank import case as bank
from legalaid import current, navigation, reading
from legalaid.actions import cases, duplicates, proposals
from legalaid.errors import FaultyFile, Forbidden, NotFound, Refused
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from legalaid.tables.library import CASE_STATES, Case, CaseVersion
from legalaid.web import library
from toolkit import causes

bp = Blueprint("case_drafts", __name__, url_prefix="/cases")
LEVELS = ("调解", "仲裁", "一审", "二审", "再审", "执行")
FORMS = ("全日制", "非全日制", "劳务派遣", "新就业形态", "工程分包", "超龄", "事业单位聘用", "聘任制公务员")
LINES = ("dispute_points", "articles", "evidence")
SHOWN_FAULTS = 100


@bp.get("/review")
@needs("cases.review")
def review():
    """起草中和待复核的案例, with those lately published or taken down."""
    session = current.reading()
    at_work = list(session.scalars(select(CaseVersion).where(CaseVersion.state.in_(("DRAFT", "IN_REVIEW"))).order_by(CaseVersion.state.desc(), CaseVersion.written_at.desc())))
    settled = list(session.scalars(select(CaseVersion).where(CaseVersion.reviewer_id.is_not(None), CaseVersion.state.in_(("PUBLISHED", "RETIRED"))).order_by(CaseVersion.reviewed_at.desc()).limit(15)))
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_([i for v in (*at_work, *settled) for i in (v.author_id, v.reviewer_id) if i])))}
    return render_template("library/review.html", at_work=at_work, settled=settled, people=people, states=CASE_STATES)


@bp.get("/edit")
@needs("cases.edit")
def new():
    """An empty form."""
    return _form(None, {"head_count": "1"}, {})


@bp.get("/<ref>/edit")
@needs("cases.edit")
def edit(ref: str):
    """The open draft, or a new one from the newest text."""
    row = cases.get(current.reading(), current.by(), ref)
    body = proposals.newest(row).body
    return _form(row, {k: "\n".join(v) if k in LINES else v for k, v in body.items()}, {})


def _form(row: Case | None, typed, errors, status: int = 200):
    chosen = typed.getlist("causes") if hasattr(typed, "getlist") else typed.get("causes", [])
    return render_template("library/edit.html", row=row, typed=typed, chosen=chosen, errors=errors, leaves=causes.LEAVES, outcomes=bank.OUTCOME_TYPES, levels=LEVELS, kinds=FORMS), status


@bp.post("/edit")
@needs("cases.edit")
def create():
    """Keep a new case as a draft."""
    return _save(None)


@bp.post("/<ref>/edit")
@needs("cases.edit")
def save(ref: str):
    """Keep the text as the next draft."""
    return _save(ref)


def _save(ref: str | None):
    form = request.form
    body: dict[str, Any] = {"id": ref or f"own-{uuid4().hex[:8]}", "causes": form.getlist("causes")}
    for name in ("title", "source", "url", "place", "date", "level", "outcome_type", "employment_form"):
        body[name] = reading.line(form.get(name, "")) or None
    for name in bank.MONEY:
        body[name] = reading.line(form.get(name, "")).replace(",", "") or None
    for name in ("facts", "outcome", "reasoning", "lesson"):
        body[name] = reading.tidy(form.get(name, ""))
    for name in LINES:
        body[name] = [reading.line(line) for line in reading.tidy(form.get(name, "")).split("\n") if line.strip()]
    count = reading.line(form.get("head_count", "")) or "1"
    body["head_count"] = int(count) if count.isdecimal() else 0
    body["source"], body["title"] = body["source"] or "", body["title"] or ""
    try:
        with current.writing() as s:
            if ref:
                proposals.newest(cases.get(s, current.by(), ref))
            row = cases.draft(s, current.by(), body)
            return current.remember(s, url_for("library.case", ref=row.case.ref))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        known = cases.get(current.reading(), current.by(), ref) if ref else None
        return _form(known, form, e.errors or {"_form": e.message}, e.status)


@bp.post("/<ref>/mask")
@needs("cases.edit")
def mask(ref: str):
    """脱敏: the names listed and everything recognised."""
    names = [reading.line(n) for n in reading.tidy(request.form.get("names", "")).replace("、", "\n").split("\n") if n.strip()]
    return _do(ref, lambda s: cases.mask(s, current.by(), ref, names=names), "names")


@bp.post("/<ref>/<step>")
@needs("library.read")
def move(ref: str, step: str):
    """送复核, 发布, 退回修改, 下架."""
    note, by = reading.tidy(request.form.get("note", "")), current.by()
    actions = {
        "submit": lambda s: cases.submit(s, by, ref), "publish": lambda s: cases.review(s, by, ref, approve=True, note=note),
        "back": lambda s: cases.review(s, by, ref, approve=False, note=note), "retire": lambda s: cases.retire(s, by, ref, reason=note, replaced_by=reading.line(request.form.get("replaced_by", ""))),
    }
    if step not in actions:
        raise NotFound
    return _do(ref, actions[step], "retire-note" if step == "retire" else "note")


def _do(ref: str, action, field: str):
    """Run one step; what is refused is said on the page of the case."""
    try:
        with current.writing() as s:
            action(s)
            return current.remember(s, url_for("library.case", ref=ref))
    except Forbidden as e:
        if not (current.by().can("cases.edit") or current.by().can("cases.review")):
            raise
        return library.show_case(ref, errors={"_form": e.message}, typed=request.form, status=e.status)
    except Refused as e:
        if e.status in (401, 404):
            raise
        return library.show_case(ref, errors={e.field if e.field == "replaced_by" else field if e.field in ("note", "reason", "names") else "_form": e.message}, typed=request.form, status=e.status)


@bp.get("/import")
@needs("library.import")
def upload():
    """Choose a file."""
    return _upload({})


@bp.post("/import")
@needs("library.import")
def uploading():
    """试导入 tells what would happen and each fault with its line; 导入 does it, all or nothing."""
    sent = request.files.get("file")
    name = PurePath(sent.filename or "").name if sent else ""
    if sent is None or not name:
        return _upload({"file": "请选择文件。"}), 422
    try:
        found = _read(name, sent.read())
        twins = duplicates.among(current.reading(), [(row.line, row.case) for row in found.rows])
        with current.writing() as s:
            counts = cases.keep(s, current.by(), found, name)
            if request.form.get("do") == "import":
                navigation.flash("ok", f"{name} 已导入：{_words(found, counts)}")
                if twins:
                    listed = "、".join(f"{t.id} 与 {t.other}" for t in twins[:10])
                    navigation.flash("warn", f"有 {len(twins)} 件与别的案例内容相近，请核对是不是同一案件：{listed}{'等' if len(twins) > 10 else ''}。")
                return current.remember(s, url_for("case_drafts.review" if current.by().can("cases.review") else "case_drafts.upload"))
            s.rollback()
    except FaultyFile as e:
        return _upload({"file": f"{name} 有 {len(e.faults)} 处错误，没有导入任何内容。"}, faults=e.faults[:SHOWN_FAULTS], name=name), 422
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _upload({"file": e.message}, name=name), e.status
    return _upload({}, counts=_words(found, counts), name=name, twins=twins[:SHOWN_FAULTS])


def _upload(errors: dict[str, str], **more: Any) -> str:
    usual: dict[str, Any] = {"faults": (), "counts": None, "name": "", "twins": ()}
    return render_template("library/import.html", errors=errors, **{**usual, **more})


def _words(found, counts: dict[str, int]) -> str:
    drafts = counts["added"] + counts["changed"] - counts["published"]
    return f"共 {len(found.rows)} 件，新增 {counts['added']}，更新 {counts['changed']}，没有变化 {counts['unchanged']}；直接发布 {counts['published']}，草稿 {drafts}。"


def _read(name: str, content: bytes):
    kind = PurePath(name).suffix.lower()
    if kind in (".xlsx", ".docx"):
        return cases.read_xlsx(content) if kind == ".xlsx" else cases.read_docx(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise Refused(f"文件不是 UTF-8 编码（第 {e.start + 1} 个字节起），请另存为 UTF-8 后再传。", field="file") from e
    return cases.read_csv(text) if kind == ".csv" else cases.read_lines(text.split("\n"))
