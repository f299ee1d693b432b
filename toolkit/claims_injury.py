"""Claims from a work injury: what the fund pays, what the employer pays, what must be decided first."""

from collections.abc import Iterator
from datetime import date

from toolkit import claims_limits as limits
from toolkit.calculators.shape import ZERO, cents
from toolkit.claims_shape import Case, Computed, Working
from toolkit.deadlines import Deadline, deadline
from toolkit.parameters import NATION, PROVINCE
from toolkit.workdays import add_months

# below this age nobody is within five years of any statutory age of retirement (the earliest is 45)
_FAR_FROM_RETIREMENT = 40
_EARLIEST = 45


def _payer(work: Working) -> None:
    insured = work.need("injury.insured")
    if insured is True:
        work.warn("单位参加了工伤保险，由工伤保险基金支付，向社会保险经办机构申领。")
    elif insured is False:
        work.warn("单位没有参加工伤保险，由单位支付（工伤保险条例第六十二条）。")


def lump_sum(case: Case) -> Iterator[Computed]:
    """一次性伤残补助金, and for grades 1–6 the allowance."""
    injury = case.facts.injury
    if not injury.grade:
        return
    work = Working(case, "INJURY_LUMP")
    own = work.need("injury.contribution_wage")
    region = work.figure("provincial_avg_wage_previous_year", work.need("injury.on"), PROVINCE)
    work.run({"grade": injury.grade, "own_avg_contribution_wage": str(own), "regional_avg_wage": region})
    _payer(work)
    yield work.done(work.output("amount"), limits.injury(case, injury.appraised_on))
    if injury.grade <= 6:
        monthly = Working(case, "INJURY_ALLOWANCE")
        monthly.run({
            "grade": injury.grade, "own_avg_contribution_wage": str(monthly.need("injury.contribution_wage")),
            "regional_avg_wage": monthly.figure("provincial_avg_wage_previous_year", monthly.need("injury.on"), PROVINCE),
            "min_wage": monthly.min_wage(injury.appraised_on or case.on),
        })
        monthly.warn("这是每月的数额，逐月支付。")
        yield monthly.done(monthly.output("monthly"), limits.injury(case, injury.appraised_on))


def on_ending(case: Case) -> Iterator[Computed]:
    """The two lump sums at the end of employment, grades 5–10 (ZJWI 27)."""
    facts, injury = case.facts, case.facts.injury
    if not injury.grade or injury.grade < 5 or facts.last_day is None:
        return
    work = Working(case, "INJURY_ENDING")
    birth, retirement = facts.worker.birth, injury.retirement_date
    if retirement is None and birth is not None and add_months(birth, 12 * _FAR_FROM_RETIREMENT) > facts.last_day:
        retirement = add_months(birth, 12 * _EARLIEST)
        work.warn(f"不满{_FAR_FROM_RETIREMENT}周岁，距法定退休年龄五年以上，就业补助金不递减。")
    elif retirement is None:
        work.need("injury.retirement_date")
    average = work.figure("provincial_avg_wage_previous_year", facts.last_day, PROVINCE)
    work.run({
        "grade": injury.grade, "provincial_avg_wage": average, "termination_date": facts.last_day.isoformat(),
        "retirement_date": retirement.isoformat() if retirement else None,
    })
    medical, employment = work.output("medical"), work.output("employment")
    if medical is not None and injury.insured:
        work.warn("医疗补助金由工伤保险基金支付，就业补助金由单位支付。")
    amount = medical + employment if medical is not None and employment is not None else None
    yield work.done(amount, limits.injury(case, facts.last_day))


def costs(case: Case) -> Iterator[Computed]:
    """Medical costs nobody has paid, and pay while the work stopped (WII 30, 33)."""
    injury = case.facts.injury
    if injury.medical_costs:
        work = Working(case, "INJURY_MEDICAL")
        _payer(work)
        yield work.done(cents(injury.medical_costs), limits.injury(case, injury.recognised_on), formula="按医疗票据合计")
    if injury.leave_months:
        work = Working(case, "INJURY_LEAVE_PAY")
        wage, paid = work.need("monthly_wage"), work.need("injury.leave_paid")
        amount = None if work.missing else max(ZERO, cents(wage * injury.leave_months - paid))
        work.warn("停工留薪期一般不超过十二个月，以经办机构或者鉴定委员会确认的为准；工资福利待遇不变，由单位支付。")
        if amount != ZERO:
            yield work.done(amount, limits.pay(case), formula=f"{wage}元×{injury.leave_months}个月－已付{paid}元" if amount else "")


def death(case: Case) -> Iterator[Computed]:
    """Benefits after a death at work (WII 39)."""
    injury = case.facts.injury
    if not injury.death:
        return
    work = Working(case, "INJURY_DEATH")
    on = work.need("injury.on")
    wage = work.need("injury.contribution_wage") if injury.dependents else None
    work.need("injury.dependents")
    work.run({
        "regional_avg_wage": work.figure("provincial_avg_wage_previous_year", on, PROVINCE),
        "national_income": work.figure("national_disposable_income_previous_year", on, NATION), "own_wage_month": str(wage) if wage is not None else None,
        "dependents": [{"type": d.type, "lonely_or_orphan": bool(d.lonely)} for d in injury.dependents],
    })
    _payer(work)
    work.warn("两项一次性金额按死亡之日的上一年度标准，这里按事故日期取数；死亡在次年以后的，应换成当时的标准重新测算。")
    funeral, grant, pension = work.output("funeral"), work.output("death_grant"), work.output("pension_monthly")
    if pension:
        work.warn(f"供养亲属抚恤金每月{pension}元，按月支付，没有计入一次性金额。")
    yield work.done(funeral + grant if funeral is not None and grant is not None else None, limits.injury(case, injury.recognised_on))


def _known_on(case: Case) -> date | None:
    """The day of the accident or, of an occupational disease, of its diagnosis (WII 17)."""
    injury = case.facts.injury
    return injury.on or (injury.diagnosed_on if injury.hazard not in (None, "无") else None)


def periods(case: Case) -> tuple[Deadline, ...]:
    """Periods for recognition and appraisal that run beside the claims."""
    injury = case.facts.injury
    found: list[Deadline] = []

    def add(rule: str, trigger: date | None) -> None:
        if trigger is not None:
            found.append(deadline(rule, trigger, case.calendar))

    if injury.recognised_on is None:
        add("INJ_EMP_30D", _known_on(case))
        add("INJ_WORKER_1Y", _known_on(case))
    add("CAP_AGAIN_15D", injury.appraised_on)
    return tuple(found)


def notes(case: Case) -> tuple[str, ...]:
    """What must be decided before sums can be computed."""
    injury = case.facts.injury
    if _known_on(case) is None:
        return ()
    if injury.recognised_on is None:
        return ("先申请工伤认定；没有工伤认定，工伤待遇一般得不到支持。",)
    if injury.grade is None and not injury.death:
        return ("伤情稳定后申请劳动能力鉴定；有了伤残等级，才能测算伤残待遇。",)
    return ()


RULES = (lump_sum, on_ending, costs, death)
