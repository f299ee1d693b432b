"""Counts rows of every table, so that a test can say that a refusal left nothing half-done."""

from sqlalchemy import func, select

from legalaid.runtime import Runtime
from legalaid.tables import Base
from tests.builders import Office


def rows(runtime: Runtime) -> dict[str, int]:
    """Number of rows by table; sessions and audit look-ups come and go with any page and are left out."""
    with runtime.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items() if name not in ("sessions", "audit_entries", "audit_head")
        }


def audited(office: Office) -> list[str]:
    """The actions in the audit, in order."""
    entries = Base.metadata.tables["audit_entries"]
    return office.look(None, lambda s, _by: list(s.scalars(select(entries.c.action).order_by(entries.c.seq))))
