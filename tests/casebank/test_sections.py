"""Import of cases: our names and others', faults by line, real official cases."""

import json
from collections.abc import Iterable
from pathlib import Path

from casebank.case import Case, from_json
from casebank.engine import Doc, Query, Settings
from casebank.engines import ENGINES
from casebank.sections import read_csv, read_jsonl

GOOD = {"id": "c1", "title": "拖欠工资", "facts": "厂里三个月没发工资", "outcome": "裁决支付", "reasoning": "应当及时足额支付"}


def none(_: Iterable[str]) -> tuple[str, ...]:
    return ()


def test_each_faulty_line_is_named_with_its_field() -> None:
    lines = [
        json.dumps(GOOD), "{broken", "", json.dumps({**GOOD, "id": "c2", "facts": " "}), json.dumps({**GOOD, "id": "c3", "amount_claimed": "-1"}),
        json.dumps({**GOOD, "id": "c1"}), json.dumps({**GOOD, "id": "c4", "date": "昨天"}), json.dumps({**GOOD, "id": "c5", "colour": "red"}),
        json.dumps({**GOOD, "id": "c6", "head_count": 0}), json.dumps([1]),
    ]
    reading = read_jsonl(lines, none)
    assert [r.case.id for r in reading.rows] == ["c1"]
    assert [(n, f) for n, f, _ in reading.faults] == [
        (2, "内容"), (4, "facts"), (5, "amount_claimed"), (6, "id"), (7, "date"), (8, "colour"), (9, "head_count"), (10, "内容"),
    ]


def test_other_names_are_taken_and_ours_win() -> None:
    row = {"id": "o1", "title": "t", "facts": "f", "claim": "请求支付工资", "result": "支持", "analysis": "理由", "significance": "意义", "types": ["工资"],
           "cited": ["劳动合同法第三十条"], "batch": "第一批", "published": "2021-08-26", "url": "https://example.org/1"}
    reading = read_jsonl([json.dumps(row)], lambda types: ("205.5",) if "工资" in types else ())
    assert reading.faults == ()
    case = reading.rows[0].case
    assert (case.dispute_points, case.outcome, case.causes, case.source, case.date) == (("请求支付工资",), "支持", ("205.5",), "第一批", "2021-08-26")
    assert reading.rows[0].official


def test_a_row_without_official_address_is_not_official() -> None:
    assert not read_jsonl([json.dumps({**GOOD, "source": "教学示例"})], none).rows[0].official


def test_csv_with_byte_order_mark_and_lists() -> None:
    text = "\ufeffid,title,facts,outcome,reasoning,causes,head_count\nc1,标题,案情,结果,理由,205.5；205.6,12\nc2,,案情,结果,理由,,\n"
    reading = read_csv(text, none)
    assert (reading.rows[0].case.causes, reading.rows[0].case.head_count) == (("205.5", "205.6"), 12)
    assert [(n, f) for n, f, _ in reading.faults] == [(3, "title")]


def test_a_case_survives_its_json_and_a_change_shows_in_the_digest() -> None:
    case = from_json({**GOOD, "causes": ["205.5"], "amount_awarded": "100"})
    assert from_json(case.to_json()) == case
    assert case.amount_awarded == "100.00"
    assert case.digest() != Case(**{**case.__dict__, "lesson": "x"}).digest()


def test_the_official_cases_are_read_and_the_courier_is_found(shared: Path, tmp_path: Path) -> None:
    reading = read_jsonl((shared / "data/cases/typical_cases.jsonl").read_text(encoding="utf-8").splitlines(), none)
    assert reading.faults == ()
    assert len(reading.rows) == 40
    engine = ENGINES["whoosh"](tmp_path / "i", Settings({"title": 1.5, "text": 1.0}, ("text",), {"开除": ("解除劳动合同",)}))
    engine.rebuild(Doc(r.case.id, r.case.title, {"title": r.case.title, "text": r.case.whole_text()}) for r in reading.rows)
    assert "typ-01" in [h.id for h in engine.find(Query("快递员拒绝加班被开除", limit=5)).hits]
