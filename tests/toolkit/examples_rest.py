"""Worked examples of the specification, §1.7, 1.15–1.18, 2 and 7: letter, calculator, inputs, some of the outputs."""

from typing import Any

from tests.toolkit.examples_pay import Example


def _hurt(grade: int, own: str, region: str = "8433") -> dict[str, Any]:
    return {"grade": grade, "own_avg_contribution_wage": own, "regional_avg_wage": region}


def _leaves(grade: int, ended: str, retires: str) -> dict[str, Any]:
    return {"grade": grade, "provincial_avg_wage": "8433", "termination_date": ended, "retirement_date": retires}


def _died(wage: str | None, *dependents: dict[str, Any], income: str = "56502") -> dict[str, Any]:
    return {"regional_avg_wage": "8433", "national_income": income, "own_wage_month": wage, "dependents": list(dependents)}


def _award(*items: tuple[str, str | None]) -> dict[str, Any]:
    return {"min_wage": "2660", "items": [{"type": kind, "amount": amount} for kind, amount in items]}


def _owed(principal: str, due: str, *payments: tuple[str, str]) -> dict[str, Any]:
    return {"principal": principal, "due_date": due, "payments": [{"date": day, "amount": amount} for day, amount in payments], "as_of": None}


def _until(rule: str, trigger: str, due: str, raw: str, *, provisional: bool = False) -> tuple[str, dict[str, Any], dict[str, Any]]:
    expected = {"due_date": due, "raw_date": raw, "rolled": due != raw, "provisional": provisional}
    return "deadline", {"rule_id": rule, "trigger_date": trigger, "calendar_loaded_years": None}, expected


_SPOUSE, _OTHER, _LONELY = {"type": "spouse"}, {"type": "other", "lonely_or_orphan": False}, {"type": "other", "lonely_or_orphan": True}

