"""法条: import keyed by (id, version_date), reading, what is in force on a day."""

import hashlib
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.errors import FaultyFile, NotFound
from legalaid.reading import json_rows
from legalaid.roles import By
from legalaid.tables.library import Case, CaseCitation, StatuteArticle
from toolkit import citations, statutes
from toolkit.statute_sources import Fault, read_rows


def read_lines(lines: Iterable[str]) -> list[statutes.Article]:
    """Articles of a JSONL text; any fault refuses the whole file by line."""
    rows, broken = json_rows(lines)
    articles, faults = read_rows(rows, [Fault(*fault) for fault in broken])
    if faults:
        raise FaultyFile([(f.line, f.field, f.message) for f in faults])
    return articles


def keep(session: Session, by: By, articles: Iterable[statutes.Article]) -> dict[str, int]:
    """Store articles; the same content is unchanged, other content of the same key replaces it and is indexed anew."""
    by.must("library.import")
    known = {(r.ref, r.version_date): r for r in session.scalars(select(StatuteArticle))}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for article in articles:
        values = {
            "law": article.law, "short": article.short, "level": article.level, "region": article.region, "article": article.article,
            "number": article.no, "chapter": article.chapter, "section": article.section, "text": "\n".join(article.paragraphs),
            "effective_from": article.effective_from, "effective_to": article.effective_to,
            "repealed": [[number, on.isoformat()] for number, on in article.lapsed], "mark": article.mark,
        }
        digest = hashlib.sha256(repr(values).encode()).hexdigest()  # of the content: the same article may come from two sources
        values |= {"source": article.source[:160], "content_hash": digest}
        row = known.get(article.key)
        if row is not None and row.content_hash == digest:
            counts["unchanged"] += 1
            continue
        if row is None:
            row = StatuteArticle(ref=article.id, version_date=article.version_date, **values)
            session.add(row)
            known[article.key] = row
            counts["added"] += 1
        else:
            for name, value in values.items():
                setattr(row, name, value)
            row.revision += 1
            counts["changed"] += 1
    session.flush()
    _resolve(session, {ref for ref, _ in known})
    audit.record(session, by, "statutes.import", "articles", "", **counts)
    return counts


def _resolve(session: Session, held: set[str]) -> None:
    """Citations of cases that were published before their article came in."""
    for citation in session.scalars(select(CaseCitation).where(CaseCitation.resolved.is_(False))):
        citation.resolved = citation.article_ref in held


def in_force(row: StatuteArticle, day: date) -> bool:
    """Whether this wording has force on a day."""
    return (row.effective_from is None or row.effective_from <= day) and (row.effective_to is None or day <= row.effective_to)


def paragraphs(row: StatuteArticle, day: date) -> list[tuple[str, str | None]]:
    """The 款 with the day from which each is without force, None while in force on `day`."""
    lapsed = {int(number): str(on) for number, on in row.repealed}
    parts = list(statutes.paragraphs_of(row.text))
    return [(text, lapsed.get(n) if n in lapsed and lapsed[n] <= day.isoformat() else None) for n, text in enumerate(parts, 1)]


def article(session: Session, by: By, ref: str, day: date) -> StatuteArticle:
    """The wording in force on the day, else the newest there is."""
    rows = versions(session, ref)
    if not rows:
        raise NotFound("没有收录这一条。")
    return next((r for r in rows if in_force(r, day)), rows[0])


def versions(session: Session, ref: str) -> list[StatuteArticle]:
    """Every wording held of an article, the newest first."""
    return list(session.scalars(select(StatuteArticle).where(StatuteArticle.ref == ref).order_by(StatuteArticle.version_date.desc())))


def articles(session: Session, refs: Iterable[str], day: date) -> list[StatuteArticle]:
    """Those of the named articles that are held, in the order named."""
    rows: dict[str, StatuteArticle] = {}
    wanted = list(dict.fromkeys(refs))
    for row in session.scalars(select(StatuteArticle).where(StatuteArticle.ref.in_(wanted)).order_by(StatuteArticle.version_date)):
        if row.ref not in rows or in_force(row, day):
            rows[row.ref] = row
    return [rows[ref] for ref in wanted if ref in rows]


def laws(session: Session) -> list[tuple[str, str, str, int]]:
    """(short, law, level, number of articles) of everything held."""
    query = select(StatuteArticle.short, StatuteArticle.law, StatuteArticle.level, func.count()).group_by(
        StatuteArticle.short, StatuteArticle.law, StatuteArticle.level
    )
    order = {"法律": 0, "行政法规": 1, "司法解释": 2}
    return sorted(((s, w, v, n) for s, w, v, n in session.execute(query)), key=lambda r: (order.get(r[2], 3), r[0]))


def law(session: Session, short: str, day: date) -> list[StatuteArticle]:
    """All articles of one law, each in its wording of the day, in order."""
    rows: dict[str, StatuteArticle] = {}
    for row in session.scalars(select(StatuteArticle).where(StatuteArticle.short == short).order_by(StatuteArticle.version_date)):
        if row.ref not in rows or in_force(row, day):
            rows[row.ref] = row
    if not rows:
        raise NotFound("没有收录这部法律。")
    return sorted(rows.values(), key=lambda r: (r.number, r.ref))


def cited_by(session: Session, ref: str) -> list[Case]:
    """Published cases that cite an article."""
    query = select(Case).join(CaseCitation).where(CaseCitation.article_ref == ref, Case.state == "PUBLISHED").order_by(Case.ref)
    return list(session.scalars(query))


def times_cited(session: Session, refs: Iterable[str]) -> dict[str, int]:
    """How many published cases cite each of these articles."""
    query = select(CaseCitation.article_ref, func.count()).join(Case).where(CaseCitation.article_ref.in_(list(refs)), Case.state == "PUBLISHED")
    return {row[0]: row[1] for row in session.execute(query.group_by(CaseCitation.article_ref))}


def check(session: Session, text: str, day: date) -> list[citations.Finding]:
    """Citations in a text that do not exist or had no force on the day."""
    return citations.check(text, day, _known(session, {one.id for one in citations.citations(text) if one.id}))


def _known(session: Session, refs: Iterable[str]) -> dict[str, list[statutes.Article]]:
    """All versions of these articles by id, oldest first, as the checker of citations takes them."""
    found: dict[str, list[statutes.Article]] = {}
    for row in session.scalars(select(StatuteArticle).where(StatuteArticle.ref.in_(list(refs))).order_by(StatuteArticle.version_date)):
        found.setdefault(row.ref, []).append(statutes.Article(
            id=row.ref, law=row.law, short=row.short, level=row.level, region=row.region, article=row.article, no=row.number, chapter=row.chapter,
            section=row.section, paragraphs=statutes.paragraphs_of(row.text), text=row.text, version_date=row.version_date,
            effective_from=row.effective_from, effective_to=row.effective_to, status="", source=row.source, mark=row.mark,
            lapsed=tuple((int(n), date.fromisoformat(str(on))) for n, on in row.repealed),
        ))
    return found
