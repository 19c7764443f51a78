"""Tables that fit, text that a terminal shows and does not obey."""

from __future__ import annotations

import io
import unicodedata

import pytest

from kg.cli import layout, main, progress
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


WIDTHS = [40, 60, 80, 120, 200]


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_tables_fit(capsys, monkeypatch, folder, wide, words):
    monkeypatch.setenv("COLUMNS", str(wide))
    assert main([*words, "--graph", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert max(map(columns, lines)) <= wide
    assert not any(line != line.rstrip() for line in lines)


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_words_stay_whole(capsys, monkeypatch, folder, wide, words):
    def shown(width):
        monkeypatch.setenv("COLUMNS", str(width))
        main([*words, "--graph", str(folder)])
        return {word for word in capsys.readouterr().out.split() if not word.startswith("─")}

    whole = {word for word in shown(10_000) if columns(word) <= wide - 2}
    assert whole <= shown(wide)


TITLES = (
    ("2502.01068", "FastKV: 긴 컨텍스트를 빠르게 처리하기 위한 키-밸류 캐시 압축", "1,234"),
    ("2502.00299", "ChunkKV: Semantic-Preserving KV Cache Compression", "7"),
)


@pytest.mark.parametrize("wide", WIDTHS)
def test_korean_titles_at_any_width(wide):
    found = list(layout.lines(("paper", "title", "votes>"), TITLES, width=wide))
    assert max(map(columns, found)) <= wide
    assert {word for row in TITLES for cell in row for word in cell.split()} <= set(" ".join(found).split())


def test_a_record_a_block_where_a_table_would_break_words():
    assert list(layout.lines(("paper", "title", "votes>"), TITLES, width=40)) == [
        "─" * 40,
        "paper  2502.01068",
        "title  FastKV: 긴 컨텍스트를 빠르게",
        "       처리하기 위한 키-밸류 캐시 압축",
        "votes  1,234",
        "",
        "paper  2502.00299",
        "title  ChunkKV: Semantic-Preserving KV",
        "       Cache Compression",
        "votes  7",
    ]


def test_two_columns_go_below_each_other():
    rows = (("id", "2502.01068"), ("same as", "https://doi.org/10.48550/arXiv.2502.01068"))
    assert list(layout.lines(("paper", "FastKV"), rows, width=44)) == [
        "paper  FastKV",
        "─" * 44,
        "id  2502.01068",
        "same as",
        "  https://doi.org/10.48550/arXiv.2502.01068",
    ]


def test_what_is_longer_than_a_line_is_broken_and_nothing_else():
    assert layout.wrap("a 가나다라마 bc", 4) == ["a", "가나", "다라", "마", "bc"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 30])
def test_any_number_of_columns_at_the_least_width(count):
    headings, row = (f"column{number}" for number in range(count)), ("word " * 9 + "x" * 50,) * count
    found = list(layout.lines(tuple(headings), (row, ("",) * count), width=20))
    assert max(map(columns, found), default=0) <= 20
    assert bool(found) is bool(count)


@pytest.mark.parametrize(
    ("text", "wide"), [("abc", 3), ("가나", 4), ("e\u0301", 1), ("\u1112\u1161\u11ab", 2), ("🙂", 2), ("a\u200b", 1)]
)
def test_the_columns_that_a_text_takes(text, wide):
    assert layout.length(text) == wide


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


def test_messages_are_shown_and_not_obeyed(capsys):
    assert main(["build", "no\x1b[31m\u202esuch"]) == 1
    said = capsys.readouterr().err
    assert "no\ufffd[31m\ufffdsuch: no such file or folder" in said
