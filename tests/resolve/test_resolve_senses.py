"""Which sense an acronym has in a paper, and who keeps a label that several concepts have."""

from __future__ import annotations

import pytest

from kg import names
from kg.model import Entity, Extraction, Kind, Listing, Name, Paper, Role, Section, Span, Term
from kg.ontology.lexicon import Lexicon
from kg.resolve import resolve


def entity(*texts, kind=Kind.METHOD, roles=(), concept=None, spans=()):
    return Entity(texts[0], kind, roles, tuple(Name(text, names.language(text)) for text in texts), spans, 0.8, concept)


def term(name, *others, kind=Kind.METHOD):
    return Term(names.slug(name), name, kind, tuple(Name(text, names.language(text)) for text in others))


def facts(*found, terms=()):
    sections = (Section("title", "A title"), Section("body", "text " * 50))
    days = (Listing("2025-02-05", 1, None),)
    papers = [Paper(f"2502.{number:05}", "", "A title", (), sections, days) for number in range(1, len(found) + 1)]
    extractions = [Extraction(paper.identifier, tuple(each), ()) for paper, each in zip(papers, found, strict=True)]
    return resolve(papers, extractions, Lexicon({item.slug: item for item in terms}), ())


def by_name(result):
    return {concept.name: concept for concept in result.concepts}


def labels(concept):
    return {name.text for name in concept.labels if not name.garbled}


def of_paper(result, number):
    return {item.concept for item in result.statements if item.paper == f"2502.{number:05}"}


ERROR = term("Mean absolute error", "MAE", kind=Kind.METRIC)
CODER = term("masked autoencoder", "마스크드 오토인코더", kind=Kind.METHOD)
SPEECH = term("speech recognition", "ASR", "automatic speech recognition", kind=Kind.TASK)
ATTACK = term("Attack success rate", "ASR", kind=Kind.METRIC)


def at(start, text):
    return Span("body", start, start + len(text), text, "chain", 0.9)


def linked(concept, *texts, start=0, **more):
    """An entity that the lexicon recognised by one of the texts, with its places one behind the other."""
    spans, place = [], start
    for text in texts:
        spans.append(at(place, text))
        place += len(text) + 50
    return entity(concept.name, *texts, concept=concept.slug, kind=concept.kind, spans=tuple(spans), **more)


def test_an_acronym_means_the_long_form_beside_it():
    long = "Multi-Agent Exploration"
    found = facts(
        [entity(long, spans=(at(0, long),)), linked(ERROR, "MAE", start=len(long) + 2)],
        [linked(ERROR, "MAE")],
        [linked(ERROR, "MAE", "Mean absolute error")],
        [entity(long, "MAE")],
        terms=[ERROR],
    )
    assert of_paper(found, 1) == {"multi-agent-exploration"}
    assert of_paper(found, 2) == {"mean-absolute-error"}


def test_an_acronym_means_the_only_sense_that_its_paper_names():
    found = facts(
        [linked(CODER, "마스크드 오토인코더"), linked(ERROR, "MAE")],
        [linked(CODER, "masked autoencoder", "MAE")],
        terms=[ERROR, CODER],
    )
    assert of_paper(found, 1) == {"masked-autoencoder"}


def test_a_paper_that_names_both_senses_leaves_it_to_the_lexicon():
    found = facts(
        [linked(CODER, "마스크드 오토인코더"), entity("mean absolute error"), linked(ERROR, "MAE")],
        [linked(CODER, "masked autoencoder", "MAE")],
        terms=[ERROR, CODER],
    )
    assert of_paper(found, 1) == {"masked-autoencoder", "mean-absolute-error"}


def test_what_a_paper_introduces_is_not_what_another_calls_by_the_same_acronym():
    own = entity("MAE", roles=(Role.INTRODUCES,))
    glossed = [[entity("Multi-Agent Exploration", "MAE"), entity("Zorb")] for _ in range(9)]
    other = [[entity("Mixed Area Editing", "MAE")] for _ in range(9)]
    found = facts([own, entity("Zorb")], *glossed, *other)
    assert of_paper(found, 1) == {"mae", "zorb"}
    assert dict(by_name(found)["MAE"].ambiguous) == {"MAE": ("Mixed Area Editing", "Multi-Agent Exploration")}


