"""Role × route × method from the url map: each route does what its permission says, and no prefix is open to more than it may be."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from legalaid.roles import PERMISSIONS, ROLES
from tests.builders import Asked, Office
from tests.web.browsing import Person, following, signed_in, words
from tests.web.routes import NOBODY, Route, routes

LOGINS = {"coordinator": "haishu", "mediator": "mediator", "zone_staff": "zone", "lawyer": "lawyer1", "editor": "editor", "finance": "finance", "auditor": "auditor", "admin": "admin"}
STAFF = {"coordinator", "mediator", "zone_staff"}
# Who may reach what at most, from product.md §1 and §2: the longest prefix decides, and a page under none of them is refused here.
CEILING: list[tuple[str, set[str]]] = [
    (r"/login(/code|/enrol|/invite|/sso(/back|/left)?)?$|/logout$", set(ROLES) | {"visitor"}),
    (r"/$|/apply/|/track$|/help$|/privacy$|/accessibility$|/styleguide$|/health/|/metrics$|/tools/|/guides/|/templates/|/laws/", set(ROLES) | {"visitor"}),
    (r"/account/", set(ROLES) - {"worker", "api_client"}),
    (r"/roster/", set(ROLES) | {"visitor"}), (r"/desk/roster/(plan|posts|appoint|vacate)", {"coordinator"}), (r"/desk/roster/", {"coordinator", "mediator"}),
    (r"/my/", {"worker"}), (r"/lawyer/", {"lawyer"}), (r"/lawyers/", {"coordinator", "mediator", "admin"}), (r"/cases/", STAFF | {"lawyer", "editor", "admin", "auditor"}),
    (r"/desk/aid-(board|gaps)", {"coordinator"}), (r"/desk/[^/]+/aid/(papers$|first|end)", {"coordinator"}), (r"/desk/[^/]+/aid/(papers-came|withdraw|objection)$", {"coordinator", "mediator"}),
    (r"/desk/(inbox|overdue|assign/|offers/)", {"coordinator"}), (r"/desk/[^/]+/(dispatch|aid/decision|callback)", {"coordinator"}),
    (r"/desk/(import|transfers)$|/desk/[^/]+/transfer(/|$)", {"coordinator"}), (r"/desk/(register|away)|/desk/[^/]+/(merge|unmerge|split|sheet|receipt|correct)$", STAFF),
    (r"/desk/[^/]+/(confirm|take|return|resolve|close|consent)$", STAFF), (r"/desk/[^/]+/(aid|group)$", {"coordinator", "mediator"}), (r"/desk/", STAFF | {"lawyer"}),
    (r"/reports/weekly/\d+-\d+/(cases|publish)", {"coordinator", "editor"}), (r"/reports/members/", {"admin"}), (r"/reports/", {"coordinator", "mediator", "admin", "auditor", "editor"}),
    (r"/dashboard/", {"coordinator", "mediator", "admin", "auditor"}), (r"/subsidies/", {"finance", "coordinator"}), (r"/admin/audit", {"auditor"}),
    (r"/admin/limits(/[^/]+/approve)?$", {"admin", "coordinator"}), (r"/admin/", {"admin"}),
]
ENDS_SESSION = {"doors.sign_out", "my.leave"}


def ceiling(path: str) -> set[str]:
    found = next((who for pattern, who in CEILING if re.match(pattern, path)), None)
    assert found is not None, f"{path} is under no known prefix: say who may reach it at most"
    return found


def call(person: Person, route: Route) -> tuple[int, str]:
    answer = person.get(route.path) if route.method == "GET" else person.post(route.path)
    return answer.status_code, answer.location or ""


def refused(route: Route, role: str, status: int, location: str) -> bool:
    """Signed in and not allowed is 403; a visitor is led to the sign-in, on the workers' pages to the receipt code."""
    door = "/track" if route.path.startswith("/my") else "/login"
    return status == 403 or (role in ("visitor", "worker") and status == 303 and location.startswith(door))


@pytest.fixture
def asked(office: Office) -> Asked:
    return office.accepted()


@pytest.fixture
def people(site: Flask, office: Office, asked: Asked) -> dict[str, Callable[[], Person]]:
    """One signed-in person a role; made anew where a route ends the session."""
    makers: dict[str, Callable[[], Person]] = {role: lambda login=login: signed_in(site, login) for role, login in LOGINS.items()}
    return {**makers, "visitor": lambda: Person(site), "worker": lambda: following(site, asked)}


def known(asked: Asked) -> dict[str, object]:
    return {"no": asked.no, "lawyer.matter.no": f"{asked.no}-Y1", "case_file.show.no": f"{asked.no}-Y1",
            "groups.file.no": "BA2026-0001", "name": "severance", "documents.fill.name": "arbitration_application"}


def test_every_route_answers_as_its_permission_says_for_every_role(site: Flask, people: dict[str, Callable[[], Person]], asked: Asked) -> None:
    found = list(routes(site, **known(asked)))
    assert len(found) > 60
    wrong = []
    for role, make in people.items():
        person = make()
        for route in found:
            allowed = route.needs == "open" or role in PERMISSIONS[route.needs or ""]
            status, location = call(person, route)
            if status >= 500 or refused(route, role, status, location) is allowed:
                wrong.append(f"{role} {route.method} {route.path}: {status} {location}")
            if route.endpoint in ENDS_SESSION:
                person = make()
    assert wrong == []


def test_no_route_is_open_to_more_than_its_prefix_may_be(site: Flask) -> None:
    wrong = []
    for route in routes(site):
        granted = set(ROLES) | {"visitor"} if route.needs == "open" else set(PERMISSIONS[route.needs or ""]) - {"api_client"}
        if granted - ceiling(route.path):
            wrong.append(f"{route.method} {route.path}: {sorted(granted - ceiling(route.path))}")
    assert wrong == []


