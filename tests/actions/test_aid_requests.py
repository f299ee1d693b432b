"""Legal aid: applied for once, answered condition by condition, decided in time by somebody else than who filed it."""

from datetime import date

import pytest

from legalaid.actions import aid_requests, tickets
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.tables.aid import AidRequest
from tests.builders import ANSWERS, Asked, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def apply(office: Office, asked: Asked, who=None, **values) -> AidRequest:
    given = {"answers": ANSWERS, "forms": ["DRAFT", "ARBITRATE"], **values}
    return office.act(who or office.worker(asked), lambda s, by: aid_requests.apply(s, by, asked.no, **given))


def decide(office: Office, asked: Asked, who: str = "haishu", grant: bool = True, reason: str = "") -> AidRequest:
    return office.act(who, lambda s, by: aid_requests.decide(s, by, asked.no, grant=grant, reason=reason))


def conditions(row: AidRequest, track: str = "STATE") -> dict[str, str]:
    return {c["id"]: c["status"] for c in row.eligibility[track]["conditions"]}


def test_every_condition_is_met_not_met_or_unknown_with_a_reason_and_an_article(office: Office) -> None:
    row = apply(office, office.confirmed(worker_type="GENERAL"), answers={"own_lawyer": False})
    assert set(conditions(row).values()) <= {"MET", "NOT_MET", "UNKNOWN"}
    assert "UNKNOWN" in conditions(row).values(), "what nobody answered is not held against anybody"
    assert all(c["reason"] and c["citation"] for t in ("STATE", "UNION") for c in row.eligibility[t]["conditions"])
    assert row.eligibility["questions"], "it says what to ask"
    own = apply(office, office.confirmed(), answers={**ANSWERS, "own_lawyer": True})
    assert "NOT_MET" in conditions(own).values()
    assert own.eligibility["STATE"]["verdict"] == "NOT"


def test_a_migrant_worker_who_claims_wages_is_not_asked_for_means(office: Office) -> None:
    row = apply(office, office.confirmed(worker_type="MIGRANT"))
    assert row.eligibility["UNION"]["exemption"]
    assert row.eligibility["STATE"]["exemption"] is None, "the state's office asks for a proof of the status"
    proved = apply(office, office.confirmed(worker_type="MIGRANT"), answers={**ANSWERS, "status_proof": True})
    assert proved.eligibility["STATE"]["exemption"]
    assert proved.eligibility["verdict"] == "ELIGIBLE"


def test_only_one_open_application_a_request_and_only_after_confirmation(office: Office) -> None:
    with pytest.raises(Conflict, match="核实受理后"):
        apply(office, office.ask())
    closed = office.closed()
    with pytest.raises(Conflict, match="已经办结"):
        apply(office, closed)
    asked = office.confirmed()
    apply(office, asked)
    with pytest.raises(Conflict, match="已经有一份"):
        apply(office, asked, "haishu")
    decide(office, asked, grant=False, reason="已自行委托律师代理")
    assert apply(office, asked).state == "SUBMITTED", "after a refusal one may apply anew"


def test_two_applications_at_once_are_one(office: Office) -> None:
    asked = office.confirmed()
    found = at_once(lambda: apply(office, asked), lambda: apply(office, asked, "haishu"))
    assert sorted(type(f).__name__ for f in found) == ["AidRequest", "Conflict"]


@pytest.mark.parametrize(("values", "field"), [({"forms": []}, "forms"), ({"forms": ["SING"]}, "forms"), ({"track": "CITY"}, "track")])
def test_a_wrong_application_names_its_field(office: Office, values: dict, field: str) -> None:
    asked = office.confirmed()
    with pytest.raises(Invalid) as refused:
        apply(office, asked, **values)
    assert list(refused.value.errors) == [field]
    assert office.look(None, lambda s, _by: aid_requests.of_ticket(s, office.ticket(asked))) is None


@pytest.mark.parametrize(("day", "decide_due", "assign_due"), [
    ("2026-11-24T10:00", date(2026, 12, 1), date(2026, 11, 27)),
    ("2026-09-18T16:00", date(2026, 9, 28), date(2026, 9, 21)),  # 25 September is 中秋: seven days roll to the 28th
])
def test_seven_days_to_decide_and_three_to_assign(office: Office, clock: Clock, day: str, decide_due: date, assign_due: date) -> None:
    clock.at(day)
    asked = office.applied()
    row = decide(office, asked)
    assert (row.decide_due, row.assign_due) == (decide_due, assign_due)


def test_urgent_is_what_the_flags_or_the_near_limit_say(office: Office) -> None:
    assert apply(office, office.confirmed()).urgent is False
    fled = office.confirmed(statement="老板跑路了，厂门锁了，工人三个月工资没发，电话也打不通，急死人了。")
    assert "WAGE_FLIGHT" in office.ticket(fled).flags
    assert apply(office, fled).urgent is True
    assert apply(office, office.confirmed(), answers={**ANSWERS, "preservation_needed": True}).urgent is True


def test_nobody_decides_what_they_filed_themselves(office: Office) -> None:
    asked = office.confirmed()
    apply(office, asked, "haishu")
    with pytest.raises(Forbidden, match="自己代为提交"):
        decide(office, asked, "haishu")
    assert decide(office, asked, "haishu2").state == "GRANTED"


def test_a_refusal_is_reasoned_and_a_decision_is_made_once(office: Office) -> None:
    asked = office.applied()
    with pytest.raises(Refused, match="写明理由"):
        decide(office, asked, grant=False, reason="不行")
    with pytest.raises(Refused, match="职工的姓名"):
        decide(office, asked, grant=False, reason="周示例已自行委托律师")
    row = decide(office, asked, grant=False, reason="已自行委托律师代理")
    assert (row.state, row.decision_reason, row.assign_due) == ("REFUSED", "已自行委托律师代理", None)
    with pytest.raises(NotFound):
        decide(office, asked)
    granted = office.granted()
    with pytest.raises(Conflict, match="已经作出决定"):
        decide(office, granted, "haishu2")


def test_two_decisions_at_once_are_one(office: Office) -> None:
    asked = office.applied()
    found = at_once(lambda: decide(office, asked).state, lambda: decide(office, asked, "haishu2", grant=False, reason="已自行委托律师代理").state)
    assert len([f for f in found if isinstance(f, str)]) == 1


@pytest.mark.parametrize("who", ["mediator", "zone", "lawyer1", "auditor", "admin", "finance"])
def test_only_coordinators_in_scope_decide(office: Office, who: str) -> None:
    asked = office.applied()
    with pytest.raises(Forbidden):
        decide(office, asked, who)
    with pytest.raises(NotFound):
        decide(office, asked, "yinzhou")


def test_a_request_withdrawn_meanwhile_is_not_granted(office: Office) -> None:
    asked = office.applied()
    office.act(office.worker(asked), lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    with pytest.raises(Conflict, match="已经办结"):
        decide(office, asked)
