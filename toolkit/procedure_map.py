"""The map of a labour dispute as data: states, facts that guard a step, and the steps with their law."""

from dataclasses import dataclass

STATES: dict[str, str] = {
    "INTAKE": "登记",
    "TRIAGED": "已分类",
    "CONSULTED": "已咨询",
    "NEGOTIATING": "协商中",
    "MED_APPLIED": "已申请调解",
    "MEDIATING": "调解中",
    "MED_AGREED": "已达成调解协议",
    "MED_FAILED": "调解未成",
    "ARB_REVIEW": "仲裁审查中",
    "ARB_MED_DOC": "仲裁调解书已生效",
    "JUD_CONFIRM": "司法确认中",
    "JUD_CONFIRMED": "司法确认裁定已生效",
    "PO_APPLIED": "已申请支付令",
    "PO_ISSUED": "支付令已发出",
    "ARB_FILED": "已申请仲裁",
    "ARB_REFUSED": "仲裁不予受理",
    "ARB_ACCEPTED": "仲裁已受理",
    "ARB_DELEGATED_MED": "仲裁委托工会调解中",
    "ARB_HEARD": "仲裁已开庭",
    "AWARD_FINAL": "终局裁决",
    "AWARD_NONFINAL": "非终局裁决",
    "SETASIDE": "申请撤销裁决中",
    "AWARD_REVOKED": "裁决被撤销",
    "CT1_FILED": "一审中",
    "CT1_JUDGED": "一审已判决",
    "CT_MED_DOC": "法院调解书已生效",
    "APPEAL": "二审中",
    "JUDGED_2": "二审判决已生效",
    "EFFECTIVE": "文书已生效",
    "ENFORCING": "强制执行中",
    "PERFORMED": "已履行",
    "ADMIN_TRACK": "行政程序（并行）",
    "TRANSFERRED": "已转办",
    "WITHDRAWN": "已撤回",
    "CLOSED": "已结案",
}

# these documents bind like any other effective one: every step from EFFECTIVE is open from them too
BINDING = ("EFFECTIVE", "ARB_MED_DOC", "JUD_CONFIRMED", "CT_MED_DOC", "JUDGED_2")

GUARDS: dict[str, str] = {
    "worker_consent": "职工同意已留痕",
    "by_worker": "由职工本人提出",
    "by_employer": "由用人单位提出",
    "both_consent": "双方都同意调解",
    "body_asks_both": "调解组织主动征得双方同意",
    "extended": "双方同意延长调解期限",
    "in_time": "在法定期限内",
    "limit_passed": "法定期限已过",
    "joint_request": "双方共同申请",
    "not_performed": "对方没有按协议履行",
    "money_agreement": "协议内容是劳动报酬、工伤医疗费、经济补偿或者赔偿金",
    "wage_only_agreement": "调解协议只涉及劳动报酬",
    "wage_iou": "有工资欠条，且不涉及劳动关系的其他争议",
    "wages_owed": "拖欠或者未足额支付劳动报酬",
    "po_by_agreement": "支付令依据调解协议（调解仲裁法第十六条）",
    "po_by_wages": "支付令依据欠薪（劳动合同法第三十条）",
    "arb_overdue": "仲裁委员会逾期未裁决",
    "overdue_excused": "逾期有正当事由（移送管辖、鉴定、等待另案等）",
    "worker_sued": "职工已向基层法院起诉",
    "suit_ended": "职工的起诉被驳回或者已撤诉",
    "award_final": "裁决为终局裁决",
    "award_exists": "此前有未被撤销的仲裁裁决",
    "small_claims": "适用小额诉讼程序",
    "respondent_agrees": "被申请人同意撤回",
    "acknowledged": "接收部门已回执",
    "no_enforcement_wanted": "职工确认不申请强制执行",
    "nonexec_ruling": "法院裁定不予执行仲裁裁决",
}

