"""Every layout of the archive, and every fault, on text written for the purpose."""

from __future__ import annotations

import textwrap

import pytest

from kg.model import Digest, Entry
from kg.read.markdown import parse_markdown

LINK = "https://arxiv.org/abs/2502.01068"


def parse(text: str, **kwargs) -> tuple[Digest, ...]:
    parsed = parse_markdown(textwrap.dedent(text), source="digest.md", **kwargs)
    assert not parsed.problems, parsed.problems
    return parsed.digests


def only(text: str, **kwargs) -> Entry:
    (digest,) = parse(text, **kwargs)
    (entry,) = digest.entries
    return entry


def problems(text: str, **kwargs) -> list[str]:
    return [str(problem) for problem in parse_markdown(textwrap.dedent(text), source="digest.md", **kwargs).problems]


def test_free_bullets_without_votes_and_authors():
    entry = only(
        f"""\
        ## Daily Papers (2023-11-20)

        ### [FastKV: Compression]({LINK})

        - 첫째 문장입니다.
        - 둘째 문장입니다.
        """
    )
    assert (entry.identifier, entry.url, entry.votes, entry.authors) == ("2502.01068", LINK, None, ())
    assert [(s.name, s.text) for s in entry.sections] == [
        ("title", "FastKV: Compression"),
        ("body", "첫째 문장입니다.\n둘째 문장입니다."),
    ]


@pytest.mark.parametrize("stars", ["**", "***"])
@pytest.mark.parametrize("colon", ["{0}{1}{0}: {2}", "{0}{1}:{0} {2}", "{0}{1}{0} : {2}"])
def test_bold_sections_with_any_heading(stars: str, colon: str):
    headings = [
        ("What's New", "whats-new"),
        ("What’s New", "whats-new"),
        ("Performance Highlights", "performance-highlights"),
        ("비전 인코더 (Vision Encoder)", "비전-인코더-vision-encoder"),
    ]
    for heading, name in headings:
        bullet = colon.format(stars, heading, "본문입니다.")
        entry = only(f"## Daily Papers (2025-02-05)\n### [T]({LINK})\nVote: 3\n\nAuthors: A B\n\n- {bullet}\n")
        assert [(s.name, s.text) for s in entry.sections[1:]] == [(name, "본문입니다.")]
        assert (entry.votes, entry.authors) == (3, ("A B",))


def test_bold_emphasis_without_a_colon_opens_no_section():
    entry = only(f"## Daily Papers (2025-02-05)\n### [T]({LINK})\n- **FastKV** 는 빠르다.\n")
    assert [(s.name, s.text) for s in entry.sections[1:]] == [("body", "**FastKV** 는 빠르다.")]


def test_lines_below_a_section_belong_to_it():
    entry = only(
        f"## D (2025-02-05)\n### [T]({LINK})\n- **What's New**: 하나.\n  - 둘.\n셋.\n- **Technical Details**: 넷.\n"
    )
    assert [(s.name, s.text) for s in entry.sections[1:]] == [
        ("whats-new", "하나.\n둘.\n셋."),
        ("technical-details", "넷."),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A B, C-D Ë, +", ("A B", "C-D Ë")),
        ("['A B', \"C O'D\", '+']", ("A B", "C O'D")),
        ("['A B', 'C O'D']", ("A B", "C O'D")),
        ("A B,  A B , C", ("A B", "C")),
        ("A   B", ("A B",)),
        ("+", ()),
        ("", ()),
    ],
)
def test_authors(written: str, expected: tuple[str, ...]):
    entry = only(f"## D (2025-02-05)\n### [T]({LINK})\nAuthors: {written}\n- 글.\n")
    assert entry.authors == expected


@pytest.mark.parametrize(("written", "expected"), [("-", None), ("0", 0), ("12", 12), ("1,204", 1204)])
def test_votes(written: str, expected: int | None):
    assert only(f"## D (2025-02-05)\n### [T]({LINK})\nVote: {written}\n- 글.\n").votes == expected


def test_votes_that_are_no_number_are_named_with_their_line():
    assert problems(f"## D (2025-02-05)\n### [T]({LINK})\nVote: many\n- 글.\n") == [
        "digest.md:3: votes should be a number or “-”, not “many”"
    ]


