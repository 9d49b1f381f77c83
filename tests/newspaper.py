"""A tiny local newspaper on loopback, with every fault a crawler meets. `Newspaper()` is a context manager.

It answers for any host name. What each host's robots.txt says is `robots[name]` (default: 404). Paths are the names
of the methods below, or keys of `pages` (path: content type, text), with more `headers` and another of the `statuses`
by path when there are any; `log` holds (host name, path, monotonic second) of each request.
"""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ARTICLE = "<!doctype html><html lang=ar dir=rtl><title>خبر</title><p>نص الخبر كاملا كما نشر.".encode()


class Newspaper:
    """Serves until the with block ends."""

    def __init__(self, tls: bool = False) -> None:
        self.tls = tls
        self.robots: dict[str, tuple[int, bytes]] = {}
        self.pages: dict[str, tuple[str, str]] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.statuses: dict[str, int] = {}
        self.log: list[tuple[str, str, float]] = []
        self.agents: set[str] = set()
        self.busy_hosts: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self.lock = threading.Lock()
        self.closing = threading.Event()

    def __enter__(self) -> Newspaper:
        self._server = _Press(("127.0.0.1", 0), _handler(self))
        self.port = self._server.server_port
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(Path(__file__).with_name("newspaper.pem"))
            # The handshake is left to the thread of each connection: one that fails must not stop the press.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, name: str = "paper.localhost") -> str:
        return f"http{'s' if self.tls else ''}://{name}:{self.port}/{path.lstrip('/')}"

    def asked(self, name: str = "paper.localhost") -> list[str]:
        """The paths one host was asked for, in order."""
        return [path for host, path, _ in self.log if host == name]


