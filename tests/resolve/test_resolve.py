import pytest

from kg import names
from kg.model import (
    Entity,
    Extraction,
    Finding,
    Kind,
    Listing,
    Mention,
    Name,
    Paper,
    ResultKind,
    Role,
    Section,
    Span,
    Statement,
    Term,
)
from kg.ontology.lexicon import Lexicon
from kg.resolve import resolve


def paper(identifier, *authors):
    sections = (Section("title", "A title"), Section("body", "본문"))
    url = f"https://arxiv.org/abs/{identifier}"
    return Paper(identifier, url, "A title", authors, sections, (Listing("2025-02-05", 1, None),))


def entity(*texts, kind=Kind.METHOD, roles=(), confidence=0.8, concept=None, garbled=(), spans=()):
    forms = [Name(text, names.language(text)) for text in texts]
    forms += [Name(text, names.language(text), garbled=True) for text in garbled]
    return Entity(texts[0], kind, roles, tuple(forms), spans, confidence, concept)


def term(name, *others, kind=Kind.METHOD, broader=(), related=()):
    labels = tuple(Name(text, names.language(text)) for text in others)
    return Term(names.slug(name), name, kind, labels, broader, related)


def facts(*entities_of_papers, terms=()):
    papers = [paper(f"2502.{number:05}") for number in range(1, len(entities_of_papers) + 1)]
    extractions = [
        Extraction(paper.identifier, tuple(found), ()) for paper, found in zip(papers, entities_of_papers, strict=True)
    ]
    return resolve(papers, extractions, Lexicon({item.slug: item for item in terms}), ())


def labels(concept):
    return {name.text for name in concept.labels if not name.garbled}


def by_name(result):
    return {concept.name: concept for concept in result.concepts}


def of_paper(result, number):
    return {item.concept for item in result.statements if item.paper == f"2502.{number:05}"}


# ---------------------------------------------------------------- one thing under many spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KV cache", "KV Cache"),
        ("KV cache", "KV-Cache"),
        ("sparse autoencoder", "Sparse Autoencoders"),
        ("Grouped Query Attention", "grouped-query attention"),
        ("diffusion policy", "Diffusion Policies"),
        ("contrastive loss", "Contrastive-Losses"),
        ("bounding box", "bounding boxes"),
        ("inductive bias", "inductive biases"),
        ("KV cache", "KV Caches"),
        ("T/F", "T/Fs"),
        ("Zorb 3.7 Sonnet", "Zorb Sonnet 3.7"),
        ("Zorb Pro v1.5", "Zorb v1.5 Pro"),
        ("Zorb-2-9B-it", "Zorb-2-it-9B"),
        ("RQ", "RQs"),
        ("WindowsArena", "Windows Arena"),
        ("Kinetics-400", "Kinetics400"),
    ],
)
def test_case_spaces_hyphens_and_plurals_do_not_count(one, other):
    found = facts([entity(one)], [entity(other)], [entity(one)])
    assert [concept.name for concept in found.concepts] == [one]
    assert labels(found.concepts[0]) == ({other} if other.casefold() != one.casefold() else set())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LLaMA2", "LLaMA3.1"),
        ("GPT-3.5", "GPT-35"),
        ("HumanEval", "HumanEval+"),
        ("RandLoRA", "LoRA"),
        ("LLaVA", "LLaVA-NeXT"),
        ("reward model", "reward"),
        ("CLIP", "CLIP-S"),
        ("Presto-L", "Presto-LS"),
        ("agents", "Agent S"),
        ("T5", "T5+"),
        ("GPT 4.5s", "GPT-45"),
        ("Zorb 3.7 Sonnet", "Zorb 3.5 Sonnet"),
        ("2D-3D alignment", "3D-2D alignment"),
        ("Zorb R 7", "Zorb R+ 7"),
        ("plan", "planes"),
    ],
)
def test_variants_stay_apart(one, other):
    assert len(facts([entity(one), entity(other)], [entity(one)], [entity(other)]).concepts) == 2


