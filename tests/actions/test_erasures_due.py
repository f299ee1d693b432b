"""What has run out is listed, and not one is erased before an administrator has released the list that was read; then what is open again stays."""

from typing import Any

import pytest
from sqlalchemy import select

from legalaid import jobs, jobs_table
from legalaid.actions import erased_list, erasures, erasures_due, tickets
from legalaid.errors import Conflict, Forbidden
from legalaid.tables.erasures import Erasure
from legalaid.tables.tickets import Ticket
from tests.builders import Asked, Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def withdrawn(office: Office, **values: Any) -> Asked:
    asked = office.ask(**values)
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    return asked


def run(office: Office, name: str) -> dict[str, Any]:
    """The job as the scheduler runs it."""
    assert name in jobs_table.TABLE
    return dict(jobs.run(office.runtime, name, office.runtime.clock()).detail)


def states(office: Office) -> dict[str, str]:
    return dict(office.look(None, lambda s, _by: s.execute(select(Ticket.no, Erasure.state).join(Erasure, Erasure.worker_id == Ticket.worker_id)).all()))


def test_nothing_is_erased_without_release_and_what_is_open_again_stays(office: Office, clock: Clock) -> None:
    first, kept, returning = withdrawn(office), withdrawn(office), withdrawn(office, name="钱示例", phone="13912340000")
    dispute, open_ = office.closed(), office.ask()
    clock.at("2029-11-24 10:00")
    assert run(office, "list-expired") == {"listed": 0}  # the last day counts
    clock.at("2029-11-25 10:00")
    assert run(office, "list-expired") == {"listed": 3}
    clock.forward(minutes=5)
    assert run(office, "list-expired") == {"listed": 0}
    assert run(office, "erase-expired") == {"erased": 0}
    assert states(office) == {first.no: "DUE", kept.no: "DUE", returning.no: "DUE"}
    rows = office.look(None, lambda s, _by: {r.worker_id: r.id for r in erasures.listed(s, "DUE")})
    mine = rows[office.ticket(kept).worker_id]
    office.act("admin", lambda s, by: erasures_due.keep(s, by, mine, reason="仲裁委来函要求保留"))
    with pytest.raises(Forbidden):
        office.act("haishu", lambda s, by: erasures_due.release(s, by, count=2, reason="档案鉴定会一号"))
    with pytest.raises(Conflict, match="现在是 2 人"):
        office.act("admin", lambda s, by: erasures_due.release(s, by, count=3, reason="档案鉴定会一号"))
    assert office.act("admin", lambda s, by: erasures_due.release(s, by, count=2, reason="档案鉴定会一号")) == 2
    assert office.ticket(first).worker.erased_at is None
    office.ask(name="钱示例", phone="13912340000")
    clock.forward(minutes=5)
    assert run(office, "erase-expired") == {"erased": 1}
    found = states(office)
    assert (found[first.no], found[kept.no], found[returning.no]) == ("ERASED", "KEPT", "REFUSED")
    assert {a.no: office.ticket(a).worker.erased_at is not None for a in (first, kept, returning, dispute, open_)} == {
        first.no: True, kept.no: False, returning.no: False, dispute.no: False, open_.no: False}
    clock.forward(minutes=5)
    assert run(office, "erase-expired") == {"erased": 0}
    assert erased_list.known(office.runtime.settings.home) == [office.ticket(first).worker_id], "kept outside the database by the run after"
    office.act("admin", lambda s, by: erasures_due.resume(s, by, mine))
    assert states(office)[kept.no] == "DUE"
    ident = office.act(office.worker(office.identified(kept)), lambda s, by: erasures.ask(s, by, kept.no, sure=True).id)  # asks for what is due anyway
    assert ident == mine
    clock.at("2031-11-25 10:00")
    assert run(office, "list-expired") == {"listed": 1}
    assert states(office)[dispute.no] == "DUE"
