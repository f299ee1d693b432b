"""Authority: the article or notice that a result rests on, and how surely its text is known."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

from toolkit import instruments
from toolkit.numerals import chinese

JI1 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"
JI2 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（二）"

MARKS = {
    "V": "已核对原文",
    "S": "据转载文本，待核实",
    "K": "未见原文，待核实",
    "C": "法律未定，本系统约定",
    "OP": "由管理员录入，待核实",
}

_ID = re.compile(r"(?P<law>.+?)(?:-(?P<number>[1-9]\d{0,3})(?P<inserted>之[一二三四五六七八九十])?)?", re.DOTALL)


@dataclass(frozen=True)
class Citation:
    """`id` = "<act>-<article>" (劳动合同法-82, 刑法-276之一) as the register spells it, or the bare name of an act.

    `part` is the paragraph or item in Chinese ("第二款", "第三项") or empty; `mark` is a key of MARKS.
    """

    id: str
    part: str = ""
    mark: str = "V"

    @cached_property
    def law(self) -> str:
        """Name of the act without the article."""
        return self._split()["law"]

    @property
    def article(self) -> str:
        """第四十七条, or empty when the whole act is meant."""
        found = self._split()
        return f"第{chinese(int(found['number']))}条{found['inserted'] or ''}" if found["number"] else ""

    @cached_property
    def label(self) -> str:
        """《劳动合同法》第四十七条第二款."""
        return (self.law if self.law.endswith("号") else f"《{self.law}》") + self.article + self.part

    def to_json(self) -> dict[str, str]:
        """Plain strings: id, part, label, mark."""
        return {"id": self.id, "part": self.part, "label": self.label, "mark": self.mark}

    def _split(self) -> re.Match[str]:
        match = _ID.fullmatch(self.id)
        assert match is not None, self.id
        return match


@cache
def cite(source: str, part: str = "", mark: str | None = None) -> Citation:
    """Citation of "劳动合同法-82"; its mark is the register's for that act unless given.

    ValueError for an act that is not in the register under this short name.
    """
    law = Citation(source).law
    act = instruments.register().get(law)
    if act is None:
        raise ValueError(f"not in the register of instruments: {law}")
    return Citation(source, part, mark or act.mark)
