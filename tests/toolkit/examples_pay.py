"""Worked examples of the specification, §1.1–1.6 and 1.8–1.14: letter, calculator, inputs, some of the outputs."""

from typing import Any

Example = tuple[str, str, dict[str, Any], dict[str, Any]]


def _ended(hire: str, last: str, wages: list[str], ground: str, local: str | None = "9000") -> dict[str, Any]:
    return {"hire_date": hire, "last_day": last, "monthly_wages": wages, "min_wage": "2660", "local_avg_wage": local, "ground": ground}


def _unlawful(hire: str, last: str, wage: str, local: str | None = "9000") -> dict[str, Any]:
    return {"hire_date": hire, "last_day": last, "monthly_wages": [wage] * 12, "min_wage": "2660", "local_avg_wage": local}


def _leave(year: int, years: int, hire: str, wage: str, **more: Any) -> dict[str, Any]:
    return {"year": year, "cumulative_years": years, "hire_date": hire, "monthly_wages_ex_ot": [wage], **more}


def _trial(kind: str, term: int | None, agreed: int, served: int, wage: str, **more: Any) -> dict[str, Any]:
    return {"contract_kind": kind, "contract_months": term, "agreed_months": agreed, "served_months": served, "post_wage": wage, **more}


_NOT_SIGNED = {"hire_date": "2024-10-31", "monthly_wage": "6525", "claim_date": "2026-06-01"}

