"""The sample newsroom over a real loopback connection."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from masdar.demo.newsroom import END, load_newsroom
from masdar.demo.server import Served, serve


class Hand:
    """A clock moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(load_newsroom(), lambda: END, port=0) as running:
        yield running


def ask(port: int, host: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": f"{host}:{port}", **headers})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_sites_are_told_apart_by_host(served: Served) -> None:
    bodies = {ask(served.port, f"{name}.localhost", "/")[2] for name in ("timana", "nuran", "hasad")}
    assert len(bodies) == 3
    assert ask(served.port, "other.localhost", "/")[0] == 404


def test_the_date_header_is_the_given_clock_and_stands_once(served: Served) -> None:
    status, headers, body = ask(served.port, "timana.localhost", "/")
    assert status == 200
    assert headers["date"] == "Mon, 16 Nov 2026 12:00:00 GMT"
    assert "server" not in headers
    assert int(headers["content-length"]) == len(body)


def test_pages_print_the_port_they_are_served_on(served: Served) -> None:
    assert (
        f"http://timana.localhost:{served.port}/ar/news/1431".encode()
        in ask(served.port, "timana.localhost", "/rss/all.xml")[2]
    )


def test_head_has_the_headers_without_the_body(served: Served) -> None:
    got, seen = (ask(served.port, "denwar.localhost", "/", method) for method in ("GET", "HEAD"))
    assert seen[1] == got[1]
    assert seen[2] == b""


def test_a_conditional_request_is_answered_304(served: Served) -> None:
    tag = ask(served.port, "timana.localhost", "/ar/news/1431")[1]["etag"]
    status, headers, body = ask(served.port, "timana.localhost", "/ar/news/1431", **{"If-None-Match": tag})
    assert (status, body) == (304, b"")
    assert headers["etag"] == tag


def test_the_clock_decides_what_there_is() -> None:
    clock = Hand(END - timedelta(days=2))
    with serve(load_newsroom(), clock, port=0) as running:
        assert ask(running.port, "timana.localhost", "/ar/news/1431")[0] == 404
        clock.at = END
        assert ask(running.port, "timana.localhost", "/ar/news/1431")[0] == 200


def test_a_busy_port_leads_to_the_next_free_one() -> None:
    with (
        serve(load_newsroom(), lambda: END, port=0) as first,
        serve(load_newsroom(), lambda: END, first.port) as second,
    ):
        assert second.port > first.port
        assert ask(second.port, "hasad.localhost", "/")[0] == 200


def test_it_listens_on_loopback_only_and_ends_with_its_block() -> None:
    with serve(load_newsroom(), lambda: END, port=0) as running:
        port = running.port
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=1):
        pass
