"""A worker's wish to be erased: only with a receipt given to them, only when nothing is open and no period runs; then nothing opens, and the counts stay."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from legalaid.actions import agreements, doubles, erasures, figures, groups, ratings, receipts, rosters, tickets, workers
from legalaid.errors import Conflict, Forbidden, Gone, Refused
from legalaid.tables.aid import AidRecord
from legalaid.tables.erasures import Erasure
from legalaid.tables.groups import Group, GroupMember
from legalaid.tables.office import AuditEntry
from legalaid.tables.tickets import Dispute, Ticket
from legalaid.tables.workers import Worker
from tests.actions.mediating import TODAY, invited
from tests.builders import Asked, Office
from tests.conftest import Clock
from toolkit.group_rows import Row

pytestmark = pytest.mark.both
NAME, PHONE, ID = "周大平示例", "13912345670", "330203199001011236"


def plain(office: Office, **values: Any) -> Asked:
    """A question that was answered and closed, without a dispute."""
    asked = office.ask(name=NAME, phone=PHONE, **values)
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    return asked


def wish(office: Office, asked: Asked) -> UUID:
    return office.act(office.worker(asked), lambda s, by: erasures.ask(s, by, asked.no, sure=True).id)


def erased(office: Office, asked: Asked) -> None:
    ident = wish(office, asked)
    office.act("admin", lambda s, by: erasures.decide(s, by, ident, erase=True, reason="核对无误，同意删除"))


def why(office: Office, asked: Asked) -> str:
    """Why the wish is refused."""
    with pytest.raises(Conflict) as caught:
        wish(office, asked)
    return caught.value.message


def test_while_something_is_open_or_a_period_runs_it_says_what_until_when_and_by_which_rule(office: Office, clock: Clock) -> None:
    asked = office.identified(office.taken(name=NAME, phone=PHONE))
    assert f"诉求 {asked.no} 还在办理" in why(office, asked)
    invited(office, asked)
    office.act("mediator", lambda s, by: agreements.sign(s, by, asked.no, signed_on=TODAY, subjects=["WAGE"], rows=((date(2026, 12, 10), None),), signed=True, total=Decimal(18600)))
    office.act("mediator", lambda s, by: tickets.resolve(s, by, asked.no, outcome="达成协议"))
    office.act("mediator", lambda s, by: tickets.close(s, by, asked.no))
    office.act(office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=1))
    said = why(office, asked)
    assert f"诉求 {asked.no} 的评价还没有回访" in said
    assert f"诉求 {asked.no} 的协议还没有付清" in said
    assert "保存到 2031-11-24 为止" in said
    assert "仲裁办案规则第二十四条" in said
    office.act("haishu", lambda s, by: ratings.call_back(s, by, asked.no, note="已电话致歉"))
    office.act(None, lambda s, _by: setattr(agreements.latest(s, s.scalars(select(Dispute).where(Dispute.ticket_id == asked.id)).one()), "performed_on", TODAY))
    clock.at("2031-11-24 10:00")
    assert "2031-11-24" in why(office, asked)  # the last day counts
    office.act("admin", lambda s, by: figures.enter(s, by, key="retention_dispute", region="宁波市", value="6", valid_from="2026-01-01", valid_to="", source="示例档案规定第三条"))
    clock.at("2031-11-25 10:00")
    assert "保存到 2032-11-24 为止" in why(office, asked)
    assert "示例档案规定第三条" in why(office, asked)
    clock.at("2032-11-25 10:00")
    assert wish(office, asked)
    assert "等工会答复" in why(office, asked)


def test_what_a_tribunal_ruled_on_is_kept_longer_than_a_question_that_nobody_must_keep(office: Office, clock: Clock) -> None:
    helped = office.identified(office.helped())
    office.act(None, lambda s, _by: [setattr(r, "outcome", "PARTIAL") for r in s.scalars(select(AidRecord)) if r.form == "ARBITRATE"])
    assert "保存到 2036-11-24 为止" in why(office, helped)
    assert wish(office, office.identified(plain(office)))


def test_a_guessed_receipt_erases_nobody_and_one_given_in_person_does(office: Office, clock: Clock) -> None:
    nobody = why(office, office.ask(name="从未来过示例", phone="13912345671"))
    first = plain(office)
    guessed = plain(office)
    assert office.ticket(guessed).worker_id == office.ticket(first).worker_id
    for asked in (first, guessed):
        assert "当面核对" in why(office, asked)
        assert why(office, asked) == nobody, "the answer does not tell whether this person has asked before"
    clock.forward(minutes=1)
    office.act("haishu", lambda s, by: receipts.renew(s, by, first.no))
    with pytest.raises(Refused, match="不能恢复"):
        office.act(office.worker(first), lambda s, by: erasures.ask(s, by, first.no, sure=False))
    ident = wish(office, first)
    assert why(office, guessed) == nobody, "nor whether they wish to be erased"
    with pytest.raises(Forbidden):
        office.act("haishu", lambda s, by: erasures.decide(s, by, ident, erase=True, reason="同意删除"))
    with pytest.raises(Refused, match="理由"):
        office.act("admin", lambda s, by: erasures.decide(s, by, ident, erase=False, reason=""))
    office.act("admin", lambda s, by: erasures.decide(s, by, ident, erase=False, reason="身份还要再核对"))
    assert office.look(None, lambda s, _by: s.get_one(Ticket, first.id).events[-1].text) == "没有同意删除个人信息：身份还要再核对"
    assert office.ticket(first).worker.erased_at is None
    with pytest.raises(Conflict):
        office.act("admin", lambda s, by: erasures.decide(s, by, ident, erase=True, reason="又同意删除"))
    office.ask(name=NAME, phone=PHONE)  # meanwhile a new matter
    assert "还在办理" in why(office, first)


def test_nothing_opens_any_more_nobody_is_found_and_every_count_stays(office: Office, clock: Clock) -> None:
    asked = plain(office, id_no=ID)
    colleague = office.taken()
    no = office.group(colleague)
    rows = [Row(1, NAME, Decimal(1000), phone=PHONE, id_no=ID, team="一组", leader=True), Row(2, "钱工友示例", Decimal(2000), phone="13812340001", team="一组", leader_name=NAME)]
    office.act("haishu", lambda s, by: rosters.take(s, by, no, rows))
    assert "当面核对" in why(office, asked)
    office.act("haishu", lambda s, by: receipts.renew(s, by, asked.no))
    assert f"诉求 {colleague.no} 还在办理" in why(office, asked)
    office.act("mediator", lambda s, by: tickets.resolve(s, by, colleague.no, outcome="单位已补发"))
    office.act("mediator", lambda s, by: tickets.close(s, by, colleague.no))
    assert "2031-11-24" in why(office, asked)
    before = office.look(None, lambda s, _by: groups.totals(s, s.scalars(select(Group)).one()))
    clock.at("2031-11-25 10:00")
    erased(office, asked)

    def look(session: Any, by: Any) -> None:
        worker = session.get_one(Ticket, asked.id).worker
        assert (worker.data_key, worker.name_index, worker.id_no_index, worker.phone_index) == (b"", None, None, None)
        assert {str(worker.name), str(worker.phone), str(worker.id_no), str(session.get_one(Ticket, asked.id).statement)} == {"已删除"}
        with pytest.raises(Gone):
            worker.name.open()
        assert workers.find_by_phone(session, PHONE) == workers.find_by_id_no(session, ID) == []
        assert doubles.of_ticket(session, by, session.get_one(Ticket, asked.id)) == []
        group = session.scalars(select(Group)).one()
        assert groups.totals(session, group) == before
        shown = rosters.listed(session, group, personal=True)
        assert [row.name for _, row in shown] == ["已删除", "钱工友示例"]
        assert [row.leader_name for _, row in shown] == [None, None]
        assert session.scalars(select(GroupMember).where(GroupMember.position == 2)).one().worker.name.open() == "钱工友示例"
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
        assert (last.action, last.detail["tickets"]) == ("erasure.done", [asked.no])
        assert session.scalars(select(Erasure.state)).one() == "ERASED"

    office.look(None, look)
    assert "已经删除" in why(office, asked)
    again = office.ask(name=NAME, phone=PHONE)  # the same person anew is somebody else
    assert office.ticket(again).worker_id != office.ticket(asked).worker_id


def test_an_erased_matter_is_not_taken_up_again_and_takes_no_new_personal_data(office: Office) -> None:
    asked = office.closed(name=NAME, phone=PHONE)
    office.act(None, lambda s, by: erasures.done(s, by, _row(s, by, asked)))
    with pytest.raises(Gone):
        office.act("mediator", lambda s, by: tickets.take(s, by, asked.no))
    with pytest.raises(Gone):
        office.act(office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=5, comment="谢谢"))
    with pytest.raises(Gone):
        office.act(None, lambda s, _by: setattr(s.get_one(Ticket, asked.id), "statement", "新的经过"))
    held = office.look(None, lambda s, _by: s.execute(text("SELECT count(*) FROM workers WHERE phone_index IS NOT NULL")).scalar())
    assert held == 0


def _row(session: Any, by: Any, asked: Asked) -> Erasure:
    worker = session.get_one(Ticket, asked.id).worker
    row = Erasure(worker=session.get_one(Worker, worker.id), worker_id=worker.id, state="DUE", opened_at=by.now)
    session.add(row)
    session.flush()
    return row
