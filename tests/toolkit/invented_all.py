"""Facts of an invented dispute with every field filled, so that no paper has a gap."""

from typing import Any

from tests.toolkit.invented import FULL

_ORG = {
    "address": "宁波市海曙区虚构路2号", "credit_code": "91330203MA2JNQNT0X", "representative": "钱某", "representative_post": "执行董事",
    "phone": "0574-87654321",
}
_REPLY = {"agreed": False, "text": "与事实不符，以银行流水为准。"}

EVERYTHING: dict[str, Any] = FULL | {
    "worker": FULL["worker"] | {"id_type": "RESIDENT_ID", "residence": "宁波市海曙区虚构路8号"},
    "other_respondents": [{"name": "宁波虚构劳务有限公司"} | _ORG],
    "third_parties": [{"name": "宁波虚构建设有限公司"} | _ORG],
    "agents": [{"name": "林律", "organisation": "虚构律师事务所", "post": "律师", "licence_no": "13302202612345678", "phone": "13900000000",
                "special": True, "powers": ["SETTLE", "COLLECT"]}],
    "service": {"recipient": "周小禾", "address": "宁波市海曙区虚构路8号", "postcode": "315000", "phone": "13800000000", "electronic": True,
                "electronic_address": "13800000000"},
    "household": [{"name": "周大禾", "relation": "父亲", "work": "务农", "income": "800", "health": "慢性病"}],
    "group": [
        {"name": f"工友{n}", "id_no": f"33020319900101{n:04d}", "phone": f"138000000{n:02d}", "team": "缝制一组", "representative": n <= 3, "amount": "9000"}
        for n in range(1, 13)
    ],
    "court": "宁波市海曙区人民法院", "case_no": "甬海劳仲案〔2026〕第1号", "stage": "ARBITRATION", "region": "海曙区",
    "contract_signed_on": "2025-03-02", "contract_name": "劳动合同书", "contract_place": "宁波市海曙区",
    "contract_from": "2025-03-01", "contract_to": "2028-02-29", "wage_terms": "计件加全勤奖，每月15日发放",
    "wages": [{"month": "2026-08", "due": "6000", "paid": "0", "overtime": "300"}, {"month": "2026-09", "due": "6000", "paid": "1000", "overtime": "0"}],
    "arrears": {"amount": "11000", "period_from": "2026-08-01", "period_to": "2026-09-30"},
    "overtime": {"base": "6000", "weekday_hours": "20", "restday_hours": "16", "restday_compensated": "0", "holiday_hours": "8",
                 "system": "STANDARD", "paid": "0", "period_from": "2026-03-01", "period_to": "2026-08-31"},
    "leave": [{"year": 2025, "cumulative_years": 6, "taken_days": "1.5", "declined_in_writing": False, "sick_months": 0}],
    "probation": {"contract_kind": "FIXED", "contract_months": 36, "agreed_months": 3, "served_months": 3, "wage": "5000", "post_wage": "6000",
                  "contract_wage": "6000", "second": False},
    "sickness": [{"month": "2026-05", "paid": "1900"}],
    "heat": {"mode": "INDOOR", "months": 2, "year": 2026, "paid": "0"},
    "noncompete": {"months": 3, "average_wage": "6000", "agreed_monthly": "2000", "paid": "0", "employer_release": False},
    "injury": {
        "on": "2026-04-10", "time": "上午9时", "place": "缝制车间", "part": "右手食指", "cause": "操作平缝机时被针头扎伤。", "diagnosed_on": "2026-04-10",
        "diagnosis": "右手食指贯穿伤", "hospital": "虚构医院", "hazard": "无", "applicant": "WORKER", "recognised_on": "2026-05-20", "decision_no": "虚构认〔2026〕1号",
        "appraised_on": "2026-08-01", "appraisal_no": "虚构鉴〔2026〕1号", "appraisal_items": ["GRADE"], "grade": 10, "death": False, "insured": False,
        "contribution_wage": "6000", "medical_costs": "1200", "leave_months": "1", "leave_paid": "0", "dependents": [{"type": "other", "lonely": False}], "retirement_date": "2045-03-07",
    },
    "ending": {"by": "WORKER", "ground": "A38", "stated_reason": "停产", "accepted": False, "notice_days": 0, "last_month_wage": "6000", "paid": "0",
               "union_notified": False, "wants_back": False, "certificate_given": False},
    "demands": [{"kind": "INTERRUPT", "on": "2026-10-10", "what": "向劳动保障监察投诉"}],
    "has_witnesses": True,
    "withdrawal_reason": "双方已经和解，款项已经付清。",
    "settlement": {
        "body": "海曙区总工会劳动关系调处工作室", "mediator": "周敏", "facts": "双方对拖欠两个月工资没有争议。", "responsibility": "用人单位应当支付拖欠的工资。",
        "terms": ["单位支付拖欠的工资。", "双方劳动关系于2026年9月30日解除。"], "amount": "11000", "method": "转账至劳动者工资卡",
        "instalments": [{"on": "2026-12-15", "amount": "11000"}], "default_clause": "逾期不付的，另付违约金1000元。", "confirmation": "JUD_CONFIRM", "promise": True,
        "copies": 3, "signed_on": "2026-11-20",
    },
    "mediation": {"knows": True, "wishes": "YES", "applied_on": "2026-11-05", "held_on": "2026-11-20", "place": "调处工作室", "recorder": "陈一",
                  "worker_said": ["单位欠两个月工资。"], "employer_said": ["资金紧张，愿意分期。"], "ended_on": "2026-11-20", "end_reason": "NO_AGREEMENT"},
    "arbitration": {"applied_on": "2026-11-01", "requests": "支付工资12000元。", "document": "AWARD", "document_no": "甬海劳仲案〔2026〕第1号",
                    "result": "支持工资请求。", "received_on": "2026-12-10"},
    "defence": dict.fromkeys(("claims", "contract", "performance", "ending", "injury", "arbitration", "other", "law"), _REPLY),
    "appeal": {"first_court": "宁波市海曙区人民法院", "first_case_no": "（2026）浙0203民初1号", "received_on": "2026-12-20", "court": "宁波市中级人民法院",
               "requests": ["改判支付工资12000元。"], "reasons": ["一审遗漏一个月工资。"]},
    "payment_order": {"basis": "WAGES", "no_other_debts": True, "deliverable": True},
    "preservation": {
        "applied": True, "timing": "ARBITRATION", "court": "宁波市海曙区人民法院", "applied_on": "2026-11-10", "case_no": "（2026）浙0203财保1号", "amount": "78000",
        "clues": ["虚构银行账户", "厂房内缝纫机二十台"], "urgency": "法定代表人失去联系，设备正在外运。", "guarantee": "EXEMPT", "guarantee_detail": "家庭经济困难",
        "advance_amount": "6000", "clear_relation": "单位出具了工资结算单", "hardship": "房租和孩子学费没有着落",
    },
    "enforcement": {
        "basis": "AWARD", "basis_no": "甬海劳仲案〔2026〕第1号", "issued_by": "宁波市海曙区劳动人事争议仲裁委员会", "effective_on": "2026-12-26", "due_on": "2027-01-10",
        "duty": "支付工资12000元", "paid": "1000", "unpaid": "11000", "interest": "57.75", "interest_until": "2027-02-09", "clues": ["虚构银行账户"],
        "account_name": "周小禾", "bank": "虚构银行宁波分行", "account_no": "6222000000000000000",
    },
    "resignation": {"grounds": ["A38_2", "A38_3"], "demands": ["付清拖欠的工资。", "支付经济补偿。"], "delivery": "EMS", "tracking_no": "1234567890123", "sent_on": "2026-09-30"},
    "supervision": {
        "union": "宁波市海曙区总工会", "opinion_no": "海工监意〔2026〕1号", "opinion_on": "2026-10-15", "findings": ["拖欠十二名职工工资。"], "articles": ["劳动合同法-30"],
        "demands": ["十日内付清。"], "authority": "宁波市海曙区人力资源和社会保障局", "proposal_no": "海工监建〔2026〕1号", "reaction": "SILENT",
        "proposals": ["依法查处。"], "materials": ["监督意见书及送达回证"],
    },
    "aid": {
        "track": "UNION", "forms": ["DRAFT", "ARBITRATE"], "matter": "追索拖欠的工资", "household_members": 3, "household_income": "3000", "assets": "老家自建房一处",
        "debts": "无", "hardship": "父亲长期服药。", "proof": ["PROMISE"], "exemption": "进城务工人员申请支付劳动报酬", "promise": True,
    },
    "desk": {
        "no": "NB2026112300001", "registered_on": "2026-10-09", "channel": "窗口", "officer": "陈一", "summary": "单位拖欠两个月工资后停产。", "question": "工资还能要回来吗？",
        "advised_on": "2026-10-09", "adviser": "林律", "advice": ["先保留证据，再申请仲裁。"], "hand_to": "宁波市海曙区人力资源和社会保障局", "hand_reason": "涉嫌欠薪，需要行政查处",
        "hand_materials": ["考勤表复印件"], "consents": ["MEDIATION", "DATA"],
    },
    "closing": {
        "aid_no": "NBY2026001", "form": "ARBITRATE", "assigned_on": "2026-10-12", "ended_on": "2026-12-26", "work": [{"on": "2026-11-01", "text": "代理申请仲裁。"}],
        "outcome": "PARTLY", "result": "裁决支付工资12000元。", "awarded": "12000", "recovered": "1000", "view": "建议尽快申请执行。", "papers": ["仲裁裁决书复印件"],
    },
}
