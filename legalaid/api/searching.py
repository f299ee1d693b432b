"""What cases and statutes share: one page of hits from an index."""

from typing import Any

from casebank.engine import Page, Query
from legalaid import current


def find(kind: str, query: dict[str, Any], facets: tuple[str, ...], *, counted: bool = False, sort: str = "score") -> Page:
    """A page of the index `kind`, narrowed by those of the facets that the query names."""
    filters = {name: (query[name],) for name in facets if query.get(name)}
    asked = Query(query.get("q", ""), filters, facets if counted else (), query["size"], (query["page"] - 1) * query["size"], sort, query.get("within", ""))
    return current.runtime().engine(kind).find(asked)
