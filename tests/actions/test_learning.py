"""Confirmed uses: what is learned is capped, needs three people with matters of three workers, is labelled, and can be undone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casebank.engine import Doc, Query
from casebank.memory_engine import MemoryEngine
from legalaid import jobs, jobs_table
from legalaid.actions import cases, glossary, learning, search, statutes, uses
from legalaid.errors import Conflict, Forbidden, NotFound
from legalaid.tables.searches import Translation, UsedDocument
from tests.actions.test_cases import BODY
from tests.builders import Asked, Office
from tests.conftest import Clock

assert jobs_table.TABLE
STAFF = ("mediator", "zone", "haishu", "haishu2")
TOLD = "老板卷款跑路，断供三个月，车间里人心惶惶。"
ARTICLES = [
    {"id": f"示例法-{n}", "law": "示例法", "short": "示例法", "article": f"第{n}条", "no": n, "text": text, "source": "示例", "version_date": "2020-01-01"}
    for n, text in ((1, "用人单位逃匿的，由监察机构责令支付劳动报酬。"), (2, "职工享受年休假待遇。"), (3, "工伤认定由社会保险行政部门办理。"), (4, "竞业限制的补偿按月给付。"))
]


@pytest.fixture
def library(office: Office) -> Office:
    office.act(None, lambda s, by: statutes.keep(s, by, statutes.read_lines([json.dumps(a, ensure_ascii=False) for a in ARTICLES])))
    rows = [{**BODY, "id": f"nb-{n}", "title": f"拖欠工资案之{n}", "articles": []} for n in range(1, 7)]
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines([json.dumps(row, ensure_ascii=False) for row in rows]), "甲.jsonl", publish_all=True))
    return office


def use(office: Office, who: str, asked: Asked, ref: str = "示例法-1", kind: str = "ARTICLE") -> None:
    office.act(who, lambda s, by: uses.confirm(s, by, asked.no, kind=kind, ref=ref))


def matter(office: Office, who: str, statement: str = TOLD, **more: Any) -> Asked:
    """A matter in the hands of this person."""
    place = {"mediator": "330203R0", "zone": "330203013Z1"}.get(who, "330203")
    return office.dispatched(place, who if who in ("mediator", "zone") else None, statement=statement, **more)


def night(office: Office, clock: Clock) -> dict[str, Any]:
    clock.forward(days=1)
    done = jobs.run(office.runtime, "learn", clock())
    assert done.status == "done", done
    return dict(done.detail)


def learned(office: Office) -> dict[str, dict[str, int]]:
    return office.look(None, lambda s, _by: {d.ref: d.words for d in s.scalars(select(UsedDocument))})


@pytest.mark.both
def test_three_people_with_matters_of_three_workers_teach_and_fewer_teach_nothing(library: Office, clock: Clock) -> None:
    matters = [matter(library, who) for who in STAFF[:3]]
    for who, asked in zip(STAFF[:2], matters, strict=False):
        use(library, who, asked)
    assert night(library, clock) == {"documents": 0, "pairs": 0}
    use(library, STAFF[2], matters[2])
    assert night(library, clock)["documents"] == 1
    words = learned(library)["示例法-1"]
    assert words["卷款"] == 3
    assert "青禾" not in str(words), "the employer's name is masked before anything is learned"
    assert "周示例" not in str(words)


def test_one_person_alone_changes_nothing_however_often(library: Office, clock: Clock) -> None:
    for _ in range(5):
        use(library, "haishu", matter(library, "haishu"))
    assert night(library, clock) == {"documents": 0, "pairs": 0}
    assert library.look(None, lambda s, _by: learning.gains(s, "statutes", TOLD)) == {}


def test_many_people_on_one_matter_say_what_one_matter_says(library: Office, clock: Clock) -> None:
    asked = matter(library, "haishu")
    for who in ("haishu", "haishu2", "city"):
        use(library, who, asked)
    assert night(library, clock)["documents"] == 0


def test_a_word_that_only_one_worker_said_is_not_kept(library: Office, clock: Clock) -> None:
    for who, own in zip(STAFF[:3], ("锅炉房", "配送站", "幼儿园"), strict=True):
        use(library, who, matter(library, who, statement=f"{TOLD}我在{own}上班。"))
    night(library, clock)
    assert {"锅炉房", "配送站", "幼儿园"} & learned(library)["示例法-1"].keys() == set()


def test_what_was_taken_back_is_forgotten_and_an_erased_worker_teaches_nothing(library: Office, clock: Clock) -> None:
    matters = {who: matter(library, who) for who in STAFF[:3]}
    for who, asked in matters.items():
        use(library, who, asked)
    assert night(library, clock)["documents"] == 1
    library.act("zone", lambda s, by: uses.withdraw(s, by, matters["zone"].no, kind="ARTICLE", ref="示例法-1"))
    assert night(library, clock)["documents"] == 0
    use(library, "zone", matters["zone"])

    def erase(session: Any, by: Any) -> None:
        worker = session.get_one(uses.Ticket, matters["zone"].id).worker
        worker.erased_at, worker.data_key = by.now, b""

    library.act(None, erase)
    assert night(library, clock)["documents"] == 0
    assert learned(library) == {}


def test_only_matters_that_one_sees_and_only_what_is_published_can_be_marked_once(library: Office) -> None:
    asked = matter(library, "mediator")
    for who, kind, ref, error in (("yinzhou", "CASE", "nb-1", NotFound), ("mediator", "CASE", "none", NotFound), ("mediator", "ARTICLE", "示例法-9", NotFound), ("mediator", "X", "nb-1", NotFound),
                                  ("auditor", "CASE", "nb-1", Forbidden)):
        with pytest.raises(error):
            use(library, who, asked, ref, kind)
    use(library, "mediator", asked, "nb-1", "CASE")
    with pytest.raises(Conflict):
        use(library, "mediator", asked, "nb-1", "CASE")
    with pytest.raises(NotFound):
        library.act("haishu", lambda s, by: uses.withdraw(s, by, asked.no, kind="CASE", ref="nb-1"))


def taught(library: Office, clock: Clock) -> None:
    """Three people for 示例法-1, others for what has nothing to do with it."""
    other = ("单位不安排年休假，也不给钱。", "上班路上被车撞了，单位不报工伤。", "离职后不许我去同行那里。")
    for who in STAFF[:3]:
        use(library, who, matter(library, who))
        for n, statement in enumerate(other, 2):
            use(library, who, matter(library, who, statement=statement), f"示例法-{n}")
    night(library, clock)


def test_a_lay_word_is_tied_to_what_the_law_calls_it_and_an_editor_can_stop_and_resume_it(library: Office, clock: Clock) -> None:
    taught(library, clock)
    pairs = library.look(None, lambda s, _by: {(t.lay, t.legal): (t.people, t.id) for t in s.scalars(select(Translation))})
    legal = next(legal for lay, legal in pairs if lay == "卷款")
    assert legal in ARTICLES[0]["text"]
    assert all(people >= learning.PEOPLE for people, _ in pairs.values())
    assert all(word in ARTICLES[0]["text"] for lay, word in pairs if lay == "卷款"), "what other matters are about is not tied to it"
    assert legal in library.look(None, lambda s, _by: glossary.effective(s))["卷款"]
    ident = pairs["卷款", legal][1]
    library.act("editor", lambda s, by: learning.stop(s, by, "pair", ident, stopped=True))
    night(library, clock)
    assert legal not in library.look(None, lambda s, _by: glossary.effective(s)).get("卷款", ()), "the next night does not bring it back"
    library.act("editor", lambda s, by: learning.stop(s, by, "pair", ident, stopped=False))
    assert legal in library.look(None, lambda s, _by: glossary.effective(s))["卷款"]
    with pytest.raises(Forbidden):
        library.act("mediator", lambda s, by: learning.stop(s, by, "pair", ident, stopped=True))


def test_a_learned_document_is_lifted_in_the_index_until_an_editor_stops_it(library: Office, clock: Clock) -> None:
    engine = library.runtime.engine("statutes")
    engine.rebuild(library.look(None, lambda s, by: search.all_docs(s, "statutes", by.now.date())))
    taught(library, clock)
    late = library.look(None, lambda s, by: search.catch_up(s, engine, "statutes", by.now.date()))
    assert {d.id for d in late.put} == {f"示例法-{n}" for n in range(1, 5)}, "what was learned is indexed anew"
    library.act(None, lambda s, _by: search.mark_indexed(s, late))

    def score() -> float:
        page = library.look(None, lambda s, _by: search.find(s, engine, "statutes", Query("卷款断供，逃匿，劳动报酬")))
        return next(h.score for h in page.hits if h.id == "示例法-1")

    lifted = score()
    ident = library.look(None, lambda s, _by: s.scalars(select(UsedDocument.id).where(UsedDocument.ref == "示例法-1")).one())
    library.act("editor", lambda s, by: learning.stop(s, by, "document", ident, stopped=True))
    plain = score()
    assert plain < lifted <= plain * (1 + learning.CAP) + 0.001


TEXTS = st.text(alphabet="工资拖欠加班年休假仲裁赔", min_size=2, max_size=30)


def engines() -> Iterator[tuple[str, search.Settings]]:
    yield from ((kind, search.SETTINGS[kind]) for kind in learning.KINDS)


@given(st.lists(TEXTS, min_size=2, max_size=8), TEXTS, st.lists(st.floats(0, 1), min_size=8, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_promise_feedback_moves_a_document_within_its_cap_and_no_other_at_all(tmp_path_factory: pytest.TempPathFactory, texts: list[str], asked: str, shares: list[float]) -> None:
    for _kind, how in engines():
        engine = MemoryEngine(tmp_path_factory.getbasetemp(), how)
        engine.rebuild([Doc(f"d{n}", "", {next(iter(how.weights)): text}, {"used": (f"d{n}",) if n % 2 else ()}) for n, text in enumerate(texts)])
        gains = {f"d{n}": share * learning.CAP / how.leaning for n, share in enumerate(shares)}
        plain = {h.id: h.score for h in engine.find(Query(asked, limit=99)).hits}
        moved = {h.id: h.score for h in engine.find(Query(asked, limit=99, leaning={"used": gains})).hits}
        assert moved.keys() == plain.keys(), "what does not match is not brought in, what matches is not put out"
        best = max(plain.values(), default=0.0)
        for ident, score in plain.items():
            most = learning.CAP * best if int(ident[1:]) % 2 else 0.0
            assert -0.001 <= moved[ident] - score <= most + 0.001


def test_the_share_of_a_text_is_between_nothing_and_all(library: Office, clock: Clock) -> None:
    taught(library, clock)
    for text in ("卷款", "卷款断供", TOLD * 50, "茄子天气", "", "1 2 3"):
        found = library.look(None, lambda s, _by, t=text: learning.gains(s, "statutes", t))
        assert all(0 < share <= 1 for share, _ in found.values())
    assert library.look(None, lambda s, _by: learning.gains(s, "statutes", "茄子天气")) == {}