EXAMPLES: tuple[Example, ...] = (
    ("1.1a", "severance", _ended("2021-03-01", "2026-03-31", ["8000"] * 12, "A40_3"),
     {"avg": "8000.00", "base": "8000.00", "capped": False, "n_post": "5.5", "manual_review": False, "amount": "44000.00"}),
    ("1.1b", "severance", _ended("2025-11-10", "2026-02-28", ["6000", "6200", "6400"], "A38"), {"avg": "6200.00", "n_post": "0.5", "amount": "3100.00"}),
    ("1.1c", "severance", _ended("2010-06-01", "2026-05-31", ["30000"] * 12, "A36"), {"capped": True, "base": "27000.00", "n_post": "12", "amount": "324000.00"}),
    ("1.1d", "severance", _ended("2010-06-01", "2026-05-31", ["27000"] * 12, "A36"), {"capped": False, "n_post": "16", "amount": "432000.00"}),
    ("1.1e", "severance", _ended("2005-03-15", "2025-06-30", ["8000"] * 12, "A36"), {"n_pre": "3", "n_post": "18", "amount": "168000.00"}),
    ("1.1f", "severance", _ended("2024-01-15", "2026-07-14", ["2400"] * 12, "A44_1"), {"avg": "2400.00", "base": "2660.00", "n_post": "3", "amount": "7980.00"}),
    ("1.1 a third", "severance", _ended("2025-01-01", "2026-03-31", ["10000.01", "10000", "10000"], "A36"),
     {"avg": "10000.00", "n_post": "1.5", "amount": "15000.01"}),  # 30,000.01 ÷ 3 × 1.5 is half a cent exactly
    ("1.2a", "illegal_termination", _unlawful("2005-03-15", "2025-06-30", "8000"), {"n": "20.5", "capped": False, "amount": "328000.00"}),
    ("1.2b", "illegal_termination", _unlawful("2010-06-01", "2026-05-31", "30000"), {"base": "27000.00", "capped": True, "n": "12", "amount": "648000.00"}),
    ("1.2c", "illegal_termination", _unlawful("2026-01-05", "2026-04-20", "5000"), {"n": "0.5", "amount": "5000.00"}),
    ("1.2d", "illegal_termination", _unlawful("2022-01-01", "2026-06-29", "7000"), {"n": "4.5", "amount": "63000.00"}),
    ("1.3a", "notice_pay", {"ground": "A40_3", "last_month_wage": "8200", "written_notice_days": 0}, {"due": True, "amount": "8200.00"}),
    ("1.3b", "notice_pay", {"ground": "A40_1", "last_month_wage": "8200", "written_notice_days": 30}, {"due": False, "amount": "0.00"}),
    ("1.3c", "notice_pay", {"ground": "A40_2", "last_month_wage": "8200", "written_notice_days": 29}, {"due": True, "amount": "8200.00"}),
    ("1.3d", "notice_pay", {"ground": "A41", "last_month_wage": "8200", "written_notice_days": 0}, {"due": False, "amount": "0.00"}),
    ("1.4a", "double_wage", {"hire_date": "2025-03-01", "monthly_wage": "6000", "claim_date": "2026-03-10"},
     {"window_start": "2025-04-01", "window_end": "2026-02-28", "segments": "11", "amount": "66000.00"}),
    ("1.4b", "double_wage", {"hire_date": "2025-06-10", "monthly_wage": "5000", "signed_date": "2025-10-22", "claim_date": "2025-12-01"},
     {"window_start": "2025-07-10", "window_end": "2025-10-21", "segments": "4", "amount": "17068.97"}),
    ("1.4c", "double_wage", {"hire_date": "2025-08-15", "monthly_wage": "5000", "signed_date": "2025-09-14", "claim_date": "2025-12-01"},
     {"window_start": None, "window_end": None, "segments": "0", "amount": "0.00", "amount_in_time": "0.00"}),
    ("1.4d PER_MONTH", "double_wage", _NOT_SIGNED, {"segments": "11", "amount": "71775.00", "amount_in_time": "39150.00"}),
    ("1.4d WHOLE", "double_wage", {**_NOT_SIGNED, "limitation_mode": "WHOLE"}, {"amount": "71775.00", "amount_in_time": "71775.00"}),
    ("1.4e", "double_wage", {"hire_date": "2025-09-01", "monthly_wage": "5220", "last_day": "2025-12-12", "claim_date": "2026-01-05"},
     {"window_end": "2025-12-12", "segments": "3", "amount": "12840.00"}),
    ("1.5a", "overtime", {"monthly_base": "6960", "min_wage": "2660", "hours_weekday": "20", "hours_restday": "16", "hours_holiday": "8"},
     {"hourly": "40.00", "weekday": "1200.00", "restday": "1280.00", "holiday": "960.00", "total": "3440.00", "due": "3440.00"}),
    ("1.5b", "overtime", {"monthly_base": "2500", "min_wage": "2660", "hours_weekday": "10"}, {"hourly": "15.29", "weekday": "229.31", "total": "229.31"}),
    ("1.5 half a cent", "overtime", {"monthly_base": "2660.1", "min_wage": "2660", "hours_weekday": "5.8"}, {"hourly": "15.29", "weekday": "133.01"}),
    ("1.5 no wage", "overtime", {"monthly_base": "0", "min_wage": "2660", "hours_holiday": "8"}, {"hourly": "15.29", "holiday": "366.90"}),
    ("1.5c", "overtime", {"monthly_base": "8700", "min_wage": "2660", "hours_restday": "16", "hours_restday_compensated": "8", "paid": "200"},
     {"restday": "800.00", "total": "800.00", "due": "600.00"}),
    ("1.5d", "overtime", {"monthly_base": "10440", "min_wage": "2660", "hours_weekday": "12", "hours_holiday": "24"},
     {"weekday": "1080.00", "holiday": "4320.00", "total": "5400.00"}),
    ("1.5e", "overtime", {"monthly_base": "6960", "min_wage": "2660", "hours_weekday": "30", "hours_restday": "16", "hours_holiday": "8",
                          "work_system": "COMPREHENSIVE"}, {"weekday": "1800.00", "restday": "0.00", "holiday": "960.00", "total": "2760.00"}),
    ("1.6a", "annual_leave", _leave(2025, 12, "2015-01-05", "8700", taken_days="4"),
     {"full": "10", "entitled": "10", "unused": "6", "daily": "400.00", "extra_200": "4800.00"}),
    ("1.6b", "annual_leave", _leave(2026, 6, "2026-07-01", "6525"), {"full": "5", "entitled": "2", "unused": "2", "daily": "300.00", "extra_200": "1200.00"}),
    ("1.6c", "annual_leave", _leave(2026, 6, "2020-03-01", "6525", taken_days="1", last_day="2026-08-31"),
     {"entitled": "3", "unused": "2", "extra_200": "1200.00"}),
    ("1.6d", "annual_leave", _leave(2026, 21, "2010-03-01", "6525", taken_days="10", last_day="2026-03-31"), {"full": "15", "unused": "0", "extra_200": "0.00"}),
    ("1.6e", "annual_leave", _leave(2025, 15, "2015-01-01", "6525", sick_months=3), {"full": "10", "entitled": "0", "unused": "0", "extra_200": "0.00"}),
    ("1.6f", "annual_leave", _leave(2026, 6, "2026-10-21", "6525"), {"entitled": "0", "unused": "0", "extra_200": "0.00"}),
    ("1.8a", "medical_period", {"total_years": 3, "unit_years": 2}, {"months": "3", "window_months": "6"}),
    ("1.8b", "medical_period", {"total_years": 9, "unit_years": 6}, {"months": "6", "window_months": "12"}),
    ("1.8c", "medical_period", {"total_years": 10, "unit_years": 4}, {"months": "6", "window_months": "12"}),
    ("1.8d", "medical_period", {"total_years": 12, "unit_years": 5}, {"months": "9", "window_months": "15"}),
    ("1.8e", "sick_pay_floor", {"min_wage": "2660", "paid": "1900"}, {"floor": "2128.00", "shortfall": "228.00"}),
    ("1.8f", "sick_pay_floor", {"min_wage": "2430", "paid": "1944"}, {"floor": "1944.00", "shortfall": "0.00"}),
    ("1.9a", "min_wage_shortfall", {"gross_paid": "3000", "excluded": ["500", "150"], "min_wage": "2660"}, {"comparable": "2350.00", "shortfall": "310.00"}),
    ("1.9b", "min_wage_shortfall", {"gross_paid": "2660", "min_wage": "2660"}, {"comparable": "2660.00", "shortfall": "0.00"}),
    ("1.9c", "min_wage_shortfall", {"gross_paid": "2900", "excluded": ["300"], "min_wage": "2430"}, {"comparable": "2600.00", "shortfall": "0.00"}),
    ("1.9d", "min_wage_shortfall", {"gross_paid": "2500", "excluded": None, "min_wage": "2660"}, {"comparable": "2500.00", "shortfall": "160.00"}),
    ("1.10a", "probation", _trial("FIXED", 12, 3, 3, "8000", contract_wage="8000", probation_wage="6000", min_wage="2660"),
     {"legal_max": "2", "over_months": "1", "compensation": "8000.00", "wage_floor": "6400.00", "wage_shortfall_monthly": "400.00"}),
    ("1.10b", "probation", _trial("FIXED", 36, 6, 6, "8000"),
     {"legal_max": "6", "over_months": "0", "compensation": "0.00", "wage_floor": None, "wage_shortfall_monthly": None}),
    ("1.10c", "probation", _trial("FIXED", 2, 1, 1, "5000"), {"legal_max": "0", "over_months": "1", "compensation": "5000.00"}),
    ("1.10d", "probation", _trial("FIXED", 35, 6, 4, "9000"), {"legal_max": "2", "over_months": "2", "compensation": "18000.00"}),
    ("1.10e", "probation", _trial("FIXED", 36, 6, 6, "3500", contract_wage="3000", probation_wage="2660", min_wage="2660"),
     {"wage_floor": "2660.00", "wage_shortfall_monthly": "0.00"}),
    ("1.10f", "probation", _trial("OPEN", None, 6, 6, "8000", second_probation=True), {"legal_max": "0", "over_months": "6", "compensation": "48000.00"}),
    ("1.11a", "noncompete", {"avg12": "20000", "min_wage": "2660", "months": 12}, {"monthly": "6000.00", "months_counted": "12", "amount": "72000.00"}),
    ("1.11b", "noncompete", {"avg12": "8000", "min_wage": "2660", "months": 24}, {"monthly": "2660.00", "amount": "63840.00"}),
    ("1.11c", "noncompete", {"avg12": "20000", "min_wage": "2660", "months": 30}, {"months_counted": "24", "amount": "144000.00"}),
    ("1.11d", "noncompete", {"avg12": "15000", "min_wage": "2660", "months": 4, "employer_release": True},
     {"monthly": "4500.00", "months_counted": "4", "amount": "31500.00"}),
    ("1.11e", "noncompete", {"avg12": "20000", "min_wage": "2660", "months": 6, "agreed_monthly": "3000"}, {"monthly": "3000.00", "amount": "18000.00"}),
    ("1.12 90 days", "si_late_fee", {"arrears": "12000", "from": "2026-01-16", "to": "2026-04-16"}, {"fee": "540.00"}),
    ("1.12 0 days", "si_late_fee", {"arrears": "12000", "from": "2026-01-16", "to": "2026-01-16"}, {"fee": "0.00"}),
    ("1.12 1 day", "si_late_fee", {"arrears": "10000", "from": "2026-01-16", "to": "2026-01-17"}, {"fee": "5.00"}),
    ("1.12 365 days", "si_late_fee", {"arrears": "8000", "from": "2025-01-16", "to": "2026-01-16"}, {"fee": "1460.00"}),
    ("1.13a", "wage_surcharge", {"amount": "20000", "pct": "50", "ordered_by_labour_authority": True, "overdue": True}, {"surcharge": "10000.00"}),
    ("1.13b", "wage_surcharge", {"amount": "20000", "pct": "50", "overdue": True}, {"surcharge": "0.00"}),
    ("1.13b not missed", "wage_surcharge", {"amount": "20000", "pct": "50", "ordered_by_labour_authority": True}, {"surcharge": "0.00"}),
    ("1.13c", "wage_surcharge", {"amount": "20000", "pct": "100", "ordered_by_labour_authority": True, "overdue": True}, {"surcharge": "20000.00"}),
    ("1.14a", "heat_allowance", {"mode": "OUTDOOR", "months": 4}, {"amount": "1200.00"}),
    ("1.14b", "heat_allowance", {"mode": "INDOOR", "months": 2}, {"amount": "400.00"}),
    ("1.14c", "heat_allowance", {"mode": "OUTDOOR", "months": 0}, {"amount": "0.00"}),
)

