"""Claims for pay: arrears, minimum wage, overtime, sick pay, heat, double pay, annual leave, probation."""

import calendar as months
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from toolkit import claims_limits as limits
from toolkit.calculators import calculate
from toolkit.calculators.shape import ZERO, cents
from toolkit.claims_shape import Case, Computed, Variant, Working, question
from toolkit.facts import Facts
from toolkit.workdays import add_months


def first_of(month: str) -> date:
    """2026-03 → the first day of that month."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_of(month: str) -> date:
    """2026-03 → the last day of that month."""
    first = first_of(month)
    return first.replace(day=months.monthrange(first.year, first.month)[1])


def complete_months(hire: date, last: date, count: int = 12) -> list[str]:
    """The newest `count` calendar months that were worked from their first to their last day, oldest first."""
    found: list[str] = []
    month = last.replace(day=1)
    while len(found) < count and month >= hire:
        name = f"{month:%Y-%m}"
        if last_of(name) <= last:
            found.insert(0, name)
        month = add_months(month, -1)
    return found


def wages_until(work: Working, last: date, *, without_overtime: bool = False) -> list[str] | None:
    """Gross pay of the last twelve complete months up to `last` (LCR 27), as a calculator takes it.

    A month nobody has entered is taken at the agreed wage and said so; without that it is asked for.
    """
    facts = work.facts
    hire = work.need("hire_date")
    if hire is None:
        return None
    rows = {wage.month: wage for wage in facts.wages if wage.month and wage.due is not None}
    wanted = complete_months(hire, last)
    lacking = [month for month in wanted if month not in rows]
    if facts.monthly_wage is None and (lacking or not wanted):
        said = "、".join(f"{month[:4]}年{int(month[5:])}月" for month in lacking)
        work.missing.setdefault("wages", question("wages", f"{said}：" if said else ""))
        return None
    if lacking:
        work.warn(f"有{len(lacking)}个月没有逐月工资，暂按约定的月工资{facts.monthly_wage}元测算，补齐工资流水后应重新测算。")
    if not wanted:
        work.warn("工作不满一个完整的自然月，按约定的月工资测算。")
        return [str(facts.monthly_wage)]
    if without_overtime and any(rows[month].overtime is None for month in wanted if month in rows):
        work.warn("没有填写加班工资的月份，按没有加班工资测算。")
    overtime = {month: (rows[month].overtime or ZERO) if without_overtime else ZERO for month in rows}
    return [str(facts.monthly_wage if month in lacking else (rows[month].due or ZERO) - overtime[month]) for month in wanted]


def arrears(case: Case) -> Iterator[Computed]:
    """Pay due and not paid, month by month, or in one sum."""
    facts, work = case.facts, Working(case, "WAGE")
    lines, total, owed = [], ZERO, []
    for i, wage in enumerate(facts.wages):
        if wage.month is None or (wage.due is None and wage.paid is None):
            continue
        said = f"{wage.month[:4]}年{int(wage.month[5:])}月："
        due, paid = work.need(f"wages[{i}].due", said), work.need(f"wages[{i}].paid", said)
        if (facts.hire_date and last_of(wage.month) < facts.hire_date) or (facts.last_day and first_of(wage.month) > facts.last_day):
            work.warn(f"{said[:-1]}不在入职至离职之间，请核对月份或者入职、离职日期。")
        if due is not None and paid is not None and due > paid:
            total += due - paid
            owed.append(wage.month)
            lines.append(f"{said[:-1]}应发{due}元－实发{paid}元")
    if not facts.wages and facts.arrears.amount:
        period = (facts.arrears.period_from, facts.arrears.period_to)
        work.warn("拖欠的工资按一个总数测算，请逐月核对应发和实发。")
        yield work.done(cents(facts.arrears.amount), limits.pay(case), formula=f"拖欠合计{facts.arrears.amount}元", period=period)
    elif total or work.missing:
        period = (first_of(min(owed)), last_of(max(owed))) if owed else (None, None)
        yield work.done(None if work.missing else cents(total), limits.pay(case), formula="＋".join(lines), period=period)


def _worked_whole(facts: Facts, month: str) -> bool:
    """Whether the employment lasted from the first to the last day of the month, as far as its days are known."""
    return (facts.hire_date is None or facts.hire_date <= first_of(month)) and (facts.last_day is None or facts.last_day >= last_of(month))


def minimum(case: Case) -> Iterator[Computed]:
    """Months paid below the minimum wage although worked in full."""
    if case.facts.region is None:
        return
    work, total, lines, short, cut = Working(case, "MIN_WAGE"), ZERO, [], [], []
    for wage in case.facts.wages:
        if wage.month is None or wage.due is None:
            continue
        if not _worked_whole(case.facts, wage.month):
            cut.append(wage.month)
            continue
        lowest = work.figure("min_wage_monthly", first_of(wage.month), case.facts.region)
        if lowest is None:
            continue
        excluded = [str(wage.overtime)] if wage.overtime else []
        answer = work.run({"gross_paid": str(wage.due), "excluded": excluded, "min_wage": lowest})
        amount = work.output("shortfall") if answer else None
        if amount:
            total += amount
            short.append(wage.month)
            lines.append(f"{wage.month[:4]}年{int(wage.month[5:])}月：最低工资{lowest}元，差{amount}元")
    if total:
        work.warn("以该月正常出满勤为前提，请假的月份应当折算。" + (f"{'、'.join(cut)}没有做满整月，没有算入。" if cut else ""))
        yield work.done(total, limits.pay(case), formula="＋".join(lines), period=(first_of(min(short)), last_of(max(short))))


def overtime(case: Case) -> Iterator[Computed]:
    """Overtime by kind of hour (LL 44)."""
    o = case.facts.overtime
    if not any((o.weekday_hours, o.restday_hours, o.holiday_hours)):
        return
    work = Working(case, "OVERTIME")
    day = o.period_to or case.facts.last_day or case.on
    work.run({
        "monthly_base": str(work.need("overtime.base")), "min_wage": work.min_wage(day), "hours_weekday": str(o.weekday_hours or 0),
        "hours_restday": str(o.restday_hours or 0), "hours_restday_compensated": str(o.restday_compensated or 0),
        "hours_holiday": str(o.holiday_hours or 0), "work_system": o.system or "STANDARD", "paid": str(o.paid or 0),
    })
    if work.output("due") != ZERO:
        yield work.done(work.output("due"), limits.pay(case), period=(o.period_from, o.period_to))


def sick_pay(case: Case) -> Iterator[Computed]:
    """Sick pay below 80 % of the minimum wage."""
    work, total, lines, short = Working(case, "SICK_PAY"), ZERO, [], []
    for row in case.facts.sickness:
        if row.month is None or row.paid is None:
            continue
        lowest = work.min_wage(first_of(row.month))
        answer = work.run({"min_wage": lowest, "paid": str(row.paid)}) if lowest else None
        amount = work.output("shortfall") if answer else None
        if amount:
            total += amount
            short.append(row.month)
            lines.append(f"{row.month[:4]}年{int(row.month[5:])}月：{lowest}元×80%－已付{row.paid}元")
    if total or (work.missing and case.facts.sickness):
        period = (first_of(min(short)), last_of(max(short))) if short else (None, None)
        yield work.done(None if work.missing else total, limits.pay(case), formula="＋".join(lines), period=period)


def heat(case: Case) -> Iterator[Computed]:
    """Heat allowance less what was paid."""
    h, work = case.facts.heat, Working(case, "HEAT")
    if not h.months:
        return
    work.run({"mode": work.need("heat.mode"), "months": h.months, "year": work.need("heat.year")})
    amount = work.output("amount")
    if amount is not None:
        amount = max(ZERO, amount - (h.paid or ZERO))
    if amount != ZERO:
        period = (date(h.year, 6, 1), date(h.year, 9, 30)) if h.year else (None, None)
        yield work.done(amount, limits.pay(case), period=period)


def double_pay(case: Case) -> Iterator[Computed]:
    """The second wage of the months without a written contract (LCL 82); both readings of the limitation are shown."""
    facts = case.facts
    late = bool(facts.contract_signed and facts.contract_signed_on and facts.hire_date and facts.contract_signed_on >= add_months(facts.hire_date, 1))
    if facts.contract_signed is not False and not late:
        return
    work = Working(case, "DOUBLE_WAGE")
    hire, wage = work.need("hire_date"), work.need("monthly_wage")
    inputs = {
        "hire_date": hire and hire.isoformat(), "monthly_wage": str(wage), "claim_date": case.on.isoformat(),
        "signed_date": facts.contract_signed_on.isoformat() if late and facts.contract_signed_on else None,
        "last_day": facts.last_day.isoformat() if facts.last_day else None,
    }
    answer = work.run(inputs)
    amount = work.output("amount")
    if amount == ZERO:
        return
    variants: tuple[Variant, ...] = ()
    period: tuple[date | None, date | None] = (None, None)
    formula = ""
    if answer is not None and amount is not None:
        start, end = answer.outputs["window_start"], answer.outputs["window_end"]
        formula = f"{start}至{end}，按月工资{wage}元，共{answer.outputs['segments']}段相加，不满一个月的一段按实际工作日折算"
        period = (start if isinstance(start, date) else None, end if isinstance(end, date) else None)
        whole = calculate("double_wage", inputs | {"limitation_mode": "WHOLE"}, case.calendar, case.parameters).outputs["amount_in_time"]
        variants = (
            Variant("时效逐月计算，未过时效的部分", work.output("amount_in_time") or ZERO),
            Variant("时效整体计算，未过时效的部分", cents(whole) if isinstance(whole, Decimal) else ZERO),
        )
    limit = limits.year_from(case, period[1], "二倍工资差额不是劳动报酬，适用一年时效；逐月计算还是整体计算，宁波的掌握待核实，这里显示整体计算的最后一天。")
    yield work.done(amount, limit, formula=formula, period=period, variants=variants)


def _not_owed(case: Case, year: int) -> bool:
    """Leave of a year after the end, or of one that is not over: it can still be taken (ALR 5)."""
    last = case.facts.last_day
    return last.year < year if last is not None else case.on <= date(year, 12, 31) and not case.facts.ended


def annual_leave(case: Case) -> Iterator[Computed]:
    """Leave not taken, year by year."""
    facts = case.facts
    for i, leave in enumerate(facts.leave):
        if leave.year is None or _not_owed(case, leave.year):
            continue
        work = Working(case, "ANNUAL_LEAVE", f"支付{leave.year}年未休年休假工资")
        said = f"{leave.year}年："
        years, taken = work.need(f"leave[{i}].cumulative_years", said), work.need(f"leave[{i}].taken_days", said)
        ended = work.need("last_day") if facts.ended else facts.last_day
        last = ended if ended and ended.year == leave.year else None
        wages = wages_until(work, last or min(date(leave.year, 12, 31), case.on), without_overtime=True)
        hire = work.need("hire_date")
        work.run({
            "year": leave.year, "cumulative_years": years, "hire_date": hire and hire.isoformat(), "monthly_wages_ex_ot": wages, "taken_days": str(taken),
            "last_day": last.isoformat() if last else None, "waived_in_writing": bool(leave.declined_in_writing), "sick_months": leave.sick_months or 0,
        })
        amount = work.output("extra_200")
        if amount != ZERO:
            yield work.done(amount, limits.leave(case, leave.year), period=(date(leave.year, 1, 1), last or date(leave.year, 12, 31)))


def probation(case: Case) -> Iterator[Computed]:
    """A probation longer than the law allows (LCL 83)."""
    p = case.facts.probation
    if not p.served_months and not p.agreed_months:
        return
    work = Working(case, "PROBATION")
    work.run({
        "contract_kind": work.need("probation.contract_kind"), "contract_months": p.contract_months, "agreed_months": work.need("probation.agreed_months"),
        "served_months": work.need("probation.served_months"), "post_wage": str(work.need("probation.post_wage")),
        "contract_wage": str(p.contract_wage) if p.contract_wage is not None else None, "probation_wage": str(p.wage) if p.wage is not None else None,
        "min_wage": None, "second_probation": bool(p.second),
    })
    if work.output("compensation") != ZERO:
        start = add_months(case.facts.hire_date, p.served_months) if case.facts.hire_date and p.served_months else None
        yield work.done(work.output("compensation"), limits.year_from(case, start, "自违法约定的试用期履行之后起一年内提出。"))


def notes(case: Case) -> tuple[str, ...]:
    """Which years of leave were asked about and give nothing."""
    return tuple(
        f"{leave.year}年还没有结束，年休假还可以安排；到年底没有安排的，才有未休年休假工资。" if leave.year >= case.on.year else f"{leave.year}年在离职以后，没有年休假。"
        for leave in case.facts.leave
        if leave.year is not None and _not_owed(case, leave.year)
    )


RULES = (arrears, minimum, overtime, sick_pay, heat, double_pay, annual_leave, probation)
