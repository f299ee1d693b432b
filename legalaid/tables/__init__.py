"""All tables in one place, at the bottom."""

from legalaid.tables import accounts, aid, assignment, calculations, groups, lawyers, library, office, organisations, roster, searches, tickets, workers
from legalaid.tables.base import Base

__all__ = [
    "Base", "accounts", "aid", "assignment", "calculations", "groups", "lawyers", "library", "office", "organisations", "roster", "searches", "tickets", "workers",
]
