"""Facts of an invented dispute, with everything in them that papers are made of."""

from typing import Any

FULL: dict[str, Any] = {
    "worker": {
        "name": "周小禾", "sex": "女", "birth": "1990-03-07", "ethnicity": "汉族", "id_no": "330203199003075224",
        "address": "宁波市鄞州区虚构路1号", "phone": "13800000000", "worker_type": "MIGRANT", "union_member": False,
    },
    "employer": {
        "name": "宁波虚构服饰有限公司", "address": "宁波市海曙区虚构路2号", "credit_code": "91330203MA2JNQNT0X",
        "representative": "钱某", "representative_post": "执行董事", "phone": "0574-87654321",
    },
    "other_respondents": [{"name": "宁波虚构劳务有限公司"}],
    "agents": [{"name": "林律", "organisation": "虚构律师事务所", "special": True, "powers": ["SETTLE", "COLLECT"]}],
    "tribunal": "宁波市海曙区劳动人事争议仲裁委员会",
    "cause": "追索劳动报酬纠纷",
    "hire_date": "2025-03-01", "post": "车工", "workplace": "海曙区古林镇", "contract_signed": False,
    "monthly_wage": "6000", "social_insurance": False,
    "wages": [{"month": "2026-08", "due": "6000", "paid": "0.00"}],
    "ended": True, "last_day": "2026-09-30", "end_reason": "用人单位停产，法定代表人失去联系。",
    "events": [{"on": "2026-10-08", "text": "厂门上锁。\n电话无人接听。"}],
    "claims": [
        {"title": "支付2026年8月至9月工资", "amount": "12000", "period_from": "2026-08-01", "period_to": "2026-09-30",
         "formula": "6000元×2个月", "articles": ["劳动合同法-30"]},
        {"title": "支付未签订书面劳动合同的二倍工资差额", "amount": "66000.5", "formula": "6000元×11个月",
         "articles": ["劳动合同法-82"]},
        {"title": "确认2025年3月1日至2026年9月30日存在劳动关系", "monetary": False, "articles": ["劳动合同法-7"]},
    ],
    "reasons": ["用人单位长期拖欠工资，违反法律规定。"],
    "evidence": [{"name": "银行流水", "original": True, "pages": 6, "source": "银行打印", "proves": "工资标准和拖欠月份"}],
    "witnesses": [{"name": "孙某", "address": "宁波市鄞州区虚构路3号", "proves": "一起上班"}],
    "signed_on": "2026-11-23",
    "origins": {"worker": "身份证", "hire_date": "职工陈述", "claims[0]": "计算器"},
}
