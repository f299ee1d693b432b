"""阅读法条: a law and an article on a day, with versions, repealed paragraphs, what cites them; without text, what the register knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import render_template, request

from legalaid import current
from legalaid.actions import statutes
from legalaid.errors import NotFound, Refused
from legalaid.tables.library import StatuteArticle
from toolkit import citing
from toolkit.authority import MARKS
from toolkit.calculators import CALCULATORS
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES
from toolkit.instruments import Instrument, Repeal, register
from toolkit.numerals import chinese
from toolkit.refusal import Refusal
from toolkit.statutes import article_key


def _day() -> date:
    """`?on=`, else today."""
    asked = request.args.get("on", "")
    try:
        return date.fromisoformat(asked) if asked else current.today()
    except ValueError as e:
        raise Refused("日期应写成 2026-03-01 的样子。", field="on") from e


def without_text(held: Iterable[str]) -> list[Instrument]:
    """Acts that the library cites and holds no text of; `held` are the short names of the others."""
    known = set(held)
    return [act for short, act in register().items() if short not in known]


@dataclass(frozen=True)
class Listed:
    """One article in the list of its law: `text` where it is held, else the register's `note`."""

    key: str
    article: str
    chapter: str | None
    text: str
    note: str
    in_force: bool


def law(short: str) -> str:
    """One law in its wording of a day; articles without text show the register's note."""
    session, day = current.reading(), _day()
    act = register().get(short)
    try:
        rows = statutes.law(session, short, day)
    except NotFound:
        if act is None:
            raise
        rows = []
    listed = [Listed(r.ref.rpartition("-")[2], r.article, r.chapter, r.text, "", statutes.in_force(r, day)) for r in rows]
    if not rows and act is not None:
        listed = [Listed(key, _written(key), None, "", note, _whole_repeal(act, key, day) is None) for key, note in act.cited.items()]
    return render_template("library/law.html", law=short, act=act, name=rows[0].law if rows else act.law if act else short, rows=listed, held=bool(rows),
                           source=rows[0].source if rows else None, versions=sorted({r.version_date for r in rows}), mark=_mark(act), day=day, today=current.today())


def article(short: str, number: str) -> str:
    """One article: the wording in force on a day, or the version asked for (`?version=`), its history and what cites it."""
    session, day = current.reading(), _day()
    act, ref = register().get(short), f"{short}-{number}"
    versions = statutes.versions(session, ref)
    calculators = [(name, CALCULATORS[name].title) for name in citing.resting_on(citing.calculators(), ref)]
    guides = [(name, GUIDES[name].title) for name in citing.resting_on(citing.guided(), ref)]
    papers = [(name, DOCUMENTS[name].title) for name in citing.resting_on(citing.documents(), ref)]
    shown = {"law": short, "act": act, "mark": _mark(act), "day": day, "today": current.today(), "ref": ref, "calculators": calculators, "guides": guides, "papers": papers,
             "cited": statutes.cited_by(session, ref) if current.by().can("library.read") else []}
    if versions:
        asked = request.args.get("version", "")
        row = next((v for v in versions if v.version_date.isoformat() == asked), None) or statutes.article(session, current.by(), ref, day)
        standing = _standing(row, next((v for v in versions if statutes.in_force(v, day)), None), act, day)
        return render_template("library/article.html", row=row, parts=statutes.paragraphs(row, day), versions=versions, standing=standing, **shown)
    if act is None or not _may_exist(act, number):
        raise NotFound("没有收录这一条。")
    return render_template("library/article.html", row=None, article=_written(number), note=act.cited.get(number, ""), repeals=[r for r in act.repeals if r.article == number],
                           versions=[], standing=_act_standing(act, number, day), **shown)


def _mark(act: Instrument | None) -> str:
    """待核实 in words where the text of the act was not read itself; empty otherwise."""
    return MARKS[act.mark] if act is not None and act.mark != "V" else ""


def _written(key: str) -> str:
    """82 → 第八十二条; NotFound for what is no number of an article."""
    try:
        number, key = article_key(key)
    except Refusal as e:
        raise NotFound("没有收录这一条。") from e
    inserted = key[key.index("之"):] if "之" in key else ""
    return f"第{chinese(number)}条{inserted}"


def _may_exist(act: Instrument, key: str) -> bool:
    _written(key)
    return not (key.isdigit() and act.articles is not None and int(key) > act.articles)


def _whole_repeal(act: Instrument, key: str, day: date) -> Repeal | None:
    return next((r for r in act.repeals if r.article == key and r.paragraph is None and r.on <= day), None)


def _standing(row: StatuteArticle, current_row: StatuteArticle | None, act: Instrument | None, day: date) -> str:
    """Why this wording is not the one of the day; empty when it is."""
    if current_row is not None:
        return "" if current_row.id == row.id else f"这里是 {row.version_date} 的文本，{day} 适用的是 {current_row.version_date} 的文本。"
    if row.effective_from is not None and day < row.effective_from:
        earlier = act is not None and act.first_in_force is not None and act.first_in_force <= day
        return f"这个文本自 {row.effective_from} 起施行，{day} 适用较早的文本。" if earlier else f"自 {row.effective_from} 起施行，{day} 还没有效力。"
    return f"这个文本到 {row.effective_to} 为止有效，{day} 已经失效。"


def _act_standing(act: Instrument, key: str, day: date) -> str:
    gone = _whole_repeal(act, key, day)
    if gone is not None:
        return f"自 {gone.on} 起失效（{gone.by}）。"
    ends = act.versions[-1].effective_to
    if ends is not None and ends < day:
        return f"《{act.label}》到 {ends} 为止有效，{day} 已经失效。"
    if act.first_in_force is not None and day < act.first_in_force:
        return f"《{act.label}》自 {act.first_in_force} 起施行，{day} 还没有效力。"
    return ""
