"""Tokens: who is let in, how far, and how a token is issued and withdrawn."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from legalaid.actions import api_clients
from legalaid.cli import main
from legalaid.errors import Forbidden, Invalid, NotFound
from legalaid.roles import PERMISSIONS, SCOPES
from legalaid.tables.accounts import ApiClient
from legalaid.tables.accounts import Session as SessionRow
from legalaid.tables.office import AuditEntry
from tests.api.caller import BODY, Caller, token
from tests.builders import CITY, HAISHU, PASSWORD, Office

CALLS = (  # one call for each scope
    ("library.read", "GET", "/laws"), ("tickets.see", "GET", "/tickets"), ("tickets.register", "POST", "/tickets"), ("assign.see", "GET", "/assignments/waiting"),
    ("tickets.move", "POST", "/tickets/FY2026-1124-0001/merge"), ("assign.make", "POST", "/assignments/FY2026-1124-0001/offers"), ("reports.read", "GET", "/reports/weekly"),
    ("disputes.answer", "POST", "/disputes/FY2026-1124-0001/filings/00000000-0000-0000-0000-000000000000/receipt"),
)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic Y2l0eTpjaXR5", "Token abc", "bearer \u00ff\u00ff", "Bearer a=b", "Bearer " + "x" * 5000])
def test_without_a_valid_token_nothing_answers(app: Flask, office: Office, header: str | None) -> None:
    caller = Caller(app)
    for _, method, path in CALLS:
        response = caller.send(method, path, headers={} if header is None else {"Authorization": header})
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="legalaid"'
        assert "令牌" in response.json["error"]["message"]


def test_refused_callers_learn_nothing_of_what_they_sent(app: Flask, office: Office) -> None:
    response = Caller(app).post("/tickets", {"nonsense": 1})
    assert response.status_code == 401
    assert "fields" not in response.json["error"]


def test_cookies_are_not_looked_at_and_no_session_is_opened(app: Flask, office: Office, clock: Any) -> None:
    client = app.test_client()
    page = client.get("/login").text
    form = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/login", data={"login": "haishu", "password": PASSWORD, "csrf_token": form}).status_code == 303
    assert client.get("/desk/inbox").status_code == 200
    rows = office.look(None, lambda s, by: s.scalar(select(func.count()).select_from(SessionRow)))
    seen = office.look(None, lambda s, by: [(r.last_seen_at, r.data) for r in s.scalars(select(SessionRow))])
    clock.forward(minutes=5)  # an opened session would note that it was seen
    assert client.get("/api/v1/tickets").status_code == 401
    answer = client.get("/api/v1/tickets", headers={"Authorization": f"Bearer {token(office, '系统一')}"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert office.look(None, lambda s, by: s.scalar(select(func.count()).select_from(SessionRow))) == rows
    assert office.look(None, lambda s, by: [(r.last_seen_at, r.data) for r in s.scalars(select(SessionRow))]) == seen
    assert client.get("/desk/inbox").status_code == 200


@pytest.mark.parametrize("scope", list(SCOPES))
def test_a_token_may_do_what_its_scopes_name_and_nothing_else(app: Flask, office: Office, scope: str) -> None:
    caller = Caller(app, token(office, "受限系统", CITY, [scope]))
    for permission, method, path in CALLS:
        response = caller.get(path) if method == "GET" else caller.post(path, {})
        if permission == scope:
            assert response.status_code in (200, 422)
        else:
            assert response.status_code == 403
            assert permission in response.json["error"]["message"]


def test_scopes_are_the_permissions_of_other_systems_and_no_more() -> None:
    assert {p for p, roles in PERMISSIONS.items() if "api_client" in roles} == set(SCOPES)
    assert {scope for scope, _, _ in CALLS} == set(SCOPES)


@pytest.mark.both
def test_a_withdrawn_token_is_worth_nothing_and_a_new_one_keeps_the_system_s_identity(app: Flask, office: Office) -> None:
    old = Caller(app, token(office, "12345热线"))
    assert old.get("/tickets").status_code == 200
    client = office.act(None, lambda s, by: api_clients.withdraw(s, by, name="12345热线").id)
    assert old.get("/tickets").status_code == 401
    new = Caller(app, token(office, "12345热线", HAISHU, ["tickets.see"]))
    assert new.get("/tickets").status_code == 200
    assert new.get("/laws").status_code == 403
    assert old.get("/tickets").status_code == 401
    row = office.look(None, lambda s, by: s.scalars(select(ApiClient)).one())
    assert (row.id, row.organisation.code) == (client, HAISHU)
    actions = office.look(None, lambda s, by: [(e.action, e.detail) for e in s.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "api_clients").order_by(AuditEntry.seq))])
    assert [a for a, _ in actions] == ["api_client.issue", "api_client.withdraw", "api_client.issue"]
    assert actions[-1][1] == {"organisation": HAISHU, "scopes": ["tickets.see"]}


def test_the_token_itself_is_nowhere_in_the_database(office: Office, runtime: Any) -> None:
    plain = token(office, "12345热线")
    runtime.close()
    assert all(plain.encode() not in path.read_bytes() for path in runtime.settings.home.rglob("*") if path.is_file())


def test_a_closed_organisation_s_token_does_not_act(app: Flask, office: Office) -> None:
    caller = Caller(app, token(office, "海曙基层治理", HAISHU))

    def close(session: Any, _by: Any) -> None:
        session.scalars(select(ApiClient)).one().organisation.active = False

    office.act(None, close)
    assert caller.get("/tickets").status_code == 401


@pytest.mark.parametrize(("values", "field"), [
    ({"name": " "}, "name"), ({"name": "长" * 65}, "name"), ({"organisation": "999"}, "organisation"), ({"scopes": []}, "scope"), ({"scopes": ["tickets.see", "accounts.manage"]}, "scope"),
])
def test_a_token_is_not_issued_on_wrong_terms(office: Office, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        office.act(None, lambda s, by: api_clients.issue(s, by, **{"name": "系统一", "organisation": CITY, "scopes": ["tickets.see"], **values}))
    assert list(refused.value.errors) == [field]


def test_a_name_in_use_needs_withdrawing_first_and_only_administrators_do_either(office: Office) -> None:
    token(office, "系统一")
    with pytest.raises(Invalid):
        token(office, "系统一")
    with pytest.raises(NotFound):
        office.act(None, lambda s, by: api_clients.withdraw(s, by, name="系统二"))
    for action in (lambda s, by: api_clients.issue(s, by, name="系统三", organisation=CITY, scopes=["tickets.see"]), lambda s, by: api_clients.withdraw(s, by, name="系统一"), api_clients.listed):
        with pytest.raises(Forbidden):
            office.act("haishu", action)
    assert office.act("admin", lambda s, by: api_clients.issue(s, by, name="系统三", organisation=CITY, scopes=["tickets.see"])).token


def test_the_command_prints_the_token_once_and_never_again(app: Flask, office: Office, runtime: Any) -> None:
    def legalaid(*words: str) -> Any:
        return app.test_cli_runner().invoke(main, words, env={"LEGALAID_HOME": str(runtime.settings.home), "LEGALAID_DATABASE": runtime.settings.url})

    made = legalaid("users", "token", "issue", "12345热线", "--organisation", CITY, "--scope", "tickets.see", "--scope", "library.read")
    assert made.exit_code == 0, made.output
    plain = json.loads(made.stdout)["token"]
    assert Caller(app, plain).get("/tickets").status_code == 200
    listed = legalaid("users", "token", "list")
    assert json.loads(listed.stdout) == {"name": "12345热线", "organisation": CITY, "scopes": ["library.read", "tickets.see"], "active": True}
    assert plain not in listed.stdout
    assert legalaid("users", "token", "withdraw", "12345热线").exit_code == 0
    assert Caller(app, plain).get("/tickets").status_code == 401
    for words, field in (
        (("withdraw", "12345热线"), ""), (("issue", "x1", "--organisation", "1", "--scope", "tickets.see"), "organisation"),
        (("issue", "x1", "--organisation", CITY, "--scope", "y"), "scope"),
    ):
        refused = legalaid("users", "token", *words)
        assert refused.exit_code == 2
        assert refused.stdout == ""
        assert field in refused.stderr


def test_a_request_s_maker_is_the_system(app: Flask, office: Office) -> None:
    caller = Caller(app, token(office, "12345热线"))
    assert caller.post("/tickets", BODY).status_code == 201
    entry = office.look(None, lambda s, by: s.scalars(select(AuditEntry).where(AuditEntry.action == "ticket.register")).one())
    client = office.look(None, lambda s, by: s.scalars(select(ApiClient)).one())
    assert (entry.actor_id, entry.role) == (client.id, "api_client")
