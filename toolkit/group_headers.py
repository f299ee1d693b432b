"""The columns of a roster by the many names people give them."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# field → its name in our own sheets first, then others
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "name": ("姓名", "工人姓名", "员工姓名", "职工姓名", "劳动者姓名", "民工姓名", "名字", "申请人", "人员姓名"),
    "id_no": ("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码"),
    "team": ("班组", "班组名称", "所属班组", "所在班组", "工班", "车间", "小组"),
    "leader": ("班组长", "是否班组长", "带班人", "带班", "组长", "工头"),
    "employer": ("用人单位", "单位", "单位名称", "公司", "公司名称", "所属公司", "劳务公司"),
    "post": ("工种", "岗位", "职务", "工作岗位"),
    "hire_date": ("入职日期", "入职时间", "进场日期", "进场时间", "上班日期", "到岗日期", "入厂日期", "进厂日期"),
    "last_day": ("离职日期", "离职时间", "退场日期", "退场时间", "最后工作日", "离场日期"),
    "monthly_wage": ("月工资", "月薪", "约定月工资", "约定工资", "工资标准", "月工资标准"),
    "daily_wage": ("日工资", "日薪", "工价", "日工价", "每日工资", "单价"),
    "days": ("出勤天数", "工日", "工日数", "天数", "出勤", "工数", "考勤天数", "总工日"),
    "due": ("应发工资", "应发", "应付工资", "应付", "应得工资", "工资总额", "应发合计", "应付合计", "工资合计"),
    "paid": ("已发工资", "已发", "实发工资", "实发", "已付", "已付工资", "预支", "借支", "已领", "实发合计", "已支付"),
    "owed": ("欠薪金额", "欠薪", "拖欠金额", "拖欠工资", "欠发工资", "未付工资", "未付金额", "未发工资", "未发", "欠款", "欠发", "尚欠", "剩余工资", "欠薪合计"),
    "owed_from": ("欠薪起", "欠薪开始", "拖欠开始", "欠薪起始日期", "欠薪起始", "拖欠起始", "开始月份"),
    "owed_to": ("欠薪止", "欠薪结束", "拖欠结束", "欠薪截止日期", "欠薪截止", "拖欠截止", "结束月份"),
    "contract": ("书面合同", "是否签订劳动合同", "是否签合同", "劳动合同", "签订合同", "合同"),
    "note": ("备注", "说明", "情况说明"),
})
TITLES: Mapping[str, str] = MappingProxyType({field: names[0] for field, names in NAMES.items()})
IGNORED = ("序号", "编号", "签名", "签字", "手印", "性别", "年龄", "民族", "开户行", "开户银行", "银行卡号", "卡号", "账号", "住址", "家庭住址", "地址")
_FIELD = {name: field for field, names in NAMES.items() for name in names}
_MONTH = re.compile(r"(?:((?:19|20)\d{2})[年.\-/])?(1[0-2]|0?[1-9])月?份?(应发|应付|实发|已发|已付|欠薪|欠发|未发|未付|欠)?(?:工资|金额)?")
_KIND = {"应发": "due", "应付": "due", "实发": "paid", "已发": "paid", "已付": "paid"}


def squeezed(text: str) -> str:
    """A header without blanks, colons, stars and what stands in brackets: 应 发工资（元） → 应发工资."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\([^()]*\)|[\s:*、,。]|元$", "", text)


def field_of(text: str) -> str | None:
    """The field a header means, or None."""
    return _FIELD.get(squeezed(text))


def month_of(text: str) -> tuple[int | None, int, str] | None:
    """Year (None if not written), month and field (due, paid, owed) of a header such as 2026年8月应发; None for another."""
    bare = squeezed(text)
    match = _MONTH.fullmatch(bare)
    # 8 alone is a number, not a month
    if match is None or ("月" not in bare and match[1] is None):
        return None
    return int(match[1]) if match[1] else None, int(match[2]), _KIND.get(match[3] or "", "owed")
