"""周报 through the API: published issues only, as they were frozen."""

from marshmallow import fields

from legalaid.schemas.api import Moment, Paging, many, one, out
from legalaid.schemas.base import BaseSchema

_SHA = "b7d8ff6ca711c982b7d8ff6ca711c982b7d8ff6ca711c982b7d8ff6ca711c982"


class FigureOut(BaseSchema):
    """一项指标."""

    code = out(fields.String, "指标代码", "closing")
    title = out(fields.String, "名称", "办结率")
    cohort = out(fields.String, "口径：数的是哪些记录、哪段时间", "本周登记的诉求中，截至周日 24 时已办结的")
    unit = out(fields.String, "单位", "%")
    numerator = out(fields.Integer, "分子；不是比率的，为件数", 59)
    denominator = out(fields.Integer, "分母；不是比率的为 null", 60, null=True)
    value = out(fields.String, "值，比率两位小数；分母为 0 时为 null", "98.33", null=True)
    paused = out(fields.Integer, "其中曾暂停；与暂停无关的为 null", 1, null=True)
    change = out(fields.String, "与上周相比：UP 明显上升，DOWN 明显下降，SAME 没有明显变化，FEW 件数少，不比较", "SAME")


class IssueOut(BaseSchema):
    """一期周报."""

    year = out(fields.Integer, "年", 2026)
    week = out(fields.Integer, "第几周（ISO 8601）", 47)
    number = out(fields.Integer, "本年第几期", 3)
    first = out(fields.String, "周一", "2026-11-16")
    last = out(fields.String, "周日", "2026-11-22")
    published_at = out(Moment, "发布时间", "2026-11-23T10:30:00+08:00")
    sha256 = out(fields.String, "数字的校验值", _SHA)


class IssuePage(BaseSchema):
    """已发布的周报."""

    items = many(IssueOut, "各期，最近的在前")
    page = one(Paging, "分页")


class ReportOut(IssueOut):
    """一期周报的全部内容."""

    figures = many(FigureOut, "各项指标")
    recovered = out(fields.String, "本周挽回经济损失（已到手），元", "10000.00")
    unpaid = out(fields.String, "确定未付，元", "8600.00")
    text = out(fields.String, "全文", "工情通动态情况报告")