def test_a_plural_of_a_known_concept_is_that_concept():
    known = term("Accuracy", "정확도", kind=Kind.METRIC)
    found = facts([entity("accuracies")], [entity("Accuracy", concept="accuracy")], terms=[known])
    assert [(concept.slug, labels(concept)) for concept in found.concepts] == [("accuracy", {"정확도", "accuracies"})]


def test_two_known_concepts_of_one_name_are_the_one_with_more_labels():
    terms = [term("BiasGauge"), term("Bias gauge", "편향 점수"), term("Bias gauges")]
    uses = [[entity(each.name, concept=each.slug)] for each in terms]
    (concept,) = facts(*uses, terms=terms).concepts
    assert (concept.slug, labels(concept)) == ("bias-gauge", {"편향 점수", "BiasGauge", "Bias gauges"})


def test_doubts_are_those_of_the_extractions_sorted():
    papers = [paper("2502.00001"), paper("2502.00002"), paper("2502.00003")]
    extractions = [Extraction("2502.00003", (), (), "Filler."), Extraction("2502.00001", (), (), "Another paper.")]
    found = resolve(papers, extractions, Lexicon({}), ())
    assert found.doubts == (("2502.00001", "Another paper."), ("2502.00003", "Filler."))


def test_a_gloss_in_one_paper_explains_the_acronym_in_another():
    found = facts([entity("Token-Selective Propagation", "TSP")], [entity("TSP")])
    assert [concept.name for concept in found.concepts] == ["TSP"]
    assert labels(found.concepts[0]) == {"Token-Selective Propagation"}


def test_a_korean_gloss_explains_the_korean_name_elsewhere():
    found = facts([entity("knowledge editing", "지식 편집", kind=Kind.TASK)], [entity("지식 편집", kind=Kind.TASK)])
    assert [(concept.name, concept.slug) for concept in found.concepts] == [("knowledge editing", "knowledge-editing")]
    assert found.concepts[0].labels == (Name("지식 편집", "ko"),)


def test_an_acronym_with_two_long_forms_keeps_both_senses():
    found = facts(
        [entity("Reinforcement Fine-Tuning", "RFT")],
        [entity("Rejection Sampling Fine-Tuning", "RFT")],
        [entity("RFT")],
    )
    concepts = by_name(found)
    assert set(concepts) == {"Reinforcement Fine-Tuning", "Rejection Sampling Fine-Tuning", "RFT"}
    for one, other in (("Reinforcement", "Rejection Sampling"), ("Rejection Sampling", "Reinforcement")):
        concept = concepts[f"{one} Fine-Tuning"]
        assert concept.labels == (Name("RFT", garbled=True),), "the name is that of the concept which has no other"
        assert concept.ambiguous == (("RFT", ("RFT", f"{other} Fine-Tuning")),)
    assert concepts["RFT"].related == ("reinforcement-fine-tuning", "rejection-sampling-fine-tuning")
    assert concepts["Reinforcement Fine-Tuning"].related == ("rft",)


def test_an_ambiguous_acronym_means_what_its_own_paper_says():
    found = facts(
        [entity("Reinforcement Fine-Tuning", "RFT"), entity("RFT")], [entity("Rejection Sampling Fine-Tuning", "RFT")]
    )
    assert of_paper(found, 1) == {"reinforcement-fine-tuning"}
    assert set(by_name(found)) == {"Reinforcement Fine-Tuning", "Rejection Sampling Fine-Tuning"}


def test_an_overwhelming_sense_takes_the_bare_acronym():
    often = [[entity("Sparse Autoencoder", "SAE")] for _ in range(5)]
    found = facts(*often, [entity("Stacked Autoencoder", "SAE")], [entity("SAE")])
    assert of_paper(found, 7) == of_paper(found, 1)
    assert of_paper(found, 6) == {"stacked-autoencoder"}
    assert by_name(found)["SAE"].ambiguous == (("SAE", ("Stacked Autoencoder",)),)
    assert by_name(found)["Stacked Autoencoder"].ambiguous == (("SAE", ("SAE",)),)


