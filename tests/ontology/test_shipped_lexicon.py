"""The lexicon that ships: what every file of ``ontology/lexicon`` must hold to, whoever writes it."""

import re
import time
from collections import Counter

import pyoxigraph as ox
import pytest

from kg import names
from kg.model import Kind
from kg.ontology import files
from kg.ontology.lexicon import load_lexicon
from kg.ontology.terms import CLASS_KIND, CONCEPT, PREFIXES, prefixes

SKOS = PREFIXES["skos"]
TYPE = PREFIXES["rdf"] + "type"


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon()


@pytest.fixture(scope="module")
def triples():
    """What the files say, as (file, subject, predicate, object)."""
    return [
        (path.name, triple.subject.value, triple.predicate.value, triple.object)
        for path in files.lexicon_paths()
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if isinstance(triple.subject, ox.NamedNode)
    ]


def test_it_is_large_and_has_every_kind(lexicon):
    assert len(lexicon) >= 1_500
    counts = Counter(term.kind for term in lexicon)
    assert min(counts[kind] for kind in Kind) >= 50, counts


def test_a_slug_is_that_of_the_english_label(lexicon):
    assert {term.slug: term.name for term in lexicon if names.slug(term.name) != term.slug} == {}


def test_no_two_terms_have_the_same_name(lexicon):
    counts = Counter(names.key(term.name) for term in lexicon)
    assert [term.name for term in lexicon if counts[names.key(term.name)] > 1] == []


def test_a_term_stands_in_one_file_with_one_kind(triples):
    placed = {(file, subject) for file, subject, predicate, _ in triples if predicate == SKOS + "prefLabel"}
    kinds = Counter(
        subject for _, subject, predicate, kind in triples if predicate == TYPE and kind.value in CLASS_KIND
    )
    assert [subject for subject, count in Counter(subject for _, subject in placed).items() if count > 1] == []
    assert [subject for subject, count in kinds.items() if count > 1] == []


def test_labels_of_a_term_are_disjoint(triples):
    """SKOS S13: a form is the preferred, an alternative or a hidden label, not two of them."""
    kinds = {SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel"}
    labels = Counter(
        (subject, value.value, value.language)
        for subject, predicate, value in {(s, p, o) for _, s, p, o in triples if p in kinds}
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_labels_have_a_language_and_no_stray_space(triples):
    labels = [o for _, _, p, o in triples if p.startswith(SKOS) and p.endswith("Label")]
    assert [label for label in labels if label.language not in {"en", "ko"}] == []
    assert [label for label in labels if label.value != " ".join(label.value.split()) or not label.value] == []
    assert [label for label in labels if label.language == "en" and names.language(label.value) == "ko"] == []


def test_links_lead_to_terms(lexicon, triples):
    """``load_lexicon`` has refused unknown targets; here: none is outside the concepts, none in a circle."""
    links = {SKOS + "broader", SKOS + "related"}
    assert [o for _, _, p, o in triples if p in links and not o.value.startswith(CONCEPT)] == []
    for term in lexicon:
        assert term.slug not in ancestors(lexicon, term.slug)


def ancestors(lexicon, slug):
    found, waiting = set(), list(lexicon.terms[slug].broader)
    while waiting:
        above = waiting.pop()
        if above not in found:
            found.add(above)
            waiting += lexicon.terms[above].broader
    return found


def test_related_terms_are_not_broader_ones(lexicon):
    """SKOS S27."""
    for term in lexicon:
        assert not ancestors(lexicon, term.slug) & set(term.related), term.slug


def test_prefixes_are_those_of_the_table():
    known = prefixes()
    for path in files.lexicon_paths():
        text = path.read_text(encoding="utf-8")
        for name, iri in re.findall(r"^@prefix\s+(\w+):\s+<(.+)>\s*\.$", text, re.MULTILINE):
            assert iri == known[name], f"{path.name}: {name}"


def test_only_vocabulary_that_is_read_is_used(triples):
    """A misspelt property would be ignored without a word."""
    read = {TYPE, *(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "broader", "related"))}
    assert {p for _, _, p, _ in triples if not p.startswith(PREFIXES["dcterms"])} <= read


def test_it_is_read_in_a_moment():
    """Against going through its triples: five times what it takes, so that only a mistake in kind fails."""

    def triples():
        for path in files.lexicon_paths():
            for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                assert triple.subject

    def least(work):
        took = []
        for _ in range(3):
            start = time.process_time()
            work()
            took.append(time.process_time() - start)
        return min(took)

    assert least(load_lexicon) < 50 * least(triples)
