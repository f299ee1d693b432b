"""The composition root, without Flask: database, keys, engines, sender, clock. The four skins use it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from casebank.engine import SearchEngine
from casebank.engines import ENGINES, maker
from legalaid import crypto
from legalaid.actions import audit, glossary, memory, search
from legalaid.database import Database
from legalaid.provider import Provider, make_provider
from legalaid.roles import By
from legalaid.scanner import Scanner, make_scanner
from legalaid.senders import Sender, make_sender
from legalaid.settings import Settings
from legalaid.tables import sealed

Clock = Callable[[], datetime]
_WORDS_HOLD = timedelta(minutes=1)  # so long synonyms are used before the table is read again


def system_clock() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


def _prepare(factory: Any) -> None:
    sealed.listen(factory)
    audit.listen(factory)
    memory.listen(factory)


@dataclass
class Runtime:
    """Everything a skin needs. Open with `open_runtime`, close when done."""

    settings: Settings
    database: Database
    keys: crypto.KeyFile
    sender: Sender
    clock: Clock = system_clock
    scanner: Scanner | None = None
    provider: Provider | None = None
    cache: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A write transaction; keep it short."""
        with self.database.write() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session."""
        with self.database.read() as session:
            yield session

    def system(self, channel: str = "CLI", request_id: str | None = None, now: datetime | None = None) -> By:
        """The office itself: jobs and the command line."""
        return By(now or self.clock(), channel, request_id or uuid4().hex, system=True)

    def engine(self, kind: str) -> SearchEngine:
        """The index of cases or statutes, in the home or on the server that the settings name; that of the tools in memory."""
        words = self._synonyms()
        if kind not in self.cache or self.cache[kind][1] is not words:
            # Tools come with the product and not from the database: some forty texts, read at first use and never behind.
            chosen = ENGINES["memory"] if kind == "tools" else maker(self.settings.search_url)
            made = chosen(self.settings.home / "index" / kind, replace(search.SETTINGS[kind], synonyms=words))
            if kind == "tools":
                made.rebuild(search.tool_docs())
            self.cache[kind] = made, words
        return self.cache[kind][0]  # type: ignore[no-any-return]

    def _synonyms(self) -> Mapping[str, tuple[str, ...]]:
        """The synonyms in force, the same object until they change; what editors change is in use everywhere within a minute."""
        read_at, words = self.cache.get("synonyms", (None, {}))
        if read_at is None or self.clock() - read_at >= _WORDS_HOLD:
            with self.read() as session:
                now = glossary.effective(session)
            words = words if read_at is not None and now == words else now
            self.cache["synonyms"] = self.clock(), words
        return words  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close connections."""
        self.database.dispose()
        for kind in search.KINDS:
            if kind in self.cache:
                self.cache[kind][0].close()


def open_runtime(settings: Settings, *, clock: Clock = system_clock, sender: Sender | None = None) -> Runtime:
    """Compose the parts. The key file must exist; a demo home opens only in demo mode."""
    settings.check_mode()
    keys = crypto.KeyFile(settings.keys_path)
    database = Database(settings.url, info={"keys": keys}, prepare=_prepare)
    return Runtime(settings, database, keys, sender or make_sender(settings), clock, make_scanner(settings), make_provider(settings))
