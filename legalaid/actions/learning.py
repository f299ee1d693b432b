"""What the search learns each night from confirmed uses, capped, labelled, and to be stopped by an editor.

Only words that at least three different people brought, each with a matter of another worker, are kept; a query or a story never is.
A document gains at most `CAP` of the best text score, however often it was used.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casebank import case as bank
from casebank import redact, words
from legalaid.actions import audit
from legalaid.errors import NotFound
from legalaid.roles import By
from legalaid.tables.base import Base
from legalaid.tables.library import Case, CaseVersion, StatuteArticle
from legalaid.tables.searches import Translation, Use, UsedDocument
from legalaid.tables.tickets import Ticket
from toolkit import causes

PEOPLE = 3  # fewer different people teach nothing
CAP = 0.1  # of the best text score: the most that a document can gain
NEEDED = 4  # shared words that give the whole gain
MOST_WORDS, MOST_DOCUMENTS, MOST_PAIRS, EACH = 40, 500, 300, 3
LIFT, SHARE = 2.0, 0.5  # how much more often than usual, and how often at all, a legal word must come with a lay word
KINDS = {"cases": "CASE", "statutes": "ARTICLE"}
Key = tuple[str, str]


@dataclass
class _Backers:
    """Who brought something: people and workers. Three marks on one matter say what one matter says."""

    people: set[UUID] = field(default_factory=set)
    workers: set[UUID] = field(default_factory=set)

    def add(self, use: Use, ticket: Ticket) -> None:
        self.people.add(use.account_id)
        self.workers.add(ticket.worker_id)

    @property
    def number(self) -> int:
        return min(len(self.people), len(self.workers))


@dataclass(frozen=True)
class Learned:
    """Documents with their words, and pairs (lay, legal) → (people, times)."""

    documents: Mapping[Key, tuple[int, Mapping[str, int]]]
    pairs: Mapping[tuple[str, str], tuple[int, int]]


def _said(text: str) -> set[str]:
    """Words of two characters and more; numbers and single letters say nothing of a matter."""
    return {w for w in words.words(text) if len(w) > 1 and not w.isascii()}


def learn(_runtime: Any, session: Session, _by: By) -> Learned:
    """Everything anew from the uses that stand; matters whose worker was erased teach nothing."""
    rows = [(u, t) for u, t in session.execute(select(Use, Ticket).join(Ticket, Ticket.id == Use.ticket_id).order_by(Use.id)) if t.worker.erased_at is None]
    legal = _legal_words(session, {(u.kind, u.ref) for u, _ in rows})
    matters = {t.id: _matter_words(t) for _, t in rows}
    users: dict[Key, _Backers] = defaultdict(_Backers)
    brought: dict[Key, dict[str, _Backers]] = defaultdict(lambda: defaultdict(_Backers))
    for use, ticket in rows:
        document = (use.kind, use.ref)
        users[document].add(use, ticket)
        for word in matters[ticket.id]:
            brought[document][word].add(use, ticket)
    documents = {}
    for key in sorted(users, key=lambda k: (-users[k].number, k))[:MOST_DOCUMENTS]:
        kept = {w: b.number for w, b in brought[key].items() if b.number >= PEOPLE}
        if users[key].number >= PEOPLE and kept and key in legal:
            documents[key] = users[key].number, dict(sorted(kept.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS])
    return Learned(documents, _pairs(rows, matters, legal))


def _matter_words(ticket: Ticket) -> set[str]:
    statement = ticket.statement.open() if ticket.statement else ""
    names = [ticket.worker.name.open() if ticket.worker.name else "", ticket.employer_name]
    return _said(redact.redact(f"{ticket.summary}\n{statement}", names))


def _legal_words(session: Session, keys: set[Key]) -> dict[Key, set[str]]:
    """The words of what was used, as far as it is still held: articles whole, of cases title, points and causes."""
    found: dict[Key, set[str]] = {}
    for row in session.scalars(select(StatuteArticle).where(StatuteArticle.ref.in_([ref for kind, ref in keys if kind == "ARTICLE"]))):
        found.setdefault(("ARTICLE", row.ref), set()).update(_said(row.text))
    texts = select(Case.ref, CaseVersion.body).join(CaseVersion.case).where(Case.ref.in_([ref for kind, ref in keys if kind == "CASE"]), CaseVersion.number == Case.published_number)
    for ref, body in session.execute(texts):
        case = bank.from_json(body)
        found["CASE", ref] = _said("\n".join([case.title, *case.dispute_points, *(causes.NAMES.get(c, "") for c in case.causes)]))
    return found


def _pairs(rows: Iterable[tuple[Use, Ticket]], matters: Mapping[UUID, set[str]], legal: Mapping[Key, set[str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Lay words that come with a legal word far more often than chance, and that the law itself does not use."""
    seen = [(u, t, matters[t.id], legal[u.kind, u.ref]) for u, t in rows if (u.kind, u.ref) in legal]
    often_lay, often_legal = Counter(w for _, _, lay, _ in seen for w in lay), Counter(w for *_, said in seen for w in said)
    backers: dict[tuple[str, str], _Backers] = defaultdict(_Backers)
    times: Counter[tuple[str, str]] = Counter()
    for use, ticket, lay, said in seen:
        for word in lay:
            if word in often_legal:
                continue
            for term in said - lay:
                backers[word, term].add(use, ticket)
                times[word, term] += 1
    good: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (word, term), who in backers.items():
        share = times[word, term] / often_lay[word]
        lift = share * len(seen) / often_legal[term]
        if who.number >= PEOPLE and share >= SHARE and lift >= LIFT:
            good[word].append((lift * share, term))
    best = [(score, word, term) for word, found in good.items() for score, term in sorted(found, key=lambda f: (-f[0], -len(f[1]), f[1]))[:EACH]]
    best.sort(key=lambda one: (-one[0], one[1], one[2]))
    return {(word, term): (backers[word, term].number, times[word, term]) for _, word, term in best[:MOST_PAIRS]}


