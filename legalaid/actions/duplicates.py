"""重复检查: rows of a file, or a draft, whose text the library holds already under another number."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebank import case as bank
from casebank.duplicates import Alike, Known, pieces
from legalaid.tables.library import Case, CaseVersion

_AT_ONCE = 500  # hashes in one question


@dataclass(frozen=True)
class Duplicate:
    """A case (with its line in a file, 0 without) and another one of much the same text; `title` is the other's."""

    line: int
    id: str
    other: str
    title: str
    percent: int


def among(session: Session, rows: Iterable[tuple[int, bank.Case]]) -> list[Duplicate]:
    """For each row the case of the library, or of a line before it, that is most like it. The first time it reads the newest text of every
    case that is not retired: ask outside of a write transaction."""
    asked, own, titles = list(rows), Known(), dict[str, str]()
    found: list[list[Alike]] = []
    for _, case in asked:  # the rows are few and the library is large: it is held against them
        cut = pieces(case)
        found.append(own.like(case.id, cut))
        own.add(case.id, cut)
        titles[case.id] = case.title
    places = {case.id: place for place, (_, case) in enumerate(asked)}
    for ref, title, held in _library(session):
        if ref not in places:
            for one in own.like(ref, held):
                found[places[one.id]].append(Alike(ref, one.percent))
                titles[ref] = title
    best = [min(alike, key=lambda a: (-a.percent, a.id), default=None) for alike in found]
    return [Duplicate(line, case.id, one.id, titles[one.id], one.percent) for (line, case), one in zip(asked, best, strict=True) if one]


# by the hash of a text its title and its pieces, four bytes each: a process works them out once
_texts: dict[str, tuple[str, Collection[int]]] = {}


def _library(session: Session) -> Iterator[tuple[str, str, Collection[int]]]:
    """(ref, title, pieces) of the newest text of every case that is not retired."""
    global _texts  # replaced whole: another thread reads the old one or the new one
    newest = select(CaseVersion.case_id, func.max(CaseVersion.number).label("number")).group_by(CaseVersion.case_id).subquery()
    query = select(Case.ref, CaseVersion.content_hash).join(CaseVersion.case).join(newest, (newest.c.case_id == CaseVersion.case_id) & (newest.c.number == CaseVersion.number))
    held = session.execute(query.where(Case.state != "RETIRED")).all()
    texts = _texts
    known = {digest: texts[digest] for _, digest in held if digest in texts}
    new = [digest for _, digest in held if digest not in known]
    for at in range(0, len(new), _AT_ONCE):
        rows = select(CaseVersion.content_hash, CaseVersion.body).where(CaseVersion.content_hash.in_(new[at : at + _AT_ONCE]))
        known |= {digest: (body["title"], array("I", pieces(bank.from_json(body)))) for digest, body in session.execute(rows)}
    if new:
        _texts = known
    return ((ref, *known[digest]) for ref, digest in held)
