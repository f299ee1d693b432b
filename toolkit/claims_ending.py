"""Claims from the end of employment, and from the relation itself: severance, unlawful ending, notice, non-compete."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from toolkit import claims_limits as limits
from toolkit.calculators.grounds import GROUNDS
from toolkit.calculators.shape import ZERO
from toolkit.claims_pay import wages_until
from toolkit.claims_shape import Case, Computed, Limit, Working

# endings that no choice of the employer's makes unlawful, unless the worker disputes them
_BY_LAW = frozenset({"A36", "A44_1", "A44_1_REFUSED", "A44_2", "A44_3", "A44_4", "A44_5", "TASK", "RETIRE", "PART_TIME", "LCR5", "LCR6"})


def _service(work: Working) -> dict[str, Any]:
    """The inputs that severance and the pay for an unlawful ending share."""
    hire, last = work.need("hire_date"), work.need("last_day")
    wages = wages_until(work, last) if last is not None else None
    return {
        "hire_date": hire and hire.isoformat(), "last_day": last and last.isoformat(), "monthly_wages": wages, "min_wage": work.min_wage(last),
        "local_avg_wage": work.local_average(last) if last is not None else None,
    }


def _less_paid(work: Working, amount: Decimal | None) -> tuple[Decimal | None, str]:
    """The sum less what the employer has already paid for the ending."""
    paid = work.facts.ending.paid
    if amount is None or not paid or work.answer is None:
        return amount, ""
    line = next(line for line in reversed(work.answer.lines) if line.amount is not None)
    return max(ZERO, amount - paid), f"{line.label}：{line.formula}；减去已付的{paid}元"


def severance(case: Case, ground: str) -> Iterator[Computed]:
    """N on a ground of LCL 46."""
    work = Working(case, "SEVERANCE")
    work.run(_service(work) | {"ground": ground})
    if work.answer is not None and work.answer.outputs["manual_review"]:
        work.warn("2008年以前的年限需要人工审查，金额没有计入。")
    amount, formula = _less_paid(work, work.output("amount"))
    if amount != ZERO:
        yield work.done(amount, limits.ending(case), formula=formula)


def notice(case: Case, ground: str) -> Iterator[Computed]:
    """A month's pay in place of notice (LCL 40)."""
    if not GROUNDS[ground].notice:
        return
    work = Working(case, "NOTICE_PAY")
    work.run({"ground": ground, "last_month_wage": str(work.need("ending.last_month_wage")), "written_notice_days": work.need("ending.notice_days")})
    if work.output("amount") != ZERO:
        yield work.done(work.output("amount"), limits.ending(case))


def unlawful(case: Case) -> Iterator[Computed]:
    """2N, or the job back (LCL 48, 87)."""
    work = Working(case, "ILLEGAL_TERMINATION")
    work.run(_service(work))
    work.warn("以解除或者终止违法为前提；用人单位对解除的事实和程序负举证责任。")
    if case.facts.ending.union_notified is False:
        work.warn("单位没有事先将理由通知工会，解除违法，但起诉前已经补正的除外（劳动争议司法解释（一）第四十七条）。")
    amount, formula = _less_paid(work, work.output("amount"))
    yield work.done(amount, limits.ending(case), formula=formula)
    if case.facts.ending.wants_back is not False:
        back = Working(case, "REINSTATEMENT")
        back.need("ending.wants_back")
        back.warn("要求继续履行的，不能同时要求经济补偿或者赔偿金；劳动合同已经不能继续履行的，改为请求赔偿金。")
        yield back.done(None, limits.ending(case), monetary=False)