@pytest.mark.parametrize(
    "title",
    ['"Why" [and] how', "GPT-[n] and o-[n] Models", "A (B) C", "[MASK] is [ALL]", "`code` and 'quotes'", "A ](B) C"],
)
def test_titles_with_brackets_and_quotes(title: str):
    entry = only(f"## D (2025-02-05)\n### [{title}]({LINK})\n- 글.\n")
    assert (entry.title, entry.identifier) == (title, "2502.01068")


@pytest.mark.parametrize(
    "link",
    [
        "https://arxiv.org/abs/2502.01068v3",
        "http://arxiv.org/pdf/2502.01068",
        "https://arxiv.org/pdf/2502.01068v1.pdf",
        "https://huggingface.co/papers/2502.01068",
        "<https://arxiv.org/abs/2502.01068>",
        'https://arxiv.org/abs/2502.01068 "FastKV"',
    ],
)
def test_one_paper_whatever_its_link_looks_like(link: str):
    entry = only(f"## D (2025-02-05)\n### [T]({link})\n- 글.\n")
    assert (entry.identifier, entry.url) == ("2502.01068", LINK)


def test_a_paper_without_arxiv_id_is_known_by_its_url():
    entry = only("## D (2025-02-05)\n### [T](https://example.org/a?b=1)\n- 글.\n")
    assert entry.identifier == entry.url == "https://example.org/a?b=1"


@pytest.mark.parametrize(
    "link",
    ["https://[::1]/x", "javascript:alert(1)", "mailto:a@b.org", "ftp://x.org/y", "paper.pdf", "//x.org/y", "https://"],
)
def test_a_link_that_is_no_web_address_is_named_and_the_rest_is_read(link: str):
    parsed = parse_markdown(f"## D (2025-02-05)\n### [Odd]({link})\n- 글.\n### [T]({LINK})\n- 글.\n", source="d.md")
    (problem,) = parsed.problems
    assert str(problem) == f"d.md:2: the link of “Odd” is no web address (http or https): {link}"
    assert [entry.identifier for digest in parsed.digests for entry in digest.entries] == ["2502.01068"]


@pytest.mark.parametrize("link", ["https://한글.kr/논문?a=1#b", "http://localhost:8000/x", "https://x.org"])
def test_web_addresses_of_any_kind(link: str):
    assert only(f"## D (2025-02-05)\n### [T]({link})\n- 글.\n").identifier == link


def test_an_impossible_month_is_no_arxiv_id():
    link = "https://arxiv.org/abs/9999.99999"
    assert only(f"## D (2025-02-05)\n### [T]({link})\n- 글.\n").identifier == link


def test_latex_keeps_the_source_and_labels_it_readably():
    entry = only(f"## D (2025-02-05)\n### [M$^{{2}}$UGen: X]({LINK})\n- 글.\n")
    assert (entry.title, entry.sections[0].text) == ("M$^{2}$UGen: X", "M²UGen: X")


def test_a_summary_without_a_body():
    entry = only(f"## D (2025-02-05)\n### [T]({LINK})\n\n![](https://example.org/x.png)\n\nVote: 3\n\nAuthors: A B\n")
    assert [s.name for s in entry.sections] == ["title"]


def test_media_lines_are_no_text():
    entry = only(
        f"## D (2025-02-05)\n### [T]({LINK})\n![](https://e.org/x.png)\n[Watch Video]https://e.org/x.mp4\n"
        '[Watch Video](https://e.org/y.mp4)\n<div><video controls src="https://e.org/y.mp4"/></div>\nVote: 3\n- 글.\n'
    )
    assert entry.votes == 3
    assert [(s.name, s.text) for s in entry.sections[1:]] == [("body", "글.")]


def test_several_headings_in_one_file():
    text = "\n".join(f"## D ({day})\n### [T{n}](https://arxiv.org/abs/2502.0000{n})\n- 글." for n, day in enumerate(
        ["2025-02-05", "2025-02-05", "2025-02-06"], start=1))  # fmt: skip
    digests = parse(text)
    assert [(d.date, [(e.identifier, e.position) for e in d.entries]) for d in digests] == [
        ("2025-02-05", [("2502.00001", 1), ("2502.00002", 2)]),
        ("2025-02-06", [("2502.00003", 1)]),
    ]


