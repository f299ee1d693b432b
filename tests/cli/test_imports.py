"""Imports: all or nothing, every fault with its line and field, a dry run that keeps nothing, the same file twice."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.cli.program import jsonl, lines, refused

CASE = {"id": "nb-1", "title": "拖欠工资", "facts": "厂里三个月没有发工资。", "outcome": "裁决支付", "causes": ["205.5"]}
OFFICIAL = {**CASE, "id": "nb-2", "title": "快递员拒绝加班", "batch": "第一批", "url": "https://www.court.gov.cn/1.html"}
ARTICLE = {"id": "劳动合同法-82", "law": "中华人民共和国劳动合同法", "article": "第八十二条", "text": "用人单位应当向劳动者每月支付二倍的工资。", "version_date": "2012-12-28"}
TREE: list[dict[str, Any]] = [
    {"code": "3302", "name": "宁波市总工会", "kind": "CITY"}, {"code": "330203", "name": "海曙区总工会", "kind": "DISTRICT", "parent": "3302", "latitude": 29.87, "longitude": 121.55},
    {"code": "330203R0", "name": "海曙调处室", "kind": "ROOM", "parent": "330203"},
]
LAWYER = {"login": "lawyer1", "name": "张示例", "licence_no": "13302202010000001", "licence_until": "2099-05-31", "firm": "示例律师事务所", "county": "330203", "practising_since": 2012,
          "specialties": {"205.5": 0.9}, "clients": [{"employer": "宁波青禾示例服饰有限公司", "side": "AGAINST"}]}
TICKET = {"channel": "HOTLINE", "external_no": "12345-1", "topic": "PAY", "employer_name": "宁波青禾示例服饰有限公司", "county": "330203", "statement": "三个月没发工资了", "name": "周示例",
          "phone": "13900010001", "worker_type": "MIGRANT", "wants_lawyer": True, "consent": True, "sensitive": True, "amount": "18600.00"}
PERSON = {"login": "wang", "name": "王示例", "role": "mediator", "organisation": "330203R0"}
FIGURE = {"key": "min_wage_monthly", "region": "海曙", "value": "2800", "valid_from": "2027-01-01", "source": "示例文件", "mark": "S"}


def count(home: Path, table: str) -> int:
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def office(run: Run, tmp_path: Path) -> None:
    assert run("organisations", "import", jsonl(tmp_path / "tree.jsonl", *TREE)).exit_code == 0


# one good file, its table and how many rows it makes, for every import
GOOD: dict[str, tuple[list[Any], str, int]] = {
    "organisations": (TREE, "organisations", 3), "lawyers": ([LAWYER], "lawyers", 1), "tickets": ([TICKET, {**TICKET, "external_no": "12345-2"}], "tickets", 2),
    "users": ([PERSON, {**PERSON, "login": "li"}], "accounts", 2), "cases": ([CASE, OFFICIAL], "cases", 2), "statutes": ([ARTICLE], "articles", 1), "parameters": ([FIGURE], "parameters", 1),
}


@pytest.mark.parametrize("noun", GOOD)
def test_a_dry_run_keeps_nothing_an_import_everything_and_a_second_one_changes_nothing(run: Run, home: Path, tmp_path: Path, noun: str) -> None:
    rows, table, made = GOOD[noun]
    if noun in ("lawyers", "tickets", "users"):
        office(run, tmp_path)
    before = count(home, "audit_entries")
    path = jsonl(tmp_path / "in.jsonl", *rows)
    tried = lines(run(noun, "import", path, "--dry-run").stdout)[0]
    assert (tried["added"], tried["dry_run"], count(home, table), count(home, "audit_entries")) == (made, True, 0, before)
    done = lines(run(noun, "import", path).stdout)[0]
    assert (done["added"], count(home, table)) == (made, made)
    again = lines(run(noun, "import", path).stdout)[0]
    assert (again["added"], again["unchanged"], count(home, table)) == (0, made, made)


@pytest.mark.parametrize("noun", GOOD)
def test_every_fault_is_listed_with_its_line_and_nothing_is_kept(run: Run, home: Path, tmp_path: Path, noun: str) -> None:
    rows, table, _ = GOOD[noun]
    if noun in ("lawyers", "tickets", "users"):
        office(run, tmp_path)
    held = count(home, table)
    broken = ["{broken", "[1]", '{"a":1,"a":2}', '{"x":NaN}', "[" * 100_000, {}, {**rows[0], "colour": "红"} if noun != "statutes" else {**rows[0], "text": 7}, '{"x":"\\ud800"}']
    path = jsonl(tmp_path / "in.jsonl", *rows, "", *broken)
    first = len(rows) + 2
    for args in ((), ("--dry-run",)):
        result = run(noun, "import", path, *args)
        refused(result, *(f"第 {line} 行" for line in range(first, first + len(broken))))
        assert f"第 {first - 1} 行" not in result.stderr
        assert count(home, table) == held


@pytest.mark.parametrize("noun", [*GOOD, "calendar"])
@pytest.mark.parametrize(("content", "word"), [(None, "没有这个文件"), (b"\n", ""), ("{\"a\":\"工伤\"}\n".encode("gb18030"), "第 1 行不是 UTF-8"), (b"{}\n\xff\n", "第 2 行不是 UTF-8")])
def test_a_file_that_cannot_be_read_is_refused(run: Run, home: Path, tmp_path: Path, noun: str, content: bytes | None, word: str) -> None:
    path = tmp_path / "in.jsonl"
    if content is not None:
        path.write_bytes(content)
    refused(run(noun, "import", str(path)), "file", word)
    refused(run(noun, "import", str(tmp_path)), "目录")


def test_a_file_from_windows_is_read(run: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(json.dumps(row, ensure_ascii=False) for row in (CASE, OFFICIAL)).encode())
    assert lines(run("cases", "import", str(path)).stdout)[0]["added"] == 2


def test_more_faults_than_a_page_would_show_are_all_listed(run: Run, home: Path, tmp_path: Path) -> None:
    result = run("cases", "import", jsonl(tmp_path / "in.jsonl", *[{"id": f"c{n}"} for n in range(60)]), "--dry-run")
    refused(result, "文件有 180 处错误", "第 60 行，outcome")
    assert len(result.stderr.splitlines()) == 181


# --- lawyers ---


def test_a_doubled_licence_is_refused_with_both_lines(run: Run, home: Path, tmp_path: Path) -> None:
    office(run, tmp_path)
    twice = {**LAWYER, "login": "lawyer2", "name": "李示例"}
    refused(run("lawyers", "import", jsonl(tmp_path / "l.jsonl", LAWYER, twice)), "第 2 行，licence_no：执业证号与第 1 行重复。")
    assert (count(home, "lawyers"), count(home, "accounts")) == (0, 0)
    assert run("lawyers", "import", jsonl(tmp_path / "l.jsonl", LAWYER)).exit_code == 0
    refused(run("lawyers", "import", jsonl(tmp_path / "l.jsonl", twice)), "第 1 行，licence_no：这个执业证号已登记在另一位律师名下。")


@pytest.mark.parametrize(("change", "field"), [
    ({"specialties": {"999": 0.9}}, "specialties"), ({"specialties": {"205.5": 0.2}}, "specialties"), ({"specialties": [1]}, "specialties"), ({"licence_until": "明年"}, "licence_until"),
    ({"licence_no": "123"}, "licence_no"), ({"county": "330299"}, "county"), ({"counties": ["x"]}, "counties.0"), ({"services": ["ALL"]}, "services.0"),
    ({"practising_since": 2099}, "practising_since"),
    ({"latitude": 91}, "latitude"), ({"caps": {"DRAFTING": -1}}, "caps.DRAFTING.value"), ({"clients": [{"side": "FOR"}]}, "clients.0.employer"), ({"login": "有 空格"}, "login"),
    ({"name": ""}, "name"),
])
def test_a_faulty_lawyer_is_refused_by_field(run: Run, home: Path, tmp_path: Path, change: dict[str, Any], field: str) -> None:
    office(run, tmp_path)
    refused(run("lawyers", "import", jsonl(tmp_path / "l.jsonl", {**LAWYER, "login": "ok", "licence_no": "13302202010000002"}, {**LAWYER, **change})), f"第 2 行，{field}：")
    assert count(home, "lawyers") == 0


# --- organisations ---


@pytest.mark.parametrize(("row", "field"), [
    ({"code": "1", "name": "x", "kind": "ROOM", "parent": "999"}, "parent"), ({"code": "1", "name": "x", "kind": "ROOM"}, "parent"),
    ({"code": "a/b", "name": "x", "kind": "ROOM", "parent": "3302"}, "code"),
    ({"code": "330203", "name": "x", "kind": "DISTRICT", "parent": "3302"}, "code"), ({"code": "1", "name": "x", "kind": "STATE", "parent": "3302"}, "kind"),
    ({"code": "1", "name": "x" * 81, "kind": "ROOM", "parent": "3302"}, "name"), ({"code": "1", "name": "x", "kind": "ROOM", "parent": "3302", "latitude": "29"}, "latitude"),
])
def test_a_faulty_organisation_is_refused_by_field(run: Run, home: Path, tmp_path: Path, row: dict[str, Any], field: str) -> None:
    refused(run("organisations", "import", jsonl(tmp_path / "o.jsonl", *TREE, row)), f"第 4 行，{field}：")
    assert count(home, "organisations") == 0


def test_an_organisation_may_be_renamed_but_not_moved(run: Run, home: Path, tmp_path: Path) -> None:
    office(run, tmp_path)
    assert lines(run("organisations", "import", jsonl(tmp_path / "o.jsonl", {**TREE[1], "name": "海曙区工会"})).stdout)[0] == {"added": 0, "changed": 1, "unchanged": 0}
    refused(run("organisations", "import", jsonl(tmp_path / "o.jsonl", {**TREE[2], "parent": "3302"})), "parent")
    refused(run("organisations", "import", jsonl(tmp_path / "o.jsonl", {**TREE[2], "kind": "ZONE"})), "kind")


# --- tickets ---


def test_a_request_keeps_its_number_and_is_told_by_channel_and_external_number(run: Run, home: Path, tmp_path: Path) -> None:
    office(run, tmp_path)
    first = lines(run("tickets", "import", jsonl(tmp_path / "t.jsonl", TICKET)).stdout)[0]["tickets"][0]
    again = lines(run("tickets", "import", jsonl(tmp_path / "t.jsonl", {**TICKET, "statement": "后来又说了别的话"}, {**TICKET, "channel": "ZONE"})).stdout)[0]["tickets"]
    assert (first["new"], again[0]["no"], again[0]["new"], again[1]["new"]) == (True, first["no"], False, True)
    assert count(home, "tickets") == 2


@pytest.mark.parametrize(("change", "field"), [
    ({"consent": False}, "consent"), ({"external_no": ""}, "external_no"), ({"channel": "MAIL"}, "channel"), ({"amount": "-1"}, "amount"), ({"amount": 18600.5}, "amount"),
    ({"head_count": 0}, "head_count"),
    ({"phone": "123"}, "phone"), ({"id_no": "330203199001011237"}, "id_no"), ({"county": "110101"}, "county"), ({"topic": "OTHER"}, "topic"), ({"wants_lawyer": "maybe"}, "wants_lawyer"),
])
def test_a_faulty_request_is_refused_by_field(run: Run, home: Path, tmp_path: Path, change: dict[str, Any], field: str) -> None:
    office(run, tmp_path)
    refused(run("tickets", "import", jsonl(tmp_path / "t.jsonl", {**TICKET, "external_no": "ok"}, {**TICKET, **change})), f"第 2 行，{field}：")
    assert (count(home, "tickets"), count(home, "workers"), count(home, "counters")) == (0, 0, 0)


def test_a_refusal_speaks_to_whoever_made_the_file_and_names_the_codes(run: Run, home: Path, tmp_path: Path) -> None:
    wrong = {"consent": False, "topic": "X", "county": "1", "worker_type": "KING", "relation": "X", "channel": "MAIL"}
    result = run("tickets", "import", jsonl(tmp_path / "t.jsonl", {"external_no": "1"}, {**TICKET, **wrong}, {**TICKET, "consent": False}))
    refused(result, "第 1 行，statement：缺少事情经过。", "第 1 行，phone：缺少电话。", "第 1 行，worker_type：缺少职工类型，应为：GENERAL（企业职工）",
            "第 3 行，consent：应为 true（表格里写“是”）：职工已阅读")
    refused(result, *(f"第 2 行，{field}：应为：" for field in wrong if field != "consent"), "330203（海曙区）", "PAY（工资被拖欠或克扣）", "SPOUSE（配偶）", "HOTLINE（12345）")
    for to_a_worker in ("请先阅读", "请说说", "给您", "您", "列出的选项"):
        assert to_a_worker not in result.stderr
    refused(run("users", "import", jsonl(tmp_path / "u.jsonl", {**PERSON, "role": "boss"})), "第 1 行，role：应为：mediator（调解员）")


@pytest.mark.parametrize(("noun", "needed"), [("parameters", ("key", "region", "value", "valid_from", "source", "mark")), ("statutes", ("id", "law", "article", "text", "version_date"))])
def test_everything_that_a_line_lacks_is_named(run: Run, home: Path, tmp_path: Path, noun: str, needed: tuple[str, ...]) -> None:
    result = run(noun, "import", jsonl(tmp_path / "in.jsonl", {}, {needed[0]: " ", needed[1]: None}))
    refused(result, *(f"第 {line} 行，{name}：缺少这一项。" for line in (1, 2) for name in needed))


def test_a_request_for_a_county_without_office_is_refused_by_line(run: Run, home: Path, tmp_path: Path) -> None:
    refused(run("tickets", "import", jsonl(tmp_path / "t.jsonl", TICKET, TICKET)), "第 1 行，county：", "第 2 行，external_no：与第 1 行重复。")


# --- library ---


def test_cases_of_an_unknown_cause_or_a_negative_sum_are_refused(run: Run, home: Path, tmp_path: Path) -> None:
    refused(run("cases", "import", jsonl(tmp_path / "c.jsonl", CASE, {**OFFICIAL, "causes": ["999"]}, {**CASE, "id": "x", "amount_awarded": "-5"})),
            "第 2 行，causes：不认识的案由代码：999。", "第 3 行，amount_awarded：金额不能是负数。")
    assert count(home, "cases") == 0


def test_official_cases_are_found_at_once_and_drafts_are_not(run: Run, home: Path, tmp_path: Path) -> None:
    assert lines(run("cases", "import", jsonl(tmp_path / "c.jsonl", CASE, OFFICIAL)).stdout)[0] == {"rows": 2, "added": 2, "changed": 0, "unchanged": 0, "published": 1, "indexed": 2}
    assert [h["id"] for h in lines(run("search", "cases", "工资").stdout)[0]["results"]] == ["nb-2"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_cases_come_from_tables_too(run: Run, home: Path, tmp_path: Path, ending: str) -> None:
    head, row = ["编号", "标题", "案情", "处理结果", "案由"], ["nb-3", "欠薪", "没有发工资", "支持", "205.5"]
    path = tmp_path / f"c{ending}"

    def write(*rows: list[str]) -> None:
        if ending == ".csv":
            path.write_text("".join(",".join(r) + "\n" for r in (head, *rows)), encoding="utf-8")
            return
        book = openpyxl.Workbook()
        for r in (head, *rows):
            book.active.append(r)  # type: ignore[union-attr]
        book.save(path)

    write(row, ["", "缺编号", "案情", "支持", "999"])
    refused(run("cases", "import", str(path), "--dry-run"), "第 3 行，编号：", "第 3 行，案由：")
    write(row)
    assert lines(run("cases", "import", str(path)).stdout)[0]["added"] == 1


def test_a_changed_article_is_found_in_its_new_wording(run: Run, home: Path, tmp_path: Path) -> None:
    run("statutes", "import", jsonl(tmp_path / "s.jsonl", ARTICLE))
    done = lines(run("statutes", "import", jsonl(tmp_path / "s.jsonl", {**ARTICLE, "text": "改过的条文说的是竹篮打水。"})).stdout)[0]
    assert (done["changed"], done["indexed"]) == (1, 1)
    assert [h["id"] for h in lines(run("search", "statutes", "竹篮打水").stdout)[0]["results"]] == ["劳动合同法-82"]


@pytest.mark.parametrize(("change", "field"), [
    ({"chapter": "长" * 81}, "chapter"), ({"version_date": "去年"}, "version_date"), ({"article": "第八十三条"}, "id"), ({"article_no": 83}, "article_no"), ({"text": " "}, "text"),
])
def test_a_faulty_article_is_refused_by_field(run: Run, home: Path, tmp_path: Path, change: dict[str, Any], field: str) -> None:
    refused(run("statutes", "import", jsonl(tmp_path / "s.jsonl", ARTICLE, {**ARTICLE, **change})), f"第 2 行，{field}：")
    assert count(home, "articles") == 0


def test_an_import_names_either_a_file_or_what_is_shipped(run: Run, home: Path) -> None:
    refused(run("cases", "import"), "file")
    refused(run("cases", "import", "x.jsonl", "--starter"), "file")
    refused(run("statutes", "import"), "file")


# --- figures ---


def test_a_figure_holds_from_its_day_and_an_older_entry_stays_on_record(run: Run, home: Path, tmp_path: Path) -> None:
    run("parameters", "import", jsonl(tmp_path / "p.jsonl", FIGURE))
    assert lines(run("parameters", "import", jsonl(tmp_path / "p.jsonl", {**FIGURE, "value": "2900"})).stdout)[0] == {"added": 1, "unchanged": 0}
    assert count(home, "parameters") == 2
    assert lines(run("parameters", "import", jsonl(tmp_path / "p.jsonl", {**FIGURE, "value": "2900"})).stdout)[0] == {"added": 0, "unchanged": 1}
    assert lines(run("parameters", "import", jsonl(tmp_path / "p.jsonl", {**FIGURE, "value": 2800})).stdout)[0]["added"] == 1


@pytest.mark.parametrize(("change", "field"), [
    ({"key": "nope"}, "key"), ({"region": "上海"}, "region"), ({"value": "-1"}, "value"), ({"value": "很多"}, "value"), ({"value": True}, "value"), ({"valid_from": "2027/01/01"}, "valid_from"),
    ({"valid_to": "2026-01-01"}, "valid_to"), ({"source": ""}, "source"), ({"mark": "?"}, "mark"), ({"source": "x" * 201}, "source"), ({"region": "海曙区"}, "valid_from"),
])
def test_a_faulty_figure_is_refused_by_field(run: Run, home: Path, tmp_path: Path, change: dict[str, Any], field: str) -> None:
    refused(run("parameters", "import", jsonl(tmp_path / "p.jsonl", FIGURE, {**FIGURE, **change})), f"第 2 行，{field}：")
    assert count(home, "parameters") == 0


def test_a_year_of_days_off_changes_what_is_calculated(run: Run, home: Path, tmp_path: Path) -> None:
    year = {"year": 2027, "papers": [], "days": [{"name": "示例假", "date": "2027-03-01", "isOffDay": True}]}
    (tmp_path / "2027.json").write_text(json.dumps(year), encoding="utf-8")
    ask = '{"start_date":"2027-02-26","n":1}'
    assert lines(run("calc", "add_workdays", input=ask).stdout)[0]["result"]["date"] == "2027-03-01"
    assert lines(run("calendar", "import", str(tmp_path / "2027.json"), "--dry-run").stdout)[0] == {"year": 2027, "days": 1, "dry_run": True}
    assert lines(run("calendar", "import", str(tmp_path / "2027.json")).stdout)[0] == {"year": 2027, "days": 1}
    assert lines(run("calc", "add_workdays", input=ask).stdout)[0]["result"]["date"] == "2027-03-02"
    (tmp_path / "2027.json").write_text(json.dumps({**year, "days": []}), encoding="utf-8")
    refused(run("calendar", "import", str(tmp_path / "2027.json")), "days")
