"""递交与移送: what is handed to arbitration, courts, inspection and other bodies, what they may answer, and which periods begin with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# who hands it in → the facts of the procedure map that this settles
FILERS: Mapping[str, str] = MappingProxyType({"WORKER": "职工本人", "EMPLOYER": "用人单位", "BOTH": "双方共同", "UNION": "工会移送", "COMMISSION": "仲裁委员会"})
FILER_GUARDS: Mapping[str, frozenset[str]] = MappingProxyType({
    "WORKER": frozenset({"by_worker"}), "EMPLOYER": frozenset({"by_employer"}), "BOTH": frozenset({"joint_request"}),
    "UNION": frozenset(), "COMMISSION": frozenset(),
})
# where somebody else acts for the worker, the worker's consent has to be on record
FOR_THE_WORKER = frozenset({"UNION", "COMMISSION"})


@dataclass(frozen=True)
class Answer:
    """What the body answers: the step of the procedure that this is (None: none), and rules of the deadline engine that begin on that day.

    `after`: the rule that must be over on that day. `award`: the paper as the facts sheet names it (facts `arbitration.document`); `binds`: the same of a
    paper that can be enforced (`enforcement.basis`). `goes_on`: the periods of the answer before it go on.
    """

    code: str
    title: str
    event: str | None = None
    starts: tuple[str, ...] = ()
    after: str | None = None
    award: str | None = None
    binds: str | None = None
    goes_on: bool = False


@dataclass(frozen=True)
class Kind:
    """One way to hand a dispute over.

    `event`: the step that handing in is; None where the dispute stays where it is, and then only `states` allow it. `consent`: the kind of recorded
    consent without which nobody may hand it in for the worker. `starts`: periods of the body, from the day it received the papers; `papers`: what has
    to be enclosed (names of `procedure_papers.PAPERS`) where no step says it.
    """

    code: str
    title: str
    receiver: str
    filers: tuple[str, ...]
    event: str | None
    answers: tuple[Answer, ...]
    starts: tuple[str, ...] = ()
    consent: str | None = None
    states: frozenset[str] = frozenset()
    papers: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()

    def answer(self, code: str) -> Answer | None:
        """The answer of this code."""
        return next((one for one in self.answers if one.code == code), None)


_AWARD = ("ARB_SUE_15D",)
_BOTH_SIDES = ("WORKER", "EMPLOYER")

_ALL = (
    Kind("ARBITRATION", "申请劳动仲裁", "劳动人事争议仲裁委员会", ("WORKER", "UNION", "EMPLOYER"), "file_arbitration", (
        Answer("ACCEPTED", "受理", "accept_arbitration", ("ARB_SERVE_5D", "ARB_PANEL_5D", "ARB_AWARD_45D", "ARB_AWARD_60D")),
        Answer("REFUSED", "不予受理", "refuse_arbitration", _AWARD, award="REFUSAL"),
        Answer("HEARD", "已开庭", "hear", goes_on=True),
        Answer("MEDIATED", "仲裁调解书", "mediate_in_arbitration", ("ENF_2Y",), binds="ARB_MEDIATION"),
        Answer("AWARD_FINAL", "终局裁决", "award_final", ("ARB_SUE_15D", "ARB_SETASIDE_30D", "ENF_2Y"), award="AWARD_FINAL"),
        Answer("AWARD_NONFINAL", "非终局裁决", "award_nonfinal", _AWARD, award="AWARD"),
    ), ("ARB_ACCEPT_5D",), "TRANSFER"),
    Kind("UNION_MEDIATION", "仲裁委托工会先行调解", "工会劳动争议调解组织", ("COMMISSION",), "refer_to_union", (), ("MED_15D",), "MEDIATION"),
    Kind("UNION_TRIBUNAL", "交工会仲裁派出庭审理", "工会仲裁派出庭", ("COMMISSION",), None, (
        Answer("ACCEPTED", "派出庭已接收"), Answer("DECLINED", "派出庭退回"),
    ), consent="TRANSFER", states=frozenset({"ARB_FILED", "ARB_ACCEPTED", "ARB_DELEGATED_MED"}), papers=("同意书",), cites=("浙江省劳动人事争议调解仲裁条例-15",)),
    Kind("ARB_REVIEW", "共同申请仲裁审查", "劳动人事争议仲裁委员会", ("BOTH",), "ask_arbitral_review", (
        Answer("CONFIRMED", "换发仲裁调解书", "confirm", ("ENF_2Y",), binds="ARB_MEDIATION"), Answer("DENIED", "不予确认", "deny"),
    )),
    Kind("JUD_CONFIRM", "共同申请司法确认", "人民法院", ("BOTH",), "ask_judicial_confirmation", (
        Answer("CONFIRMED", "裁定协议有效", "confirm", ("ENF_2Y",), binds="CONFIRMATION"), Answer("DENIED", "裁定驳回申请", "deny"),
    )),
    Kind("PAYMENT_ORDER", "申请支付令", "人民法院", ("WORKER",), "apply_payment_order", (
        Answer("ACCEPTED", "受理", None, ("PO_ISSUE_15D",)),
        Answer("ISSUED", "发出支付令", "issue_payment_order", ("PO_OBJECT_15D",)),
        Answer("DISMISSED", "驳回申请", "dismiss_payment_order"),
        Answer("SILENT", "期满没有异议", "no_objection", ("ENF_2Y",), after="PO_OBJECT_15D", binds="PAYMENT_ORDER"),
        Answer("OBJECTED", "异议成立", "uphold_objection"),
    ), ("PO_NOTIFY_5D",)),
    Kind("COURT", "向法院起诉", "人民法院", _BOTH_SIDES, "sue", (
        Answer("DOCKETED", "立案", None, ("CT_SERVE_5D", "CT_SUMMARY_3M", "CT_ORD_6M")),
        Answer("JUDGED", "一审判决", "judge", ("CT_APPEAL_15D",)),
        Answer("MEDIATED", "法院调解书", "mediate_in_court", ("ENF_2Y",), binds="COURT_MEDIATION"),
        Answer("WITHDRAWN", "撤诉或者驳回起诉", "withdraw_suit", ("ARB_SETASIDE_30D",)),
    ), ("CT_FILE_7D",)),
    Kind("APPEAL", "上诉", "中级人民法院", _BOTH_SIDES, "appeal", (
        Answer("DOCKETED", "二审立案", None, ("CT_2ND_3M",)),
        Answer("JUDGED", "二审判决", "judge", ("ENF_2Y", "CT_RETRIAL_6M"), binds="JUDGMENT"),
        Answer("MEDIATED", "法院调解书", "mediate_in_court", ("ENF_2Y",), binds="COURT_MEDIATION"),
        Answer("WITHDRAWN", "撤回上诉", "withdraw_appeal", ("ENF_2Y",), binds="JUDGMENT"),
        Answer("REMANDED", "发回重审", "remand"),
    )),
    Kind("SETASIDE", "单位申请撤销终局裁决", "中级人民法院", ("EMPLOYER",), "apply_setaside", (
        Answer("REVOKED", "裁决被撤销", "revoke_award", ("SETASIDE_SUE_15D",)), Answer("DISMISSED", "驳回或者撤回申请", "dismiss_setaside"),
    )),
    Kind("ENFORCEMENT", "申请强制执行", "人民法院", ("WORKER",), "enforce", (
        Answer("DOCKETED", "立案执行"), Answer("ENDED", "终结执行，仍未履行", "enforcement_ends"),
        Answer("NONEXEC", "裁定不予执行", None, ("NONEXEC_SUE_30D",)),
    )),
    Kind("INSPECTION", "劳动保障监察投诉", "劳动保障监察机构", ("WORKER", "UNION"), "complain_to_inspection", (
        Answer("ACCEPTED", "立案", None, ("LSI_INVEST_60WD", "LSI_INVEST_90WD")), Answer("REFUSED", "不予受理"), Answer("ORDERED", "责令改正"), Answer("ENDED", "结案"),
    ), ("LSI_ACCEPT_5WD",), "TRANSFER"),
    Kind("PROCURATORATE", "请检察院支持起诉", "人民检察院", ("WORKER", "UNION"), None, (
        Answer("ACCEPTED", "受理"), Answer("SUPPORTED", "支持起诉"), Answer("DECLINED", "不支持起诉"),
    ), consent="TRANSFER", states=frozenset({
        "TRIAGED", "CONSULTED", "NEGOTIATING", "MED_AGREED", "MED_FAILED", "ARB_FILED", "ARB_REFUSED", "ARB_ACCEPTED", "ARB_HEARD", "AWARD_FINAL", "AWARD_NONFINAL", "AWARD_REVOKED", "CT1_FILED",
    }), papers=("身份证明", "证据清单"), cites=("民事诉讼法-15",)),
    Kind("INJURY", "申请工伤认定", "社会保险行政部门", ("WORKER", "EMPLOYER", "UNION"), "apply_injury_recognition", (
        Answer("ACCEPTED", "受理", None, ("INJ_DECIDE_60D", "INJ_FAST_15D")), Answer("CORRECT", "要求补正"), Answer("REFUSED", "不予受理", None, ("ADM_REVIEW_60D", "ADM_SUIT_6M")),
        Answer("RECOGNISED", "认定为工伤"), Answer("NOT_RECOGNISED", "不认定为工伤", None, ("ADM_REVIEW_60D", "ADM_SUIT_6M")),
    ), ("INJ_ACCEPT_5WD",), "TRANSFER"),
    Kind("APPRAISAL", "申请劳动能力鉴定", "劳动能力鉴定委员会", ("WORKER", "EMPLOYER", "UNION"), "apply_appraisal", (
        Answer("CONCLUDED", "作出鉴定结论", None, ("CAP_AGAIN_15D", "CAP_REVIEW_1Y")), Answer("CONFIRMED", "再次鉴定结论"),
    ), ("CAP_60D", "CAP_EXT_90D"), "TRANSFER"),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _ALL})
