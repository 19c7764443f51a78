"""The sentences that name a concept: true text of the paper, found without reading every digest."""

from __future__ import annotations

import json
import shutil

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ask import nodes
from kg.ask.evidence import Evidence, sentences
from kg.extract.quotes import Sentence, telling
from kg.model import Digest, merge_digests
from kg.pipeline import build
from kg.store.digests import digests_path, load_digests
from kg.store.disk import open_store

KV = "concept:kv-cache-compression"
HERON = "2503.00001"
DAYS = {
    "2025-03-01": """\
### [HeronKV: Long Contexts in Little Memory](https://arxiv.org/abs/2503.00001)
""",
    "2025-03-02": """\
### [HeronKV: Long Contexts in Little Memory](https://arxiv.org/abs/2503.00001)

- **What's New**: HeronKV는 KV 캐시 압축 방법입니다. 새 길을 냅니다.
- **Performance Highlights**: LongBench에서 정확도가 2.5% 올랐습니다. KV 캐시 압축, 즉 KV cache compression이 쉽다!

### [Otter: A Walk](https://arxiv.org/abs/2503.00002)

- Otter는 LoRA로 미세 조정한 모델입니다.
""",
    "2025-03-04": """\
### [HeronKV: Long Contexts in Little Memory](https://arxiv.org/abs/2503.00001)

- A later text that names LoRA and is not the one that counts.
""",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    for date, text in DAYS.items():
        (folder / f"{date}.md").write_text(f"## Daily Papers ({date})\n\n{text}", "utf-8")
    return build([folder], out=folder / "out").folder


def iri(store, text):
    return nodes.find_iri(store, text)


def named(sentence):
    return [sentence.text[start:end] for start, end in sentence.places]


def test_the_sentences_that_name_a_concept_in_reading_order(kept):
    store = open_store(kept)
    first, second = sentences(store, kept, iri(store, HERON), iri(store, KV))
    assert (first.section, first.text) == ("whats-new", "HeronKV는 KV 캐시 압축 방법입니다.")
    assert second.text == "KV 캐시 압축, 즉 KV cache compression이 쉽다!"
    assert named(second) == ["KV 캐시 압축", "KV cache compression"]
    assert 0 < second.confidence <= 1


def test_the_text_is_the_first_summary_not_a_later_one(kept):
    store = open_store(kept)
    assert sentences(store, kept, iri(store, HERON), iri(store, "concept:lora")) == ()
    (found,) = sentences(store, kept, iri(store, "2503.00002"), iri(store, "concept:lora"))
    assert found.text == "Otter는 LoRA로 미세 조정한 모델입니다."


def test_every_mention_lies_in_a_true_sentence(kept):
    store = open_store(kept)
    texts = {paper.identifier: {part.name: part.text for part in paper.sections} for paper in papers(kept)}
    evidence = Evidence(store, kept)
    count = 0
    for quad in store.quads_for_pattern(None, ox.NamedNode(nodes.PREFIXES["oa"] + "hasBody"), None):
        paper = nodes.value(store, quad.subject.value, nodes.PREFIXES["oa"] + "hasTarget")
        found = evidence.sentences(paper, quad.object.value)
        exact = nodes.value(store, quad.subject.value, nodes.PREFIXES["oa"] + "exact")
        assert any(exact in named(sentence) for sentence in found)
        for sentence in found:
            text = texts[nodes.identifier(store, paper)][sentence.section]
            assert text[sentence.start :].startswith(sentence.text)
        count += 1
    assert count > 8


def papers(folder):
    return merge_digests(load_digests(folder))


def test_without_digests_or_with_those_of_another_build_there_is_no_sentence(kept, tmp_path):
    store = open_store(kept)
    assert sentences(store, None, iri(store, HERON), iri(store, KV)) == ()
    assert sentences(store, tmp_path, iri(store, HERON), iri(store, KV)) == ()
    path = digests_path(tmp_path)
    path.parent.mkdir()
    shutil.copy2(digests_path(kept), path)
    path.write_text(path.read_text("utf-8").replace("HeronKV는 ", "The heron 는 "), "utf-8")
    assert [each.section for each in sentences(store, tmp_path, iri(store, HERON), iri(store, KV))] == [
        "performance-highlights"
    ]


def test_only_the_days_of_the_paper_are_read(kept, tmp_path):
    lines = digests_path(kept).read_text("utf-8").splitlines()
    digests_path(tmp_path).parent.mkdir()
    far = [json.dumps({"date": f"20{year}-01-01", "damaged": True}) for year in range(30, 60)]
    digests_path(tmp_path).write_text("\n".join([*lines, *(text.replace(": ", ":") for text in far), ""]), "utf-8")
    store = open_store(kept)
    assert len(sentences(store, tmp_path, iri(store, HERON), iri(store, KV))) == 2


def test_a_name_that_runs_over_the_end_of_a_sentence_joins_two():
    from kg.extract.quotes import Named, naming

    text = "We try St. Bernard. It is no dog."
    (found,) = naming("body", text, [Named("body", 7, 18, "St. Bernard", 0.5)])
    assert (found.start, found.text, named(found)) == (0, "We try St. Bernard.", ["St. Bernard"])


def test_the_telling_sentence_is_the_surest_of_the_summary():
    title = Sentence("title", 0, "LoRA", ((0, 4),), 1.0)
    unsure, sure = (Sentence("body", at, "LoRA", ((0, 4),), at / 10) for at in (3, 9))
    assert telling([title, unsure, sure]) == sure
    assert telling([title]) == title
    assert telling([]) is None


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 200)), max_size=12), st.integers(0, 10))
def test_one_day_is_found_among_any(tmp_path_factory, days, wanted):
    from kg.store import digests

    folder = tmp_path_factory.mktemp("days")
    made = [Digest(f"2025-01-{day:02}", "x" * length, ()) for day, length in days]
    digests.save_digests(folder, made)
    date = f"2025-01-{wanted:02}"
    assert digests.load_day(folder, date) == tuple(each for each in load_digests(folder) if each.date == date)
