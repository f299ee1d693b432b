"""Counts rows of every table, so that a test can say that a refusal left nothing half-done."""

from sqlalchemy import func, literal, select, union_all

from legalaid.runtime import Runtime
from legalaid.tables import Base
from tests.builders import Office


def rows(runtime: Runtime) -> dict[str, int]:
    """Number of rows by table; sessions and audit look-ups come and go with any page and are left out."""
    tables = {name: table for name, table in Base.metadata.tables.items() if name not in ("sessions", "audit_entries", "audit_head")}
    counts = union_all(*(select(literal(name), func.count()).select_from(table) for name, table in tables.items()))
    with runtime.read() as session:
        return dict(session.execute(counts).all())


def audited(office: Office) -> list[str]:
    """The actions in the audit, in order."""
    entries = Base.metadata.tables["audit_entries"]
    return office.look(None, lambda s, _by: list(s.scalars(select(entries.c.action).order_by(entries.c.seq))))
