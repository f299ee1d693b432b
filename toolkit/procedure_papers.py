"""Which template makes the papers that the procedure names; papers of courts and commissions are made by them."""

from collections.abc import Mapping
from types import MappingProxyType

from toolkit.procedure_map import Transition

# name in the map → template; None: written by the court, the commission or the other side
PAPERS: Mapping[str, str | None] = MappingProxyType({
    "诉求登记表": "request_registration",
    "咨询记录": "consultation_record",
    "转办单": "transfer_form",
    "和解协议": "settlement_agreement",
    "调解申请书": "mediation_application",
    "调解协议书": "mediation_agreement",
    "终止通知": "mediation_end_notice",
    "履行凭证": "performance_receipt",
    "审查申请书": "arbitral_review_application",
    "司法确认申请书": "judicial_confirmation_application",
    "承诺书": "joint_promise",
    "支付令申请书": "payment_order_application",
    "仲裁申请书及副本": "arbitration_application",
    "证据清单": "evidence_list",
    "授权委托书": "authorisation",
    "同意书": "consent_form",
    "答辩书": "defence",
    "保全申请书": "preservation_application",
    "先予执行申请书": "advance_enforcement_application",
    "起诉状": "civil_complaint",
    "上诉状": "appeal",
    "强制执行申请书": "enforcement_application",
    "工伤认定申请表": "injury_recognition_application",
    "劳动能力鉴定申请表": "capacity_appraisal_application",
    "投诉书": "inspection_complaint",
    "撤回申请": "withdrawal_application",
    "结案表": "closing_report",
    "身份证明": None,
    "仲裁调解书": None,
    "不予确认决定书": None,
    "裁定书": None,
    "支付令": None,
    "工资欠条": None,
    "受理通知书": None,
    "不予受理通知书": None,
    "委托调解函": None,
    "庭审笔录": None,
    "裁决书": None,
    "撤销申请书": None,
    "判决书": None,
    "民事调解书": None,
    "生效证明": None,
})


def templates(step: Transition) -> tuple[str, ...]:
    """The templates of the papers that a step needs and we can make, in its order."""
    return tuple(template for name in step.documents if (template := PAPERS[name]))