class _Press(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawler that hangs up is no news."""


def _handler(paper: Newspaper) -> type[BaseHTTPRequestHandler]:
    class Handler(_Desk):
        newspaper = paper

    return Handler


class _Desk(BaseHTTPRequestHandler):
    newspaper: Newspaper
    dated = "Sat, 14 Nov 2026 08:00:00 GMT"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        paper = self.newspaper
        with paper.lock:
            paper.log.append((name, self.path, time.monotonic()))
            paper.agents.add(self.headers.get("User-Agent") or "")
            paper.busy_hosts[name] = paper.busy_hosts.get(name, 0) + 1
            paper.most_at_once[name] = max(paper.most_at_once.get(name, 0), paper.busy_hosts[name])
        try:
            self._answer(name)
        except (ConnectionError, OSError):
            self.close_connection = True
        finally:
            with paper.lock:
                paper.busy_hosts[name] -= 1

    def _answer(self, name: str) -> None:
        if self.path == "/robots.txt" and self.path not in self.newspaper.pages:
            status, body = self.newspaper.robots.get(name, (404, b""))
            moved = {"Location": body.decode()} if 300 <= status < 400 else {}
            return self.send(body, status=status, kind="text/plain", **moved)
        if self.path in self.newspaper.pages:
            kind, text = self.newspaper.pages[self.path]
            headers = self.newspaper.headers.get(self.path, {})
            return self.send(text.encode(), self.newspaper.statuses.get(self.path, 200), kind, **headers)
        known: Callable[[], None] | None = getattr(self, f"page_{self.path.strip('/').split('?')[0]}", None)
        return known() if known is not None else self.send(ARTICLE)

    def send(self, body: bytes, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    # ------------------------------------------------------------ what may go wrong

    def page_packed(self) -> None:
        self.send(gzip.compress(ARTICLE), Content_Encoding="gzip")

    def page_gone(self) -> None:
        self.send(b"<p>gone", status=410)

    def page_etag(self) -> None:
        if self.headers.get("If-None-Match") == '"one"':
            self.send_response(304)
            self.send_header("ETag", '"one"')
            self.end_headers()
        else:
            self.send(ARTICLE, ETag='"one"')

    def page_dated(self) -> None:
        """Knows its state by the Date of the answer alone (RFC 9110 13.1.3)."""
        if self.headers.get("If-Modified-Since") == self.dated:
            self.send_response_only(304)
            self.end_headers()
        else:
            self.send_response_only(200)
            self.send_header("Date", self.dated)
            self.send_header("Content-Length", str(len(ARTICLE)))
            self.end_headers()
            self.wfile.write(ARTICLE)

    def page_same(self) -> None:
        self.send_response(304)
        self.end_headers()

    def page_moved(self) -> None:
        self.send(b"", status=301, Location="/packed")

    def page_moved_twice(self) -> None:
        self.send(b"", status=308, Location="/moved")

    def page_lent(self) -> None:
        self.send(b"", status=302, Location="/moved")

    def page_moved_etag(self) -> None:
        self.send(b"", status=301, Location="/etag")

    def page_moved_away(self) -> None:
        self.send(b"", status=301, Location="/gone")

    def page_overloaded(self) -> None:
        self.send(b"", status=503, Retry_After="7200")

    def page_old_letters(self) -> None:
        self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /\xce\xc8\xd1\r\nContent-Length: 0\r\n\r\n")

    def page_loop(self) -> None:
        self.send(b"", status=302, Location="/loop")

    def page_elsewhere(self) -> None:
        self.send(b"", status=302, Location=self.newspaper.url("/secret", "closed.localhost"))

    def page_to_busy(self) -> None:
        self.send(b"", status=302, Location=self.newspaper.url("/busy", "busy.localhost"))

    def page_inside(self) -> None:
        self.send(b"", status=302, Location=f"http://127.0.0.2:{self.newspaper.port}/admin")

    def page_metadata(self) -> None:
        self.send(b"", status=302, Location="http://169.254.169.254/latest/meta-data/")

    def page_file(self) -> None:
        self.send(b"", status=302, Location="file:///etc/hostname")

    def page_bomb(self) -> None:
        self.send(gzip.compress(bytes(64 * 1024 * 1024), 1), Content_Encoding="gzip")

    def page_liar(self) -> None:
        self.send(b"this is not packed", Content_Encoding="gzip")

    def page_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        self.end_headers()
        while not self.newspaper.closing.is_set():
            self.wfile.write(b"<p>more</p>" * 1000)

    def page_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.newspaper.closing.wait(0.05):
            self.wfile.write(b"<")
            self.wfile.flush()

    def page_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"<p>half a page")
        self.close_connection = True

    def page_hangs_up(self) -> None:
        self.close_connection = True

    def page_busy(self) -> None:
        self.send(b"", status=429, Retry_After="77")

    def page_broken(self) -> None:
        self.send(b"", status=500)

    def page_picture(self) -> None:
        self.send(b"\x89PNG\r\n\x1a\n" + bytes(100), kind="text/html")

    def page_binary(self) -> None:
        self.send(ARTICLE, kind="application/octet-stream")

    def page_sitemap(self) -> None:
        self.send(gzip.compress(b"<urlset><url><loc>http://x/1</loc></url></urlset>"), kind="application/gzip")

    def page_headers(self) -> None:
        self.send(ARTICLE, X_Long="x" * 100_000)

    def page_many_headers(self) -> None:
        self._send_headers(1000, "x")

    def page_fat_headers(self) -> None:
        self._send_headers(10, "x" * 10_000)

    def _send_headers(self, count: int, value: str) -> None:
        self.send_response(200)
        for number in range(count):
            self.send_header(f"X-{number}", value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def page_latin_header(self) -> None:
        self.send(ARTICLE, Content_Disposition="caf\xe9")

    def page_garbage(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n" + bytes(range(256)) * 4)
        self.close_connection = True

    def page_odd_status(self) -> None:
        self.wfile.write(b"HTTP/1.1 2x0 fine\r\nContent-Length: 0\r\n\r\n")
        self.close_connection = True

    def page_silent(self) -> None:
        self.newspaper.closing.wait()

    def page_continue(self) -> None:
        while not self.newspaper.closing.is_set():
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
