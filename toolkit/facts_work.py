"""What happened at work, in the figures that claims are computed from: pay, hours, leave, ending, injury."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Wage:
    """One month's pay: month `YYYY-MM`, gross due and really paid, yuan; `overtime` is the overtime pay inside `due`."""

    month: str | None = None
    due: Decimal | None = None
    paid: Decimal | None = None
    overtime: Decimal | None = None


@dataclass(frozen=True)
class Arrears:
    """Pay owed in one sum, yuan, where the single months are not known (an IOU, a group's roster)."""

    amount: Decimal | None = None
    period_from: date | None = None
    period_to: date | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened, as it will be told in the papers."""

    on: date | None = None
    text: str | None = None


@dataclass(frozen=True)
class Ending:
    """How employment ended: by whom, on which ground (codes of the severance calculator), with what notice and pay.

    `by` EMPLOYER, WORKER, MUTUAL or EXPIRY; `accepted` = the worker accepts the stated ground; `notice_days` of written
    notice; `paid` yuan already paid for the ending; `wants_back` = the worker asks for the job back (LCL 48).
    """

    by: str | None = None
    ground: str | None = None
    stated_reason: str | None = None
    accepted: bool | None = None
    notice_days: int | None = None
    last_month_wage: Decimal | None = None
    paid: Decimal | None = None
    union_notified: bool | None = None
    wants_back: bool | None = None
    certificate_given: bool | None = None


@dataclass(frozen=True)
class Overtime:
    """Overtime of a time, hours by kind, and what was paid for it, yuan (LL 44)."""

    base: Decimal | None = None
    weekday_hours: Decimal | None = None
    restday_hours: Decimal | None = None
    restday_compensated: Decimal | None = None
    holiday_hours: Decimal | None = None
    system: str | None = None
    paid: Decimal | None = None
    period_from: date | None = None
    period_to: date | None = None


@dataclass(frozen=True)
class Leave:
    """Annual leave of one calendar year: years worked for all employers, days taken (ALR 3)."""

    year: int | None = None
    cumulative_years: int | None = None
    taken_days: Decimal | None = None
    declined_in_writing: bool | None = None
    sick_months: int | None = None


@dataclass(frozen=True)
class Dependent:
    """A relative whom the dead worker kept (WII 39): `spouse` or `other`; `lonely` for a lone elder or an orphan."""

    type: str | None = None
    lonely: bool | None = None


@dataclass(frozen=True)
class Injury:
    """A work injury: accident, recognition, grade, insurance. Money in yuan, `contribution_wage` a month (WII 64)."""

    on: date | None = None
    time: str | None = None
    place: str | None = None
    part: str | None = None
    cause: str | None = None
    diagnosed_on: date | None = None
    diagnosis: str | None = None
    hospital: str | None = None
    hazard: str | None = None
    applicant: str | None = None
    recognised_on: date | None = None
    decision_no: str | None = None
    appraised_on: date | None = None
    appraisal_no: str | None = None
    appraisal_items: tuple[str, ...] = ()
    grade: int | None = None
    death: bool | None = None
    insured: bool | None = None
    contribution_wage: Decimal | None = None
    medical_costs: Decimal | None = None
    leave_months: Decimal | None = None
    leave_paid: Decimal | None = None
    dependents: tuple[Dependent, ...] = ()
    retirement_date: date | None = None


@dataclass(frozen=True)
class Probation:
    """A probation: kind of contract, months agreed and served, wage in it and after it, yuan (LCL 19, 20, 83)."""

    contract_kind: str | None = None
    contract_months: int | None = None
    agreed_months: int | None = None
    served_months: int | None = None
    wage: Decimal | None = None
    post_wage: Decimal | None = None
    contract_wage: Decimal | None = None
    second: bool | None = None


@dataclass(frozen=True)
class NonCompete:
    """A non-compete promise: months kept, sum agreed and paid a month, whether the employer released the worker."""

    months: int | None = None
    average_wage: Decimal | None = None
    agreed_monthly: Decimal | None = None
    paid: Decimal | None = None
    employer_release: bool | None = None


@dataclass(frozen=True)
class Heat:
    """Work in the heat: OUTDOOR or INDOOR, months of June to September, what was paid, yuan."""

    mode: str | None = None
    months: int | None = None
    year: int | None = None
    paid: Decimal | None = None


@dataclass(frozen=True)
class Sickness:
    """Sick leave of a whole month `YYYY-MM`, and what was paid for it, yuan."""

    month: str | None = None
    paid: Decimal | None = None


@dataclass(frozen=True)
class Demand:
    """Something that moves the limitation (MAL 27): INTERRUPT on a day, or SUSPEND from a day to the day it ended."""

    kind: str | None = None
    on: date | None = None
    until: date | None = None
    what: str | None = None
