"""Citations as links: to the article, with the mark of how surely it is known."""

from collections.abc import Iterable

from legalaid.filters import article_url
from toolkit.authority import MARKS, Citation


def cites(citations: Iterable[Citation]) -> list[dict[str, str]]:
    """What `law.cites` shows: name, article, address of its page (without text the register's note stands there), 待核实 where unchecked."""
    return [{"name": one.law, "article": one.article + one.part, "href": article_url(one.id) or "", "said": "" if one.mark == "V" else MARKS[one.mark]} for one in citations]
