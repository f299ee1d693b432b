"""Two invented disputes whose sums were worked out by hand, and how to read what follows from them."""

from datetime import date
from decimal import Decimal
from typing import Any

from toolkit.claims import Entitlements

ON = date(2026, 10, 20)
NO_CONTRACT = {
    "hire_date": "2025-03-01", "region": "海曙区", "monthly_wage": "6000", "contract_signed": False, "social_insurance": False, "ended": True,
    "last_day": "2026-09-30", "ending": {"by": "EMPLOYER"},
    "wages": [{"month": "2026-08", "due": "6000", "paid": "0"}, {"month": "2026-09", "due": "6000", "paid": "1000"}],
}


def year(due: str, last: str = "2026-03") -> list[dict[str, str]]:
    """Twelve months up to `last`, the same gross pay, all paid."""
    y, m = map(int, last.split("-"))
    months = [(y * 12 + m - 1 - back) for back in range(11, -1, -1)]
    return [{"month": f"{n // 12}-{n % 12 + 1:02d}", "due": due, "paid": due} for n in months]


RELOCATED = {
    "hire_date": "2021-03-01", "region": "海曙区", "monthly_wage": "8000", "contract_signed": True, "contract_signed_on": "2021-03-01", "social_insurance": True,
    "ended": True, "last_day": "2026-03-31", "wages": year("8000"),
    "ending": {"by": "EMPLOYER", "ground": "A40_3", "notice_days": 0, "last_month_wage": "8200"},
}


def sums(found: Entitlements) -> dict[str, Decimal | None]:
    return {claim.kind.code: claim.amount for claim in found.claims}


def only(found: Entitlements, code: str) -> Any:
    (claim,) = [claim for claim in found.claims if claim.kind.code == code]
    return claim
