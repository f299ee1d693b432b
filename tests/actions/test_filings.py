"""A dispute is handed over with its papers, in time, and with the worker's consent; answers move it and begin the right periods."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from legalaid.actions import agreements, disputes, filings, mediation
from legalaid.errors import Forbidden, NotFound, Refused
from tests.actions.mediating import TODAY, TWO, agreed, consented, filed, invited, replied
from tests.builders import Asked, Office
from tests.conftest import Clock
from toolkit.refusal import Refusal

pytestmark = pytest.mark.both


def running(office: Office, asked: Asked) -> dict[str, date]:
    return office.look("mediator", lambda s, by: {r.deadline.rule.id: r.deadline.due_date for r in filings.running(s, disputes.of(s, by, asked.no), TODAY)})


def ways(office: Office, asked: Asked) -> dict[str, str]:
    return office.look("mediator", lambda s, by: {w.spec.code: w.why for w in filings.ways(s, by, disputes.of(s, by, asked.no))})


def test_to_arbitration_by_the_union_only_with_consent_and_papers(office: Office) -> None:
    asked = office.taken()
    with pytest.raises(Refused, match="没有职工同意的记录"):
        filed(office, asked, "ARBITRATION", "UNION")
    consented(office, "MEDIATION", asked)
    with pytest.raises(Refused, match="没有职工同意的记录"):
        filed(office, asked, "ARBITRATION", "UNION")
    consented(office, "TRANSFER", asked)
    with pytest.raises(Refused, match=r"还缺文书：.*仲裁申请书"):
        filed(office, asked, "ARBITRATION", "UNION", papers=["身份证明"])
    with pytest.raises(Refused, match="只能由"):
        filed(office, asked, "ARBITRATION", "BOTH")
    ident = filed(office, asked, "ARBITRATION", "UNION")
    assert running(office, asked) == {"ARB_ACCEPT_5D": date(2026, 11, 30)}  # the 29th is a Sunday
    office.act("mediator", lambda s, by: filings.receipt(s, by, asked.no, ident, received_on=TODAY, case_no="甬海劳人仲案（2026）1号"))
    assert replied(office, asked, ident, "ACCEPTED") == "ARB_ACCEPTED"
    # 45 and 60 days from the acceptance: 2027-01-08, and 2027-01-23 a Saturday
    assert (running(office, asked)["ARB_AWARD_45D"], running(office, asked)["ARB_AWARD_60D"]) == (date(2027, 1, 8), date(2027, 1, 25))
    with pytest.raises(Refusal, match="不能"):
        replied(office, asked, ident, "AWARD_FINAL")
    replied(office, asked, ident, "HEARD")
    assert running(office, asked)["ARB_AWARD_45D"] == date(2027, 1, 8)  # a hearing ends no period
    assert replied(office, asked, ident, "AWARD_NONFINAL", reference="甬海劳人仲裁字（2026）1号") == "AWARD_NONFINAL"
    assert running(office, asked) == {"ARB_SUE_15D": date(2026, 12, 9)}
    sheet = office.look(None, lambda s, by: disputes.facts_of(disputes.of(s, by, asked.no)).arbitration)
    assert (sheet.document, sheet.received_on, sheet.applied_on) == ("AWARD", TODAY, TODAY)


def test_a_suit_after_the_fifteenth_day_is_refused_and_on_it_is_taken(office: Office, clock: Clock) -> None:
    asked = office.taken()
    ident = filed(office, asked, "ARBITRATION")
    for code in ("ACCEPTED", "HEARD", "AWARD_NONFINAL"):
        replied(office, asked, ident, code)
    clock.at("2026-12-10T10:00")
    with pytest.raises(Refusal, match="在法定期限内"):
        filed(office, asked, "COURT", sent_on=date(2026, 12, 10), verified=["in_time"])
    assert "法定期限" in ways(office, asked)["COURT"]
    court = filed(office, asked, "COURT", sent_on=date(2026, 12, 9))
    assert replied(office, asked, court, "WITHDRAWN", date(2026, 12, 10)) == "EFFECTIVE"  # the award revives


def test_a_final_award_is_no_business_of_the_employer_in_the_first_court(office: Office) -> None:
    asked = office.taken()
    ident = filed(office, asked, "ARBITRATION")
    for code in ("ACCEPTED", "HEARD", "AWARD_FINAL"):
        replied(office, asked, ident, code)
    with pytest.raises(Refusal, match="只有职工可以起诉"):
        filed(office, asked, "COURT", "EMPLOYER")
    setaside = filed(office, asked, "SETASIDE", "EMPLOYER")
    assert replied(office, asked, setaside, "REVOKED") == "AWARD_REVOKED"
    assert running(office, asked)["SETASIDE_SUE_15D"] == date(2026, 12, 9)
    filed(office, asked, "COURT")


def test_no_court_before_arbitration_but_for_what_the_law_names(office: Office) -> None:
    asked = office.taken()
    with pytest.raises(Refusal, match="须先经仲裁"):
        filed(office, asked, "COURT")
    filed(office, asked, "COURT", verified=["wage_iou"])


def test_confirmation_within_thirty_days_and_review_within_fifteen(office: Office, clock: Clock) -> None:
    asked = agreed(office)
    assert (running(office, asked)["MED_ARBREVIEW_15D"], running(office, asked)["MED_CONFIRM_30D"]) == (date(2026, 12, 9), date(2026, 12, 24))
    clock.at("2026-12-24T10:00")
    with pytest.raises(Refusal, match="在法定期限内"):
        filed(office, asked, "ARB_REVIEW", "BOTH", sent_on=date(2026, 12, 10))
    assert "法定期限" in ways(office, asked)["ARB_REVIEW"]
    ident = filed(office, asked, "JUD_CONFIRM", "BOTH", sent_on=date(2026, 12, 24))
    assert replied(office, asked, ident, "CONFIRMED", date(2026, 12, 24)) == "JUD_CONFIRMED"
    # enforcement runs from the last instalment, 2027-01-11, not from the ruling
    assert running(office, asked) == {"ENF_2Y": date(2029, 1, 11)}
    assert office.look(None, lambda s, by: disputes.facts_of(disputes.of(s, by, asked.no)).enforcement.due_on) == date(2027, 1, 11)


def test_an_agreement_refused_by_the_court_binds_nobody_to_wait_for_it(office: Office) -> None:
    asked = agreed(office)
    ident = filed(office, asked, "JUD_CONFIRM", "BOTH")
    assert replied(office, asked, ident, "DENIED") == "MED_FAILED"
    filed(office, asked, "ARBITRATION")


def test_a_payment_order_only_for_what_is_late_and_back_to_the_agreement_when_dismissed(office: Office, clock: Clock) -> None:
    asked = agreed(office)
    with pytest.raises(Refusal, match="没有按协议履行"):
        filed(office, asked, "PAYMENT_ORDER", verified=["not_performed"])
    clock.at("2026-12-11T10:00")
    late = date(2026, 12, 11)
    ident = filed(office, asked, "PAYMENT_ORDER", sent_on=late)
    replied(office, asked, ident, "ACCEPTED", late)
    assert replied(office, asked, ident, "ISSUED", late) == "PO_ISSUED"
    with pytest.raises(Refused, match="还没有过"):
        replied(office, asked, ident, "SILENT", late)
    clock.at("2026-12-29T10:00")  # the 26th is a Saturday: until the 28th
    assert replied(office, asked, ident, "SILENT", date(2026, 12, 29)) == "EFFECTIVE"
    assert office.look("mediator", lambda s, by: [w.spec.code for w in filings.ways(s, by, disputes.of(s, by, asked.no)) if not w.why]).count("ENFORCEMENT") == 1


@pytest.mark.parametrize("settled", [False, True])
def test_an_objection_to_an_order_for_wages_leads_to_arbitration(office: Office, settled: bool) -> None:
    asked = office.taken()
    if settled:  # 和解 without a mediation is no agreement that an order is asked on
        office.step(asked, "negotiate")
        office.act("mediator", lambda s, by: agreements.sign(s, by, asked.no, signed_on=TODAY, subjects=["WAGE"], rows=TWO, total=Decimal(18600), signed=True))
    with pytest.raises(Refusal, match="拖欠或者未足额支付"):
        filed(office, asked, "PAYMENT_ORDER")
    ident = filed(office, asked, "PAYMENT_ORDER", verified=["wages_owed"])
    replied(office, asked, ident, "ISSUED")
    assert replied(office, asked, ident, "OBJECTED") == "ARB_FILED"


def test_arbitration_refers_to_the_union_first_and_back(office: Office) -> None:
    asked = office.taken()
    ident = filed(office, asked, "ARBITRATION")
    replied(office, asked, ident, "ACCEPTED")
    for kind, consent in (("UNION_MEDIATION", "MEDIATION"), ("UNION_TRIBUNAL", "TRANSFER")):
        assert ways(office, asked)[kind] == "还没有职工同意的记录"
        with pytest.raises(Refused, match="没有职工同意的记录"):
            filed(office, asked, kind, "COMMISSION")
        consented(office, consent, asked)
    filed(office, asked, "UNION_TRIBUNAL", "COMMISSION")
    filed(office, asked, "UNION_MEDIATION", "COMMISSION")

    def mediating() -> list[date]:
        found = office.look("mediator", lambda s, by: filings.running(s, disputes.of(s, by, asked.no), TODAY))
        return [r.deadline.due_date for r in found if r.deadline.rule.id == "MED_15D"]

    assert mediating() == [date(2026, 12, 9)]
    office.act("mediator", lambda s, by: mediation.extend(s, by, asked.no, until=date(2026, 12, 20), both_agree=True))
    assert mediating() == [date(2026, 12, 20)]
    office.act("mediator", lambda s, by: mediation.end(s, by, asked.no, how="REFUSED", ended_on=TODAY))
    assert (office.look(None, lambda s, by: disputes.of(s, by, asked.no).state), mediating()) == ("ARB_ACCEPTED", [])


def test_injury_and_inspection_run_beside_the_dispute_with_their_own_periods(office: Office) -> None:
    asked = invited(office)
    injury, inspection = filed(office, asked, "INJURY", receiver="海曙区人力社保局"), filed(office, asked, "INSPECTION", receiver="海曙区劳动监察大队")
    replied(office, asked, injury, "ACCEPTED")
    replied(office, asked, inspection, "ACCEPTED")
    found = running(office, asked)
    assert (found["INJ_DECIDE_60D"], found["LSI_INVEST_60WD"]) == (date(2027, 1, 25), office.look(None, lambda s, by: filings.calendar.office_calendar(s).add_workdays(TODAY, 60)))
    assert replied(office, asked, injury, "NOT_RECOGNISED") == "MEDIATING"
    assert office.look(None, lambda s, by: disputes.of(s, by, asked.no).admin_track) is True
    assert {"ADM_REVIEW_60D", "ADM_SUIT_6M"} <= running(office, asked).keys()


def test_days_follow_one_another_and_strangers_see_nothing(office: Office) -> None:
    asked = office.taken()
    with pytest.raises(Refused, match="不能晚于今天"):
        filed(office, asked, "ARBITRATION", sent_on=date(2026, 11, 25))
    ident = filed(office, asked, "ARBITRATION", sent_on=date(2026, 11, 20))

    def act(who: str, action: Any, **values: Any) -> None:
        office.act(who, lambda s, by: action(s, by, asked.no, ident, **values))

    with pytest.raises(Refused, match="早于递交"):
        act("mediator", filings.receipt, received_on=date(2026, 11, 19))
    with pytest.raises(Refused, match="早于递交"):
        act("mediator", filings.answer, code="ACCEPTED", answered_on=date(2026, 11, 19))
    with pytest.raises(Refused, match="请选择答复"):
        act("mediator", filings.answer, code="CONFIRMED", answered_on=TODAY)
    with pytest.raises(NotFound):
        act("yinzhou", filings.receipt, received_on=TODAY)
    with pytest.raises(Forbidden):
        act("auditor", filings.receipt, received_on=TODAY)
