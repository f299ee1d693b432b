"""Who may have legal aid: each condition met, not met or unknown, with its reason and article."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from toolkit.refusal import Refusal

MET, NOT_MET, UNKNOWN = "MET", "NOT_MET", "UNKNOWN"
ELIGIBLE, NOT_ELIGIBLE = "ELIGIBLE", "NOT"

MATTERS: dict[str, str] = {
    "WAGE": "支付劳动报酬",
    "RELATION": "确认劳动关系",
    "SOCIAL_INSURANCE": "给予社会保险待遇",
    "INJURY": "工伤事故人身损害赔偿",
    "COMPENSATION": "经济补偿、赔偿金",
    "OTHER_LABOUR": "其他劳动争议",
    "RIGHTS": "因劳动权益引起的人身权、民主权、财产权受侵害",
    "NOT_LABOUR": "与劳动权益无关",
}

# 工会法律援助办法 was seen in a copy only, its article numbers were not
_UAM = "工会法律援助办法（总工发〔2008〕52号，条文待核实）"

QUESTIONS: dict[str, str] = {
    "matter": "您要解决的是什么事：工资、劳动关系、社会保险待遇、工伤、补偿赔偿，还是别的？",
    "own_lawyer": "您自己已经请律师或者别的代理人了吗？",
    "migrant": "您是从农村老家到城里务工的吗？",
    "vulnerable": "您是没有固定收入的未成年人、老年人或者残疾人吗？",
    "assisted": "您家正在领低保、特困、临时救助、司法救助或者优抚吗？",
    "special_ground": "您是因为见义勇为、受家庭暴力、虐待、遗弃，或者维护英雄烈士近亲属权益而求助的吗？",
    "status_proof": "您有材料能证明这个身份吗（例如低保证、残疾证、户口簿、居住证）？",
    "income_per_member": "您家平均每人每月收入大约多少元？",
    "means_proof": "您能提供经济困难的证明，或者愿意签诚信承诺书吗？",
    "serious_infringement": "您的权益是不是受到严重侵害，并且有证据？",
    "worker": "您是职工（包括新就业形态劳动者）或者工会工作者吗？",
    "local": "这件事在本市处理，或者发生在本市吗？",
    "identity_paper": "您带身份证件了吗？",
    "application_form": "法律援助申请表填好了吗？",
    "case_papers": "和案件有关的材料（合同、工资记录、通知等）带了吗？",
    "preservation_needed": "单位是不是正在转移财产，或者您急需先拿到一部分钱，要马上申请保全或者先予执行？",
    "days_left": "离申请仲裁或者起诉的最后期限还有几天？",
}
_PAPERS = {"identity_paper": "身份证件", "application_form": "法律援助申请表", "case_papers": "与案件有关的材料"}
_FLAGS = frozenset(QUESTIONS) - {"matter", "income_per_member", "days_left"}


@dataclass(frozen=True)
class Condition:
    """One condition: status MET, NOT_MET or UNKNOWN; `asks` are the ids of QUESTIONS that would settle it."""

    id: str
    label: str
    status: str
    reason: str
    citation: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Track:
    """State aid (STATE) or union aid (UNION): verdict ELIGIBLE, NOT or UNKNOWN, and the exemption that applied."""

    id: str
    name: str
    verdict: str
    conditions: tuple[Condition, ...]
    exemption: str | None


@dataclass(frozen=True)
class ActFirst:
    """Whether aid may begin before the decision (LAL 44): true, false, or null while the facts are missing."""

    needed: bool | None
    reason: str
    citation: str = "法律援助法-44"


@dataclass(frozen=True)
class Eligibility:
    """Both tracks, the overall verdict, what is urgent, and what to ask the worker next.

    `questions` maps ids of QUESTIONS to their text; `papers_missing` are Chinese names: missing papers are asked for
    once (LAL 43(2)) and never a ground for refusal here.
    """

    verdict: str
    state: Track
    union: Track
    act_first: ActFirst
    papers_missing: tuple[str, ...]
    questions: Mapping[str, str]


def _amount(field: str, value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool | float):
        raise Refusal(field, "金额应为文字或者整数")
    try:
        amount = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise Refusal(field, "金额不是数字") from None
    if not amount.is_finite() or amount < 0:
        raise Refusal(field, "金额应为不小于0的数字")
    return amount


def _checked(answers: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in answers.items():
        if key not in QUESTIONS:
            raise Refusal(str(key), "没有这个问题")
        if key in _FLAGS and value is not None and not isinstance(value, bool):
            raise Refusal(key, "应回答是、否或者不清楚")
    matter = answers.get("matter")
    if matter is not None and matter not in MATTERS:
        raise Refusal("matter", f"没有“{matter}”这一类事项")
    days = answers.get("days_left")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int)):
        raise Refusal("days_left", "剩余天数应为整数")
    return dict(answers) | {"income_per_member": _amount("income_per_member", answers.get("income_per_member"))}


def _flag(known: Mapping[str, Any], id_: str, label: str, want: bool, reasons: tuple[str, str], law: str) -> Condition:
    """A condition one yes-or-no answer settles; `reasons` are for met and not met."""
    answer = known.get(id_)
    if answer is None:
        return Condition(id_, label, UNKNOWN, "还不清楚", law, (id_,))
    met = answer is want
    return Condition(id_, label, MET if met else NOT_MET, reasons[0 if met else 1], law)


def _scope(matter: str | None, union: bool) -> Condition:
    law = _UAM if union else "法律援助法-31"
    if matter is None:
        return Condition("matter", "事项属于援助范围", UNKNOWN, "还不清楚要解决什么事", law, ("matter",))
    name = MATTERS[matter]
    if matter == "NOT_LABOUR":
        if union:
            return Condition("matter", "事项属于援助范围", NOT_MET, "与劳动权益无关，不在工会法律援助范围内", law)
        return Condition("matter", "事项属于援助范围", UNKNOWN, "是否属于其他法定情形，由法律援助机构认定", law)
    if union or matter in {"WAGE", "RELATION", "SOCIAL_INSURANCE", "INJURY"}:
        return Condition("matter", "事项属于援助范围", MET, f"“{name}”属于援助范围", law)
    return Condition("matter", "事项属于援助范围", UNKNOWN, f"“{name}”法律没有单独列出，由法律援助机构认定", law)


def _exemptions(known: Mapping[str, Any], union: bool) -> list[tuple[str, bool | None, str, str]]:
    """(question, answer, reason, article) of every ground on which nobody checks the means."""
    pay_or_injury = known.get("matter") in {"WAGE", "INJURY"}
    migrant = known.get("migrant") if known.get("matter") is None or pay_or_injury else False
    rows = [("migrant", migrant, "进城务工人员申请支付劳动报酬或者请求工伤赔偿，免予核查经济困难状况",
             _UAM if union else "法律援助法-42")]
    if union:
        serious = known.get("serious_infringement")
        rows.append(("serious_infringement", serious, "权益受到严重侵害并有证据，不以经济困难为条件", _UAM))
        return rows
    return [
        *rows,
        ("vulnerable", known.get("vulnerable"), "无固定生活来源的特定群体，免予核查经济困难状况", "法律援助法-42"),
        ("assisted", known.get("assisted"), "社会救助、司法救助或者优抚对象，免予核查经济困难状况", "法律援助法-42"),
        ("special_ground", known.get("special_ground"), "属于不受经济困难条件限制的情形", "法律援助法-32"),
    ]


def _means(known: Mapping[str, Any], line: Decimal | None, union: bool) -> tuple[Condition, str | None]:
    """The hardship condition, and the reason of the exemption that settled it."""
    law, label = (_UAM if union else "法律援助法-31"), "经济困难，或者免予核查"
    rows = _exemptions(known, union)
    unproved: list[str] = []
    for id_, answer, reason, article in rows:
        if answer is not True or (id_ == "migrant" and known.get("matter") is None):
            continue
        # LAL 42 asks for material that proves the status; LAL 32 and the union's grounds are weighed by the office
        if article == "法律援助法-42" and known.get("status_proof") is not True:
            unproved.append(reason)
            continue
        return Condition("means", label, MET, reason, article), reason
    income, asks = known["income_per_member"], [id_ for id_, answer, _, _ in rows if answer is None]
    if unproved and known.get("status_proof") is None:
        asks = ["status_proof"]
    if income is not None and line is not None:
        if income <= line:
            proof = known.get("means_proof")
            if proof is True:
                return Condition("means", label, MET, f"人均月收入{income}元，不高于困难标准{line}元", law), None
            reason = "收入符合困难标准，还需要证明或者诚信承诺"
            return Condition("means", label, UNKNOWN, reason, "法律援助法-41", ("means_proof",)), None
        # over the line, the matter hangs on the exemptions alone
        reason = f"人均月收入{income}元，高于困难标准{line}元"
        if not asks:
            return Condition("means", label, NOT_MET, f"{reason}，也没有可以证明的免予核查情形", law), None
        return Condition("means", label, UNKNOWN, f"{reason}；是否免予核查还不清楚", law, tuple(asks)), None
    if income is None:
        asks = [*asks, "income_per_member"]
    missing = "还没有设定本地困难标准，由受理单位认定" if line is None else "家庭收入还不清楚"
    reason = f"{unproved[0]}，但还需要身份材料" if unproved else missing
    return Condition("means", label, UNKNOWN, reason, law, tuple(asks)), None


def _track(id_: str, name: str, conditions: list[Condition], exemption: str | None) -> Track:
    states = {c.status for c in conditions}
    verdict = NOT_ELIGIBLE if NOT_MET in states else UNKNOWN if UNKNOWN in states else ELIGIBLE
    return Track(id_, name, verdict, tuple(conditions), exemption)


def _act_first(known: Mapping[str, Any]) -> ActFirst:
    days, preserve = known.get("days_left"), known.get("preservation_needed")
    if days is not None and 0 <= days < 7:
        return ActFirst(True, f"离期限届满还有{days}天，不足七日，可以先行提供援助，手续随后补办")
    if preserve is True:
        return ActFirst(True, "需要立即申请财产保全或者先予执行，可以先行提供援助，手续随后补办")
    if days is not None and days < 0:
        return ActFirst(False, "期限可能已过，请律师核对有没有中断、中止的情形")
    if days is None or preserve is None:
        return ActFirst(None, "还不清楚是否紧急")
    return ActFirst(False, f"离期限届满还有{days}天，按正常程序办理")


def assess(
    answers: Mapping[str, Any], state_line: Decimal | None = None, union_line: Decimal | None = None
) -> Eligibility:
    """Conditions of state aid (LAL 31, 32, 38, 41, 42, 48) and union aid (TUL 30, UAM), from plain answers.

    `answers`: keys of QUESTIONS; true, false or null (do not know), `matter` a key of MATTERS, `income_per_member` yuan
    a month, `days_left` whole days to the limitation date. The lines are the hardship standards of the place, yuan a
    month per household member; null where nobody has entered them. Raises Refusal naming the question.
    """
    known = _checked(answers)
    lawyer = _flag(known, "own_lawyer", "没有自行委托代理人", False,
                   ("没有自行委托律师或者其他代理人", "已经自行委托代理人，不能同时受援"), "法律援助法-48")
    local = _flag(known, "local", "由本地办理", True,
                  ("办案机关或者事由发生地在本市", "应当向办案机关所在地的法律援助机构申请"), "法律援助法-38")
    worker = _flag(known, "worker", "申请人是职工或者工会工作者", True,
                   ("属于工会法律援助的对象", "不属于工会法律援助的对象"), "工会法-30")
    state_means, state_exemption = _means(known, state_line, union=False)
    union_means, union_exemption = _means(known, union_line, union=True)
    state = _track("STATE", "法律援助机构", [_scope(known.get("matter"), False), state_means, lawyer, local],
                   state_exemption)
    union = _track("UNION", "工会法律援助", [_scope(known.get("matter"), True), worker, union_means, lawyer],
                   union_exemption)
    verdicts = {state.verdict, union.verdict}
    overall = ELIGIBLE if ELIGIBLE in verdicts else UNKNOWN if UNKNOWN in verdicts else NOT_ELIGIBLE
    # a track already refused needs no more answers
    asks = [
        ask
        for track in (state, union)
        if track.verdict == UNKNOWN
        for condition in track.conditions
        for ask in condition.asks
    ]
    act_first = _act_first(known)
    if act_first.needed is None:
        asks += [q for q in ("days_left", "preservation_needed") if known.get(q) is None]
    asks += [q for q in _PAPERS if known.get(q) is None]
    papers = tuple(name for id_, name in _PAPERS.items() if known.get(id_) is False)
    return Eligibility(overall, state, union, act_first, papers, {q: QUESTIONS[q] for q in dict.fromkeys(asks)})
