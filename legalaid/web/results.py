"""How what was found looks on pages: cases and articles with highlights, tools, facets, help when nothing was found."""

from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy import func, select

from casebank.engine import Hit, Page, Query
from legalaid import charts, current
from legalaid.actions import learning, search, search_terms, statutes
from legalaid.actions.search_terms import Terms
from legalaid.filters import article_page, wan
from legalaid.tables.library import Case, StatuteArticle
from toolkit import causes
from toolkit.calculators import CALCULATORS
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES

OUTCOME_COLOURS = {"全部支持": "green", "部分支持": "amber", "调解达成": "blue", "未支持": ""}
OUTCOME_BARS = {"全部支持": charts.BLUE, "调解达成": charts.SKY, "部分支持": charts.GOLD, "未支持": charts.GREY}
Leaning = Mapping[str, Mapping[str, float]]
_CITES, _TOOLS, _ARTICLES = 4, 4, 4
_FEW = 3  # up to so many results the words are doubted too


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Text with highlights; everything is escaped."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def find(kind: str, query: Query) -> Page:
    """What the index of that kind finds."""
    return search.find(current.reading(), current.runtime().engine(kind), kind, query)


def held() -> dict[str, int]:
    """How many cases and articles the library holds."""
    session = current.reading()
    return {
        "cases": session.scalar(select(func.count()).select_from(Case).where(Case.state == "PUBLISHED")) or 0,
        "articles": session.scalar(select(func.count()).select_from(StatuteArticle)) or 0,
    }


def cites(refs: Iterable[str]) -> list[tuple[str, str]]:
    """(words, address) of those articles that are held, in the order named."""
    return [(f"{r.short}{r.article}", article_page(r.ref)) for r in statutes.articles(current.reading(), refs, current.today())]


def _listed(hit: Hit) -> list[str]:
    return [ref for ref in hit.stored.get("articles", "").split("\n") if ref][:_CITES]


def shown(hits: Iterable[tuple[Hit, Any]], trail: Mapping[str, Any], text: str = "") -> Iterator[SimpleNamespace]:
    """Cases for the page: a hit with its likeness (`similar.Match` or None); `trail` goes along in the addresses, so that the
    case knows the way back. `text` is what was asked: what earlier uses lifted says so."""
    rows = list(hits)
    lifted = learning.gains(current.reading(), "cases", text) if any(hit.facets.get("used") for hit, _ in rows) else {}
    known = {r.ref: f"{r.short}{r.article}" for r in statutes.articles(current.reading(), [ref for hit, _ in rows for ref in _listed(hit)], current.today())}
    for hit, match in rows:
        outcome = next(iter(hit.facets.get("outcome", ())), "")
        meta = [next(iter(hit.facets.get("level", ())), ""), next(iter(hit.facets.get("date", ())), ""), hit.stored.get("place", ""), hit.stored.get("source", "").split("（")[0][:24]]
        yield SimpleNamespace(
            url=url_for("library.case", ref=hit.id, **trail), title=marked(hit.title, hit.title_marks), outcome=outcome, colour=OUTCOME_COLOURS.get(outcome, ""),
            meta=[m for m in meta if m], snippet=marked(hit.snippet.text, hit.snippet.marks) if hit.snippet else "", percent=match.percent if match else None,
            same=match.same if match else (), differs=match.different if match else (), sums=f"支持 {wan(hit.stored['awarded'])}" if hit.stored.get("awarded") else "",
            cites=[(known[ref], article_page(ref)) for ref in _listed(hit) if ref in known], used=lifted[hit.id][1] if hit.id in lifted and hit.facets.get("used") else 0,
        )


def article_rows(hits: Iterable[Hit]) -> list[SimpleNamespace]:
    """Articles for the page."""
    return [SimpleNamespace(ref=h.id, title=h.title, text=marked(h.snippet.text, h.snippet.marks) if h.snippet else "", url=article_page(h.id)) for h in hits]


def article_hits(text: str, limit: int = _ARTICLES, leaning: Leaning | None = None) -> list[SimpleNamespace]:
    """Articles that the words ask for."""
    return article_rows(find("statutes", Query(text, limit=limit, leaning=leaning or {})).hits) if text else []


def tools(text: str, leaning: Leaning | None = None) -> list[SimpleNamespace]:
    """Calculators and guides that the words ask for; the usual two when nothing was asked."""
    named = [h.id.partition(":") for h in find("tools", Query(text, limit=8, leaning=leaning or {})).hits] if text else []
    found = []
    for kind, _, name in named or [("calc", ":", "severance"), ("calc", ":", "limitation")]:
        if kind == "calc" and name in CALCULATORS:
            found.append(SimpleNamespace(title=CALCULATORS[name].title, words=CALCULATORS[name].summary, url=url_for("tools.calculator", name=name), icon="calc"))
        elif kind == "guide" and name in GUIDES:
            found.append(SimpleNamespace(title=GUIDES[name].title, words=GUIDES[name].summary, url=url_for("guides.show", ident=name), icon="book"))
    return found[:_TOOLS]


def facets(counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Iterable[str]]) -> list[tuple[str, str, list[tuple[str, str, int]], list[str]]]:
    """(name, title, options with counts, chosen values); a chosen value without results keeps its box, so that it can be taken back."""
    found = []
    for name, title in search_terms.FACETS:
        here, picked = counts.get(name, {}), list(chosen.get(name, ()))
        values = [*here, *(v for v in picked if v not in here)]
        if name == "year":
            values.sort(reverse=True)
        found.append((name, title, [(v, causes.NAMES.get(v, v), here.get(v, 0)) for v in values], picked))
    return found


def limit_words(name: str, value: str) -> str:
    """What limits the results, in words."""
    if name == "article":
        return next((f"引用{words}" for words, _ in cites([value])), f"引用{value}")
    return f"结果里有“{value}”" if name == "within" else causes.NAMES.get(value, value)


def limits(terms: Terms) -> list[tuple[str, str]]:
    """(words, address without it) of everything that limits the results beside the words."""
    return [(limit_words(name, value), url_for("library.home", **terms.without(name, value).values())) for name, value in terms.limits()]


def corrections(terms: Terms, total: int) -> list[tuple[str, str]]:
    """(words, address) of what may have been meant, only such as finds something."""
    if not terms.q or len(terms.q) > 40:
        return []
    speller = search.speller(current.reading(), current.runtime().cache)
    meant = speller.corrections(terms.q, bold=total == 0)
    return [(words, url_for("library.home", q=words)) for words in meant if total > _FEW or find("cases", Query(words, limit=1)).total]


def looser(terms: Terms) -> list[tuple[str, str, int]]:
    """(what is given up, address, how many it finds) when nothing was found within the limits."""
    found = []
    for name, value in terms.limits() if terms.q or terms.narrowed > 1 else ():
        less = terms.without(name, value)
        total = find("cases", less.query(1)).total
        if total:
            found.append((limit_words(name, value), url_for("library.home", **less.values()), total))
    return found


def ended(pattern: Any) -> charts.Chart:
    """The chart of how the nearest cases ended."""
    return charts.hbars([charts.Bar(words, n, colour=OUTCOME_BARS.get(words, charts.GREY)) for words, n in pattern.outcomes.items()], "类似案件的结果", head="结果", width=300)


def papers() -> int:
    """How many papers the library can write."""
    return len(DOCUMENTS)
