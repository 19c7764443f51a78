"""Search, show, related, stats: what a user types, and what comes back."""

from __future__ import annotations

import unicodedata

import pyoxigraph as ox
import pytest

from kg.ask import nodes
from kg.ask.related import Wanted, related, related_to_text
from kg.ask.search import find, namesakes, search
from kg.ask.show import show
from kg.ask.sparql import answer
from kg.ask.stats import stats
from kg.errors import NotFoundError, UsageError
from kg.ontology.terms import KG

FASTKV = "https://arxiv.org/abs/2502.01068"


def labels(hits):
    return [hit.thing.label for hit in hits]


# ---------------------------------------------------------------- search

FINDS = [
    ("FastKV", "FastKV", "exact"),
    ("fast-kv", "FastKV", "exact"),
    ("LLM", "Large Language Model", "alias"),
    ("large language models", "Large Language Model", "exact"),
    ("KV 캐시 압축", "KV Cache Compression", "alias"),
    ("KV캐시압축", "KV Cache Compression", "alias"),
    (unicodedata.normalize("NFD", "대형 언어 모델"), "Large Language Model", "alias"),
    ("확산", "Diffusion Transformer", "prefix"),
    ("적응", "LoRA", "word"),
    ("애니메이션", "Human Animation", "word"),
    ("GQA", "Grouped-Query Attention", "alias"),
    ("KCC", "KV Cache Compression", "acronym"),
    ("Attention", "Grouped-Query Attention", "word"),
    ("group attent", "Grouped-Query Attention", "word"),
    ("ongbenc", "LongBench", "part"),
    ("LongBnch", "LongBench", "typo"),
    ("Difusion Transfomer", "Diffusion Transformer", "typo"),
    ("Donwon Jo", "Dongwon Jo", "typo"),
    ("Groued-Query Attention", "Grouped-Query Attention", "alias"),
    ("2502.01068", "FastKV: KV Cache", "exact"),
    ("concept:lora", "LoRA", "exact"),
]


@pytest.mark.parametrize(("text", "label", "match"), FINDS)
def test_the_first_hit(store, text, label, match):
    hit = search(store, text)[0]
    assert hit.thing.label.startswith(label)
    assert hit.match == match


def test_better_matches_come_first_and_each_thing_once(store):
    hits = search(store, "kv")
    assert labels(hits)[0] == "KV Cache Compression"
    assert len({hit.thing.iri for hit in hits}) == len(hits)


def test_only_the_kinds_asked_for(store):
    assert {hit.thing.kind for hit in search(store, "kv", kinds=("paper",))} == {"paper"}


def test_as_many_as_asked_for(store):
    assert len(search(store, "a", limit=2)) == 2


@pytest.mark.parametrize("text", ["zzzzzzz", "", "!!!", "%", "\\"])
def test_no_hit_is_an_error_that_names_the_text(store, text):
    with pytest.raises(NotFoundError, match="nothing is called"):
        search(store, text)


def test_no_hit_names_what_is_near(store):
    with pytest.raises(NotFoundError, match="near it: OmniHuman-1"):
        search(store, "Xmnihumax")


# ---------------------------------------------------------------- one thing


@pytest.mark.parametrize(
    "text",
    [
        "2502.01068",
        "2502.01068v2",
        "arXiv:2502.01068",
        "arxiv:2502.01068v1",
        FASTKV,
        FASTKV + "v3",
        f"<{FASTKV}>",
        "http://arxiv.org/abs/2502.01068",
        "https://www.arxiv.org/pdf/2502.01068v1.pdf",
        "arxiv.org/pdf/2502.01068",
        "  2502.01068 ",
    ],
)
def test_every_way_to_write_a_paper(store, text):
    assert nodes.paper(store, text) == FASTKV
    assert show(store, text).thing.iri == FASTKV


def test_a_paper_by_its_url(store):
    assert nodes.identifier(store, nodes.paper(store, "https://example.org/papers/a-talk/")).endswith("a-talk")


def test_an_unknown_paper_names_the_nearest_ids(store):
    with pytest.raises(NotFoundError, match=r"no paper 2502\.01069 .* near it: 2502\.01061"):
        nodes.paper(store, "2502.01069")


def test_an_author_is_no_paper(store):
    with pytest.raises(NotFoundError):
        nodes.paper(store, "author:dongwon-jo")


def test_an_ambiguous_name_lists_the_candidates(store):
    with pytest.raises(NotFoundError, match=r"several things: .*author/xiang-liu\).*author/xiang-liu-2\)"):
        find(store, "xiang liu")


def test_a_name_means_what_is_far_better_known(store):
    assert find(store, "LLM").label == "Large Language Model"
    assert [thing.label for thing in namesakes(store, "LLM")] == ["Large Language Model", "Model Compression"]
    assert [thing.label for thing in show(store, "LLM").namesakes] == ["Model Compression"]


def test_the_card_of_a_paper(store):
    card = show(store, "2502.01068")
    groups = {name: [item.thing.label for item in items] for name, items in card.groups}
    assert dict(card.facts)["votes"] == 14
    assert groups["introduces"] == ["FastKV"]
    assert groups["authors"] == ["Dongwon Jo", "Jae-Joon Kim", "Jiwon Song", "Yulhwa Kim"]
    assert groups["results"] == ["FastKV Throughput 1.4x (improvement) against HeadKV"]
    assert groups["linked with"][0].startswith("ChunkKV")


