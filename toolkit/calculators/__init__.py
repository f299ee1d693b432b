"""The calculators by name: declared fields make the form page, the API and the command line."""

from types import MappingProxyType

from toolkit.calculators.annual_leave import ANNUAL_LEAVE
from toolkit.calculators.dates import ADD_WORKDAYS, DEADLINE, LIMITATION
from toolkit.calculators.double_wage import DOUBLE_WAGE
from toolkit.calculators.illegal_termination import ILLEGAL_TERMINATION
from toolkit.calculators.metrics_rate import METRICS_RATE
from toolkit.calculators.notice_pay import NOTICE_PAY
from toolkit.calculators.overtime import OVERTIME
from toolkit.calculators.severance import SEVERANCE
from toolkit.calculators.shape import Answer, Calculator
from toolkit.parameters import Parameters, shipped_parameters
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar, shipped_calendar

CALCULATORS: MappingProxyType[str, Calculator] = MappingProxyType({
    c.name: c for c in (
        SEVERANCE, ILLEGAL_TERMINATION, NOTICE_PAY, DOUBLE_WAGE, OVERTIME, ANNUAL_LEAVE, LIMITATION, DEADLINE, ADD_WORKDAYS, METRICS_RATE,
    )
})


def calculate(name: str, inputs: object, calendar: Calendar | None = None, parameters: Parameters | None = None) -> Answer:
    """Calculate with the office's calendar and parameters, else with the shipped ones. Refusal names the field."""
    if name not in CALCULATORS:
        raise Refusal("calculator", f"没有名为“{name}”的计算器；可用的有：{'、'.join(CALCULATORS)}")
    return CALCULATORS[name].calculate(inputs, calendar or shipped_calendar(), parameters or shipped_parameters())
