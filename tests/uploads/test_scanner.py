"""The scanner is asked as clamd wants it, and only its own words for clean are taken as such."""

import socket
from pathlib import Path

import pytest

from legalaid import settings
from legalaid.errors import Refused
from legalaid.scanner import Clamd, NotScanned, make_scanner
from tests.uploads.clamd import clamd
from tests.uploads.files import EICAR


@pytest.mark.parametrize("by_socket", [False, True])
def test_clean_and_infected_files_are_told_apart_whatever_their_size(by_socket: bool, tmp_path: Path) -> None:
    with clamd(tmp_path if by_socket else None) as (address, seen):
        scanner = Clamd(address)
        assert scanner.clean(b"x" * 300_000)
        assert not scanner.clean(b"x" * 200_000 + EICAR)
        assert scanner.clean(b"")
        assert seen == [300_000, 200_000 + len(EICAR), 0]


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK but", b"\0", b"x" * 9000])
def test_any_other_answer_is_none(says: bytes) -> None:
    with clamd(says=says) as (address, _), pytest.raises(NotScanned):
        Clamd(address).clean(b"x")


def test_a_scanner_that_is_away_did_not_scan(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        for address in (f"127.0.0.1:{taken.getsockname()[1]}", str(tmp_path / "none.sock")):
            with pytest.raises(NotScanned):
                Clamd(address).clean(b"x")


@pytest.mark.parametrize(("given", "taken"), [("", True), ("127.0.0.1:3310", True), ("[::1]:3310", True), ("/run/clamav/clamd.ctl", True), ("clamd", False), ("http://clamd:3310/", False)])
def test_the_address_is_checked_at_the_start(given: str, taken: bool) -> None:
    if not taken:
        with pytest.raises(Refused, match="LEGALAID_CLAMD"):
            settings.read({"LEGALAID_CLAMD": given})
        return
    scanner = make_scanner(settings.read({"LEGALAID_CLAMD": given}))
    assert scanner == (Clamd(given) if given else None)
