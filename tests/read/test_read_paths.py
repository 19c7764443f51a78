"""Files, folders, globs, standard input; what cannot be read is named and the rest is read."""

from __future__ import annotations

import io
import random
import re
import unicodedata
from pathlib import Path

import pytest

from kg.model import merge_digests
from kg.read import read_paths

ENTRY = "### [{title}](https://arxiv.org/abs/{identifier})\n\nVote: {votes}\n\nAuthors: A B\n\n- {text}\n\n"


def digest(day: str | None, *identifiers: str, votes: str = "3", text: str = "글입니다.") -> str:
    heading = f"## Daily Papers ({day})\n\n" if day else ""
    entries = (ENTRY.format(title=f"T{i}", identifier=i, votes=votes, text=text) for i in identifiers)
    return heading + "".join(entries)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2025" / "02").mkdir(parents=True)
    (tmp_path / "2025/02/05.md").write_text(digest("2025-02-05", "2502.00001", "2502.00002"), encoding="utf-8")
    (tmp_path / "2025/02/06.md").write_text(digest(None, "2502.00001"), encoding="utf-8")
    (tmp_path / "README.md").write_text("# About\n\n### Install\n\ntext\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not Markdown", encoding="utf-8")
    return tmp_path


def test_a_folder_is_searched_and_other_markdown_passed_over_with_a_note(folder: Path):
    reading = read_paths([folder])
    assert [(d.date, len(d.entries)) for d in reading.digests] == [("2025-02-05", 2), ("2025-02-06", 1)]
    (note,) = reading.problems
    assert "README.md: no digest entry" in str(note)
    assert not note.fatal


def test_a_paper_in_two_digests_is_one_paper_with_two_listings(folder: Path):
    papers = merge_digests(read_paths([folder]).digests)
    assert [(p.identifier, [listing.date for listing in p.listings]) for p in papers] == [
        ("2502.00001", ["2025-02-05", "2025-02-06"]),
        ("2502.00002", ["2025-02-05"]),
    ]


def test_globs_and_the_same_file_named_twice(folder: Path):
    reading = read_paths([f"{folder}/2025/*/*.md", folder / "2025/02/05.md", folder])
    assert [d.date for d in reading.digests] == ["2025-02-05", "2025-02-06"]
    assert read_paths([f"{folder}/**/0?.md"]).entries == 3


def test_order_of_paths_does_not_matter(folder: Path):
    paths = [folder / "2025/02/05.md", folder / "2025/02/06.md"]
    assert read_paths(paths) == read_paths(paths[::-1])


def test_standard_input(folder: Path):
    data = (folder / "2025/02/05.md").read_bytes()
    assert read_paths(["-"], stdin=io.BytesIO(data)).digests == read_paths([folder / "2025/02/05.md"]).digests


@pytest.mark.parametrize("name", ["2025/02/05.md", "2025-02-05.md", "20250205.md", "papers_2025_02_05.md"])
def test_the_date_of_a_path(tmp_path: Path, name: str):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(digest(None, "2502.00001"), encoding="utf-8")
    assert [d.date for d in read_paths([file], date="1999-01-01").digests] == ["2025-02-05"]


def test_the_date_given_is_the_last_resort(tmp_path: Path):
    file = tmp_path / "today.md"
    file.write_text(digest(None, "2502.00001"), encoding="utf-8")
    assert [d.date for d in read_paths([file], date="2025-02-05").digests] == ["2025-02-05"]
    (problem,) = read_paths([file]).problems
    assert (problem.source, problem.line, problem.fatal) == (str(file), 1, True)


@pytest.mark.parametrize("change", ["crlf", "cr", "bom", "nfd"])
def test_line_ends_marks_and_decomposed_hangul_make_no_difference(tmp_path: Path, change: str):
    text = digest("2025-02-05", "2502.00001", text="지식 편집을 다룬다.")
    data = {
        "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(),
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "nfd": unicodedata.normalize("NFD", text).encode(),
    }[change]
    (tmp_path / "a.md").write_bytes(data)
    (tmp_path / "b.md").write_text(text, encoding="utf-8")
    changed, plain = (read_paths([tmp_path / name]).digests[0].entries for name in ("a.md", "b.md"))
    assert changed == plain


