"""What people read has words: every action of the audit, every kind of thing it touches."""

import re

from legalaid.roles import ROLES
from legalaid.tables import Base
from legalaid.web import audit_words
from tests.conftest import ROOT

RECORDED = re.compile(r"audit\.record\((.*?)(?=\n\s*\w+\.|\n\n|\)\n)", re.DOTALL)
CODE = re.compile(r'"([a-z_]+\.[a-z_]+)"')


def recorded() -> set[str]:
    """Every code that is given to the audit."""
    calls = [call for path in sorted((ROOT / "legalaid").rglob("*.py")) for call in RECORDED.findall(path.read_text(encoding="utf-8"))]
    own = CODE.findall((ROOT / "legalaid/actions/audit.py").read_text(encoding="utf-8"))
    return {code for call in calls for code in CODE.findall(call)} | set(own)


def test_every_action_of_the_audit_has_words() -> None:
    found = recorded()
    assert len(found) > 50
    assert found - set(audit_words.ACTIONS) == set()
    assert set(audit_words.ACTIONS) - found == set(), "words for actions that nobody records"


def test_every_thing_the_audit_names_is_a_table() -> None:
    assert set(audit_words.SUBJECTS) <= set(Base.metadata.tables)


def test_the_outcome_of_a_job_is_told_without_codes() -> None:
    assert audit_words.outcome({"placed": 3, "unassigned": 1, "run": "0a1b"}) == "派出 3，未派出 1"
    assert audit_words.outcome({"placed": 0, "unassigned": 0, "skipped": "day_off"}) == "今天不上班"
    assert audit_words.outcome({}) == "没有要做的"
    assert not re.search("[a-z]", "".join(ROLES.values()))
