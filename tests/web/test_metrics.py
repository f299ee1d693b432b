"""Checklist 47: what monitoring reads is well-formed, moves, is for the token alone, and holds no number, name or address of anybody."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from legalaid import jobs, outbox
from legalaid.actions import notices
from legalaid.app import create_app
from legalaid.errors import Refused
from legalaid.senders import Message, NotSent
from legalaid.settings import read
from tests.builders import Office
from tests.conftest import SHANGHAI, Clock
from tests.web.browsing import Person, following, signed_in
from tests.web.test_plant import ID, NAME, PHONE, STORY

pytestmark = pytest.mark.both
TOKEN = "a-token-that-only-monitoring-knows"
Values = dict[tuple[str, ...], float]


@pytest.fixture
def watched(site: Flask, office: Office) -> Flask:
    office.runtime.settings = replace(office.runtime.settings, metrics_token=TOKEN)
    return create_app(office.runtime)


def asked_for(app: Flask, token: str = TOKEN):
    return app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"})


def values(app: Flask) -> Values:
    """Every sample by name and labels in the order of their names; each family stands there once."""
    answer = asked_for(app)
    assert (answer.status_code, answer.mimetype, "Set-Cookie" in answer.headers) == (200, "text/plain", False)
    families = list(text_string_to_metric_families(answer.text))
    assert len({f.name for f in families}) == len(families) > 15
    return {(s.name, *(value for _, value in sorted(s.labels.items()))): s.value for f in families for s in f.samples}


def test_nobody_reads_them_but_who_knows_the_token(site: Flask, watched: Flask, office: Office) -> None:
    for token in ("", "falsch", TOKEN[:-1], TOKEN + "x", "é" * 30):
        assert asked_for(watched, token).status_code == 404, token
    for person in (Person(watched), following(watched, office.ask()), *(signed_in(watched, login) for login in ("admin", "city", "auditor"))):
        assert person.get("/metrics").status_code == 404
        assert person.get("/metrics", headers={"Authorization": f"Basic {TOKEN}"}).status_code == 404
    assert asked_for(site, "").status_code == 404, "without a setting there is no such page"
    for short in ("x" * 23, "令牌" * 20):
        with pytest.raises(Refused, match="LEGALAID_METRICS_TOKEN"):
            read({"LEGALAID_METRICS_TOKEN": short})
    assert read({"LEGALAID_METRICS_TOKEN": TOKEN}).metrics_token == TOKEN


def test_numbers_move_with_what_happens(watched: Flask, office: Office, clock: Clock) -> None:
    jobs.run(office.runtime, "index", clock())
    before = values(watched)
    asked = office.ask()
    desk = signed_in(watched, "haishu")
    assert desk.get(f"/desk/{asked.no}").status_code == 200
    assert Person(watched).sign_in("haishu", "falsch-falsch-falsch").status_code == 422
    Person(watched).client.open("/nowhere", method="FOOBAR")
    clock.forward(days=30)
    after = values(watched)

    def moved(*key: str) -> float:
        return after[key] - before.get(key, 0)

    assert moved("legalaid_http_requests_total", "GET", "/desk/<no:no>", "2xx") == 1
    assert moved("legalaid_http_request_seconds_count", "/desk/<no:no>") == moved("legalaid_http_request_seconds_bucket", "+Inf", "/desk/<no:no>") == 1
    assert moved("legalaid_http_requests_total", "POST", "/login", "4xx") == moved("legalaid_http_requests_total", "-", "-", "4xx") == 1
    assert moved("legalaid_sign_in_failures_total") == moved("legalaid_overdue", "overdue") == 1
    assert moved("legalaid_outbox_waiting") >= 1
    assert after["legalaid_outbox_oldest_seconds",] > 20 * 86_400
    assert moved("legalaid_job_lag_seconds", "index") == 30 * 86_400 - 60
    assert after["legalaid_job_last_run_seconds", "index"] == datetime(2026, 11, 24, 10, tzinfo=SHANGHAI).timestamp()
    assert ("legalaid_job_last_run_seconds", "figures-due") not in after, "never ran"
    assert after["legalaid_part_ok", "scheduler"] == 0 == before["legalaid_part_ok", "scheduler"] - 1
    assert after["legalaid_database_bytes",] > 100_000
    assert after["legalaid_database_up",] == 1
    assert after["process_resident_memory_bytes",] > 10_000_000
    with office.runtime.write() as session:
        session.execute(text("DROP TABLE notices"))
    broken = asked_for(watched)
    assert broken.status_code == 200, "what the process knows by itself is still told"
    assert "legalaid_database_up 0.0" in broken.text
    assert "legalaid_http_requests_total" in broken.text
    assert "legalaid_outbox" not in broken.text


def test_a_gateway_that_is_down_shows_between_two_tries_and_only_what_was_tried_to_the_end_is_given_up(watched: Flask, office: Office, clock: Clock) -> None:
    class Down:
        def send(self, message: Message) -> None:
            raise NotSent("http: URLError")

    office.runtime.sender = Down()
    office.ask(contact={"way": "NO_MESSAGE"})
    office.ask()

    def outbox_now() -> list[float]:
        found = values(watched)
        return [found[f"legalaid_outbox_{name}",] for name in ("waiting", "oldest_seconds", "given_up_total")]

    for minutes in (0, 5, 10, 20):
        clock.forward(minutes=minutes)
        assert outbox.deliver(office.runtime)["failed"] == 1
    assert outbox_now() == [1, 35 * 60, 0], "the next try is in forty minutes; whoever wished no message was not given up"
    for tried in range(4, notices.GIVE_UP):
        clock.forward(minutes=5 * 2 ** (tried - 1))
        outbox.deliver(office.runtime)
    assert outbox_now() == [0, 0, 1]


def test_nothing_planted_stands_there(watched: Flask, office: Office) -> None:
    asked = office.dispatched(name=NAME, phone=PHONE, id_no=ID, statement=STORY)
    desk, worker = signed_in(watched, "haishu"), following(watched, asked)
    for path in (f"/desk/{asked.no}", f"/my/{asked.no}", f"/track?no={asked.no}&code={asked.code}", f"/{NAME}/{PHONE}", f"/desk/FY2026-1124-{PHONE}"):
        desk.get(path)
        worker.get(path)
    worker.client.open(f"/{ID}", method=f"X{PHONE}")
    Person(watched).sign_in(f"{NAME}{ID}", asked.code)
    page = asked_for(watched).text
    assert "/desk/<no:no>" in page
    known = (asked.no, asked.code, asked.code.replace("-", ""), str(asked.id), NAME, ID, PHONE, STORY[:8], "haishu", TOKEN, str(office.people["haishu"]), str(office.runtime.settings.home))
    assert [one for one in known if one in page] == []
