"""案例与法条: keyword search, a pasted dispute, by article; reading a case, a law, an article."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from casebank import case as bank
from casebank import redact
from casebank.engine import Query
from legalaid import current, reading
from legalaid.actions import cases, duplicates, saved_searches, search, search_terms, statutes, stories
from legalaid.actions.search_terms import Terms
from legalaid.errors import NotFound, Refused
from legalaid.filters import article_page
from legalaid.guard import needs, open_to_all
from legalaid.tables.accounts import Account
from legalaid.tables.library import CASE_STATES, Case, Story
from legalaid.web import results, statute_pages
from toolkit import causes
from toolkit.citations import citations
from toolkit.story import parse

bp = Blueprint("library", __name__)
PAGE, NEAREST, MOST_PAGES = 10, 60, 100


def _terms() -> Terms:
    return search_terms.read(request.args.get, request.args.getlist)


def _page() -> int:
    return min(current.page(), MOST_PAGES)


def _show(tab: str, terms: Terms, **more: Any) -> str:
    """The search page; what a tab does not have is empty."""
    usual: dict[str, Any] = {
        "hits": (), "total": 0, "facets": (), "applied": (), "articles": (), "pattern": None, "story_id": None, "kept": None, "base": url_for("library.home"),
        "page": 1, "pages": 0, "limits": (), "corrections": (), "looser": (),
        "narrowed": terms.narrowed, "clear": url_for("library.home", q=terms.q), "sorts": (), "dropped": (), "understood": None, "candidates": (),
    }
    return render_template("library/search.html", tab=tab, terms=terms, held=results.held(), paper_count=results.papers(), saved=_saved(), back=request.full_path.rstrip("?"), **{**usual, **more})


@bp.get("/cases/search")
@needs("library.read")
def home():
    """案例检索; every filter is in the URL."""
    terms, tab = _terms(), request.args.get("tab", "")
    if tab == "story":
        return _show("story", Terms(), tools=results.tools(""))
    if tab == "article":
        return _by_article(terms.q)
    page = _page()
    found = results.find("cases", terms.query(PAGE, (page - 1) * PAGE, counted=True))
    here = lambda **more: url_for("library.home", **{**terms.values(), **more})  # noqa: E731 - the addresses of this page
    return _show(
        "words", terms, hits=list(results.shown(((h, None) for h in found.hits), {"back": here(**({"page": page} if page > 1 else {}))}, terms.q)), total=found.total,
        facets=results.facets(found.counts, terms.chosen), applied=found.applied, articles=results.article_hits(terms.q), tools=results.tools(terms.q),
        page=page, pages=min(-(-found.total // PAGE), MOST_PAGES), link=lambda n: here(page=n), sorts=_sorts(terms, here), limits=results.limits(terms),
        corrections=results.corrections(terms, found.total), looser=results.looser(terms) if not found.total else (),
    )


def _saved() -> int | None:
    """How many searches I keep; None for roles that keep none."""
    by = current.by()
    return len(saved_searches.listed(current.reading(), by)) if by.can("searches.keep") else None


def _sorts(terms: Terms, here: Any) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is in use); without words nothing is relevant."""
    used = "date" if terms.sort == "score" and not terms.q else terms.sort
    return [(words, here(sort=code), code == used) for code, words in search_terms.SORTS.items() if code != "score" or terms.q]


def _by_article(text: str) -> str:
    """按法条: articles that the words name or describe, each with the cases that cite it."""
    session, today = current.reading(), current.today()
    named = [c.id for c in citations(text) if c.id]
    refs = list(dict.fromkeys([*named, *(hit.ref for hit in results.article_hits(text, 10))])) if text else []
    rows = statutes.articles(session, refs, today)
    counts = statutes.times_cited(session, [r.ref for r in rows])
    candidates = [
        SimpleNamespace(ref=r.ref, title=f"{r.short}{r.article}", text=r.text, url=article_page(r.ref), cases=counts.get(r.ref, 0), find=url_for("library.home", article=r.ref)) for r in rows
    ]
    return _show("article", Terms(q=text), candidates=candidates, total=len(candidates), tools=results.tools(text))


