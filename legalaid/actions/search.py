"""检索: documents for the three indexes, bringing an index up to date, similar cases for a dispute."""

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, select, update
from sqlalchemy.orm import Session, selectinload

from casebank import case as bank
from casebank import similar, words
from casebank.engine import Doc, Hit, IndexBroken, Page, Query, SearchEngine, Settings
from casebank.spelling import Speller
from legalaid.actions import cases, learning, statutes
from legalaid.tables.base import Base
from legalaid.tables.library import Case, CaseCitation, CaseVersion, StatuteArticle
from legalaid.tables.tickets import Ticket
from toolkit import causes, guides, story, templates
from toolkit.asks import asked, asked_of_tools, authority
from toolkit.calculators import CALCULATORS
from toolkit.classify import Classification, classify
from toolkit.synonyms import synonyms

KINDS = ("cases", "statutes", "tools")
# How each instance ranks: chosen by cross-validation over tests/casebank/questions (table in CONTRIBUTING.md).
SETTINGS = {
    "cases": Settings({"title": 0.7, "facts": 1.0, "text": 0.7, "points": 0.15}, ("facts", "text"), synonyms(), leaning=0.2),
    "statutes": Settings({"title": 0.5, "text": 1.0, "asked": 0.7, "points": 0.2}, ("text",), synonyms(), authority=0.4, leaning=0.25),
    "tools": Settings({"title": 1.0, "text": 0.5, "asked": 1.0}, ("text",), synonyms(), leaning=0.1),
}
_ASKED_EACH = 12  # of the questions beside an article: even density, so that none crowds out the others
_CITED = 0.75  # of authority comes from being cited, the rest from the rank of the act
_RANK = {"法律": 1.0, "司法解释": 0.9, "行政法规": 0.8, "部门规章": 0.5}
_LIKELY_CAUSES = 4
NEAR = 40  # cases by words whose structure is compared
NEAREST = 20  # of the most similar the outcomes are counted
_MANY = 500  # rows from which a whole table is read rather than a list of ids
_GLOSSARY = 10  # words of the tables count as often as a word that stands in so many texts
_SPELLED_WHOLE = 300  # of the newest cases the speller reads every word, of the others the title
_FORMS = {"超龄": "超龄用工", "工程分包": "工程承包用工"}  # words of cases → words of stories
_DECIDES: dict[str, tuple[str, ...]] = {}
for _code, _articles in causes.ARTICLES.items():
    for _article in _articles:
        _DECIDES[_article] = (*_DECIDES.get(_article, ()), _code)


def case_doc(row: Case, body: bank.Case, cited: Iterable[str] = (), *, used: bool = False) -> Doc:
    """A published case as a document; `cited` are the ids of the articles that it cites, `used` whether earlier uses may lift it."""
    year = (body.date or "")[:4]
    facets = {
        "cause": body.causes, "parent": tuple(sorted({causes.PARENT[c] for c in body.causes if c in causes.PARENT})), "level": (body.level,) if body.level else (),
        "outcome": (body.outcome_type,) if body.outcome_type else (), "people": ("10 人以上" if body.head_count >= 10 else "个人",), "year": (year,) if year else (),
        "date": (body.date or "",), "form": (body.employment_form,) if body.employment_form else (), "article": tuple(cited), "used": (row.ref,) if used else (),
        "amount": (f"{Decimal(body.amount_awarded):020.2f}",) if body.amount_awarded else (),  # sorts as text
    }
    text = "\n".join(part for part in (body.outcome, body.reasoning, body.lesson) if part)
    words = "，".join([*body.dispute_points, *(causes.NAMES.get(c, "") for c in body.causes)])
    stored = {"source": body.source, "place": body.place or "", "awarded": body.amount_awarded or "", "articles": "\n".join(body.articles)}
    return Doc(row.ref, body.title, {"title": body.title, "facts": body.facts, "text": text, "points": words}, facets, stored)


def article_doc(row: StatuteArticle, *, used: bool = False) -> Doc:
    """An article as a document, with the ways in which people would ask for it and the causes that it decides."""
    ways = asked().get(row.ref)
    fields = {"title": f"{row.law} {row.chapter or ''}", "text": row.text}
    if ways:
        fields |= {"asked": "\n".join(ways.asks[:_ASKED_EACH]), "points": "，".join(ways.points)}
    rank = _RANK.get(row.level, 0.5) if row.region == "全国" else 0.0
    facets = {"law": (row.short,), "level": (row.level,), "cause": _DECIDES.get(row.ref, ()), "used": (row.ref,) if used else ()}
    share = _CITED * authority().get(row.ref, 0.0) + (1 - _CITED) * rank
    return Doc(row.ref, f"{row.short} {row.article}", fields, facets, {"article": row.article}, share)


