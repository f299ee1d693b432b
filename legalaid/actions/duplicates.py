"""重复检查: rows of a file, or a draft, whose text the library holds already under another number."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebank import case as bank
from casebank.duplicates import Known, pieces
from legalaid.tables.library import Case, CaseVersion


@dataclass(frozen=True)
class Duplicate:
    """A case (with its line in a file, 0 without) and another one of much the same text; `title` is the other's."""

    line: int
    id: str
    other: str
    title: str
    percent: int


def among(session: Session, rows: Iterable[tuple[int, bank.Case]]) -> list[Duplicate]:
    """For each row the case of the library, or of a line before it, that is most like it. Reads the newest text of every case that
    is not retired: ask outside of a write transaction."""
    newest = select(CaseVersion.case_id, func.max(CaseVersion.number).label("number")).group_by(CaseVersion.case_id).subquery()
    query = select(Case.ref, CaseVersion.body).join(CaseVersion.case).join(newest, (newest.c.case_id == CaseVersion.case_id) & (newest.c.number == CaseVersion.number))
    known, titles = Known(), dict[str, str]()
    asked = list(rows)
    replaced = {case.id for _, case in asked}
    for ref, body in session.execute(query.where(Case.state != "RETIRED")):
        if ref not in replaced:
            known.add(ref, pieces(bank.from_json(body)))
            titles[ref] = body["title"]
    found = []
    for line, case in asked:
        own = pieces(case)
        found += [Duplicate(line, case.id, one.id, titles[one.id], one.percent) for one in known.like(case.id, own)[:1]]
        known.add(case.id, own)
        titles[case.id] = case.title
    return found