def test_company_chooses_among_senses():
    wine = [[entity("Red Table Wine", "RTW"), entity("Grape"), entity("Cork"), entity("Cellar")] for _ in range(4)]
    war = [[entity("Real-Time Warfare", "RTW"), entity("Unit"), entity("Map"), entity("Hex")] for _ in range(4)]
    bare = entity("RTW")
    found = facts(
        [bare, entity("Grape"), entity("Cork"), entity("Cellar")],
        [bare, entity("Unit"), entity("Map"), entity("Hex")],
        [bare, entity("Unit"), entity("Cork")],
        *wine,
        *war,
    )
    assert "red-table-wine" in of_paper(found, 1)
    assert "real-time-warfare" in of_paper(found, 2)
    assert "rtw" in of_paper(found, 3), "in mixed company it stays open"
    assert by_name(found)["RTW"].related == ("real-time-warfare", "red-table-wine")


def test_kind_counts_as_company():
    speech = [[linked(SPEECH, "ASR", "automatic speech recognition")] for _ in range(4)]
    attacks = [[linked(ATTACK, "ASR", "Attack success rate")] for _ in range(4)]
    unsure = linked(SPEECH, "ASR")
    metric = entity("ASR", kind=Kind.METRIC, concept=SPEECH.slug, spans=unsure.spans)
    found = facts([metric], [unsure], *speech, *attacks, terms=[SPEECH, ATTACK])
    assert of_paper(found, 1) == {"attack-success-rate"}
    assert of_paper(found, 2) == {"speech-recognition"}


def test_both_concepts_of_an_ambiguous_acronym_keep_it_and_say_so():
    uses = [linked(SPEECH, "ASR", "automatic speech recognition")], [linked(ATTACK, "ASR", "Attack success rate")]
    concepts = by_name(facts(*uses, terms=[SPEECH, ATTACK]))
    for one, other in ((SPEECH, ATTACK), (ATTACK, SPEECH)):
        assert "ASR" in labels(concepts[one.name])
        assert concepts[one.name].ambiguous == (("ASR", (other.name,)),)


def test_a_name_belongs_to_the_concept_that_is_called_so():
    bench = term("GQA", kind=Kind.BENCHMARK)
    glossed = [[entity("grouped-query attention", "GQA")] for _ in range(2)]
    found = facts([linked(bench, "GQA")], *glossed, terms=[bench])
    attention = by_name(found)["grouped-query attention"]
    assert attention.labels == (Name("GQA", garbled=True),)
    assert attention.ambiguous == (("GQA", ("GQA",)),)
    assert by_name(found)["GQA"].ambiguous == (("GQA", ("grouped-query attention",)),)


def test_a_shared_label_that_is_no_acronym_stays_with_those_who_use_it_most():
    often = [[entity("memory", "기억력")] for _ in range(3)]
    found = by_name(facts(*often, [entity("remembering", "기억력")]))
    assert found["memory"].labels == (Name("기억력", "ko"),)
    assert found["remembering"].labels == (Name("기억력", "ko", garbled=True),)
    assert not found["memory"].ambiguous


def test_an_acronym_that_a_name_only_contains_is_none_of_its_labels():
    model = term("large language model", "LLM", kind=Kind.MODEL)
    found = facts(*[[linked(model, "LLM")]] * 3, [entity("large language model agent", "LLM")], terms=[model])
    assert "LLM" in labels(by_name(found)["large language model"])
    assert not any(concept.ambiguous for concept in found.concepts)


def test_a_gloss_that_lost_its_first_word_is_the_concept_of_the_acronym():
    policy = term("PPO", "proximal policy optimization")
    general = term("policy optimization")
    found = facts([entity("Policy Optimization", "PPO")], [entity("policy optimization")], terms=[policy, general])
    assert of_paper(found, 1) == {"ppo"}
    assert of_paper(found, 2) == {"policy-optimization"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Direct Reward Optimisation", "Direct Reward Optimization", True),
        ("Masked Auto-regression", "Mask Auto-regression", True),
        ("Multimodal Tree Search", "Multitask Tree Search", False),
        ("Direct Policy Optimization", "Direct Preference Optimization", False),
    ],
)
def test_long_forms_of_one_acronym_may_differ_in_their_endings(one, other, same):
    short = "".join(word[0] for word in one.split())
    found = facts([entity(one, short)], [entity(other, short)])
    assert (len(found.concepts) == 1) is same
