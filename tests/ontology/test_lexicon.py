import pytest

from kg.errors import LexiconError
from kg.model import Kind, Name
from kg.ontology.lexicon import read_lexicon

HEAD = """@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix concept: <https://w3id.org/paperkg/concept/> .
@prefix my: <https://example.org/terms#> .
"""
SHIPPED = """
concept:lora a kg:Method ; skos:prefLabel "LoRA"@en , "로라"@ko ; skos:altLabel "Low-Rank Adaptation"@en .
concept:dora a kg:Method ; skos:prefLabel "DoRA"@en ; skos:hiddenLabel "DoRRA"@en ; skos:broader concept:lora .
concept:mmlu a kg:Benchmark , kg:Dataset ; skos:prefLabel "MMLU"@en .
"""


@pytest.fixture
def lexicon(tmp_path):
    def make(*bodies):
        paths = []
        for number, body in enumerate(bodies):
            path = tmp_path / f"{number}.ttl"
            path.write_text(HEAD + body, encoding="utf-8")
            paths.append(path)
        return read_lexicon(paths[:1], over=paths[1:])

    return make


def test_reads_labels_kinds_and_links(lexicon):
    found = lexicon(SHIPPED)
    assert list(found.terms) == ["dora", "lora", "mmlu"]
    assert found.terms["lora"].names == (Name("Low-Rank Adaptation"), Name("로라", "ko"))
    assert found.terms["dora"].names == (Name("DoRRA", garbled=True),)
    assert found.terms["mmlu"].kind is Kind.BENCHMARK
    assert [term.slug for term in found.narrower("lora")] == ["dora"]


@pytest.mark.parametrize("name", ["LoRA", "lora", "로라", "low-rank adaptations"])
def test_looks_names_up_by_any_label(lexicon, name):
    assert [term.slug for term in lexicon(SHIPPED).lookup(name)] == ["lora"]


def test_the_concept_of_that_name_comes_before_those_with_the_alias(lexicon):
    found = lexicon(
        """concept:adapter a kg:Method ; skos:prefLabel "Adapter"@en ; skos:altLabel "ZZ"@en .
        concept:zz a kg:Model ; skos:prefLabel "ZZ"@en ."""
    )
    assert [term.slug for term in found.lookup("ZZ")] == ["zz", "adapter"]
    assert found.lookup("nothing") == ()


def test_a_users_file_extends_and_overrides(lexicon):
    found = lexicon(
        SHIPPED,
        """my:1 a kg:Model ; skos:prefLabel "LoRa"@en ; skos:altLabel "저순위 적응"@ko .
        my:2 a kg:Method ; skos:prefLabel "Rank Soup"@en ; skos:broader my:1 , concept:dora ;
        skos:related concept:mmlu .
        concept:mmlu skos:altLabel "엠엠엘유"@ko .""",
    )
    lora = found.terms["lora"]
    assert (lora.name, lora.kind) == ("LoRa", Kind.MODEL)
    assert lora.names == (Name("LoRA"), Name("Low-Rank Adaptation"), Name("로라", "ko"), Name("저순위 적응", "ko"))
    assert found.terms["rank-soup"].broader == ("dora", "lora")
    assert found.terms["mmlu"].kind is Kind.BENCHMARK
    assert found.terms["mmlu"].related == ("rank-soup",)


def test_definitions_in_both_languages_add_up(lexicon):
    found = lexicon(
        SHIPPED + 'concept:dora skos:definition "LoRA,\\n  with magnitudes."@en .',
        """concept:dora skos:definition "크기를 따로 배우는 LoRA."@ko , "LoRA, with magnitudes." .
        my:1 skos:prefLabel "LoRA"@en ; skos:definition "Two small matrices."@en .
        my:ontology skos:definition "What is no concept may be defined, too."@fr .""",
    )
    assert found.terms["dora"].definitions == (("LoRA, with magnitudes.", "en"), ("크기를 따로 배우는 LoRA.", "ko"))
    assert found.terms["dora"].broader == ("lora",)
    assert found.terms["lora"].definitions == (("Two small matrices.", "en"),)
    assert found.terms["mmlu"].definitions == ()


def test_a_header_is_no_term(lexicon):
    assert not lexicon('<> a skos:ConceptScheme ; skos:prefLabel "My terms"@en .')


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("\nconcept:a a kg:Method ; skos:prefLabel nonsense .", 6, ":6: nonsense is not a valid RDF object"),
        ('\nconcept:a skos:prefLabel "A"@en .', 6, "concept:a has no class"),
        ('\n\nmy:x a kg:Method ; skos:altLabel "A"@en .', 7, "exactly one skos:prefLabel"),
        ('\nconcept:a a kg:Method ; skos:prefLabel "A"@en , "B"@en .', 6, "exactly one skos:prefLabel"),
        ('\nmy:a a kg:Method ; skos:prefLabel "..."@en .', 6, "without a letter or digit"),
        ('\nconcept:a a kg:Method , kg:Model ; skos:prefLabel "A"@en .', 6, "more than one class: method, model"),
        ('\nconcept:a a kg:Method ; skos:prefLabel "A"@en ; skos:broader concept:b .', 6, "no file describes"),
        ('\nconcept:a a kg:Method ; skos:prefLabel "A"@en ; skos:broader concept:a .', 6, "its own skos:broader"),
        ('\nconcept:a a kg:Method ; skos:prefLabel "A"@en , "あ"@ja .', 6, "neither @en nor @ko"),
        ("\nconcept:a a kg:Method ; skos:prefLabel concept:b .", 6, "a label that is no text"),
        ('\nconcept:a a kg:Method ; skos:prefLabel "A"@en ; skos:broader "B" .', 6, "a class or link that is no IRI"),
        (
            '\nconcept:a a kg:Method ; skos:prefLabel "A"@en ; skos:definition "あ"@ja .',
            6,
            "definition that is neither",
        ),
        ('\nconcept:a a kg:Method ; skos:prefLabel "A"@en ; skos:definition my:b .', 6, "a definition that is no text"),
        ('\n[] a kg:Method ; skos:prefLabel "A"@en .', None, "not a blank node"),
    ],
)
def test_faults_are_named_with_file_and_line(lexicon, body, line, message):
    with pytest.raises(LexiconError, match=message) as caught:
        lexicon(body)
    assert caught.value.source.endswith("0.ttl")
    assert caught.value.line == line


def test_an_unreadable_file_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"nowhere\.ttl: cannot read"):
        read_lexicon([tmp_path / "nowhere.ttl"])
    (tmp_path / "latin.ttl").write_bytes(b"\xff")
    with pytest.raises(LexiconError, match="not UTF-8"):
        read_lexicon([tmp_path / "latin.ttl"])