def ending(case: Case) -> Iterator[Computed]:
    """What the end of employment gives, by who ended it and why."""
    facts, e = case.facts, case.facts.ending
    if facts.ended is False or (facts.ended is None and facts.last_day is None):
        return
    ground = e.ground
    if facts.injury.death and e.by is None and ground is None:
        return  # the death ended it (LCL 44(3)): no severance, nothing to ask the family
    if e.by is None and ground is None:
        work = Working(case, "SEVERANCE")
        work.need("ending.by")
        work.need("ending.ground")
        yield work.done(None, limits.ending(case))
    elif ground is not None and GROUNDS[ground].payable and (e.by != "EMPLOYER" or e.accepted or (ground in _BY_LAW and e.accepted is not False)):
        yield from severance(case, ground)
        yield from notice(case, ground)
    elif e.by == "EMPLOYER" and not (e.accepted or (ground in _BY_LAW and e.accepted is None)):
        yield from unlawful(case)
        if ground is not None and GROUNDS[ground].payable:
            yield from severance(case, ground)
            yield from notice(case, ground)
    elif ground is None:
        work = Working(case, "SEVERANCE")
        work.need("ending.ground")
        yield work.done(None, limits.ending(case))
    if e.certificate_given is False:
        yield Working(case, "CERTIFICATE").done(None, limits.ending(case), monetary=False)


def questions(case: Case) -> tuple[str, ...]:
    """What settles which of the excluding claims is right, although the sums are known."""
    e = case.facts.ending
    if e.by != "EMPLOYER" or case.facts.ended is False:
        return ()
    return ("ending.ground",) if e.ground is None else ("ending.accepted",) if e.accepted is None and e.ground not in _BY_LAW else ()


def notes(case: Case) -> tuple[str, ...]:
    """Why an ending gives nothing, and what a worker who still works there should know."""
    e, facts = case.facts.ending, case.facts
    said = []
    if e.ground is not None and not GROUNDS[e.ground].payable and (e.by != "EMPLOYER" or e.accepted or e.ground in _BY_LAW):
        said.append(f"{GROUNDS[e.ground].label}：{GROUNDS[e.ground].reason}。")
    owed = any(w.due is not None and w.paid is not None and w.due > w.paid for w in facts.wages) or bool(facts.arrears.amount)
    if facts.ended is False and (owed or facts.social_insurance is False):
        said.append("单位欠薪或者没有缴纳社会保险的，可以书面说明这个理由解除劳动合同并要求经济补偿（劳动合同法第三十八条）；先咨询，再决定，理由要在离开时写明。")
    return tuple(said)


def relation(case: Case) -> Iterator[Computed]:
    """That there was an employment at all, where nothing was written."""
    facts = case.facts
    if facts.contract_signed is False and facts.hire_date is not None:
        limit = limits.ending(case) if facts.last_day else Limit(None, ("仍在职的，没有起算时效。",))
        yield Working(case, "CONFIRM_RELATION").done(None, limit, monetary=False, period=(facts.hire_date, facts.last_day))


def insurance(case: Case) -> Iterator[Computed]:
    """Arrears of social insurance: for the authority, not for arbitration."""
    if case.facts.social_insurance is False:
        work = Working(case, "SI_ARREARS")
        work.warn("补缴社会保险费一般不作为仲裁、诉讼的金钱请求，请向社会保险费征收机构或者人社部门投诉；二年没有投诉、举报的，可能不再查处。")
        yield work.done(None, Limit(None, ("向主管部门投诉，不适用仲裁时效。",)), monetary=False)


def noncompete(case: Case) -> Iterator[Computed]:
    """Pay for keeping a non-compete promise (JI1 36)."""
    n = case.facts.noncompete
    if not n.months:
        return
    work = Working(case, "NONCOMPETE")
    inputs: dict[str, Any] = {"months": n.months, "employer_release": bool(n.employer_release)}
    if n.agreed_monthly is not None:
        inputs["agreed_monthly"] = str(n.agreed_monthly)
    else:
        inputs |= {"avg12": str(work.need("noncompete.average_wage")), "min_wage": work.min_wage(case.facts.last_day or case.on)}
    work.run(inputs)
    amount = work.output("amount")
    if amount is not None and n.paid:
        amount = max(ZERO, amount - n.paid)
    if amount != ZERO:
        yield work.done(amount, Limit(None, ("补偿按月支付，每个月的补偿自应付之日起一年内提出。",)))


RULES = (ending, relation, insurance, noncompete)