def keep(session: Session, by: By, learned: Learned) -> dict[str, Any]:
    """Write it down anew; what an editor stopped stays stopped. Documents that came or went are indexed anew."""
    rows: dict[Key, UsedDocument] = {(r.kind, r.ref): r for r in session.scalars(select(UsedDocument))}
    for key, (people, kept) in learned.documents.items():
        row = rows.get(key)
        if row is None:
            session.add(UsedDocument(kind=key[0], ref=key[1], people=people, words=dict(kept), learned_at=by.now, stopped_by=None, stopped_at=None))
        elif (row.people, row.words) != (people, dict(kept)):
            row.people, row.words, row.learned_at = people, dict(kept), by.now
    for key in rows.keys() - learned.documents.keys():
        session.delete(rows[key])
    pairs = {(r.lay, r.legal): r for r in session.scalars(select(Translation))}
    for pair, (people, times) in learned.pairs.items():
        known = pairs.get(pair)
        if known is None:
            session.add(Translation(lay=pair[0], legal=pair[1], people=people, times=times, learned_at=by.now, stopped_by=None, stopped_at=None))
        elif (known.people, known.times) != (people, times):
            known.people, known.times, known.learned_at = people, times, by.now
    for pair in pairs.keys() - learned.pairs.keys():
        session.delete(pairs[pair])
    _index_anew(session, rows.keys() ^ learned.documents.keys())
    return {"documents": len(learned.documents), "pairs": len(learned.pairs)}


def _index_anew(session: Session, changed: Iterable[Key]) -> None:
    for kind, name in (("CASE", "cases"), ("ARTICLE", "articles")):
        table, refs = Base.metadata.tables[name], [ref for k, ref in changed if k == kind]
        if refs:
            session.execute(update(table).where(table.c.ref.in_(refs)).values(revision=table.c.revision + 1))


def used_refs(session: Session, kind: str) -> set[str]:
    """Documents of an index that earlier uses may lift."""
    return set(session.scalars(select(UsedDocument.ref).where(UsedDocument.kind == KINDS[kind])))


def gains(session: Session, kind: str, text: str) -> dict[str, tuple[float, int]]:
    """Document → (share of `CAP`, people) for a text, by the words that it shares with those that people brought."""
    asked = _said(text)
    if not asked:
        return {}
    found: dict[str, tuple[float, int]] = {}
    query = select(UsedDocument.ref, UsedDocument.words, UsedDocument.people).where(UsedDocument.kind == KINDS[kind], UsedDocument.stopped_at.is_(None))
    for ref, kept, people in session.execute(query):
        shared = len(asked & kept.keys())
        if shared >= min(2, len(asked)):
            found[ref] = min(shared, NEEDED) / NEEDED, people
    return found


def listed(session: Session, by: By) -> tuple[list[UsedDocument], list[Translation]]:
    """What was learned, for editors: documents and pairs, the most backed first."""
    by.must("cases.edit")
    return (list(session.scalars(select(UsedDocument).order_by(UsedDocument.people.desc(), UsedDocument.ref))),
            list(session.scalars(select(Translation).order_by(Translation.people.desc(), Translation.lay, Translation.legal))))


def stop(session: Session, by: By, what: str, ident: UUID, *, stopped: bool) -> UsedDocument | Translation:
    """Take something learned out of the search, or put it back; `what` is "document" or "pair"."""
    by.must("cases.edit")
    row: UsedDocument | Translation | None = session.get(UsedDocument, ident) if what == "document" else session.get(Translation, ident) if what == "pair" else None
    if row is None:
        raise NotFound("没有这条学到的内容，可能夜里已经重新学习过。")
    row.stopped_by, row.stopped_at = (by.actor_id, by.now) if stopped else (None, None)
    audit.record(session, by, "learned.stop" if stopped else "learned.resume", row)
    return row
