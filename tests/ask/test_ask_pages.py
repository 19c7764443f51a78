"""What pages show: sections that are queries, topics as the build tells them, and what rises and fades."""

from __future__ import annotations

import json
import math

import pyoxigraph as ox
import pytest

from kg.ask import nodes, tasks
from kg.ask.census import Census
from kg.ask.gaps import Window, window
from kg.ask.pages import firsts, sections, sheets, topics, trends
from kg.ask.pages.tasks import Sheet, sheet
from kg.errors import GraphError, NotFoundError, UsageError
from kg.ontology.terms import KG

BASE = "https://w3id.org/paperkg/"
FASTKV = f"{BASE}concept/fastkv"
PAPER = "https://arxiv.org/abs/2502.01068"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def test_a_section_is_what_its_query_gives(store):
    found = sections.section(store, "concept-papers", this=FASTKV, role=KG + "introduces")
    assert found.query.startswith("# Which papers")
    assert f"<{FASTKV}>" in found.query
    assert "?this" not in found.query
    rows = list(store.query(found.query))
    assert [row["paper"] for row in found.rows] == [row["paper"].value for row in rows] == [PAPER]
    assert found.total == 1


def test_a_section_that_is_cut_says_so_in_its_query(store):
    every = sections.section(store, "paper-concepts", this=PAPER)
    few = sections.section(store, "paper-concepts", this=PAPER, most=2)
    assert (len(few.rows), few.total) == (2, every.total)
    assert few.query == every.query + "LIMIT 2\n"
    assert few.rows == every.rows[:2]


@pytest.mark.parametrize("iri", ["https://x.org/a> } DROP ALL #", "no iri", "https://x.org/<b>", 'https://x.org/"'])
def test_what_is_no_iri_gets_into_no_query(iri):
    with pytest.raises(ValueError, match="IRI"):
        sections.filled("concept-labels", this=iri)
    with pytest.raises(ValueError, match="IRI"):
        sections.filled("papers", these=[iri])
    with pytest.raises(ValueError, match="isoformat"):
        sections.filled("trend", these=[FASTKV], since=iri)


def test_a_question_about_nothing_has_no_rows(store):
    assert sections.section(store, "papers", these=[]) == sections.Section("papers", "", (), 0)


def test_every_query_is_used_and_says_what_it_asks():
    from importlib.resources import files

    names = {each.name.removesuffix(".rq") for each in (files("kg.ask.pages") / "queries").iterdir()}
    sources = "".join(
        (files("kg.ask.pages") / name).read_text(encoding="utf-8") for name in ("sheets.py", "trends.py", "firsts.py")
    )
    assert {name for name in names if f'"{name}"' not in sources} == set()
    for name in names:
        first = sections.filled(name).partition("\n")[0]
        assert first.startswith("# "), name
        assert "?" in first, name


def test_only_what_has_a_page_has_a_sheet(store, folder):
    with pytest.raises(NotFoundError):
        sheets.sheet(store, folder, f"{BASE}concept/nothing-of-this-name")
    with pytest.raises(NotFoundError):
        sheet(Sheet(folder=folder, sort="concept", name="nothing-of-this-name"))
    found = json.loads(sheet(Sheet(folder=folder, sort="concept", name="fastkv")).body)
    assert all(each["rows"] for each in found["sections"])
    assert (found["kind"], found["label"]) == ("method", "FastKV")


def test_doubted_numbers_stay_out_of_a_leaderboard(store):
    copied = ox.Store()
    copied.extend(store)
    before = sections.section(copied, "concept-results", this=FASTKV)
    assert before.rows
    for paper in {row["paper"] for row in before.rows}:
        copied.add(ox.Quad(ox.NamedNode(paper), ox.NamedNode(KG + "trust"), ox.Literal("doubtful")))
    assert sections.section(copied, "concept-results", this=FASTKV).rows == ()


# ---------------------------------------------------------------- topics


def test_topics_are_read_again_when_a_build_tells_others(tmp_path):
    assert topics.topics(tmp_path) == ()
    told = {"id": "a", "name": "A", "place": [3, 4], "concepts": [FASTKV], "papers": [PAPER]}
    (tmp_path / topics.FILE).write_text(json.dumps({"topics": [told]}), encoding="utf-8")
    assert topics.topics(tmp_path) == (topics.Topic(0, "a", "A", (FASTKV,), (PAPER,), (3, 4)),)
    assert topics.topic_of(tmp_path, PAPER) == topics.topics(tmp_path)[0]
    assert topics.topic_of(tmp_path, FASTKV) is None
    (tmp_path / topics.FILE).write_text(json.dumps({"topics": [told, told | {"id": "b"}]}), encoding="utf-8")
    assert [each.id for each in topics.topics(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"topics": [{}]}', '{"topics": 1}'])
def test_a_damaged_file_of_topics_is_named(tmp_path, text):
    (tmp_path / topics.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(GraphError, match=r"topics\.json is damaged"):
        topics.topics(tmp_path)


# ---------------------------------------------------------------- trends


@pytest.fixture
def years():
    """Forty papers, one a day; "up" in all late ones, "down" in all early ones, "same" in every second."""
    store = ox.Store()

    def add(subject, relation, value):
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(relation), value))

    for name in ("up", "down", "same", "rare"):
        add(f"{BASE}concept/{name}", TYPE, ox.NamedNode(KG + "Method"))
        label = ox.Literal(name, language="en")
        add(f"{BASE}concept/{name}", "http://www.w3.org/2004/02/skos/core#prefLabel", label)
    date = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    whole = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    for day in range(40):
        paper = f"https://arxiv.org/abs/2501.{day:05}"
        add(paper, TYPE, ox.NamedNode(KG + "Paper"))
        add(paper, KG + "firstListed", ox.Literal(f"2025-0{1 + day // 20}-{1 + day % 20:02}", datatype=date))
        add(paper, KG + "votes", ox.Literal("2", datatype=whole))
        for name in ("up" if day >= 30 else "down", *(["same"] if day % 2 else []), *(["rare"] if day > 37 else [])):
            add(paper, KG + "uses", ox.NamedNode(f"{BASE}concept/{name}"))
    return store


