"""Requests, organisations and people out of XLSX and CSV: columns by their heads, faults by cell, a second import changes nothing."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.cli.program import lines, refused
from tests.cli.test_imports import count, office

HEADS = ["来电号码", "外部编号", "渠道", "问题", "反映内容", "单位名称", "区县", "姓名", "身份", "要律师", "同意处理个人信息", "同意处理敏感信息", "金额（元）", "人数", "来件日期"]
ROW = [13900010001, "12345-1", "12345", "工资被拖欠或克扣", "三个月没发工资了", "宁波青禾示例服饰有限公司", "海曙", "周示例", "进城务工人员", "是", "是", "√", "1.86万", 1, "2026-11-20"]


def sheet(path: Path, *rows: list) -> str:
    """A workbook or a CSV, as the ending says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(path)
    return str(path)


def changed(**cells: object) -> list:
    return [cells.get(head, value) for head, value in zip(HEADS, ROW, strict=True)]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_is_tried_imported_and_imported_again(run: Run, home: Path, tmp_path: Path, ending: str) -> None:
    office(run, tmp_path)
    path = sheet(tmp_path / f"t.{ending}", HEADS, ROW, [], changed(外部编号="12345-2", 问题="PAY", 渠道="HOTLINE", 区县="330203"))
    tried = lines(run("tickets", "import", path, "--dry-run").stdout)[0]
    assert (tried["added"], tried["unused_columns"], count(home, "tickets")) == (2, ["来件日期"], 0)
    assert lines(run("tickets", "import", path).stdout)[0]["added"] == 2
    again = lines(run("tickets", "import", path).stdout)[0]
    assert (again["added"], again["unchanged"], count(home, "tickets")) == (0, 2, 2)


def test_every_faulty_cell_is_named_and_nothing_is_imported(run: Run, home: Path, tmp_path: Path) -> None:
    office(run, tmp_path)
    path = sheet(tmp_path / "t.xlsx", HEADS, changed(外部编号="12345-1"), changed(区县="上海", 来电号码="139", 外部编号="12345-2"),
                 changed(外部编号="12345-3", 同意处理个人信息="否", 姓名=None), changed(外部编号="12345-1"), changed(外部编号="12345-5", 人数="几个", 身份="也许", 反映内容="短"))
    refused(run("tickets", "import", path), "第 3 行，区县（G3）：", "第 3 行，电话（A3）：", "第 4 行，姓名（H4）：", "第 5 行，external_no：与第 2 行重复",
            "第 6 行，人数（N6）：", "第 6 行，职工类型（I6）：", "第 6 行，事情经过（E6）：")
    assert count(home, "tickets") == 0
    refused(run("tickets", "import", sheet(tmp_path / "u.xlsx", [h for h in HEADS if h != "区县"], ROW)), "第 1 行，表头：缺少列：区县。")
    refused(run("tickets", "import", sheet(tmp_path / "v.csv", [*HEADS, "电话"], [*ROW, "1"])), "第 1 行，电话：P 列又是“电话”")
    (tmp_path / "w.xlsx").write_bytes(b"PK\x03\x04nothing")
    refused(run("tickets", "import", str(tmp_path / "w.xlsx")), "file：不是可以读取的 .xlsx 表格")
    (tmp_path / "x.csv").write_bytes("外部编号\n甲".encode("gb18030"))
    refused(run("tickets", "import", str(tmp_path / "x.csv")), "不是 UTF-8")


def test_the_tree_and_its_people_come_out_of_sheets(run: Run, home: Path, tmp_path: Path) -> None:
    office(run, tmp_path)
    tree = sheet(tmp_path / "o.xlsx", ["代码", "名称", "类别", "上级", "在用"], ["330203T1", "示例镇总工会", "镇街总工会", "330203", "是"], ["330203Z1", "示例片区", "片区", "330203T1", None])
    assert lines(run("organisations", "import", tree).stdout)[0]["added"] == 2
    closed = sheet(tmp_path / "c.csv", ["代码", "名称", "类别", "上级", "在用"], ["330203Z1", "示例片区", "片区", "330203T1", "否"])
    assert lines(run("organisations", "import", closed).stdout)[0]["changed"] == 1
    people = sheet(tmp_path / "p.xlsx", ["登录名", "姓名", "岗位", "组织代码", "联系方式", "任职日期"],
                   ["wang", "王示例", "片区工作人员", "330203T1", "13900010009", "2026-12-01"], ["wang", "王示例", "调解员", "330203R0", None, None])
    assert lines(run("users", "import", people, "--dry-run").stdout)[0]["added"] == 1
    assert count(home, "accounts") == 0
    assert lines(run("users", "import", people).stdout)[0] == {"added": 1, "changed": 1, "unchanged": 0}
    assert lines(run("users", "import", people).stdout)[0] == {"added": 0, "changed": 0, "unchanged": 2}
    assert (count(home, "accounts"), count(home, "posts")) == (1, 2)
    faulty = sheet(tmp_path / "q.csv", ["登录名", "姓名", "岗位", "组织代码"], ["li", "李示例", "局长", "3302"], ["wu", "吴示例", "调解员", "330203Z1"])
    refused(run("users", "import", faulty), "第 2 行，岗位（C2）：")


def test_an_organisation_with_open_requests_cannot_be_closed(run: Run, home: Path, tmp_path: Path) -> None:
    office(run, tmp_path)
    assert run("tickets", "import", sheet(tmp_path / "t.xlsx", HEADS, ROW)).exit_code == 0
    closing = sheet(tmp_path / "c.csv", ["代码", "名称", "类别", "上级", "在用"], ["330203", "海曙区总工会", "DISTRICT", "3302", "否"])
    refused(run("organisations", "import", closing), "第 2 行，active：还有 1 件没有办结的诉求")
