"""A clamd that knows one virus: speaks INSTREAM over TCP or a unix socket, as far as the scanner asks for it."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.uploads.files import EICAR


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(len(content))  # type: ignore[attr-defined]
        said = self.server.says or (b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")  # type: ignore[attr-defined]
        self.wfile.write(said)


@contextmanager
def clamd(folder: Path | None = None, says: bytes = b"") -> Iterator[tuple[str, list[int]]]:
    """Its address (a socket in the folder, else a port) and the sizes of what it was shown; `says` is its answer to everything."""
    kind = socketserver.ThreadingUnixStreamServer if folder else socketserver.ThreadingTCPServer
    server = kind(str(folder / "clamd.sock") if folder else ("127.0.0.1", 0), _Line)  # type: ignore[arg-type]
    server.says, server.seen, server.daemon_threads = says, [], True  # type: ignore[union-attr]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield str(folder / "clamd.sock") if folder else f"127.0.0.1:{server.server_address[1]}", server.seen  # type: ignore[union-attr]
    finally:
        server.shutdown()
        server.server_close()
