"""All tables in one place, at the bottom."""

from legalaid.tables import (
    accounts,
    aid,
    aid_steps,
    assignment,
    attachments,
    calculations,
    erasures,
    groups,
    identities,
    lawyers,
    library,
    limits,
    mediation,
    office,
    organisations,
    reports,
    roster,
    searches,
    second_factors,
    throttles,
    tickets,
    transfers,
    workers,
)
from legalaid.tables.base import Base

__all__ = [
    "Base", "accounts", "aid", "aid_steps", "assignment", "attachments", "calculations", "erasures", "groups", "identities", "lawyers", "library", "limits", "mediation",
    "office", "organisations", "reports", "roster", "searches", "second_factors", "throttles", "tickets", "transfers", "workers",
]
