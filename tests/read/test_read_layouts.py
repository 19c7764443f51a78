"""Digests in shapes that other people give them: the same two papers must be found in each."""

import pytest

from kg.read.markdown import parse_markdown

ONE, TWO = "https://arxiv.org/abs/2602.01061", "https://arxiv.org/abs/2602.01062"
TITLES = ("TinyKV: 작은 캐시", "MoonBench")


def read(text: str, **options):
    parsed = parse_markdown(text, source="digest.md", **options)
    assert [str(problem) for problem in parsed.problems] == []
    return parsed.digests


LAYOUTS = {
    "deeper headings": "# 2026년 2월 5일\n#### [{0}]({x})\n{a}\n#### [{1}]({y})\n{b}\n",
    "days of level three": "# 논문\n### 2026-02-05\n#### [{0}]({x})\n{a}\n#### [{1}]({y})\n{b}\n",
    "titles with a link below": "# 2026-02-05\n## 1. {0}\n- **Link**: {x}\n{a}\n## 2. {1}\n<{y}>\n{b}\n",
    "deeper titles with a link below": "## 2026-02-05\n#### 1. {0}\n링크: {x}\n{a}\n#### 2. {1}\n- {y}\n{b}\n",
    "links behind titles": "## 2026-02-05\n### {0} <{x}>\n{a}\n### {1} (arXiv:2602.01062v2)\n{b}\n",
    "named links behind titles": "## 2026-02-05\n### {0} [arXiv]({x})\n{a}\n### 2. {1} - [논문]({y})\n{b}\n",
    "an id below": "## 2026-02-05\n### {0}\narXiv: 2602.01061\n{a}\n### {1}\n- arXiv: [2602.01062]({y})\n{b}\n",
    "a numbered list": "# 2026-02-05\n\n1. [{0}]({x})\n   {a}\n\n2. [{1}]({y})\n   {b}\n",
    "a list below a topic": "## 2026-02-05\n### 비전\n- [{0}]({x}): {a}\n- **[{1}]({y})**\n  - {b}\n",
    "bold lines": "## 2026-02-05\n**[{0}]({x})**\n{a}\n\n**[{1}]({y})**\n{b}\n",
    "bold titles": "## 2026-02-05\n**{0}**\n<{x}>\n{a}\n\n**2. {1}**\n\n링크: {y}\n{b}\n",
    "a table": "# 2026-02-05\n| 제목 | 요약 |\n|---|:--|\n| [{0}]({x}) | {a} |\n| [{1}]({y}) | {b} |\n",
    "underlined headings": "Papers 2026-02-05\n===\n[{0}]({x})\n---\n{a}\n\n[{1}]({y})\n------\n{b}\n",
    "front matter": "---\ntitle: x\ndate: 2026-02-05\n---\n### [{0}]({x})\n{a}\n### [{1}]({y})\n{b}\n",
    "a day below the heading": "# Papers\n\n날짜: 2026.02.05\n\n## [{0}]({x})\n{a}\n## [{1}]({y})\n{b}\n",
    "links defined elsewhere": "## 2026-02-05\n### [{0}][1]\n{a}\n### [{1}][b]\n{b}\n\n[1]: {x}\n[B]: <{y}>\n",
    "links in HTML": '## 2026-02-05\n### <a href="{x}">{0}</a>\n{a}\n### <A class=x href={y}>{1}</A>\n{b}\n',
    "emphasis, signs and rules": "## 2026-02-05\n### 🔥 [**{0}**]({x})\n{a}\n\n---\n\n### #2 [{1}]({y})\n{b}\n***\n",
    "all in a fence": "```markdown\n## 2026-02-05\n### [{0}]({x})\n{a}\n### [{1}]({y})\n{b}\n```\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str):
    text = LAYOUTS[layout].format(*TITLES, x=ONE, y=TWO, a="첫 요약이다.", b="We trim it.")
    (digest,) = read(text)
    assert digest.date == "2026-02-05"
    assert [(entry.url, entry.title) for entry in digest.entries] == [(ONE, TITLES[0]), (TWO, TITLES[1])]
    texts = [[section.text.strip("`\n ") for section in entry.sections[1:]] for entry in digest.entries]
    assert texts == [["첫 요약이다."], ["We trim it."]]


def test_a_table_of_contents_and_links_within_a_text_are_no_entries():
    text = f"## 2026-02-05\n- [A]({ONE})\n- [B]({TWO})\n### [A]({ONE})\n- [B]({TWO})와 비교한다.\n#### Links\n{TWO}\n"
    (digest,) = read(text)
    assert [entry.title for entry in digest.entries] == ["A"]


def test_headings_in_code_are_text():
    (digest,) = read(f"## 2026-02-05\n### [A]({ONE})\n```\n### [B]({TWO})\n```\n")
    assert [entry.title for entry in digest.entries] == ["A"]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "▲12",
            "👍 12",
            "추천 12",
            "추천: 12",
            "**추천**: 12",
            "- 추천 수: 12",
            "추천수 12",
            "추천 12개",
            "12표",
            "득표: 12",
        ),
        *("좋아요 12", "Likes: 12", "Upvotes 12", "🔺12", "❤️ 12", "▲ 12 · 💬 3", "Vote：１２", "추천: 12 | 댓글: 3"),
    ],
)
def test_votes(line: str):
    ((entry,),) = [digest.entries for digest in read(f"## 2026-02-05\n### [T]({ONE})\n{line}\n\n본문.\n")]
    assert (entry.votes, entry.sections[1].text) == (12, "본문.")