def test_a_korean_head_of_several_terms_glues_nothing():
    found = facts(
        [entity("knowledge distillation", "지식 추출")],
        [entity("knowledge extraction", "지식 추출")],
        [entity("지식 추출")],
    )
    assert set(by_name(found)) == {"knowledge distillation", "knowledge extraction", "지식 추출"}


@pytest.mark.parametrize("head", ["모델", "추론", "데이터셋"])
def test_a_generic_korean_word_glues_nothing(head):
    found = facts([entity("GPT-4", head)], [entity(head)])
    assert len(found.concepts) == 2
    assert head not in labels(by_name(found)["GPT-4"])


def test_a_concept_named_only_in_korean_keeps_its_korean_name():
    (concept,) = facts([entity("감정 인식", kind=Kind.TASK)]).concepts
    assert (concept.slug, concept.name) == ("감정-인식", "감정 인식")
    assert concept.labels == (Name("감정 인식", "ko"),)


def test_the_noun_that_says_what_it_is_does_not_count():
    found = facts([entity("GSM8K 데이터셋")], [entity("GSM8K")], [entity("GSM8K dataset")])
    assert [concept.slug for concept in found.concepts] == ["gsm8k"]


def test_two_names_of_what_a_paper_introduces_are_one_thing():
    found = facts([entity("OmniHuman-1", "OmniHuman", roles=(Role.INTRODUCES,))])
    assert [concept.name for concept in found.concepts] == ["OmniHuman-1"]
    assert labels(found.concepts[0]) == {"OmniHuman"}


def test_a_sloppy_alias_does_not_swallow_a_family():
    found = facts([entity("Qwen2.5-Math", "Qwen", kind=Kind.MODEL)], [entity("Qwen", kind=Kind.MODEL)])
    assert {concept.slug for concept in found.concepts} == {"qwen2-5-math", "qwen"}


def test_misspelt_long_form_becomes_a_hidden_label():
    often = [[entity("Grouped-Query Attention", "GQA")] for _ in range(4)]
    found = facts(*often, [entity("Groued-Query Attention", "GQA")])
    (concept,) = found.concepts
    assert Name("Groued-Query Attention", "en", garbled=True) in concept.labels
    assert concept.name != "Groued-Query Attention"


def test_a_form_marked_as_garbled_is_hidden_unless_somebody_means_it():
    (concept,) = facts([entity("GPT-4o", garbled=("GTP-4o",))]).concepts
    assert concept.labels == (Name("GTP-4o", "en", garbled=True),)
    (concept,) = facts([entity("GPT-4o", garbled=("Gpt 4o",))], [entity("Gpt 4o")], [entity("GPT-4o")]).concepts
    assert concept.labels == (Name("Gpt 4o"),)


# ---------------------------------------------------------------- lexicon


LORA = term("LoRA", "Low-Rank Adaptation", "저랭크 적응")


def test_a_recognised_concept_takes_name_kind_and_labels_of_the_lexicon():
    found = facts([entity("low rank adaptation", kind=Kind.MODEL, concept="lora")], terms=[LORA])
    (concept,) = found.concepts
    assert (concept.slug, concept.name, concept.kind) == ("lora", "LoRA", Kind.METHOD)
    assert labels(concept) == {"Low-Rank Adaptation", "low rank adaptation", "저랭크 적응"}


def test_a_label_of_one_lexicon_concept_is_that_concept():
    found = facts([entity("저랭크 적응")], [entity("Low-rank Adaptation")], terms=[LORA])
    assert [concept.slug for concept in found.concepts] == ["lora"]


def test_a_paper_may_mean_something_else_by_a_known_acronym():
    rag = term("Retrieval-Augmented Generation", "RAG")
    found = facts([entity("Region-Aware Generation", "RAG"), entity("RAG")], [entity("RAG")], terms=[rag])
    assert of_paper(found, 1) == {"region-aware-generation"}
    assert of_paper(found, 2) == {"retrieval-augmented-generation"}


