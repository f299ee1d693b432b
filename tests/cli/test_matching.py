"""legalaid matching: what coordinators see, on the command line; a run that was touched gives exit code 1."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from legalaid import crypto
from legalaid.tables.assignment import MatchRun
from tests.actions.test_placing import run as place
from tests.builders import Office
from tests.cli.conftest import Run
from tests.cli.program import lines, refused


@pytest.fixture
def command(office: Office, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command over the small office; its clock is the machine's."""
    assert crypto.read_keys(tmp_path / "home" / "keys.json")
    monkeypatch.setenv("LEGALAID_DATABASE", office.runtime.settings.url)
    return run


def test_recommend_and_why_not(command: Run, office: Office) -> None:
    asked = office.granted()
    rows = lines(command("matching", "recommend", asked.no, "--top", "2").stdout)
    assert [r.get("login") for r in rows] == ["lawyer1", "lawyer2", None]
    assert rows[-1]["total"] == 3
    assert lines(command("matching", "whynot", asked.no, "lawyer1").stdout)[0]["place"] == 1
    assert lines(command("matching", "whynot", asked.no, "lawyer3").stdout)[0]["loss"] == rows[0]["total"] - lines(command("matching", "whynot", asked.no, "lawyer3").stdout)[0]["total"]
    refused(command("matching", "whynot", asked.no, "nobody"), "没有登录名为 nobody 的律师")
    refused(command("matching", "recommend", "FY2026-1124-9999"))


def test_what_if_and_reassign(command: Run, office: Office) -> None:
    taken, _ = office.accepted(), office.granted()
    rows = lines(command("matching", "whatif", "--away", "lawyer2", "--county", "330203", "--count", "2", "--weight", "load=500").stdout)
    assert [r.get("placed") for r in rows] == [1, 3, None]
    refused(command("matching", "whatif", "--weight", "load=much"), "名称=整数")
    refused(command("matching", "whatif", "--weight", "colour=1"), "没有这一项权重")
    assert lines(command("matching", "reassign", "lawyer1").stdout) == [{"no": taken.no, "state": "ACCEPTED", "to": "lawyer2", "name": "示例lawyer2"}]


def test_a_run_is_replayed_and_one_that_was_touched_is_found(command: Run, office: Office) -> None:
    office.granted()
    place(office)
    (row,) = lines(command("matching", "runs").stdout)
    answer = command("matching", "replay", row["id"])
    assert (answer.exit_code, lines(answer.stdout)[0]["same"]) == (0, True)

    def touch(session, _by) -> None:
        kept = session.scalars(select(MatchRun)).one()
        kept.instance = json.loads(json.dumps(kept.instance).replace('"205.5": 1000', '"205.5": 990'))

    office.act(None, touch)
    assert command("matching", "replay", row["id"]).exit_code == 1
