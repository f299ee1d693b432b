"""One transaction for an import; a dry run does the same and keeps nothing."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from legalaid.roles import By
from legalaid.runtime import Runtime


class _DryRun(Exception):
    """Ends a transaction without keeping it."""


def imported(runtime: Runtime, action: Callable[[Session, By], dict[str, Any]], *, dry_run: bool) -> dict[str, Any]:
    """The counts of an import."""
    counts: dict[str, Any] = {}
    try:
        with runtime.write() as session:
            counts = action(session, runtime.system())
            if dry_run:
                raise _DryRun
    except _DryRun:
        return {**counts, "dry_run": True}
    return counts