@bp.post("/cases/search")
@needs("library.read")
def paste():
    """A pasted dispute: kept sealed for 24 hours under a random id; the URL holds nothing of it."""
    text = reading.tidy(request.form.get("text", ""))[:8000]
    story_id = request.form.get("story", type=UUID)
    if story_id is None and request.form.get("story"):
        raise NotFound("粘贴的案情已经过期，请重新粘贴。")
    with current.writing() as s:
        row = stories.own(s, current.by(), story_id) if story_id else None
        if row is not None:
            if text:
                row.text = text
            # Only what was understood can be dropped: the list is kept in clear and holds nothing that was typed.
            known = {chip.key for chip in parse(row.text.open()).chips}
            row.dropped = sorted(known & ({*row.dropped, *request.form.getlist("drop")} - {*request.form.getlist("restore")}))
        else:
            if len(text) < 6:
                raise Refused("请粘贴案情，至少写一句话。", field="text")
            row = Story(account_id=current.account_id(), dropped=[], created_at=current.now(), expires_at=current.now() + timedelta(hours=24))
            row.text = text
            s.add(row)
            s.flush()
        return current.remember(s, url_for("library.story", ident=row.id))


@bp.get("/cases/search/<uuid:ident>")
@needs("library.read")
def story(ident: UUID):
    """Cases like a pasted dispute, with what was understood as removable chips."""
    session = current.reading()
    row = stories.own(session, current.by(), ident)
    text = row.text.open()
    understood, found = search.like_story(session, current.runtime().engine("cases"), text, row.dropped, top=NEAREST)
    return _alike(
        found, text, search.leaning(understood.classification), url_for("library.story", ident=ident), text=text, story_id=ident, understood=understood.chips,
        dropped=[chip for chip in parse(text).chips if chip.key in row.dropped] if row.dropped else (), name=stories.title(understood.chips),
    )


@bp.get("/cases/search/saved/<uuid:ident>")
@needs("searches.keep")
def kept(ident: UUID):
    """A saved search by story: without the story, from what was kept of it."""
    session = current.reading()
    row = saved_searches.get(session, current.by(), ident)
    gist = stories.kept(row)
    if gist is None:
        return redirect(url_for("library.home", **search_terms.of_row(row.query).values()), 302)
    found = stories.like(session, current.runtime().engine("cases"), gist, NEAREST)
    left = stories.chips(gist.left)
    leaning = {"cause": {chip.key.partition(":")[2]: 1.0 for chip in left if chip.label == "案由"}}
    return _alike(found, gist.words, leaning, url_for("library.kept", ident=ident), kept=row, understood=left, dropped=stories.chips(gist.dropped))