_ACTS = {
    "MAL": "劳动争议调解仲裁法",
    "JI1": "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
    "CPL": "民事诉讼法",
    "LCL": "劳动合同法",
    "ZJMA": "浙江省劳动人事争议调解仲裁条例",
    "WII": "工伤保险条例",
    "ZJWI": "浙江省工伤保险条例",
    "LSI": "劳动保障监察条例",
    "ARB": "劳动人事争议仲裁办案规则",
    "REV": "最高人民法院关于人民法院对经劳动争议仲裁裁决的纠纷准予撤诉或驳回起诉后劳动争议仲裁裁决从何时起生效的解释",
}


@dataclass(frozen=True)
class Transition:
    """One step: open when all of `needs`, one of `either` (if any) and none of `unless` hold.

    `documents` are Chinese paper names, `deadlines` ids of the deadline engine, `citations` statute ids such as
    `劳动争议调解仲裁法-29`. A `parallel` step opens a second track and leaves the dispute where it is.
    """

    source: str
    event: str
    target: str
    label: str
    needs: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    parallel: bool = False


def cite(codes: str) -> tuple[str, ...]:
    """`"MAL-29 JI1-12"` → full statute ids. Raises KeyError for a code that is not in the table of acts."""
    return tuple(f"{_ACTS[code.rpartition('-')[0]]}-{code.rpartition('-')[2]}" for code in codes.split())


def _go(
    sources: str,
    event: str,
    target: str,
    label: str,
    codes: str = "",
    *,
    needs: str = "",
    either: str = "",
    unless: str = "",
    papers: str = "",
    limits: str = "",
    parallel: bool = False,
) -> list[Transition]:
    names: list[str] = []
    for name in sources.split():
        names += BINDING if name == "EFFECTIVE" else [name]
    return [
        Transition(
            source=name,
            event=event,
            target=target or name,
            label=label,
            needs=tuple(needs.split()),
            either=tuple(either.split()),
            unless=tuple(unless.split()),
            documents=tuple(papers.split()),
            deadlines=tuple(limits.split()),
            citations=cite(codes),
            parallel=parallel,
        )
        for name in names
    ]


_BEFORE_ARB = "TRIAGED CONSULTED NEGOTIATING MED_APPLIED MEDIATING MED_FAILED"
_NO_AWARD_YET = (
    "INTAKE TRIAGED CONSULTED NEGOTIATING MED_APPLIED MEDIATING MED_AGREED MED_FAILED ARB_REVIEW JUD_CONFIRM "
    "PO_APPLIED PO_ISSUED ARB_FILED ARB_REFUSED ARB_ACCEPTED ARB_DELEGATED_MED"
)
_OPEN = " ".join(s for s in STATES if s not in {"CLOSED", "ADMIN_TRACK", *BINDING}) + " EFFECTIVE"
_FILING = "仲裁申请书及副本 身份证明 证据清单 授权委托书"

