"""典型案例: import, draft → a second person's review → published → retired; nobody reviews their own."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from casebank import case as bank
from casebank import redact, sections
from casebank.sections_docx import read_docx as read_word
from legalaid.actions import audit
from legalaid.errors import Conflict, FaultyFile, Forbidden, NotFound, Refused
from legalaid.reading import json_rows
from legalaid.roles import By
from legalaid.tables.library import CASE_STATES, Case, CaseCitation, CaseVersion, StatuteArticle
from toolkit import causes, citations

OFFICIAL = "官方发布"
WRITTEN = "起草"  # the origin of what people write here; everything else names a file
# version state -> allowed next; a draft or a text in review is retired when a newer one takes its place
NEXT = {"DRAFT": {"IN_REVIEW", "PUBLISHED", "RETIRED"}, "IN_REVIEW": {"PUBLISHED", "DRAFT", "RETIRED"}, "PUBLISHED": {"RETIRED"}, "RETIRED": set()}


_CAUSES = sections.Causes(causes.CODES, causes.codes_of_types)


def read_lines(lines: Iterable[str]) -> sections.Reading:
    """A JSONL file as cases; any fault refuses the whole file by line."""
    rows, faults = json_rows(lines)
    return _whole(sections.read_rows(rows, _CAUSES, faults))


def read_csv(text: str) -> sections.Reading:
    """A CSV as cases, in the same way."""
    return _whole(sections.read_csv(text, _CAUSES))


def read_xlsx(content: bytes) -> sections.Reading:
    """An Excel file as cases, in the same way."""
    return _whole(sections.read_xlsx(content, _CAUSES))


def read_docx(content: bytes) -> sections.Reading:
    """A Word file as cases; its sections are found by their headings, faults name the paragraph."""
    return _whole(read_word(content, _CAUSES))


def _whole(reading: sections.Reading) -> sections.Reading:
    if reading.faults:
        raise FaultyFile(list(reading.faults))
    return reading


def keep(session: Session, by: By, reading: sections.Reading, origin: str, *, publish_all: bool = False) -> dict[str, int]:
    """Store the rows of a file: the same content is unchanged, other content a new draft version. Rows that quote an
    official publication with its address are published at once, names left as published; all others become drafts.
    `publish_all` is for the library delivered with the product, which was reviewed before delivery."""
    by.must("library.import")
    counts = {"added": 0, "changed": 0, "unchanged": 0, "published": 0}
    known = {c.ref: c for c in session.scalars(select(Case).options(selectinload(Case.versions)))}
    for row in reading.rows:
        digest = row.case.digest()
        case = known.get(row.case.id)
        if case is not None and _is_latest(case, digest):
            counts["unchanged"] += 1
            continue
        counts["added" if case is None else "changed"] += 1
        version = _version(session, by, case or _new(session, row.case), row.case, origin, official=row.official)
        if row.official or publish_all:
            _publish(session, by, version, OFFICIAL if row.official else "随产品发布，发布前已复核")
            counts["published"] += 1
    audit.record(session, by, "cases.import", "cases", "", origin=origin[:60], **counts)
    return counts


def _is_latest(case: Case, digest: str) -> bool:
    """Whether this is the newest text, or the newest that came by file: what was edited here since is not undone by the same file."""
    by_file = [v for v in case.versions if v.origin != WRITTEN]
    return digest in {v.content_hash for v in (*case.versions[-1:], *by_file[-1:])}


def _new(session: Session, text: bank.Case) -> Case:
    case = Case(ref=text.id, state="DRAFT", title=text.title[:200], published_number=None, revision=1, indexed_revision=0)
    session.add(case)
    return case


def _version(session: Session, by: By, case: Case, text: bank.Case, origin: str, *, official: bool = False) -> CaseVersion:
    """A new draft, in the place of one that was still open."""
    number = len(case.versions) + 1
    for old in case.versions:
        if old.state == "DRAFT":
            _move(old, "RETIRED", note=old.review_note or f"由第 {number} 稿取代")
    version = CaseVersion(
        case=case, case_id=case.id, number=number, state="DRAFT", body=text.to_json(), content_hash=text.digest(), origin=origin[:80],
        official=official, author_id=by.actor_id, written_at=by.now, reviewer_id=None, reviewed_at=None, review_note=None,
    )
    session.add(version)
    return version


def _move(version: CaseVersion, state: str, *, note: str | None = None) -> None:
    if state not in NEXT[version.state]:
        raise Conflict(f"这一稿现在是“{CASE_STATES[version.state]}”，不能改为“{CASE_STATES[state]}”。")
    version.state, version.review_note = state, (note or "")[:400] or None


def in_place_of(session: Session, ref: str) -> str | None:
    """The published case to which readers of a retired one are led, over any number of steps."""
    seen = {ref}
    while (after := session.scalar(select(Case.replaced_by).where(Case.ref == ref, Case.published_number.is_(None)))) is not None and after not in seen:
        ref = after
        seen.add(ref)
    return ref if len(seen) > 1 and session.scalar(select(Case.published_number).where(Case.ref == ref)) is not None else None


def get(session: Session, by: By, ref: str) -> Case:
    """A case: published ones for readers of the library, all for those who edit or review."""
    by.must("library.read")
    row = session.scalar(select(Case).where(Case.ref == ref))
    if row is None or (row.published_number is None and not (by.can("cases.edit") or by.can("cases.review"))):
        raise NotFound("没有这个案例。")
    return row


def published(case: Case) -> bank.Case | None:
    """The published text."""
    version = next((v for v in case.versions if v.number == case.published_number), None)
    return bank.from_json(version.body) if version else None


def draft(session: Session, by: By, body: dict[str, Any], origin: str = WRITTEN) -> CaseVersion:
    """A new case or a new version of one, as a draft."""
    by.must("cases.edit")
    try:
        text = bank.from_json(body)
    except bank.BadCase as e:
        raise Refused(e.message + "。", field=e.field) from e
    case = session.scalar(select(Case).where(Case.ref == text.id)) or _new(session, text)
    if any(v.state == "IN_REVIEW" for v in case.versions):
        raise Conflict("这个案例有一稿正待复核，请先处理那一稿。")
    version = _version(session, by, case, text, origin)
    audit.record(session, by, "case.draft", case, number=version.number)
    return version


def mask(session: Session, by: By, ref: str, *, names: Iterable[str] = ()) -> CaseVersion:
    """脱敏: the open draft anew with these names, and whatever personal data are recognised, masked in every text."""
    by.must("cases.edit")
    case = get(session, by, ref)
    old, listed = _open_version(case, "DRAFT"), list(names)
    texts = {name: redact.redact(old.body[name], listed) for name in bank.TEXTS}
    points = [redact.redact(point, listed) for point in old.body["dispute_points"]]
    text = bank.from_json({**old.body, **texts, "dispute_points": points})
    if text.digest() == old.content_hash:
        raise Conflict("没有找到需要脱敏的内容。")
    version = _version(session, by, case, text, WRITTEN)
    audit.record(session, by, "case.mask", case, number=version.number, names=len(listed))
    return version


def _open_version(case: Case, state: str) -> CaseVersion:
    version = next((v for v in reversed(case.versions) if v.state == state), None)
    if version is None:
        raise Conflict("这个案例没有处于这一步的稿子。")
    return version


def submit(session: Session, by: By, ref: str) -> CaseVersion:
    """送复核. Text with personal data left in it is refused with the pieces; who submits what came by file answers for it."""
    by.must("cases.edit")
    case = get(session, by, ref)
    version = _open_version(case, "DRAFT")
    _check_masked(version)
    version.author_id = version.author_id or by.actor_id
    _move(version, "IN_REVIEW")
    audit.record(session, by, "case.submit", case, number=version.number)
    return version


def _check_masked(version: CaseVersion) -> None:
    found = [] if version.official else redact.residue(bank.from_json(version.body).whole_text())
    if found:
        listed = "、".join(dict.fromkeys(f"{redact.KINDS[r.kind]}“{r.text}”" for r in found))
        raise Refused(f"文中还有个人信息，请先脱敏：{listed}。", field="facts")


def review(session: Session, by: By, ref: str, *, approve: bool, note: str = "") -> CaseVersion:
    """复核 by a second person: publish, or back to draft with a note."""
    by.must("cases.review")
    case = get(session, by, ref)
    version = _open_version(case, "IN_REVIEW")
    if version.author_id is not None and version.author_id == by.actor_id:
        raise Forbidden("不能复核自己写的或者自己送审的案例，请另一位同事复核。")
    if approve:
        _check_masked(version)  # the check may have learned since the text was submitted
        _publish(session, by, version, note.strip())
        return version
    if len(note.strip()) < 4:
        raise Refused("退回修改要写明原因。", field="note")
    _move(version, "DRAFT", note=note.strip())
    version.reviewer_id, version.reviewed_at = by.actor_id, by.now
    audit.record(session, by, "case.send_back", case, number=version.number)
    return version


def _publish(session: Session, by: By, version: CaseVersion, note: str) -> None:
    case = version.case
    for old in case.versions:
        if old.state == "PUBLISHED" or (old.state != "RETIRED" and old.number < version.number):
            _move(old, "RETIRED", note=f"由第 {version.number} 稿取代")
    _move(version, "PUBLISHED", note=note)
    version.reviewer_id, version.reviewed_at = by.actor_id, by.now
    body = bank.from_json(version.body)
    case.state, case.title, case.published_number, case.replaced_by = "PUBLISHED", body.title[:200], version.number, None
    case.revision += 1
    _link(session, case, body)
    audit.record(session, by, "case.publish", case, number=version.number)


def _link(session: Session, case: Case, body: bank.Case) -> None:
    """Statute ↔ case links; what cannot be resolved is kept as written."""
    session.execute(delete(CaseCitation).where(CaseCitation.case_id == case.id))
    found: dict[str, None] = {}
    for written in body.articles:
        ids = [c.id for c in citations.citations(written) if c.id] if "-" not in written else [written]
        found.update(dict.fromkeys(ids or [written[:80]]))
    found.update(dict.fromkeys(c.id for c in citations.citations(body.reasoning) if c.id))
    held = set(session.scalars(select(StatuteArticle.ref).where(StatuteArticle.ref.in_(list(found)))))
    for ref in found:
        session.add(CaseCitation(case_id=case.id, article_ref=ref, resolved=ref in held))


def retire(session: Session, by: By, ref: str, *, reason: str, replaced_by: str = "") -> Case:
    """下架: out of the search at once; the text stays on record. Readers are led to the published case that takes its place, if any."""
    by.must("cases.review")
    case = get(session, by, ref)
    if len(reason.strip()) < 4:
        raise Refused("请写明下架原因。", field="reason")
    if replaced_by and (replaced_by == ref or session.scalar(select(Case.id).where(Case.ref == replaced_by, Case.published_number.is_not(None))) is None):
        raise Refused("没有这个编号的已发布案例。", field="replaced_by")
    version = _open_version(case, "PUBLISHED")
    _move(version, "RETIRED", note=reason.strip())
    case.state, case.published_number, case.replaced_by = "RETIRED", None, replaced_by or None
    case.revision += 1
    audit.record(session, by, "case.retire", case, reason=reason.strip()[:60], replaced_by=replaced_by)
    return case
