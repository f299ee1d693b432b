"""Saved searches: one's own, and told once of newly published cases that match, by number only."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from legalaid import jobs, jobs_table
from legalaid.actions import cases, saved_searches, search
from legalaid.actions.search_terms import Terms
from legalaid.errors import Forbidden, NotFound, Refused
from legalaid.tables.office import Notice
from tests.actions.test_cases import BODY
from tests.builders import Office
from tests.conftest import Clock

assert jobs_table.TABLE
TERMS = Terms("拖欠工资", filters={"outcome": ("调解达成",)})


def save(office: Office, who: str = "mediator", terms: Terms = TERMS, **given: Any) -> Any:
    return office.act(who, lambda s, by: saved_searches.save(s, by, **{"name": "欠薪的调解", "notify": True, "terms": terms, **given}).id)


def publish(office: Office, ref: str, **changes: Any) -> None:
    row = {**BODY, "id": ref, "outcome_type": "调解达成", **changes}
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines([json.dumps(row, ensure_ascii=False)]), f"{ref}.jsonl", publish_all=True))


def index(office: Office) -> None:
    late = office.look(None, lambda s, by: search.catch_up(s, office.runtime.engine("cases"), "cases", by.now.date()))
    office.act(None, lambda s, _by: search.mark_indexed(s, late))


def run(office: Office, clock: Clock) -> dict[str, Any]:
    clock.forward(minutes=6)
    done = jobs.run(office.runtime, "saved-searches", clock())
    assert done.status == "done", done
    return dict(done.detail)


def notices(office: Office) -> list[Notice]:
    return office.look(None, lambda s, _by: list(s.scalars(select(Notice).where(Notice.template == "new_cases").order_by(Notice.created_at))))


@pytest.fixture
def desk(office: Office) -> Office:
    office.runtime.engine("cases").rebuild([])
    return office


@pytest.mark.both
def test_the_owner_is_told_once_of_new_cases_that_match_and_of_no_others(desk: Office, clock: Clock) -> None:
    publish(desk, "old-1")
    index(desk)
    clock.forward(minutes=1)
    save(desk)
    assert run(desk, clock) == {"searches": 1, "told": 0}
    publish(desk, "new-1")
    publish(desk, "new-2", outcome_type="未支持")
    index(desk)
    assert run(desk, clock) == {"searches": 1, "told": 1}
    assert run(desk, clock) == {"searches": 1, "told": 0}
    sent = notices(desk)
    assert [(n.account_id, n.subject_no, n.values) for n in sent] == [(desk.people["mediator"], "检索第 1 号", {"count": 1})]
    assert "欠薪" not in json.dumps([n.subject_no for n in sent] + [n.values for n in sent], ensure_ascii=False), "a name may say what a matter is about"


def test_a_case_that_the_index_has_not_seen_yet_is_told_later_and_not_forgotten(desk: Office, clock: Clock) -> None:
    save(desk)
    clock.forward(minutes=10)
    publish(desk, "new-1")
    assert run(desk, clock)["told"] == 0
    index(desk)
    assert run(desk, clock)["told"] == 1


def test_a_publication_that_commits_after_the_job_has_looked_is_told_the_next_time(desk: Office, clock: Clock) -> None:
    save(desk)
    clock.forward(minutes=10)
    checked = desk.look(None, lambda s, by: saved_searches.look(s, by, desk.runtime.engine("cases")))
    clock.forward(minutes=-1)  # its request began before the job and its transaction ended after it
    publish(desk, "new-1")
    clock.forward(minutes=1)
    desk.act(None, lambda s, by: saved_searches.tell(s, by, checked))
    index(desk)
    assert run(desk, clock)["told"] == 1


def test_whoever_wants_no_notices_gets_none_and_hears_only_of_what_comes_after_they_want_them(desk: Office, clock: Clock) -> None:
    ident = save(desk, notify=False)
    publish(desk, "new-1")
    index(desk)
    assert run(desk, clock) == {"searches": 0, "told": 0}
    desk.act("mediator", lambda s, by: saved_searches.change(s, by, ident, name="改名", notify=True))
    assert run(desk, clock)["told"] == 0
    publish(desk, "new-2")
    index(desk)
    assert run(desk, clock)["told"] == 1


def test_a_search_deleted_while_the_job_thinks_is_left_alone(desk: Office, clock: Clock) -> None:
    ident = save(desk)
    clock.forward(minutes=1)
    publish(desk, "new-1")
    index(desk)
    clock.forward(minutes=10)
    checked = desk.look(None, lambda s, by: saved_searches.look(s, by, desk.runtime.engine("cases")))
    assert [c.count for c in checked] == [1]
    desk.act("mediator", lambda s, by: saved_searches.delete(s, by, ident))
    assert desk.act(None, lambda s, by: saved_searches.tell(s, by, checked))["told"] == 0
    assert notices(desk) == []


def test_numbers_go_on_and_names_are_checked(desk: Office) -> None:
    first, second = save(desk), save(desk)
    desk.act("mediator", lambda s, by: saved_searches.delete(s, by, first))
    save(desk)
    assert desk.look("mediator", lambda s, by: [r.number for r in saved_searches.listed(s, by)]) == [3, 2]
    with pytest.raises(Refused, match="起个名字"):
        desk.act("mediator", lambda s, by: saved_searches.change(s, by, second, name=" ", notify=True))
    with pytest.raises(Refused, match="电话"):
        save(desk, name="周某 13912345670")
    with pytest.raises(Refused, match="电话"):
        save(desk, terms=Terms("周某 13912345670 欠薪"))
    with pytest.raises(Refused, match="先写检索词"):
        save(desk, terms=Terms())


def test_nobody_touches_somebody_elses_and_other_roles_keep_none(desk: Office) -> None:
    ident = save(desk)
    for action in (lambda s, by: saved_searches.delete(s, by, ident), lambda s, by: saved_searches.change(s, by, ident, name="改名", notify=False)):
        with pytest.raises(NotFound):
            desk.act("mediator2", action)
        with pytest.raises(Forbidden):
            desk.act("auditor", action)
    assert desk.look("mediator2", lambda s, by: saved_searches.listed(s, by)) == []
