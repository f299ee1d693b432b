"""Citations as links: to the article where its text is held, with the mark of how surely it is known."""

from collections.abc import Iterable

from flask import url_for

from legalaid import current
from legalaid.actions import statutes
from toolkit.authority import MARKS, Citation


def cites(citations: Iterable[Citation]) -> list[dict[str, str]]:
    """What `law.cites` shows: name, article, address where the article is held, 待核实 where the text was not checked."""
    wanted = list(citations)
    held = {row.ref for row in statutes.articles(current.reading(), [one.id for one in wanted], current.today())}
    return [
        {"name": one.law, "article": one.article + one.part, "href": _address(one.id) if one.id in held else "", "said": "" if one.mark == "V" else MARKS[one.mark]}
        for one in wanted
    ]


def _address(ref: str) -> str:
    law, _, number = ref.rpartition("-")
    return url_for("library.article", law=law, number=number)
