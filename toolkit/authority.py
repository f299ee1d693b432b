"""Authority: the article or notice that a result rests on, and how surely its text is known."""

import re
from dataclasses import dataclass

JI1 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"
JI2 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（二）"

MARKS = {
    "V": "已核对原文",
    "S": "据转载文本，待核实",
    "K": "未见原文，待核实",
    "C": "本系统约定，可调整",
    "OP": "待管理员核实",
}

# Sources whose text was not read from an official copy; every other act cited is V.
_MARK_OF_LAW = {
    JI2: "S",
    "劳动人事争议仲裁办案规则": "S",
    "人社部发〔2025〕2号": "S",
    "劳部发〔1994〕479号": "S",
    "劳部发〔1995〕309号": "S",
    "劳部发〔1994〕481号": "K",
    "最低工资规定": "K",
    "防暑降温措施管理办法": "K",
    "行政复议法": "K",
    "行政诉讼法": "K",
    "办理法律援助案件程序规定": "K",
    "人社部发〔2022〕9号": "S",
}
_DIGITS = "零一二三四五六七八九"
_ID = re.compile(r"(?P<law>.+?)(?:-(?P<article>\d{1,3}))?")


def chinese_number(number: int) -> str:
    """Write 1..999 as articles are numbered: 47 → 四十七, 110 → 一百一十, 201 → 二百零一."""
    if not 1 <= number <= 999:
        raise ValueError(f"out of range: {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


@dataclass(frozen=True)
class Citation:
    """`id` = "<act>-<article number>" as the register of statutes spells it, or the bare name of a notice.

    `part` is the paragraph or item in Chinese ("第二款", "第三项") or empty; `mark` is a key of MARKS.
    """

    id: str
    part: str = ""
    mark: str = "V"

    @property
    def law(self) -> str:
        """Name of the act without the article."""
        return self._split()[0]

    @property
    def label(self) -> str:
        """《劳动合同法》第四十七条第二款."""
        law, article = self._split()
        name = law if law.endswith("号") else f"《{law}》"
        return name + (f"第{chinese_number(int(article))}条" if article else "") + self.part

    def to_json(self) -> dict[str, str]:
        """Plain strings: id, part, label, mark."""
        return {"id": self.id, "part": self.part, "label": self.label, "mark": self.mark}

    def _split(self) -> tuple[str, str | None]:
        match = _ID.fullmatch(self.id)
        assert match is not None, self.id
        return match["law"], match["article"]


def cite(source: str, part: str = "", mark: str | None = None) -> Citation:
    """Citation of "劳动合同法-47"; its mark is that of the act unless given."""
    return Citation(source, part, mark or _MARK_OF_LAW.get(Citation(source).law, "V"))
