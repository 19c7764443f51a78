"""The command line as a process of its own: what it loads, pipes, signals, locales."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = ("networkx", "rdflib", "spacy", "numpy", "rich", "pyshacl", "pyvis", "jinja2", "rapidfuzz", "pyoxigraph")


def run(*words, **more):
    return subprocess.run([sys.executable, "-m", "kg", *words], capture_output=True, timeout=120, check=False, **more)


def loaded(*words):
    """The heavy modules that are loaded when a command line has been run in a fresh interpreter."""
    code = (
        "import json, sys; from kg.cli import main; main(sys.argv[1:]);"
        f"print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=True, timeout=120)
    return set(json.loads(done.stderr.decode().splitlines()[-1]))


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["sparql", "--help"], ["build", "--help"], ["nonsense"]])
def test_help_loads_nothing_heavy(words):
    assert loaded(*words) == set()


@pytest.mark.parametrize("more", [[], ["--format", "json"]])
def test_asking_loads_nothing_heavy_not_even_the_engine(folder, more):
    """The engine runs in another process, which is thrown away."""
    assert loaded("sparql", "ASK {}", "--graph", str(folder), *more) == set()


def test_a_table_needs_nothing_heavy_either(folder):
    assert loaded("sparql", "SELECT * { ?s ?p ?o } LIMIT 1", "--graph", str(folder)) == set()


def test_related_papers_need_nothing_heavy(folder):
    words = ("related", "2502.01068", "--graph", str(folder), "--format", "json")
    run(*words)  # makes the index where it is missing
    assert loaded(*words) == set()


@pytest.mark.parametrize("words", [["show", "FastKV"], ["search", "FastKV"]])
def test_questions_need_the_engine_alone(folder, words):
    assert loaded(*words, "--graph", str(folder), "--format", "json") == {"pyoxigraph"}


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_korean_comes_out_whole_under_any_locale(folder, locale):
    env = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "", "PYTHONUTF8": "0"}
    done = run("show", "concept:kv-cache-compression", "--graph", str(folder), env=env)
    assert done.returncode == 0
    assert "KV 캐시 압축" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "words", [["search", "캐시 압축"], ["show", "KV 캐시 압축"], ["related", "--text", "KV 캐시 압축"]]
)
def test_korean_arguments_go_in_whole_under_the_strict_c_locale(folder, words):
    env = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    asked = (*words, "--graph", str(folder), "--format", "json")
    strict, usual = run(*asked, env=env), run(*asked)
    assert (strict.returncode, strict.stdout) == (0, usual.stdout)


@pytest.mark.skipif(os.name == "nt", reason="arguments are no bytes there")
@pytest.mark.parametrize("locale", ["C", "en_US.ISO-8859-1"])
def test_korean_names_of_files_are_found_and_bad_bytes_are_text(folder, tmp_path, locale):
    env = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    shutil.copytree(folder, tmp_path / "그래프")
    assert run("search", "캐시", "--graph", str(tmp_path / "그래프"), env=env).returncode == 0
    done = run("search", b"\xff\xfe", "--graph", str(folder), env=env)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Traceback" not in done.stderr


def test_an_ascii_terminal_setting_does_not_break_it(folder):
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("search", "캐시", "--graph", str(folder), "--format", "json", env=env)
    assert "캐시" in done.stdout.decode("utf-8")


def test_a_reader_that_leaves_early_is_no_error(folder):
    command = (
        f"{sys.executable} -m kg sparql 'SELECT * {{ ?s ?p ?o . ?a ?b ?c }}' --format csv --graph {folder} | head -1"
    )
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.strip()


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_an_interrupt_ends_with_130(folder):
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
    command = [sys.executable, "-m", "kg", "sparql", query, "--graph", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_no_colour_and_the_same_bytes_when_piped(folder):
    words = ("related", "2502.01068", "--graph", str(folder))
    env = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    first = run(*words, env={**env, "TERM": "xterm-256color", "PYTHONHASHSEED": "1"})
    second = run(*words, env={**env, "TERM": "dumb", "PYTHONHASHSEED": "2"})
    assert first.stdout == second.stdout
    assert b"\x1b" not in first.stdout


@pytest.mark.parametrize(
    "words", [["sparql", "--help"], ["show", "--help"], ["search", "FastKV"], ["show", "nothing at all"]]
)
def test_a_command_that_asks_leaves_at_once_and_yet_says_all(folder, words):
    """It does not wait for Python's own end, which would write what is left in the buffers."""
    words = words if "--help" in words else [*words, "--graph", str(folder)]
    code = "import sys; from kg.cli import main; sys.exit(main(sys.argv[1:]))"
    slow = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=False, timeout=120)
    fast = run(*words)
    assert (fast.returncode, fast.stdout, fast.stderr) == (slow.returncode, slow.stdout, slow.stderr)
    assert fast.stdout or fast.stderr


def test_whoever_calls_or_watches_a_command_goes_on_after_it(folder):
    code = f"from kg.cli import main; assert main(['search', 'LoRA', '--graph', {str(folder)!r}]) == 0; print('and on')"
    words = [sys.executable, "-c", code]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.endswith("and on\n")
    words = [sys.executable, "-m", "cProfile", "-m", "kg", "search", "LoRA", "--graph", folder]
    assert "function calls" in subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(os.name == "nt", reason="no such device there")
@pytest.mark.parametrize("words", [["search", "FastKV"], ["sparql", "ASK {}"]])
def test_a_full_disk_is_told(folder, words):
    words = [*words, "--graph", str(folder)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *words], stdout=full, stderr=subprocess.PIPE, timeout=120, check=False
        )
    assert (done.returncode, done.stderr.startswith(b"kg: ")) == (1, True)


def test_the_module_is_the_command(folder):
    done = run("sparql", "ASK {}", "--graph", str(folder))
    assert (done.returncode, done.stdout.split()) == (0, [b"yes"])
