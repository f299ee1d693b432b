"""同义词: the table of the product, changes by editors that a second person agreed to, and the pairs learned from uses."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, clear
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.searches import SynonymChange, Translation
from toolkit.synonyms import synonyms

LONGEST, MOST = 40, 6


def effective(session: Session) -> dict[str, tuple[str, ...]]:
    """Lay words → legal words as the search applies them: a change in force replaces the entry of the file, learned pairs add to it."""
    table = dict(synonyms())
    for row in session.scalars(select(SynonymChange).where(SynonymChange.state == "ACTIVE").order_by(SynonymChange.reviewed_at, SynonymChange.id)):
        if row.legal:
            table[row.lay] = tuple(row.legal)
        else:
            table.pop(row.lay, None)
    gone = set(synonyms()) - set(table)  # what an editor took out is not brought back by learning
    for pair in session.scalars(select(Translation).where(Translation.stopped_at.is_(None)).order_by(Translation.lay, Translation.legal)):
        if pair.lay not in gone and pair.legal not in table.get(pair.lay, ()):
            table[pair.lay] = (*table.get(pair.lay, ()), pair.legal)
    return table


def propose(session: Session, by: By, *, lay: str, legal: Iterable[str], reason: str) -> SynonymChange:
    """Suggest an entry; without legal words the entry is to go. A second person decides."""
    by.must("cases.edit")
    lay, kept = _word("lay", lay), list(dict.fromkeys(_word("legal", word) for word in legal))
    if len(kept) > MOST:
        raise Refused(f"一个口语词最多对应 {MOST} 个法律用语。", field="legal")
    if lay in kept:
        raise Refused("口语词和法律用语不能相同。", field="legal")
    now = in_force(session).get(lay, ())
    if tuple(kept) == now:
        raise Refused("和现在的一样，没有改动。" if kept else "表里没有这个口语词。", field="legal" if kept else "lay")
    if session.scalar(select(SynonymChange.id).where(SynonymChange.lay == lay, SynonymChange.state == "PROPOSED")) is not None:
        raise Conflict(f"“{lay}”已有一条改动在等复核。")
    row = SynonymChange(lay=lay, legal=kept, state="PROPOSED", reason=clear.text("reason", reason, shortest=2, longest=200, short="请写明为什么要改。"), author_id=by.actor_id,
                        proposed_at=by.now, reviewer_id=None, reviewed_at=None, review_note=None)
    session.add(row)
    session.flush()
    audit.record(session, by, "synonym.propose", row, lay=lay, legal=kept)
    return row


def _word(field: str, text: str) -> str:
    word = clear.text(field, text, shortest=1, longest=LONGEST, short="请填写。")
    if any(mark in word for mark in "、，,；;\t\n"):
        raise Refused("一个词里不能有顿号、逗号、分号。", field=field)
    return word


def in_force(session: Session) -> Mapping[str, tuple[str, ...]]:
    """The table without what was learned: what editors change."""
    table = dict(synonyms())
    for row in session.scalars(select(SynonymChange).where(SynonymChange.state == "ACTIVE")):
        table[row.lay] = tuple(row.legal)
    return {lay: legal for lay, legal in table.items() if legal}


def decide(session: Session, by: By, ident: UUID, *, agree: bool, note: str = "") -> SynonymChange:
    """A second person agrees, and the change is in force within a minute; or not."""
    by.must("cases.review")
    row = session.get(SynonymChange, ident, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("没有这条改动。")
    if row.state != "PROPOSED":
        raise Conflict("这条改动已经处理过了。")
    if row.author_id is not None and row.author_id == by.actor_id:
        raise Forbidden("不能复核自己提出的改动，请另一位同事复核。")
    note = clear.text("note", note, longest=200)
    if not agree and len(note) < 2:
        raise Refused("不采纳要写明原因。", field="note")
    if agree:
        for old in session.scalars(select(SynonymChange).where(SynonymChange.lay == row.lay, SynonymChange.state == "ACTIVE")):
            old.state = "REPLACED"
    row.state, row.reviewer_id, row.reviewed_at, row.review_note = "ACTIVE" if agree else "REFUSED", by.actor_id, by.now, note or None
    audit.record(session, by, "synonym.decide", row, lay=row.lay, agree=agree)
    return row


def changes(session: Session, by: By, *, most: int = 100) -> list[SynonymChange]:
    """Every change, the newest first."""
    by.must("cases.review")
    return list(session.scalars(select(SynonymChange).order_by(SynonymChange.proposed_at.desc(), SynonymChange.id).limit(most)))