EXAMPLES: tuple[Example, ...] = (
    ("1.7 lump a", "injury_lump_sum", _hurt(7, "7000"), {"own_wage": "7000.00", "months": "13", "amount": "91000.00"}),
    ("1.7 lump b", "injury_lump_sum", _hurt(10, "4000"), {"own_wage": "5059.80", "months": "7", "amount": "35418.60"}),
    ("1.7 lump c", "injury_lump_sum", _hurt(4, "30000"), {"own_wage": "25299.00", "months": "21", "amount": "531279.00"}),
    ("1.7 lump d", "injury_lump_sum", _hurt(1, "5059.80"), {"own_wage": "5059.80", "months": "27", "amount": "136614.60"}),
    ("1.7 allowance a", "injury_allowance", {**_hurt(4, "5059.80"), "min_wage": "2660"},
     {"pct": "75", "monthly": "3794.85", "topped_up": False, "payer": "fund"}),
    ("1.7 allowance b", "injury_allowance", {**_hurt(6, "5059.80"), "min_wage": "2660"},
     {"pct": "60", "monthly": "3035.88", "topped_up": False, "payer": "employer"}),
    ("1.7 allowance c", "injury_allowance", {**_hurt(6, "4000", "7000"), "min_wage": "2660"}, {"monthly": "2660.00", "topped_up": True, "payer": "employer"}),
    ("1.7 allowance d", "injury_allowance", {**_hurt(1, "10000"), "min_wage": "2660"}, {"pct": "90", "monthly": "9000.00", "payer": "fund"}),
    ("1.7 leaving a", "injury_termination_zj", _leaves(9, "2026-05-01", "2040-01-01"),
     {"months": "4", "medical": "33732.00", "pct": "100", "employment": "33732.00"}),
    ("1.7 leaving b", "injury_termination_zj", _leaves(6, "2026-05-01", "2029-04-01"),
     {"months": "25", "medical": "210825.00", "pct": "60", "employment": "126495.00"}),
    ("1.7 leaving c", "injury_termination_zj", _leaves(5, "2026-05-01", "2031-05-01"), {"pct": "100", "medical": "252990.00", "employment": "252990.00"}),
    ("1.7 leaving d", "injury_termination_zj", _leaves(10, "2026-05-01", "2026-11-01"), {"medical": "16866.00", "pct": "20", "employment": "3373.20"}),
    ("1.7 death 2026", "injury_death", _died(None), {"funeral": "50598.00", "death_grant": "1130040.00", "pension_monthly": "0.00"}),
    ("1.7 death 2025", "injury_death", _died(None, income="54188"), {"death_grant": "1083760.00"}),
    ("1.7 death a", "injury_death", _died("8000", _SPOUSE, _OTHER, _OTHER), {"pension_monthly": "8000.00"}),
    ("1.7 death b", "injury_death", _died("6000", _SPOUSE, _OTHER, _OTHER, _OTHER), {"pension_monthly": "6000.00"}),
    ("1.7 death c", "injury_death", _died("7000", _LONELY), {"pension_monthly": "2800.00"}),
    ("1.7 death d", "injury_death", _died("5000", _OTHER), {"pension_monthly": "1500.00"}),
    ("1.15 labour", "court_fee", {"kind": "LABOR"}, {"fee": "10.00"}),
    ("1.15 labour halved", "court_fee", {"kind": "LABOR", "amount": "30000", "halved": True}, {"fee": "5.00"}),
    ("1.15 arbitration", "court_fee", {"kind": "ARBITRATION", "amount": "30000"}, {"fee": "0.00"}),
    ("1.15 order", "court_fee", {"kind": "PAYMENT_ORDER", "amount": "30000"}, {"fee": "183.33"}),
    ("1.15 order small", "court_fee", {"kind": "PAYMENT_ORDER", "amount": "8000"}, {"fee": "16.67"}),
    ("1.15 preservation", "court_fee", {"kind": "PRESERVATION", "amount": "60000"}, {"fee": "620.00"}),
    ("1.15 preservation most", "court_fee", {"kind": "PRESERVATION", "amount": "2000000"}, {"fee": "5000.00"}),
    ("1.15 enforcement", "court_fee", {"kind": "ENFORCEMENT", "amount": "60000"}, {"fee": "800.00"}),
    ("1.15 property halved", "court_fee", {"kind": "PROPERTY", "amount": "150000", "halved": True}, {"fee": "1650.00"}),
    ("1.16a", "delay_interest", _owed("50000", "2026-03-10", ("2026-06-18", "50000")), {"interest": "875.00", "remaining": "0.00"}),
    ("1.16b", "delay_interest", _owed("80000", "2026-01-31", ("2026-03-02", "30000"), ("2026-05-01", "50000")), {"interest": "945.00", "remaining": "0.00"}),
    ("1.16c", "delay_interest", _owed("50000", "2026-03-10", ("2026-03-10", "50000")), {"interest": "0.00", "remaining": "0.00"}),
    ("1.16d", "delay_interest", _owed("123456.78", "2025-03-10", ("2026-03-10", "123456.78")), {"interest": "7885.80", "remaining": "0.00"}),
    ("1.17a", "final_award", _award(("WAGE", "31920"), ("OVERTIME", "31920.01")), {"limit": "31920.00", "items": ["FINAL", "NON_FINAL"], "award": "NON_FINAL"}),
    ("1.17b", "final_award", _award(("WAGE", "31920"), ("SEVERANCE", "20000")), {"items": ["FINAL", "FINAL"], "award": "FINAL"}),
    ("1.17c", "final_award", _award(("WAGE", "1000"), ("CONFIRM_RELATION", None)), {"items": ["FINAL", "NON_FINAL"], "award": "NON_FINAL"}),
    ("1.17d", "final_award", _award(("WAGE", "20000"), ("OVERTIME", "20000"), ("ANNUAL_LEAVE", "20000")), {"items": ["FINAL"] * 3, "award": "FINAL"}),
    ("1.17 lower tier", "final_award", {**_award(("WAGE", "29160")), "min_wage": "2430"}, {"limit": "29160.00", "award": "FINAL"}),
    ("1.18 +5", "add_workdays", {"start_date": "2026-02-10", "n": 5}, {"date": "2026-02-24"}),
    ("1.18 +1", "add_workdays", {"start_date": "2026-09-24", "n": 1}, {"date": "2026-09-28"}),
    ("1.18 Sunday works", "add_workdays", {"start_date": "2026-09-18", "n": 1}, {"date": "2026-09-20"}),
    ("1.18 +0", "add_workdays", {"start_date": "2026-02-10", "n": 0}, {"date": "2026-02-10"}),
    ("2 mid-autumn", *_until("ARB_SUE_15D", "2026-09-10", "2026-09-28", "2026-09-25")),
    ("2 worked Saturday", *_until("CT_ORD_6M", "2025-08-31", "2026-02-28", "2026-02-28")),
    ("2 leap day", *_until("ARB_LIMIT_1Y", "2024-02-29", "2025-02-28", "2025-02-28")),
    ("2 spring festival", *_until("MED_CONFIRM_30D", "2026-01-20", "2026-02-24", "2026-02-19")),
    ("2 national day", *_until("ARB_SUE_15D", "2026-09-18", "2026-10-08", "2026-10-03")),
    ("2 labour day", *_until("ARB_SUE_15D", "2026-04-20", "2026-05-06", "2026-05-05")),
    ("2 spring 2025", *_until("ARB_SUE_15D", "2025-01-17", "2025-02-05", "2025-02-01")),
    ("2 not announced", *_until("ARB_SUE_15D", "2026-12-20", "2027-01-04", "2027-01-04", provisional=True)),
    ("2 limitation", "limitation", {"trigger_date": "2024-06-10", "events": [
        {"kind": "INTERRUPT", "date": "2025-01-15"}, {"kind": "SUSPEND", "from": "2025-02-01", "to": "2025-03-02"}]}, {"due_date": "2026-02-13"}),
    ("7 closed of registered", "metrics_rate", {"numerator": 13768, "denominator": 14004}, {"rate": "98.31"}),
    ("10 rate", "metrics_rate", {"numerator": 98, "denominator": 100}, {"rate": "98.00"}),
    ("7 n/0", "metrics_rate", {"numerator": 3, "denominator": 0}, {"rate": None}),
)
