"""What a user decides about concepts: read, followed, undone, previewed."""

import random
from dataclasses import replace

import pytest

from kg import names
from kg.errors import DecisionError
from kg.model import Entity, Extraction, Finding, Kind, Listing, Name, Paper, ResultKind, Role, Section, Span, Term
from kg.ontology.lexicon import Lexicon
from kg.resolve import resolve
from kg.resolve.decisions import Decision, Verb, read_decisions
from kg.resolve.facts import stages
from kg.resolve.preview import touched


def term(name, *others, kind=Kind.METHOD, broader=(), definitions=()):
    labels = tuple(Name(text, names.language(text)) for text in others)
    return Term(names.slug(name), name, kind, labels, broader=broader, definitions=definitions)


TERMS = (
    term("visual question answering", "VQA", "시각 질의 응답", kind=Kind.TASK),
    term("LoRA", "Low-Rank Adaptation", broader=("peft",), definitions=(("Two small matrices.", "en"),)),
    term("PEFT", definitions=(("Few weights are learned.", "en"),)),
)
LEXICON = Lexicon({item.slug: item for item in TERMS})


def entity(*texts, kind=Kind.METHOD, roles=(Role.USES,), concept=None, found=None):
    """An entity whose names are ``texts``, found in the text as those of ``found`` (all of them, if not given)."""
    spans = tuple(
        Span("body", sum(map(ord, text)), sum(map(ord, text)) + len(text), text, "test", 0.9)
        for text in (texts if found is None else found)
    )
    labels = tuple(Name(text, names.language(text)) for text in texts)
    return Entity(texts[0], kind, roles, labels, spans, 0.9, concept)


PAPERS = [
    [
        entity("reinforcement fine-tuning", "RFT"),
        entity("visual question answering", "VQA", kind=Kind.TASK, concept="visual-question-answering"),
    ],
    [entity("rejection sampling fine-tuning"), entity("kv cache"), entity("LoRA", concept="lora")],
    [
        entity("visual question answering", kind=Kind.TASK, concept="visual-question-answering", found=["VQA"]),
        entity("GSM8K", kind=Kind.DATASET, roles=(Role.EVALUATES_ON,)),
        entity("accuracy", kind=Kind.METRIC, roles=(Role.MEASURES,)),
    ],
    [entity("KV caches", "KV 캐시"), entity("PEFT", concept="peft"), entity("GSM8K", kind=Kind.DATASET)],
]
FINDING = Finding("body", 0, 5, "61", "%", ResultKind.ABSOLUTE, "61%", 1, 2, 0)


def parts():
    papers, extractions = [], []
    for number, found in enumerate(PAPERS, start=1):
        identifier = f"2502.{number:05}"
        sections = (Section("title", "A title"), Section("body", "본문"))
        papers.append(
            Paper(
                identifier,
                f"https://arxiv.org/abs/{identifier}",
                "A title",
                (),
                sections,
                (Listing("2025-02-05", 1, None),),
            )
        )
        extractions.append(Extraction(identifier, tuple(found), (FINDING,) if number == 3 else ()))
    return papers, extractions, LEXICON


def facts(text=""):
    return resolve(*parts(), (), read_decisions(text))


def by_name(found):
    return {concept.name: concept for concept in found.concepts}


def texts(concept):
    return {label.text for label in concept.labels}


def papers_of(found, slug):
    return {item.paper[-1] for item in found.statements if item.concept == slug}


def spelt(found, slug):
    return sorted(item.text for item in found.mentions if item.concept == slug)


# ---------------------------------------------------------------- each kind of line


def test_a_merge_joins_the_left_one_with_the_right_one():
    found = facts('merge "Rejection Sampling Fine-Tuning" = "RFT"')
    assert "rejection sampling fine-tuning" not in by_name(found)
    right = by_name(found)["reinforcement fine-tuning"]
    assert {"RFT", "rejection sampling fine-tuning"} <= texts(right)
    assert papers_of(found, right.slug) == {"1", "2"}
    assert "rejection sampling fine-tuning" in spelt(found, right.slug)


def test_known_concepts_merge_without_a_circle_above_them():
    assert by_name(facts())["LoRA"].broader == ("peft",)
    found = facts('merge "PEFT" = "low-rank adaptation"')
    assert by_name(found)["LoRA"].broader == ()
    assert papers_of(found, "lora") == {"2", "4"}
    assert "peft" not in {concept.slug for concept in found.concepts}


def test_a_merge_keeps_the_definitions_of_both():
    assert by_name(facts())["LoRA"].definitions == (("Two small matrices.", "en"),)
    assert by_name(facts('merge "PEFT" = "LoRA"'))["LoRA"].definitions == (
        ("Few weights are learned.", "en"),
        ("Two small matrices.", "en"),
    )