@pytest.mark.parametrize(
    "line", ["추천: 이 논문은 꼭 읽어야 한다.", "좋아요 12명이 눌렀다.", "12표를 받았다.", "⭐ 12"]
)
def test_what_is_no_vote(line: str):
    ((entry,),) = [digest.entries for digest in read(f"## 2026-02-05\n### [T]({ONE})\n{line}\n")]
    assert (entry.votes, entry.sections[1].text) == (None, line)


@pytest.mark.parametrize("votes", ["9" * 13, "9" * 5000])
def test_votes_that_nobody_counted_are_named(votes: str):
    parsed = parse_markdown(f"## 2026-02-05\n### [T]({ONE})\nVote: {votes}\n본문.\n", source="d.md")
    assert [problem.line for problem in parsed.problems] == [3]
    assert parsed.digests[0].entries[0].votes is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "저자: 홍길동 · Ann Lee",
            "저자: 홍길동; Ann Lee",
            "저자: 홍길동 및 Ann Lee",
            "**저자**: 홍길동 & Ann Lee 외 3명",
        ),
        *(
            "글쓴이： 홍길동，Ann Lee",
            "Authors: 홍길동, Ann Lee et al.",
            "By: 홍길동 and Ann Lee, +3 more",
            "저자: 홍길동 | Ann Lee 등",
        ),
        *(
            "Authors: 홍길동 (KAIST, 대전), **Ann Lee**¹",
            "Authors: [홍길동](https://x.org/a), [Ann Lee](https://x.org/b)",
        ),
        *("Authors:\n홍길동, Ann Lee", "저자:\n- 홍길동\n- Ann Lee\n", "Authors: 홍길동; Ann Lee and 12 others"),
    ],
)
def test_authors(line: str):
    ((entry,),) = [digest.entries for digest in read(f"## 2026-02-05\n### [T]({ONE})\n{line}\n- 본문이다.\n")]
    assert (entry.authors, entry.sections[1].text) == (("홍길동", "Ann Lee"), "본문이다.")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Authors: Kim, Minji; de-Vries, Ann", ("Minji Kim", "Ann de-Vries")),
        ("Authors: Sam King, Jr., Thomas More", ("Sam King, Jr.", "Thomas More")),
        ("저자: 김민지·이서윤", ("김민지", "이서윤")),
        ("Votes: 3 | Authors: A B, C D", ("A B", "C D")),
    ],
)
def test_names(line: str, expected: tuple[str, ...]):
    ((entry,),) = [digest.entries for digest in read(f"## 2026-02-05\n### [T]({ONE})\n{line}\n본문.\n")]
    assert entry.authors == expected


