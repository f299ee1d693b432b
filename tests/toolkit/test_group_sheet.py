"""The roster of a group dispute, read as people write it; every bad cell named by its address."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from toolkit.group_headers import NAMES, field_of, month_of
from toolkit.group_rows import Month
from toolkit.group_sheet import MOST_ROWS, Sheet, read
from toolkit.refusal import Refusal
from toolkit.workbooks import rows_of_xlsx

ON = date(2026, 11, 24)


def resident(number: int) -> str:
    """An invented identity number with a right check digit."""
    body = f"330203199{number % 10}0101{number:03d}"
    total = sum(int(d) * w for d, w in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "10X98765432"[total % 11]


IDS = (resident(7), resident(8))
WIDE = IDS[0].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})


def book(*rows: list[Any], change: Callable[[Any], None] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheet(*rows: list[Any], change: Callable[[Any], None] | None = None) -> Sheet:
    return read(book(*rows, change=change), ON)


def faults(found: Sheet) -> dict[str, str]:
    return {fault.cell: fault.message for fault in found.faults}


def test_a_roster_as_people_write_it_is_read() -> None:
    found = sheet(
        ["宁波某工地农民工工资拖欠表"],
        ["填表日期：2026年11月1日"],
        ["序号", "姓 名", "身份证号码", "联系电话", "班组", "是否班组长", "进场时间", "约定工资（元/月）", "应发工资：", "预支\n（元）", "拖欠金额（元）", "签字"],
        [1, "周小禾 ", WIDE, 13800000001, "木工一组", "√", 45352, "6,000", "￥12,000.00", "２０００元", 10000, None],
        [None] * 12,
        [2, "吴大田", None, "138 0000 0002", "木工一组", None, "2026年3月5日", 6000.0, 12000, 0, "1.2万", None],
        [3, "郑\u3000水", None, None, "—", "否", date(2026, 4, 1), None, 7000, 500.5, 6499.5, None],
        ["合计", None, None, None, None, None, None, None, None, None, 28499.5, None],
        ["制表人：某某"],
    )
    assert found.faults == ()
    first, second, third = found.rows
    assert (first.name, first.id_no, first.phone, first.team, first.leader) == ("周小禾", IDS[0], "13800000001", "木工一组", True)
    assert (first.hire_date, first.monthly_wage, first.due, first.paid, first.owed) == (date(2024, 3, 1), 6000, 12000, 2000, 10000)
    assert (second.owed, second.hire_date, second.phone) == (12000, date(2026, 3, 5), "13800000002")
    assert (third.name, third.team, third.owed, third.hire_date) == ("郑 水", None, Decimal("6499.50"), date(2026, 4, 1))
    assert [row.line for row in found.rows] == [4, 6, 7]
    assert found.notes == ("第9行没有姓名和金额，没有读取",)


@pytest.mark.parametrize(("name", "field"), [(name, field) for field, names in NAMES.items() for name in names])
def test_every_known_name_of_a_column_is_recognised_however_spaced(name: str, field: str) -> None:
    assert field_of(name) == field_of(f" {name[0]} {name[1:]}（元）：") == field


def test_no_name_belongs_to_two_columns() -> None:
    every = [name for names in NAMES.values() for name in names]
    assert len(every) == len(set(every))
    assert month_of("2026年8月应发工资") == (2026, 8, "due")
    assert month_of("2026-08实发") == (2026, 8, "paid")
    assert month_of("8月") == (None, 8, "owed")
    assert month_of("8") is None
    assert month_of("13月") is None


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("欠薪", "六千", "不是金额"), ("欠薪", -1, "负数"), ("欠薪", "-1", "负数"), ("欠薪", "（500）", "负数"), ("欠薪", "1,00", "不是金额"), ("欠薪", "约6000", "不是金额"),
     ("欠薪", True, "“是”或者“否”"), ("欠薪", date(2026, 1, 1), "日期"), ("欠薪", 1e12, "过大"), ("欠薪", None, "没有欠薪金额"), ("欠薪", "6000-7000", "不是金额"),
     ("身份证号", IDS[0][:17] + ("1" if IDS[0][17] != "1" else "2"), "校验"),
     ("身份证号", 330203199003075224, "后几位已经丢失"), ("身份证号", "33020319900307522", "18位"), ("电话", "1380000000", "11位"),
     ("入职日期", "2026-02-30", "没有"), ("入职日期", "去年三月", "不是日期"), ("入职日期", "2026年3月", "写到日"), ("入职日期", 0.5, "不是日期"), ("入职日期", 5, "不像"),
     ("入职日期", True, "日期"), ("书面合同", "可能吧", "看不出"), ("班组", "长" * 61, "超过60"), ("姓名", None, "没有姓名"), ("姓名", date(2026, 1, 1), "文字")],
)
def test_a_bad_cell_is_named_by_its_address_with_the_reason(column: str, value: Any, words: str) -> None:
    heads = ["姓名", "身份证号", "电话", "班组", "入职日期", "书面合同", "欠薪"]
    good: dict[str, Any] = {"姓名": "周小禾", "欠薪": 100}
    found = sheet(heads, [good.get(h) for h in heads], [({**good, "姓名": "吴田"} | {column: value}).get(h) for h in heads])
    ((cell, message),) = faults(found).items()
    assert cell == f"{'ABCDEFG'[heads.index(column)]}3"
    assert words in message
    assert [row.name for row in found.rows] == ["周小禾"]
    assert str(found.faults[0]).startswith(f"{cell}（{column}）：")


def test_every_bad_cell_is_reported_not_only_the_first() -> None:
    found = sheet(["姓名", "电话", "欠薪"], ["周小禾", "12", "x"], ["吴田", "13", -5], ["郑水", None, 5])
    assert set(faults(found)) == {"B2", "C2", "B3", "C3"}
    assert [row.name for row in found.rows] == ["郑水"]


def test_sums_that_do_not_agree_are_not_chosen_between() -> None:
    found = sheet(["姓名", "应发", "已发", "欠薪"], ["周小禾", 12000, 2000, 9000], ["吴田", 100, 200, None], ["郑水", 100, None, None], ["王土", 100, 100, None])
    assert faults(found) == {"D2": "欠薪为9000.00，应发减已发为10000.00，两个数不一致", "C3": "已发比应发多100.00元，请核对", "C4": "填了应发，没有填已发；没有发过的请填0"}
    assert [(row.name, row.owed) for row in found.rows] == [("王土", 0)]
    assert sheet(["姓名", "日工资", "出勤天数", "预支"], ["周小禾", 320, 25.5, 1000]).rows[0].owed == Decimal("7160.00")
    assert sheet(["姓名", "日工资", "出勤天数"], ["周小禾", 333.33, 10.5]).rows[0].owed == Decimal("3499.97")  # half a cent goes up


def test_months_may_stand_under_a_merged_head_and_their_sum_is_the_debt() -> None:
    def merge(s: Any) -> None:
        s.merge_cells("A1:A2")
        s.merge_cells("B1:C1")
        s.merge_cells("D1:E1")

    found = sheet(["姓名", "2026年8月", None, "2026年9月", None], [None, "应发", "实发", "应发", "实发"], ["周小禾", 6000, 0, 6000, 1000], change=merge)
    assert found.faults == ()
    assert found.rows[0].months == (Month("2026-08", Decimal(6000), Decimal(0)), Month("2026-09", Decimal(6000), Decimal(1000)))
    assert found.rows[0].owed == 11000
    assert sheet(["2026年工资表"], ["姓名", "8月", "9月"], ["周小禾", 6000, 5000]).rows[0].owed == 11000
    assert faults(sheet(["姓名", "8月"], ["周小禾", 6000])) == {"B1": "只写了月份，请写明年份，例如“2026年8月”"}


def test_a_merged_team_counts_for_its_rows_and_a_merged_sum_is_refused() -> None:
    rows = [["班组", "姓名", "欠薪"], ["木工", "周小禾", 100], [None, "吴田", 200], ["瓦工", "郑水", 300]]
    found = sheet(*rows, change=lambda s: s.merge_cells("A2:A3"))
    assert [row.team for row in found.rows] == ["木工", "木工", "瓦工"]
    found = sheet(*rows, change=lambda s: s.merge_cells("C2:C3"))
    assert set(faults(found)) == {"C2", "C3"}
    assert all("合并" in message for message in faults(found).values())


def test_a_formula_counts_by_its_stored_value_or_not_at_all() -> None:
    found = sheet(["姓名", "应发", "已发", "欠薪"], ["周小禾", 100, 20, "=B2-C2"])
    assert "公式没有算出的值" in faults(found)["D2"]
    # as a spreadsheet program stores it: the formula with its value
    data = book(["姓名", "欠薪"], ["周小禾", "=50+30"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<f>50+30</f><v/>", b"<f>50+30</f><v>80</v>").replace(b"<f>50+30</f><v></v>", b"<f>50+30</f><v>80</v>"))
    found = read(out.getvalue(), ON)
    assert found.faults == ()
    assert found.rows[0].owed == 80
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as z:
        broken = z.read("xl/worksheets/sheet1.xml").replace(b'<c r="B2">', b'<c r="B2" t="e">').replace(b"<v>80</v>", b"<v>#REF!</v>")
    out2 = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as old, zipfile.ZipFile(out2, "w") as new:
        for name in old.namelist():
            new.writestr(name, broken if name == "xl/worksheets/sheet1.xml" else old.read(name))
    assert faults(read(out2.getvalue(), ON)) == {"B2": "公式出错（#REF!）"}


def test_the_same_person_twice_is_a_fault_and_two_of_one_name_are_not() -> None:
    heads = ["姓名", "身份证号", "电话", "欠薪"]
    found = sheet(heads, ["周小禾", IDS[0], None, 1], ["周小禾", None, None, 2], ["吴田", IDS[0], None, 3], ["郑水", None, "13800000001", 4], ["郑水", None, "13800000001", 5])
    assert faults(found) == {"A4": "与第2行“周小禾”是同一个人", "A6": "与第5行“郑水”是同一个人"}


def test_what_was_read_in_a_certain_way_is_said() -> None:
    def hide(s: Any) -> None:
        s.row_dimensions[3].hidden = True

    found = sheet(["姓名", "籍贯", "欠薪"], ["周小禾", "某地", 12000 / 7], ["吴田", None, 5], ["合计", None, 99], change=hide)
    said = "\n".join(found.notes)
    assert "C2：1714.285714285714取到分为1714.29" in said
    assert "B列“籍贯”" in said
    assert "第3行是隐藏的行" in said
    assert "合计是99" in said
    assert "合计" not in "\n".join(sheet(["姓名", "欠薪"], ["周小禾", 5], ["小计", 5], ["吴田", 7], ["小计", 7], ["总计", 12]).notes)


def test_heads_may_be_repeated_and_two_of_one_kind_are_refused() -> None:
    assert [row.name for row in sheet(["姓名", "欠薪"], ["周小禾", 5], ["姓名", "欠薪"], ["吴田", 7]).rows] == ["周小禾", "吴田"]
    found = sheet(["姓名", "欠薪", "拖欠金额"], ["周小禾", 5, 5])
    assert (list(faults(found)), found.rows) == (["C1"], ())


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "不是可以读取"), (b"PK\x03\x04junk", "不是可以读取"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧版表格"), (b"0" * (10 * 2**20 + 1), "超过10MB"),
     (book(["工号", "数"], [1, 2]), "没有找到名册")],
)
def test_a_file_that_is_no_roster_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        read(data, ON)
    assert caught.value.field == "file"


def test_endless_and_hostile_files_are_refused() -> None:
    with pytest.raises(Refusal, match=f"超过{MOST_ROWS}行"):
        sheet(["姓名", "欠薪"], change=lambda s: s.cell(60_000, 1, "x"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["姓名", "欠薪"], ["周", 1]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' if name == "xl/workbook.xml" else old.read(name))
    with pytest.raises(Refusal, match="结构不正常"):
        read(out.getvalue(), ON)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/worksheets/sheet1.xml", b" " * (81 * 2**20))
    for reads in (lambda data: read(data, ON), lambda data: rows_of_xlsx(data, 9)):
        with pytest.raises(Refusal, match="解压后过大"):
            reads(bomb.getvalue())


def test_merging_more_than_anybody_fills_is_refused_before_it_is_opened() -> None:
    assert sheet(["姓名", "欠薪"], ["周小禾", 5], change=lambda s: s.merge_cells("A4:B20")).rows
    rows = (["姓名", "欠薪"], ["周小禾", 5])
    for area in (b"A4:XFD1048576", b"C4:GR1500"):  # seventeen milliard cells, and three hundred thousand
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book(*rows, change=lambda s: s.merge_cells("A4:B5")))) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace(b"A4:B5", area))
        with pytest.raises(Refusal, match="合并的单元格太多"):
            read(out.getvalue(), ON)


SOUND = book(["姓名", "欠薪"], ["周小禾", 5])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(at: int, junk: bytes) -> None:
    with contextlib.suppress(Refusal):
        assert isinstance(read(SOUND[:at] + junk + SOUND[at + len(junk) :], ON), Sheet)


def test_a_column_may_name_the_leader_of_each_worker() -> None:
    found = sheet(["姓名", "带班人", "欠薪"], ["周小禾", "周小禾", 1], ["吴田", "周小禾", 2], ["郑水", None, 3])
    assert [(row.leader, row.leader_name) for row in found.rows] == [(True, None), (False, "周小禾"), (False, None)]
