"""Plans add up or are refused; a group's sums split to the cent both ways; the way after an unpaid instalment and its last day; filings fit the procedure map."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import facts, instalments
from toolkit.deadlines import deadline, rules
from toolkit.filings import FILER_GUARDS, FILERS, KINDS
from toolkit.procedure import GUARDS, STATES, TRANSITIONS
from toolkit.procedure_map import BINDING
from toolkit.procedure_papers import PAPERS
from toolkit.refusal import Refusal
from toolkit.workdays import shipped_calendar

SIGNED = date(2026, 11, 24)


def test_the_last_instalment_takes_the_rest() -> None:
    plan = instalments.plan(Decimal("18600"), [(date(2026, 12, 10), Decimal("9300.50")), (date(2027, 1, 10), None)], SIGNED)
    assert [(p.on, p.amount) for p in plan] == [(date(2026, 12, 10), Decimal("9300.50")), (date(2027, 1, 10), Decimal("9299.50"))]


@pytest.mark.parametrize(("rows", "words"), [
    ([], "至少填写一期"), ([(SIGNED, Decimal(100))] * 37, "最多分 36 期"), ([(date(2026, 12, 1), None), (date(2027, 1, 1), Decimal(1))], "第 1 期没有填金额"),
    ([(date(2026, 11, 23), Decimal(100))], "早于签订日期"), ([(date(2026, 12, 1), Decimal(50)), (date(2026, 12, 1), Decimal(50))], "晚于前一期"),
    ([(date(2026, 12, 1), Decimal(100)), (date(2027, 1, 1), None)], "第 2 期的金额应大于 0"), ([(date(2026, 12, 1), Decimal("99.99"))], "各期合计 99.99 元"),
])
def test_a_plan_that_does_not_add_up_is_refused(rows: list, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        instalments.plan(Decimal(100), rows, SIGNED)


fen = st.integers(10_000, 3_000_000)


@given(st.lists(fen, min_size=1, max_size=94), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_every_worker_and_every_instalment_gets_its_sum_to_the_cent(people: list[int], weights: list[int]) -> None:
    total, parts = sum(people), []
    for weight in weights[:-1]:
        parts.append(total * weight // sum(weights))
    parts.append(total - sum(parts))
    shares, amounts = [Decimal(p) / 100 for p in people], [Decimal(p) / 100 for p in parts]
    table = instalments.split(shares, amounts)
    assert [sum(row) for row in table] == shares
    assert [sum(column) for column in zip(*table, strict=True)] == amounts
    # nobody is favoured: each part is what proportion says, give or take two cents
    assert all(abs(part - share * amount / sum(shares)) <= Decimal("0.02") for share, row in zip(shares, table, strict=True) for amount, part in zip(amounts, row, strict=True))


def test_a_split_of_different_totals_or_of_less_than_a_cent_is_refused() -> None:
    for shares, amounts in (([Decimal(100)], [Decimal(99)]), ([Decimal("0.01"), Decimal(100)], [Decimal("0.01"), Decimal(100)]), ([Decimal("1.001")], [Decimal("1.001")])):
        with pytest.raises(Refusal):
            instalments.split(shares, amounts)


def test_what_can_be_done_about_an_unpaid_instalment_and_until_when() -> None:
    unpaid, last = date(2026, 12, 10), date(2027, 2, 10)

    def ways(state: str, *subjects: str) -> list[tuple[str, str | None, date | None]]:
        return [(r.filing, r.rule, r.trigger) for r in instalments.remedies(state, frozenset(subjects), unpaid, last)]

    arbitrate = ("ARBITRATION", "ARB_LIMIT_1Y", unpaid)
    assert ways("MED_AGREED", "WAGE") == [("PAYMENT_ORDER", None, None), ("COURT", None, None), arbitrate]
    assert ways("MED_AGREED", "WAGE", "SEVERANCE") == [("PAYMENT_ORDER", None, None), arbitrate]
    assert ways("MED_AGREED", "WAGE", "OTHER") == [arbitrate]
    for state in BINDING:
        assert ways(state, "OTHER") == [("ENFORCEMENT", "ENF_2Y", last)]
    assert ways("MEDIATING", "WAGE") == []
    # 民事诉讼法 250: two years from the last instalment, 2029-02-10 a Saturday of a year not yet announced
    assert deadline("ENF_2Y", last, shipped_calendar()).raw_date == date(2029, 2, 10)


def test_each_way_fits_the_procedure_map() -> None:
    events = {t.event: t for t in TRANSITIONS}
    for kind in KINDS.values():
        assert set(kind.filers) <= set(FILERS)
        assert kind.states <= set(STATES)
        assert set(kind.papers) <= set(PAPERS)
        assert (kind.event is None) == bool(kind.states), kind.code
        assert kind.event is None or kind.event in events, kind.code
        assert kind.consent in (None, "MEDIATION", "TRANSFER")
        assert set(kind.starts) <= set(rules())
        for answer in kind.answers:
            assert set(answer.starts) <= set(rules())
            assert answer.event is None or answer.event in events, (kind.code, answer.code)
            # a paper that binds leads to where enforcement starts
            assert not answer.binds or {t.target for t in TRANSITIONS if t.event == answer.event} & set(BINDING)
            facts.from_json({"arbitration": {"document": answer.award}, "enforcement": {"basis": answer.binds}})  # refuses codes that papers do not know
    assert {g for guards in FILER_GUARDS.values() for g in guards} <= set(GUARDS)
    own = {"INSPECTION", "PROCURATORATE", "INJURY", "APPRAISAL", "UNION_TRIBUNAL"}
    assert {k.code for k in KINDS.values() if k.event is None or events[k.event].parallel} == own
