"""An archive in parts says what it says as a whole; no Spark is needed for that."""

from __future__ import annotations

from collections import Counter

import pytest

import kg.engine.parts as made
from kg.extract import extract_all
from kg.graph.pairs import author_pairs
from kg.graph.similarity.links import links
from kg.graph.similarity.profile import graph_broader
from kg.graph.similarity.topics import topic_model
from kg.graph.similarity.vectors import Vectors, cells, in_rows, shared
from kg.model import merge_digests
from kg.ontology.lexicon import load_lexicon
from kg.ontology.terms import BASE, Iris
from kg.pipeline import Settings, compose, read_sample
from kg.resolve.authors import shown
from kg.resolve.facts import named
from kg.store import serialize
from kg.store.convert import dataset_triples, to_triples
from kg.store.spots import mention_triples

SETTINGS = Settings(max_authors=10, min_confidence=0.7)
CHOICES = made.Choices(base=BASE, max_authors=10, min_confidence=0.7)


@pytest.fixture(scope="module")
def digests():
    return read_sample().digests


@pytest.fixture(scope="module")
def whole(digests):
    return compose(digests, SETTINGS)


@pytest.fixture(scope="module")
def voices(digests):
    """What each paper of the sample says, and all concepts."""
    lexicon, papers = load_lexicon(), merge_digests(digests)
    extractions = extract_all(papers, lexicon)
    ((placed, concepts),) = named(extractions, lexicon, [()])
    found = [
        made.Voice(paper, extraction, tuple(each for each in placed if each[0].paper == paper.identifier))
        for paper, extraction in zip(papers, extractions, strict=True)
    ]
    return found, concepts


@pytest.fixture(scope="module")
def parts(voices):
    kinds = {concept.slug: concept.kind for concept in voices[1]}
    return [made.papers_part(voices[0][start::3], kinds, CHOICES) for start in range(3)]


def text(lines, file: str) -> list[str]:
    return sorted(line for part in lines if part.file == file for line in part.text.split("\n"))


def test_the_parts_together_state_every_triple_once(whole, parts):
    facts, graph = whole
    lines = [line for part in parts for line in part.lines]
    iris = Iris(BASE)
    days = [iris.digest(digest.date) for digest in facts.digests]
    names = sum((part.authors for part in parts), Counter())
    authors = [shown(slug, {name: names[slug, name] for other, name in names if other == slug}) for slug, _ in names]
    lines += made.digests_part(facts.digests, BASE) + made.concepts_part(facts.concepts, BASE)
    lines += made.authors_part(sorted(set(authors)), BASE)
    lines += made.pairs_part(author_pairs((slugs for _, slugs in facts.authorship), max_authors=10), BASE)
    identifiers = {each.iri: each.identifier for part in parts for each in part.known}
    lines += made.links_part(links(assembled(parts, graph)), identifiers, BASE)
    triples = text(lines, made.GRAPH) + serialize.ntriples(dataset_triples(days, iris)).decode().splitlines()
    assert sorted(triples) == serialize.ntriples(to_triples(graph)).decode().splitlines()
    mentions = serialize.ntriples(mention_triples(facts.mentions, facts.papers, iris)).decode().splitlines()
    assert text(lines, made.MENTIONS) == mentions


def assembled(parts, graph) -> Vectors:
    """The vectors of the papers of all parts, each made by itself."""
    known = {each.iri: each.profile for part in parts for each in part.known}
    broader, archive = graph_broader(graph), topic_model().spread
    expected = Vectors(known, broader=broader, archive=archive)
    measures, tuning = expected.measures, expected.tuning
    vectors = {paper: measures.vector(profile, broader, tuning) for paper, profile in known.items()}
    features = shared(Counter(name for vector in vectors.values() for name in vector))
    number = {name: place for place, name in enumerate(features)}
    papers = in_rows((profile.date, paper) for paper, profile in known.items())
    rows = (cells(vectors[paper], number) for paper in papers)
    found = Vectors.assembled(measures, papers, features, rows, broader=broader)
    assert found == expected
    assert found.parts(papers[0], papers[1]) == expected.parts(papers[0], papers[1])
    return found


def test_the_surest_statements_tell_which_concepts_are_left(whole, parts, voices):
    facts = whole[0]
    named_by = {slug for part in parts for slug in part.surest}
    assert named_by == {statement.concept for statement in facts.statements}
    assert named_by < {concept.slug for concept in voices[1]}


def test_chunks_leave_nothing_out():
    assert list(made.chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(made.chunks([], 2)) == []
