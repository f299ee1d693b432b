"""What the demo's workers tell: kinds of trouble, and one request made out of a kind, a firm and a sum."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from legalaid.demo.firms import FIRMS, WEIGHTS
from legalaid.demo.places import DISTRICTS


@dataclass(frozen=True)
class Kind:
    """One kind of trouble. `story` and `summary` have gaps {post} {n} {months} {amount} {years} {firm}; `weight` says how
    often it comes; `low` and `high` bound the sum in hundreds of yuan (0: no sum); `way` is how it is usually handled."""

    topic: str
    subclass: str
    cause: str
    weight: int
    way: str
    low: int
    high: int
    posts: str
    summary: str
    story: str
    outcome: str
    group: tuple[int, ...] = (1,)


KINDS = {
    "wages": Kind("PAY", "劳动报酬", "205.5", 18, "aid", 90, 420, "平车工 装配工 焊工 包装工", "{n} 个月工资未发，约 {amount} 元，{post}",
         "我在{firm}做{post}，做了{years}年，已经{n}个月没有发工资，一共{amount}元。老板说资金紧张，让再等等，问了几次都没有准信。有微信转账记录和考勤。", "单位已补发工资", (1, 1, 1, 2, 3)),
    "last_wage": Kind("PAY", "劳动报酬", "205.5", 9, "mediation", 30, 150, "服务员 保洁员 仓管员", "最后一个月工资未结，约 {amount} 元，{post}，已离职",
         "我上个月从{firm}离职，做{post}，最后一个月工资和押金{amount}元一直不给结，打电话说财务不在。有工资条和聊天记录。", "双方达成调解，当场结清工资"),
    "overtime": Kind("PAY", "工时休假", "205.5", 8, "mediation", 40, 260, "冲压工 质检员 装卸工", "长期加班未付加班费，约 {amount} 元，{post}",
         "厂里每天上班十一个小时，一个月休两天，加班费从来没有算过，一直按底薪发。我做{post}{years}年了，算下来少发{amount}元，有考勤照片。", "单位同意分两期补付加班费", (1, 1, 3)),
    "site": Kind("PAY", "劳动报酬", "209", 8, "aid", 180, 620, "木工 钢筋工 泥水工", "工地 {n} 人工钱约 {amount} 元未付，包工头失联",
         "包工头带我们{n}个人做{post}，工程做完了包工头跑了，总包说钱已经给了包工头，我们{amount}元的工钱没有人认。有记工本和工友群。", "总包先行支付了工钱", (4, 6, 8)),
    "fired": Kind("DISMISSAL", "解除终止补偿", "205.6", 13, "aid", 160, 720, "操作工 线长 车间统计员", "工作 {years} 年被口头辞退，未付经济补偿，约 {amount} 元",
         "我在{firm}干了{years}年，做{post}，上个月主管口头说订单少了不用来了，没有书面通知，也没有补偿，算下来应该有{amount}元。工资条和考勤都有。", "单位支付经济补偿"),
    "expired": Kind("DISMISSAL", "解除终止补偿", "205.6", 8, "mediation", 80, 400, "文员 销售员 司机", "合同到期不续签，未付经济补偿，约 {amount} 元，{post}",
         "合同到期{firm}不续签，也不给经济补偿。我在那里做{post}{years}年，算下来{amount}元。通知是发在手机上的。", "双方协商一致，单位支付补偿"),
    "injury": Kind("INJURY", "工伤职业病", "206.2", 9, "aid", 300, 1600, "冲床工 叉车工 注塑工", "工作中手部受伤，单位未申请工伤认定，{post}",
         "上班的时候我的手被机器压伤，住院二十天，{firm}垫了医药费，但是不肯申请工伤认定，说是我自己不小心。我做{post}，病历和工友证言都有。", "已认定工伤，赔偿到位"),
    "no_contract": Kind("CONTRACT", "劳动合同订立履行", "205.1", 8, "aid", 200, 800, "导购员 收银员 维修工", "入职 {years} 年未签劳动合同、未交社保，主张二倍工资，约 {amount} 元",
         "入职{years}年了一直没有签劳动合同，也没有交社保，老板说我是临时工不算员工，我做{post}。工资是老板娘微信转的，有工牌和打卡记录。", "确认劳动关系，单位支付差额"),
    "pension": Kind("CONTRACT", "社会保险与公积金", "206.1", 5, "advice", 0, 0, "车工 钳工", "单位 {years} 年未缴养老保险，{post}",
         "我快到退休年龄了，{firm}有{years}年没有给我交养老保险，现在社保说补不了，退休金少很多。我做{post}。", "已告知救济途径，移送社保稽核"),
    "pregnant": Kind("WOMEN", "女职工未成年工保护", "205.6", 5, "aid", 90, 380, "质检员 行政文员", "怀孕期间被撤岗停薪，{post}，约 {amount} 元",
         "我怀孕五个月，做{post}，{firm}说岗位撤了让我回家，不发工资，逼我自己写辞职报告。我没有写，有聊天记录。", "单位撤销决定并补发工资"),
    "fees": Kind("PLATFORM", "新业态用工权益", "214.2", 6, "mediation", 20, 120, "外卖骑手 快递员", "配送费被扣、押金不退，约 {amount} 元，{post}",
         "我是{post}，跑单的配送费被站点扣了，说超时罚款，一共{amount}元，押金也不退。结算单截图都有。", "站点退还押金和扣款", (1, 1, 2)),
    "rider": Kind("PLATFORM", "新业态用工权益", "215.1", 4, "aid", 150, 900, "外卖骑手 网约车司机", "送单途中受伤，站点否认用工关系，{post}",
         "我是{post}，上周送单路上被电动车撞倒骨折，站长说我是个体户，不给报工伤。后台有接单记录，事故认定书对方全责。", "达成赔偿协议"),
    "advice": Kind("UNSURE", "政策咨询", "", 9, "advice", 0, 0, "操作工", "咨询高温补贴和年休假的算法",
         "想问一下高温补贴和年休假怎么算，我们厂里夏天车间四十度，主管说没有这个规定。", "已解答，职工表示清楚"),
    "hardship": Kind("UNSURE", "困难帮扶与医疗互助", "", 4, "advice", 0, 0, "操作工", "家人重病，咨询困难帮扶和医疗互助",
         "家里人生病花了很多钱，听说工会有医疗互助，想问一下怎么申请，要什么材料。", "已协助提交互助申请"),
}


@dataclass(frozen=True)
class Tale:
    """One request for help, as told."""

    kind: Kind
    firm: str
    county: str
    place: str
    amount: Decimal | None
    people: int
    post: str
    summary: str
    story: str


def tale(rng: Random, *, kind: Kind | None = None, county: str | None = None, place: str | None = None, firm: str | None = None) -> Tale:
    """One request of this kind, place and firm, or of any by their weights."""
    kind = kind or rng.choices(list(KINDS.values()), [k.weight for k in KINDS.values()])[0]
    county = county or rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    place = place or rng.choice(DISTRICTS[county][3].split())
    firm = firm or ("远帆示例物流有限公司" if kind.topic == "PLATFORM" else rng.choice(FIRMS[county]))
    amount = Decimal(rng.randint(kind.low, kind.high) * 100) if kind.high else None
    post, people = rng.choice(kind.posts.split()), rng.choice(kind.group)
    gaps = {"firm": firm, "post": post, "years": rng.randint(2, 9), "n": people if "工地" in kind.summary else rng.randint(2, 4), "amount": f"{amount:,.0f}" if amount else ""}
    return Tale(kind, firm, county, place, amount, people, post, kind.summary.format(**gaps), kind.story.format(**gaps))


GROUP_SIZE = 94
GROUP_STORY = (
    "我们是服装厂的工人，连同外发的制衣厂、水洗厂、绣花厂一共九十四个人，四个月的工资都没有发，老板跑了，厂门锁着，机器也在往外搬。我们想一起讨回工资，工资表和考勤班组长手里有。"
)
GROUP_SUMMARY = "服装厂及三家外发厂 94 人四个月工资未发，负责人失联"
