"""``kg serve`` as a process: how it starts, how it ends, and what it leaves behind."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "kg", "serve", *words], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_cleanly(sample, web, sign):
    with web.serving(sample, "--workers", "2") as server:
        assert re.fullmatch(
            r"Serving \S+ at http://127\.0\.0\.1:\d+ \(SPARQL: http://127\.0\.0\.1:\d+/sparql, JSON: \S+/api\), "
            r"stop with Ctrl\+C\n",
            server.line,
        )
        assert server.ask("/api/health").status == 200
        children = psutil.Process(server.process.pid).children(recursive=True)
        server.process.send_signal(sign)
        code, said = server.stop()
        assert (code, said) == (0, "stopped\n")
        assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_it_ends_while_questions_run(sample, web):
    with web.serving(sample, "--workers", "2") as server:
        with socket.create_connection((server.host, server.port)) as connection:
            connection.sendall(
                b"GET /sparql?query=SELECT(COUNT(*)AS%20?n)%7B?a%20?b%20?c.?d%20?e%20?f.?g%20?h%20?i%7D HTTP/1.1\r\n"
                b"Host: localhost\r\n\r\n"
            )
            time.sleep(0.5)
            children = psutil.Process(server.process.pid).children(recursive=True)
            code, said = server.stop()
        assert code == 0
        assert "Traceback" not in said
        assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


@pytest.mark.skipif(sys.platform != "linux", reason="needs the system's alarms and their default")
def test_workers_do_not_outlive_a_server_that_is_killed(sample, web):
    with web.serving(sample, "--workers", "2", "--timeout", "1") as server:
        children = psutil.Process(server.process.pid).children(recursive=True)
        server.process.kill()
        _, alive = psutil.wait_procs(children, timeout=20)
        assert not alive


def test_a_port_that_is_taken(sample):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--graph", str(sample), "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"kg: port {port} is taken by another program: name another one with --port (0: any that is free)\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--graph", "nowhere"], 1, "kg build"),
        (["--port", "x"], 2, "--port"),
        (["--port", "70000"], 2, "between 0 and 65535"),
        (["--timeout", "0"], 2, "more than 0"),
        (["--cors", "http://a.example/path"], 2, "origin"),
        (["--workers", "0"], 2, "1 or more"),
    ],
)
def test_arguments_that_cannot_be_used(words, code, said):
    done = run(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_host_that_is_not_here(sample):
    done = run("--graph", str(sample), "--host", "192.0.2.1", "--port", "0")
    assert (done.returncode, done.stdout) == (2, "")
    assert "192.0.2.1" in done.stderr


def test_help_has_examples_and_loads_nothing_heavy():
    code = (
        "import sys; from kg.cli import main; main(['serve', '--help']);"
        "assert not {'starlette', 'uvicorn', 'pyoxigraph', 'asyncio'} & set(sys.modules), sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "kg serve --graph mine --port 0" in done.stdout
    assert "curl" in done.stdout
