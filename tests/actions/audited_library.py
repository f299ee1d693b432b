"""Actions of the knowledge base for `test_audit_trail.py`: name → (who, what must be there before, the call)."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from legalaid.actions import cases, glossary, learning, proposals, saved_searches, search_terms, stories, uses
from tests.actions.test_cases import BODY
from tests.builders import Office

REF = str(BODY["id"])


def _kept_search(s: Any, by: Any) -> Any:
    return saved_searches.save(s, by, name="欠薪", terms=search_terms.Terms("拖欠工资"), notify=True).id


def _kept_story(s, by):
    gist = stories.Gist(("cause:205.5", "amount:1"), (), "工资\n拖欠")
    return saved_searches.save(s, by, name="欠薪的案情", terms=search_terms.Terms(), notify=True, gist=gist).id


def _synonym(s: Any, by: Any) -> Any:
    return glossary.propose(s, by, lay="断供工资", legal=["拖欠劳动报酬"], reason="常有人这样说").id


def _learned(s: Any, by: Any) -> Any:
    learning.keep(s, by, learning.Learned({}, {("断薪", "劳动报酬"): (3, 3)}))
    return s.scalars(select(learning.Translation.id)).one()


def _usable(office: Office) -> Any:
    asked = office.taken()
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines([json.dumps(BODY, ensure_ascii=False)]), "甲.jsonl", publish_all=True))
    return asked


def _use(s: Any, by: Any, asked: Any) -> Any:
    return uses.confirm(s, by, asked.no, kind="CASE", ref=REF)


def _used(office: Office) -> Any:
    asked = _usable(office)
    office.act("mediator", lambda s, by: _use(s, by, asked))
    return asked


def _praised(office: Office) -> Any:
    office.rated(5)
    return office.look(None, lambda s, by: proposals.waiting(None, s, by))


WRITES: dict[str, tuple[str | None, Callable[[Office], Any], Callable[[Any, Any, Any, Office], Any]]] = {
    "glossary.propose": ("editor", lambda o: None, lambda s, by, x, o: _synonym(s, by)),
    "glossary.decide": ("editor2", lambda o: o.act("editor", _synonym), lambda s, by, x, o: glossary.decide(s, by, x, agree=True)),
    "learning.stop": ("editor", lambda o: o.act(None, _learned), lambda s, by, x, o: learning.stop(s, by, "pair", x, stopped=True)),
    "proposals.propose": (None, _praised, lambda s, by, x, o: proposals.propose(s, by, x)),
    "saved_searches.save": ("mediator", lambda o: None, lambda s, by, x, o: _kept_search(s, by)),
    "saved_searches.change": ("mediator", lambda o: o.act("mediator", _kept_search), lambda s, by, x, o: saved_searches.change(s, by, x, name="改名", notify=False)),
    "saved_searches.choose": ("mediator", lambda o: o.act("mediator", _kept_story), lambda s, by, x, o: saved_searches.choose(s, by, x, drop=["amount:1"])),
    "saved_searches.delete": ("mediator", lambda o: o.act("mediator", _kept_search), lambda s, by, x, o: saved_searches.delete(s, by, x)),
    "uses.confirm": ("mediator", _usable, lambda s, by, x, o: _use(s, by, x)),
    "uses.withdraw": ("mediator", _used, lambda s, by, x, o: uses.withdraw(s, by, x.no, kind="CASE", ref=REF)),
}
PARTS = {"learning.keep", "saved_searches.tell"}
READS = {"glossary.changes", "learning.listed", "saved_searches.get", "saved_searches.listed", "saved_searches.look", "stories.own", "uses.choices", "uses.mine", "uses.of_matters"}
