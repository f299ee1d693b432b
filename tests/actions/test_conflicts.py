"""疑似利益冲突: it stops the pair until a person decides; the decision covers what they saw, is kept, and can be the other way."""

import pytest
from sqlalchemy import select

from legalaid.actions import assignment, conflicts
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.tables.assignment import ConflictDecision
from tests.actions.test_assignment import client, ranked
from tests.builders import Asked, Office

pytestmark = pytest.mark.both
ALIKE = "宁波青禾示例制衣有限公司"  # same trade name, another firm: possible


def decide(office: Office, asked: Asked, verdict: str = "CLEARED", reason: str = "已向律所书面核实，两家无关联", who: str = "haishu") -> ConflictDecision:
    return office.act(who, lambda s, by: conflicts.decide(s, by, asked.no, office.lawyer_id(s, "lawyer1"), verdict=verdict, reason=reason))


def stopped(office: Office, asked: Asked) -> tuple[str, ...]:
    ident = office.look(None, lambda s, _by: str(office.lawyer_id(s, "lawyer1")))
    return ranked(office, asked).found.excluded.get(ident, ())


def test_a_doubt_stops_the_pair_until_somebody_clears_it(office: Office) -> None:
    client(office, "lawyer1", employer=ALIKE)
    asked, other = office.granted(), office.granted()
    assert stopped(office, asked) == ("疑似利益冲突待核",)
    row = decide(office, asked)
    assert (row.verdict, row.decided_by) == ("CLEARED", office.people["haishu"])
    assert len(row.evidence) == 1
    assert ALIKE in row.evidence[0]
    assert stopped(office, asked) == ()
    assert stopped(office, other) == ("疑似利益冲突待核",), "another matter is another question"
    offer = office.offer_row(office.offer(asked, "lawyer1"))
    assert any("经人工核查排除" in reason for reason in offer.reasons)


def test_a_clearance_does_not_cover_a_client_that_came_later(office: Office) -> None:
    client(office, "lawyer1", employer=ALIKE)
    asked = office.granted()
    decide(office, asked)
    client(office, "lawyer1", employer="青禾示例集团有限公司")
    assert stopped(office, asked) == ("疑似利益冲突待核",)
    decide(office, asked)
    assert stopped(office, asked) == ()


def test_a_doubt_that_proves_true_stops_the_pair_for_good(office: Office) -> None:
    client(office, "lawyer1", employer=ALIKE)
    asked = office.granted()
    decide(office, asked, "BLOCKED", "两家同一实际控制人")
    assert "利益冲突" in stopped(office, asked)
    found = ranked(office, asked).found
    assert any("两家同一实际控制人" in e for rows in found.conflicts.values() for c in rows for e in c.evidence)
    decide(office, asked, "CLEARED", "复核：实际控制人不同")
    assert stopped(office, asked) == ()
    kept = office.look(None, lambda s, _by: [r.verdict for r in s.scalars(select(ConflictDecision).order_by(ConflictDecision.decided_at))])
    assert sorted(kept) == ["BLOCKED", "CLEARED"], "both stay as evidence"


def test_nothing_is_decided_without_doubt_reason_right_or_sight(office: Office) -> None:
    asked = office.granted()
    with pytest.raises(Conflict, match="没有待核查"):
        decide(office, asked)
    client(office, "lawyer1", employer=ALIKE)
    with pytest.raises(Refused, match="写明依据"):
        decide(office, asked, reason="无")
    with pytest.raises(Refused, match="电话号码"):
        decide(office, asked, reason="电话 13812345678 核实")
    with pytest.raises(Invalid, match="结论"):
        decide(office, asked, verdict="MAYBE")
    for who, error in (("mediator", Forbidden), ("lawyer1", Forbidden), ("yinzhou", NotFound)):
        with pytest.raises(error):
            decide(office, asked, who=who)


def test_a_sure_conflict_cannot_be_decided_away(office: Office) -> None:
    client(office, "lawyer1")
    asked = office.granted()
    with pytest.raises(Conflict, match="没有待核查"):
        decide(office, asked)
    with pytest.raises(Conflict, match="利益冲突"):
        office.offer(asked, "lawyer1")
    assert office.look("haishu", assignment.reserved) == []
