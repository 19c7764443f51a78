"""Tables that fit, text that a terminal shows and does not obey."""

from __future__ import annotations

import io
import unicodedata

import pytest

from kg.cli import main, progress
from kg.cli.output import Output, Table, clean, emit, width


def columns(line):
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


COMMANDS = [
    ["show", "2502.01068"],
    ["show", "KV 캐시 압축"],
    ["search", "a"],
    ["related", "2502.01068"],
    ["stats"],
    ["sparql", "SELECT * { ?p rdfs:label|skos:altLabel ?t }"],
    ["sparql", "--list"],
]


@pytest.mark.parametrize("wide", [60, 80, 120])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_tables_fit(capsys, monkeypatch, folder, wide, words):
    monkeypatch.setenv("COLUMNS", str(wide))
    assert main([*words, "--graph", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert max(map(columns, lines)) <= wide
    assert not any(line != line.rstrip() for line in lines)


def test_korean_letters_count_two_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    rows = (("키 밸류 캐시", "1"), ("KV cache", "22"))
    emit(Output(None, (), (), (Table(("name", "papers>"), rows),)), "table")
    lines = capsys.readouterr().out.splitlines()
    assert [columns(line) for line in lines[2:]] == [columns(lines[1])] * 2


def test_markup_and_control_characters_are_only_text(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    emit(Output(None, (), (), (Table(("x",), (("[bold]a[/bold] \x1b[31mred\x07 \u202eright",),)),)), "table")
    out = capsys.readouterr().out
    assert "[bold]a[/bold]" in out
    assert not set("\x1b\x07\u202e") & set(out)


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x7f", "\x9b", "\r", "\u202e", "\u2066"])
def test_clean(char):
    assert clean(f"a{char}b") == "a\ufffdb"
    assert clean("논문 é 🙂 \n\t") == "논문 é 🙂 \n\t"


def test_the_width_is_the_same_everywhere_without_a_terminal(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert width() == 100


@pytest.mark.parametrize(("given", "expected"), [("60", 60), ("5", 20), ("wide", 100), ("", 100), ("0", 100)])
def test_columns_decides(monkeypatch, given, expected):
    monkeypatch.setenv("COLUMNS", given)
    assert width() == expected


class Screen(io.StringIO):
    def __init__(self, *, watched):
        super().__init__()
        self.watched = watched

    def isatty(self):
        return self.watched


@pytest.mark.parametrize("watched", [True, False])
def test_progress_is_for_people_who_watch(monkeypatch, watched):
    screen = Screen(watched=watched)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bar() as tell:
        tell("Reading digests", 1, 2)
        tell("Resolving names", 0, 1)
    with progress.stages() as say:
        say("checking")
    assert ("Resolving names" in screen.getvalue()) is watched
    assert ("checking" in screen.getvalue()) is watched
