"""典型案例 and 法条 through the API: what may be asked, what is shown."""

from marshmallow import fields

from casebank.case import OUTCOME_TYPES
from legalaid.schemas.api import PageQuery, Paging, many, one, out
from legalaid.schemas.base import BaseSchema, Choice, Day, Text
from toolkit import causes
from toolkit.authority import MARKS


class Found(PageQuery):
    """Words to search for."""

    q = Text(longest=500, metadata={"description": "检索词，可以是一句话；空着就全部列出"})


class CaseQuery(Found):
    """案例检索."""

    within = Text(longest=100, metadata={"description": "在结果中再找"})
    parent = Choice({c: causes.NAMES[c] for c in dict.fromkeys(causes.PARENT.values())}, metadata={"description": "争议类型"})
    outcome = Choice(OUTCOME_TYPES, metadata={"description": "结果"})
    level = Text(longest=20, metadata={"description": "处理方式，例如仲裁"})
    people = Choice(("个人", "10 人以上"), metadata={"description": "人数"})
    year = Text(longest=4, metadata={"description": "年份"})
    sort = Choice({"score": "按相关程度", "date": "按日期"}, load_default="score", metadata={"description": "排序"})


class StatuteQuery(Found):
    """法条检索."""

    law = Text(longest=60, metadata={"description": "法律简称，例如劳动合同法"})


class LawQuery(PageQuery):
    """A law's articles on a day."""

    on = Day(metadata={"description": "哪一天的文本，默认今天"})


class ArticleQuery(BaseSchema):
    """An article on a day."""

    on = Day(metadata={"description": "法律上相关的那一天，默认今天"})


class Snippet(BaseSchema):
    """A piece of the text with what matched."""

    text = out(fields.String, "摘录", "单位以不续签为由拒绝支付经济补偿……")
    marks = fields.List(fields.List(fields.Integer()), required=True, metadata={"description": "匹配处的 [起, 止)，按字符计", "example": [[10, 14]]})


class Facet(BaseSchema):
    """How many results have this value."""

    value = out(fields.String, "值", "全部支持")
    label = out(fields.String, "名称", "全部支持")
    count = out(fields.Integer, "条数", 3)


class Facets(BaseSchema):
    """Counts for narrowing down."""

    parent = many(Facet, "争议类型")
    outcome = many(Facet, "结果")
    level = many(Facet, "处理方式")
    people = many(Facet, "人数")
    year = many(Facet, "年份")


class CaseHit(BaseSchema):
    """A case found."""

    id = out(fields.String, "案例编号", "typ-01")
    title = out(fields.String, "标题", "快递员拒绝加班被辞退案")
    score = out(fields.Float, "相关程度，只用于比较", 12.5)
    outcome = out(fields.String, "结果", "全部支持", null=True)
    date = out(fields.String, "日期", "2023-05-01", null=True)
    snippet = fields.Nested(Snippet, required=True, allow_none=True, metadata={"description": "摘录"})


class CasePage(BaseSchema):
    """案例检索结果."""

    items = many(CaseHit, "案例")
    facets = one(Facets, "可以继续缩小的范围")
    page = one(Paging, "分页")


class ArticleName(BaseSchema):
    """An article by name."""

    id = out(fields.String, "法条编号", "劳动合同法-47")
    law = out(fields.String, "法律全称", "中华人民共和国劳动合同法")
    article = out(fields.String, "条", "第四十七条")


class CaseName(BaseSchema):
    """A case by name."""

    id = out(fields.String, "案例编号", "typ-01")
    title = out(fields.String, "标题", "快递员拒绝加班被辞退案")


class CaseOut(CaseName):
    """典型案例."""

    causes = fields.List(fields.String(), required=True, metadata={"description": "案由代码", "example": ["205.5"]})
    facts = out(fields.String, "案情", "张某在某快递公司工作……")
    dispute_points = fields.List(fields.String(), required=True, metadata={"description": "争议点", "example": ["拒绝超时加班"]})
    outcome = out(fields.String, "处理结果", "公司支付违法解除赔偿金。")
    reasoning = out(fields.String, "说理", "延长工作时间不得超过法定上限……")
    lesson = out(fields.String, "启示", "超时加班的要求可以拒绝。")
    cites = many(ArticleName, "引用的法条中库里有的")
    cites_unresolved = fields.List(fields.String(), required=True, metadata={"description": "引用的其他法条，照原文", "example": []})
    source = out(fields.String, "来源", "示例来源")
    url = out(fields.String, "来源网址", None, null=True)
    place = out(fields.String, "地点", "北京", null=True)
    date = out(fields.String, "日期", "2021-06-01", null=True)
    level = out(fields.String, "处理方式", "仲裁", null=True)
    outcome_type = out(fields.String, "结果", "全部支持", null=True)
    amount_claimed = out(fields.String, "请求金额（元）", "8000.00", null=True)
    amount_awarded = out(fields.String, "支持金额（元）", "8000.00", null=True)
    head_count = out(fields.Integer, "人数", 1)
    employment_form = out(fields.String, "用工形式", None, null=True)
    evidence = fields.List(fields.String(), required=True, metadata={"description": "证据", "example": ["微信聊天记录"]})


