"""Papers as JSON, daily lists and arXiv's records, on entries written for the purpose."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Digest, Entry, merge_digests
from kg.read import read_paths
from kg.read.papers import looks_like_json, parse_json
from kg.store.digests import digests_path, load_digests, save_digests


def listed(identifier: str = "2503.00001", *, votes: object = 3, day: str = "2025-03-01", **more: object) -> dict:
    paper = {"id": identifier, "title": f"Paper {identifier}", "summary": "We trim the cache.", "upvotes": votes}
    return {"paper": paper | {"authors": [{"name": "Ada Lovelace"}]} | more, "publishedAt": f"{day}T00:00:00.000Z"}


def handed_in(identifier: str = "2503.00001", *, day: str = "Sat, 1 Mar 2025 09:12:42 GMT", **more: object) -> dict:
    return {
        "id": identifier,
        "submitter": "Ada Lovelace",
        "authors": "Ada Lovelace (London), Alan Turing and Grace Hopper",
        "title": f"Paper\n  {identifier}",
        "abstract": "  We trim the cache\nof long contexts.\n",
        "categories": "cs.CL cs.LG",
        "versions": [{"version": "v1", "created": day}, {"version": "v2", "created": "Mon, 2 Jun 2025 00:00:00 GMT"}],
        "update_date": "2025-06-03",
        "authors_parsed": [["Lovelace", "Ada", ""], ["Turing", "Alan", "Jr."], ["The Bletchley Team", "", ""]],
        **more,
    }


def parse(value: object, **options) -> tuple[Digest, ...]:
    parsed = parse_json([json.dumps(value).encode()], source="list.json", **options)
    assert not parsed.problems, parsed.problems
    return parsed.digests


def only(value: object, **options) -> Entry:
    (digest,) = parse(value, **options)
    (entry,) = digest.entries
    return entry


def problems(value: object, **options) -> list[str]:
    return [str(p) for p in parse_json([json.dumps(value).encode()], source="list.json", **options).problems]


def dates(value: object, **options) -> list[str]:
    return [digest.date for digest in parse(value, **options)]


# ---------------------------------------------------------------- daily lists


def test_a_daily_list_is_one_digest_in_its_order():
    (digest,) = parse([listed("2503.00002", votes=5), listed("2503.00001", votes=9)])
    assert (digest.date, digest.title) == ("2025-03-01", "Daily Papers (2025-03-01)")
    assert [(e.identifier, e.position, e.votes) for e in digest.entries] == [("2503.00002", 1, 5), ("2503.00001", 2, 9)]
    entry = digest.entries[1]
    assert (entry.url, entry.authors) == ("https://arxiv.org/abs/2503.00001", ("Ada Lovelace",))
    assert [(s.name, s.text) for s in entry.sections] == [
        ("title", "Paper 2503.00001"),
        ("body", "We trim the cache."),
    ]


@pytest.mark.parametrize(
    "shape",
    [
        listed(),
        [listed()],
        [listed()["paper"] | {"publishedAt": "2025-03-01T05:06:07Z"}],
        [listed() | {"title": "Outer", "numComments": 2, "thumbnail": "x.png", "isAuthorParticipating": False}],
        [listed(discussionId="67c1", ai_keywords=["cache"], submittedOnDailyBy={"user": "a"}, projectPage=None)],
        [[listed()]],
    ],
)
def test_what_the_api_varies_makes_no_difference(shape: object):
    assert only(shape) == only([listed()])


def test_title_and_summary_may_stand_outside():
    outer = {"paper": {"id": "2503.00001"}, "title": "T", "summary": "S.", "publishedAt": "2025-03-01"}
    assert [section.text for section in only([outer]).sections] == ["T", "S."]


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ([{"name": "A B", "_id": "1", "hidden": False}, {"name": " C  D"}, {"name": "A B"}], ("A B", "C D")),
        (["A B", "C D"], ("A B", "C D")),
        ("A B, C D and E F", ("A B", "C D", "E F")),
        ([], ()),
        (None, ()),
        ([{"user": 1}, 5, None], ()),
    ],
)
def test_authors(authors: object, expected: tuple[str, ...]):
    assert only([listed(authors=authors)]).authors == expected


@pytest.mark.parametrize(("votes", "expected"), [(12, 12), ("12", 12), (12.0, 12), (None, None)])
def test_votes(votes: object, expected: int | None):
    assert only([listed(votes=votes)]).votes == expected


@pytest.mark.parametrize("votes", ["many", -1, 1.5, True, [3], float("nan")])
def test_votes_that_are_none_are_named_and_the_paper_is_kept(votes: object):
    parsed = parse_json([json.dumps([listed(votes=votes)]).encode()], source="list.json")
    (problem,) = parsed.problems
    assert str(problem).startswith("list.json:1: “upvotes” should be a number or null, not “")
    assert parsed.digests[0].entries[0].votes is None


def test_a_day_on_which_nobody_has_a_vote_was_not_counted():
    uncounted = [listed("2503.00001", votes=0), listed("2503.00002", votes=0)]
    counted = [listed("2503.00003", votes=0, day="2025-03-02"), listed("2503.00004", votes=2, day="2025-03-02")]
    votes = [[entry.votes for entry in digest.entries] for digest in parse([*uncounted, *counted])]
    assert votes == [[None, None], [0, 2]]


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("2503.00001v2", "2503.00001"),
        ("arXiv:2503.00001", "2503.00001"),
        ("http://arxiv.org/abs/2503.00001v1", "2503.00001"),
        ("https://huggingface.co/papers/2503.00001", "2503.00001"),
        ("0704.0001", "0704.0001"),
        ("hep-th/9901001v3", "hep-th/9901001"),
        ("math.AG/0309136", "math/0309136"),
    ],
)
def test_ids(written: str, identifier: str):
    entry = only([listed(written)])
    assert (entry.identifier, entry.url) == (identifier, f"https://arxiv.org/abs/{identifier}")


def test_a_paper_without_arxiv_id_is_known_by_its_address():
    entry = only([listed("p-17", url="https://example.org/p17")])
    assert entry.identifier == entry.url == "https://example.org/p17"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (listed("nonsense"), "“Paper nonsense” has no arXiv id or web address: “id” is “nonsense”"),
        (listed(id=704.0001), "“Paper 2503.00001” has no arXiv id or web address: “id” is “704.0001”"),
        (listed(id=None), "“Paper 2503.00001” has no arXiv id or web address: “id” is missing"),
        (listed(title=" "), "the entry “2503.00001” has no title"),
        (listed(title=None), "the entry “2503.00001” has no title"),
        ({"hello": 1}, "this is no paper: it has no title with a summary or abstract"),
        (5, "this is no paper: it has no title with a summary or abstract"),
    ],
)
def test_an_entry_that_is_no_paper_is_named_and_the_others_are_read(entry: object, said: str):
    text = "[\n" + ",\n".join(json.dumps(each) for each in [listed("2503.00008"), entry, listed("2503.00009")]) + "]"
    parsed = parse_json([text.encode()], source="list.json")
    assert [str(problem) for problem in parsed.problems] == [f"list.json:3: {said}"]
    assert [(e.identifier, e.position, e.line) for e in parsed.digests[0].entries] == [
        ("2503.00008", 1, 2),
        ("2503.00009", 2, 4),
    ]


def test_many_faults_are_counted_and_not_all_told():
    told = problems([listed(), *({"hello": number} for number in range(50))])
    assert len(told) == 21
    assert told[-1] == "list.json: 30 more faults like these"


def test_text_that_no_export_can_hold_is_made_harmless():
    entry = only([listed(title="A\u0000B\ud83d", summary="one\r\n\u1112\u1161\u11ab\u0007")])
    assert [section.text for section in entry.sections] == ["A B\ufffd", "one 한"]


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("options", "more", "expected"),
    [
        ({}, {}, "2025-03-01"),
        ({"date": "1999-01-01"}, {}, "2025-03-01"),
        ({"path_date": "2025-03-03"}, {}, "2025-03-03"),
        ({"path_date": "2025-03-03"}, {"submittedOnDailyAt": "2025-03-02T01:02:03.000Z"}, "2025-03-02"),
        ({}, {"publishedAt": "2025-02-20T00:00:00Z"}, "2025-03-01"),
    ],
)
def test_the_day_of_a_list(options: dict, more: dict, expected: str):
    assert dates([listed(**more)], **options) == [expected]


def test_the_day_of_a_paper_is_the_last_resort():
    bare = {"paper": listed(publishedAt="2025-02-20T00:00:00Z")["paper"]}
    assert dates([bare]) == ["2025-02-20"]
    assert dates([bare], date="2025-03-05") == ["2025-03-05"]


def test_no_day_at_all_is_asked_for_once():
    undated = [{"paper": listed(identifier)["paper"]} for identifier in ("2503.00001", "2503.00002")]
    assert problems(undated) == ["list.json:1: no date in the entry, path or name; give one with --date YYYY-MM-DD"]
    assert dates(undated, date="2025-03-01") == ["2025-03-01"]


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("Mon, 02 Apr 2007 23:30:00 -0500", "2007-04-03"),
        ("2007-04-02T19:18:42Z", "2007-04-02"),
        ("yesterday", "2025-06-03"),
        ("Mon, 45 Apr 2007 19:18:42 GMT", "2025-06-03"),
        (None, "2025-06-03"),
    ],
)
def test_the_day_of_a_submission_is_that_of_its_first_version(created: object, expected: str):
    assert dates(handed_in(day=created), path_date="1999-01-01") == [expected]


@pytest.mark.parametrize("versions", [None, [], "v1", [{}], ["v1"]])
def test_without_versions_the_day_of_the_record_counts(versions: object):
    assert dates(handed_in(versions=versions)) == ["2025-06-03"]


# ---------------------------------------------------------------- arXiv's records


def test_a_record_of_arxiv():
    (digest,) = parse(handed_in())
    (entry,) = digest.entries
    assert (digest.date, digest.title) == ("2025-03-01", "arXiv (2025-03-01)")
    assert (entry.identifier, entry.title, entry.votes) == ("2503.00001", "Paper 2503.00001", None)
    assert entry.authors == ("Ada Lovelace", "Alan Turing Jr.", "The Bletchley Team")
    assert [(s.name, s.text) for s in entry.sections] == [
        ("title", "Paper 2503.00001"),
        ("body", "We trim the cache of long contexts."),
    ]


def test_authors_of_a_record_without_parsed_ones():
    assert only(handed_in(authors_parsed=None)).authors == ("Ada Lovelace", "Alan Turing", "Grace Hopper")
    nested = "A. B. One (1 and 2), C. Two ((1) Here, (2) There) & D. Three"
    assert only(handed_in(authors_parsed=[], authors=nested)).authors == ("A. B. One", "C. Two", "D. Three")


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        (["P\\'olya", "George", ""], "George Pólya"),
        (['Schr{\\"o}dinger', "Erwin"], "Erwin Schrödinger"),
        (["\\L{}ukasiewicz", "Jan", "", "Warsaw"], "Jan Łukasiewicz"),
        (["O'Neil", "Cathy", ""], "Cathy O'Neil"),
    ],
)
def test_names_in_latex(latex: list[str], name: str):
    assert only(handed_in(authors_parsed=[latex])).authors == (name,)


def test_latex_in_titles_keeps_the_source_and_labels_it_readably():
    entry = only(handed_in(title="M$^{2}$Net:\n  Fast"))
    assert (entry.title, entry.sections[0].text) == ("M$^{2}$Net: Fast", "M²Net: Fast")


@pytest.mark.parametrize(
    ("abstract", "lines"),
    [
        ("  One\ntwo  three.\nFour.\n", ["One two three. Four."]),
        ("  One.\n  Two\nthree.", ["One.", "Two three."]),
        ("  One\n  two\n  three.", ["One two three."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("We have:\n- a b\nc\n- d\n1. e", ["We have:", "- a b c", "- d", "1. e"]),
        ("Look\n🚀 fast\n✨ new", ["Look", "🚀 fast", "✨ new"]),
        ("  ", []),
        (None, []),
    ],
)
def test_hard_line_breaks(abstract: str | None, lines: list[str]):
    sections = only(handed_in(abstract=abstract)).sections[1:]
    assert [section.text for section in sections] == (["\n".join(lines)] if lines else [])


RECORDS = [
    handed_in(f"{month:02}0{day}.{number:05}", day=f"{day} Mar 2025 0{number}:00:00 GMT")
    for month in (24, 25)
    for day in (1, 2, 3)
    for number in (1, 2)
]


@given(st.permutations(RECORDS), st.integers(1, 3000), st.booleans(), st.integers(0, 99))
def test_neither_order_nor_cut_nor_layout_of_records_makes_a_difference(records, size, as_array, seed):
    lines = [json.dumps(record) for record in records]
    text = f"[{', '.join(lines)}]" if as_array else random.Random(seed).choice(["\n", "\r\n", "\n\n"]).join(lines)
    data = text.encode()
    parsed = parse_json((data[at : at + size] for at in range(0, len(data), size)), source="a.jsonl")
    assert not parsed.problems
    assert [(d.date, d.title, d.entries) for d in parsed.digests] == [
        (d.date, d.title, d.entries) for d in parse(RECORDS)
    ]
    assert {d.sha256 for d in parsed.digests} == {hashlib.sha256(data).hexdigest()}


LIST = json.dumps([listed(f"2503.0000{number}") for number in range(1, 7)], indent=1).encode()


@given(st.integers(0, len(LIST)), st.sampled_from([b'"', b"{", b"}", b"[", b"]", b",", b"\\", b"\n", b"\xff", b"\0"]))
def test_one_wrong_byte_costs_two_papers_at_most_and_never_in_silence(at: int, wrong: bytes):
    parsed = parse_json([LIST[:at] + wrong + LIST[at:]], source="list.json", path_date="2025-03-01")
    if not parsed.looks_like_digest:  # it is the file's first byte, by which JSON is told
        assert at == 0
        return
    found = {entry.title for digest in parsed.digests for entry in digest.entries}
    assert len(found) == 6 or parsed.problems
    assert len(found) >= 4


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'[{"paper": {}}]', True),
        (b'\xef\xbb\xbf\n{"id": "1"}', True),
        (b"[]", True),
        (b"{}", True),
        (b"[", True),
        (b"[[{", True),
        (b"[Title](https://example.org)", False),
        (b"[![badge](x)](y)", False),
        (b"[1] A reference", False),
        (b"[](x)", False),
        (b"{% include head %}", False),
        (b"# Daily Papers", False),
        (b"", False),
    ],
)
def test_json_is_told_by_content(head: bytes, expected: bool):  # noqa: FBT001  a parameter of a table
    assert looks_like_json(head) == expected


MARKDOWN = "## Daily Papers (2025-03-01)\n### [T](https://arxiv.org/abs/2503.00001)\nVote: 3\n- 캐시를 줄인다.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/2025-03-01.md").write_text(MARKDOWN, encoding="utf-8")
    (tmp_path / "a/2025-03-02.json").write_text(json.dumps([listed("2503.00002")]))
    (tmp_path / "a/2025-03-04.MARKDOWN.gz").write_bytes(gzip.compress(MARKDOWN.replace("03-01", "03-04").encode()))
    lines = "\n".join(json.dumps(handed_in(f"2503.0000{n}", day=f"{n} Mar 2025 00:00:00 GMT")) for n in (5, 6))
    (tmp_path / "a/arxiv.jsonl").write_text(lines)
    (tmp_path / "a/more.ndjson.gz").write_bytes(gzip.compress(lines.replace("0000", "0001").encode()))
    (tmp_path / "package.json").write_text('{"name": "x", "dependencies": {"y": "1"}}')
    (tmp_path / "tasks.json").write_text('[{"id": 1, "title": "Buy milk"}]')
    (tmp_path / "empty.json").write_text("[]")
    (tmp_path / "half.json").write_text('{"name": "x", ')
    (tmp_path / "odd.json.gz").write_text("# no JSON and not packed\n")
    return tmp_path


def test_a_mixed_folder_and_what_else_is_in_it(folder: Path):
    reading = read_paths([folder])
    assert [(d.date, [e.identifier for e in d.entries]) for d in reading.digests] == [
        ("2025-03-01", ["2503.00001"]),
        ("2025-03-02", ["2503.00002"]),
        ("2025-03-04", ["2503.00001"]),
        *[(f"2025-03-0{n}", [f"2503.000{k}{n}"]) for n in (5, 6) for k in _by_sha(reading.digests, n)],
    ]
    assert sorted((Path(p.source).name, p.fatal) for p in reading.problems) == [
        (name, False) for name in ("empty.json", "half.json", "odd.json.gz", "package.json", "tasks.json")
    ]


def _by_sha(digests: tuple[Digest, ...], day: int) -> list[int]:
    """The order of the two digests of a day, which is that of their sources' hashes."""
    found = sorted((d.sha256, int(d.entries[0].identifier[-2])) for d in digests if d.date == f"2025-03-0{day}")
    return [number for _, number in found]


