"""Import of cases: our names and others', tables, faults by line, real official cases."""

import datetime as dt
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from casebank.case import BadCase, Case, from_json
from casebank.engine import Doc, Query, Settings
from casebank.engines import ENGINES
from casebank.sections import Causes, read_csv, read_rows, read_xlsx

GOOD = {"id": "c1", "title": "拖欠工资", "facts": "厂里三个月没发工资", "outcome": "裁决支付", "reasoning": "应当及时足额支付"}


def of_types(types: Iterable[str]) -> tuple[str, ...]:
    return ("205.5",) if "工资" in types else ()


KNOWN = Causes(("205.5", "205.6"), of_types)


def read(*rows: Any) -> Any:
    return read_rows(enumerate(rows, 1), KNOWN)


def sheet(*rows: Any) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_field_at_fault_is_named_with_its_line() -> None:
    reading = read(
        GOOD, {**GOOD, "id": "c2", "facts": " ", "amount_claimed": "-1", "head_count": 0}, {**GOOD, "id": "c1"}, {**GOOD, "id": "c4", "date": "昨天"},
        {**GOOD, "id": "c5", "colour": "red"}, {**GOOD, "id": "c6", "causes": ["205.5", "999"], "outcome_type": "赢"}, {},
    )
    assert [r.case.id for r in reading.rows] == ["c1"]
    assert [(line, field) for line, field, _ in reading.faults] == [
        (2, "facts"), (2, "amount_claimed"), (2, "head_count"), (3, "id"), (4, "date"), (5, "colour"), (6, "outcome_type"), (6, "causes"),
        (7, "id"), (7, "title"), (7, "facts"), (7, "outcome"),
    ]
    assert "第 1 行" in next(message for line, _, message in reading.faults if line == 3)


def test_faults_found_before_are_listed_in_their_place() -> None:
    reading = read_rows([(1, GOOD), (3, {})], KNOWN, [(2, "内容", "不是完整的 JSON。")])
    assert [line for line, _, _ in reading.faults][:2] == [2, 3]


def test_other_names_are_taken_and_ours_win() -> None:
    row = {"claim": "请求支付工资", "result": "支持", "analysis": "理由", "significance": "意义", "types": ["工资"], "cited": ["劳动合同法第三十条"], "batch": "第一批",
           "source": "某个汇编", "published": "2021-08-26", "full_text": "全文", "id": "o1", "title": "t", "facts": "f"}
    case = read(row).rows[0].case
    assert (case.dispute_points, case.outcome, case.reasoning, case.lesson) == (("请求支付工资",), "支持", "理由", "意义")
    assert (case.causes, case.articles, case.source, case.date) == (("205.5",), ("劳动合同法第三十条",), "第一批", "2021-08-26")
    assert read({**row, "outcome": "我们的"}).rows[0].case.outcome == "我们的"
    assert read({**row, "outcome": ""}).rows[0].case.outcome == "支持"


@pytest.mark.parametrize(("address", "official"), [
    ("https://www.court.gov.cn/zixun/1.html", True), ("https://gov.cn/1", True), ("http://www.acftu.org/x", True), ("https://www.court.gov.cn.evil.example/1", False),
    ("https://notgov.cn/1", False), ("https://example.org/gov.cn", False), ("javascript:alert(1)//court.gov.cn", False), ("//court.gov.cn/1", False), ("https://[", False), (None, False),
])
def test_only_addresses_of_courts_and_offices_make_a_row_official(address: str | None, official: bool) -> None:
    assert read({**GOOD, "source": "第一批", "url": address}).rows[0].official is official
    assert not read({**GOOD, "url": address}).rows[0].official


HEAD = "编号,标题,案情,处理结果,说理,案由,人数,支持金额"


def test_a_csv_may_carry_chinese_heads_a_byte_order_mark_lists_and_blank_rows() -> None:
    reading = read_csv(f"\ufeff{HEAD}\r\nc1,标题,\"案情，\n第二行\",结果,理由,205.5；205.6,12,\"18600.5\"\r\n,,,,,,,\r\nc2,,案情,结果,理由,,,\r\n", KNOWN)
    (row,) = reading.rows
    assert (row.line, row.case.facts, row.case.causes, row.case.head_count, row.case.amount_awarded) == (2, "案情，\n第二行", ("205.5", "205.6"), 12, "18600.50")
    assert [(line, field) for line, field, _ in reading.faults] == [(4, "标题")]


