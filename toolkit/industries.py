"""行业: the sections of GB/T 4754—2017, and which of them an employer's name or a worker's story points to."""

import re

# source: GB/T 4754—2017 国民经济行业分类 (with amendment 1 of 2019), its twenty sections
INDUSTRIES = {
    "A": "农、林、牧、渔业", "B": "采矿业", "C": "制造业", "D": "电力、热力、燃气及水生产和供应业", "E": "建筑业", "F": "批发和零售业", "G": "交通运输、仓储和邮政业", "H": "住宿和餐饮业",
    "I": "信息传输、软件和信息技术服务业", "J": "金融业", "K": "房地产业", "L": "租赁和商务服务业", "M": "科学研究和技术服务业", "N": "水利、环境和公共设施管理业",
    "O": "居民服务、修理和其他服务业", "P": "教育", "Q": "卫生和社会工作", "R": "文化、体育和娱乐业", "S": "公共管理、社会保障和社会组织", "T": "国际组织",
}

# Words of an employer's name. The word that stands last decides (食品机械, 服装贸易), of two that end together the longer one (建筑劳务 before 劳务).
_NAMED = {
    "A": "水产 农产品 农业 林业 牧业 渔业 农场 林场 养殖 种植 畜牧 农业合作社 果园 苗木 水产养殖",
    "B": "矿业 采矿 采石 煤矿 矿山",
    "C": "制造 制衣 服饰 服装 纺织 针织 印染 绣花 水洗 电子 电器 电气 机械 机电 模具 五金 塑料 塑胶 塑业 橡胶 化工 化纤 家具 食品 饮料 钢铁 轴承 紧固件 汽车零部件 零部件 汽配 文具 玩具 "
         "灯具 包装 印刷 造纸 造船 船厂 铸造 电镀 制药 药业 制品 厂 厂房 重工 水泥 精工 仪表 皮革 鞋业 注塑 家电 洁具 轴业 电池 光伏设备",
    "D": "供电 电力 热电 发电 燃气 供水 自来水 水务",
    "E": "建筑 建设 建工 建设劳务 建材安装 工程 施工 装饰 装修 装潢 市政 路桥 安装 建筑劳务 劳务工程 幕墙 钢结构 防水 基础工程 工地 项目部",
    "F": "贸易 商贸 经贸 外贸 进出口 批发 零售 超市 商场 百货 便利店 专卖店 商店 商行 药房 药店 电子商务 电商 汽车销售 汽车贸易 4S店 建材 销售 经营部 购物中心",
    "G": "物流 运输 快递 速递 货运 客运 公交 公共交通 出租车 出租汽车 网约车 仓储 配送 船务 海运 港口 码头 港务 铁路 航空 邮政 货代 国际货运 地铁 轨道交通 搬家 供应链",
    "H": "餐饮 酒店 宾馆 饭店 饭馆 餐厅 餐馆 民宿 旅馆 火锅 面馆 小吃 咖啡 茶饮 奶茶 外卖 烧烤 食堂 招待所 酒家 酒楼",
    "I": "软件 信息技术 信息科技 网络 网络科技 互联网 通信 数据 大数据 云计算 人工智能 电信 数字科技 游戏",
    "J": "银行 保险 证券 基金 期货 信托 小额贷款 融资担保 典当 保险代理",
    "K": "房地产 物业 物业管理 物业服务 置业 房产 房产中介 地产",
    "L": "人力资源 劳务派遣 劳务 派遣 外包 商业管理 企业管理 广告 律师事务所 会计师事务所 税务师事务所 咨询 旅行社 保安 保安服务 会展 租赁 知识产权 投资管理 商务服务 企业服务",
    "M": "设计院 研究院 研究所 检测 检验 勘察 测绘 监理 工程监理 工程设计 工程咨询 建筑设计 技术服务 生物科技",
    "N": "环卫 园林 绿化 园林绿化 环境卫生 污水处理 水利 景区 市容 垃圾处理 公园",
    "O": "家政 保洁 美容 美发 理发 美甲 洗浴 足浴 养生 汽修 汽车维修 汽车修理 维修 修理 洗车 洗涤 干洗 婚庆 殡葬 清洗 摄影 宠物",
    "P": "学校 小学 中学 大学 学院 幼儿园 培训 教育 教育培训 培训中心 驾校 早教 托管",
    "Q": "医院 卫生院 诊所 卫生服务中心 门诊部 门诊 养老院 护理院 敬老院 福利院 养老 托育 体检中心 口腔",
    "R": "影视 文化 传媒 文化传媒 影院 电影院 剧院 健身 健身房 体育 娱乐 网吧 歌舞厅 KTV 博物馆 图书馆 出版 报社 演艺 游乐 直播",
    "S": "居民委员会 村民委员会 居委会 村委会 街道办事处 人民政府 管理局 机关 协会 工会 社会保险 行政执法",
}
# Words of a story that say the trade without doubt; what somebody bought or where a quarrel was held says nothing.
_TOLD = {
    "C": "车间 流水线 注塑 服装厂 制衣厂 电子厂 机械厂 工厂 厂里 冲压 缝纫工 数控",
    "E": "工地 包工头 脚手架 钢筋工 泥水工 木工班 施工队 建筑公司 装修队 架子工",
    "F": "超市 商场 门店导购 导购 收银员 营业员 药店",
    "G": "快递员 快递站 网约车 货车司机 货运 驾驶员 送快递 分拣 仓库 物流",
    "H": "外卖 骑手 饭店 餐厅 酒店 厨师 服务员 后厨 火锅店",
    "I": "程序员 软件公司 互联网公司 网络公司",
    "J": "银行 保险公司",
    "K": "物业公司 小区物业 售楼",
    "L": "保安 劳务派遣 派遣公司",
    "N": "环卫工 环卫 绿化工",
    "O": "家政 保姆 月嫂 理发店 美容院 保洁员 保洁 修车",
    "P": "幼儿园 培训机构 老师 学校 驾校",
    "Q": "医院 护士 护工 养老院 诊所",
    "R": "健身房 主播 影院",
}
# what follows a trade in a name and says nothing of it: legal form, branch, place in brackets
_TAIL = re.compile(r"[(（][^)）]*[)）]|(?:集团|股份|有限|责任|公司|总公司|分公司|中心|服务|管理|科技|技术|实业|发展|合作社|个体工商户|事业部)+$")


def _table(words: dict[str, str]) -> dict[str, str]:
    return {word: code for code, line in words.items() for word in line.split()}


_NAME_WORDS, _STORY_WORDS = _table(_NAMED), _table(_TOLD)
_IN_NAME = re.compile("|".join(sorted(map(re.escape, _NAME_WORDS), key=len, reverse=True)))
_IN_STORY = re.compile("|".join(sorted(map(re.escape, _STORY_WORDS), key=len, reverse=True)))


def guess(employer: str, story: str = "") -> str | None:
    """The section (A–T) that the employer's name points to, or else the story; None when neither says it, or the story says several equally often.

    A suggestion: a person confirms it.
    """
    name = _TAIL.sub("", employer)
    last = max(((m.end(), len(m[0]), m[0]) for start in range(len(name)) if (m := _IN_NAME.match(name, start))), default=None)
    if last is not None:
        return _NAME_WORDS[last[2]]
    counts: dict[str, int] = {}
    for found in _IN_STORY.finditer(story):
        code = _STORY_WORDS[found[0]]
        counts[code] = counts.get(code, 0) + 1
    most = sorted(counts.items(), key=lambda c: -c[1])[:2]
    return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else None
