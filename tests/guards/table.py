"""All guards that are taken out, in the order of the checklist."""

from tests.guards import access, accounts, audit, pages, rights, running, sealing, sessions, single_sign_on, uploads
from tests.guards.shape import Removal

REMOVALS: tuple[Removal, ...] = (
    *accounts.REMOVALS,
    *sessions.REMOVALS,
    *access.REMOVALS,
    *pages.REMOVALS,
    *uploads.REMOVALS,
    *sealing.REMOVALS,
    *audit.REMOVALS,
    *rights.REMOVALS,
    *running.REMOVALS,
    *single_sign_on.REMOVALS,
)
