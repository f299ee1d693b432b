"""legalaid users: the way back for an administrator who has lost phone and recovery codes; codes for those who have no password yet."""

import json
from pathlib import Path

import pyotp

from legalaid.actions import accounts, passwords, second_factors
from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from tests.cli.conftest import Run
from tests.cli.program import refused


def test_a_second_factor_is_reset_on_the_server_for_who_has_lost_everything(run: Run, home: Path) -> None:
    refused(run("users", "reset", "nobody", "--reason", "手机丢了，当面核实过本人"), "nobody")
    (home.parent / "tree.jsonl").write_text('{"code":"3302","name":"示例市总工会","kind":"CITY"}\n', encoding="utf-8")
    run("organisations", "import", str(home.parent / "tree.jsonl"))
    run("users", "add", "admin", "--name", "管理员", "--role", "admin", "--organisation", "3302", "--password", "shi-yan-mima-2026")
    refused(run("users", "reset", "admin", "--reason", "手机丢了，当面核实过本人"), "没有启用两步验证")
    settings = Settings(home=home)
    opened = open_runtime(settings)
    with opened.write() as session:
        by = accounts.acting(session, accounts.find(session, "admin").id, opened.clock(), "WEB", "r")
        secret = second_factors.new_secret()
        second_factors.enrol(session, by, secret=secret, code=pyotp.TOTP(secret).at(by.now))
    refused(run("users", "reset", "admin", "--reason", "丢"), "reason")
    done = run("users", "reset", "admin", "--reason", "手机丢了，当面核实过本人")
    assert (done.exit_code, done.stdout) == (0, "已重置 admin 的两步验证。\n")
    with opened.read() as session:
        assert second_factors.of(session, by.actor_id) is None
    opened.close()
    assert run("audit", "verify").exit_code == 0


def test_a_new_password_is_asked_for_twice_in_chinese_and_what_is_wrong_with_it_is_said_at_once(run: Run, home: Path) -> None:
    (home.parent / "tree.jsonl").write_text('{"code":"3302","name":"示例市总工会","kind":"CITY"}\n', encoding="utf-8")
    run("organisations", "import", str(home.parent / "tree.jsonl"))
    typed = ["duan", "shi-yan-mima-2026", "shi-yan-mima-2027", "shi-yan-mima-2026", "shi-yan-mima-2026"]
    done = run("users", "add", "admin", "--name", "管理员", "--role", "admin", "--organisation", "3302", input="".join(f"{one}\n" for one in typed))
    assert (done.exit_code, done.stdout) == (0, "已新增账号 admin。\n")
    assert "Error" not in done.stderr
    assert [done.stderr.count(words) for words in ("密码至少 12 个字符。", "两次输入的不一样，请重新输入。", "再输入一次")] == [1, 1, 2]


def test_codes_that_may_stand_are_named_with_their_meaning(run: Run, home: Path) -> None:
    refused(run("users", "add", "x", "--name", "示例", "--role", "boss", "--organisation", "3302", "--password", "shi-yan-mima-2026"), "mediator（调解员）、", "admin（管理员）。")
    refused(run("users", "token", "issue", "示例系统", "--organisation", "3302", "--scope", "all"), "tickets.register（登记诉求）")


def test_codes_are_made_for_everybody_who_has_no_password_or_for_those_named(run: Run, home: Path) -> None:
    (home.parent / "tree.jsonl").write_text('{"code":"3302","name":"示例市总工会","kind":"CITY"}\n', encoding="utf-8")
    run("organisations", "import", str(home.parent / "tree.jsonl"))
    run("users", "add", "admin", "--name", "管理员", "--role", "admin", "--organisation", "3302", "--password", "shi-yan-mima-2026")
    rows = [{"login": login, "name": f"示例{login}", "role": role, "organisation": "3302"} for login, role in (("b", "mediator"), ("a", "lawyer"), ("c", "mediator"))]
    (home.parent / "people.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run("users", "import", str(home.parent / "people.jsonl")).exit_code == 0
    done = [json.loads(line) for line in run("users", "invite", "--role", "mediator", "--reason", "新系统启用，当面发放").stdout.splitlines()]
    assert [(one["login"], len(one["code"])) for one in done] == [("b", 19), ("c", 19)]
    rest = [json.loads(line) for line in run("users", "invite", "--reason", "新系统启用，当面发放").stdout.splitlines()]
    assert [one["login"] for one in rest] == ["a"]
    refused(run("users", "invite", "b", "nobody", "--reason", "新系统启用，当面发放"), "nobody")
    refused(run("users", "invite", "b", "--reason", "忘"), "reason")
    opened = open_runtime(Settings(home=home))
    with opened.write() as session:  # what was refused whole has left the code that was out
        assert passwords.set_with_code(session, opened.system(), login="b", code=done[0]["code"], password_hash=accounts.hash_password("mima-yi-er-san-si"))
    opened.close()