def _alike(found: search.Likeness, said: str, leaning: results.Leaning, base: str, **more: Any) -> str:
    """The page of cases like what was said: narrowed and sorted by its address, which begins with `base`."""
    terms, page = _terms(), _page()
    near = [(found.hits[m.id], m) for m, _ in found.matches]
    inside = [(h, m) for (h, m), (_, body) in zip(near, found.matches, strict=True) if terms.holds(body.whole_text())]
    chosen = [(h, m) for h, m in inside if terms.picks(h.facets)]
    if terms.sort != "score":
        chosen.sort(key=lambda pair: (next(iter(pair[0].facets.get(terms.sort, ())), ""), pair[1].percent), reverse=True)
    counts = {name: Counter(value for h, _ in inside for value in h.facets.get(name, ())) for name in search_terms.NAMES}
    here = lambda **changed: f"{base}?{urlencode({**terms.values(), **changed}, doseq=True)}"  # noqa: E731 - the addresses of this page
    words = {"score": "相似度", "date": "时间", "amount": "金额"}
    return _show(
        "story", terms, base=base, clear=base, hits=list(results.shown(chosen[(page - 1) * PAGE : page * PAGE], {"back": here(**({"page": page} if page > 1 else {}))}, said)), total=len(chosen),
        facets=results.facets({name: dict(c.most_common()) for name, c in counts.items()}, terms.chosen), page=page, pages=-(-len(chosen) // PAGE), link=lambda n: here(page=n),
        sorts=[(title, here(sort=code), code == terms.sort) for code, title in words.items()], articles=results.article_hits(said, leaning=leaning), applied=found.applied,
        pattern=found.pattern, ended=results.ended(found.pattern), tools=results.tools(said, leaning), **more,
    )


@bp.get("/cases/<ref>")
@needs("library.read")
def case(ref: str):
    """One case; those who edit and review see the text at work first, and may ask for any version."""
    return show_case(ref, request.args.get("version", type=int))


def show_case(ref: str, number: int | None = None, errors=None, typed=None, status: int = 200):
    """The page of a case, with what somebody typed into it when that was refused."""
    session, by = current.reading(), current.by()
    instead = cases.in_place_of(session, ref) if not (by.can("cases.edit") or by.can("cases.review")) else None
    if instead:
        return redirect(url_for("library.case", ref=instead), 302), 302
    row = cases.get(session, by, ref)
    insider = by.can("cases.edit") or by.can("cases.review")
    working = next((v for v in reversed(row.versions) if v.state in ("DRAFT", "IN_REVIEW")), None) if insider else None
    wanted = number if insider and number else working.number if working else row.published_number
    version = next((v for v in row.versions if v.number == wanted), None) or (row.versions[-1] if insider else None)
    if version is None:
        raise NotFound("这个案例已经下架。")
    shown = bank.from_json(version.body)
    cites = results.cites(shown.articles)
    held = {a.ref for a in statutes.articles(session, list(shown.articles), current.today())}
    residue = Counter((redact.KINDS[r.kind], r.text) for r in redact.residue(shown.whole_text())) if version.state == "DRAFT" and not version.official else {}
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_([i for v in row.versions for i in (v.author_id, v.reviewer_id) if i])))}
    twins = duplicates.among(session, [(0, shown)]) if working and working.id == version.id else ()
    return render_template(
        "library/case.html", row=row, twins=twins, case=shown, version=version, working=working, states=CASE_STATES, cites=cites, cause_names=causes.NAMES, colours=results.OUTCOME_COLOURS,
        back=_way_back(), cite=_cite_words(row, shown), unresolved=[a for a in shown.articles if a not in held], residue=residue, people=people, insider=insider,
        errors=errors or {}, typed=typed or {},
    ), status


def _way_back() -> str:
    """The search that led here, when the address names one of ours."""
    back = request.args.get("back", "")
    return back if back.startswith("/cases/search") else ""


def _cite_words(row: Case, shown: bank.Case) -> str:
    """How the case is cited: title, source, date, number."""
    return "，".join(part for part in (f"《{shown.title}》", shown.source, shown.date or "", f"典型案例库编号 {row.ref}") if part) + "。"


@bp.get("/laws/")
@open_to_all
def laws():
    """法条检索 and the list of laws held."""
    text = reading.tidy(request.args.get("q", ""))[:500]
    found = results.find("statutes", Query(text, limit=20)) if text else None
    held = statutes.laws(current.reading())
    return render_template("library/laws.html", q=text, hits=results.article_rows(found.hits) if found else [], total=found.total if found else 0,
                           applied=found.applied if found else (), laws=held, unheld=statute_pages.without_text(short for short, *_ in held))


@bp.get("/laws/<law>/")
@open_to_all
def law(law: str):
    """One law on a day."""
    return statute_pages.law(law)


@bp.get("/laws/<law>/<number>")
@open_to_all
def article(law: str, number: str):
    """One article with its versions, repealed paragraphs and what cites it."""
    return statute_pages.article(law, number)
