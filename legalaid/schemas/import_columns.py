"""The columns of import sheets: requests, organisations, people; the words that offices use for the fields of `schemas/rows.py`."""

from legalaid.actions.organisations import COUNTIES
from legalaid.actions.tickets import TOPICS
from legalaid.roles import HELD
from legalaid.schemas.sheets import Column, day, degrees, money, number, one_of, words, yes
from legalaid.tables.organisations import KINDS
from legalaid.tables.tickets import CHANNELS, CONTACT_HOURS, CONTACT_WAYS, RELATIONS
from legalaid.tables.workers import WORKER_TYPES

TICKETS = (
    Column("external_no", ("外部编号", "工单编号", "来件编号", "编号"), words), Column("channel", ("来源", "渠道"), one_of(CHANNELS)),
    Column("topic", ("问题", "遇到的问题", "诉求类型"), one_of(TOPICS)), Column("statement", ("事情经过", "诉求内容", "内容", "反映内容"), words),
    Column("employer_name", ("单位名称", "用人单位", "被反映单位"), words), Column("county", ("区县", "县（市、区）", "所属区县"), one_of(COUNTIES)),
    Column("place", ("镇街", "地点", "所属镇街"), words), Column("name", ("姓名", "职工姓名", "来电人"), words), Column("phone", ("电话", "手机", "联系电话", "来电号码"), words),
    Column("id_no", ("身份证号", "证件号", "身份证"), words), Column("worker_type", ("职工类型", "身份"), one_of(WORKER_TYPES)), Column("sex", ("性别",), words),
    Column("language", ("方言", "语言"), words), Column("amount", ("金额", "涉及金额", "金额（元）"), money), Column("head_count", ("人数", "涉及人数"), number),
    Column("wants_lawyer", ("要律师", "需要律师", "希望律师帮忙"), yes), Column("consent", ("同意处理个人信息", "同意"), yes),
    Column("sensitive", ("同意处理敏感信息", "同意敏感信息"), yes), Column("contact_hours", ("联系时间",), one_of(CONTACT_HOURS)),
    Column("contact_way", ("联系方式",), one_of(CONTACT_WAYS)), Column("not_at_work", ("不要打到单位",), yes), Column("relation", ("代联系人关系",), one_of(RELATIONS)),
    Column("speaker_name", ("代联系人",), words), Column("speaker_phone", ("代联系人电话",), words),
)
ORGANISATIONS = (
    Column("code", ("代码", "组织代码"), words), Column("name", ("名称", "组织名称"), words), Column("kind", ("类别",), one_of(KINDS)),
    Column("parent", ("上级", "上级代码"), words), Column("latitude", ("纬度",), degrees), Column("longitude", ("经度",), degrees), Column("active", ("在用",), yes),
)
PEOPLE = (
    Column("login", ("登录名",), words), Column("name", ("姓名",), words), Column("role", ("岗位",), one_of(HELD)),
    Column("organisation", ("组织代码", "组织"), words), Column("contact", ("联系方式", "手机", "电话"), words), Column("starts", ("任职日期", "开始"), day), Column("ends", ("结束日期", "结束"), day),
)
