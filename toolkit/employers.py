"""Employer names: one key for one firm however it is written, and a careful comparison for conflicts of interest."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

CLEAR, POSSIBLE, BLOCKED = "clear", "possible", "blocked"

_DISTRICTS = ("海曙", "江北", "镇海", "北仑", "鄞州", "奉化", "余姚", "慈溪", "宁海", "象山", "高新", "杭州湾", "前湾", "东钱湖", "江东")
_CITIES = ("宁波", "杭州", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水", "义乌")
_PLACE = re.compile(
    rf"^(?:中国|浙江省?|(?P<city>{'|'.join(_CITIES)})市?|(?P<district>{'|'.join(_DISTRICTS)})(?:新区|区|县|市)?)"
)
_FORMS = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司)$|集团$"
    r"|(?:特殊普通合伙|普通合伙|有限合伙|个体工商户|个人独资|个人独资企业|合伙企业)$"
)
_BRANCH = re.compile(r"^(?P<head>.+?(?:公司|集团|厂|事务所))(?P<branch>.*?(?:分公司|分厂|分店|分所|办事处|项目部|营业部|门店))$")
# words of trade: what is left without them is the name the firm is known by
_TRADES = re.compile(
    r"服饰|服装|制衣|纺织|针织|电子|电器|电气|机械|制造|科技|技术|信息|网络|软件|建筑|建设|工程|劳务|装饰|物业|管理|服务|餐饮|酒店"
    r"|食品|贸易|商贸|进出口|实业|工业|物流|运输|快递|配送|人力资源|派遣|外包|模具|塑料|塑胶|五金|金属|材料|化工|家具|教育|培训"
    r"|咨询|文化|传媒|投资|控股|发展|医药|医疗|汽车|零部件|国际|集团|工贸|制品|设备|股份|厂$"
)
_SIMILAR = 0.75


@dataclass(frozen=True)
class Name:
    """A taken-apart employer name: `whole` cleaned, `core` without place and legal form, the places it states."""

    whole: str
    core: str
    city: str | None
    district: str | None
    branch: bool


@dataclass(frozen=True)
class Employer:
    """A party to compare: its name and, where known, its unified social credit code."""

    name: str
    credit_code: str | None = None


@dataclass(frozen=True)
class Comparison:
    """`verdict` clear, possible or blocked; `evidence` says why in Chinese."""

    verdict: str
    evidence: tuple[str, ...]


def parse(name: str) -> Name:
    """Takes an employer name apart: NFKC, no white space or punctuation, place prefixes, branch and legal form off.

    A name that is nothing but place and form keeps its whole text as core.
    """
    text = unicodedata.normalize("NFKC", name).lower()
    whole = re.sub(r"[\W_]+", "", text)
    found = _BRANCH.match(whole)
    rest = found["head"] if found else whole
    city = district = None
    while (place := _PLACE.match(rest)) and len(rest) > place.end():
        city, district = place["city"] or city, place["district"] or district
        rest = rest[place.end() :]
    # a bracketed place in the middle, 甲(宁波)服饰有限公司, is a place all the same
    for middle in re.findall(r"\(([^()]*)\)", text):
        inner = _PLACE.fullmatch(re.sub(r"[\W_]+", "", middle))
        if inner:
            city, district = city or inner["city"], district or inner["district"]
            rest = rest.replace(re.sub(r"[\W_]+", "", middle), "", 1) or rest
    previous = None
    while rest != previous:
        previous, rest = rest, _FORMS.sub("", rest) or rest
    return Name(whole, rest, city, district, bool(found))


def key(name: str) -> str:
    """The comparison key of an employer name: equal keys are the same firm, a branch of it, or a firm to be looked at."""
    return parse(name).core


def _places_differ(a: Name, b: Name) -> bool:
    return bool((a.city and b.city and a.city != b.city) or (a.district and b.district and a.district != b.district))


def _alias(a: str, b: str, aliases: Iterable[Iterable[str]]) -> bool:
    for group in aliases:
        keys = {key(name) for name in group}
        if a in keys and b in keys:
            return True
    return False


def compare(a: Employer | str, b: Employer | str, aliases: Iterable[Iterable[str]] = ()) -> Comparison:
    """Whether two names may be the same employer; `aliases` are groups of names known to belong together.

    blocked: same credit code, same key or known alias. possible (a person decides): same key but other place or credit
    code, one core inside the other, same trade name or first two characters, or cores alike by 75 % and more; an empty name
    as well. Else clear.
    """
    one = a if isinstance(a, Employer) else Employer(a)
    two = b if isinstance(b, Employer) else Employer(b)
    codes = [re.sub(r"\W", "", unicodedata.normalize("NFKC", e.credit_code or "")).upper() for e in (one, two)]
    if codes[0] and codes[0] == codes[1]:
        return Comparison(BLOCKED, (f"统一社会信用代码相同：{codes[0]}",))
    first, second = parse(one.name), parse(two.name)
    if not first.core or not second.core:
        return Comparison(POSSIBLE, ("有一方没有单位名称，无法比对",))
    if first.core != second.core and _alias(first.core, second.core, aliases):
        return Comparison(BLOCKED, (f"“{one.name}”和“{two.name}”是已登记的关联名称",))
    if first.core == second.core:
        if first.whole != second.whole and codes[0] and codes[1]:
            return Comparison(POSSIBLE, (f"字号相同（{first.core}），信用代码不同，可能是关联企业",))
        if _places_differ(first, second) and not (first.branch or second.branch):
            return Comparison(POSSIBLE, (f"字号相同（{first.core}），登记地不同，可能是关联企业",))
        why = "其中一方是分支机构" if first.branch != second.branch else "去掉地名和组织形式后名称相同"
        return Comparison(BLOCKED, (f"{why}：{first.core}",))
    evidence = _likeness(first.core, second.core)
    return Comparison(POSSIBLE if evidence else CLEAR, evidence)


def _likeness(a: str, b: str) -> tuple[str, ...]:
    evidence: list[str] = []
    short, long = sorted((a, b), key=len)
    if len(short) >= 2 and short in long:
        evidence.append(f"“{long}”包含“{short}”")
    brands = [_TRADES.sub("", core) for core in (a, b)]
    if len(brands[0]) >= 2 and brands[0] == brands[1]:
        evidence.append(f"字号相同：{brands[0]}")
    elif a[:2] == b[:2] and len(short) >= 2:
        # firms of one group share the beginning of their names
        evidence.append(f"字号开头相同：{a[:2]}")
    ratio = SequenceMatcher(None, a, b, autojunk=False).ratio()
    if ratio >= _SIMILAR:
        evidence.append(f"名称相似度{ratio:.0%}")
    return tuple(evidence)
