"""The index of related papers: what a build writes, what is made again, and what the graph's links say."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from kg.ask.related import Wanted, related, related_to_text, together
from kg.store.digests import load_digests
from kg.store.disk import open_store
from kg.store.near import open_index

QUERY = "2502.01068"


@pytest.fixture(scope="module")
def built(sample_report):
    return sample_report


@pytest.fixture(scope="module")
def near(built):
    return open_index(built.folder)


def papers(graph):
    return {node: data["identifier"] for node, data in graph.nodes(data=True) if data["kind"] == "paper"}


def test_the_links_of_the_graph_are_the_best_of_the_ranking(built, near):
    graph = built.graph
    for iri, paper in papers(graph).items():
        weights = {
            other: data["weight"]
            for _, other, key, data in graph.out_edges(iri, keys=True, data=True)
            if key == "kg:sharesTopicWith"
        }
        found = {each.iri: each.score for each in related(near, [paper], Wanted(len(weights) or 1))}
        assert not weights or found == weights


def test_every_reason_is_recomputed_from_its_terms_and_from_both_vectors(built, near):
    for paper in papers(built.graph).values():
        mine = near.vector(near.row(paper))
        for found in related(near, [paper], Wanted(5)):
            theirs = near.vector(near.row(found.paper))
            assert sum(mine[number] * theirs[number] for number in mine.keys() & theirs.keys()) == round(
                found.score * 1e6
            )
            assert sum(round(reason.weight * 1e6) for reason in found.reasons) == round(found.score * 1e6)
            for reason in found.reasons:
                assert not reason.terms or sum(round(part * 1e6) for _, part in reason.terms) == round(
                    reason.weight * 1e6
                )


def test_sentences_name_what_is_shared_and_stand_in_the_texts(built, near):
    texts = {entry.identifier: entry.sections for digest in load_digests(built.folder) for entry in digest.entries}
    (best, *_) = related(near, [QUERY])
    quoted = [reason for reason in best.reasons if reason.sentences]
    assert {"KV cache compression"} <= {reason.name for reason in quoted}
    for reason in quoted:
        assert {sentence.paper for sentence in reason.sentences} <= {QUERY, best.paper}
        for sentence in reason.sentences:
            (text,) = (section.text for section in texts[sentence.paper] if section.name == sentence.section)
            assert sentence.text in text


def test_an_index_made_again_from_the_files_says_the_same_but_quotes_nothing(built, near, tmp_path):
    for name in ("graph.nt", "mentions.nt", "terms.jsonl", "manifest.json"):
        shutil.copy2(built.folder / name, tmp_path / name)
    again = open_index(tmp_path)
    assert list((tmp_path / "store").glob("*.db"))

    def bare(found):
        return [(each.paper, each.score, each.differs, [reason[:4] for reason in each.reasons]) for each in found]

    assert bare(related(again, [QUERY])) == bare(related(near, [QUERY]))
    assert not any(reason.sentences for each in related(again, [QUERY]) for reason in each.reasons)


def test_without_texts_concepts_and_authors_are_left(built, tmp_path):
    for name in ("graph.nt", "mentions.nt"):
        shutil.copy2(built.folder / name, tmp_path / name)
    voices = {reason.kind for each in related(open_index(tmp_path), [QUERY]) for reason in each.reasons}
    assert voices == {"concept"}


def test_a_damaged_index_is_made_again(built, near, tmp_path):
    folder = tmp_path / "out"
    shutil.copytree(built.folder, folder)
    (file,) = (folder / "store").glob("*.db")
    file.write_bytes(b"no database")
    assert related(open_index(folder), [QUERY])[0].score == related(near, [QUERY])[0].score


def test_a_text_of_its_own_finds_a_papers_neighbours(built, near):
    overlaps = []
    for digest in load_digests(built.folder):
        for entry in digest.entries:
            text = "\n".join(section.text for section in entry.sections)
            wanted = {each.paper for each in related(near, [entry.identifier], Wanted(5))}
            found = [each.paper for each in related_to_text(near, text, Wanted(6)) if each.paper != entry.identifier]
            overlaps.append(len(wanted & set(found[:5])) / len(wanted))
    assert sum(overlaps) / len(overlaps) >= 0.7


def test_what_all_of_several_papers_have_counts_more():
    assert together([{1: 100, 2: 400}, {1: 100}]) == {1: 100, 2: 100}
    assert together([{1: 64}]) == {1: 64}


def test_several_threads_may_ask(near):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: related(near, [QUERY]), range(8)))
    assert answers == [answers[0]] * 8


def test_the_index_holds_the_papers_of_the_store(built, near):
    from kg.ask import nodes

    assert near.fact("papers") == len(nodes.instances(open_store(built.folder), "paper"))
