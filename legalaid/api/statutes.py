"""法条: search, an article with its versions and repealed paragraphs, the laws held."""

from datetime import date
from typing import Any

from legalaid import current
from legalaid.actions import statutes
from legalaid.api.blueprint import Blueprint
from legalaid.api.searching import find
from legalaid.schemas.api import PageQuery, paging
from legalaid.schemas.api_library import Article, ArticlePage, ArticleQuery, CitationCheck, CitationText, LawArticles, LawPage, LawQuery, StatuteQuery
from legalaid.tables.library import StatuteArticle
from toolkit import citations

bp = Blueprint("statutes", __name__, url_prefix="/api/v1", description="法条")


def _day(query: dict[str, Any]) -> date:
    return query.get("on") or current.today()


def _cut(query: dict[str, Any], rows: list[Any]) -> list[Any]:
    start = (query["page"] - 1) * query["size"]
    return rows[start : start + query["size"]]


@bp.operation("GET", "/statutes", "library.read", ArticlePage, query=StatuteQuery)
def search(query: dict[str, Any]) -> dict[str, Any]:
    """检索法条

    可以用一句大白话来问，例如“没签劳动合同能要双倍工资吗”。
    """
    found = find("statutes", query, ("law",))
    return {"items": found.hits, "page": paging(query, found.total)}


@bp.operation("POST", "/statutes/check", "library.read", CitationCheck, body=CitationText)
def check(values: dict[str, Any]) -> dict[str, Any]:
    """核对一段文字里的引用

    列出不存在、那一天还没有施行或者已经失效的引用；本库没有收录、无法核对的也列出，fault 为 false。
    """
    text, day = values["text"], _day(values)
    items = [{"citation": f.citation.said, "start": f.citation.start, "end": f.citation.end, "id": f.citation.id, "message": f.message, "fault": f.fault}
             for f in statutes.check(current.reading(), text, day)]
    return {"on": day, "citations": len(citations.citations(text)), "items": items}


@bp.operation("GET", "/statutes/<ref:ref>", "library.read", Article, query=ArticleQuery)
def read(query: dict[str, Any], ref: str) -> dict[str, Any]:
    """阅读一条法条

    给出法律上相关的那一天（on），得到那天有效的文本；已失效的款注明自哪天起失效。那天没有有效文本时给最新的，in_force 为 false。
    """
    session, day = current.reading(), _day(query)
    row = statutes.article(session, current.by(), ref, day)
    cited = [{"id": c.ref, "title": c.title} for c in statutes.cited_by(session, ref)]
    return {
        **_version(row, day), "id": row.ref, "law": row.law, "short": row.short, "article": row.article, "level": row.level, "region": row.region, "chapter": row.chapter,
        "section": row.section, "source": row.source, "mark": row.mark, "on": day, "versions": [_version(v, day) for v in statutes.versions(session, ref)], "cited_by": cited,
    }


def _version(row: StatuteArticle, day: date) -> dict[str, Any]:
    parts = [{"number": n, "text": text, "repealed_from": date.fromisoformat(since) if since else None} for n, (text, since) in enumerate(statutes.paragraphs(row, day), 1)]
    return {"version_date": row.version_date, "effective_from": row.effective_from, "effective_to": row.effective_to, "in_force": statutes.in_force(row, day), "paragraphs": parts}


@bp.operation("GET", "/laws", "library.read", LawPage, query=PageQuery)
def laws(query: dict[str, Any]) -> dict[str, Any]:
    """列出收录的法律"""
    rows = [{"short": short, "law": law, "level": level, "articles": count} for short, law, level, count in statutes.laws(current.reading())]
    return {"items": _cut(query, rows), "page": paging(query, len(rows))}


@bp.operation("GET", "/laws/<ref:short>", "library.read", LawArticles, query=LawQuery)
def law(query: dict[str, Any], short: str) -> dict[str, Any]:
    """阅读一部法律的条文"""
    day = _day(query)
    rows = statutes.law(current.reading(), short, day)
    items = [{"id": r.ref, "law": r.law, "article": r.article, "chapter": r.chapter, "version_date": r.version_date, "in_force": statutes.in_force(r, day), "text": r.text}
             for r in _cut(query, rows)]
    return {"items": items, "page": paging(query, len(rows))}