def test_a_heading_without_a_date_stands_within_the_digest_above():
    text = "## Daily Papers (2025-02-05)\n## 비전\n### [T](https://arxiv.org/abs/2502.00001)\n- 글."
    assert [(d.date, d.title) for d in parse(text, date="1999-01-01")] == [("2025-02-05", "Daily Papers (2025-02-05)")]


@pytest.mark.parametrize(
    "heading", ["Daily Papers (2025-02-05)", "2025.02.05 논문", "2025년 2월 5일", "Papers 2025/2/5"]
)
def test_dates_of_headings(heading: str):
    (digest,) = parse(f"# {heading}\n### [T]({LINK})\n- 글.\n", date="1999-01-01")
    assert (digest.date, digest.title) == ("2025-02-05", heading)


def test_the_date_falls_back_and_else_is_asked_for():
    text = f"### [T]({LINK})\n- 글.\n"
    assert [d.date for d in parse(text, date="2025-02-05")] == ["2025-02-05"]
    assert problems(text) == ["digest.md:1: no date in heading, path or name; give one with --date YYYY-MM-DD"]


def test_a_date_that_nobody_can_read_is_named_and_the_rest_is_built():
    parsed = parse_markdown(f"## D (2025-13-45)\n### [T]({LINK})\n- 글.\n", source="d.md", date="2025-02-05")
    assert [str(p) for p in parsed.problems] == ["d.md:1: there is no day 2025-13-45; write the date as YYYY-MM-DD"]
    assert [d.date for d in parsed.digests] == ["2025-02-05"]


def test_an_entry_without_a_link_is_named_and_the_others_are_read():
    text = f"## D (2025-02-05)\n### Lost Paper\n- 글.\n### [Empty]()\n- 글.\n### [T]({LINK})\n- 글.\n"
    parsed = parse_markdown(text, source="d.md")
    assert [str(p) for p in parsed.problems] == [
        "d.md:2: the entry “Lost Paper” has no link to its paper",
        "d.md:4: the entry “Empty” has no link to its paper",
    ]
    assert [(e.identifier, e.position) for d in parsed.digests for e in d.entries] == [("2502.01068", 1)]


def test_a_link_on_a_line_of_its_own():
    entry = only(f"## D (2025-02-05)\n### Plain Title\n{LINK}\n- 글.\n")
    assert (entry.identifier, [s.text for s in entry.sections]) == ("2502.01068", ["Plain Title", "글."])


@pytest.mark.parametrize(
    "heading",
    [
        "### [TinyKV: A Toy](https://arxiv.org/abs/2502.01068)",
        "### 1. [TinyKV: A Toy](https://arxiv.org/abs/2502.01068)",
        "### **[TinyKV: A Toy](https://arxiv.org/abs/2502.01068)**",
        "## 12) [TinyKV: A Toy](https://arxiv.org/abs/2502.01068v2) ##",
        "### 3. TinyKV: A Toy\nLink: https://arxiv.org/abs/2502.01068",
        "### TinyKV: A Toy\n[arXiv](https://arxiv.org/abs/2502.01068)",
    ],
)
def test_headings_of_english_digests(heading: str):
    entry = only(f"# Daily Papers (2025-03-01)\n{heading}\nWe trim the cache.\n")
    assert (entry.identifier, entry.title) == ("2502.01068", "TinyKV: A Toy")
    assert [section.text for section in entry.sections] == ["TinyKV: A Toy", "We trim the cache."]


@pytest.mark.parametrize(
    "line",
    [
        "Upvotes: 12",
        "- Upvotes: 12",
        "**Upvotes:** 12",
        "* **Votes**: 12 | Comments: 3",
        "👍 12",
        "⬆️ 12",
        "12 upvotes",
        "👍 12 upvotes",
    ],
)
def test_votes_of_english_digests(line: str):
    entry = only(f"## D (2025-03-01)\n### [T]({LINK})\n{line}\n\nWe vote: all models agree.\n")
    assert (entry.votes, entry.sections[1].text) == (12, "We vote: all models agree.")