def tool_docs() -> list[Doc]:
    """Calculators, papers, guides and offices."""
    found = [_tool(f"calc:{c.name}", c.title, c.summary, "计算器") for c in CALCULATORS.values()]
    found += [_tool(f"document:{d.id}", d.title, d.purpose, "文书") for d in templates.DOCUMENTS.values()]
    found += [_tool(f"guide:{g.id}", g.title, "\n".join([g.summary, *(s.text for s in g.steps)]), "指南", g.causes) for g in guides.GUIDES.values()]
    return found + [_tool(f"office:{name}", title, "", "办事机构") for name, title in guides.OFFICES.items()]


def _tool(ref: str, title: str, text: str, kind: str, codes: tuple[str, ...] = ()) -> Doc:
    fields = {"title": title, "text": text, "asked": "\n".join(asked_of_tools().get(ref, ()))}
    return Doc(ref, title, fields, {"kind": (kind,), "cause": codes})


def _current_articles(session: Session, day: date) -> dict[str, StatuteArticle]:
    rows: dict[str, StatuteArticle] = {}
    for row in session.scalars(select(StatuteArticle).order_by(StatuteArticle.version_date)):
        if row.ref not in rows or statutes.in_force(row, day):
            rows[row.ref] = row
    return rows


def all_docs(session: Session, kind: str, day: date) -> list[Doc]:
    """Every document of an index, from the database."""
    if kind == "tools":
        return tool_docs()
    if kind == "statutes":
        return _article_docs(session, _current_articles(session, day).values())
    return _case_docs(session, list(session.scalars(select(Case).where(Case.state == "PUBLISHED").options(selectinload(Case.versions)))))


def _case_docs(session: Session, rows: list[Case]) -> list[Doc]:
    cited: dict[UUID, list[str]] = {}
    wanted = select(CaseCitation.case_id, CaseCitation.article_ref).order_by(CaseCitation.article_ref)
    for case_id, ref in session.execute(wanted if len(rows) > _MANY else wanted.where(CaseCitation.case_id.in_([row.id for row in rows]))):
        cited.setdefault(case_id, []).append(ref)
    used = learning.used_refs(session, "cases")
    return [case_doc(row, body, cited.get(row.id, ()), used=row.ref in used) for row in rows if (body := cases.published(row)) is not None]


def _article_docs(session: Session, rows: Iterable[StatuteArticle]) -> list[Doc]:
    used = learning.used_refs(session, "statutes")
    return [article_doc(row, used=row.ref in used) for row in rows]


def leaning(found: Classification) -> dict[str, dict[str, float]]:
    """The causes that a text suggests, for `Query.leaning`."""
    return {"cause": dict(found.cause_scores[:_LIKELY_CAUSES])}


def lifted(session: Session, kind: str, query: Query) -> Query:
    """The question with what earlier uses add: at most `learning.CAP` of the best text score to a document that matches anyway."""
    if kind not in learning.KINDS or not query.text.strip():
        return query
    whole = learning.CAP / SETTINGS[kind].leaning
    gains = {ref: whole * share for ref, (share, _) in learning.gains(session, kind, query.text).items()}
    return replace(query, leaning={**query.leaning, "used": gains}) if gains else query


def find(session: Session, engine: SearchEngine, kind: str, query: Query) -> Page:
    """What the index finds, leaning towards the causes that the words suggest, without cases that were retired since it was
    written: they leave the search at once."""
    if query.text.strip() and not query.leaning:
        query = replace(query, leaning=leaning(classify(query.text)))
    page = engine.find(lifted(session, kind, query))
    if kind != "cases" or not page.hits:
        return page
    gone = set(session.scalars(select(Case.ref).where(Case.ref.in_([h.id for h in page.hits]), Case.published_number.is_(None))))
    return replace(page, hits=tuple(h for h in page.hits if h.id not in gone), total=page.total - len(gone)) if gone else page


def speller(session: Session, cache: MutableMapping[str, Any]) -> Speller:
    """Knows the words that the published cases use; read anew when a case came or went."""
    stamp = session.execute(select(func.count(), func.sum(Case.revision)).where(Case.state == "PUBLISHED")).one()
    known = cache.get("speller")
    if known is None or known[0] != tuple(stamp):
        rows = list(session.scalars(select(Case).where(Case.state == "PUBLISHED").order_by(Case.ref.desc()).limit(_SPELLED_WHOLE).options(selectinload(Case.versions))))
        texts = [body.whole_text() for row in rows if (body := cases.published(row)) is not None]
        texts += session.scalars(select(Case.title).where(Case.state == "PUBLISHED", Case.id.not_in([row.id for row in rows])))
        counts = Counter(word for text in texts for word in words.words(text) if len(word) > 1)
        counts.update(dict.fromkeys([*causes.NAMES.values(), *(legal for pair in synonyms().values() for legal in pair), *synonyms()], _GLOSSARY))
        known = cache["speller"] = (tuple(stamp), Speller(counts))
    return cast(Speller, known[1])


@dataclass(frozen=True)
class Behind:
    """What an index has to catch up with: (kind, id, revision) of rows; `put` and `drop` for the engine."""

    kind: str
    seen: tuple[tuple[Any, int], ...]
    put: tuple[Doc, ...]
    drop: tuple[str, ...]


