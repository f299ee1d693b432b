"""No value in any field of any input breaks a command: it is done or refused in words, and what is refused leaves nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Run
from tests.cli.program import jsonl
from tests.cli.test_imports import ARTICLE, CASE, FIGURE, GOOD, LAWYER, OFFICIAL, TICKET, TREE, count, office
from tests.cli.test_streams import INSTANCE

FACTS = {"employer": {"name": "宁波青禾示例服饰有限公司"}, "contract_signed": False, "events": [{"text": "三个月没发工资"}], "claims": [{"title": "工资", "amount": "1000", "monetary": True}]}
YEAR = {"year": 2027, "papers": ["x"], "days": [{"name": "示例假", "date": "2027-03-01", "isOffDay": True}]}

value = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=12)
    | st.sampled_from(["", " ", "-1", "1e5", "２０２６-03-01", "2026-03-01", "\u0000", "\u202e", "x" * 500, "长" * 30_000, "205.5", "劳动合同法-82", "《劳动合同法》第八十二条", "/", "3302"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.sampled_from(["id", "employer", "205.5", "DRAFTING"]), inner, max_size=3), max_leaves=6,
)
ROWS = {"organisations": TREE[0], "lawyers": LAWYER, "tickets": TICKET, "cases": CASE, "statutes": ARTICLE, "parameters": FIGURE}
patient = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def fields(row: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The row with some of its fields, or others, replaced by junk."""
    return st.dictionaries(st.sampled_from([*row, "colour", "url", "latitude", "batch", "types", "cited", "valid_to", "head_count"]), value, min_size=1, max_size=3)


@pytest.mark.parametrize("noun", ROWS)
@patient
@given(data=st.data())
def test_no_junk_breaks_an_import(run: Run, home: Path, tmp_path: Path, noun: str, data: st.DataObject) -> None:
    if noun in ("lawyers", "tickets") and not count(home, "organisations"):
        office(run, tmp_path)
    row = {**ROWS[noun], **data.draw(fields(ROWS[noun]))}
    text = json.dumps(row, ensure_ascii=data.draw(st.booleans()))
    result = run(noun, "import", jsonl(tmp_path / "in.jsonl", text.encode("utf-8", "replace").decode()), "--dry-run")
    assert result.exit_code in (0, 2)
    assert (result.exit_code == 2) == (result.stdout == "")
    assert result.exit_code == 0 or "第 1 行" in result.stderr
    assert noun == "organisations" or count(home, GOOD[noun][1]) == 0


@patient
@given(fields(YEAR), value)
def test_no_junk_breaks_a_calendar_or_a_sheet_of_facts_or_an_instance(run: Run, home: Path, tmp_path: Path, change: dict[str, Any], junk: Any) -> None:
    for args, whole in (
        (["calendar", "import", "{path}", "--dry-run"], {**YEAR, **change}), (["calendar", "import", "{path}", "--dry-run"], junk),
        (["documents", "render", "arbitration_application", "--input", "{path}", "--out", str(tmp_path / "a.docx")], {**FACTS, "employer": junk, "claims": [junk], "hire_date": junk}),
        (["match", "{path}", str(tmp_path / "out.json")], {**INSTANCE, "scores": [junk], "forbidden": junk, "load_weight": junk}), (["match", "{path}", str(tmp_path / "out.json")], junk),
    ):
        path = tmp_path / "in.json"
        path.write_text(json.dumps(whole), encoding="utf-8")
        result = run(*(a.format(path=path) for a in args))
        assert result.exit_code in (0, 2)
        assert result.exit_code == 0 or (result.stdout == "" and result.stderr)


@patient
@given(st.lists(st.text(max_size=40) | st.sampled_from(["(", "工资 AND", "\"", "*", "id:x", "\u0000", "工" * 3000]), max_size=5))
def test_no_query_breaks_a_search(run: Run, home: Path, tmp_path: Path, queries: list[str]) -> None:
    if not (home / "index").exists():
        run("cases", "import", jsonl(tmp_path / "c.jsonl", OFFICIAL))
    result = run("search", "cases", "--batch", input="\n".join(json.dumps({"id": n, "query": q}) for n, q in enumerate(queries)))
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == list(range(len(queries)))
