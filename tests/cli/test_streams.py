"""What goes in and comes out: one line for each line asked, UTF-8, errors with their field, nothing half-written."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Run
from tests.cli.program import lines, refused

SEVERANCE = {"hire_date": "2021-03-01", "last_day": "2026-03-31", "monthly_wages": ["8000"], "min_wage": "2660", "local_avg_wage": "9000", "ground": "A40_3"}
ASK = json.dumps({"calculator": "severance", "inputs": SEVERANCE})


def test_one_line_comes_out_for_each_line_that_goes_in_and_in_order(run: Run) -> None:
    asked = [ASK, "", "  ", "{broken", "[1]", "null", '{"calculator":"nope","inputs":{}}', '{"calculator":"overtime"}', '{"calculator":7}', '{"id":1,"id":2}', '{"calculator":NaN}',
             '{"calculator":"severance","inputs":{"hire_date":1e999}}', "[" * 100_000, '{"calculator":"\\ud800"}', ASK]
    result = run("calc", "--batch", input="\n".join(asked))
    answers = lines(result.stdout)
    assert (result.exit_code, len(answers), result.stderr) == (0, len(asked), "")
    assert answers[0] == answers[-1]
    assert answers[0]["result"]["amount"] == "44000.00"
    assert [a["calculator"] for a in answers] == ["severance", *[None] * 5, "nope", "overtime", 7, *[None] * 5, "severance"]
    assert all(a["error"]["field"] and a["error"]["message"] for a in answers[1:-1])
    assert [a["error"]["field"] for a in answers[6:9]] == ["calculator", "inputs", "calculator"]


def test_answers_of_a_batch_are_those_of_single_calls(run: Run) -> None:
    single = lines(run("calc", "severance", input=json.dumps(SEVERANCE)).stdout)
    assert lines(run("calc", "--batch", input=ASK).stdout) == single
    assert set(single[0]) == {"calculator", "result"}
    assert {"n_post", "n_pre", "capped", "lines", "warnings", "citations", "params_used", "law_as_of"} <= set(single[0]["result"])


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(run: Run) -> None:
    answers = lines(run("calc", "--batch", input=("\ufeff" + ASK + "\r\n" + ASK + "\r\n").encode()).stdout)
    assert [a["result"]["amount"] for a in answers] == ["44000.00"] * 2


def test_a_line_that_is_not_utf8_is_one_bad_line(run: Run) -> None:
    answers = lines(run("classify", "--batch", input=b'{"id":"a","query":"\xc4\xe3\xba\xc3"}\n{"id":"b","query":"\xe5\xb7\xa5\xe4\xbc\xa4"}\n').stdout)
    assert answers[0] == {"id": None, "error": {"field": "line", "message": "第 1 行不是 UTF-8 编码。"}}
    assert answers[1]["id"] == "b"


def test_only_line_feeds_end_a_line(run: Run) -> None:
    text = '{"id":"a","query":"工伤\u2028怎么办\u0085"}'
    assert [a["id"] for a in lines(run("classify", "--batch", input=text).stdout.replace("\u2028", ""))] == ["a"]


def test_ids_come_back_as_they_were(run: Run) -> None:
    ids: list[Any] = ["a", 7, 1.5, None, ["x"], {"k": "中"}, "😀"]
    answers = lines(run("classify", "--batch", input="\n".join(json.dumps({"id": i, "query": "拖欠工资"}) for i in ids)).stdout)
    assert [a["id"] for a in answers] == ids
    assert set(answers[0]) == {"id", "cause", "class", "subclass", "flags", "confidence"}


def test_an_empty_batch_gives_nothing_and_is_done(run: Run) -> None:
    result = run("classify", "--batch", input="")
    assert (result.exit_code, result.output) == (0, "")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8) | st.sampled_from(["2026-03-01", "8000", "-1", "A40_3"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SEVERANCE, "kind", "segments", "x"]), inner, max_size=4), max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["severance", "overtime", "annual_leave", "double_wage", "deadline", "limitation", "add_workdays", "metrics_rate"]), junk), max_size=4))
def test_no_junk_breaks_a_batch(run: Run, asked: list[tuple[str, Any]]) -> None:
    result = run("calc", "--batch", input="\n".join(json.dumps({"calculator": name, "inputs": inputs}) for name, inputs in asked))
    assert result.exit_code == 0
    assert [a["calculator"] for a in lines(result.stdout)] == [name for name, _ in asked]


def test_without_text_the_standard_input_is_read(run: Run) -> None:
    assert run("classify", input="老板拖欠工资三个月").stdout == run("classify", "老板拖欠工资三个月").stdout
    refused(run("classify", input=" \n"), "text")
    refused(run("classify", ""), "text")
    refused(run("classify", "x", "--batch"), "--batch")


def test_a_very_long_text_is_classified(run: Run) -> None:
    assert lines(run("classify", input="老板拖欠工资，" * 20_000).stdout)[0]["cause"] == "205.5"


@pytest.mark.parametrize(("content", "word"), [
    (None, "没有这个文件"), (b"", "JSON"), (b"{", "JSON"), (b"[]", "inputs"), ("{\"a\":1}".encode("utf-16"), "UTF-8"), (b'{"hire_date":"2021-03-01","hire_date":"2022-03-01"}', "不止一次"),
    (b'{"monthly_wages":[NaN]}', "NaN"), (b"[" * 100_000, "层数"), (b'{"ground":"\\ud83d"}', "半个字符"), (b"1" * 5000, "JSON"),
])
def test_an_input_file_that_cannot_be_used_is_refused(run: Run, tmp_path: Path, content: bytes | None, word: str) -> None:
    path = tmp_path / "in.json"
    if content is not None:
        path.write_bytes(content)
    refused(run("calc", "severance", "--input", str(path)), word)


def test_a_folder_is_no_input_file(run: Run, tmp_path: Path) -> None:
    refused(run("calc", "severance", "--input", str(tmp_path)), "目录")


def test_the_calculator_must_be_named_and_known(run: Run) -> None:
    refused(run("calc", input="{}"), "calculator")
    refused(run("calc", "severance", "--batch", input=""), "calculator")
    refused(run("calc", "nope", input="{}"), "calculator", "severance")


def test_calculating_without_a_home_uses_what_is_shipped_and_makes_nothing(run: Run, tmp_path: Path) -> None:
    result = run("calc", "add_workdays", input='{"start_date":"2026-09-30","n":1}')
    assert (result.exit_code, lines(result.stdout)[0]["result"]["date"]) == (0, "2026-10-08")
    assert list(tmp_path.iterdir()) == []


# --- match ---

INSTANCE = {"lawyers": [{"id": "L", "cap": 2, "load": 0}], "disputes": [{"id": "D", "unassigned_cost": 5000}], "scores": [["D", "L", 900]], "load_weight": 300}


def write(path: Path, value: Any) -> str:
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)


def test_a_match_is_written_as_one_file_and_nothing_else(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    os.link(out, tmp_path / "reader.json")  # who has the old answer open goes on reading it whole
    result = run("match", write(tmp_path / "in.json", INSTANCE), str(out))
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "reader.json").read_text(encoding="utf-8") == "old"
    assert json.loads(out.read_text(encoding="utf-8")) == {"assignments": [["D", "L"]], "objective": 825, "unassigned": [], "optimal": True}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.json", "out.json", "reader.json"]


@pytest.mark.parametrize(("change", "word"), [({"scores": [["D", "X", 1]]}, "scores[0]"), ({"load_weight": 1.5}, "load_weight"), ({"lawyers": "x"}, "lawyers")])
def test_a_refused_instance_leaves_the_old_answer_alone(run: Run, tmp_path: Path, change: dict[str, Any], word: str) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    refused(run("match", write(tmp_path / "in.json", {**INSTANCE, **change}), str(out)), word)
    assert out.read_text(encoding="utf-8") == "old"


def test_an_answer_that_cannot_be_written_is_refused(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in.json", INSTANCE)
    refused(run("match", source, str(tmp_path / "no" / "out.json")), "OUT")
    refused(run("match", source, str(tmp_path)), "OUT")
    refused(run("match", str(tmp_path / "none.json"), str(tmp_path / "o.json")), "没有这个文件")
    assert [p.name for p in tmp_path.iterdir()] == ["in.json"]


def test_an_answer_may_go_into_a_pipe(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert run("match", write(tmp_path / "in.json", INSTANCE), str(pipe)).exit_code == 0
    assert json.loads(os.read(reader, 65536))["optimal"] is True
    os.close(reader)
    assert pipe.is_fifo()


# --- documents ---


def test_a_document_is_written_and_its_blanks_are_listed(run: Run, tmp_path: Path) -> None:
    facts = write(tmp_path / "facts.json", {"employer": {"name": "宁波青禾示例服饰有限公司"}})
    result = run("documents", "render", "arbitration_application", "--input", facts, "--out", str(tmp_path / "a.docx"))
    answer = lines(result.stdout)[0]
    assert (tmp_path / "a.docx").read_bytes()[:2] == b"PK"
    assert answer["document"] == "arbitration_application"
    assert answer["blanks"]
    assert "arbitration_application" in {row["id"] for row in lines(run("documents", "list").stdout)}


@pytest.mark.parametrize(("args", "word"), [
    (["nope", "--input", "{facts}", "--out", "{out}"], "nope"), (["arbitration_application", "--input", "{facts}", "--out", "{out}", "--law-as-of", "昨天"], "--law-as-of"),
    (["arbitration_application", "--input", "none.json", "--out", "{out}"], "none.json"), (["arbitration_application", "--out", "{out}"], "--input"),
])
def test_a_document_that_cannot_be_made_is_refused_and_no_file_appears(run: Run, tmp_path: Path, args: list[str], word: str) -> None:
    facts = write(tmp_path / "facts.json", {})
    refused(run("documents", "render", *(a.format(facts=facts, out=tmp_path / "a.docx") for a in args)), word)
    assert not (tmp_path / "a.docx").exists()
