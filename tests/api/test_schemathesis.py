"""Checklist 50: schemathesis calls every operation with what the document allows and with what it forbids, as every kind of caller; each answer is as documented."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from legalaid.actions import cases, search, statutes
from legalaid.roles import SCOPES
from tests.actions.mediating import filed
from tests.api.caller import token
from tests.api.test_library import LAWS, STARTER
from tests.builders import Office
from tests.conftest import Clock

# What a document cannot say (a day off, a number that is taken, who may be placed where) is refused with 422 and named, so a valid call need not be accepted.
NOT_ASKED = [positive_data_acceptance]
ALLOWED, FORBIDDEN = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.fixture
def real(app: Flask, office: Office) -> dict[str, list[str]]:
    """An office with something behind every kind of address; the values that stand in a path."""
    app.testing = False  # a failure is answered, not raised
    office.act(None, lambda s, by: statutes.keep(s, by, statutes.read_lines(LAWS)))
    lines = STARTER.read_text("utf-8").splitlines()
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines(lines), "示例", publish_all=True))
    for kind in ("cases", "statutes"):
        office.runtime.engine(kind).rebuild(office.look(None, lambda s, by, kind=kind: search.all_docs(s, kind, by.now.date())))
    mediated, (offered, offer) = office.taken(), office.offered()
    found = [mediated, offered, office.ask(), office.confirmed(), office.granted(), office.closed()]
    return {
        "no": [asked.no for asked in found], "ident": [str(filed(office, mediated, "ARBITRATION")), str(offer)], "external_no": ["12345-1"],
        "ref": [json.loads(lines[0])["id"], json.loads(LAWS[0])["id"]], "short": ["劳动合同法"],
    }


def operations(app: Flask) -> Iterator[APIOperation]:
    load_all_checks()
    for result in schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).get_all_operations():
        yield result.ok()


class Calls:
    """Calls operations and counts the answers by status."""

    def __init__(self, clock: Clock, real: dict[str, list[str]], *, seed: bool) -> None:
        self.clock, self.real, self.fixed = clock, real, seed
        self.statuses: Counter[int] = Counter()

    def call(self, operation: APIOperation, bearer: str | None, mode: GenerationMode, times: int, expected: set[int] | None = None) -> None:
        """So many calls of one operation; schemathesis holds each answer against the document."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

        @settings(max_examples=times, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=self.fixed)
        @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
        def one(case: Case, data: st.DataObject) -> None:
            self.clock.forward(seconds=1)  # within what a token may call a minute
            for name in case.path_parameters or {}:
                # what was made up is hardly ever there; what is forbidden stays as it is, or it would be allowed
                if mode is ALLOWED and name in self.real and data.draw(st.integers(0, 3)):
                    case.path_parameters[name] = data.draw(st.sampled_from(self.real[name]))
            response = case.call(headers=headers)
            self.statuses[response.status_code] += 1
            body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
            # Of a forbidden query or header hardly anything may be left once it is written as text: only a forbidden body has to be refused.
            kept = [] if body is not None and body.mode is FORBIDDEN else [negative_data_rejection]
            case.validate_response(response, headers=headers, excluded_checks=NOT_ASKED + kept)
            assert expected is None or response.status_code in expected, f"{case.as_curl_command()}\n{response.status_code} {response.text}"

        one()

    def whole(self, app: Flask, office: Office, allowed: int, forbidden: int, strangers: int) -> None:
        """Every operation as who may everything, as nobody, with a token of its own scope alone, and with tokens of so many others, in turn."""
        everything = token(office, "全部权限")
        limited = {scope: token(office, f"只能 {scope}", scopes=[scope]) for scope in SCOPES}
        for number, operation in enumerate(operations(app)):
            needed = next(iter(operation.definition.raw["security"]), {}).get("bearer", [None])[0]
            self.call(operation, everything, ALLOWED, allowed)
            if any((operation.path_parameters, operation.query, operation.headers, operation.body)):
                self.call(operation, everything, FORBIDDEN, forbidden)
            if needed is None:
                continue
            self.call(operation, None, ALLOWED, 1, {401})
            self.call(operation, limited[needed], ALLOWED, 1)
            others = [scope for scope in SCOPES if scope != needed]
            for step in range(strangers):
                self.call(operation, limited[others[(number + step) % len(others)]], ALLOWED, 1, {400, 403})


def test_every_operation_answers_as_documented(app: Flask, office: Office, clock: Clock, real: dict[str, list[str]]) -> None:
    calls = Calls(clock, real, seed=True)
    calls.whole(app, office, allowed=3, forbidden=2, strangers=1)
    assert all(calls.statuses[code] >= least for code, least in {200: 80, 201: 1, 401: 50, 403: 50, 404: 50, 422: 50}.items()), calls.statuses


@pytest.mark.full
@pytest.mark.both
def test_every_operation_answers_as_documented_many_times(app: Flask, office: Office, clock: Clock, real: dict[str, list[str]]) -> None:
    Calls(clock, real, seed=False).whole(app, office, allowed=60, forbidden=60, strangers=len(SCOPES) - 1)