class ArticleHit(BaseSchema):
    """An article found."""

    id = out(fields.String, "法条编号", "劳动合同法-82")
    title = out(fields.String, "条名", "劳动合同法第八十二条")
    score = out(fields.Float, "相关程度，只用于比较", 12.5)
    snippet = fields.Nested(Snippet, required=True, allow_none=True, metadata={"description": "摘录"})


class ArticlePage(BaseSchema):
    """法条检索结果."""

    items = many(ArticleHit, "法条")
    page = one(Paging, "分页")


class Paragraph(BaseSchema):
    """款."""

    number = out(fields.Integer, "第几款", 1)
    text = out(fields.String, "文字", "经济补偿按劳动者在本单位工作的年限……")
    repealed_from = out(fields.Date, "自哪天起失效，null 表示未失效", None, null=True)


class Version(BaseSchema):
    """One wording of an article."""

    version_date = out(fields.Date, "文本日期", "2012-12-28")
    effective_from = out(fields.Date, "施行日期", "2013-07-01", null=True)
    effective_to = out(fields.Date, "最后一天有效", None, null=True)
    in_force = out(fields.Boolean, "在所问的那一天是否有效", True)
    paragraphs = many(Paragraph, "各款")


class Article(ArticleName, Version):
    """法条: the wording of the day asked, and every version held."""

    short = out(fields.String, "法律简称", "劳动合同法")
    level = out(fields.String, "效力位阶", "法律")
    region = out(fields.String, "适用地区", "全国")
    chapter = out(fields.String, "章", "第四章", null=True)
    section = out(fields.String, "节", None, null=True)
    on = out(fields.Date, "所问的那一天", "2026-11-24")
    source = out(fields.String, "来源", "示例来源")
    mark = out(fields.String, "核对程度：" + "；".join(f"{code} {words}" for code, words in MARKS.items()), "V")
    versions = many(Version, "收录的各个版本，新的在前")
    cited_by = many(CaseName, "引用这一条的案例")


class Law(BaseSchema):
    """法律."""

    short = out(fields.String, "简称", "劳动合同法")
    law = out(fields.String, "全称", "中华人民共和国劳动合同法")
    level = out(fields.String, "效力位阶", "法律")
    articles = out(fields.Integer, "收录的条文数", 98)


class LawPage(BaseSchema):
    """收录的法律."""

    items = many(Law, "法律")
    page = one(Paging, "分页")


class LawArticle(ArticleName):
    """An article within its law."""

    chapter = out(fields.String, "章", "第四章", null=True)
    version_date = out(fields.Date, "文本日期", "2012-12-28")
    in_force = out(fields.Boolean, "在所问的那一天是否有效", True)
    text = out(fields.String, "条文", "经济补偿按劳动者在本单位工作的年限……")


class LawArticles(BaseSchema):
    """一部法律的条文."""

    items = many(LawArticle, "条文，按顺序")
    page = one(Paging, "分页")


class CitationText(BaseSchema):
    """A text whose citations are to be checked."""

    typed = True
    text = Text(required=True, longest=20_000, lines=True, metadata={"description": "要核对的文字，最多 20,000 字", "example": "依据《劳动合同法》第八十二条、第二百条提出。"})
    on = Day(metadata={"description": "按哪一天核对，默认今天", "example": "2026-03-01"})


class CitationFault(BaseSchema):
    """A citation that is wrong or could not be checked."""

    citation = out(fields.String, "文中的写法", "第二百条")
    start = out(fields.Integer, "起始字符的位置，从 0 起", 12)
    end = out(fields.Integer, "末尾字符之后的位置", 16)
    id = out(fields.String, "法条编号；认不出时为空", "劳动合同法-200", null=True)
    message = out(fields.String, "问题", "《劳动合同法》第二百条：没有这一条（按2026-03-01核对）。")
    fault = out(fields.Boolean, "是否文字有错；本库没有收录、无法核对的为 false", True)


class CitationCheck(BaseSchema):
    """引用核对的结果."""

    on = out(fields.Date, "按哪一天核对", "2026-03-01")
    citations = out(fields.Integer, "认出的引用处数", 2)
    items = many(CitationFault, "有问题的引用，按位置")
