"""What only a process of its own shows: streams in a strange locale, closed pipes, what starting loads, services, the data beside the repository."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Process
from tests.cli.program import PROGRAM, environment, jsonl, lines

STRANGE = {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@contextmanager
def service(home: Path, *args: str, **env: str) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A service that has printed its address."""
    with subprocess.Popen([str(PROGRAM), *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home, **env)) as started:
        try:
            assert started.stdout is not None
            yield started, started.stdout.readline().decode().strip()
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(60)


def test_official_data_come_in_and_are_found(process: Process, shared: Path) -> None:
    for args in (["keys", "new"], ["db", "upgrade"], ["statutes", "import", str(shared / "data/statutes.jsonl")], ["cases", "import", str(shared / "data/cases/typical_cases.jsonl")]):
        done = process(*args)
        assert (done.returncode, done.stderr) == (0, b"")
    asked = [("statutes", "没签劳动合同能要双倍工资吗", "劳动合同法-82"), ("cases", "快递员拒绝加班被开除", "typ-01")]
    for kind, query, wanted in asked:
        found = json.loads(process("search", kind, query, "--limit", "5").stdout)
        assert found["query"] == query
        assert wanted in [h["id"] for h in found["results"]]
        assert len(found["results"]) == 5


def test_what_is_said_is_utf8_whatever_the_locale(process: Process) -> None:
    done = process("classify", input="老板拖欠工资三个月".encode(), **STRANGE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["subclass"] == "劳动报酬"
    done = process("calc", "nope", input=b"{}", **STRANGE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "没有" in done.stderr.decode()


def test_bytes_that_are_no_text_are_refused_on_the_command_line(process: Process) -> None:
    done = subprocess.run([str(PROGRAM).encode(), b"classify", b"\xc4\xe3\xba\xc3"], capture_output=True, env=environment(Path("none")), check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "UTF-8" in done.stderr.decode()


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    asked = "".join(json.dumps({"id": n, "query": "拖欠工资"}) + "\n" for n in range(3000))
    done = subprocess.run(f'{PROGRAM} classify --batch | head -n 2; echo "${{PIPESTATUS[0]}}"', shell=True, executable="/bin/bash", input=asked.encode(), capture_output=True,
                          env=environment(tmp_path / "home"), check=False)
    *answers, code = done.stdout.decode().splitlines()
    assert [json.loads(a)["id"] for a in answers] == [0, 1]
    assert (code, done.stderr) == ("0", b"")


def test_an_answer_comes_before_the_next_line_is_asked(tmp_path: Path) -> None:
    with subprocess.Popen([str(PROGRAM), "classify", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(tmp_path / "home")) as talk:
        assert talk.stdin is not None
        assert talk.stdout is not None
        for n in range(3):
            talk.stdin.write(json.dumps({"id": n, "query": "工伤"}).encode() + b"\n")
            talk.stdin.flush()
            assert json.loads(talk.stdout.readline())["id"] == n
        talk.stdin.close()
        assert talk.wait(60) == 0


LOADED = "import sys; from legalaid.cli import main\ntry: main({args})\nfinally: print(*sorted({{m.split('.')[0] for m in sys.modules}}), file=sys.stderr)"
HEAVY = {"flask", "sqlalchemy", "alembic", "numpy", "scipy", "whoosh", "rjieba", "docx", "openpyxl", "weasyprint", "apscheduler", "marshmallow", "waitress", "jwt"}


@pytest.mark.parametrize(("args", "needed"), [
    (["--help"], set()), (["classify", "工伤"], set()), (["match", "--help"], {"numpy", "scipy"}), (["calc", "--batch"], set()),
    (["search", "--help"], {"sqlalchemy", "numpy", "whoosh", "rjieba"}),
])
def test_a_command_loads_only_what_it_needs(tmp_path: Path, args: list[str], needed: set[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED.format(args=args)], capture_output=True, text=True, env=environment(tmp_path / "home"), check=False)
    assert done.returncode == 0
    assert HEAVY & set(done.stderr.split()) <= needed


# --- services ---


def test_serve_makes_keys_and_tables_in_an_empty_home_and_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with service(home, "serve", "--port", "0", LEGALAID_HTTPS="0") as (_, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}health/live", timeout=60) as answer:
            assert answer.status == 200
        port = address.rsplit(":", 1)[1].strip("/")
        busy = subprocess.run([str(PROGRAM), "serve", "--port", port], capture_output=True, env=environment(tmp_path / "other"), check=False)
        assert (busy.returncode, busy.stdout) == (2, b"")
        assert f"端口 {port} 已被占用" in busy.stderr.decode()
        assert not (tmp_path / "other").exists()
    assert (home / "keys.json").stat().st_mode & 0o777 == 0o600


def test_two_imports_at_once_register_a_number_once(home: Path, tmp_path: Path) -> None:
    tree = [{"code": "3302", "name": "宁波市总工会", "kind": "CITY"}, {"code": "330203", "name": "海曙区总工会", "kind": "DISTRICT", "parent": "3302"}]
    rows = [{"channel": "HOTLINE", "external_no": f"12345-{n}", "topic": "PAY", "employer_name": "宁波青禾示例服饰有限公司", "county": "330203", "statement": "三个月没发工资了", "name": "周示例",
             "phone": f"139000100{n:02d}", "worker_type": "MIGRANT", "wants_lawyer": True, "consent": True, "sensitive": True} for n in range(20)]
    env = environment(home)
    subprocess.run([str(PROGRAM), "organisations", "import", jsonl(tmp_path / "o.jsonl", *tree)], env=env, check=True, capture_output=True)
    path = jsonl(tmp_path / "t.jsonl", *rows)
    both = [subprocess.Popen([str(PROGRAM), "tickets", "import", path], env=env, stdout=subprocess.PIPE) for _ in range(2)]
    answers = [lines(one.communicate(timeout=600)[0].decode())[0] for one in both]
    assert sorted(a["added"] for a in answers) == [0, 20]
    assert answers[0]["tickets"][7]["no"] == answers[1]["tickets"][7]["no"]


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_what_a_proxy_says_is_believed_only_where_one_is_set(home: Path, proxies: str) -> None:
    """Over https, as the proxy says, browsers are told to stay there; whoever reaches the port without one cannot claim it."""
    with service(home, "web", "--port", "0", LEGALAID_PROXIES=proxies) as (_, address):
        asked = urllib.request.Request(f"{address}health/live", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "aid.example"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert ("Strict-Transport-Security" in answer.headers) == (proxies == "1")
