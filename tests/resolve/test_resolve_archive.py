"""What must hold over the archive, Korean and English together: one concept, one kind, one name; owned labels.

As a rule over a part of it; over all 5,467 papers, in some minutes, with

    PAPERKG_WHOLE=1 pytest tests/resolve/test_resolve_archive.py
"""

from __future__ import annotations

import os
import re
from collections import defaultdict

import pytest

from kg import names
from kg.pipeline import compose
from kg.read import read_paths

pytestmark = pytest.mark.corpus
_WHOLE = os.environ.get("PAPERKG_WHOLE") == "1"
_HANGUL_SHARE = 0.015
"""At most this share of the concepts has no English name: 0.9 % (31 of 3,274) here, and 1.4 % of the whole archive."""
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""))


@pytest.fixture(scope="module")
def found(shared, corpus):
    days = [path for folder in corpus for path in sorted(folder.rglob("*.md"))]
    abstracts = sorted((shared / "corpus" / "en").rglob("*.json"))
    if not _WHOLE:
        days, abstracts = days[:: len(days) // 45][:45], abstracts[:: len(abstracts) // 30][:30]
    reading = read_paths([*days, *abstracts])
    assert len(reading.digests) >= 70
    facts, _ = compose(reading.digests, jobs=None)
    assert len(facts.concepts) > 3000
    return facts


def singular(name):
    """The name in lower case without spaces and hyphens, its last word in the singular.

    A capital S is a letter of the name ("CLIP-S" is not "CLIP", nor "AIS" the plural of "AI").
    """
    joined = re.sub(r"(?<=\D)[\s_-]+|[\s_-]+(?=\D)", "", names.fold(name))
    ending = next((pair for pair in _ENDINGS if name.endswith(pair[0])), None)
    if ending is None or name.endswith(("ss", "us", "is")):
        return joined
    return joined.removesuffix(ending[0]) + ending[1]


def labels(concept):
    return {names.key(label.text) for label in concept.labels if not label.garbled}


def test_a_concept_has_one_kind(found):
    kinds = {names.key(concept.name): concept.kind for concept in found.concepts}
    assert len({concept.slug for concept in found.concepts}) == len(kinds) == len(found.concepts)


@pytest.mark.parametrize("form", [names.key, singular])
def test_no_two_names_differ_only_in_case_plural_hyphen_or_spacing(found, form):
    same = defaultdict(list)
    for concept in found.concepts:
        same[form(concept.name)].append(concept.name)
    assert not [called for called in same.values() if len(called) > 1]


def test_no_label_is_the_name_of_another_concept(found):
    owners = {names.key(concept.name): concept.slug for concept in found.concepts}
    taken = [(concept.name, key) for concept in found.concepts for key in labels(concept) if key in owners]
    assert not [(name, key) for name, key in taken if owners[key] != owners[names.key(name)]]


def test_labels_that_concepts_share_are_acronyms_marked_as_ambiguous(found):
    holders = defaultdict(list)
    for concept in found.concepts:
        for key in labels(concept):
            holders[key].append(concept)
    shared = {key: concepts for key, concepts in holders.items() if len(concepts) > 1}
    for key, concepts in shared.items():
        for concept in concepts:
            others = {other.name for other in concepts if other is not concept}
            marked = {name for short, meant in concept.ambiguous if names.key(short) == key for name in meant}
            assert others <= marked, (key, concept.name)


def test_concepts_have_english_names(found):
    korean = [concept.name for concept in found.concepts if names.language(concept.name) == "ko"]
    assert len(korean) <= _HANGUL_SHARE * len(found.concepts), (len(korean), len(found.concepts), korean)
