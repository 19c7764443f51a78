"""What must hold for any archive, however strange the names are."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from kg import names
from kg.model import (
    Digest,
    Entity,
    Extraction,
    Finding,
    Kind,
    Listing,
    Name,
    Paper,
    ResultKind,
    Role,
    Section,
    Span,
    Term,
)
from kg.ontology.lexicon import Lexicon
from kg.resolve import resolve

WORDS = (
    "RFT", "Reinforcement Fine-Tuning", "Rejection Fine-Tuning", "LoRA", "lora", "RandLoRA", "Low-Rank Adaptation",
    "Qwen", "Qwen2.5", "Qwen2.5-7B", "Qwen2.5-7B-Instruct", "GSM8K", "GSM8K 데이터셋", "지식 편집", "knowledge editing",
    "Knowledge Edting", "KE", "모델", "∞", "GPT-3.5", "GPT-35", "Δ", "C++", "C", "SAM", "Segment Anything Model",
)  # fmt: skip
TEXT = st.sampled_from(WORDS) | st.text(max_size=12)
TERMS = [
    Term("lora", "LoRA", Kind.METHOD, (Name("Low-Rank Adaptation"),), broader=("peft",)),
    Term("peft", "PEFT", Kind.METHOD),
    Term("randlora", "RandLoRA", Kind.METHOD, broader=("lora",), related=("peft",)),
    Term("qwen", "Qwen", Kind.MODEL),
    Term("segment-anything-model", "Segment Anything Model", Kind.MODEL, (Name("SAM"),)),
    Term("sharpness-aware-minimization", "Sharpness-Aware Minimization", Kind.METHOD, (Name("SAM"),)),
]
LEXICON = Lexicon({term.slug: term for term in TERMS})


@st.composite
def entities(draw):
    name = draw(TEXT)
    others = draw(st.lists(st.tuples(TEXT, st.booleans()), max_size=3))
    forms = (Name(name, names.language(name)), *(Name(text, names.language(text), garbled) for text, garbled in others))
    spans = draw(st.lists(st.integers(0, 5), max_size=2))
    return Entity(
        name,
        draw(st.sampled_from(Kind)),
        tuple(draw(st.lists(st.sampled_from(Role), max_size=2, unique=True))),
        forms,
        tuple(Span("body", start, start + 2, "xx", draw(st.sampled_from(["a", "b"])), 0.5) for start in spans),
        draw(st.sampled_from([0.1, 0.2, 0.3, 0.7, 1.0])),
        draw(st.none() | st.sampled_from([*LEXICON.terms, "unheard-of"])),
    )


@st.composite
def archives(draw):
    papers, extractions = [], []
    for number in range(draw(st.integers(1, 6))):
        authors = tuple(draw(st.lists(st.sampled_from(["A B", "Á B", "a-b", "+", "Kim"]), max_size=3)))
        sections = (Section("title", "T"), Section("body", "xxxxxxxx"))
        papers.append(Paper(str(number), "u", "T", authors, sections, (Listing("2025-01-01", 1, None),)))
        found = tuple(draw(st.lists(entities(), max_size=5)))
        index = st.none() | st.integers(0, max(0, len(found) - 1))
        findings = draw(
            st.lists(
                st.builds(
                    Finding, st.just("body"), st.integers(0, 3), st.just(4), st.just("1"), st.just("%"),
                    st.sampled_from(ResultKind), st.just("1%"), index, index, index, index,
                ),
                max_size=3,
            )
        )  # fmt: skip
        extractions.append(Extraction(str(number), found, tuple(findings)))
    digests = [Digest("2025-01-02", "b", ()), Digest("2025-01-01", "a", ())]
    return papers, extractions, digests


@given(archives(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=80)
def test_the_order_of_the_input_does_not_matter(archive, rng):
    shuffled = [rng.sample(part, len(part)) for part in archive]
    papers, extractions, digests = archive
    facts = resolve(papers, extractions, LEXICON, digests)
    assert repr(facts) == repr(resolve(shuffled[0], shuffled[1], LEXICON, shuffled[2]))


@given(archives())
@settings(deadline=None, max_examples=120)
def test_invariants(archive):
    papers, extractions, digests = archive
    facts = resolve(papers, extractions, LEXICON, digests)
    slugs = [concept.slug for concept in facts.concepts]
    keys = [names.slug_key(slug) for slug in slugs]
    assert slugs == sorted(set(slugs))
    assert len(set(keys)) == len(keys)
    assert all(slugs)
    known = set(slugs)
    assert {mention.concept for mention in facts.mentions} <= known
    assert {statement.concept for statement in facts.statements} <= known
    parts = {part for item in facts.results for part in (item.subject, item.metric, item.evaluated_on, item.baseline)}
    assert parts - {None} <= known
    assert len({(item.paper, item.section, item.start, item.end) for item in facts.mentions}) == len(facts.mentions)
    assert len({(item.paper, item.concept) for item in facts.statements}) == len(facts.statements)
    for concept in facts.concepts:
        check_concept(concept, {item.slug: item for item in facts.concepts})
    for paper in papers:
        numbers = [item.number for item in facts.results if item.paper == paper.identifier]
        assert numbers == list(range(1, len(numbers) + 1))


def check_concept(concept, known):
    assert isinstance(concept.kind, Kind)
    assert names.slug(concept.name) == concept.slug
    labels = [(label.text, label.language) for label in concept.labels]
    assert len(set(labels)) == len(labels)
    assert (concept.name, "en") not in labels
    assert list(concept.labels) == sorted(concept.labels)
    assert all(label.language == names.language(label.text) and names.slug(label.text) for label in concept.labels)
    seen, waiting = set(), list(concept.broader)
    while waiting:
        above = waiting.pop()
        if above not in seen:
            seen.add(above)
            waiting.extend(known[above].broader)
    assert concept.slug not in seen
    assert not seen & set(concept.related)
    assert all(concept.slug in known[other].related for other in concept.related)


def test_an_archive_of_four_thousand_papers_takes_seconds():
    rng = random.Random(7)
    pool = [
        f"{rng.choice('ABCDEFGH')}{rng.choice(['er', 'im', 'ol'])}{rng.choice(['Net', 'LM', 'RAG'])}-{n}"
        for n in range(15_000)
    ]
    papers, extractions = [], []
    for number in range(4_000):
        sections = (Section("title", "T"),)
        papers.append(Paper(str(number), "u", "T", ("A B",), sections, (Listing("2025-01-01", 1, None),)))
        found = tuple(
            Entity(name, Kind.METHOD, (), (Name(name), Name(f"{name} 기술 방식", "ko")), (), 0.5)
            for name in rng.sample(pool, 12)
        )
        extractions.append(Extraction(str(number), found, ()))
    started = time.process_time()
    assert len(resolve(papers, extractions, LEXICON, ()).concepts) > 10_000
    assert time.process_time() - started < 30
