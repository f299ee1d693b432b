"""案例与法条: keyword search, a pasted dispute, by article; reading a case, a law, an article."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup, escape
from sqlalchemy import func, select

from casebank import case as bank
from casebank import redact
from casebank.engine import IndexBroken, Query
from legalaid import charts, current, reading
from legalaid.actions import cases, search, statutes
from legalaid.errors import NotFound, NotReady, Refused
from legalaid.filters import wan
from legalaid.guard import needs, open_to_all
from legalaid.tables.accounts import Account
from legalaid.tables.library import CASE_STATES, Case, StatuteArticle, Story
from toolkit import causes
from toolkit.calculators import CALCULATORS
from toolkit.guides import GUIDES
from toolkit.story import parse

bp = Blueprint("library", __name__)
PAGE, NEAREST = 10, 20
OUTCOME_COLOURS = {"全部支持": "green", "部分支持": "amber", "调解达成": "blue", "未支持": ""}
OUTCOME_BARS = {"全部支持": charts.BLUE, "调解达成": charts.SKY, "部分支持": charts.GOLD, "未支持": charts.GREY}
FACETS = (("parent", "争议类型"), ("outcome", "结果"), ("level", "处理方式"), ("people", "人数"), ("year", "年份"))


def marked(text: str, spans) -> Markup:
    """Text with highlights; everything is escaped."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def _find(kind: str, query: Query):
    try:
        return search.find(current.reading(), current.runtime().engine(kind), kind, query)
    except IndexBroken as e:
        raise NotReady(f"{e}，请管理员重建检索索引。") from e


def _held() -> dict[str, int]:
    session = current.reading()
    return {
        "cases": session.scalar(select(func.count()).select_from(Case).where(Case.state == "PUBLISHED")) or 0,
        "articles": session.scalar(select(func.count()).select_from(StatuteArticle)) or 0,
    }


def _cites(articles: list[str]) -> list[tuple[str, str]]:
    rows = {r.ref: r for r in statutes.articles(current.reading(), articles, current.today())}
    return [(f"{rows[a].short}{rows[a].article}", url_for("library.article", law=rows[a].short, number=a.rpartition("-")[2])) for a in articles if a in rows]


def _shown(hit, percent=None, same=(), differs=()):
    snippet = Markup("……").join(["", marked(hit.snippet.text, hit.snippet.marks), ""]) if hit.snippet else ""
    outcome = next(iter(hit.facets.get("outcome", ())), "")
    meta = [next(iter(hit.facets.get("level", ())), ""), next(iter(hit.facets.get("date", ())), ""), hit.stored.get("place", ""), hit.stored.get("source", "").split("（")[0][:24]]
    return SimpleNamespace(
        url=url_for("library.case", ref=hit.id), title=marked(hit.title, hit.title_marks), outcome=outcome, colour=OUTCOME_COLOURS.get(outcome, ""),
        meta=[m for m in meta if m], snippet=snippet, percent=percent, same=same, differs=differs, sums=f"支持 {wan(hit.stored['awarded'])}" if hit.stored.get("awarded") else "",
        cites=_cites([a for a in hit.stored.get("articles", "").split("\n") if a][:4]),
    )