def test_merges_follow_each_other():
    found = facts('merge "kv cache" = "LoRA"\nmerge "LoRA" = "GSM8K"')
    assert papers_of(found, "gsm8k") == {"2", "3", "4"}
    assert by_name(found)["GSM8K"].kind is Kind.DATASET


def test_a_split_makes_a_concept_of_a_spelling():
    found = facts('split "vqa" from "시각 질의 응답"')
    own, rest = by_name(found)["VQA"], by_name(found)["visual question answering"]
    assert texts(own) == set()
    assert own.kind is Kind.TASK
    assert "VQA" not in texts(rest)
    assert spelt(found, own.slug) == ["VQA", "VQA"]
    assert spelt(found, rest.slug) == ["visual question answering"]
    assert (papers_of(found, own.slug), papers_of(found, rest.slug)) == ({"1", "3"}, {"1"})
    assert [result.evaluated_on for result in found.results] == [own.slug]


def test_a_split_names_two_things_in_either_order():
    one = facts('split "VQA" from "visual question answering"')
    assert facts('split "visual question answering" from "VQA"') == one


@pytest.mark.parametrize("spelling", ["RFT", "reinforcement fine-tuning"])
def test_a_split_parts_what_no_lexicon_knows(spelling):
    other = {"RFT": "reinforcement fine-tuning", "reinforcement fine-tuning": "RFT"}[spelling]
    found = facts(f'split "{spelling}" from "{other}"')
    assert papers_of(found, "rft") == papers_of(found, "reinforcement-fine-tuning") == {"1"}
    assert texts(by_name(found)["RFT"]) == texts(by_name(found)["reinforcement fine-tuning"]) == set()


def test_what_is_split_off_can_be_decided_about():
    found = facts('split "VQA" from "visual question answering"\nkind "VQA" benchmark\nmerge "GSM8K" = "VQA"')
    assert by_name(found)["VQA"].kind is Kind.BENCHMARK
    assert papers_of(found, "vqa") == {"1", "3", "4"}


def test_a_kind_is_decided_and_roles_follow():
    found = facts('kind "kv cache" task')
    assert by_name(found)["kv cache"].kind is Kind.TASK
    assert by_name(facts())["kv cache"].kind is Kind.METHOD
    found = facts('kind "accuracy" method')
    assert [result.metric for result in found.results] == [None]
    assert all(Role.MEASURES not in item.roles for item in found.statements)


def test_a_rename_keeps_the_old_name_as_a_label():
    found = facts('rename "kv cache" to "KV cache"')
    assert (by_name(found)["KV cache"].slug, "kv cache" in by_name(found)) == ("kv-cache", False)
    found = facts('rename "LoRA" to "low-rank adapters"')
    assert {"LoRA", "Low-Rank Adaptation"} <= texts(by_name(found)["low-rank adapters"])
    assert papers_of(found, "low-rank-adapters") == {"2"}
    assert by_name(found)["low-rank adapters"].broader == ("peft",)


@pytest.mark.parametrize("line", ['merge "wobbling" = "LoRA"', 'split "LoRA" from "wobbling"', 'kind "wobbling" task'])
def test_what_is_not_there_is_left_alone(line):
    assert facts(line) == facts()


# ---------------------------------------------------------------- the file

FILE = """\
# mine

split "VQA" from "visual question answering"   # they differ
kind "VQA" benchmark
merge "rejection sampling fine-tuning" = "reinforcement fine-tuning"
rename "kv cache" to "KV cache"
kind "GSM8K" benchmark
split "KV 캐시" from "kv cache"
rename "RFT" to "fine-tuning by reinforcement"
"""


def test_order_makes_no_difference():
    lines = FILE.splitlines()
    wanted = facts(FILE)
    assert wanted != facts()
    for seed in range(10):
        random.Random(seed).shuffle(lines)
        assert facts("\r\n".join([*lines, *lines])) == wanted


def test_without_lines_nothing_changes():
    assert read_decisions("\ufeff# nothing\n\n") == ()
    assert facts("# nothing") == resolve(*parts(), ())


def test_a_line_says_what_it_says():
    assert read_decisions('kind "GSM8K" benchmark # so', "my.txt") == (Decision(Verb.KIND, "GSM8K", "benchmark"),)
    for line in FILE.splitlines()[2:]:
        for found in read_decisions(line):
            assert read_decisions(str(found)) == (found,)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("join x", "begins with one of split, merge, kind, rename, not 'join'"),
        ('merge "a1" "b1"', 'expected merge "NAME" = "NAME"'),
        ("merge a1 = b1", 'expected merge "NAME" = "NAME"'),
        ('split "a1" "b1"', 'expected split "NAME" from "NAME"'),
        ('kind "a1"', 'expected kind "NAME" method|model|dataset|benchmark|metric|task'),
        ('kind "a1" person', "a kind is one of method, model, dataset, benchmark, metric, task, not 'person'"),
        ('rename "a1" = "b1"', 'expected rename "NAME" to "NAME"'),
        ('rename "a1" to "∞"', "'∞' has no letter or digit"),
        ('merge "" = "b1"', "'' has no letter or digit"),
        ('split "KV caches" from "kv-cache"', "are one spelling"),
    ],
)
def test_a_bad_line_is_named(line, expected):
    with pytest.raises(DecisionError) as raised:
        read_decisions(f"# mine\n{line}\n", "my.txt")
    assert str(raised.value).startswith("my.txt:2: ")
    assert expected in str(raised.value)