def test_a_known_acronym_with_another_ending_of_its_long_form_is_known():
    assert [concept.slug for concept in facts([entity("LoRA", "low-rank adaptor")], terms=[LORA]).concepts] == ["lora"]


def test_a_label_of_two_lexicon_concepts_stays_open():
    terms = [term("Segment Anything Model", "SAM"), term("Sharpness-Aware Minimization", "SAM")]
    found = facts([entity("SAM")], terms=terms)
    assert [concept.slug for concept in found.concepts] == ["sam"]


def test_two_lexicon_concepts_are_never_one():
    terms = [term("Vision Transformer", "ViT"), term("Video Transformer")]
    found = facts([entity("Vision Transformer", "Video Transformer")], [entity("Video Transformer")], terms=terms)
    assert {concept.slug for concept in found.concepts} == {"vision-transformer", "video-transformer"}


def test_a_variant_hangs_under_its_method_by_the_lexicon_only():
    found = facts([entity("RandLoRA"), entity("LoRA")], terms=[LORA, term("RandLoRA", broader=("lora",))])
    assert {concept.slug: concept.broader for concept in found.concepts} == {"lora": (), "randlora": ("lora",)}


def test_a_model_hangs_under_its_family():
    family = term("Qwen2.5-Math", kind=Kind.MODEL, broader=("qwen2-5",))
    terms = [family, term("Qwen2.5", kind=Kind.MODEL, broader=("qwen",)), term("Qwen", kind=Kind.MODEL)]
    found = facts(
        [entity("Qwen2.5-Math-7B-Instruct", kind=Kind.MODEL), entity("Qwen2.5-Math-7B", kind=Kind.MODEL)],
        [entity("Qwen2.5-Math", kind=Kind.MODEL)],
        terms=terms,
    )
    assert {concept.slug: concept.broader for concept in found.concepts} == {
        "qwen": (),
        "qwen2-5": ("qwen",),
        "qwen2-5-math": ("qwen2-5",),
        "qwen2-5-math-7b": ("qwen2-5-math",),
        "qwen2-5-math-7b-instruct": ("qwen2-5-math-7b",),
    }


def test_absent_ancestors_come_only_if_they_connect():
    terms = [
        term("fine-tuning"),
        term("PEFT", broader=("fine-tuning",)),
        term("LoRA", broader=("peft",)),
        term("DoRA", broader=("peft",)),
    ]
    alone = facts([entity("LoRA")], terms=terms)
    assert [concept.slug for concept in alone.concepts] == ["lora"]
    pair = facts([entity("LoRA"), entity("DoRA")], terms=terms)
    assert {concept.slug: concept.broader for concept in pair.concepts} == {
        "dora": ("peft",),
        "fine-tuning": (),
        "lora": ("peft",),
        "peft": ("fine-tuning",),
    }


def test_a_cycle_in_a_lexicon_is_cut():
    terms = [term("alpha", broader=("beta",)), term("beta", broader=("alpha",))]
    found = facts([entity("alpha"), entity("beta")], terms=terms)
    assert [concept.broader for concept in found.concepts] == [("beta",), ()]


def test_related_is_symmetric_and_not_between_broader_and_narrower():
    terms = [term("LoRA", related=("dora", "peft"), broader=("peft",)), term("DoRA"), term("PEFT")]
    found = facts([entity("LoRA"), entity("DoRA"), entity("PEFT")], terms=terms)
    assert {concept.slug: concept.related for concept in found.concepts} == {
        "dora": ("lora",),
        "lora": ("dora",),
        "peft": (),
    }


# ---------------------------------------------------------------- kind, statements, mentions, results


def test_one_kind_by_confidence():
    found = facts(
        [entity("CLIP", kind=Kind.METHOD, confidence=0.5)],
        [entity("CLIP", kind=Kind.MODEL, confidence=0.4)],
        [entity("CLIP", kind=Kind.MODEL, confidence=0.4)],
    )
    assert [concept.kind for concept in found.concepts] == [Kind.MODEL]


