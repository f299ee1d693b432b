"""Actions of limits, pauses, extensions and slips for `test_audit_trail.py`: name → (who, what must be there before, the call)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from legalaid.actions import extensions, first_steps, limits, pauses, slips
from legalaid.tables.tickets import Ticket
from tests.builders import Office

LATER = date(2027, 1, 4)


def proposed(office: Office) -> UUID:
    """A limit written down by the administrator, not approved."""
    given = {"level": "DISTRICT", "matter": "ORDINARY", "scope": None, "days": 7, "valid_from": LATER, "reason": "提速增效方案"}
    return office.act("admin", lambda s, by: limits.propose(s, by, **given).id)


def asked_for_more(office: Office) -> UUID:
    """An extension that waits for its decision."""
    asked = office.taken()
    return office.act("mediator", lambda s, by: extensions.ask(s, by, asked.no, days=5, need="等单位年底结账").id)


def issued(office: Office) -> UUID:
    """A slip that waits for its answer."""
    asked = office.taken()
    return office.act("haishu", lambda s, by: slips.issue(s, by, asked.no, demand="请说明进展").id)


def answered(office: Office) -> UUID:
    """A slip that waits for its review."""
    ident = issued(office)
    office.act("mediator", lambda s, by: slips.answer(s, by, ident, answer="单位答应下周补发"))
    return ident


def _missed(office: Office) -> list[UUID]:
    asked = office.taken()
    office.act(None, lambda s, by: setattr(s.get_one(Ticket, asked.id), "due_at", by.now - timedelta(hours=1)))
    return [asked.id]


WRITES: dict[str, Any] = {
    "limits.propose": ("admin", lambda o: None, lambda s, by, x, o: limits.propose(
        s, by, level="CITY", matter="COMPLEX", scope="劳动经济", days=15, valid_from=LATER, reason="提速增效方案")),
    "limits.approve": ("city", proposed, lambda s, by, x, o: limits.approve(s, by, x)),
    "limits.withdraw": ("admin", proposed, lambda s, by, x, o: limits.withdraw(s, by, x)),
    "first_steps.contact": ("mediator", Office.taken, lambda s, by, x, o: first_steps.contact(s, by, x.no, way="CALL", note="约好明天来面谈")),
    "pauses.pause": ("mediator", Office.taken, lambda s, by, x, o: pauses.pause(s, by, x.no, ground="PAPERS", proof="补正通知书", expected_on=LATER)),
    "pauses.resume": ("mediator", Office.paused, lambda s, by, x, o: pauses.resume(s, by, x.no)),
    "extensions.ask": ("mediator", Office.taken, lambda s, by, x, o: extensions.ask(s, by, x.no, days=5, need="等单位年底结账")),
    "extensions.decide": ("haishu", asked_for_more, lambda s, by, x, o: extensions.decide(s, by, x, grant=True)),
    "slips.issue": ("haishu", Office.taken, lambda s, by, x, o: slips.issue(s, by, x.no, demand="请说明进展")),
    "slips.issue_overdue": (None, _missed, lambda s, by, x, o: slips.issue_overdue(s, by, x)),
    "slips.answer": ("mediator", issued, lambda s, by, x, o: slips.answer(s, by, x, answer="单位答应下周补发")),
    "slips.review": ("haishu", answered, lambda s, by, x, o: slips.review(s, by, x, accept=True)),
}
PARTS = {"pauses.end"}
READS = {"extensions.waiting", "first_steps.to_warn", "pauses.over", "pauses.running", "signs.found", "slips.open_ones", "slips.prepare", "supervision.behind", "supervision.below",
         "supervision.board"}
