"""The commands of search over an index on a PostgreSQL server."""

from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.cli.conftest import Run
from tests.cli.program import jsonl, lines, refused

CASE = {"id": "nb-1", "title": "拖欠工资", "facts": "没有发工资。", "outcome": "支持", "batch": "第一批", "url": "https://www.court.gov.cn/1.html"}


@pytest.fixture
def url(pg_cluster: str) -> str:
    postgres.execute(pg_cluster, "DROP DATABASE IF EXISTS search_server WITH (FORCE)")
    postgres.execute(pg_cluster, "CREATE DATABASE search_server")
    return pg_cluster.format(name="search_server")


def test_the_setting_puts_the_indexes_on_the_server_and_nothing_into_the_home(run: Run, home: Path, tmp_path: Path, url: str) -> None:
    refused(run("search", "cases", "工资", LEGALAID_SEARCH_URL=url), "index rebuild")
    run("cases", "import", jsonl(tmp_path / "c.jsonl", CASE), LEGALAID_SEARCH_URL=url)
    assert [h["id"] for h in lines(run("search", "cases", "工资", LEGALAID_SEARCH_URL=url).stdout)[0]["results"]] == ["nb-1"]
    assert run("index", "rebuild", LEGALAID_SEARCH_URL=url).exit_code == 0
    assert [(r["index"], r["documents"]) for r in lines(run("index", "status", LEGALAID_SEARCH_URL=url).stdout)][:2] == [("cases", 1), ("statutes", 0)]
    assert not (home / "index").exists()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA search_cases CASCADE")
    assert lines(run("jobs", "run", "index", LEGALAID_SEARCH_URL=url).stdout)[0]["status"] == "done"
    assert [h["id"] for h in lines(run("search", "cases", "工资", LEGALAID_SEARCH_URL=url).stdout)[0]["results"]] == ["nb-1"]


def test_an_address_that_is_none_or_leads_nowhere_is_refused(run: Run, home: Path, tmp_path: Path) -> None:
    refused(run("index", "rebuild", LEGALAID_SEARCH_URL="mysql://x/y"), "LEGALAID_SEARCH_URL")
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    refused(run("search", "cases", "工资", LEGALAID_SEARCH_URL=nowhere), "连不上检索数据库")
    refused(run("index", "rebuild", LEGALAID_SEARCH_URL=nowhere), "连不上检索数据库")
    assert lines(run("index", "status", LEGALAID_SEARCH_URL=nowhere).stdout)[0]["documents"] is None
    kept = lines(run("cases", "import", jsonl(tmp_path / "c.jsonl", CASE), LEGALAID_SEARCH_URL=nowhere).stdout)[0]
    assert (kept["added"], kept["indexed"]) == (1, 0)
    assert "连不上检索数据库" in kept["note"]
