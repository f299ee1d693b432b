"""Grounds: how employment ended, and what that means for 经济补偿 and 代通知金."""

from dataclasses import dataclass
from enum import StrEnum

from toolkit.authority import JI1, Citation, cite


class Before2008(StrEnum):
    """What the rules in force before 2008 (劳部发〔1994〕481号) gave on this ground."""

    TWELVE = "max12"
    UNLIMITED = "unlimited"
    NOTHING = "nothing"
    MANUAL = "manual"


@dataclass(frozen=True)
class Ground:
    """`payable` = 经济补偿 is owed (劳动合同法 46); `reason` says why not; `notice` = 代通知金 is possible (40)."""

    code: str
    label: str
    payable: bool
    cites: tuple[Citation, ...]
    before_2008: Before2008 = Before2008.MANUAL
    reason: str = ""
    notice: bool = False


_OLD = "违反和解除劳动合同的经济补偿办法"


def _owed(code: str, label: str, *cites: Citation, old: Before2008 = Before2008.MANUAL, notice: bool = False) -> Ground:
    return Ground(code, label, True, cites, old, notice=notice)


def _not_owed(code: str, label: str, reason: str, *cites: Citation) -> Ground:
    return Ground(code, label, False, cites, reason=reason)


_ALL = (
    _owed("A36", "用人单位提出、双方协商一致解除", cite("劳动合同法-36"), cite("劳动合同法-46", "第二项"),
          old=Before2008.TWELVE),
    _owed("A38", "单位有过错，劳动者被迫解除", cite("劳动合同法-38"), cite("劳动合同法-46", "第一项")),
    _owed("A40_1", "医疗期满不能工作，单位解除", cite("劳动合同法-40", "第一项"), cite("劳动合同法-46", "第三项"),
          old=Before2008.UNLIMITED, notice=True),
    _owed("A40_2", "不能胜任工作，单位解除", cite("劳动合同法-40", "第二项"), cite("劳动合同法-46", "第三项"),
          old=Before2008.TWELVE, notice=True),
    _owed("A40_3", "客观情况发生重大变化，单位解除", cite("劳动合同法-40", "第三项"), cite("劳动合同法-46", "第三项"),
          old=Before2008.UNLIMITED, notice=True),
    _owed("A41", "经济性裁员", cite("劳动合同法-41"), cite("劳动合同法-46", "第四项"), old=Before2008.UNLIMITED),
    _owed("A44_1", "固定期限合同期满，单位不续订或者降低条件续订", cite("劳动合同法-44", "第一项"),
          cite("劳动合同法-46", "第五项"), old=Before2008.NOTHING),
    _owed("A44_4", "单位被依法宣告破产", cite("劳动合同法-44", "第四项"), cite("劳动合同法-46", "第六项")),
    _owed("A44_5", "单位被吊销执照、责令关闭、撤销、提前解散或者经营期限届满", cite("劳动合同法-44", "第五项"),
          cite("劳动合同法-46", "第六项"), cite(f"{JI1}-48")),
    _owed("TASK", "以完成一定工作任务为期限的合同终止", cite("劳动合同法实施条例-22")),
    _owed("LCR6", "用工满一个月后，劳动者拒签书面合同，单位终止", cite("劳动合同法实施条例-6")),
    _not_owed("A37", "劳动者主动辞职", "劳动者提前通知辞职的，没有经济补偿", cite("劳动合同法-37")),
    _not_owed("A39", "劳动者有过失，单位解除", "劳动者有法定过失的，没有经济补偿；单位须证明过失", cite("劳动合同法-39")),
    _not_owed("A44_1_REFUSED", "单位维持或者提高条件续订，劳动者不同意", "单位维持或者提高条件续订而劳动者不同意的，没有经济补偿",
              cite("劳动合同法-46", "第五项")),
    _not_owed("A44_2", "劳动者开始享受基本养老保险待遇", "开始享受基本养老保险待遇而终止的，没有经济补偿",
              cite("劳动合同法-44", "第二项")),
    _not_owed("A44_3", "劳动者死亡或者被宣告失踪", "劳动者死亡而终止的，没有经济补偿", cite("劳动合同法-44", "第三项")),
    _not_owed("RETIRE", "达到法定退休年龄终止", "达到法定退休年龄而终止的，没有经济补偿", cite("劳动合同法实施条例-21")),
    _not_owed("PART_TIME", "非全日制用工终止", "非全日制用工终止的，没有经济补偿", cite("劳动合同法-71")),
    _not_owed("LCR5", "用工一个月内，劳动者拒签书面合同，单位终止", "用工一个月内劳动者拒签合同而终止的，没有经济补偿",
              cite("劳动合同法实施条例-5")),
)

GROUNDS = {ground.code: ground for ground in _ALL}
CHOICES = tuple((ground.code, ground.label) for ground in _ALL)
OLD_ARTICLE = {"A36": "5", "A40_1": "6", "A40_2": "7", "A40_3": "8", "A41": "9"}


def old_rule(code: str) -> Citation:
    """The article of the rules before 2008 (劳部发〔1994〕481号) for this ground, or the notice itself."""
    article = OLD_ARTICLE.get(code)
    return cite(f"{_OLD}-{article}" if article else _OLD)
