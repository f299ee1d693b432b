"""List pages ask the database the same number of questions whether they show few rows or many (rule 9)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from legalaid.actions import lawyers
from tests.builders import Office
from tests.web.browsing import Person, following, signed_in


class Count:
    """How many statements ran."""

    def __init__(self) -> None:
        self.number = 0
        self.seen: list[str] = []


@contextmanager
def counted(*engines: Engine) -> Iterator[Count]:
    count = Count()

    def note(_connection, _cursor, statement: str, *_rest: object) -> None:
        count.number += 1
        count.seen.append(statement[:160])

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield count
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def fill(office: Office, times: int) -> list:
    """A little of everything, in every list; the lawyer takes whatever comes."""
    office.takes_any("lawyer1")
    made = []
    for _ in range(times):
        made += [office.ask(), office.confirmed(), office.dispatched(), office.taken(), office.applied(), office.granted(), office.rated(1), office.helped()]
        made.append(office.offered()[0])
    return made


LIST = 12  # questions of a list, those about who asks and the menu's numbers among them
# path → the most questions it may ask; the last of a role are boards of several lists and figures
PAGES = {
    "haishu": {"/desk/inbox": LIST, "/desk/inbox?view=working": LIST, "/desk/": LIST, "/lawyers/": LIST, "/dashboard/registered?period=year": LIST, "/dashboard/aid?period=year": LIST,
               "/desk/assign/": 20, "/desk/overdue": 28, "/dashboard/": 40},
    "mediator": {"/desk/": LIST}, "lawyer1": {"/lawyer/": LIST}, "admin": {"/admin/accounts": LIST, "/admin/": 60}, "auditor": {"/admin/audit": LIST, "/dashboard/closed?period=year": LIST},
    "finance": {"/subsidies/": LIST},
}


def asked(office: Office, person: Person, path: str) -> Count:
    person.get(path)  # what is asked once a process (caches) is asked now
    with counted(office.runtime.database.engine, office.runtime.database.reader) as count:
        answer = person.get(path)
    assert answer.status_code == 200, path
    return count


def test_no_list_asks_more_the_longer_it_is(site: Flask, office: Office) -> None:
    people = {login: signed_in(site, login) for login in PAGES}
    few = fill(office, 1)
    before = {(who, path): asked(office, people[who], path) for who, paths in PAGES.items() for path in paths}
    sizes = {key: len(people[key[0]].get(key[1]).data) for key in before}
    fill(office, 3)
    grown = []
    for (who, path), count in before.items():
        after = asked(office, people[who], path)
        more = [s for s in after.seen if after.seen.count(s) > count.seen.count(s)]
        # a handful may depend on what there is at all, not on how much of it
        if after.number > count.number + 2:
            grown.append(f"{path}: {count.number} → {after.number}: {more[:3]}")
        assert count.number <= PAGES[who][path], path
        assert "lawyers" in path or "accounts" in path or len(people[who].get(path).data) >= sizes[who, path], f"{path} shows what was added"
    assert grown == []
    assert len(few) == 9


# path → the most questions it may ask, whatever waits and whoever is on the panel; {no} is a request that waits for a lawyer
BOARDS = {
    "/desk/assign/{no}": 40, "/desk/assign/{no}/why": 40, "/desk/assign/board": 40, "/desk/assign/board?all=1": 40, "/desk/assign/what-if?load=900": 35, "/desk/aid-board": 25,
    "/desk/aid-gaps": 15, "/desk/roster/plan": 30, "/reports/strike-off/": 25, "/reports/strike-off/?kind=UNPAID": 25, "/dashboard/?period=year": 40, "/desk/overdue": 35,
    "/desk/assign/board/offers": 20,
}


def test_no_board_asks_more_the_more_requests_wait_and_the_larger_the_panel_is(site: Flask, office: Office) -> None:
    person, waiting = signed_in(site, "haishu"), office.granted()
    fill(office, 1)
    before = {path: asked(office, person, path.format(no=waiting.no)) for path in BOARDS}
    for number in range(4):
        office.act(None, lambda s, by, n=number: lawyers.engage(
            s, by, office.add_lawyer(s, by, f"further{n}"), employer="青禾示例服饰有限公司", side="AGAINST", whose="LAWYER", source="测试"))
        office.granted()
    office.group(office.granted(), office.granted())
    fill(office, 1)
    after = {path: asked(office, person, path.format(no=waiting.no)) for path in BOARDS}
    # a handful may depend on what there is at all: a group file, colleagues of somebody in conflict
    grown = {path: [s for s in after[path].seen if after[path].seen.count(s) > count.seen.count(s)] for path, count in before.items() if after[path].number > count.number + 3}
    assert grown == {}
    assert {path: count.number for path, count in after.items() if count.number > BOARDS[path]} == {}


def test_a_workers_list_and_a_group_file_do_not_either(site: Flask, office: Office) -> None:
    tickets = [office.ask() for _ in range(6)]
    short, long = following(site, *tickets[:2]), following(site, *tickets)
    assert asked(office, short, "/my/").number == asked(office, long, "/my/").number
    groups = [office.group(*(office.confirmed() for _ in range(size))) for size in (1, 5)]
    person = signed_in(site, "haishu")
    assert asked(office, person, f"/desk/group/{groups[0]}").number == asked(office, person, f"/desk/group/{groups[1]}").number


@pytest.mark.parametrize("path", ["/desk/inbox", "/dashboard/registered?period=year", "/admin/audit", "/dashboard/aid?period=year"])
def test_a_page_number_out_of_all_proportion_is_a_page_with_nothing_on_it(site: Flask, office: Office, path: str) -> None:
    office.ask()
    person = signed_in(site, "auditor" if "audit" in path else "haishu")
    for page in ("0", "-1", "99999999999999999999999", "x", "1e9"):
        assert person.get(f"{path}{'&' if '?' in path else '?'}page={page}").status_code == 200
