"""The virus scanner beside the office: clamd, spoken to over TCP or a unix socket (INSTREAM)."""

import re
import socket
import struct
from dataclasses import dataclass
from typing import Protocol

from legalaid.settings import Settings

_PIECE = 64 * 1024
_CONNECT, _ANSWER = 3.0, 30.0  # seconds; a form waits for both


class NotScanned(Exception):
    """The scanner did not answer, or not to the question."""


class Scanner(Protocol):
    """Looks at a file; raises NotScanned when it could not."""

    def clean(self, content: bytes) -> bool: ...


@dataclass(frozen=True)
class Clamd:
    """clamd at `host:port` or at the path of its socket."""

    address: str

    def clean(self, content: bytes) -> bool:
        """Whether nothing was found. Only an answer that says so is one."""
        try:
            with self._connected() as line:
                line.settimeout(_ANSWER)
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _PIECE):
                    piece = content[start : start + _PIECE]
                    line.sendall(struct.pack("!L", len(piece)) + piece)
                line.sendall(struct.pack("!L", 0))
                said = _said(line)
        except OSError as e:
            raise NotScanned(type(e).__name__) from e
        if re.fullmatch(rb"stream: OK\0?", said):
            return True
        if re.fullmatch(rb"stream: .+ FOUND\0?", said):
            return False
        raise NotScanned("unexpected answer")

    def _connected(self) -> socket.socket:
        if not self.address.startswith("/"):
            host, _, port = self.address.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_CONNECT)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def _said(line: socket.socket) -> bytes:
    """The answer up to its end; never more than a line's worth."""
    found = b""
    while len(found) < 4096 and not found.endswith(b"\0") and (more := line.recv(4096)):
        found += more
    return found


def make_scanner(settings: Settings) -> Scanner | None:
    """The scanner that the settings name; None where there is none."""
    return Clamd(settings.clamd) if settings.clamd else None
