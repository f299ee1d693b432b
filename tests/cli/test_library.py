"""The library from the command line: Word files, look-alikes, what rests on an article."""

import json
from pathlib import Path

from tests.casebank.test_docx import CASE, word
from tests.cli.conftest import Run
from tests.cli.program import jsonl, lines, refused

FACTS = "某服装厂自八月起没有向张某等二十四人发放工资，职工多次催要，厂方以资金紧张为由拖延，十一月三日厂区关停，负责人失去联系，职工到调处工作室求助，要求支付工资。"


def test_a_word_file_is_imported_once_and_faults_name_the_paragraph(home: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "案例.docx"
    path.write_bytes(word(*CASE))
    assert json.loads(run("cases", "import", str(path), "--dry-run").output)["added"] == 1
    assert json.loads(run("cases", "import", str(path)).output)["added"] == 1
    assert json.loads(run("cases", "import", str(path)).output)["unchanged"] == 1
    path.write_bytes(word(*CASE, ("Heading 2", "随想")))
    refused(run("cases", "import", str(path)), "随想")


def test_look_alikes_are_listed_with_the_import(home: Path, run: Run, tmp_path: Path) -> None:
    first = {"id": "nb-1", "title": "一", "facts": FACTS, "outcome": "裁决支付工资。"}
    assert "alike" not in json.loads(run("cases", "import", jsonl(tmp_path / "a.jsonl", first)).output)
    found = json.loads(run("cases", "import", jsonl(tmp_path / "b.jsonl", {**first, "id": "nb-2", "title": "二"}), "--dry-run").output)
    assert [(row["id"], row["other"], row["line"]) for row in found["alike"]] == [("nb-2", "nb-1", 1)]


def test_what_rests_on_an_article_is_one_line_each(home: Path, run: Run) -> None:
    rows = lines(run("statutes", "impact", "劳动合同法第四十七条").output)
    assert {"kind": "calculator", "id": "severance"} in rows
    refused(run("statutes", "impact", "没有这部法"), "ref")
