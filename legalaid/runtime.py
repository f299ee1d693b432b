"""The composition root, without Flask: database, keys, engines, sender, clock. The four skins use it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from casebank.engine import SearchEngine
from casebank.engines import ENGINES, maker
from legalaid import crypto
from legalaid.actions import audit, search
from legalaid.database import Database
from legalaid.roles import By
from legalaid.senders import Sender, make_sender
from legalaid.settings import Settings
from legalaid.tables import sealed

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


def _prepare(factory: Any) -> None:
    sealed.listen(factory)
    audit.listen(factory)


@dataclass
class Runtime:
    """Everything a skin needs. Open with `open_runtime`, close when done."""

    settings: Settings
    database: Database
    keys: crypto.Keys
    sender: Sender
    clock: Clock = system_clock
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
        if kind not in self.cache:
            # Tools come with the product and not from the database: some forty texts, read at first use and never behind.
            chosen = ENGINES["memory"] if kind == "tools" else maker(self.settings.search_url)
            made = chosen(self.settings.home / "index" / kind, search.SETTINGS[kind])
            if kind == "tools":
                made.rebuild(search.tool_docs())
            self.cache[kind] = made
        return self.cache[kind]  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close connections."""
        self.database.dispose()
        for kind in search.KINDS:
            if kind in self.cache:
                self.cache[kind].close()


def open_runtime(settings: Settings, *, clock: Clock = system_clock, sender: Sender | None = None) -> Runtime:
    """Compose the parts. The key file must exist; a demo home opens only in demo mode."""
    settings.check_mode()
    keys = crypto.read_keys(settings.keys_path)
    database = Database(settings.url, info={"keys": keys}, prepare=_prepare)
    return Runtime(settings, database, keys, sender or make_sender(settings), clock)
