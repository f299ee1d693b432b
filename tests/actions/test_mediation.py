"""A mediation goes from application to agreement or end only as the law allows; its records are sealed, its limit is frozen with its reason."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from legalaid.actions import agreements, conflicts, disputes, mediation, parties
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.tables.mediation import Agreement, Mediation, Meeting, Party
from legalaid.tables.office import Notice
from legalaid.tables.tickets import Dispute, Ticket
from tests.actions.mediating import RECORD, TODAY, TWO, agreed, applied, consented, filed, invited, replied
from tests.builders import Asked, Office
from tests.conftest import SHANGHAI, Clock
from toolkit.refusal import Refusal

pytestmark = pytest.mark.both
EVENING = datetime(2026, 11, 25, 19, 0, tzinfo=SHANGHAI)


def state(office: Office, asked: Asked) -> str:
    return office.look(None, lambda s, by: disputes.of(s, by, asked.no).state)


def act(office: Office, action: Any, asked: Asked, who: str = "mediator", **values: Any) -> Any:
    return office.act(who, lambda s, by: action(s, by, asked.no, **values))


def test_from_application_to_a_signed_agreement(office: Office, clock: Clock) -> None:
    asked = office.taken()
    with pytest.raises(Refusal, match="同意"):
        act(office, mediation.apply, asked, received_on=TODAY, raised="BOTH")
    invited(office, asked)
    told = office.look(None, lambda s, _by: [n.template for n in s.scalars(select(Notice).where(Notice.subject_no == asked.no))])
    assert "mediation_invited" in told
    office.act(office.worker(asked), lambda s, by: mediation.answer(s, by, asked.no, side="WORKER", reply="COMES"))
    with pytest.raises(Refused, match="哪一方"):
        office.act(office.worker(asked), lambda s, by: mediation.answer(s, by, asked.no, side="EMPLOYER", reply="COMES"))
    act(office, mediation.answer, asked, side="EMPLOYER", reply="LATER")
    clock.at("2026-11-25T11:00")
    act(office, mediation.record, asked, held_on=date(2026, 11, 25), result="AGREED", text=RECORD)
    assert state(office, asked) == "MEDIATING"
    with pytest.raises(Refused, match="加盖调解组织印章"):
        act(office, agreements.sign, asked, signed_on=date(2026, 11, 25), subjects=["WAGE"], rows=TWO, total=Decimal(18600), signed=False)
    act(office, agreements.sign, asked, signed_on=date(2026, 11, 25), subjects=["WAGE"], rows=TWO, total=Decimal(18600), signed=True)
    assert state(office, asked) == "MED_AGREED"

    def kept(session: Any, _by: Any) -> Any:
        dispute = session.scalars(select(Dispute).where(Dispute.ticket_id == asked.id)).one()
        meeting = session.scalars(select(Meeting)).one()
        row = session.scalars(select(Mediation)).one()
        sheet = disputes.facts_of(dispute).settlement
        return (bytes(meeting.record_sealed), meeting.worker_answer, meeting.employer_answer, row.ended_as, row.due_on, [r["rule"] for r in dispute.limits],
                [(i.on, i.amount) for i in sheet.instalments])

    sealed, worker, employer, ended, due, limits, promised = office.look(None, kept)
    assert RECORD.encode() not in sealed
    assert (worker, employer, ended, due) == ("COMES", "LATER", "AGREED", date(2026, 12, 9))
    # the sheet of facts says what was agreed: papers are filled from it and the radar has the limits of confirmation
    assert {"MED_ARBREVIEW_15D", "MED_CONFIRM_30D"} <= set(limits)
    assert promised == [(date(2026, 12, 10), Decimal("9300.00")), (date(2027, 1, 11), Decimal("9300.00"))]


def test_the_limit_is_the_fifteenth_day_and_only_both_may_extend_it(office: Office, clock: Clock) -> None:
    asked = invited(office)
    for on in (date(2026, 12, 9), date(2026, 11, 24)):
        clock.at(f"{on}T15:00")
        with pytest.raises(Refused, match="还没有过"):
            act(office, mediation.end, asked, how="TIMED_OUT", ended_on=on)
    with pytest.raises(Refused, match="双方都同意"):
        act(office, mediation.extend, asked, until=date(2026, 12, 20), both_agree=False)
    act(office, mediation.extend, asked, until=date(2026, 12, 20), both_agree=True)
    clock.at("2026-12-15T15:00")
    with pytest.raises(Refused, match="2026-12-20"):
        act(office, mediation.end, asked, how="TIMED_OUT", ended_on=date(2026, 12, 15))
    clock.at("2026-12-21T15:00")
    act(office, mediation.end, asked, how="TIMED_OUT", ended_on=date(2026, 12, 21))
    assert state(office, asked) == "MED_FAILED"
    with pytest.raises(Conflict, match="没有正在进行的调解"):
        act(office, mediation.invite, asked, meets_at=EVENING, place="海曙第一调处室")


def test_a_side_that_refuses_ends_it_and_arbitration_is_open(office: Office) -> None:
    asked = applied(office)
    act(office, mediation.end, asked, how="REFUSED", ended_on=TODAY)
    assert state(office, asked) == "MED_FAILED"
    assert office.step(asked, "file_arbitration", ("by_worker",)) == "ARB_FILED"


def test_sessions_follow_one_another(office: Office, clock: Clock) -> None:
    asked = invited(office)
    with pytest.raises(Conflict, match="还没有登记笔录"):
        act(office, mediation.invite, asked, meets_at=EVENING, place="海曙第一调处室")
    with pytest.raises(Refused, match="不能晚于今天"):
        act(office, mediation.record, asked, held_on=date(2026, 11, 25), result="NEXT", text=RECORD)
    clock.at("2026-11-25T11:00")
    with pytest.raises(Refused, match="10 到"):
        act(office, mediation.record, asked, held_on=date(2026, 11, 25), result="NEXT", text="谈了")
    act(office, mediation.record, asked, held_on=date(2026, 11, 25), result="NEXT", text=RECORD)
    with pytest.raises(Conflict, match="没有等待登记"):
        act(office, mediation.record, asked, held_on=date(2026, 11, 25), result="NEXT", text=RECORD)
    with pytest.raises(Conflict, match="没有等待答复"):
        act(office, mediation.answer, asked, side="WORKER", reply="COMES")
    with pytest.raises(Refused, match="现在以后"):
        act(office, mediation.invite, asked, meets_at=datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI), place="海曙第一调处室")
    with pytest.raises(Refused, match="不在您的组织"):
        act(office, mediation.invite, asked, meets_at=EVENING, place="海曙第一调处室", mediator_id=office.people["mediator3"])
    assert act(office, mediation.invite, asked, meets_at=EVENING, place="海曙第一调处室").number == 2


def test_a_session_that_a_side_wants_later_gets_another_time_and_both_are_asked_anew(office: Office, clock: Clock) -> None:
    asked = invited(office)
    office.act(office.worker(asked), lambda s, by: mediation.answer(s, by, asked.no, side="WORKER", reply="LATER"))
    with pytest.raises(Refused, match="现在以后"):
        act(office, mediation.move, asked, meets_at=clock.now, place="海曙第一调处室")
    moved = act(office, mediation.move, asked, meets_at=EVENING, place="海曙第二调处室")
    assert (moved.number, moved.place, moved.worker_answer, moved.worker_answered_at) == (1, "海曙第二调处室", None, None)
    told = office.look(None, lambda s, _by: [n.values["due"] for n in s.scalars(select(Notice).where(Notice.template == "mediation_invited"))])
    assert sorted(told) == ["11月25日 09:30", "11月25日 19:00"]
    act(office, mediation.answer, asked, side="EMPLOYER", reply="DECLINES")
    with pytest.raises(Conflict, match="明确拒绝"):
        act(office, mediation.move, asked, meets_at=EVENING, place="海曙第一调处室")
    act(office, mediation.answer, asked, side="EMPLOYER", reply="COMES")
    clock.at("2026-11-25T19:30")
    act(office, mediation.record, asked, held_on=date(2026, 11, 25), result="NEXT", text=RECORD)
    with pytest.raises(Conflict, match="新的邀请"):
        act(office, mediation.move, asked, meets_at=EVENING, place="海曙第一调处室")


def test_each_session_of_each_mediation_opens_its_own_record(office: Office) -> None:
    asked = invited(office)
    act(office, mediation.record, asked, held_on=TODAY, result="FAILED", text=RECORD)
    act(office, mediation.end, asked, how="REFUSED", ended_on=TODAY)
    replied(office, asked, filed(office, asked, "ARBITRATION"), "ACCEPTED")
    filed(office, asked, "UNION_MEDIATION", "COMMISSION")
    act(office, mediation.invite, asked, meets_at=EVENING, place="海曙第一调处室")
    act(office, mediation.record, asked, held_on=TODAY, result="NEXT", text="仲裁委托以后，双方再谈一次。")
    idents = office.look(None, lambda s, by: [m.meetings[0].id for m in mediation.of(s, disputes.of(s, by, asked.no))])
    opened = [act(office, mediation.opened_record, asked, ident=ident, purpose="核对笔录")[1] for ident in idents]
    assert sorted(opened) == sorted([RECORD, "仲裁委托以后，双方再谈一次。"])
    for stranger in (invited(office), office.taken()):
        with pytest.raises(NotFound):
            act(office, mediation.opened_record, stranger, ident=idents[0], purpose="核对笔录")


def test_only_staff_who_see_the_matter_mediate(office: Office) -> None:
    asked = office.accepted()
    for action, values in ((mediation.apply, {"received_on": TODAY, "raised": "BOTH"}), (mediation.extend, {"until": TODAY, "both_agree": True}),
                           (agreements.sign, {"signed_on": TODAY, "subjects": ["WAGE"], "rows": TWO, "signed": True, "total": Decimal(1)})):
        with pytest.raises(Forbidden):
            act(office, action, asked, "lawyer1", **values)
        with pytest.raises(NotFound):
            act(office, action, asked, "yinzhou", **values)


def test_a_settlement_without_mediation_needs_no_mediator_and_has_no_limits_of_confirmation(office: Office) -> None:
    asked = consented(office)
    office.step(asked, "negotiate")
    act(office, agreements.sign, asked, signed_on=TODAY, subjects=["WAGE"], rows=TWO, total=Decimal(18600), signed=True)
    assert state(office, asked) == "NEGOTIATING"
    assert not office.look(None, lambda s, by: disputes.of(s, by, asked.no).limits)
    with pytest.raises(Conflict, match="已经登记过"):
        act(office, agreements.sign, asked, signed_on=TODAY, subjects=["WAGE"], rows=TWO, total=Decimal(18600), signed=True)
    agreed(office, asked)  # by mediation: what was settled before is no longer waited for
    rows = office.look(None, lambda s, _by: s.execute(select(Agreement.mediation_id.is_not(None), Agreement.replaced_on)).all())
    assert sorted(tuple(row) for row in rows) == [(False, TODAY), (True, None)]


def test_persons_are_sealed_and_firms_are_looked_up_for_conflicts(office: Office) -> None:
    asked = office.accepted()
    act(office, parties.add, asked, "haishu", role="DISPATCHER", name="宁波示例劳务派遣有限公司")
    act(office, parties.add, asked, "haishu", role="BOSS", name="赵示例", phone="13800138000")
    with pytest.raises(Conflict, match="已经是当事人"):
        act(office, parties.add, asked, "haishu", role="HOST", name="宁波 示例劳务派遣有限公司")
    with pytest.raises(Refused) as refused:
        act(office, parties.add, asked, "haishu", role="HOST", name="甲", credit_code="12345")
    assert set(refused.value.errors) == {"name", "credit_code"}

    def found(session: Any, _by: Any) -> Any:
        rows = session.scalars(select(Party).order_by(Party.role)).all()
        ticket = session.get_one(Ticket, asked.id)
        named = [name for name, _ in conflicts.employers_of(session, [ticket])[asked.id]]
        return [(r.role, r.firm, str(r.name or ""), "赵示例".encode() in bytes(r.name_sealed or b"")) for r in rows], named, rows[1].id

    rows, names, firm = office.look(None, found)
    assert rows == [("BOSS", None, "赵*例", False), ("DISPATCHER", "宁波示例劳务派遣有限公司", "", False)]
    assert names[-1] == "宁波示例劳务派遣有限公司"
    act(office, parties.remove, asked, "haishu", ident=firm)
    assert "宁波示例劳务派遣有限公司" not in office.look(None, found)[1]


def test_an_agreement_opens_confirmation_only(office: Office) -> None:
    asked = agreed(office)
    with pytest.raises(Refusal, match="没有按协议履行"):
        office.step(asked, "file_arbitration", ("by_worker",))