def test_votes_behind_the_link():
    assert only(f"## D (2025-03-01)\n### [T]({LINK}) (1,204 upvotes)\nText.\n").votes == 1204
    assert only(f"## D (2025-03-01)\n### [T]({LINK}) – by A. Body\nText.\n").votes is None


@pytest.mark.parametrize(
    "line", ["Authors: A B, C D and E F", "**Authors:** A B; C D & E F", "- *Authors*: A B, C D, and E F"]
)
def test_authors_of_english_digests(line: str):
    assert only(f"## D (2025-03-01)\n### [T]({LINK})\n{line}\n- Text.\n").authors == ("A B", "C D", "E F")


@pytest.mark.parametrize(
    "line",
    [
        "Published: 2025-02-28",
        "**Published on** Feb 28, 2025",
        "- Submitted: 28 Feb 2025",
        "arXiv: [2502.01068](https://arxiv.org/abs/2502.01068)",
        "Paper page: https://huggingface.co/papers/2502.01068",
        "Links: [pdf](https://arxiv.org/pdf/2502.01068) | [code](https://github.com/a/b)",
        "Categories: cs.CL, cs.LG",
        "Comments: 3",
    ],
)
def test_labels_with_dates_links_and_codes_are_no_text(line: str):
    entry = only(f"## D (2025-03-01)\n### [T]({LINK})\n{line}\nAbstract: We trim the cache.\n")
    assert [(s.name, s.text) for s in entry.sections[1:]] == [("body", "We trim the cache.")]


@pytest.mark.parametrize(
    "line", ["Code: we release it.", "Published in 2025 by nobody.", "Date: the fruit, not the day."]
)
def test_labels_with_sentences_are_text(line: str):
    assert only(f"## D (2025-03-01)\n### [T]({LINK})\n{line}\n").sections[1].text == line


def test_an_abstract_below_its_own_heading_or_label():
    for opening in ("#### Abstract\n", "**Abstract:** ", "- **Abstract**: "):
        entry = only(f"## D (2025-03-01)\n### [T]({LINK})\n{opening}We trim.\n")
        assert [(s.name, s.text) for s in entry.sections[1:]] == [("abstract", "We trim.")]


def test_lines_that_were_only_kept_short_are_put_together():
    text = "We trim the\ncache of long\ncontexts. It\n- is fast\n  and small\n\nNew paragraph\n\nanother\n함\n임\n"
    assert only(f"## D (2025-03-01)\n### [T]({LINK})\n{text}").sections[1].text.split("\n") == [
        "We trim the cache of long contexts. It",
        "is fast and small",
        "New paragraph",
        "another 함",
        "임",
    ]


@pytest.mark.parametrize("day", ["March 1, 2025", "Mar 1st 2025", "1 March 2025", "Saturday, 1st of March 2025"])
def test_days_in_english(day: str):
    assert [d.date for d in parse(f"# Papers of {day}\n### [T]({LINK})\nText.\n", date="1999-01-01")] == ["2025-03-01"]


def test_an_english_day_that_is_none_is_named():
    assert problems(f"# Papers of February 30, 2025\n### [T]({LINK})\nText.\n", date="2025-03-01") == [
        "digest.md:1: there is no day February 30, 2025; write the date as YYYY-MM-DD"
    ]


def test_the_heading_of_a_day_may_be_a_link():
    heading = "## [Daily Papers 2025-03-01](https://huggingface.co/papers/date/2025-03-01)"
    (digest,) = parse(f"{heading}\n### [T]({LINK})\nText.\n")
    assert (digest.date, digest.title, len(digest.entries)) == ("2025-03-01", "Daily Papers 2025-03-01", 1)


def test_a_readme_is_no_digest():
    parsed = parse_markdown("# Notes (2025-02-05)\n\n### Install\n\ntext\n\n### Use\n", source="README.md")
    assert (parsed.digests, parsed.problems, parsed.looks_like_digest) == ((), (), False)