def test_what_rises_and_what_fades(years):
    told = trends.trends(years, trends.Wanted(since="2025-02-11"))
    assert (told["since"], told["papers"], told["before"]) == ("2025-02-11", 10, 30)
    (up,) = told["rising"]["rows"]
    assert (up["name"], up["papers"], up["before"], up["votes"], up["rise"]) == ("up", "10", "0", "20", 11.0)
    (down,) = told["fading"]["rows"]
    assert (down["name"], down["papers"], down["before"]) == ("down", "0", "30")
    assert told["months"][up["concept"]] == {"2025-02": 10}
    for name in ("rising", "fading", "drawn"):
        assert len(list(years.query(told[name]["query"]))) == len(told[name]["rows"])


def test_the_surprise_is_dunnings_ratio():
    days = Window("2025-02-01", 10, 20, 10, 80)
    found = trends.change("x", 10, 5, days)
    expected = 2 * (10 * math.log(10 / 3) + 5 * math.log(5 / 12))
    assert found.surprise == pytest.approx(expected, abs=0.001)
    assert trends.change("x", 3, 12, days).surprise == 0.0
    assert trends.change("x", 0, 15, days).surprise < 0


def test_a_doubted_paper_does_not_count(years):
    for day in range(30, 40):
        paper = ox.NamedNode(f"https://arxiv.org/abs/2501.{day:05}")
        years.add(ox.Quad(paper, ox.NamedNode(KG + "trust"), ox.Literal("doubtful")))
    told = trends.trends(years, trends.Wanted(since="2025-02-01"))
    assert all(row["name"] != "up" for row in told["rising"]["rows"])
    assert trends.trends(years, trends.Wanted(concepts=("up",)))["drawn"]["rows"] == []


def test_trends_of_a_kind_and_of_wrong_days(years):
    assert trends.trends(years, trends.Wanted(kind="model"))["rising"]["rows"] == []
    assert trends.trends(years, trends.Wanted(kind="model"))["drawn"]["rows"] == []
    drawn = trends.trends(years, trends.Wanted(concepts=("same", "up")))["drawn"]["rows"]
    assert {row["name"] for row in drawn} == {"same", "up"}
    for since in ("2024-01-01", "2026-01-01", "yesterday"):
        with pytest.raises(UsageError):
            trends.trends(years, trends.Wanted(since=since))
    with pytest.raises(NotFoundError):
        trends.trends(years, trends.Wanted(concepts=("nothing of this name",)))


def test_what_is_first_seen_on_a_day(years):
    days = window(Census(years))
    assert days.papers + days.before == 40
    digest, listing, paper = f"{BASE}digest/d", f"{BASE}listing/l", "https://arxiv.org/abs/2501.00030"
    for subject, relation, value in (
        (digest, "http://purl.org/dc/terms/date", years_date("2025-02-11")),
        (listing, KG + "inDigest", ox.NamedNode(digest)),
        (listing, KG + "ofPaper", ox.NamedNode(paper)),
    ):
        years.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(relation), value))
    (row,) = sections.section(years, "digest-new", this=digest).rows
    assert (row["name"], row["papers"]) == ("up", "10")
    assert firsts.first_seen(years, digest, most=30) == sections.section(years, "digest-new", this=digest)


def test_looking_at_each_concept_gives_what_the_query_gives(store):
    seen = 0
    for digest in nodes.instances(store, "digest"):
        for most in (3, 1000):
            asked = sections.section(store, "digest-new", this=digest, most=most)
            assert firsts.first_seen(store, digest, most=most) == asked
            seen += asked.total
    assert seen


def years_date(text):
    return ox.Literal(text, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))


def test_chains_are_those_of_the_command(folder):
    found = json.loads(tasks.ways(tasks.Ways(folder=folder, one="FastKV", other="LongBench")).body)
    assert found[0]["steps"][0]["from"]["label"] == "FastKV"
    with pytest.raises(UsageError):
        tasks.ways(tasks.Ways(folder=folder, one="FastKV", other="fastkv"))
