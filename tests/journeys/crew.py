"""The ninety-four invented workers of the group story: their roster as a workbook, and sums of it added up in whole fen, by nothing of ours."""

import io
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from openpyxl import Workbook

from tests.journeys.worker import check_digit

FIRM = "海曙星野示例针织有限公司"
FIRMS = (FIRM, "海曙晓岚示例制衣厂", "海曙碧溪示例水洗厂", "海曙金线示例绣花厂")
TEAMS = ("横机一组", "横机二组", "缝盘组", "裁剪组", "水洗班", "绣花班", "整烫包装组")
MONTHS = ("2026年8月", "2026年9月", "2026年10月")
HEADS = ("姓名", "身份证号", "电话", "用人单位", "班组", "是否班组长", "入职日期", "月工资", *(f"{month}{kind}" for month in MONTHS for kind in ("应发", "实发")), "书面合同")
SURNAMES, GIVEN = "陈王李张刘周吴徐孙胡朱林何郭马高罗郑梁谢", "安平宁远明朗清和文斌强勇伟涛磊鹏辉军华芳娟敏静"


@dataclass(frozen=True)
class Member:
    """One line: sums in fen."""

    name: str
    id_no: str
    phone: str
    firm: str
    team: str
    leader: bool
    wage: int
    months: tuple[tuple[int, int], ...]  # due, paid

    @property
    def owed(self) -> int:
        return sum(due - paid for due, paid in self.months)


def crew() -> list[Member]:
    """Always the same people; the first three are those who ask for help themselves."""
    rng, people = Random(94), []
    for n in range(94):
        firm = FIRMS[0 if n < 52 else 1 if n < 70 else 2 if n < 84 else 3]
        wage = rng.randint(4_200_00, 7_800_00)
        months = tuple((due := wage - rng.randint(0, 400_00), rng.choice((0, 0, due // 3))) for _ in MONTHS)
        born = f"{rng.randint(1970, 2002)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        people.append(Member(f"{SURNAMES[n % 20]}示{GIVEN[n % 23]}", check_digit(f"330299{born}{n:03d}"), f"1990001{n:04d}", firm, TEAMS[n % 7], n < 7, wage, months))
    return people


def workbook(people: list[Member], **cells: object) -> bytes:
    """The roster as a clerk types it, with a line of totals; `cells` by address (C7) stand instead."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    for one in people:
        money = [fen / 100 for pair in one.months for fen in pair]
        sheet.append((one.name, one.id_no, one.phone, one.firm, one.team, "是" if one.leader else "", "2025-03-03", one.wage / 100, *money, "是"))
    sheet.append(("合计", "", "", "", "", "", "", "", *(sum(one.months[m][k] for one in people) / 100 for m in range(3) for k in (0, 1)), ""))
    for address, value in cells.items():
        sheet[address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def agreed(people: list[Member], percent: int, exceptions: dict[int, int]) -> int:
    """What an agreement over a part of everybody's debt promises together, each sum rounded to the fen; `exceptions` in fen by line of the roster."""
    return sum(exceptions.get(line, int((Decimal(one.owed * percent) / 100).quantize(Decimal(1), ROUND_HALF_UP))) for line, one in enumerate(people, 1))


def yuan(fen: int) -> str:
    """12,345.67 元, whole sums without fen, as pages say it."""
    return f"{fen // 100:,}.{fen % 100:02d}".removesuffix(".00") + " 元"
