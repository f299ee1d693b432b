"""PostgreSQL 的三个账号: what the web, the jobs and an auditor may do in the database, as SQL for its owner to run.

The owner upgrades, backs up, restores, moves and changes keys; nobody else changes a table's form or an entry of the audit.
"""

from collections.abc import Iterator

from sqlalchemy import make_url, text

from legalaid.database import Database
from legalaid.errors import Refused
from legalaid.settings import Settings
from legalaid.tables import Base

WEB, JOBS, AUDIT = "legalaid_web", "legalaid_jobs", "legalaid_audit"
_ENTRIES = frozenset({"audit_entries"})  # added to, never changed
_HEAD = frozenset({"audit_head"})  # its one row moves on, and is never removed
_ACCESS = frozenset({"accounts", "posts", "covers", "organisations", "parameters", "calendar_days"})  # who may, and what counts: no job decides that
_SECRETS = frozenset({"api_clients", "identities", "second_factors", "recovery_codes"})  # no job asks who signs in
# Little is ever deleted: what has run out, what was only reserved or planned, what its owner takes back.
_DELETES = {
    WEB: frozenset({
        "attachment_pieces", "calendar_days", "case_citations", "case_proposals", "duties", "identities", "leaves", "offers",
        "recovery_codes", "saved_searches", "second_factors", "sessions", "throttles", "uses",
    }),
    JOBS: frozenset({"attachment_pieces", "case_citations", "case_proposals", "duties", "offers", "sessions", "stories", "submissions", "throttles", "translations", "used_documents"}),
}


def allowed(role: str, table: str) -> tuple[str, ...]:
    """What a role may do with a table."""
    if role == AUDIT:
        return ("SELECT",) if table in _ENTRIES | _HEAD else ()
    if role == JOBS and table in _SECRETS:
        return ()
    if role == JOBS and table in _ACCESS:
        return ("SELECT",)
    if table in _ENTRIES:
        return ("SELECT", "INSERT")
    return ("SELECT", "INSERT", "UPDATE", *(["DELETE"] if table in _DELETES[role] else []))


def statements(database: str) -> Iterator[str]:
    """The SQL, in order; running it again brings rights that were changed by hand back to what stands here."""
    roles = f"{WEB}, {JOBS}, {AUDIT}"
    for role in (WEB, JOBS, AUDIT):
        yield f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF; END $$"
    yield f'REVOKE TEMPORARY ON DATABASE "{database}" FROM PUBLIC'
    yield f'GRANT CONNECT ON DATABASE "{database}" TO {roles}'
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {roles}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}"
    yield f"GRANT SELECT ON alembic_version TO {roles}"
    for role in (WEB, JOBS, AUDIT):
        same: dict[tuple[str, ...], list[str]] = {}
        for table in Base.metadata.sorted_tables:
            same.setdefault(allowed(role, table.name), []).append(table.name)
        yield from (f"GRANT {', '.join(rights)} ON {', '.join(tables)} TO {role}" for rights, tables in same.items() if rights)


def for_database(settings: Settings) -> list[str]:
    """The statements for the office's database; refused for SQLite, which has no roles."""
    found = make_url(settings.url)
    if found.get_backend_name() != "postgresql" or not found.database:
        raise Refused("只有 PostgreSQL 才有账号权限；SQLite 请用文件权限保护数据目录。", field="LEGALAID_DATABASE")
    return list(statements(found.database.replace('"', '""')))


def apply(database: Database, sql: list[str]) -> None:
    """Run them as the owner, all or nothing."""
    with database.engine.begin() as connection:
        for statement in sql:
            connection.execute(text(statement))
