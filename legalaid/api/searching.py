"""What cases and statutes share: one page of hits from an index."""

from typing import Any

from casebank.engine import IndexBroken, Page, Query
from legalaid import current
from legalaid.errors import NotReady


def find(kind: str, query: dict[str, Any], filters: dict[str, Any], counts: tuple[str, ...] = ()) -> Page:
    """A page of the index `kind`; facets that were not asked for do not narrow it."""
    size, text, wanted = query["size"], query.get("q", ""), {name: (value,) for name, value in filters.items() if value}
    sort = query.get("sort", "score") if text else "date" if "sort" in query else "score"
    try:
        return current.runtime().engine(kind).find(Query(text, wanted, counts, size, (query["page"] - 1) * size, sort, query.get("within", "")))
    except IndexBroken as e:
        raise NotReady(f"{e}，请管理员重建检索索引。") from e
