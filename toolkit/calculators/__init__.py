"""The calculators by name: declared fields make the form page, the API and the command line."""

from types import MappingProxyType

from toolkit.calculators.add_workdays import ADD_WORKDAYS
from toolkit.calculators.annual_leave import ANNUAL_LEAVE
from toolkit.calculators.court_fee import COURT_FEE
from toolkit.calculators.deadline import DEADLINE
from toolkit.calculators.delay_interest import DELAY_INTEREST
from toolkit.calculators.double_wage import DOUBLE_WAGE
from toolkit.calculators.final_award import FINAL_AWARD
from toolkit.calculators.heat_allowance import HEAT_ALLOWANCE
from toolkit.calculators.illegal_termination import ILLEGAL_TERMINATION
from toolkit.calculators.injury_allowance import INJURY_ALLOWANCE
from toolkit.calculators.injury_death import INJURY_DEATH
from toolkit.calculators.injury_lump_sum import INJURY_LUMP_SUM
from toolkit.calculators.injury_termination_zj import INJURY_TERMINATION_ZJ
from toolkit.calculators.limitation import LIMITATION
from toolkit.calculators.medical_period import MEDICAL_PERIOD
from toolkit.calculators.metrics_rate import METRICS_RATE
from toolkit.calculators.min_wage_shortfall import MIN_WAGE_SHORTFALL
from toolkit.calculators.noncompete import NONCOMPETE
from toolkit.calculators.notice_pay import NOTICE_PAY
from toolkit.calculators.overtime import OVERTIME
from toolkit.calculators.probation import PROBATION
from toolkit.calculators.severance import SEVERANCE
from toolkit.calculators.shape import Answer, Calculator
from toolkit.calculators.si_late_fee import SI_LATE_FEE
from toolkit.calculators.sick_pay_floor import SICK_PAY_FLOOR
from toolkit.calculators.wage_surcharge import WAGE_SURCHARGE
from toolkit.parameters import Parameters, shipped_parameters
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar, shipped_calendar

CALCULATORS: MappingProxyType[str, Calculator] = MappingProxyType({
    c.name: c for c in (
        SEVERANCE, ILLEGAL_TERMINATION, NOTICE_PAY, DOUBLE_WAGE, OVERTIME, ANNUAL_LEAVE, MIN_WAGE_SHORTFALL, WAGE_SURCHARGE, HEAT_ALLOWANCE,
        PROBATION, NONCOMPETE, MEDICAL_PERIOD, SICK_PAY_FLOOR, INJURY_LUMP_SUM, INJURY_ALLOWANCE, INJURY_TERMINATION_ZJ, INJURY_DEATH, SI_LATE_FEE,
        LIMITATION, DEADLINE, ADD_WORKDAYS, FINAL_AWARD, COURT_FEE, DELAY_INTEREST, METRICS_RATE,
    )
})


def calculate(name: object, inputs: object, calendar: Calendar | None = None, parameters: Parameters | None = None) -> Answer:
    """Calculate with the office's calendar and parameters, else with the shipped ones. Refusal names the field."""
    found = CALCULATORS.get(name) if isinstance(name, str) else None
    if found is None:
        raise Refusal("calculator", f"没有这个计算器；可用的有：{'、'.join(CALCULATORS)}")
    return found.calculate(inputs, calendar or shipped_calendar(), parameters or shipped_parameters())
