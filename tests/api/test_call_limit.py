"""Each client has so many calls a minute, counted in the database for all workers; refused calls count, other clients do not notice."""

import pytest
from flask import Flask

from legalaid.actions import api_clients, throttle
from legalaid.app import create_app
from tests.api.caller import BODY, Caller, token
from tests.builders import HAISHU, Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def test_a_client_that_calls_too_often_waits_and_nobody_else(app: Flask, office: Office, clock: Clock) -> None:
    bearer = token(office, "海曙基层治理", HAISHU, ["tickets.see"])
    caller, other = Caller(app, bearer), Caller(app, token(office, "12345热线"))
    assert caller.get("/tickets").status_code == 200
    ident = office.look(None, lambda s, by: str(next(c.id for c in api_clients.listed(s, by) if c.name == "海曙基层治理")))
    for _ in range(throttle.RULES["api"].most - 3):
        office.act(None, lambda s, by: throttle.take(s, by, "api", ident))
    clock.forward(seconds=13)
    assert caller.post("/tickets", BODY).status_code == 403
    assert caller.get("/tickets").status_code == 200
    for worker in (app, create_app(office.runtime)):
        refused = Caller(worker, bearer).get("/tickets")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "47")
        assert refused.json["error"]["message"] == "这个系统一分钟内调用接口超过 600 次，请 1 分钟后再试。答复头 Retry-After 写明还要几秒。"
    assert caller.post("/tickets", BODY).status_code == 429
    assert other.post("/tickets", BODY).status_code == 201
    assert caller.send("GET", "/openapi.json").status_code == 200, "the documentation needs no token and has no limit"
    clock.forward(seconds=47)
    assert caller.get("/tickets").status_code == 200
