"""典型案例: search and read what is published."""

from dataclasses import asdict
from typing import Any

from legalaid import current
from legalaid.actions import cases, statutes
from legalaid.api.blueprint import Blueprint
from legalaid.api.searching import find
from legalaid.errors import NotFound
from legalaid.schemas.api import paging
from legalaid.schemas.api_library import CaseOut, CasePage, CaseQuery
from toolkit import causes

bp = Blueprint("cases", __name__, url_prefix="/api/v1/cases", description="典型案例")
FACETS = ("parent", "outcome", "level", "people", "year")


@bp.operation("GET", "", "library.read", CasePage, query=CaseQuery)
def search(query: dict[str, Any]) -> dict[str, Any]:
    """检索典型案例

    没有检索词时按日期列出全部；facets 是各个范围内的条数。
    """
    found = find("cases", query, FACETS, counted=True, sort=query["sort"] if query.get("q") else "date")
    items = [{"id": h.id, "title": h.title, "score": h.score, "outcome": next(iter(h.facets.get("outcome", ())), None),
              "date": next(iter(h.facets.get("date", ())), "") or None, "snippet": h.snippet} for h in found.hits]
    facets = {name: [{"value": v, "label": causes.NAMES.get(v, v), "count": n} for v, n in found.counts.get(name, {}).items()] for name in FACETS}
    return {"items": items, "facets": facets, "page": paging(query, found.total)}


@bp.operation("GET", "/<ref:ref>", "library.read", CaseOut)
def read(ref: str) -> dict[str, Any]:
    """阅读一个典型案例"""
    session = current.reading()
    body = cases.published(cases.get(session, current.by(), ref))
    if body is None:
        raise NotFound("这个案例已经下架。")
    held = statutes.articles(session, body.articles, current.today())
    known = {row.ref for row in held}
    return {**asdict(body), "cites": [{"id": row.ref, "law": row.law, "article": row.article} for row in held],
            "cites_unresolved": [written for written in body.articles if written not in known]}