def test_equal_votes_go_to_the_first_kind():
    found = facts([entity("CLIP", kind=Kind.MODEL)], [entity("CLIP", kind=Kind.METHOD)])
    assert [concept.kind for concept in found.concepts] == [Kind.METHOD]


def test_a_paper_states_a_concept_once():
    one = entity("LoRA", roles=(Role.USES,), confidence=0.6)
    other = entity("lora", roles=(Role.COMPARES_WITH, Role.USES), confidence=0.9)
    assert facts([one, other]).statements == (Statement("2502.00001", "lora", (Role.COMPARES_WITH, Role.USES), 0.9),)


def test_one_mention_a_place_the_surer_one():
    sure = Span("body", 0, 2, "본문", "lexicon", 0.9)
    unsure = Span("body", 0, 2, "본문", "chain", 0.3)
    found = facts([entity("alpha", spans=(unsure,)), entity("beta", spans=(sure,))])
    assert found.mentions == (Mention("2502.00001", "body", 0, 2, "본문", "beta", "lexicon", 0.9),)


def test_results_are_numbered_in_text_order_and_once():
    def finding(section, start, value):
        return Finding(section, start, start + 2, value, "%", ResultKind.ABSOLUTE, f"{value}%", subject=0, metric=1)

    entities = (entity("alpha"), entity("accuracy", kind=Kind.METRIC))
    findings = (finding("body", 9, "3"), finding("body", 1, "2"), finding("title", 5, "1"), finding("body", 20, "2"))
    found = resolve([paper("1")], [Extraction("1", entities, findings)], Lexicon({}), ())
    assert [(item.number, item.value, item.subject, item.metric) for item in found.results] == [
        (1, "1", "alpha", "accuracy"),
        (2, "2", "alpha", "accuracy"),
        (3, "3", "alpha", "accuracy"),
    ]


def test_a_name_without_letters_is_dropped_and_with_it_its_part_of_a_result():
    finding = Finding("body", 0, 1, "1", "", ResultKind.ABSOLUTE, "1", subject=0, metric=7)
    found = resolve([paper("1")], [Extraction("1", (entity("++?"),)[:1], (finding,))], Lexicon({}), ())
    assert found.concepts[0].slug == "plus-plus"
    found = resolve([paper("1")], [Extraction("1", (entity("!?"),), (finding,))], Lexicon({}), ())
    assert (found.concepts, found.results[0].subject) == ((), None)


def test_another_label_serves_where_the_name_has_no_letters():
    assert [concept.name for concept in facts([entity("∞", "Infinity")]).concepts] == ["Infinity"]


@pytest.mark.parametrize("papers", [["1"], ["2"]])
def test_extractions_must_fit_the_papers(papers):
    twice = [Extraction("1", (), ()), Extraction("1", (), ())]
    with pytest.raises(ValueError, match="two extractions" if papers == ["1"] else "unknown paper"):
        resolve([paper(name) for name in papers], twice if papers == ["1"] else twice[:1], Lexicon({}), ())


# ---------------------------------------------------------------- authors


def test_authors_by_normalised_name_in_the_order_of_the_title_page():
    papers = [paper("1", "José García", "Jae-Joon Kim", "Jose Garcia"), paper("2", "Jose Garcia", "!", "Jae-Joon Kim")]
    found = resolve([*papers, paper("3", "José García")], (), Lexicon({}), ())
    assert [(author.slug, author.name) for author in found.authors] == [
        ("jae-joon-kim", "Jae-Joon Kim"),
        ("jose-garcia", "Jose Garcia"),
    ]
    assert found.authorship == (
        ("1", ("jose-garcia", "jae-joon-kim")),
        ("2", ("jose-garcia", "jae-joon-kim")),
        ("3", ("jose-garcia",)),
    )
