"""Commands of the operator: set-up, jobs, checks; exit codes and words of refusals."""

import json
import shutil
import socket
import sqlite3
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from legalaid import jobs
from legalaid.cli.commands import TABLE
from legalaid.database import Database
from tests.cli.conftest import Run
from tests.cli.program import jsonl, lines, refused


def test_every_command_of_the_table_can_be_called_and_says_what_the_table_says(run: Run) -> None:
    listed = run("--help").stdout
    for name, words in TABLE.items():
        assert f"  {name} " in listed
        assert words in listed
        shown = run(name, "--help")
        assert shown.exit_code == 0
        assert shown.stdout.splitlines()[2].strip().startswith(words.removesuffix("。"))


def test_help_is_chinese_throughout(run: Run) -> None:
    shown = "".join(run(*args, "--help").stdout for args in ([], ["users"], ["users", "add"], ["users", "token", "issue"], ["search"]))
    for words in ("用法：legalaid users add [选项] LOGIN", "用法：legalaid users [选项] 命令 [参数]...", "选项：", "命令：", "显示这段说明。", "[必填]", "[默认：10；"):
        assert words in shown
    for english in ("Usage", "Options", "Commands", "Show this", "default", "required"):
        assert english not in shown


@pytest.mark.parametrize(("args", "words"), [
    ([], "请写明要运行的命令"), (["fly"], "没有“fly”这个命令"), (["cases", "fly"], "没有“fly”这个命令"), (["--fly"], "没有“--fly”这个选项"), (["search", "laws", "x"], "应为：cases、statutes、tools"),
    (["search", "cases", "x", "--limit", "0"], "--limit：值不对，应为 1 到 100 之间的整数"), (["search", "cases", "x", "--limit"], "--limit"), (["match", "in.json"], "OUT：缺少这一项"),
    (["users", "add", "x"], "--name：缺少这一项"), (["demo", "fill", "--requests", "0"], "--requests：值不对，应为 1 到 140040 之间的整数"),
    (["demo", "fill", "--requests", "5"], "--requests：要和 --year 一起用"), (["audit", "verify", "more"], "多写了内容"), (["serve", "--port", "99999"], "--port：值不对，应为 0 到 65535 之间的整数"),
])
def test_a_wrong_call_is_refused_in_chinese(run: Run, args: list[str], words: str) -> None:
    result = run(*args)
    refused(result, words)
    assert "Error" not in result.stderr


@pytest.mark.parametrize("args", [["search", "cases", "x"], ["index", "status"], ["jobs", "run", "index"], ["audit", "verify"], ["web", "--port", "0"], ["scheduler"], ["notices", "send"]])
def test_without_keys_or_tables_nothing_starts_and_nothing_is_made(run: Run, tmp_path: Path, args: list[str]) -> None:
    refused(run(*args), "密钥")
    assert list(tmp_path.iterdir()) == []
    run("keys", "new")
    refused(run(*args), "db upgrade")
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["keys.json"]


def test_keys_are_made_once_and_for_the_owner_only(run: Run, tmp_path: Path) -> None:
    assert run("keys", "new").exit_code == 0
    path = tmp_path / "home" / "keys.json"
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    refused(run("keys", "new"), "keys.json")
    assert path.read_bytes() == before
    path.chmod(0o640)
    refused(run("audit", "verify"), "权限")


def test_an_import_may_come_first_and_lays_an_empty_home_out(run: Run, tmp_path: Path) -> None:
    refused(run("statutes", "import", str(tmp_path / "missing.jsonl")), "missing.jsonl")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "tree.jsonl").write_text('{"code":"3302","name":"示例市总工会","kind":"CITY"}\n', encoding="utf-8")
    done = run("organisations", "import", str(tmp_path / "tree.jsonl"))
    assert done.exit_code == 0, done.stderr
    assert "keys.json" in done.stderr
    assert run("audit", "verify").exit_code == 0


def test_serve_makes_no_new_keys_where_there_is_anything_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "legalaid.sqlite").write_bytes(b"")
    refused(run("serve", "--port", "0"), "密钥")
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["legalaid.sqlite"]