@pytest.mark.parametrize("name", ["package.json", "tasks.json", "empty.json", "half.json"])
def test_json_without_papers_is_at_fault_if_it_was_named(folder: Path, name: str):
    (problem,) = read_paths([folder / name]).problems
    assert problem.fatal
    assert f"{name}:1: no paper (" in str(problem)


@pytest.mark.parametrize("named", [False, True])
def test_a_broken_entry_is_at_fault_wherever_it_stands(tmp_path: Path, named: bool):  # noqa: FBT001
    file = tmp_path / "2025-03-01.json"
    file.write_text("[\n" + json.dumps(listed()) + ',\n{"paper": {"id": "2503.00002", \n')
    reading = read_paths([file if named else tmp_path])
    (problem,) = reading.problems
    assert (problem.source, problem.line, problem.fatal) == (str(file), 4, True)
    assert problem.message == "the file ends within an entry; the entry that begins on line 3 is left out"
    assert reading.entries == 1


def test_what_a_suffix_says_counts_for_nothing(tmp_path: Path):
    (tmp_path / "2025-03-01.md").write_text(json.dumps([listed()]))
    (tmp_path / "b.json").write_text(MARKDOWN, encoding="utf-8")
    (tmp_path / "c.dat").write_bytes(gzip.compress(json.dumps(handed_in("2503.00007")).encode()))
    reading = read_paths([tmp_path, tmp_path / "c.dat"])
    assert (reading.entries, reading.problems) == (3, ())


