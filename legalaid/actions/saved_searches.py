"""保存的检索: kept with a name, and its owner told when newly published cases match."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebank.engine import SearchEngine
from legalaid.actions import audit, clear, notices, search, search_terms, stories
from legalaid.actions.search_terms import Terms
from legalaid.actions.stories import Gist
from legalaid.errors import NotFound, Refused
from legalaid.roles import By
from legalaid.tables.library import Case, CaseVersion
from legalaid.tables.searches import SavedSearch

MOST = 50
# A new case matches when it stands among the first results: one shared word is not enough to tell anybody.
FIRST_WITH_WORDS, FIRST_WITHOUT = 30, 500
FIRST_LIKE, LIKE_ENOUGH = 20, 50  # of the cases like a story, and how many percent alike
_LATE = timedelta(minutes=5)


def listed(session: Session, by: By) -> list[SavedSearch]:
    """One's own, the newest first."""
    by.must("searches.keep")
    return list(session.scalars(select(SavedSearch).where(SavedSearch.account_id == by.actor_id).order_by(SavedSearch.number.desc())))


def save(session: Session, by: By, *, name: str, terms: Terms, notify: bool, gist: Gist | None = None) -> SavedSearch:
    """Keep a search: words and filters, or what is left of a story and filters. Cases published until now count as seen."""
    by.must("searches.keep")
    if by.actor_id is None:
        raise Refused("保存的检索归个人所有，请用自己的账号登录。")
    if gist is not None and gist.empty:
        raise Refused("从案情里没有识别到可以保存的内容，请写得具体些再保存。", field="name")
    if gist is None and terms.empty:
        raise Refused("请先写检索词或者选筛选条件，再保存。", field="name")
    clear.text("name", terms.q, longest=search_terms.LONGEST)
    clear.text("name", terms.within)
    held = session.execute(select(func.count(), func.max(SavedSearch.number)).where(SavedSearch.account_id == by.actor_id)).one()
    if held[0] >= MOST:
        raise Refused(f"最多保存 {MOST} 个检索，请先删掉不用的。", field="name")
    row = SavedSearch(account_id=by.actor_id, number=(held[1] or 0) + 1, name=_name(name), query=_query(terms, gist), notify=notify, saved_at=by.now, checked_at=by.now)
    row.words = gist.words if gist else None
    session.add(row)
    session.flush()
    audit.record(session, by, "search.save", row, number=row.number, notify=notify)
    return row


def _query(terms: Terms, gist: Gist | None) -> dict[str, Any]:
    return terms.values() if gist is None else {**replace(terms, q="", article="").values(), "story": gist.values()}


def _name(name: str) -> str:
    return clear.text("name", name, shortest=1, longest=60, short="请给这个检索起个名字。")


def change(session: Session, by: By, ident: UUID, *, name: str, notify: bool) -> SavedSearch:
    """Another name; whether to be told."""
    row = get(session, by, ident)
    if notify and not row.notify:
        row.checked_at = by.now  # whoever was not told does not hear of last year's cases now
    row.name, row.notify = _name(name), notify
    audit.record(session, by, "search.change", row, number=row.number, notify=notify)
    return row


def choose(session: Session, by: By, ident: UUID, *, drop: Iterable[str] = (), restore: Iterable[str] = ()) -> SavedSearch:
    """Take marks of a kept story out, or put them back."""
    row = get(session, by, ident)
    gist = stories.kept(row)
    if gist is None:
        raise NotFound
    row.query = {**row.query, "story": gist.without(drop, restore).values()}
    audit.record(session, by, "search.change", row, number=row.number, notify=row.notify)
    return row


def delete(session: Session, by: By, ident: UUID) -> None:
    """Forget it."""
    row = get(session, by, ident)
    audit.record(session, by, "search.delete", row, number=row.number)
    session.delete(row)


def get(session: Session, by: By, ident: UUID) -> SavedSearch:
    """One of one's own."""
    by.must("searches.keep")
    row = session.get(SavedSearch, ident)
    if row is None or row.account_id != by.actor_id:
        raise NotFound
    return row


@dataclass(frozen=True)
class Checked:
    """A saved search looked at: how many new cases match, and up to which moment of publication."""

    ident: UUID
    since: datetime
    until: datetime
    count: int


def look(session: Session, by: By, engine: SearchEngine) -> list[Checked]:
    """Every search whose owner wants to hear, against the cases published since it was looked at last."""
    until = _indexed_until(session, by.now)
    rows = list(session.scalars(select(SavedSearch).where(SavedSearch.notify.is_(True), SavedSearch.checked_at < until).order_by(SavedSearch.id)))
    if not rows:
        return []
    published = _published_since(session, min(row.checked_at for row in rows), until)
    found = []
    for row in rows:
        new = {ref for ref, at in published.items() if at >= row.checked_at}
        found.append(Checked(row.id, row.checked_at, until, _matching(session, engine, row, new) if new else 0))
    return found


def _matching(session: Session, engine: SearchEngine, row: SavedSearch, new: set[str]) -> int:
    terms, gist = search_terms.of_row(row.query), stories.kept(row)
    if gist is not None:
        found = stories.like(session, engine, gist, FIRST_LIKE)
        return sum(m.id in new and m.percent >= LIKE_ENOUGH and terms.holds(body.whole_text()) and terms.picks(found.hits[m.id].facets) for m, body in found.matches)
    page = search.find(session, engine, "cases", terms.query(FIRST_WITH_WORDS if terms.q else FIRST_WITHOUT))
    return len(new & {hit.id for hit in page.hits})


def _indexed_until(session: Session, now: datetime) -> datetime:
    """What was published before this moment stands in the index; a case that still waits for it is looked for the next time."""
    waiting = select(func.min(CaseVersion.reviewed_at)).join(Case).where(
        CaseVersion.state == "PUBLISHED", Case.indexed_revision < Case.revision, CaseVersion.number == Case.published_number)
    first = session.scalar(waiting)
    settled = now - _LATE  # a publication under way carries the time at which its request began
    return min(settled, first) if first is not None else settled


def _published_since(session: Session, since: datetime, until: datetime) -> Mapping[str, datetime]:
    query = select(Case.ref, CaseVersion.reviewed_at).join(CaseVersion.case).where(
        CaseVersion.state == "PUBLISHED", CaseVersion.reviewed_at >= since, CaseVersion.reviewed_at < until)
    return {ref: at for ref, at in session.execute(query) if at is not None}


def tell(session: Session, by: By, prepared: list[Checked]) -> dict[str, Any]:
    """Notices to the owners; what was changed or deleted meanwhile is left alone. The text names the search by its number only."""
    told = 0
    for one in prepared:
        row = session.get(SavedSearch, one.ident)
        if row is None or not row.notify or row.checked_at != one.since:
            continue
        row.checked_at = one.until
        if one.count:
            notices.tell_account(session, by, row.account_id, "new_cases", f"检索第 {row.number} 号", count=one.count)
            told += 1
    return {"searches": len(prepared), "told": told}