@pytest.mark.parametrize(
    "link",
    [
        *("https://doi.org/10.48550/arXiv.2602.01061", "https://www.alphaxiv.org/overview/2602.01061v2"),
        *(
            "https://hf.co/papers/2602.01061",
            "https://papers.cool/arxiv/2602.01061",
            "HTTPS://ARXIV.ORG/ABS/2602.01061",
        ),
        *("arxiv.org/pdf/2602.01061v3", "arXiv:2602.01061", "2602.01061v1"),
    ],
)
def test_links(link: str):
    ((entry,),) = [digest.entries for digest in read(f"## 2026-02-05\n### [T]({link})\n본문.\n")]
    assert (entry.identifier, entry.url) == ("2602.01061", ONE)


def test_a_number_that_is_too_long_is_no_id():
    ((entry,),) = [digest.entries for digest in read(f"## 2026-02-05\n### [T]({ONE}1)\n본문.\n")]
    assert entry.identifier == f"{ONE}1"


@pytest.mark.parametrize(
    "heading", ["２０２６년 ２월 ５일", "2026–02–05", "20260205 논문", "13/2/2026", "2026-02-05 (목)"]
)
def test_days(heading: str):
    expected = "2026-02-13" if heading.startswith("13") else "2026-02-05"
    assert [digest.date for digest in read(f"# {heading}\n### [T]({ONE})\n본문.\n", date="1999-01-01")] == [expected]


def test_a_month_and_a_day_follow_on_the_day_above():
    text = f"# 2025-12-31\n### [A]({ONE})\n글.\n# 1월 2일\n### [B]({TWO})\n글.\n"
    assert [digest.date for digest in read(text)] == ["2025-12-31", "2026-01-02"]


def test_a_day_that_can_be_read_in_two_ways_is_named():
    parsed = parse_markdown(f"# 2/3/2026\n### [T]({ONE})\n글.\n", source="d.md")
    assert str(parsed.problems[0]) == "d.md:1: there is no day 2/3/2026; write the date as YYYY-MM-DD"


@pytest.mark.parametrize(
    "lines",
    [
        *(
            "### a" + " " * 100_000 + "x",
            "### [" + "](a" * 50_000,
            "### " + "arxiv paper " * 10_000,
            "<a href" * 50_000,
        ),
        *(f"### [{'$^{a}' * 20_000}]({ONE})", f"### [{chr(92)}a{{" * 20_000, "#### x\n" * 20_000, "**x**\n\n" * 20_000),
        *(f"### [T]({ONE})\nAuthors: " + "(a" * 20_000 + ")" * 20_000, f"### [T]({ONE})\nAuthors:{' ' * 100_000}b"),
        *(f"### [T]({ONE})\nVote:{' ' * 100_000}|x", f"### [T]({ONE})\nlinks: " + "1,1 " * 50_000 + "x"),
    ],
)
def test_long_lines_come_to_an_end(lines: str):
    """Each took from minutes to hours when its cost grew with the square of its length."""
    assert parse_markdown(f"## 2026-02-05\n{lines}\n", source="d.md").problems is not None


def test_a_text_without_end_is_cut_and_named():
    text = f"## 2026-02-05\n### [T]({ONE})\n- **A**: 가나다.\n- **B**: {'We trim it. ' * 10_000}\n- **C**: 끝.\n"
    parsed = parse_markdown(text, source="d.md")
    assert [str(problem) for problem in parsed.problems] == [
        "d.md:4: the text of “T” has more than 50,000 characters: the rest is left out"
    ]
    first, second = parsed.digests[0].entries[0].sections[1:]
    assert (first.text, set(second.text.split())) == ("가나다.", {"We", "trim", "it."})
    assert 49_900 < len(second.text) < 50_000
