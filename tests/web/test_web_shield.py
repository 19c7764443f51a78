"""Who may ask, and what every answer carries, from the bytes on the wire."""

from __future__ import annotations

import socket

import pytest

ASK = "/sparql?query=ASK%20%7B%7D"


def raw(server, request: bytes) -> bytes:
    """What comes back for these very bytes."""
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9000", "127.0.0.1", "[::1]:8765", "192.168.1.7:80", "localhost."]
)
def test_hosts_that_are_this_machine(server, host):
    assert server.ask(ASK, headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8765", "a@localhost", "x y", ""],
)
def test_a_name_that_was_pointed_here_is_refused(server, host):
    answer = server.ask(ASK, headers={"Host": host})
    assert answer.status in {400, 421}
    assert b"boolean" not in answer.body


def test_a_host_that_is_given_twice_or_not_at_all(server):
    assert b" 200 " not in raw(server, f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n".encode())
    assert b" 200 " not in raw(server, f"GET {ASK} HTTP/1.1\r\n\r\n".encode())
    assert b" 200 " not in raw(server, f"GET {ASK} HTTP/1.0\r\n\r\n".encode())


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "https://127.0.0.1", "x"])
def test_pages_of_other_sites_read_nothing(server, origin):
    for method in ("GET", "POST", "OPTIONS"):
        answer = server.ask(ASK, method=method, headers={"Origin": origin})
        assert answer.status == 403
        assert "access-control-allow-origin" not in answer.headers
        assert b"boolean" not in answer.body


def test_the_own_pages_may(server):
    assert server.ask(ASK, headers={"Origin": server.url, "Sec-Fetch-Site": "same-origin"}).status == 200


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "no-cors", "script", 403),
        ("same-site", "no-cors", "empty", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "document", 200),
        ("none", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
    ],
)
def test_what_a_browser_says_of_who_asks(server, site, mode, dest, status):
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert server.ask(ASK, headers=headers).status == status


def test_an_origin_that_was_allowed(sample, web):
    with web.serving(sample, "--cors", "http://a.example", "--allow-host", "Paper.example", "--workers", "1") as server:
        answer = server.ask(ASK, headers={"Origin": "http://a.example"})
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "http://a.example")
        assert "Origin" in answer.headers["vary"]
        assert "X-SPARQL-MaxRows" in answer.headers["access-control-expose-headers"]
        asked = {
            "Origin": "http://a.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
            "Access-Control-Request-Private-Network": "true",
        }
        preflight = server.ask("/sparql", method="OPTIONS", headers=asked)
        assert preflight.status == 204
        assert preflight.headers["access-control-allow-headers"] == "content-type"
        assert "POST" in preflight.headers["access-control-allow-methods"]
        assert preflight.headers["access-control-allow-private-network"] == "true"
        error = server.ask("/sparql?query=x", headers={"Origin": "http://a.example"})
        assert (error.status, error.headers["access-control-allow-origin"]) == (400, "http://a.example")
        assert server.ask(ASK, headers={"Origin": "http://b.example"}).status == 403
        assert "access-control-allow-origin" not in server.ask(ASK).headers
        assert server.ask(ASK, headers={"Host": "paper.example"}).status == 200
        assert server.ask(ASK, headers={"Host": "other.example"}).status == 421


def test_all_origins(sample, web):
    with web.serving(sample, "--cors", "*", "--workers", "1") as server:
        answer = server.ask(ASK, headers={"Origin": "http://b.example", "Sec-Fetch-Site": "cross-site"})
        assert answer.headers["access-control-allow-origin"] == "http://b.example"
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", [ASK, "/api/health", "/paper/2502.01068", "/nowhere", "/sparql?query=x", "/paper/nix"])
def test_every_answer_carries_the_headers(server, path):
    headers = server.ask(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in headers


def test_bodies_are_bounded(server):
    assert server.direct(b" " * (1 << 20) + b"ASK {}").status == 413
    start = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    for size, statuses in (("99999999", b"413"), ("99999999999999999999", b"400 413")):
        assert raw(server, f"{start}Content-Length: {size}\r\n\r\n".encode()).split()[1] in statuses.split()
    chunks = b"".join(b"10000\r\n" + b" " * 0x10000 + b"\r\n" for _ in range(20)) + b"0\r\n\r\n"
    assert b" 413 " in raw(server, f"{start}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x00\xff\xfe\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /%00%ff%fe/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /paper/%F0%9F%92%A9%ED%A0%80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /sparql?" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /sparql?" + b"a=b&" * 2_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /api/search?q=a HTTP/1.1\r\nHost: localhost\r\nAccept: " + b"," * 20_000 + b"\r\n\r\n",
        b"GET /api/search?q=%ED%A0%80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/search?q=a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/node?thing=%3C%3E HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_hostile_bytes_are_no_failure_of_the_server(server, request_bytes):
    answer = raw(server, request_bytes)
    assert not answer.startswith(b"HTTP/1.1 5"), answer[:300]
    assert b"Traceback" not in answer
    assert b"root:" not in answer
    assert server.ask("/api/health").status == 200
