"""The receiver of notices is down, answers with errors, or breaks off: every notice arrives, none again after it was answered, and a repetition carries the same key."""

import json
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread

import pytest
from sqlalchemy import select

from legalaid import outbox
from legalaid.senders import HttpSender
from legalaid.tables.office import Notice
from tests.builders import Office
from tests.conftest import Clock


class Gateway:
    """An SMS gateway that takes each key once; `mood` says how it behaves, `taken` how often each key came, `again` those that came after a 200."""

    def __init__(self) -> None:
        self.mood, self.rng = "up", Random(20261126)
        self.taken: Counter[str] = Counter()
        self.again: list[str] = []
        self.calls: Counter[str] = Counter()
        answered: set[str] = set()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                key = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["key"]
                mood = gateway.rng.choice(("up", "error", "silent")) if gateway.mood == "moody" else gateway.mood
                gateway.calls[mood] += 1
                gateway.again += [key] if key in answered else []
                gateway.taken[key] += mood != "error"
                if mood == "silent":
                    return  # taken, but the answer is lost
                answered.update([key] if mood == "up" else [])
                self.send_response(200 if mood == "up" else 503)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.both
def test_a_receiver_that_is_down_gets_everything_when_it_is_back(office: Office, clock: Clock) -> None:
    gateway = Gateway()
    office.runtime.sender = HttpSender(gateway.address, "secret")
    for _ in range(5):
        office.dispatched()
    gateway.close()
    first = outbox.deliver(office.runtime)
    assert first["sent"] == 0
    assert first["failed"] >= 10
    for _ in range(5):
        office.ask()  # the office works on meanwhile
    gateway = Gateway()
    office.runtime.sender = HttpSender(gateway.address, "secret")
    counts: Counter[str] = Counter()
    for mood in ("error", *["moody"] * 4, "up", "up"):
        gateway.mood = mood
        clock.forward(minutes=45)
        counts.update(outbox.deliver(office.runtime))
    gateway.close()
    with office.runtime.read() as session:
        rows = list(session.scalars(select(Notice)))
    due = {str(n.id) for n in rows if n.not_before <= clock()}
    lost, unsettled = due - (+gateway.taken).keys(), [n for n in rows if n.sent_at is None and n.not_before <= clock()]
    repeated = sum(times - 1 for times in gateway.taken.values() if times)
    print(f"\n通知接收方中断：应发 {len(due)}，收到 {len(+gateway.taken)}，丢失 {len(lost)}，答复后又发 {len(gateway.again)}，答复丢失而重发（同一个键）{repeated}；请求 {dict(gateway.calls)}")
    assert (lost, unsettled, [n for n in rows if n.dead_at is not None], gateway.again) == (set(), [], [], [])
    assert repeated > 0, "an answer was lost on the way"
    assert counts["sent"] == len([n for n in rows if n.sent_at is not None]) == gateway.calls["up"]
