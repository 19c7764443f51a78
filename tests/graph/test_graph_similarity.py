import math
import time

import pytest

from kg.errors import NotFoundError
from kg.graph.similarity import LINKS, Profile, TopicIndex, Tuning, role_weight, words


def archive(**papers):
    return {name: Profile(dict.fromkeys(concepts.split(), 1.0)) for name, concepts in papers.items()}


BACKGROUND = {f"x{number}": Profile({f"only{number}": 1.0, f"pair{number // 2}": 1.0}) for number in range(20)}


def test_rare_shared_concepts_count_more_than_frequent_ones():
    papers = {**BACKGROUND, **archive(a="rare often", b="rare", c="often", d="often", e="often", f="often")}
    nearest = TopicIndex(papers).related("a")
    assert nearest[0].paper == "b"
    assert nearest[0].score > nearest[1].score


def test_what_half_of_the_papers_share_links_nobody():
    papers = archive(a="hub x", b="hub x", c="hub", d="hub", e="y", f="y", g="z")
    index = TopicIndex(papers)
    assert [found.paper for found in index.related("a")] == ["b"]
    assert index.related("c") == ()
    assert [(link.first, link.second) for link in index.links()] == [("a", "b"), ("e", "f")]


def test_two_papers_of_a_tiny_archive_may_still_be_linked():
    assert [found.paper for found in TopicIndex(archive(a="x", b="x", c="y")).related("a")] == ["b"]


def test_roles_matter():
    papers = {
        **BACKGROUND,
        "a": Profile({"task": 1.0, "metric": 1.0}),
        "b": Profile({"task": role_weight(["addresses"])}),
        "c": Profile({"metric": role_weight(["measures"])}),
        "d": Profile({"task": 0.4, "metric": 0.4}),
    }
    found = {related.paper: related.score for related in TopicIndex(papers, tuning=Tuning(slope=0.0)).related("a")}
    assert found["b"] > found["c"]


def test_reasons_sum_to_the_score_and_name_what_is_shared():
    papers = {
        **BACKGROUND,
        "a": Profile({"x": 1.0, "y": 0.3}, ("ann", "bob"), words("Cache compression for all")),
        "b": Profile({"x": 1.0, "y": 0.6}, ("bob",), words("Compression of a cache")),
    }
    (best,) = TopicIndex(papers, tuning=Tuning(words=0.3)).related("a", k=1)
    assert best.paper == "b"
    assert {(reason.kind, reason.key) for reason in best.reasons} == {
        ("concept", "x"),
        ("concept", "y"),
        ("author", "bob"),
        ("text", "cache compression"),
    }
    assert round(math.fsum(reason.weight for reason in best.reasons), 6) == best.score
    assert [reason.weight for reason in best.reasons] == sorted((r.weight for r in best.reasons), reverse=True)


def test_several_papers_and_bags_of_concepts():
    papers = {**BACKGROUND, **archive(a="x p", b="y p", c="x q", d="y q", e="x y")}
    index = TopicIndex(papers)
    assert index.related("a", "b")[0].paper == "e"
    assert "a" not in {found.paper for found in index.related("a", "b")}
    assert index.related("a", "b") == index.related("b", "a", "a")
    assert index.related_to({"x": 1.0, "q": 1.0, "unknown": 1.0})[0].paper == "c"
    assert index.related_to({"unknown": 1.0}) == ()
    with pytest.raises(NotFoundError, match="nobody"):
        index.related("nobody")


def test_a_variant_counts_for_what_it_is_a_variant_of():
    papers = {**BACKGROUND, **archive(a="randlora", b="lora", c="qlora", d="lora")}
    broader = {"randlora": ["lora"], "qlora": ["lora"]}
    index = TopicIndex(papers, broader=broader)
    assert [found.paper for found in index.related("a")] == ["b", "d", "c"]
    assert index.related("a")[0].reasons[0].key == "lora"
    assert index.related_to({"qlora": 1.0})[0].paper in {"b", "d"}
    assert TopicIndex(papers, broader=broader, tuning=LINKS).related("a") == ()


def test_a_paper_of_which_little_is_known_is_not_nearest_to_everybody():
    papers = {**BACKGROUND, **archive(a="x y z w", b="x y z v", c="x", d="v w")}
    assert TopicIndex(papers).related("a")[0].paper == "b"


def test_links_are_what_related_finds_from_both_sides():
    papers = {f"p{number:02}": Profile({f"c{number % 7}": 1.0, f"d{number % 11}": 0.5}) for number in range(60)}
    index = TopicIndex(papers)
    wanted = {
        (min(paper, found.paper), max(paper, found.paper), found.score)
        for paper in papers
        for found in index.related(paper, k=3)
    }
    links = index.links(per_paper=3)
    assert {(link.first, link.second, link.weight) for link in links} == wanted
    assert list(links) == sorted(links, key=lambda link: (link.first, link.second))


def test_the_work_grows_with_the_number_of_papers_not_its_square():
    def cost(count):
        papers = {f"p{number:05}": Profile({f"c{number % 5}": 1.0, f"d{number}": 1.0}) for number in range(count)}
        index = TopicIndex(papers, tuning=Tuning(candidates=10))
        start = time.process_time()
        index.links()
        return time.process_time() - start

    assert cost(4000) < 8 * cost(1000) + 0.5


def test_words_stand_as_in_the_title_folded_and_without_single_letters():
    assert words("A Café's KV-캐시 cache, cache") == ("cafe", "kv", "캐시", "cache")


def test_the_order_of_words_changes_no_score():
    def scores(text):
        papers = {**BACKGROUND, "a": Profile({}, (), words(text)), "b": Profile({}, (), words("long cache of words"))}
        return TopicIndex(papers).related("b")

    assert scores("words cache long") == scores("long cache words") != ()


def test_a_hub_alone_relates_nobody_unless_nothing_else_does():
    rare = {f"r{number}": Profile({f"rare{number // 2}": 1.0}) for number in range(40)}
    hub = {f"h{number}": Profile({"hub": 1.0, f"own{number}": 1.0}) for number in range(35)}
    papers = {**rare, **hub, "a": Profile({"hub": 1.0, "x": 1.0}), "b": Profile({"hub": 1.0, "x": 1.0})}
    index = TopicIndex(papers)
    assert [found.paper for found in index.related("a", k=50)] == ["b"]
    faint = index.related("h0", k=50)
    assert len(faint) == 36
    assert all(found.score < Tuning().faint for found in faint)