def test_packed_or_not_a_file_is_the_same_digest(tmp_path: Path):
    data = "\n".join(json.dumps(record) for record in RECORDS).encode()
    (tmp_path / "a.jsonl").write_bytes(data)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(data[:5000]) + gzip.compress(data[5000:]))
    assert read_paths([tmp_path]) == read_paths([tmp_path / "a.jsonl"])
    assert read_paths(["-"], stdin=io.BytesIO(gzip.compress(data))) == read_paths([tmp_path / "a.jsonl"])


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data[:30] + b"\xff" * 20 + data[50:]])
def test_a_damaged_gzip_file_is_named(tmp_path: Path, damage):
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(damage(gzip.compress(json.dumps(RECORDS).encode())))
    (problem,) = read_paths([tmp_path]).problems
    assert problem.fatal
    assert str(problem).startswith(f"{file}: cannot be unpacked: ")


def test_a_list_in_utf16_is_no_mere_note(tmp_path: Path):
    (tmp_path / "a.json").write_bytes(json.dumps([listed()]).encode("utf-16"))
    (problem,) = read_paths([tmp_path]).problems
    assert problem.fatal
    assert "not UTF-8" in problem.message


def test_one_paper_in_korean_and_english_is_one_paper_in_any_order(folder: Path):
    (folder / "2025-03-03.json").write_text(json.dumps([listed("2503.00001", votes=9)]))
    digests = list(read_paths([folder]).digests)
    expected = merge_digests(digests)
    paper = next(paper for paper in expected if paper.identifier == "2503.00001")
    assert paper.section("body").text == "캐시를 줄인다."
    assert [listing.date for listing in paper.listings] == ["2025-03-01", "2025-03-03", "2025-03-04"]
    assert (paper.votes, paper.authors) == (9, ("Ada Lovelace",))
    for seed in range(5):
        random.Random(seed).shuffle(digests)
        assert merge_digests(digests) == expected


