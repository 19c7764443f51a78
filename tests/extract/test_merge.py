import pytest

from kg.extract.candidates import Candidate, Link
from kg.extract.merge import looks_named, merge, without_head

NOTHING = {"dictionary": {}, "labels": {}}


def groups(*names, links=(), concepts=None, **options):
    found, at = [], 0
    for name in names:
        found.append(Candidate(at, at + len(name), name, "test", (concepts or {}).get(name, "")))
        at += len(name) + 1
    merged = merge(found, [Link(*link) for link in links], **{**NOTHING, **options})
    return [set(group.names) for group in merged]


def test_case_hyphens_and_plurals_are_one_name():
    assert groups("Reward Model", "reward-models", "reward model") == [
        {"Reward Model", "reward-models", "reward model"}
    ]


def test_a_gloss_joins_its_two_names():
    assert groups("지식 증류", "knowledge distillation", links=[("지식 증류", "knowledge distillation", "gloss")]) == [
        {"지식 증류", "knowledge distillation"}
    ]


def test_a_name_with_its_head_is_the_name():
    assert groups("COCO", "COCO 데이터셋") == [{"COCO", "COCO 데이터셋"}]
    assert groups("diffusion", "diffusion model") == [{"diffusion"}, {"diffusion model"}]


def test_the_papers_own_version_number_is_not_another_thing():
    assert groups("OmniOwl-1", "OmniOwl", title_name="OmniOwl-1") == [{"OmniOwl-1", "OmniOwl"}]
    assert groups("GPT-4", "GPT-3", title_name="OmniOwl") == [{"GPT-4"}, {"GPT-3"}]


def test_two_concepts_of_the_lexicon_never_join():
    concepts = {"LoRA": "lora", "DoRA": "dora"}
    assert groups("LoRA", "DoRA", links=[("LoRA", "DoRA", "gloss")], concepts=concepts) == [{"LoRA"}, {"DoRA"}]


def test_labels_of_one_concept_join():
    assert groups("KV cache", "KV 캐시", concepts={"KV cache": "kv", "KV 캐시": "kv"}) == [{"KV cache", "KV 캐시"}]


def test_the_papers_own_meaning_of_an_acronym_counts():
    found = [Candidate(0, 3, "TSP", "lexicon", "travelling"), Candidate(4, 20, "Token Projection", "acronym")]
    links = [Link("TSP", "Token Projection", "acronym")]
    labels = {"travelling": frozenset({"tsp", "travellingsalesmanproblem"})}
    assert [group.concept for group in merge(found, links, dictionary={}, labels=labels)] == [""]


def test_the_dictionary_names_a_korean_term_in_english():
    (group,) = merge(
        [Candidate(0, 5, "지식 편집", "korean")], [], dictionary={"지식 편집": "knowledge editing"}, labels={}
    )
    assert group.english == ("knowledge editing",)


def test_the_order_of_candidates_does_not_matter():
    found = [Candidate(0, 4, "COCO", "b"), Candidate(0, 4, "COCO", "a"), Candidate(9, 17, "COCO 데이터셋", "a")]
    assert merge(found, [], **NOTHING) == merge(found[::-1], [], **NOTHING)


@pytest.mark.parametrize(
    ("text", "bare"), [("COCO 데이터셋", "COCO"), ("reward model", ""), ("데이터셋", ""), ("확산 모델", "")]
)
def test_heads(text, bare):
    assert without_head(text) == bare


@pytest.mark.parametrize(
    ("text", "named"), [("LoRA", True), ("GPT-4", True), ("diffusion", False), ("Model", False), ("모델", False)]
)
def test_names_and_words(text, named):
    assert looks_named(text) is named
