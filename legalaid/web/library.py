"""案例与法条: keyword search, a pasted dispute, by article; reading a case, a law, an article; editing and review."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup, escape
from sqlalchemy import func, select

from casebank import case as bank
from casebank.engine import IndexBroken, Query
from legalaid import current, reading
from legalaid.actions import cases, search, statutes
from legalaid.errors import NotFound, NotReady, Refused
from legalaid.guard import needs, open_to_all
from legalaid.tables.library import CASE_STATES, Case, CaseVersion, StatuteArticle, Story
from toolkit import causes
from toolkit.story import parse

bp = Blueprint("library", __name__)
PAGE = 10
OUTCOME_COLOURS = {"全部支持": "green", "部分支持": "amber", "调解达成": "blue", "未支持": ""}
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
    meta = [next(iter(hit.facets.get("level", ())), ""), next(iter(hit.facets.get("date", ())), ""), hit.stored.get("place", ""), hit.stored.get("source", "")[:24]]
    awarded = hit.stored.get("awarded", "")
    return SimpleNamespace(
        url=url_for("library.case", ref=hit.id), title=marked(hit.title, hit.title_marks), outcome=outcome, colour=OUTCOME_COLOURS.get(outcome, ""),
        meta=[m for m in meta if m], snippet=snippet, percent=percent, same=same, differs=differs, sums=f"支持 {awarded} 元" if awarded else "",
        cites=_cites([a for a in hit.stored.get("articles", "").split("\n") if a][:4]),
    )


@bp.get("/cases/search")
@needs("library.read")
def home():
    """案例检索; every filter is in the URL."""
    text, within = reading.tidy(request.args.get("q", ""))[:500], reading.tidy(request.args.get("within", ""))[:100]
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
        "library/search.html", q=text, within=within, hits=[_shown(h) for h in found.hits], total=found.total, facets=facets, applied=found.applied, held=_held(), tab="words",
        selected=sum(len(v) for v in filters.values()), page=page, pages=-(-found.total // PAGE), link=lambda n: url_for("library.home", **args, page=n), sort=sort,
        sort_link=lambda s: url_for("library.home", **{**args, "sort": s}), articles=[_article_hit(h) for h in articles], understood=None, pattern=None, story_id=None,
    )


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
        understood, found = search.like_story(session, current.runtime().engine("cases"), text, row.dropped)
    except IndexBroken as e:
        raise NotReady(f"{e}，请管理员重建检索索引。") from e
    hits = {h.id: h for h in _find("cases", Query(text, limit=60)).hits}
    shown = [_shown(hits[m.id], m.percent, m.same, m.different) for m, _ in found.matches if m.id in hits]
    articles = _find("statutes", Query(text, limit=4)).hits
    return render_template(
        "library/search.html", q=text, within="", hits=shown, total=len(shown), facets=[], applied=(), held=_held(), tab="story", selected=0, page=1, pages=1,
        link=lambda n: "", sort="score", sort_link=lambda s: "", articles=[_article_hit(h) for h in articles], understood=understood, pattern=found.pattern, story_id=ident,
    )


@bp.get("/cases/<ref>")
@needs("library.read")
def case(ref: str):
    """One case; its versions for those who edit and review."""
    session, by = current.reading(), current.by()
    row = cases.get(session, by, ref)
    body = cases.published(row)
    working = next((v for v in reversed(row.versions) if v.state in ("DRAFT", "IN_REVIEW")), None)
    shown = body or (bank.from_json(working.body) if working else None)
    if shown is None:
        raise NotFound("这个案例已经下架。")
    return render_template("library/case.html", row=row, case=shown, working=working, states=CASE_STATES, cites=_cites(list(shown.articles)), cause_names=causes.NAMES,
                           colours=OUTCOME_COLOURS, unresolved=[a for a in shown.articles if not _cites([a])], errors={})


@bp.post("/cases/<ref>/<step>")
@needs("library.read")
def move(ref: str, step: str):
    """送复核, 发布, 退回修改, 下架."""
    note = reading.tidy(request.form.get("note", ""))
    by = current.by()
    actions = {
        "submit": lambda s: cases.submit(s, by, ref), "publish": lambda s: cases.review(s, by, ref, approve=True, note=note),
        "back": lambda s: cases.review(s, by, ref, approve=False, note=note), "retire": lambda s: cases.retire(s, by, ref, reason=note),
    }
    if step not in actions:
        raise NotFound
    with current.writing() as s:
        actions[step](s)
        return current.remember(s, url_for("library.case", ref=ref) if step != "retire" else url_for("library.review"))


@bp.get("/cases/review")
@needs("cases.review")
def review():
    """待复核和起草中的案例."""
    rows = current.reading().execute(
        select(Case, CaseVersion).join(CaseVersion, CaseVersion.case_id == Case.id).where(CaseVersion.state.in_(("DRAFT", "IN_REVIEW"))).order_by(CaseVersion.written_at.desc())
    )
    return render_template("library/review.html", rows=list(rows), states=CASE_STATES)


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
