"""清单销号: what is awarded or agreed stays on its year's list, one line a matter, until it is paid, in whatever year that happens."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from legalaid.actions import payments, reports, strike_off
from tests.actions.mediating import agreed, roster
from tests.builders import Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def unpaid(office: Office, who: str, year: int = 2026) -> tuple[dict[str, Decimal | None], tuple[int, int]]:
    def found(session: Any, by: Any) -> Any:
        span = strike_off.year_of(year)
        sums = strike_off.confirmed(session, by, span)
        rate = strike_off.counts(session, by, span, sums)["UNPAID"]
        return {i.no: i.amount for i in strike_off.left(session, by, span, "UNPAID", sums)}, (rate.numerator, rate.denominator)

    return office.look(who, found)


def test_what_was_confirmed_and_not_paid_is_listed_once_a_matter_by_award_or_agreement(office: Office, clock: Clock) -> None:
    promised, awarded = agreed(office), office.accepted()
    office.finish(awarded, awarded="500", recovered="200")
    settled = office.accepted()
    office.finish(settled, awarded="700", recovered="700")
    assert unpaid(office, "haishu") == ({promised.no: Decimal(18600), awarded.no: Decimal(300)}, (1, 3))
    figures = office.look("haishu", lambda s, by: reports.figures(s, by, reports.period("year", by.now)))
    assert figures.awarded_unpaid == Decimal(18900)
    assert unpaid(office, "yinzhou") == ({}, (0, 0))
    grouped, group_no = roster(office)
    agreed(office, grouped, rows=((date(2026, 12, 10), Decimal(1000)), (date(2027, 1, 11), None)), percent=Decimal(100), total=None)
    of_all = {promised.no: Decimal(18600), awarded.no: Decimal(300)}
    found, counted = unpaid(office, "haishu")
    assert (found, counted) == ({**of_all, group_no: Decimal(3300)}, (1, 4))
    office.act("mediator", lambda s, by: payments.pay(s, by, grouped.no, number=1, paid_on=date(2026, 11, 24), proof="TRANSFER", note=""))
    office.act("mediator", lambda s, by: payments.pay(s, by, grouped.no, number=2, paid_on=date(2026, 11, 24), proof="TRANSFER", note=""))
    assert unpaid(office, "haishu") == (of_all, (2, 4))
    office.act("mediator", lambda s, by: payments.pay(s, by, promised.no, number=1, paid_on=date(2026, 11, 24), proof="TRANSFER", note=""))
    clock.at("2027-01-12T10:00")
    assert unpaid(office, "haishu")[0][promised.no] == Decimal(9300)
    office.act("mediator", lambda s, by: payments.pay(s, by, promised.no, number=2, paid_on=date(2027, 1, 11), proof="TRANSFER", note=""))
    assert unpaid(office, "haishu") == ({awarded.no: Decimal(300)}, (3, 4))
    assert unpaid(office, "haishu", 2027) == ({}, (0, 0))
