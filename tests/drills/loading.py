"""A web service that is killed and started again, and callers that register requests through its API until each is acknowledged."""

import http.client
import itertools
import json
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import select

from legalaid.actions import audit
from legalaid.crypto import new_keys, write_keys
from legalaid.database import migrate
from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from legalaid.tables.tickets import Ticket
from tests import postgres
from tests.api.caller import BODY, token
from tests.builders import Office
from tests.cli.program import environment
from tests.conftest import ROOT
from tests.postgres import Cluster

CALLERS, TOKENS = 4, 8  # a token may call 600 times a minute, so each caller goes through several


class Web:
    """`legalaid web` over an office's home, always on the same port."""

    def __init__(self, settings: Settings, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.settings, self.log = settings, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Up when it says its address."""
        env = environment(self.settings.home, LEGALAID_DATABASE=self.settings.url, LEGALAID_HTTPS="0")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-c", "from legalaid.cli import main; main()", "web", "--port", str(self.port)], cwd=ROOT, env=env,
                                            stdout=subprocess.PIPE, stderr=log)
        assert self.process.stdout is not None
        assert self.process.stdout.readline(), self.log.read_text("utf-8")

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Killed, unless said otherwise."""
        assert self.process is not None
        assert self.process.poll() is None, f"died by itself:\n{self.log.read_text('utf-8')}"
        self.process.send_signal(how)
        self.process.communicate(timeout=60)

    def status(self, path: str) -> int:
        """What a GET answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()


@dataclass
class Load:
    """What the callers asked for and what they were told; `asked` are the keys whose answer still counts as unknown."""

    port: int
    bearers: list[str]
    acknowledged: dict[str, str] = field(default_factory=dict)  # idempotency key → number
    asked: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def caller(self, number: int) -> None:
        """One new request after another; the same key again until it is acknowledged or everything is over."""
        for turn in itertools.count():
            if self.stop.is_set():
                return
            key = f"drill-{number}-{turn:06d}"
            self.asked.add(key)
            while not self.once(key, self.bearers[(number + turn * CALLERS) % len(self.bearers)]):
                if self.stop.wait(0.05):
                    return

    def once(self, key: str, bearer: str) -> bool:
        """One call; whether it is settled."""
        body = {**BODY, "employer_name": f"宁波{key}示例厂"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/api/v1/tickets", json.dumps(body), {"Authorization": f"Bearer {bearer}", "Idempotency-Key": key, "Content-Type": "application/json"})
            answer = connection.getresponse()
            said = answer.read().decode()
        except (OSError, http.client.HTTPException) as e:
            self.answers[type(e).__name__] += 1
            return False
        finally:
            connection.close()
        self.answers[str(answer.status)] += 1
        if answer.status == 201:
            self.acknowledged[key] = json.loads(said)["no"]
            self.asked.discard(key)
        elif answer.status not in (429, 500, 503):
            self.odd.append(f"{key}: {answer.status} {said[:300]}")
            self.asked.discard(key)
        return key not in self.asked

    def finish(self) -> None:
        """The service is up again: ask once more for whatever nobody has answered yet."""
        for key in sorted(self.asked):
            _, number, turn = key.split("-")
            bearer = self.bearers[(int(number) + int(turn) * CALLERS) % len(self.bearers)]
            until = time.monotonic() + 60
            while not self.once(key, bearer):
                assert time.monotonic() < until, f"{key} is never acknowledged: {self.answers}"
                time.sleep(0.2)

    def more(self, count: int, seconds: float = 60) -> None:
        """Wait until so many more are acknowledged."""
        wanted, until = len(self.acknowledged) + count, time.monotonic() + seconds
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, f"no more than {len(self.acknowledged)} acknowledged: {self.answers} {self.odd[:3]}"
            time.sleep(0.01)


@contextmanager
def on_cluster(cluster: Cluster, home: Path) -> Iterator[Office]:
    """A new office in a cluster of its own."""
    postgres.execute(cluster.url, "CREATE DATABASE office")
    settings = Settings(home=home, database_url=cluster.url.format(name="office"), https=False, sender="memory")
    migrate(settings.url)
    write_keys(settings.keys_path, new_keys())
    runtime = open_runtime(settings)
    try:
        yield Office(runtime)
    finally:
        runtime.close()


@contextmanager
def serving(office: Office, log: Path) -> Iterator[Web]:
    """The service, up until the block ends."""
    web = Web(office.runtime.settings, log)
    web.start()
    try:
        yield web
    finally:
        web.end(signal.SIGTERM)


@contextmanager
def loading(office: Office, web: Web) -> Iterator[Load]:
    """Callers at work until the block ends."""
    load = Load(web.port, [token(office, f"演习 {n}") for n in range(CALLERS * TOKENS)])
    threads = [Thread(target=load.caller, args=(n,)) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.stop.set()
        for thread in threads:
            thread.join(timeout=60)


def balance(office: Office, load: Load, what: str) -> None:
    """Say and check what was acknowledged, lost and doubled; the chain of the audit is whole."""
    with office.runtime.read() as session:
        kept = Counter((name, no) for name, no in session.execute(select(Ticket.employer_name, Ticket.no).where(Ticket.employer_name.like("宁波drill-%"))))
        numbers = Counter(no for _, no in kept)
        faults = list(audit.faults(session, []))
    lost = [no for key, no in load.acknowledged.items() if (f"宁波{key}示例厂", no) not in kept]
    names = Counter(name for name, _ in kept)
    doubled = [name for name, times in (names | numbers).items() if times > 1]
    stray = len(names) - len(load.acknowledged)
    print(f"\n{what}：已答复 {len(load.acknowledged)} 件，丢失 {len(lost)}，重复 {len(doubled)}，多出 {stray}；答复 {dict(load.answers)}")
    assert (lost, doubled, stray, faults, load.odd, load.asked) == ([], [], 0, [], [], set())
    assert load.acknowledged
