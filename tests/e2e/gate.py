"""A service that answers when it is told to: a run that calls it stays as long as a test looks at it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_LONGEST_S = 60.0


@dataclass(frozen=True)
class Gate:
    """The service: its address, and the means to let callers through."""

    url: str
    _open: threading.Event

    def open(self) -> None:
        """Answer everybody who waits, and from now on at once."""
        self._open.set()


@contextmanager
def closed_gate() -> Iterator[Gate]:
    """Start a gate that lets nobody through yet; at the end it opens and goes."""
    opened = threading.Event()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            opened.wait(_LONGEST_S)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Gate(f"http://127.0.0.1:{server.server_address[1]}/", opened)
    finally:
        opened.set()
        server.shutdown()
        server.server_close()
        thread.join()
