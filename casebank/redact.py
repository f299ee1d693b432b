"""Masking before publication, and the check that nothing personal is left (脱敏与残留检查)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_EDGE_L, _EDGE_R = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程邢裴陆荣翁荀羊甄曲家封芮储靳汲邴糜松段富巫乌焦巴弓"
)
KINDS = {"id": "身份证号", "phone": "电话号码", "landline": "固定电话", "email": "电子邮箱", "plate": "车牌号", "account": "银行账号", "name": "姓名", "address": "详细住址"}
_AFTER_NAME = r"(?:先生|女士|[，,（(]\s?[男女](?=[，,。；）)]|性|生)|[（(]身份证)"
_PATTERNS = {
    "id": re.compile(_EDGE_L + r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]" + _EDGE_R),
    "phone": re.compile(_EDGE_L + r"1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}" + _EDGE_R),
    "landline": re.compile(_EDGE_L + r"0\d{2,3}-[2-9]\d{6,7}" + _EDGE_R),
    "email": re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    "plate": re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9])"),
    "account": re.compile(r"(?:账号|账户|卡号|银行卡)[号为：:\s]{0,3}(\d[\d\s]{11,22}\d)"),
    "name": re.compile(rf"(?:申请人|被申请人|原告|被告|姓名|法定代表人|联系人|我叫|本人叫|职工)[为是：:\s]{{0,2}}([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[，,。；;、（(\s]|$)"),
    "called": re.compile(rf"(?<![\u4e00-\u9fff])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}){_AFTER_NAME}"),
    "card": re.compile(_EDGE_L + r"((?:\d{4}[\s-]?){3,4}\d{1,7})" + _EDGE_R),
    "address": re.compile(r"[\u4e00-\u9fff]{2,12}(?:路|街|巷|弄|村)\s?\d{1,4}\s?号(?:\s?\d{1,3}\s?(?:幢|栋|号楼))?(?:\s?\d{1,4}\s?室)?"),
}
_SAME_AS = {"called": "name", "card": "account"}
# 某, 甲乙丙 and titles are already masks, not names
_NOT_NAMES = re.compile(r"[某甲乙丙丁×*]|公司|单位|工会|方不|主张|未|于|为|的|要求|认为|请求|系|在")


@dataclass(frozen=True)
class Residue:
    """Something personal that is still in a text: kind (key of KINDS), place, the piece itself."""

    kind: str
    start: int
    end: int
    text: str


def residue(text: str) -> list[Residue]:
    """Personal data left in a text, in order. Case numbers, dates, article numbers, credit codes and hotlines are none."""
    found: list[Residue] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            group = 1 if pattern.groups else 0
            piece = match.group(group)
            if kind in ("name", "called") and _NOT_NAMES.search(piece):
                continue
            if kind == "card" and not _is_card(piece):
                continue
            if any(r.start < match.end(group) and match.start(group) < r.end for r in found):
                continue
            found.append(Residue(_SAME_AS.get(kind, kind), match.start(group), match.end(group), piece))
    return sorted(found, key=lambda r: r.start)


def _is_card(piece: str) -> bool:
    """Whether 16 to 19 digits without a word before them pass the check sum of bank cards."""
    digits = [int(c) for c in piece if c.isdigit()]
    doubled = [d if at % 2 == 0 else d * 2 - 9 * (d > 4) for at, d in enumerate(reversed(digits))]
    return 16 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def redact(text: str, names: Iterable[str] = ()) -> str:
    """The text with given names and recognised data masked: 周大平 → 周某, numbers → ×."""
    for name in sorted({n for n in names if len(n) > 1}, key=len, reverse=True):
        text = text.replace(name, f"{name[0]}某")
    for item in reversed(residue(text)):
        masks = {"name": f"{item.text[0]}某", "address": "×路×号", "email": "×@×", "plate": f"{item.text[0]}×××××"}
        text = text[: item.start] + masks.get(item.kind, item.text[:3] + "×" * (len(item.text) - 3)) + text[item.end :]
    return text
