"""案例各稿的比较: what changed from one version to the next, field by field, in sentences."""

import re
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import select

from casebank import case as bank
from legalaid import current
from legalaid.actions import cases
from legalaid.errors import NotFound
from legalaid.filters import wan
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from legalaid.tables.library import CASE_STATES
from toolkit import causes, changes

bp = Blueprint("case_history", __name__, url_prefix="/cases")
FIELDS = {
    "title": "标题", "causes": "案由", "facts": "案情", "dispute_points": "争议点", "outcome": "处理结果", "reasoning": "说理", "lesson": "启示", "articles": "法条", "source": "来源", "url": "网址",
    "place": "地点", "date": "日期", "level": "程序", "outcome_type": "结果", "amount_claimed": "请求金额", "amount_awarded": "支持金额", "head_count": "人数", "employment_form": "用工形式",
    "evidence": "证据",
}
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


@bp.get("/<ref>/history")
@needs("cases.review")
def show(ref: str):
    """Two versions beside each other; without choice the newest and the one before."""
    session = current.reading()
    row = cases.get(session, current.by(), ref)
    versions = {v.number: v for v in row.versions}
    new = request.args.get("to", len(versions), type=int)
    old = request.args.get("from", new - 1, type=int)
    if new not in versions or old not in versions or len(versions) < 2:
        raise NotFound("没有可以比较的两稿。")
    people = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_([i for v in row.versions for i in (v.author_id, v.reviewer_id) if i])))}
    return render_template("library/history.html", row=row, versions=row.versions, old=versions[old], new=versions[new], states=CASE_STATES, people=people,
                           fields=_differences(versions[old].body, versions[new].body))


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[SimpleNamespace]:
    """The fields that differ, each with its changed sentences in pieces of (kind, text)."""
    found = []
    for name, title in FIELDS.items():
        before, after = _sentences(name, old.get(name)), _sentences(name, new.get(name))
        changed = [_pieces(name, change) for change in changes.changes(before, after)]
        if changed:
            found.append(SimpleNamespace(title=title, changed=changed, same=max(0, len(after) - len(changed))))
    return found


def _pieces(name: str, change: changes.Change) -> tuple[tuple[str, str], ...]:
    """Texts sign by sign, everything else as a whole: 4 in place of 3 within 2.4 万元 tells nobody anything."""
    if change.old and change.new and (name in bank.TEXTS or name in bank.LISTS):
        return changes.pieces(change.old, change.new)
    return tuple((kind, text) for kind, text in ((changes.REMOVED, change.old), (changes.ADDED, change.new)) if text)


def _sentences(name: str, value: Any) -> list[str]:
    if value in (None, "", []):
        return []
    if name == "causes":
        return [causes.NAMES.get(code, code) for code in value]
    if name in ("amount_claimed", "amount_awarded"):
        return [wan(value)]
    texts = value if isinstance(value, list) else [str(value)]
    return [sentence.strip() for text in texts for sentence in _SENTENCE.findall(text) if sentence.strip()]
