"""What every page's head shows: who is signed in, where they may go, messages left by the last action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, request, session, url_for
from sqlalchemy import Select

from legalaid import current
from legalaid.actions import assignment, overdue, scopes
from legalaid.database import numbers
from legalaid.roles import ROLES, By
from legalaid.tables.tickets import IS_OPEN, Ticket


@dataclass(frozen=True)
class Link:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    hot: bool = False


# how many wait behind an entry of the navigation; the numbers of _HOT are red
_WAITING: dict[str, Callable[[By], Select[int]]] = {
    "desk.inbox": lambda by: scopes.how_many(by, Ticket.state == "REGISTERED"),
    "desk.home": lambda by: scopes.how_many(by, Ticket.handler_id == by.actor_id, IS_OPEN),
    "assign.waiting": assignment.how_many_wait,
    "supervision.board": lambda by: scopes.how_many(by, *overdue.late(by.now)),
}
_HOT = ("supervision.board",)


@dataclass(frozen=True)
class Me:
    """The signed-in member of staff or lawyer."""

    name: str
    role_name: str


# (label, endpoint, permission, prefix of paths that belong to it); in the order shown
_ENTRIES = (
    ("我的案件", "lawyer.home", "aid.work", ("/lawyer/",)),
    ("我的值班", "duty.mine", "offers.answer", ("/lawyer/duties",)),
    ("收件箱", "desk.inbox", "tickets.dispatch", ("/desk/inbox",)),
    ("我的办理", "desk.home", "tickets.handle", ("/desk/",)),
    ("登记", "intake.form", "tickets.handle", ("/desk/register",)),
    ("时效", "radar.show", "disputes.work", ("/desk/radar",)),
    ("派单", "assign.waiting", "assign.see", ("/desk/assign", "/desk/offers")),
    ("督办", "supervision.board", "tickets.supervise", ("/desk/overdue",)),
    ("案例与工具", "library.home", "library.read", ("/cases/", "/laws/", "/library")),
    ("计算器", "tools.home", "library.read", ("/tools/",)),
    ("案例编辑", "case_drafts.review", "cases.edit", ("/cases/review", "/cases/edit", "/cases/import", "/cases/glossary", "/cases/impact")),
    ("值班", "roster.week", "lawyers.see", ("/desk/roster",)),
    ("律师", "lawyers.listing", "lawyers.see", ("/lawyers/",)),
    ("看板", "dashboard.show", "reports.see", ("/dashboard",)),
    ("周报", "weekly.listing", "reports.read", ("/reports/",)),
    ("办案补贴", "subsidies.listing", "subsidies.see", ("/subsidies/",)),
    ("管理", "admin.home", "system.see", ("/admin/",)),
    ("审计", "admin.audit_log", "audit.see", ("/admin/audit",)),
)


def me() -> Me | None:
    """The person in the head of staff pages."""
    if request.path.startswith(("/api/", "/static/")) or g.get("failed"):
        return None
    actor = current.by()
    if actor.actor_id is None or not actor.posts:
        return None
    return Me(actor.name or "", "、".join(ROLES[r] for r in sorted(actor.roles)))


def links() -> list[Link]:
    """Main navigation for whoever is signed in; the longest matching prefix is the current one."""
    actor = current.by()
    entries = [e for e in _ENTRIES if actor.can(e[2])]
    here = max((p for e in entries for p in e[3] if request.path.startswith(p)), key=len, default=None)
    counted = [endpoint for _, endpoint, *_ in entries if endpoint in _WAITING]
    waiting = dict(zip(counted, numbers(current.reading(), *(_WAITING[endpoint](actor) for endpoint in counted)), strict=True))
    return [Link(label, url_for(endpoint), here in prefixes, waiting.get(endpoint) or None, endpoint in _HOT) for label, endpoint, _, prefixes in entries]


def flash(level: str, text: str) -> None:
    """Leave a message for the next page: level is ok, warn or error."""
    session["flashes"] = [*session.get("flashes", []), [level, text]]


def take_flashes() -> list[Any]:
    """The messages left, once."""
    if request.path.startswith(("/api/", "/static/", "/health/")) or g.get("failed") or "flashes" not in session:
        return []
    return list(session.pop("flashes"))