TRANSITIONS: tuple[Transition, ...] = (
    *_go("INTAKE", "classify", "TRIAGED", "登记编号并分类", papers="诉求登记表"),
    *_go("TRIAGED", "advise", "CONSULTED", "给出咨询意见", papers="咨询记录"),
    *_go("TRIAGED", "transfer", "TRANSFERRED", "不属于工会职责，转办", papers="转办单", needs="worker_consent"),
    *_go("TRIAGED", "negotiate", "NEGOTIATING", "协商和解", "MAL-4", papers="和解协议"),
    *_go(
        "TRIAGED NEGOTIATING", "apply_mediation", "MED_APPLIED", "申请调解", "MAL-12 ZJMA-10",
        needs="worker_consent", either="both_consent body_asks_both", papers="调解申请书", limits="MED_15D",
    ),
    *_go("MED_APPLIED", "start_mediation", "MEDIATING", "开始调解", "MAL-13 ZJMA-10", limits="MED_15D"),
    *_go("MEDIATING", "agree", "MED_AGREED", "双方和调解员签字、盖章，达成协议", "MAL-14", papers="调解协议书",
         limits="MED_ARBREVIEW_15D MED_CONFIRM_30D"),
    *_go("MED_APPLIED MEDIATING", "refuse_mediation", "MED_FAILED", "一方拒绝调解", "ZJMA-10", papers="终止通知"),
    *_go("MEDIATING", "mediation_times_out", "MED_FAILED", "十五日内未达成协议", "MAL-14 ZJMA-10",
         needs="limit_passed", unless="extended", papers="终止通知"),
    *_go("NEGOTIATING MED_AGREED", "perform", "PERFORMED", "按和解或者调解协议履行", "MAL-4 MAL-14",
         papers="履行凭证"),
    *_go("MED_AGREED", "ask_arbitral_review", "ARB_REVIEW", "共同申请仲裁审查", "ZJMA-11",
         needs="joint_request in_time", papers="审查申请书 调解协议书 身份证明 承诺书", limits="MED_ARBREVIEW_15D"),
    *_go("MED_AGREED", "ask_judicial_confirmation", "JUD_CONFIRM", "共同申请司法确认", "CPL-205",
         needs="joint_request in_time", papers="司法确认申请书 调解协议书 身份证明 承诺书", limits="MED_CONFIRM_30D"),
    *_go("ARB_REVIEW", "confirm", "ARB_MED_DOC", "审查通过，换发仲裁调解书", "ZJMA-11", papers="仲裁调解书"),
    *_go("ARB_REVIEW", "deny", "MED_FAILED", "不予确认", "ZJMA-11", papers="不予确认决定书"),
    *_go("JUD_CONFIRM", "confirm", "JUD_CONFIRMED", "裁定协议有效", "CPL-206", papers="裁定书"),
    *_go("JUD_CONFIRM", "deny", "MED_FAILED", "裁定驳回申请", "CPL-206", papers="裁定书"),
    *_go("MED_AGREED", "apply_payment_order", "PO_APPLIED", "凭调解协议申请支付令", "MAL-16 CPL-225",
         needs="not_performed money_agreement", papers="支付令申请书 调解协议书", limits="PO_NOTIFY_5D"),
    *_go("TRIAGED CONSULTED NEGOTIATING MED_FAILED", "apply_payment_order", "PO_APPLIED", "因欠薪申请支付令",
         "LCL-30 JI1-13", needs="wages_owed by_worker", papers="支付令申请书", limits="PO_NOTIFY_5D"),
    *_go("PO_APPLIED", "issue_payment_order", "PO_ISSUED", "法院发出支付令", "CPL-227", papers="支付令",
         limits="PO_ISSUE_15D PO_OBJECT_15D"),
    *_go("PO_APPLIED", "dismiss_payment_order", "MED_AGREED", "驳回支付令申请", "CPL-227", needs="po_by_agreement"),
    *_go("PO_APPLIED", "dismiss_payment_order", "TRIAGED", "驳回支付令申请", "CPL-227", needs="po_by_wages"),
    *_go("PO_ISSUED", "no_objection", "EFFECTIVE", "十五日内没有异议", "CPL-227", needs="limit_passed",
         limits="ENF_2Y"),
    *_go("PO_ISSUED", "perform", "PERFORMED", "清偿债务", "CPL-227", papers="履行凭证"),
    *_go("PO_ISSUED", "uphold_objection", "CT1_FILED", "异议成立，依调解协议起诉", "CPL-228 JI1-13",
         needs="po_by_agreement", papers="起诉状"),
    *_go("PO_ISSUED", "uphold_objection", "ARB_FILED", "异议成立，先申请仲裁", "CPL-228 JI1-13",
         needs="po_by_wages", either="worker_consent by_worker", papers=_FILING),
    *_go(_BEFORE_ARB, "file_arbitration", "ARB_FILED", "申请仲裁", "MAL-28",
         either="worker_consent by_worker by_employer", papers=_FILING, limits="ARB_LIMIT_1Y ARB_ACCEPT_5D"),
    *_go("MED_AGREED", "file_arbitration", "ARB_FILED", "协议未履行，申请仲裁", "MAL-15 MAL-28",
         needs="not_performed", either="worker_consent by_worker by_employer", papers=_FILING,
         limits="ARB_LIMIT_1Y ARB_ACCEPT_5D"),
    *_go("MED_AGREED", "sue", "CT1_FILED", "仅就劳动报酬达成的协议未履行，直接起诉", "JI1-51",
         needs="not_performed wage_only_agreement by_worker", papers="起诉状 调解协议书"),
    *_go("TRIAGED CONSULTED NEGOTIATING MED_FAILED", "sue", "CT1_FILED", "凭工资欠条直接起诉", "JI1-15",
         needs="wage_iou by_worker", papers="起诉状 工资欠条"),
    *_go("ARB_FILED", "accept_arbitration", "ARB_ACCEPTED", "仲裁受理", "MAL-29", papers="受理通知书",
         limits="ARB_ACCEPT_5D ARB_SERVE_5D ARB_PANEL_5D ARB_AWARD_45D ARB_AWARD_60D"),
    *_go("ARB_FILED", "refuse_arbitration", "ARB_REFUSED", "不予受理或者逾期未决定", "MAL-29 ARB-31",
         papers="不予受理通知书", limits="ARB_ACCEPT_5D"),
    *_go("ARB_REFUSED", "sue", "CT1_FILED", "不予受理后起诉", "MAL-29 JI1-12", either="by_worker by_employer",
         papers="起诉状 不予受理通知书"),
    *_go("ARB_FILED ARB_ACCEPTED", "refer_to_union", "ARB_DELEGATED_MED", "委托工会先行调解", "ZJMA-15 ZJMA-22",
         needs="worker_consent", papers="委托调解函 同意书"),
    *_go("ARB_DELEGATED_MED", "agree", "MED_AGREED", "委托调解达成协议", "MAL-14 ZJMA-22", papers="调解协议书",
         limits="MED_ARBREVIEW_15D MED_CONFIRM_30D"),
    *_go("ARB_DELEGATED_MED", "refuse_mediation", "ARB_ACCEPTED", "调解不成，回到仲裁", "ZJMA-22",
         papers="终止通知", limits="ARB_AWARD_45D"),
    *_go("ARB_ACCEPTED", "hear", "ARB_HEARD", "开庭", "MAL-35", papers="答辩书 庭审笔录",
         limits="ARB_ANSWER_10D ARB_HEARING_NOTICE ARB_POSTPONE"),
    *_go("ARB_ACCEPTED ARB_HEARD", "mediate_in_arbitration", "ARB_MED_DOC", "仲裁庭调解成功", "MAL-42",
         papers="仲裁调解书"),
    *_go("ARB_ACCEPTED ARB_HEARD", "preserve", "", "申请财产保全或者先予执行（交法院）",
         "ZJMA-33 ZJMA-34 MAL-44", papers="保全申请书 先予执行申请书", limits="PRES_ENF_3M", parallel=True),
    *_go("ARB_ACCEPTED ARB_HEARD", "sue", "CT1_FILED", "仲裁逾期未裁决，起诉", "MAL-43 JI1-12",
         needs="arb_overdue", either="by_worker by_employer", unless="overdue_excused", papers="起诉状 受理通知书",
         limits="ARB_AWARD_45D ARB_AWARD_60D"),
    *_go("ARB_HEARD", "award_final", "AWARD_FINAL", "作出终局裁决", "MAL-47", papers="裁决书",
         limits="ARB_SUE_15D ARB_SETASIDE_30D"),
    *_go("ARB_HEARD", "award_nonfinal", "AWARD_NONFINAL", "作出非终局裁决", "MAL-50", papers="裁决书",
         limits="ARB_SUE_15D"),
    *_go("AWARD_FINAL SETASIDE", "sue", "CT1_FILED", "职工不服终局裁决，起诉", "MAL-48 JI1-21",
         needs="by_worker in_time", papers="起诉状 裁决书", limits="ARB_SUE_15D"),
    *_go("AWARD_FINAL", "apply_setaside", "SETASIDE", "单位申请撤销终局裁决", "MAL-49 JI1-21",
         needs="by_employer in_time", unless="worker_sued", papers="撤销申请书", limits="ARB_SETASIDE_30D"),
    *_go("ENFORCING", "apply_setaside", "SETASIDE", "单位申请撤销终局裁决，执行中止", "MAL-49 JI1-25",
         needs="by_employer in_time award_final", unless="worker_sued", papers="撤销申请书",
         limits="ARB_SETASIDE_30D"),
    *_go("EFFECTIVE", "apply_setaside", "SETASIDE", "职工撤诉或者被驳回起诉后，单位申请撤销", "JI1-21",
         needs="by_employer in_time award_final suit_ended", papers="撤销申请书", limits="ARB_SETASIDE_30D"),
    *_go("AWARD_FINAL", "no_challenge", "EFFECTIVE", "期限内无人起诉或者申请撤销", "MAL-47 MAL-51",
         needs="limit_passed", limits="ENF_2Y"),
    *_go("SETASIDE", "revoke_award", "AWARD_REVOKED", "裁决被撤销", "MAL-49 JI1-22", papers="裁定书",
         limits="SETASIDE_SUE_15D"),
    *_go("SETASIDE", "dismiss_setaside", "EFFECTIVE", "驳回或者撤回撤销申请", "MAL-49 JI1-22", papers="裁定书",
         limits="ENF_2Y"),
    *_go("AWARD_REVOKED", "sue", "CT1_FILED", "裁决被撤销后起诉", "MAL-49", needs="in_time",
         either="by_worker by_employer", papers="起诉状 裁定书", limits="SETASIDE_SUE_15D"),
    *_go("AWARD_REVOKED", "let_lapse", "WITHDRAWN", "裁决被撤销后期限内未起诉", "MAL-49", needs="limit_passed"),
    *_go("AWARD_NONFINAL", "sue", "CT1_FILED", "不服裁决，起诉", "MAL-50 JI1-16 JI1-17", needs="in_time",
         either="by_worker by_employer", papers="起诉状 裁决书", limits="ARB_SUE_15D"),
    *_go("AWARD_NONFINAL", "no_challenge", "EFFECTIVE", "期限内无人起诉", "MAL-50", needs="limit_passed",
         limits="ENF_2Y"),
    *_go("CT1_FILED", "judge", "CT1_JUDGED", "一审判决", "CPL-152", papers="判决书",
         limits="CT_ORD_6M CT_SUMMARY_3M CT_SMALL_2M CT_APPEAL_15D"),
    *_go("CT1_FILED APPEAL", "mediate_in_court", "CT_MED_DOC", "法院调解成功", "CPL-179", papers="民事调解书"),
    *_go("CT1_FILED", "withdraw_suit", "EFFECTIVE", "撤诉或者驳回起诉，裁决恢复效力", "REV-1",
         needs="award_exists", papers="裁定书", limits="ARB_SETASIDE_30D ENF_2Y"),
    *_go("CT1_FILED", "withdraw_suit", "WITHDRAWN", "撤诉或者驳回起诉", "CPL-148", unless="award_exists",
         papers="裁定书"),
    *_go("CT1_JUDGED", "appeal", "APPEAL", "上诉", "CPL-171 CPL-165", needs="in_time", unless="small_claims",
         papers="上诉状", limits="CT_APPEAL_15D CT_2ND_3M"),
    *_go("CT1_JUDGED", "no_appeal", "EFFECTIVE", "期限内无人上诉", "CPL-171", needs="limit_passed",
         limits="ENF_2Y CT_RETRIAL_6M"),
    *_go("CT1_JUDGED", "small_claims_ends", "EFFECTIVE", "小额诉讼一审终审", "CPL-165", needs="small_claims",
         limits="ENF_2Y"),
    *_go("APPEAL", "judge", "JUDGED_2", "二审判决", "CPL-177", papers="判决书", limits="ENF_2Y CT_RETRIAL_6M"),
    *_go("APPEAL", "withdraw_appeal", "EFFECTIVE", "撤回上诉", "CPL-180", papers="裁定书", limits="ENF_2Y"),
    *_go("APPEAL", "remand", "CT1_FILED", "发回重审", "CPL-177", papers="裁定书"),
    *_go("EFFECTIVE AWARD_FINAL ENFORCING", "perform", "PERFORMED", "已支付或者履行", "MAL-51 CPL-247",
         papers="履行凭证"),
    *_go("EFFECTIVE", "enforce", "ENFORCING", "申请强制执行", "MAL-51 CPL-247 CPL-248 CPL-250",
         needs="not_performed in_time", papers="强制执行申请书 生效证明", limits="ENF_2Y PRES_ENF_3M"),
    *_go("AWARD_FINAL", "enforce", "ENFORCING", "终局裁决作出即生效，职工申请执行", "MAL-47 MAL-51 JI1-25",
         needs="not_performed by_worker in_time", papers="强制执行申请书 裁决书", limits="ENF_2Y"),
    *_go("ENFORCING", "enforcement_ends", "EFFECTIVE", "终结执行，仍未履行", "CPL-268", papers="裁定书"),
    *_go("ENFORCING", "sue", "CT1_FILED", "裁决被裁定不予执行，起诉", "JI1-24", needs="nonexec_ruling in_time",
         either="by_worker by_employer", papers="起诉状 裁定书", limits="NONEXEC_SUE_30D"),
    *_go(_OPEN, "apply_injury_recognition", "ADMIN_TRACK", "申请工伤认定", "WII-17 ZJMA-36", parallel=True,
         papers="工伤认定申请表", limits="INJ_EMP_30D INJ_WORKER_1Y INJ_ACCEPT_5WD INJ_DECIDE_60D"),
    *_go(_OPEN, "apply_appraisal", "ADMIN_TRACK", "申请劳动能力鉴定", "WII-23 ZJMA-36", parallel=True,
         papers="劳动能力鉴定申请表", limits="CAP_60D CAP_EXT_90D CAP_AGAIN_15D"),
    *_go(_OPEN, "complain_to_inspection", "ADMIN_TRACK", "向劳动保障监察投诉", "LSI-9 LSI-20", parallel=True,
         either="worker_consent by_worker", papers="投诉书", limits="LSI_2Y LSI_ACCEPT_5WD LSI_INVEST_60WD"),
    *_go("ADMIN_TRACK", "finish_track", "CLOSED", "行政程序结束", limits="ADM_REVIEW_60D ADM_SUIT_6M"),
    *_go(_NO_AWARD_YET, "withdraw", "WITHDRAWN", "职工撤回", "MAL-41 ZJMA-30", needs="by_worker",
         papers="撤回申请"),
    *_go("ARB_HEARD", "withdraw", "WITHDRAWN", "辩论终结后职工撤回", "ZJMA-30", needs="by_worker respondent_agrees",
         papers="撤回申请"),
    *_go("PERFORMED CONSULTED WITHDRAWN", "archive", "CLOSED", "归档结案", papers="结案表"),
    *_go("TRANSFERRED", "archive", "CLOSED", "归档结案", needs="acknowledged", papers="结案表"),
    *_go("EFFECTIVE", "archive", "CLOSED", "归档结案（不申请执行）", needs="no_enforcement_wanted",
         papers="结案表"),
)