@pytest.mark.parametrize(("mode", "args", "word"), [
    ("production", ["serve", "--port", "0"], "演示数据"), ("production", ["web", "--port", "0"], "演示数据"), ("production", ["scheduler"], "演示数据"),
    ("production", ["calc", "overtime"], "演示数据"), ("demo", ["serve", "--port", "0", "--demo"], "没有完成"),
])
def test_a_demo_home_opens_in_demo_mode_and_only_when_it_is_whole(run: Run, tmp_path: Path, mode: str, args: list[str], word: str) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "demo-office").write_text("filling", encoding="ascii")
    refused(run(*args, LEGALAID_MODE=mode), word)


@pytest.mark.parametrize(("args", "mode"), [(["serve", "--demo", "--port", "0"], "production"), (["demo", "fill"], "production"), (["serve", "--port", "0"], "demo"), (["web", "--port", "0"], "demo")])
def test_the_demo_is_neither_filled_into_nor_served_from_a_home_of_others(run: Run, home: Path, args: list[str], mode: str) -> None:
    refused(run(*args, LEGALAID_MODE=mode))
    assert sorted(p.name for p in home.iterdir()) == ["keys.json", "legalaid.sqlite"]


def test_demo_mode_without_a_demo_home_makes_nothing(run: Run, tmp_path: Path) -> None:
    refused(run("serve", "--port", "0", LEGALAID_MODE="demo"), "--demo")
    assert list(tmp_path.iterdir()) == []


def test_an_address_or_port_that_cannot_be_opened_is_named(run: Run, home: Path) -> None:
    refused(run("web", "--host", "203.0.113.7"), "203.0.113.7")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused(run("web", "--port", port), f"端口 {port} 已被占用")


def test_an_unknown_or_wrong_setting_is_refused_by_name(run: Run) -> None:
    refused(run("audit", "verify", LEGALAID_HOMES="x"), "LEGALAID_HOMES")
    refused(run("audit", "verify", LEGALAID_MODE="test"), "LEGALAID_MODE")
    for slip in ("yes", "true", "1 ", ""):
        refused(run("audit", "verify", LEGALAID_HTTPS=slip), "LEGALAID_HTTPS 只能是 0 或 1")


def test_the_database_check_tells_what_is_broken(run: Run, home: Path) -> None:
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("INSERT INTO case_citations (id, case_id, article_ref, resolved) VALUES ('a', 'missing', '劳动法-1', 0)")
    broken = run("db", "check")
    assert (broken.exit_code, broken.stderr) == (1, "")
    assert "关联断开：case_citations" in broken.stdout
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    assert run("db", "check").exit_code == 1
    refused(run("index", "status"), "db upgrade")
    (home / "legalaid.sqlite").write_bytes(b"this is no database" * 400)
    assert run("db", "check").exit_code == 1
    refused(run("index", "status"), "数据库")


def test_a_calculation_never_takes_a_broken_office_for_none(run: Run, home: Path) -> None:
    (home / "keys.json").unlink()
    assert run("calc", "add_workdays", input='{"start_date":"2026-09-30","n":1}').exit_code == 0
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    refused(run("calc", "add_workdays", input='{"start_date":"2026-09-30","n":1}'), "db upgrade")


def test_the_audit_check_finds_what_was_changed(run: Run, home: Path, tmp_path: Path) -> None:
    run("organisations", "import", jsonl(tmp_path / "o.jsonl", {"code": "3302", "name": "宁波市总工会", "kind": "CITY"}))
    assert run("audit", "verify").stdout == "审计链完整。\n"
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("UPDATE audit_entries SET action = 'nothing' WHERE seq = 1")
    found = run("audit", "verify")
    assert (found.exit_code, found.stderr) == (1, "")
    assert "第 1 条" in found.stdout