def test_control_characters_become_spaces(tmp_path: Path):
    (tmp_path / "a.md").write_text(digest("2025-02-05", "2502.00001", text="a\x00b\x1bc"), encoding="utf-8")
    (entry,) = read_paths([tmp_path / "a.md"]).digests[0].entries
    assert entry.sections[1].text == "a b c"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", ":1: the file is empty"),
        (b"just text\n", ":1: no digest entry"),
        (b"## D (2025-02-05)\n\n\xff\xfe\n", ":3: not UTF-8 (byte 0xff)"),
    ],
)
def test_a_named_file_that_is_no_digest_is_named_and_the_rest_is_read(folder: Path, data: bytes, said: str):
    bad = folder / "bad.md"
    bad.write_bytes(data)
    reading = read_paths([bad, folder / "2025/02/05.md"])
    (problem,) = reading.problems
    assert f"bad.md{said}" in str(problem)
    assert problem.fatal
    assert reading.entries == 2


def test_a_digest_in_another_encoding_is_no_mere_note(folder: Path):
    (folder / "utf16.md").write_bytes(digest("2025-02-07", "2502.00009").encode("utf-16"))
    problems = [problem for problem in read_paths([folder]).problems if "utf16" in problem.source]
    assert [problem.fatal for problem in problems] == [True]


@pytest.mark.parametrize(("encoding", "line"), [("utf-16", 1), ("cp949", 9)])
def test_a_message_tells_what_another_encoding_may_be(tmp_path: Path, encoding: str, line: int):
    file = tmp_path / "2025-02-07.md"
    file.write_bytes(digest("2025-02-07", "2502.00009", text="지식 편집을 다룬다.").encode(encoding))
    (problem,) = read_paths([file]).problems
    assert problem.line == line
    assert f", perhaps {encoding.upper()}; save the file as UTF-8" in str(problem)


def test_a_missing_path_is_named(folder: Path):
    reading = read_paths([folder / "none.md", folder / "2025/02/05.md"])
    assert [(p.source, p.fatal) for p in reading.problems] == [(str(folder / "none.md"), True)]
    assert reading.entries == 2


def test_merging_does_not_depend_on_order(folder: Path):
    (folder / "2025/02/05b.md").write_text(digest("2025-02-05", "2502.00002", votes="9"), encoding="utf-8")
    digests = list(read_paths([folder]).digests)
    expected = merge_digests(digests)
    assert {p.identifier: p.votes for p in expected} == {"2502.00001": 3, "2502.00002": 9}
    for seed in range(5):
        random.Random(seed).shuffle(digests)
        assert merge_digests(digests) == expected


@pytest.mark.corpus
def test_the_whole_archive(corpus: list[Path]):
    reading = read_paths(corpus)
    papers = merge_digests(reading.digests)
    text = "\n".join(file.read_text(encoding="utf-8") for folder in corpus for file in sorted(folder.rglob("*.md")))
    assert (len(reading.digests), reading.entries, len(papers), reading.problems) == (269, 4153, 4152, ())
    authors = {name for paper in papers for name in paper.authors}
    assert not {name for name in authors if name == "+" or "[" in name or name != name.strip()}
    assert sum(bool(entry.authors) for digest in reading.digests for entry in digest.entries) == len(
        re.findall(r"^Authors: \S", text, re.MULTILINE)
    )
    voted = sum(entry.votes is not None for digest in reading.digests for entry in digest.entries)
    assert voted == len(re.findall(r"^Vote: \d", text, re.MULTILINE))
    assert {s.name for p in papers for s in p.sections} >= {"title", "body", "whats-new", "technical-details"}


@pytest.mark.corpus
def test_the_day_that_the_project_was_asked_for(shared: Path):
    papers = merge_digests(read_paths([shared / "corpus/2025/02/05.md"]).digests)
    pairs = {pair for p in papers for pair in ((a, b) for a in p.authors for b in p.authors if a < b)}
    assert (len(papers), len({a for p in papers for a in p.authors}), len(pairs)) == (50, 305, 1233)