@pytest.mark.parametrize(("text", "line", "field"), [
    ("", 0, ""), (f"{HEAD},编号\nc1\n", 1, "表头"), (f"{HEAD},,多余\n", 1, "表头"), (f"{HEAD}\nc1,a,b,c,d,205.5,1,2,3\n", 2, "内容"), (f'{HEAD}\nc1,"没有结束', 0, "文件"),
    (f"{HEAD},颜色\nc1,标题,案情,结果,理由,,,,红\n", 2, "颜色"), (f"{HEAD}\nc1,标题,案情,结果,理由,,很多,\n", 2, "人数"),
])
def test_a_faulty_table_is_refused_by_line(text: str, line: int, field: str) -> None:
    reading = read_csv(text, KNOWN)
    assert reading.rows == ()
    assert [(at, name) for at, name, _ in reading.faults] == ([(line, field)] if field else [])


def test_an_excel_file_reads_like_the_csv() -> None:
    content = sheet(HEAD.split(","), ["c1", "标题", "案情", "结果", "理由", "205.5；205.6", 12, 18600.5], [None] * 8, ["c2", None, "案情", "结果", "理由"],
                    ["c3", "标题", "案情", "结果", "理由", None, None, None])
    reading = read_xlsx(content, KNOWN)
    assert [(r.line, r.case.id, r.case.causes, r.case.head_count, r.case.amount_awarded) for r in reading.rows] == [
        (2, "c1", ("205.5", "205.6"), 12, "18600.50"), (5, "c3", (), 1, None),
    ]
    assert [(line, field) for line, field, _ in reading.faults] == [(4, "标题")]


def test_days_and_whole_numbers_of_excel_come_as_people_see_them() -> None:
    content = sheet(["编号", "标题", "案情", "处理结果", "日期", "请求金额"], [7, "标题", "案情", "结果", dt.date(2026, 3, 1), 8000.0])
    (row,) = read_xlsx(content, KNOWN).rows
    assert (row.case.id, row.case.date, row.case.amount_claimed) == ("7", "2026-03-01", "8000.00")


@pytest.mark.parametrize("content", [b"", b"not a zip", sheet(["编号"])[:200]])
def test_what_is_no_excel_file_is_refused(content: bytes) -> None:
    reading = read_xlsx(content, KNOWN)
    assert [(line, field) for line, field, _ in reading.faults] == [(0, "文件")]


@pytest.mark.parametrize(("field", "value"), [
    ("id", "a/b"), ("id", " c1"), ("id", "x" * 65), ("id", 7), ("title", None), ("facts", "长" * 20_001), ("head_count", True), ("head_count", 10**9), ("amount_claimed", 1.5),
    ("amount_claimed", "NaN"), ("amount_claimed", "1e99"), ("amount_claimed", [1]), ("causes", [1]), ("causes", {"a": 1}), ("date", "2026-02-30"), ("outcome_type", "赢了"), ("evidence", ["", "x"]),
])
def test_a_value_that_cannot_be_kept_is_refused_by_its_field(field: str, value: Any) -> None:
    with pytest.raises(BadCase) as refused:
        from_json({**GOOD, field: value})
    assert [name for name, _ in refused.value.faults] == [field]


def test_a_case_survives_its_json_and_a_change_shows_in_the_digest() -> None:
    case = from_json({**GOOD, "causes": ["205.5"], "amount_awarded": "100"})
    assert from_json(case.to_json()) == case
    assert case.amount_awarded == "100.00"
    assert case.digest() != Case(**{**case.__dict__, "lesson": "x"}).digest()


def test_the_official_cases_are_read_and_the_courier_is_found(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "data/cases/typical_cases.jsonl").read_text(encoding="utf-8").splitlines()
    reading = read_rows(enumerate(map(json.loads, lines), 1), KNOWN)
    assert reading.faults == ()
    assert (len(reading.rows), sum(r.official for r in reading.rows)) == (40, 22)
    engine = ENGINES["whoosh"](tmp_path / "i", Settings({"title": 1.5, "text": 1.0}, ("text",), {"开除": ("解除劳动合同",)}))
    engine.rebuild(Doc(r.case.id, r.case.title, {"title": r.case.title, "text": r.case.whole_text()}) for r in reading.rows)
    assert "typ-01" in [h.id for h in engine.find(Query("快递员拒绝加班被开除", limit=5)).hits]