def test_an_address_that_nobody_declared_is_refused_for_everybody(site: Flask, office: Office) -> None:
    site.add_url_rule("/forgotten", "forgotten", lambda: "open by accident")
    for person in (Person(site), signed_in(site, "admin"), signed_in(site, "city")):
        answer = person.get("/forgotten")
        assert answer.status_code == 403
        assert "open by accident" not in answer.text


# (who, what they may do with their own but not with somebody else's): each a detail whose row belongs to another
def strangers(office: Office) -> list[tuple[str, str, str]]:
    asked, (other, offer) = office.accepted(), office.offered("lawyer2")
    group = office.group(asked)
    no = asked.no
    desk = [("GET", f"/desk/{no}"), ("GET", f"/desk/{no}/mediation"), ("GET", f"/desk/{no}/mediation/party"), ("GET", f"/desk/group/{group}"),
            ("GET", f"/desk/{no}/papers/arbitration_application"), ("POST", f"/desk/{no}/papers/arbitration_application")]
    acts = [("POST", f"/desk/{no}/{step}") for step in ("take", "close", "consent", "confirm", "step", "limitation", "mediation/conclude", f"mediation/minutes/{NOBODY}")]
    found = [(who, m, p) for who in ("yinzhou", "mediator3") for m, p in desk + acts]
    found += [("yinzhou", "GET", f"/desk/assign/{no}"), *(("yinzhou", "POST", p) for p in (f"/desk/{no}/reveal", f"/desk/offers/{offer}/cancel", f"/desk/{no}/aid/decision"))]
    record = f"/lawyer/matter/{no}-Y1"
    found += [("lawyer2", m, p) for m, p in (*desk, ("GET", record), ("POST", f"{record}/log"), ("POST", f"{record}/close"))]
    found += [("lawyer1", "GET", f"/lawyer/offer/{offer}"), ("lawyer1", "POST", f"/lawyer/offer/{offer}"), ("lawyer1", "GET", f"/desk/{other.no}")]
    own = [("GET", ""), ("GET", "/aid"), ("POST", "/aid"), ("GET", "/rate"), ("POST", "/rate"), ("POST", "/consent"), ("POST", "/reply"), ("GET", f"/papers/{NOBODY}.docx")]
    return found + [("worker", m, f"/my/{no}{p}") for m, p in own]


def test_somebody_elses_record_is_the_same_404_as_none_at_all(site: Flask, office: Office) -> None:
    mine = office.ask()
    listed = strangers(office)
    people = {who: signed_in(site, who) for who in {w for w, _, _ in listed} - {"worker"}} | {"worker": following(site, mine)}
    form = {"reason": "电话核实", "kind": "MEDIATION", "subclass": "劳动报酬", "summary": "拖欠工资", "event": "hear", "knew_on": "2026-01-01", "decision": "grant", "do": "decline",
            "level": "5", "forms": "DRAFT", "happened_on": "2026-11-24", "text": "通话", "outcome": "FULL", "report": "办理完毕，材料归卷了。", "awarded": "1", "version": "1"}
    wrong = []
    for who, method, path in listed:
        nothing = re.sub(r"FY2026-1124-\d{4}", "FY2026-1124-9999", path)
        answers = []
        for where in (path, re.sub(r"BA2026-\d{4}", "BA2026-9999", nothing)):
            sent = {**form, "kind": "CALL" if "log" in where else "MEDIATION"}
            answer = people[who].get(where) if method == "GET" else people[who].post(where, sent)
            answers.append((answer.status_code, re.sub(r"\b[0-9a-f]{12}\b", "", words(answer))))
        if answers[0][0] != 404 or answers[0] != answers[1]:
            wrong.append(f"{who} {method} {path}: {answers[0][0]} / {answers[1][0]}")
    assert wrong == []


def test_the_administrator_sees_no_person_and_the_auditor_masks_only(site: Flask, office: Office) -> None:
    office.ask()
    asked = office.finish(office.accepted(name="周大平示例", phone="13912345670"))
    for login in ("admin", "auditor"):
        person = signed_in(site, login)
        for route in routes(site, no=asked.no):
            if route.method == "GET":
                text = person.get(route.path).text
                assert "周大平示例" not in text, route.path
                assert "13912345670" not in text, route.path
                if login == "admin":
                    assert asked.no not in text, route.path
    behind = "/dashboard/registered?period=year"
    assert "周***例" in signed_in(site, "auditor").get(behind).text
    assert asked.no not in signed_in(site, "admin").get(behind).text


def test_a_group_file_lists_only_the_requests_that_one_sees_anyway(site: Flask, office: Office) -> None:
    mine, other = office.accepted(), office.confirmed()
    no = office.group(mine, other)
    page = signed_in(site, "lawyer1").get(f"/desk/group/{no}")
    assert page.status_code == 200
    assert mine.no in page.text
    assert other.no not in page.text
    assert other.no in signed_in(site, "haishu").get(f"/desk/group/{no}").text


def test_a_paper_is_kept_with_the_record_of_its_own_matter_only(site: Flask, office: Office) -> None:
    first, second = office.accepted(), office.accepted()
    lawyer = signed_in(site, "lawyer1")
    form = {"do": "draft", "record": f"{second.no}-Y1", "story": "三个月没发工资", "claim-0-title": "支付工资", "claim-0-amount": "18600"}
    assert lawyer.post(f"/desk/{first.no}/papers/arbitration_application", form).status_code == 404
    for one in (first, second):
        assert "第 1 稿" not in lawyer.get(f"/lawyer/matter/{one.no}-Y1").text