def test_all_bad_lines_are_named_at_once():
    with pytest.raises(DecisionError) as raised:
        read_decisions('join\nkind "a1" task\nkind "b1" thing\n', "my.txt")
    assert [line.split(": ")[0] for line in str(raised.value).splitlines()] == ["my.txt:1", "my.txt:3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('kind "kv cache" task\nkind "KV-Caches" model', r"my.txt:2: .*contradicts line 1"),
        ('merge "a1" = "b1"\nmerge "a1" = "c1"', r"my.txt:2: .*contradicts line 1"),
        ('rename "a1" to "b1"\nrename "a1" to "B1"', r"my.txt:2: .*contradicts line 1"),
        ('merge "a1" = "b1"\nmerge "b1" = "a1"', r"my.txt:1: .*in a circle"),
        ('split "a1" from "b1"\nmerge "b1" = "c1"\nmerge "c1" = "a1"', r"my.txt:1: .*contradicts a merge"),
    ],
)
def test_lines_that_contradict_each_other_are_named(text, expected):
    with pytest.raises(DecisionError, match=expected):
        read_decisions(text, "my.txt")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('kind "RFT" task\nkind "reinforcement fine-tuning" model', r"my.txt:2: .*contradicts line 1"),
        ('merge "PEFT" = "Low-Rank Adaptation"\nmerge "LoRA" = "PEFT"', r"my.txt:1: .*in a circle"),
        ('kind "PEFT" task\nmerge "PEFT" = "LoRA"\nkind "LoRA" model', r"my.txt:3: .*contradicts line 1"),
        ('rename "PEFT" to "LoRA"', r"my.txt:1: .*two concepts of one name"),
        ('rename "PEFT" to "thing"\nrename "LoRA" to "Things"', r"my.txt:\d: .*two concepts of one name"),
        ('split "VQA" from "시각 질의 응답"\nmerge "VQA" = "visual question answering"', r"my.txt:1: .*a merge"),
    ],
)
def test_spellings_of_one_concept_contradict_each_other_too(text, expected):
    decisions = read_decisions(text, "my.txt")
    with pytest.raises(DecisionError, match=expected):
        resolve(*parts(), (), decisions)


# ---------------------------------------------------------------- preview


def touches(text):
    decisions = read_decisions(text)
    found = list(stages(*parts(), (), [decisions[:count] for count in range(len(decisions) + 1)]))
    assert found[0] == facts()
    assert found[-1] == facts(text)
    return {str(line): touched(line, *found[n : n + 2]) for n, line in enumerate(decisions)}


def test_the_preview_is_what_a_build_changes():
    (touch,) = touches('merge "rejection sampling fine-tuning" = "RFT"').values()
    assert touch.concepts == ("reinforcement fine-tuning (method)", "rejection sampling fine-tuning (method)")
    assert "reinforcement-fine-tuning +rejection sampling fine-tuning" in touch.labels
    assert (touch.papers, touch.mentions) == (("2502.00002",), 1)
    (touch,) = touches('split "VQA" from "visual question answering"').values()
    assert (touch.papers, touch.mentions) == (("2502.00001", "2502.00003"), 2)
    (touch,) = touches('kind "GSM8K" benchmark').values()
    assert touch.concepts == ("GSM8K (dataset)", "GSM8K (benchmark)")
    assert (touch.labels, touch.papers, touch.mentions) == ((), ("2502.00003", "2502.00004"), 2)
    (touch,) = touches('rename "LoRA" to "low-rank adapters"').values()
    assert (touch.papers, touch.mentions) == (("2502.00002",), 1)


def test_each_line_adds_to_those_before_it():
    found = touches(FILE)
    assert not any(touch.nothing for touch in found.values())
    assert found['kind "VQA" benchmark'].papers == ("2502.00001", "2502.00003")


@pytest.mark.parametrize("line", ['kind "GSM8K" dataset', 'merge "wobbling" = "LoRA"', 'rename "LoRA" to "LoRA"'])
def test_a_line_that_touches_nothing_says_so(line):
    (touch,) = touches(line).values()
    assert touch.nothing


def test_the_arguments_are_left_as_they_were():
    papers, extractions, lexicon = parts()
    decisions = read_decisions(FILE)
    plain, followed, again = stages(papers, extractions, lexicon, (), [(), decisions, ()])
    assert plain == again != followed
    assert replace(followed, digests=()) == facts(FILE)