def test_citations_that_do_not_exist_are_faults_and_good_ones_are_not(run: Run, home: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("\n\n依据《劳动合同法》第八十二条，\r\n以及第九百条。", encoding="utf-8-sig")
    shipped = run("statutes", "check", str(text), LEGALAID_HOME=str(tmp_path / "none"))  # no office yet: the national laws that are installed
    assert (shipped.exit_code, [(row["line"], row["citation"]) for row in lines(shipped.stdout)]) == (1, [(4, "第九百条")])
    assert not (tmp_path / "none").exists()
    article = {"id": "劳动合同法-82", "law": "中华人民共和国劳动合同法", "article": "第八十二条", "text": "二倍的工资。", "version_date": "2012-12-28"}
    run("statutes", "import", jsonl(tmp_path / "s.jsonl", article))
    text.write_text("根据《中华人民共和国劳动合同法》第八十二条。", encoding="utf-8")
    assert run("statutes", "check", str(text)).exit_code == 0
    text.write_text("根据《中华人民共和国劳动合同法》第九百条。", encoding="utf-8")
    found = run("statutes", "check", str(text))
    assert (found.exit_code, found.stderr) == (1, "")
    assert [row["fault"] for row in lines(found.stdout)] == [True]
    refused(run("statutes", "check", str(text), "--on", "昨天"), "--on")


# --- jobs ---


def test_a_slot_is_done_once_and_says_so_the_second_time(run: Run, home: Path) -> None:
    first, second = (run("jobs", "run", "sweep", "--at", "2026-11-24T10:20") for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [lines(r.stdout)[0]["status"] for r in (first, second)] == ["done", "already"]
    assert lines(second.stdout)[0]["slot"] == "2026-11-24T10:20:00+08:00"
    assert "已经做过" in lines(second.stdout)[0]["note"]
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        assert database.execute("SELECT job, slot, manual FROM job_runs").fetchall() == [("sweep", "2026-11-24 02:20:00.000000", 0)]


def test_a_slot_of_the_present_minute_counts_as_manual(run: Run, home: Path) -> None:
    assert lines(run("jobs", "run", "index").stdout)[0]["status"] == "done"
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        assert database.execute("SELECT job, manual FROM job_runs").fetchall() == [("index", 1)]


def test_a_slot_may_be_named_with_its_time_zone(run: Run, home: Path) -> None:
    run("jobs", "run", "sweep", "--at", "2026-11-24T02:20:00Z")
    assert lines(run("jobs", "run", "sweep", "--at", "2026-11-24T10:20").stdout)[0]["status"] == "already"


def test_a_wrong_job_or_time_is_refused(run: Run, home: Path) -> None:
    refused(run("jobs", "run", "fly"), "name", "assign-waiting")
    refused(run("jobs", "run", "sweep", "--at", "morgen"), "--at")
    assert {row["name"] for row in lines(run("jobs", "list").stdout)} >= {"assign-waiting", "lapse-offers", "index"}


def test_jobs_are_listed_with_the_times_that_the_office_has_set(run: Run, home: Path) -> None:
    shipped = next(row["when"] for row in lines(run("jobs", "list").stdout) if row["name"] == "assign-waiting")
    assert shipped == [{"hour": "10", "minute": "00"}, {"hour": "15", "minute": "00"}]
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("INSERT INTO placing_settings (id, number, times, automatic, reason, recorded_at) VALUES (?, 2, '[\"09:30\"]', '[]', '示例理由', '2026-11-24 00:00:00')", (uuid4().hex,))
    assert [row["when"] for row in lines(run("jobs", "list").stdout) if row["name"] in ("assign-waiting", "sweep")] == [[{"hour": "09", "minute": "30"}], [{"minute": "20"}]]


def test_a_job_that_fails_is_refused_and_recorded(run: Run, home: Path) -> None:
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("DROP TABLE stories")
    refused(run("jobs", "run", "sweep", "--at", "2026-11-24T10:20"), "sweep：任务没有完成", "日志里（标准错误输出", "第 1 次")
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        assert database.execute("SELECT count(*) FROM job_failures").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM job_runs").fetchone() == (0,)


# --- search and index ---


def test_an_index_is_told_missing_built_and_counted(run: Run, home: Path, tmp_path: Path) -> None:
    refused(run("search", "cases", "工资"), "index rebuild")
    refused(run("search", "cases", "--batch", input='{"id":"a","query":"工资"}'), "index rebuild")
    assert [(r["index"], r["documents"]) for r in lines(run("index", "status").stdout)][:2] == [("cases", None), ("statutes", None)]
    assert run("index", "rebuild").exit_code == 0
    assert [(r["documents"], r["behind"]) for r in lines(run("index", "status").stdout)][:2] == [(0, 0), (0, 0)]
    assert lines(run("search", "cases", "工资").stdout) == [{"query": "工资", "results": []}]


@pytest.mark.parametrize("damage", ["gone", "broken"])
def test_the_job_mends_an_index_that_is_gone_or_broken(run: Run, home: Path, tmp_path: Path, damage: str) -> None:
    case = {"id": "nb-1", "title": "拖欠工资", "facts": "没有发工资。", "outcome": "支持", "batch": "第一批", "url": "https://www.court.gov.cn/1.html"}
    run("cases", "import", jsonl(tmp_path / "c.jsonl", case))
    if damage == "gone":
        shutil.rmtree(home / "index")
    else:
        for path in (home / "index" / "cases").rglob("*"):
            if path.is_file() and path.name != "current":
                path.write_bytes(b"x" * path.stat().st_size)
    refused(run("search", "cases", "工资"), "index rebuild")
    assert lines(run("jobs", "run", "index").stdout)[0]["status"] == "done"
    assert [h["id"] for h in lines(run("search", "cases", "工资").stdout)[0]["results"]] == ["nb-1"]


def test_a_slot_of_the_future_does_not_hold_up_the_scheduler(run: Run, home: Path) -> None:
    run("jobs", "run", "sweep", "--at", "2099-01-01T00:20")
    run("jobs", "run", "sweep", "--at", "2026-11-24T10:20")
    database = Database(f"sqlite:///{home / 'legalaid.sqlite'}")
    with database.read() as session:
        assert jobs.slots_due(session, "sweep", datetime(2026, 11, 24, 11, 30, tzinfo=jobs.SHANGHAI)) == [datetime(2026, 11, 24, 11, 20, tzinfo=jobs.SHANGHAI)]
    database.dispose()


def test_tools_are_found_without_any_index(run: Run, home: Path) -> None:
    found = lines(run("search", "tools", "加班费怎么算", "--limit", "3").stdout)[0]
    assert len(found["results"]) <= 3
    assert "calc:overtime" in [h["id"] for h in found["results"]]
    assert all(set(h) == {"id", "score", "title"} for h in found["results"])


def test_a_search_in_a_batch_keeps_ids_and_order(run: Run, home: Path) -> None:
    asked = [{"id": "a", "query": "工伤"}, {"id": "b", "query": ""}, {"id": "c"}, {"id": "d", "query": ["x"]}, {"id": "e", "query": "加班" * 20_000}]
    answers = lines(run("search", "tools", "--batch", "--limit", "2", input="\n".join(json.dumps(row) for row in asked)).stdout)
    assert [a["id"] for a in answers] == ["a", "b", "c", "d", "e"]
    assert ["results" in a for a in answers] == [True, False, False, False, True]
    assert answers[1]["error"]["field"] == "query"
    assert len(answers[0]["results"]) <= 2


def test_a_retired_case_is_not_found_even_before_the_index_follows(run: Run, home: Path, tmp_path: Path) -> None:
    case = {"id": "nb-1", "title": "拖欠工资", "facts": "没有发工资。", "outcome": "支持", "batch": "第一批", "url": "https://www.court.gov.cn/1.html"}
    run("cases", "import", jsonl(tmp_path / "c.jsonl", case))
    assert lines(run("search", "cases", "工资").stdout)[0]["results"][0]["id"] == "nb-1"
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("UPDATE cases SET state = 'RETIRED', published_number = NULL, revision = revision + 1")
    assert lines(run("search", "cases", "工资").stdout)[0]["results"] == []


# --- people ---


def test_the_first_administrator_is_added_and_the_password_is_looked_at(run: Run, home: Path, tmp_path: Path) -> None:
    run("organisations", "import", jsonl(tmp_path / "o.jsonl", {"code": "3302", "name": "宁波市总工会", "kind": "CITY"}))
    args = ["users", "add", "admin", "--name", "管理员", "--role", "admin", "--organisation", "3302"]
    refused(run(*args, "--password", "short"), "password")
    assert run(*args, "--password", "shi-yan-mima-2026").stdout == "已新增账号 admin。\n"
    refused(run(*args, "--password", "shi-yan-mima-2026"), "login")
    refused(run("users", "add", "x", "--name", "x", "--role", "king", "--organisation", "9", "--password", "shi-yan-mima-2026"), "role", "organisation")
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        assert database.execute("SELECT login, state FROM accounts").fetchall() == [("admin", "ACTIVE")]
