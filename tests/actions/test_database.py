"""How connections are set up."""

import pytest
from sqlalchemy import text

from legalaid.runtime import Runtime

SQLITE = {"foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "trusted_schema": 0, "busy_timeout": 5000}


@pytest.mark.both
def test_every_connection_keeps_what_the_office_relies_on(runtime: Runtime) -> None:
    for session_of, reads in ((runtime.read, True), (runtime.write, False)):
        with session_of() as session:
            def asked(what: str) -> object:
                return session.execute(text(what)).scalar_one()

            if session.get_bind().dialect.name == "postgresql":
                assert (asked("SHOW jit"), asked("SHOW transaction_read_only")) == ("off", "on" if reads else "off")
                continue
            assert {name: asked(f"PRAGMA {name}") for name in SQLITE} == SQLITE
            assert asked("PRAGMA journal_mode") == "wal"
            # a reader looks at the file where the system keeps it, a writer does not
            assert (asked("PRAGMA query_only"), asked("PRAGMA mmap_size") > 0) == ((1, True) if reads else (0, False))  # type: ignore[operator]