# what the specification refuses: letter, calculator, inputs, field at fault
REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("1.13d", "wage_surcharge", {"amount": "20000", "pct": "40", "ordered_by_labour_authority": True, "overdue": True}, "pct"),
    ("1.13 over", "wage_surcharge", {"amount": "20000", "pct": "100.01"}, "pct"),
    ("1.14d", "heat_allowance", {"mode": "OUTDOOR", "months": 5}, "months"),
    ("1.7 allowance 7", "injury_allowance", {"grade": 7, "own_avg_contribution_wage": "5000", "regional_avg_wage": "8433", "min_wage": "2660"}, "grade"),
    ("1.7 grade 11", "injury_lump_sum", {"grade": 11, "own_avg_contribution_wage": "5000", "regional_avg_wage": "8433"}, "grade"),
    ("1.7 grade 0", "injury_lump_sum", {"grade": 0, "own_avg_contribution_wage": "5000", "regional_avg_wage": "8433"}, "grade"),
    ("1.7 zj grade 4", "injury_termination_zj",
     {"grade": 4, "provincial_avg_wage": "8433", "termination_date": "2026-05-01", "retirement_date": "2040-01-01"}, "grade"),
    ("1.7 zj grade 11", "injury_termination_zj",
     {"grade": 11, "provincial_avg_wage": "8433", "termination_date": "2026-05-01", "retirement_date": "2040-01-01"}, "grade"),
    ("1.8 unit", "medical_period", {"total_years": 3, "unit_years": 4}, "unit_years"),
    ("1.5 compensated", "overtime", {"monthly_base": "6960", "min_wage": "2660", "hours_restday": "8", "hours_restday_compensated": "9"},
     "hours_restday_compensated"),
    ("1.6 other year", "annual_leave", _leave(2026, 6, "2020-03-01", "6525", last_day="2025-12-31"), "last_day"),
    ("0 last before hire", "severance", _ended("2021-03-01", "2021-02-28", ["8000"], "A36"), "last_day"),
    ("0 code", "severance", _ended("2021-03-01", "2026-03-31", ["8000"], "A99"), "ground"),
    ("0 no wage", "severance", _ended("2021-03-01", "2026-03-31", [], "A36"), "monthly_wages"),
    ("0 13 wages", "severance", _ended("2021-03-01", "2026-03-31", ["8000"] * 13, "A36"), "monthly_wages"),
)
