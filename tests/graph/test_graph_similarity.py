"""Vectors of papers, their links, and the ranking of one paper, on made-up archives."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.similarity.links import best_partners, champions, links
from kg.graph.similarity.partners import PROPOSERS, nearest
from kg.graph.similarity.profile import ROLE_WEIGHTS, Profile
from kg.graph.similarity.shown import readable
from kg.graph.similarity.topics import topic_model, with_topics
from kg.graph.similarity.vectors import Tuning, Vectors
from kg.graph.similarity.wording import Wording, terms, wording, words


class Memory:
    """Vectors as ``partners.nearest`` reads them."""

    def __init__(self, vectors, limit=100):
        self.of, self.found = vectors, champions(vectors, limit)

    def champions(self, features):
        for feature in features:
            here = slice(self.found.start[feature], self.found.start[feature + 1])
            yield feature, self.found.row[here].tolist(), self.found.weight[here].tolist()

    def vectors(self, rows):
        for row in rows:
            here = slice(self.of.start[row], self.of.start[row + 1])
            yield row, self.of.feature[here], self.of.weight[here]


def near(vectors, paper, k=10):
    """The papers nearest to one, with their scores in millionths."""
    row = vectors.row[paper]
    found = nearest(vectors.vector(paper), Memory(vectors), k, without={row})
    return {vectors.papers[other]: score for other, score in found}


def archive(**papers):
    return {name: Profile(dict.fromkeys(concepts.split(), 1.0)) for name, concepts in papers.items()}


BACKGROUND = {f"x{number}": Profile({f"only{number}": 1.0, f"pair{number // 2}": 1.0}) for number in range(20)}


def test_rare_shared_concepts_count_more_than_frequent_ones():
    papers = {**BACKGROUND, **archive(a="rare often", b="rare", c="often", d="often", e="often", f="often")}
    found = near(Vectors(papers), "a")
    assert next(iter(found)) == "b"
    assert found["b"] > found["c"]


def test_what_half_of_the_papers_share_links_nobody():
    vectors = Vectors(archive(a="hub x", b="hub x", c="hub", d="hub", e="y", f="y", g="z"))
    assert set(near(vectors, "a")) == {"b"}
    assert near(vectors, "c") == {}
    assert [(link.first, link.second) for link in links(vectors)] == [("a", "b"), ("e", "f")]


def test_two_papers_of_a_tiny_archive_may_still_be_linked():
    assert set(near(Vectors(archive(a="x", b="x", c="y")), "a")) == {"b"}


def test_roles_matter():
    papers = {
        **BACKGROUND,
        "a": Profile({"task": 1.0, "metric": 1.0}),
        "b": Profile({"task": ROLE_WEIGHTS["addresses"]}),
        "c": Profile({"metric": ROLE_WEIGHTS["measures"]}),
        "d": Profile({"task": 0.4, "metric": 0.4}),
    }
    found = near(Vectors(papers, tuning=Tuning(slope=0.0)), "a")
    assert found["b"] > found["c"]


def test_every_shared_thing_adds_its_part():
    papers = {
        **BACKGROUND,
        "a": Profile({"x": 1.0, "y": 0.3}, ("ann", "bob"), wording("Cache compression for all", [])),
        "b": Profile({"x": 1.0, "y": 0.6}, ("bob",), Wording({"cache": 1}, frozenset(), {"KV cache": 1000})),
        "c": Profile({}, ("ann", "bob", "cy"), Wording({}, frozenset(), {"KV cache": 500})),
    }
    vectors = Vectors(papers)
    assert set(vectors.parts("a", "b")) == {("concept", "x"), ("concept", "y"), ("author", "bob"), ("text", "cache")}
    assert set(vectors.parts("b", "c")) == {("author", "bob"), ("topic", "KV cache")}
    assert near(vectors, "a")["b"] == sum(vectors.parts("a", "b").values())


def test_an_author_of_many_counts_less():
    few, many = ("ann", "bob"), ("ann", *(f"n{number}" for number in range(30)))
    vectors = Vectors({"a": Profile({}, ("ann",)), "b": Profile({}, few), "c": Profile({}, many)})
    assert vectors.parts("a", "b")["author", "ann"] > 3 * vectors.parts("a", "c")["author", "ann"]


def test_a_variant_counts_for_what_it_is_a_variant_of():
    papers = {**BACKGROUND, **archive(a="randlora", b="lora", c="qlora", d="lora")}
    broader = {"randlora": ["lora"], "qlora": ["lora"]}
    vectors = Vectors(papers, broader=broader)
    assert set(near(vectors, "a")) == {"b", "c", "d"}
    assert set(vectors.parts("a", "c")) == {("concept", "lora")}
    assert near(Vectors(papers), "a") == {}


def test_a_paper_of_which_little_is_known_is_not_nearest_to_everybody():
    papers = {**BACKGROUND, **archive(a="x y z w", b="x y z v", c="x", d="v w")}
    assert next(iter(near(Vectors(papers), "a"))) == "b"


def test_among_equals_the_newer_paper_comes_first():
    days = {"old": "2024-01-01", "new": "2025-01-01", "a": "2024-06-01"}
    papers = {**BACKGROUND, **{name: Profile({"x": 1.0}, date=date) for name, date in days.items()}}
    assert list(near(Vectors(papers), "a")) == ["new", "old"]


def test_the_title_counts_more_and_what_is_common_in_the_archive_less():
    texts = {"a": wording("tokenizer", []), "b": wording("", ["tokenizer"]), "c": wording("method", [])}
    papers = {**BACKGROUND, **{name: Profile({}, (), said) for name, said in texts.items()}}
    papers["d"] = Profile({}, (), wording("tokenizer method", []))
    vectors = Vectors(papers, archive=topic_model().spread)
    assert vectors.parts("d", "a")["text", "tokenizer"] >= vectors.parts("d", "b")["text", "tokenizer"]
    assert near(vectors, "d")["a"] > near(vectors, "d").get("c", 0)
    heavy = Vectors({name: Profile({}, (), wording(*said)) for name, said in {
        "a": ("tokenizer", ["sampler"]), "b": ("tokenizer", []), "c": ("sampler", []), "d": ("other", []),
    }.items()})  # fmt: skip
    assert near(heavy, "a")["b"] > near(heavy, "a")["c"]


# ---------------------------------------------------------------- one ranking, found in three ways

_NAMES = st.sampled_from([f"n{number}" for number in range(9)])
_PROFILES = st.builds(
    Profile,
    st.dictionaries(_NAMES, st.sampled_from([0.3, 0.5, 1.0]), max_size=5),
    st.lists(_NAMES, max_size=3, unique=True).map(tuple),
    st.builds(
        Wording,
        st.dictionaries(_NAMES, st.integers(1, 9), max_size=6),
        st.frozensets(_NAMES, max_size=3),
        st.dictionaries(_NAMES, st.integers(1, 999), max_size=4),
    ),
    st.sampled_from(["2024-01-01", "2025-01-01"]),
)


@given(st.lists(_PROFILES, min_size=2, max_size=14), st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_one_by_one_and_all_at_once_find_what_comparing_everybody_finds(profiles, k):
    vectors = Vectors({f"p{number:02}": profile for number, profile in enumerate(profiles)})
    source = Memory(vectors)
    for row, partners in enumerate(best_partners(vectors, k)):
        paper = vectors.papers[row]
        everybody = [(sum(vectors.parts(paper, other).values()), -vectors.row[other]) for other in vectors.papers]
        best = sorted(((score, low) for score, low in everybody if score and -low != row), reverse=True)[:k]
        assert partners == [(-low, score) for score, low in best]
        assert partners == nearest(vectors.vector(paper), source, k, without={row})


@pytest.mark.parametrize("concepts", [12, 6 * PROPOSERS])
def test_of_many_papers_the_same_partners_are_found_in_both_ways(concepts):
    random = np.random.default_rng(7)
    papers = {
        f"p{number:04}": Profile({f"c{concept}": 1.0 for concept in random.zipf(1.3, concepts) if concept < 5000})
        for number in range(700)
    }
    vectors = Vectors(papers)
    assert (max(np.diff(vectors.start)) > PROPOSERS) == (concepts > PROPOSERS)
    source = Memory(vectors)
    for row, partners in enumerate(best_partners(vectors, 10)):
        if row % 50 == 0:
            assert partners == nearest(vectors.vector(vectors.papers[row]), source, 10, without={row})


def test_links_are_what_is_nearest_from_both_sides():
    papers = {f"p{number:02}": Profile({f"c{number % 7}": 1.0, f"d{number % 11}": 0.5}) for number in range(60)}
    vectors = Vectors(papers, tuning=Tuning(faint=0.0))
    wanted = {
        (min(paper, other), max(paper, other), score / 1e6)
        for paper in papers
        for other, score in near(vectors, paper, k=3).items()
    }
    found = links(vectors, per_paper=3)
    assert {(link.first, link.second, link.weight) for link in found} == wanted
    assert list(found) == sorted(found, key=lambda link: (link.first, link.second))
    assert all(round(sum(part for _, part in link.parts), 6) == link.weight for link in found)


def test_a_hub_alone_links_nobody():
    rare = {f"r{number}": Profile({f"rare{number // 2}": 1.0}) for number in range(40)}
    hub = {f"h{number}": Profile({"hub": 1.0, f"own{number}": 1.0}) for number in range(35)}
    papers = {**rare, **hub, "a": Profile({"hub": 1.0, "x": 1.0}), "b": Profile({"hub": 1.0, "x": 1.0})}
    found = links(Vectors(papers))
    assert {(link.first, link.second) for link in found if "a" in (link.first, link.second)} == {("a", "b")}
    assert not any(link.first.startswith("h") for link in found)


def test_rows_that_are_no_answer_and_those_to_be_scored_anyhow():
    days = {"old": "2024-01-01", "new": "2025-01-01", "a": "2024-06-01"}
    vectors = Vectors({**BACKGROUND, **{name: Profile({"x": 1.0}, date=date) for name, date in days.items()}})
    row, query, source = vectors.row, vectors.vector("a"), Memory(vectors, limit=1)
    assert [other for other, _ in nearest(query, source, 9, without={row["a"]})] == [row["new"]]
    also = nearest(query, source, 9, without={row["a"]}, also=[row["old"]])
    assert [other for other, _ in also] == [row["new"], row["old"]]
    recent = nearest(query, source, 9, without={row["a"]}, also=[row["old"]], older_than=row["old"])
    assert [other for other, _ in recent] == [row["new"]]


def test_weak_features_propose_only_where_the_answers_are_few():
    query = {number: 2 * PROPOSERS - number for number in range(PROPOSERS + 1)}
    weakest = PROPOSERS

    class Two:
        def champions(self, features):
            yield from ((number, [1 if number == weakest else 0], [5]) for number in sorted(features))

        def vectors(self, rows):
            yield from ((row, [weakest], [5]) for row in rows if row == 1)

    assert nearest(query, Two(), 9) == []
    assert nearest(query, Two(), 9, older_than=2) == [(1, 5 * query[weakest])]


def test_the_work_grows_with_the_number_of_papers_not_its_square():
    def cost(count):
        papers = {f"p{number:05}": Profile({f"c{number % 5}": 1.0, f"d{number // 2}": 1.0}) for number in range(count)}
        vectors = Vectors(papers)
        start = time.process_time()
        links(vectors)
        return time.process_time() - start

    assert cost(4000) < 8 * cost(1000) + 0.5


# ---------------------------------------------------------------- wording and topics


def test_terms_are_words_and_beginnings_in_both_languages():
    assert list(terms("Compressing the KV-캐시를 2 times")) == [
        "compressing",
        "compr…",
        "kv",
        "캐시",
        "캐시를",
        "times",
    ]
    assert set(terms("압축률은")) & set(terms("압축")) == {"압축"}
    assert set(terms("compression")) & set(terms("Compressed")) == {"compr…"}
    assert list(terms("\u1100\u1161\u11a8\u1100\u1161\u11a8")) == ["각각"]


def test_words_stand_as_in_the_title_folded_and_without_single_letters():
    assert words("A Café's KV-캐시 cache, cache") == ("cafe", "kv", "캐시", "cache")


def test_shown_are_words_rather_than_their_beginnings():
    found = ["compr…", "compression", "캐시", "캐시를", "kv", "conte…"]
    assert readable(found, 2) == ["compression", "캐시"]
    assert readable(found, 9) == [
        "compression",
        "캐시",
        "kv",
        "conte…",
    ]


def test_a_wording_goes_through_json_and_back():
    said = with_topics([wording("KV 캐시 압축", ["긴 문맥의 KV 캐시를 압축한다."])])[0]
    assert Wording.of_record(said.record()) == said
    assert said.topics


def test_the_topics_of_one_thing_said_in_two_languages_meet():
    korean, english, other = with_topics(
        [
            wording("", ["긴 문맥에서 KV 캐시를 압축하여 메모리 사용량을 줄인다."]),
            wording("", ["We evict cached keys and values to shrink the memory footprint of long-context decoding."]),
            wording("", ["A humanoid robot learns to walk over rough terrain from simulated demonstrations."]),
        ]
    )

    def likeness(one, two):
        return sum(one.topics[topic] * two.topics[topic] for topic in one.topics.keys() & two.topics.keys())

    assert likeness(korean, english) > 3 * likeness(korean, other)
    assert likeness(korean, english) > 3 * likeness(english, other)


def test_a_text_of_unknown_words_has_no_topics():
    assert with_topics([wording("", ["qqqq wwww"]), wording("", [])]) == [
        Wording({"qqqq": 1, "wwww": 1}),
        Wording(),
    ]
