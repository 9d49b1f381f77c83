"""The sample newsroom on loopback: every site under its own host name, one port, according to a simulated clock.

In: a newsroom and a clock. Out: a running server that ends with its `with` block.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from masdar.demo.newsroom import Answer, Newsroom
from masdar.errors import MasdarError

Clock = Callable[[], datetime]

PORT = 8870  # Not registered with IANA for anything a desktop runs; the next ones are tried when it is taken.
PORTS_TO_TRY = 50


@dataclass(frozen=True, slots=True)
class Served:
    """A running sample newsroom: `port` is the one it got."""

    port: int


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = False  # A busy port must say so, else two demos would share it.
    request_queue_size = 64

    newsroom: Newsroom
    clock: Clock


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds: an idle keep-alive connection gives its thread back

    def do_GET(self) -> None:
        self._answer(self._ask(), with_body=True)

    def do_HEAD(self) -> None:
        self._answer(self._ask(), with_body=False)

    def _ask(self) -> Answer:
        port = self.server.server_address[1]
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.server.newsroom.respond(headers.get("host", ""), self.path, self.server.clock(), port, headers)

    def _answer(self, answer: Answer, *, with_body: bool) -> None:
        # send_response() would add the real clock's Date.
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def handle(self) -> None:
        """A visitor who hangs up in the middle is no news."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the demo's own output is the progress bar."""


@contextmanager
def serve(newsroom: Newsroom, clock: Clock, port: int = PORT) -> Iterator[Served]:
    """Serve on 127.0.0.1 until the block ends, on `port` or the next free one (0: any).

    Raises MasdarError when none of PORTS_TO_TRY ports is free.
    """
    server = _bind(port)
    server.newsroom, server.clock = newsroom, clock
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample-newsroom", daemon=True)
    thread.start()
    try:
        yield Served(port=server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _bind(port: int) -> _Server:
    for tried in range(port, port + PORTS_TO_TRY) if port else (0,):
        try:
            return _Server(("127.0.0.1", tried), _Handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise MasdarError(f"no free port from {port} to {port + PORTS_TO_TRY - 1} for the sample newsroom: pass another")
