"""The samples in docs/deploy and the handbook name commands, settings, files and sizes that exist, and the tools take them."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import pytest
from flask import Flask

from legalaid.cli import main
from legalaid.settings import VARIABLES
from legalaid.web import upload_form
from tests.conftest import ROOT
from tests.house import rules

DEPLOY, HANDBOOK = ROOT / "docs" / "deploy", ROOT / "docs" / "handbook.md"
PAGES = [HANDBOOK, ROOT / "docs" / "threat-model.md", *sorted(p for p in DEPLOY.iterdir())]
UNITS = sorted(DEPLOY.glob("*.service"))
PROGRAM = "/opt/legalaid/.venv/bin/legalaid"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def calls(text: str) -> list[list[str]]:
    """The words behind each call of the program: in a line of code, between backticks, in a unit."""
    found = re.findall(rf"(?:^ *|`|exec |{re.escape(PROGRAM)} )(?:legalaid(?:-owner)? |(?<={re.escape(PROGRAM)} ))([a-z][^`'\n（]*)", text, re.M)
    return [re.split(r"\s+", words.strip()) for words in found]


def wrong(words: list[str]) -> str | None:
    """What does not exist of a call: the command or an option."""
    command: click.Command = main
    rest = list(words)
    while isinstance(command, click.Group):
        name = rest.pop(0) if rest else ""
        found = command.get_command(click.Context(command), name)
        if found is None:
            return " ".join(words)
        command = found
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return next((word for word in rest if word.startswith("--") and word not in known), None)


def test_every_command_and_setting_named_exists() -> None:
    named = {page.name: calls(page.read_text(encoding="utf-8")) for page in PAGES}
    assert len(named["handbook.md"]) > 30
    assert all(named[unit.name] for unit in UNITS)
    assert {page: [fault for words in found if (fault := wrong(words))] for page, found in named.items()} == {page: [] for page in named}
    for page in PAGES:
        assert set(re.findall(r"LEGALAID_[A-Z_]+", page.read_text(encoding="utf-8"))) <= set(VARIABLES), page.name
    assert [wrong(words) for words in (["db", "mend"], ["keys", "rotate", "--retired"], ["web", "--port", "1"])] == ["db mend", "--retired", None]


def test_every_link_and_file_named_exists() -> None:
    for page in (HANDBOOK, ROOT / "docs" / "threat-model.md"):
        assert [target for target in rules.links(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()] == [], page.name
    units = {path.name for path in DEPLOY.iterdir()}
    text = HANDBOOK.read_text(encoding="utf-8")
    assert set(re.findall(r"legalaid-[a-z]+\.(?:service|timer)", text)) <= units
    assert {f"{name}.service" for line in re.findall(r"systemctl (?:stop|status|enable --now) ([^`\n]+)", text) for name in line.split() if "." not in name} <= units
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.M)
    assert [name for line in copied for name in line.split() if not (ROOT / name).exists()] == []
    assert {"legalaid", "casebank", "toolkit", "matching", "static"} <= {name for line in copied for name in line.split()}


def test_the_proxy_says_what_the_application_believes_and_takes_as_much(app: Flask) -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    size = re.search(r"client_max_body_size (\d+)m;", site)
    assert size is not None
    assert int(size.group(1)) * 1024 * 1024 == upload_form.MOST_BODY > app.config["MAX_CONTENT_LENGTH"]
    for line in ("proxy_request_buffering off;", "proxy_max_temp_file_size 0;"):
        assert line in site, "what people send and read would lie readable on the disk of the proxy"
    said = dict(re.findall(r'proxy_set_header (\S+) ("?[^;]*"?);', site))
    assert {name: said[f"X-Forwarded-{name}"] for name in ("For", "Proto", "Host", "Port", "Prefix")} == {"For": "$remote_addr", "Proto": "$scheme", "Host": "$host", "Port": '""', "Prefix": '""'}
    assert "LEGALAID_PROXIES=1" in HANDBOOK.read_text(encoding="utf-8")


def test_the_units_keep_the_services_within_their_folders() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for line in ("User=legalaid", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077", "EnvironmentFile=/etc/legalaid/office.env"):
            assert f"\n{line}\n" in text, f"{unit.name}: {line}"
        assert PROGRAM in text
        account = {"legalaid-web.service": "web", "legalaid-backup.service": "owner"}.get(unit.name, "jobs")
        assert f"EnvironmentFile=/etc/legalaid/{account}.env" in text
        assert ("\nInaccessiblePaths=-/var/backups/legalaid\n" in text) == (account != "owner"), f"{unit.name}: only the backup has the backups"
    web = (DEPLOY / "legalaid-web.service").read_text(encoding="utf-8")
    assert "\nTemporaryFileSystem=/tmp:mode=1777," in web
    assert "PrivateTmp" not in web, "would take the place of the one in memory, on the disk"
    assert "ProcSubset" not in web, "process_* of the metrics need /proc/stat"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for path in (*UNITS, *DEPLOY.glob("*.timer")):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    broken = tmp_path / "legalaid-web.service"
    broken.write_text(broken.read_text(encoding="utf-8").replace("ProtectSystem=strict", "ProtectSytem=strict"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(broken)], capture_output=True, text=True, check=False)
    assert "ProtectSytem" in done.stderr, "a misspelt line is not taken"


@pytest.mark.skipif(NGINX is None or not shutil.which("openssl"), reason="no nginx on this machine")
def test_nginx_takes_the_site(tmp_path: Path) -> None:
    main = _laid_out(tmp_path, {})
    done = subprocess.run([str(NGINX), "-e", str(tmp_path / "error.log"), "-t", "-p", str(tmp_path), "-c", str(main)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(NGINX is None or not shutil.which("openssl"), reason="no nginx on this machine")
def test_what_nginx_answers_by_itself_is_a_page_in_words_and_styles_do_not_count_as_a_flood(tmp_path: Path) -> None:
    https, closed = _free(), _free()
    main = _laid_out(tmp_path, {"listen 443": f"listen 127.0.0.1:{https}", "listen [::]:443 ssl http2;": "", "listen 80;": f"listen 127.0.0.1:{_free()};", "listen [::]:80;": "",
                                "127.0.0.1:8000": f"127.0.0.1:{closed}"})
    trusting = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
    trusting.check_hostname = False

    def asked(path: str, body: bytes | None = None) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(urllib.request.Request(f"https://127.0.0.1:{https}{path}", body, {"Host": "aid.example.cn"}), timeout=20, context=trusting) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    with subprocess.Popen([str(NGINX), "-e", str(tmp_path / "error.log"), "-p", str(tmp_path), "-c", str(main)]) as started:
        try:
            for _ in range(100):
                with socket.socket() as knocking:
                    if knocking.connect_ex(("127.0.0.1", https)) == 0:
                        break
                time.sleep(0.05)
            status, page = asked("/")
            assert (status, "12351" in page, "请稍后再试" in page, re.findall(r"(?:src|https?:)[^ ]*", page)) == (502, True, True, []), "the application is away"
            assert asked("/unavailable.html")[0] == 404, "no page of its own"
            assert asked("/apply/", b"x" * (upload_form.MOST_BODY + 1)) == (413, page)
            with ThreadPoolExecutor(16) as crowd:
                assert set(crowd.map(asked, ["/static/css/base.css"] * 450)) == {(502, page)}
                met = Counter(crowd.map(asked, ["/"] * 450))
        finally:
            started.terminate()
            started.wait(20)
    assert set(met) == {(502, page), (429, page)}
    assert met[502, page] >= 300, "a hall behind one address"


def _free() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _laid_out(folder: Path, changes: dict[str, str]) -> Path:
    """The sample site with its certificate and its page in a folder of its own, as the configuration of a whole nginx."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "privkey.pem", "-out", "fullchain.pem", "-days", "2", "-subj", "/CN=aid.example.cn"],
                   cwd=folder, capture_output=True, check=True)
    (folder / "www").mkdir()
    shutil.copy(DEPLOY / "unavailable.html", folder / "www")
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for ours, here in {"/etc/ssl/legalaid": str(folder), "/var/log/nginx": str(folder), "/var/www/legalaid": f"{folder}/www", **changes}.items():
        assert ours in site, ours
        site = site.replace(ours, here)
    (folder / "site.conf").write_text(site if changes else re.sub(r"listen (\[::\]:)?", r"listen \g<1>18", site), encoding="utf-8")
    folders = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    account = "user root; " if os.getuid() == 0 else ""  # the folder of a test is closed to others
    whole = f"{account}daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ access_log off; {folders} include {folder}/site.conf; }}"
    (folder / "main.conf").write_text(whole, encoding="utf-8")
    return folder / "main.conf"
