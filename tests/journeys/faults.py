"""What goes wrong between an office and those who use it: answers lost, work torn in the middle, two at once, processes that end."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any

from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from legalaid.app import create_app
from legalaid.errors import Refused
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from tests.api.caller import Caller, key
from tests.builders import Office
from tests.counting import rows
from tests.racing import at_once

# how calls and steps fare, and of so many how often
CALLS = {"plain": 11, "answer lost": 4, "torn": 5, "twice at once": 2, "restart": 1}
STEPS = {"plain": 9, "torn": 2, "two at once": 1}
COUNTING = 2  # statements by which a request is counted for the rate limit, in a transaction before its own


class Torn(Exception):
    """The connection broke."""


class Fates:
    """Dealt like cards, anew when all are dealt: in whatever order chance brings them, a short life meets each of them as well."""

    def __init__(self, rng: Random, cards: Mapping[str, int]) -> None:
        self.rng, self.cards = rng, [name for name, count in cards.items() for _ in range(count)]
        self.left: list[str] = []
        self.met: Counter[str] = Counter()

    def next(self) -> str:
        if not self.left:
            self.left = self.rng.sample(self.cards, len(self.cards))
        found = self.left.pop()
        self.met[found] += 1
        return found


class Scissors:
    """Cuts one write transaction of an engine: before its n-th writing statement, or at its commit when it has fewer."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.seen, self.cut = 0, False

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    @contextmanager
    def at(self, statement: int) -> Iterator["Scissors"]:
        self.left, self.seen, self.cut = statement, 0, False
        try:
            yield self
        finally:
            self.left = None

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if self.left is not None and statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self.seen += 1
            if self.seen >= self.left:
                self._tear()

    def _commit(self, _connection: Any) -> None:
        if self.left is not None and self.seen > COUNTING:
            self._tear()

    def _tear(self) -> None:
        self.left, self.cut = None, True
        raise Torn


class Troubled:
    """An office whose callers and staff meet with faults, and try again as people and programs do."""

    def __init__(self, office: Office, tokens: dict[str, str], rng: Random) -> None:
        self.office, self.tokens, self.rng = office, tokens, rng
        self.scissors = Scissors()
        self.calls, self.steps = Fates(rng, CALLS), Fates(rng, STEPS)
        self._open(office.runtime)

    def _open(self, runtime: Runtime) -> None:
        self.office.runtime = runtime
        self.app = create_app(runtime)
        self.callers = {name: Caller(self.app, bearer) for name, bearer in self.tokens.items()}
        self.scissors.watch(runtime.database.engine)

    def restart(self) -> None:
        """The process ends and another one opens the same home."""
        before = self.office.runtime
        before.close()
        self._open(open_runtime(before.settings, clock=before.clock, sender=MemorySender()))

    def _kept(self) -> dict[str, int]:
        """How many rows there are, without the count of calls, which stands in a transaction of its own."""
        return {name: n for name, n in rows(self.office.runtime).items() if name != "throttles"}

    def call(self, client: str, path: str, body: Any) -> TestResponse:
        """A creating call of the API, sent until there is an answer, always under one key; every answer to it is the same."""
        idempotency, fate = key(), self.calls.next()
        answers: list[TestResponse] = []
        if fate in ("answer lost", "restart"):
            answers.append(self.callers[client].post(path, body, idempotency))
        if fate == "restart":
            self.restart()
        elif fate == "torn":
            self._tear_call(client, path, body, idempotency)
        elif fate == "twice at once":
            pair = [Caller(self.app, self.tokens[client]) for _ in range(2)]
            answers += at_once(*[lambda c=c: c.post(path, body, idempotency) for c in pair])  # type: ignore[misc]
        answers.append(self.callers[client].post(path, body, idempotency))
        told = {(a.status_code, a.text if a.status_code == 201 else "") for a in answers}
        assert len(told) == 1, (fate, path, [(a.status_code, a.text) for a in answers])
        return answers[-1]

    def _tear_call(self, client: str, path: str, body: Any, idempotency: str) -> None:
        before = self._kept()
        with self.scissors.at(self.rng.randint(1, 14)) as scissors:
            answer = self.callers[client].post(path, body, idempotency)
        if scissors.cut:
            assert answer.status_code == 500, answer.text
            assert self._kept() == before, "half of a call was kept"

    def step(self, who: Any, action: Callable[[Any, Any], Any], *, once: bool = True) -> Any:
        """A step of somebody at the office. `once`: of two people who do it at the same moment, one is refused."""
        fate = self.steps.next()
        if fate == "torn":
            before = self._kept()
            with self.scissors.at(self.rng.randint(1, 10)):
                try:
                    return self.office.act(who, action)
                except Torn:
                    assert self._kept() == before, "half of a step was kept"
        elif fate == "two at once" and once:
            found = at_once(*[lambda: self.office.act(who, action)] * 2)
            good = [f for f in found if not isinstance(f, Exception)]
            bad = [f for f in found if isinstance(f, Exception)]
            assert all(isinstance(f, Refused) for f in bad), bad
            assert len(good) <= 1, "both did it"
            if good:
                return good[0]
            raise bad[0]
        return self.office.act(who, action)