def behind(session: Session, kind: str, day: date) -> Behind:
    """Rows whose revision the index has not seen."""
    table = Case if kind == "cases" else StatuteArticle
    rows: list[Any] = list(session.scalars(select(table).where(table.indexed_revision < table.revision)))
    if kind == "cases":
        return Behind(kind, tuple((r.id, r.revision) for r in rows), tuple(_case_docs(session, rows)), tuple(r.ref for r in rows if r.published_number is None))
    refs = {r.ref for r in rows}
    current = {ref: row for ref, row in _current_articles(session, day).items() if ref in refs} if rows else {}
    return Behind(kind, tuple((r.id, r.revision) for r in rows), tuple(_article_docs(session, current.values())), ())


def catch_up(session: Session, engine: SearchEngine, kind: str, day: date) -> Behind:
    """Write what an index has not seen, or all of it where it is missing or damaged; `mark_indexed` then notes it. Repeating does
    no harm. Raises IndexBusy while another process writes."""
    found = behind(session, kind, day)
    try:
        engine.count()
        if found.put:
            engine.put(found.put)
        if found.drop:
            engine.drop(found.drop)
    except IndexBroken:
        engine.rebuild(all_docs(session, kind, day))
    return found


def mark_indexed(session: Session, found: Behind) -> int:
    """Note what the index has seen; a row changed meanwhile stays behind."""
    if not found.seen:
        return 0
    table = Base.metadata.tables["cases" if found.kind == "cases" else "articles"]
    seen: BindParameter[int] = bindparam("seen")
    mark = update(table).where(table.c.id == bindparam("ident"), table.c.indexed_revision < seen).values(indexed_revision=seen)
    # one statement for all rows: marks are set within a job's short transaction
    session.connection().execute(mark, [{"ident": ident, "seen": revision} for ident, revision in found.seen])
    return len(found.seen)


@lru_cache(maxsize=4096)
def _features(body: bank.Case) -> similar.Features:
    """A case in the words in which stories are understood: its own points and proofs are sentences that never equal theirs."""
    told = story.traits("\n".join([body.title, body.facts, *body.dispute_points, *body.evidence]))
    amount = Decimal(body.amount_claimed or body.amount_awarded or 0) or None
    form = _FORMS.get(body.employment_form or "", body.employment_form) or told.form
    return similar.Features(frozenset(body.causes), frozenset(told.points), form, frozenset(told.evidence), amount, body.head_count)


@dataclass(frozen=True)
class Likeness:
    """Similar cases of a story: matches with their case, hits of these cases by id, synonyms applied, and how the nearest ended."""

    matches: tuple[tuple[similar.Match, bank.Case], ...]
    pattern: similar.Pattern
    hits: Mapping[str, Hit]
    applied: tuple[tuple[str, str], ...]


def like_story(session: Session, engine: SearchEngine, text: str, dropped: Iterable[str] = (), top: int = 10) -> tuple[story.Story, Likeness]:
    """Understand a pasted story and find the cases most like it; `dropped` chips are left out."""
    understood = story.parse(text).without(dropped)
    asked = similar.Features(
        frozenset(understood.causes), frozenset(understood.points), understood.form, frozenset(understood.evidence), understood.amount, understood.people,
        frozenset(understood.flags),
    )
    return understood, like(session, engine, text, asked, top)


def like(session: Session, engine: SearchEngine, text: str, asked: similar.Features, top: int = 10) -> Likeness:
    """The cases most like what is asked: near in words, and then by words and structure together."""
    page = engine.find(lifted(session, "cases", Query(text, limit=NEAR, leaning={"cause": dict.fromkeys(sorted(asked.causes), 1.0)})))
    scores = {h.id: h.score for h in page.hits}
    texts = select(Case.ref, CaseVersion.body).join(CaseVersion.case).where(Case.ref.in_(list(scores)), CaseVersion.number == Case.published_number)
    bodies = {ref: bank.from_json(body) for ref, body in session.execute(texts)}
    candidates = {
        ref: similar.Candidate(ref, _features(b), b.outcome_type, Decimal(b.amount_awarded) if b.amount_awarded else None) for ref, b in bodies.items()
    }
    matches = similar.rank(asked, candidates.values(), scores, causes.NAMES, causes.PARENT, top)
    pattern = similar.pattern(matches[:NEAREST], candidates)
    return Likeness(tuple((m, bodies[m.id]) for m in matches), pattern, {h.id: h for h in page.hits}, page.applied)


def like_ticket(session: Session, engine: SearchEngine, ticket: Ticket, statement: str, top: int = 3) -> list[tuple[similar.Match, bank.Case]]:
    """Similar cases for a ticket: its confirmed cause counts beside the text."""
    try:
        _, found = like_story(session, engine, f"{ticket.summary}\n{statement}", top=top)
    except IndexBroken:
        return []
    return list(found.matches)