def test_many_digests_of_one_file_are_kept_and_come_back(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(record) for record in RECORDS))
    digests = read_paths([tmp_path]).digests
    assert len(digests) == 3
    assert len({digest.sha256 for digest in digests}) == 1
    save_digests(tmp_path, reversed(digests))
    first = digests_path(tmp_path).read_bytes()
    assert load_digests(tmp_path) == digests
    save_digests(tmp_path, load_digests(tmp_path))
    assert digests_path(tmp_path).read_bytes() == first


@pytest.mark.corpus
def test_the_english_archive(shared: Path):
    folder = shared / "corpus/en"
    reading = read_paths([folder])
    assert (len(reading.digests), reading.entries, reading.problems) == (188, 1315, ())
    raw = {
        each["paper"]["id"]: each["paper"] for file in folder.glob("*.json") for each in json.loads(file.read_text())
    }
    for digest in reading.digests:
        assert Path(digest.source).stem == digest.date
        for entry in digest.entries:
            assert entry.title == " ".join(raw[entry.identifier]["title"].split())
            assert len(entry.sections) == 2
            assert (entry.votes or 0) == raw[entry.identifier]["upvotes"]


ENTRY = {"id": "2502.01068", "title": "T", "summary": "s", "authors": [{"name": "A B"}]}


@pytest.mark.parametrize(
    "written",
    [
        {"date": "2025-02-05", "papers": [{"paper": ENTRY}]},
        {"2025-02-05": [ENTRY]},
        {"page": 1, "data": [{"paper": ENTRY, "submittedOnDailyAt": "2025-02-05T00:00:00Z"}], "next": None},
    ],
)
def test_an_object_with_lists_of_papers(written: object):
    (digest,) = parse_json([json.dumps(written).encode()], source="d.json").digests
    assert (digest.date, [entry.identifier for entry in digest.entries]) == ("2025-02-05", ["2502.01068"])


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"summary": ["a"]}, "“summary” of “T” should be a text"),
        ({"authors": {"name": "A"}}, "“authors” of “T” should"),
    ],
)
def test_a_field_of_another_type_is_named_and_the_paper_is_kept(field: dict, said: str):
    parsed = parse_json([json.dumps([{**ENTRY, **field}]).encode()], source="d.json", date="2025-02-05")
    assert [entry.identifier for entry in parsed.digests[0].entries] == ["2502.01068"]
    (problem,) = parsed.problems
    assert said in str(problem)