@bp.get("/cases/search")
@needs("library.read")
def home():
    """案例检索; every filter is in the URL."""
    text, within = reading.tidy(request.args.get("q", ""))[:500], reading.tidy(request.args.get("within", ""))[:100]
    if request.args.get("tab") == "story":
        return render_template("library/search.html", q="", tab="story", held=_held(), facets=[], pattern=None, story_id=None, tools=_tools(""))
    page = max(1, min(request.args.get("page", 1, type=int) or 1, 100))
    sort = request.args.get("sort", "score")
    sort = sort if sort in ("score", "date") else "score"
    filters = {name: tuple(request.args.getlist(name)) for name, _ in FACETS}
    found = _find("cases", Query(text, filters, tuple(n for n, _ in FACETS), PAGE, (page - 1) * PAGE, sort if text else "date", within))
    articles = _find("statutes", Query(text, limit=4)).hits if text else ()
    names = causes.NAMES
    facets = [
        (name, title, [(v, names.get(v, v), n) for v, n in found.counts.get(name, {}).items()], list(filters[name])) for name, title in FACETS
    ]
    args: dict[str, Any] = {k: v for k, v in request.args.to_dict(flat=False).items() if k != "page"}
    return render_template(
        "library/search.html", q=text, within=within, hits=[_shown(h) for h in found.hits], total=found.total, facets=facets, applied=found.applied, held=_held(), tab="words", story_id=None,
        selected=sum(len(v) for v in filters.values()), page=page, pages=-(-found.total // PAGE), link=lambda n: url_for("library.home", **args, page=n), sort=sort,
        sort_link=lambda s: url_for("library.home", **{**args, "sort": s}), articles=[_article_hit(h) for h in articles], pattern=None, tools=_tools(text),
        clear=url_for("library.home", q=text),
    )


def _tools(text: str):
    """Calculators and guides that the words ask for; the usual two when nothing was asked."""
    found = [h.id.partition(":") for h in _find("tools", Query(text, limit=8)).hits] if text else []
    rows = [
        SimpleNamespace(title=CALCULATORS[name].title, words=CALCULATORS[name].summary, url=url_for("tools.calculator", name=name), icon="calc") if kind == "calc"
        else SimpleNamespace(title=GUIDES[name].title, words=GUIDES[name].summary, url=url_for("tools.guide", ident=name), icon="book")
        for kind, _, name in (found or [("calc", ":", "severance"), ("calc", ":", "limitation")]) if name in (CALCULATORS if kind == "calc" else GUIDES if kind == "guide" else ())
    ]
    return rows[:4]


def _article_hit(hit):
    return SimpleNamespace(title=hit.title, text=marked(hit.snippet.text, hit.snippet.marks) if hit.snippet else "", url=_article_url(hit.id))


def _article_url(ref: str) -> str:
    law, _, number = ref.rpartition("-")
    return url_for("library.article", law=law, number=number)


@bp.post("/cases/search")
@needs("library.read")
def paste():
    """A pasted dispute: kept sealed for 24 hours under a random id; the URL holds nothing of it."""
    text = reading.tidy(request.form.get("text", ""))[:8000]
    story_id = request.form.get("story", type=UUID)
    if story_id is None and request.form.get("story"):
        raise NotFound("粘贴的案情已经过期，请重新粘贴。")
    with current.writing() as s:
        row = _own_story(s, story_id) if story_id else None
        if row is not None:
            if text:
                row.text = text
            # Only what was understood can be dropped: the list is kept in clear and holds nothing that was typed.
            known = {chip.key for chip in parse(row.text.open()).chips}
            row.dropped = sorted(known & {*row.dropped, *request.form.getlist("drop")})
        else:
            if len(text) < 6:
                raise Refused("请粘贴案情，至少写一句话。", field="text")
            row = Story(account_id=current.account_id(), dropped=[], created_at=current.now(), expires_at=current.now() + timedelta(hours=24))
            row.text = text
            s.add(row)
            s.flush()
        return current.remember(s, url_for("library.story", ident=row.id))


def _own_story(session, ident: UUID) -> Story:
    row = session.get(Story, ident)
    if row is None or row.account_id != current.account_id() or row.expires_at <= current.now():
        raise NotFound("粘贴的案情已经过期，请重新粘贴。")
    return row


@bp.get("/cases/search/<uuid:ident>")
@needs("library.read")
def story(ident: UUID):
    """Cases like a pasted dispute, with what was understood as removable chips."""
    session = current.reading()
    row = _own_story(session, ident)
    text = row.text.open()
    try:
        understood, found = search.like_story(session, current.runtime().engine("cases"), text, row.dropped, top=NEAREST)
    except IndexBroken as e:
        raise NotReady(f"{e}，请管理员重建检索索引。") from e
    hits = {h.id: h for h in _find("cases", Query(text, limit=60)).hits}
    near = [(m, hits[m.id]) for m, _ in found.matches if m.id in hits]
    filters = {name: request.args.getlist(name) for name, _ in FACETS}
    kept = [(m, h) for m, h in near if all(not chosen or set(chosen) & set(h.facets.get(name, ())) for name, chosen in filters.items())]
    counts = {name: Counter(value for _, h in near for value in h.facets.get(name, ())) for name, _ in FACETS}
    facets = [(name, title, [(v, causes.NAMES.get(v, v), n) for v, n in counts[name].most_common()], filters[name]) for name, title in FACETS]
    page = current.page()
    args: dict[str, Any] = {k: v for k, v in filters.items() if v}
    ended = charts.hbars([charts.Bar(words, n, colour=OUTCOME_BARS.get(words, charts.GREY)) for words, n in found.pattern.outcomes.items()], "类似案件的结果", head="结果", width=300)
    return render_template(
        "library/search.html", q=text, within="", hits=[_shown(h, m.percent, m.same, m.different) for m, h in kept[(page - 1) * PAGE : page * PAGE]], total=len(kept), facets=facets, applied=(),
        held=_held(), tab="story", selected=sum(map(len, filters.values())), page=page, pages=-(-len(kept) // PAGE), link=lambda n: url_for("library.story", ident=ident, page=n, **args),
        sort="score", sort_link=lambda s: "", articles=[_article_hit(h) for h in _find("statutes", Query(text, limit=4)).hits], understood=understood, pattern=found.pattern, ended=ended,
        story_id=ident, tools=_tools(text), clear=url_for("library.story", ident=ident),
    )


@bp.get("/cases/<ref>")
@needs("library.read")
def case(ref: str):
    """One case; those who edit and review see the text at work first, and may ask for any version."""
    return show_case(ref, request.args.get("version", type=int))


def show_case(ref: str, number: int | None = None, errors=None, typed=None, status: int = 200):
    """The page of a case, with what somebody typed into it when that was refused."""
    session, by = current.reading(), current.by()
    row = cases.get(session, by, ref)
    insider = by.can("cases.edit") or by.can("cases.review")
    working = next((v for v in reversed(row.versions) if v.state in ("DRAFT", "IN_REVIEW")), None) if insider else None
    wanted = number if insider and number else working.number if working else row.published_number
    version = next((v for v in row.versions if v.number == wanted), None) or (row.versions[-1] if insider else None)
    if version is None:
        raise NotFound("这个案例已经下架。")
    shown = bank.from_json(version.body)
    cites = _cites(list(shown.articles))
    held = {a.ref for a in statutes.articles(session, list(shown.articles), current.today())}
    residue = Counter((redact.KINDS[r.kind], r.text) for r in redact.residue(shown.whole_text())) if version.state == "DRAFT" and not version.official else {}
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_([i for v in row.versions for i in (v.author_id, v.reviewer_id) if i])))}
    return render_template("library/case.html", row=row, case=shown, version=version, working=working, states=CASE_STATES, cites=cites, cause_names=causes.NAMES, colours=OUTCOME_COLOURS,
                           unresolved=[a for a in shown.articles if a not in held], residue=residue, people=people, insider=insider, errors=errors or {}, typed=typed or {}), status


@bp.get("/laws/")
@open_to_all
def laws():
    """法条检索 and the list of laws held."""
    text = reading.tidy(request.args.get("q", ""))[:500]
    found = _find("statutes", Query(text, limit=20)) if text else None
    return render_template("library/laws.html", q=text, hits=[_article_hit(h) for h in found.hits] if found else [], total=found.total if found else 0,
                           applied=found.applied if found else (), laws=statutes.laws(current.reading()))


@bp.get("/laws/<law>/")
@open_to_all
def law(law: str):
    """One law in its wording of today."""
    return render_template("library/law.html", rows=statutes.law(current.reading(), law, current.today()), law=law)


@bp.get("/laws/<law>/<number>")
@open_to_all
def article(law: str, number: str):
    """One article with its versions, repealed paragraphs and the cases that cite it."""
    session, today = current.reading(), current.today()
    ref = f"{law}-{number}"
    row = statutes.article(session, current.by(), ref, today)
    return render_template("library/article.html", row=row, parts=statutes.paragraphs(row, today), versions=statutes.versions(session, ref), current_=statutes.in_force(row, today),
                           cited=statutes.cited_by(session, ref) if current.by().can("library.read") else [])