def test_a_doubtful_paper_says_so_and_its_results_stand_apart(store, tmp_path):
    assert not {"trust", "trust reason"} & dict(show(store, "2502.01068").facts).keys()
    doubted = ox.Store(str(tmp_path / "store"))
    doubted.extend(store)
    for name, text in (("trust", "doubtful"), ("trustReason", "The summary seems to be about another paper.")):
        doubted.add(ox.Quad(ox.NamedNode(FASTKV), ox.NamedNode(KG + name), ox.Literal(text)))
    facts = dict(show(doubted, "2502.01068").facts)
    assert facts["trust"] == "doubtful"
    assert facts["trust reason"] == "The summary seems to be about another paper."
    assert [name for name, _ in show(store, "Throughput").groups] == ["measured by", "results"]
    assert [name for name, _ in show(doubted, "Throughput").groups] == ["measured by", "results of doubtful papers"]
    assert answer(store, "ASK { ?paper kg:trust ?t }").boolean is False


def test_the_card_of_an_author(store):
    card = show(store, "dongwon jo")
    groups = dict(card.groups)
    assert dict(card.facts) == {"papers": 2, "co-authors": 4}
    assert groups["co-authors"][0].thing.label == "Jiwon Song"
    assert "2 papers together" in groups["co-authors"][0].note


def test_the_card_of_a_concept(store):
    card = show(store, "KV 캐시 압축")
    groups = {name: len(items) for name, items in card.groups}
    assert groups == {"broader": 1, "addressed by": 2}
    assert [name for name, _ in show(store, "LongBench").groups] == ["evaluated on by"]


# ---------------------------------------------------------------- related


def test_reasons_sum_to_the_score(index):
    (found,) = related(index, ["2502.01068"])
    assert found.paper == "2502.00299"
    assert {reason.name for reason in found.reasons} >= {"KV Cache Compression", "LongBench", "Dongwon Jo"}
    assert {reason.kind for reason in found.reasons} >= {"concept", "author"}
    assert sum(round(reason.weight * 1e6) for reason in found.reasons) == round(found.score * 1e6)


def test_the_asked_papers_are_left_out(index):
    assert [found.paper for found in related(index, ["2502.01061", "2502.01068"])] == [
        "2502.00299",
        "https://example.org/papers/a-talk",
    ]


def test_a_paper_is_known_by_its_id_its_link_and_its_iri(index):
    (found,) = related(index, ["2502.01068"])
    for text in ("arXiv:2502.01068v2", "https://arxiv.org/pdf/2502.01068", "https://arxiv.org/abs/2502.01068"):
        assert related(index, [text]) == (found,)


@pytest.mark.parametrize("text", ["FastKV", "concept:fastkv"])
def test_what_a_single_paper_introduces_leads_to_it(index, folder, text):
    with pytest.raises(NotFoundError, match=r"FastKV is introduced by 2502\.01068: ask for `kg related 2502\.01068`"):
        related(index, [text], folder=folder)


def test_what_several_papers_or_none_introduce_leads_nowhere(index, folder):
    with pytest.raises(NotFoundError, match="no paper LongBench in this graph"):
        related(index, ["LongBench"], folder=folder)


def test_as_many_related_papers_as_asked_for(index):
    assert len(related(index, ["2502.01061", "2502.01068"], Wanted(1))) == 1


def test_only_reasons_of_a_kind(index):
    (found,) = related(index, ["2502.01068"], Wanted(kinds=("benchmark",)))
    assert [reason.name for reason in found.reasons] == ["LongBench"]
    with pytest.raises(UsageError, match="no kind of reason paper: choose among method"):
        related(index, ["2502.01068"], Wanted(kinds=("paper",)))


def test_only_papers_since_a_day(index):
    assert related(index, ["2502.01068"], Wanted(since="2025-02"))
    assert related(index, ["2502.01068"], Wanted(since="2030")) == ()
    with pytest.raises(UsageError, match="no date yesterday"):
        related(index, ["2502.01068"], Wanted(since="yesterday"))


def test_what_is_different_about_a_paper_is_not_shared(index):
    (found,) = related(index, ["2502.01068"])
    shared = {reason.name for reason in found.reasons}
    assert "ChunkKV" in {name for _, names in found.differs for name in names}
    assert not shared & {name for _, names in found.differs for name in names}


def test_related_to_a_text(index):
    found = related_to_text(index, "LongBench에서 KV 캐시 압축을 평가한다.", Wanted(2))
    assert {paper.paper for paper in found} == {"2502.01068", "2502.00299"}
    assert "KV Cache Compression" in {reason.name for reason in found[0].reasons}


def test_a_text_about_nothing_here(index):
    with pytest.raises(NotFoundError, match="nothing in common"):
        related_to_text(index, "오늘은 비가 옵니다.")


# ---------------------------------------------------------------- stats


def test_counts(store):
    found = stats(store, top=2, topics=True)
    kinds = dict(found.kinds)
    assert (kinds["paper"], kinds["author"], kinds["benchmark"], kinds["dataset"]) == (4, 7, 1, 0)
    assert (found.first_date, found.last_date) == ("2025-02-05", "2025-02-06")
    top = {kind: [(usage.thing.label, usage.papers) for usage in usages] for kind, usages in found.top}
    assert top["method"] == [("Large Language Model", 3), ("Diffusion Transformer", 2)]
    assert sum(topic.papers for topic in found.communities) == 4
    assert stats(store).communities == ()
