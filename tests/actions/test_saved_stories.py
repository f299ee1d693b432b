"""A pasted story saved as a search: nothing of its wording stays, its chips do, and its owner is told of new cases like it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from legalaid.actions import cases, saved_searches, search, stories
from legalaid.actions.search_terms import Terms
from legalaid.actions.stories import Gist
from legalaid.errors import NotFound, Refused
from legalaid.tables.library import Story
from legalaid.tables.searches import SavedSearch
from tests.actions.test_saved_searches import desk, index, notices, publish, run
from tests.builders import Office
from tests.casebank.test_questions import LIBRARY, QUESTIONS, rows
from tests.conftest import Clock
from toolkit import story
from toolkit.causes import NAMES

assert desk
STORY = "我表姐在城东那家鞋厂贴鞋底，入厂那天连张纸都没给她签，五月到七月一分没发，一共欠两万三千块工资，考勤表还在。她手机 13912345670。"
LIKE = {"title": "鞋厂欠工资", "facts": "某鞋厂自五月起拖欠职工三个月工资，没有签书面劳动合同，职工有考勤表。", "reasoning": "应当足额支付劳动报酬。", "amount_awarded": "23000"}
UNLIKE = {"title": "工伤停工留薪", "causes": ["206.2"], "facts": "建筑工人从脚手架跌落，被认定为工伤，单位拒绝支付停工留薪期待遇。", "dispute_points": ["停工留薪"], "reasoning": "工伤职工享受待遇。",
          "evidence": ["工伤认定书"], "articles": [], "amount_awarded": "300000"}


def paste(office: Office, text: str = STORY, who: str = "mediator", dropped: tuple[str, ...] = ()) -> UUID:
    def kept(session: Any, by: Any) -> UUID:
        row = Story(account_id=by.actor_id, dropped=list(dropped), created_at=by.now, expires_at=by.now + timedelta(hours=24))
        row.text = text
        session.add(row)
        session.flush()
        return row.id

    return office.act(who, kept)


def gist(office: Office, text: str = STORY, dropped: tuple[str, ...] = ()) -> Gist:
    return office.look("mediator", lambda s, by: stories.gist(s, office.runtime.engine("cases"), text, dropped))


def save(office: Office, kept: Gist, terms: Terms | None = None, *, notify: bool = True) -> UUID:
    return office.act("mediator", lambda s, by: saved_searches.save(s, by, name="欠薪的案情", terms=terms or Terms(), notify=notify, gist=kept).id)


def again(office: Office, ident: UUID) -> Gist:
    """What a saved search holds, read from the row."""
    found = office.look("mediator", lambda s, by: stories.kept(saved_searches.get(s, by, ident)))
    assert found is not None
    return found


@pytest.mark.both
def test_what_was_understood_is_kept_in_codes_with_what_was_taken_out(desk: Office) -> None:
    publish(desk, "old-1", **LIKE)
    index(desk)
    taken = next(chip.key for chip in story.parse(STORY).chips if chip.key.startswith("evidence:考勤"))
    found = again(desk, save(desk, gist(desk, dropped=(taken,))))
    assert found.dropped == (taken,)
    assert {"cause:205.5", "amount:1"} <= set(found.left)
    assert not any(mark.startswith("period:") or "23000" in mark for mark in found.marks), "no dates, of sums the range"
    shown = {(chip.label, chip.value) for chip in stories.chips(found.left)}
    assert {("案由", NAMES["205.5"]), ("金额", "1 万至 5 万元")} <= shown
    assert [(chip.label, chip.value) for chip in stories.chips(found.dropped)] == [("证据", "考勤记录")]


def test_only_words_that_published_cases_use_are_kept_each_once_and_in_no_order_of_the_story(desk: Office) -> None:
    publish(desk, "old-1", **LIKE)
    index(desk)
    said = gist(desk).words.split("\n")
    assert {"鞋厂", "考勤表", "工资"} <= set(said)
    assert said == sorted(set(said))
    assert not {"表姐", "城东", "鞋底", "139", "13912345670"} & set(said)


def test_a_name_that_stands_in_a_case_as_well_is_not_kept(desk: Office) -> None:
    publish(desk, "old-1", **{**LIKE, "facts": LIKE["facts"] + "证人李建国在同一班组。"})
    index(desk)
    said = set(gist(desk, "我叫李建国，鞋厂三个月没发工资，我有考勤表。").words.split("\n"))
    assert {"鞋厂", "工资"} <= said
    assert not {"李建国", "李建", "建国"} & said


def test_what_was_taken_out_makes_no_case_more_alike(desk: Office) -> None:
    publish(desk, "old-1", **LIKE)
    index(desk)
    ident = save(desk, gist(desk))

    def alike() -> int:
        return desk.look("mediator", lambda s, by: stories.like(s, desk.runtime.engine("cases"), again(desk, ident), 5).matches[0][0].percent)

    before = alike()
    desk.act("mediator", lambda s, by: saved_searches.choose(s, by, ident, drop=["cause:205.5"]))
    assert alike() < before


@pytest.mark.both
def test_no_stretch_of_the_story_stands_in_the_database(desk: Office) -> None:
    publish(desk, "old-1", **LIKE)
    index(desk)
    paste(desk)
    ident = save(desk, gist(desk))
    desk.act("mediator", lambda s, by: saved_searches.choose(s, by, ident, drop=["cause:205.5"]))
    held = desk.look("mediator", lambda s, by: [(r.query, r.name, r.words_sealed) for r in s.scalars(select(SavedSearch))])
    content = b"\n".join(json.dumps([query, name], ensure_ascii=False).encode() + (sealed or b"") for query, name, sealed in held)
    if not desk.runtime.settings.database_url.startswith("postgresql"):
        content += b"".join(path.read_bytes() for path in desk.runtime.settings.home.iterdir() if path.name.startswith("legalaid.sqlite"))
        assert "欠薪的案情".encode() in content, "the file looked at is the one in which it was saved"
    stretches = {STORY[i : i + 6] for i in range(len(STORY) - 5)}
    assert [piece for piece in stretches if piece.encode() in content or json.dumps(piece)[1:-1].encode() in content] == []
    assert "鞋厂\n".encode() not in content, "the words are sealed"
    assert "鞋厂" in again(desk, ident).words


@pytest.mark.both
def test_a_new_case_like_the_story_tells_its_owner_once_and_another_does_not(desk: Office, clock: Clock) -> None:
    publish(desk, "old-1", **LIKE)
    index(desk)
    clock.forward(minutes=1)
    save(desk, gist(desk))
    assert run(desk, clock) == {"searches": 1, "told": 0}
    publish(desk, "new-1", **UNLIKE)
    index(desk)
    assert run(desk, clock) == {"searches": 1, "told": 0}
    publish(desk, "new-2", **{**LIKE, "title": "鞋厂停产欠薪"})
    index(desk)
    assert run(desk, clock) == {"searches": 1, "told": 1}
    assert run(desk, clock) == {"searches": 1, "told": 0}
    assert [(n.account_id, n.subject_no, n.values) for n in notices(desk)] == [(desk.people["mediator"], "检索第 1 号", {"count": 1})]


def test_a_new_case_outside_what_the_story_was_narrowed_to_tells_nobody(desk: Office, clock: Clock) -> None:
    publish(desk, "old-1", **LIKE)
    index(desk)
    clock.forward(minutes=1)
    save(desk, gist(desk), Terms(filters={"outcome": ("未支持",)}))
    save(desk, gist(desk), Terms(within="缝纫"))
    publish(desk, "new-1", **LIKE)
    index(desk)
    assert run(desk, clock) == {"searches": 2, "told": 0}
    publish(desk, "new-2", **{**LIKE, "outcome_type": "未支持"})
    index(desk)
    assert run(desk, clock) == {"searches": 2, "told": 1}


def test_chips_are_taken_out_and_put_back_for_good_and_nothing_else_gets_in(desk: Office) -> None:
    publish(desk, "old-1", **LIKE)
    index(desk)
    ident = save(desk, gist(desk))
    marks = again(desk, ident).marks
    desk.act("mediator", lambda s, by: saved_searches.choose(s, by, ident, drop=["cause:205.5", "point:周某的家事", "amount:1"]))
    assert (again(desk, ident).marks, set(again(desk, ident).dropped)) == (marks, {"cause:205.5", "amount:1"})
    desk.act("mediator", lambda s, by: saved_searches.choose(s, by, ident, restore=["amount:1"]))
    assert again(desk, ident).dropped == ("cause:205.5",)
    with pytest.raises(NotFound):
        desk.act("mediator2", lambda s, by: saved_searches.choose(s, by, ident, drop=["amount:1"]))
    by_words = desk.act("mediator", lambda s, by: saved_searches.save(s, by, name="词", terms=Terms("工资"), notify=False).id)
    with pytest.raises(NotFound):
        desk.act("mediator", lambda s, by: saved_searches.choose(s, by, by_words, drop=["amount:1"]))


def test_a_story_of_which_nothing_is_left_is_not_saved(desk: Office) -> None:
    with pytest.raises(Refused, match="没有识别到"):
        save(desk, gist(desk, "今天天气很好呀"))


def test_a_pasted_story_is_its_owners_for_a_day(desk: Office, clock: Clock) -> None:
    ident = paste(desk)
    own: Callable[[str], str] = lambda who: desk.look(who, lambda s, by: stories.own(s, by, ident).text.open())  # noqa: E731 - who looks is all that differs
    assert own("mediator") == STORY
    with pytest.raises(NotFound, match="过期"):
        own("mediator2")
    clock.forward(hours=24)
    with pytest.raises(NotFound, match="过期"):
        own("mediator")


def test_what_is_kept_finds_nearly_the_same_cases_as_the_story(desk: Office) -> None:
    lines = [line for path in sorted(LIBRARY.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    desk.act(None, lambda s, by: cases.keep(s, by, cases.read_lines(lines), "starter.jsonl", publish_all=True))
    engine = desk.runtime.engine("cases")
    engine.rebuild(desk.look(None, lambda s, by: search.all_docs(s, "cases", by.now.date())))
    told = [row["query"] for row in rows(QUESTIONS / "cases.jsonl") if row["manner"] == "story"]

    def both(session: Any, by: Any) -> list[tuple[list[str], list[str]]]:
        found = []
        for text in told:
            _, whole = search.like_story(session, engine, text, top=10)
            kept = stories.like(session, engine, stories.gist(session, engine, text, ()), 10)
            found.append(([m.id for m, _ in whole.matches], [m.id for m, _ in kept.matches]))
        return found

    pairs = desk.look("mediator", both)
    assert len(pairs) >= 30
    assert sum(len(set(a) & set(b)) / len(a) for a, b in pairs) / len(pairs) >= 0.85
    assert sum(a[0] == b[0] for a, b in pairs) / len(pairs) >= 0.9
