"""The ontology itself, and that everything which names its terms names existing ones."""

import json
import re
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, VOID, XSD, Graph, URIRef
from rdflib.namespace import DefinedNamespace

from kg.ontology import files
from kg.ontology.context import context
from kg.ontology.queries import load_queries
from kg.ontology.terms import KG, NODE_CLASS, ONTOLOGY, PREFIXES, ROLE_PROPERTY, prefixes

# pyshacl and rdflib's JSON-LD parser use what rdflib deprecates
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

DATA = Path(__file__).parent / "data"
KG_TERM = re.compile(r"\bkg:([A-Za-z]\w*)(?![\w*{])|https://w3id\.org/paperkg/ontology#([A-Za-z]\w*)")
TURTLE_PREFIX = re.compile(r"^@prefix\s+(\w+):\s+<(.+)>\s+\.$", re.MULTILINE)


@pytest.fixture(scope="module")
def ontology():
    return Graph().parse(files.ontology_path())


@pytest.fixture(scope="module")
def declared(ontology):
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    return {str(term).removeprefix(KG) for kind in kinds for term in ontology.subjects(RDF.type, kind)}


def named_in(text):
    return {short or long for short, long in KG_TERM.findall(text)}


def test_the_ontology_conforms_to_its_meta_shapes(ontology):
    conforms, _, report = pyshacl.validate(ontology, shacl_graph=str(files.meta_shapes_path()), meta_shacl=True)
    assert conforms, report


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.remove((URIRef(KG + "uses"), RDFS.label, None)), "one label in English and one in Korean"),
        (lambda g: g.remove((URIRef(KG + "uses"), RDFS.comment, None)), "one comment in English and one in Korean"),
        (lambda g: g.remove((URIRef(KG + "Task"), RDFS.isDefinedBy, None)), "this ontology defines it"),
        (lambda g: g.add((URIRef(KG + "uses"), RDFS.domain, URIRef(KG + "Link"))), "at most one domain"),
        (lambda g: g.add((URIRef(KG + "uses"), RDFS.range, URIRef(KG + "Task"))), "at most one range"),
        (lambda g: g.remove((URIRef(ONTOLOGY), DCTERMS.license, None)), "names its licence"),
        (lambda g: g.remove((URIRef(ONTOLOGY), VANN.preferredNamespacePrefix, None)), "preferred prefix is kg"),
    ],
)
def test_a_broken_ontology_is_reported(ontology, change, message):
    broken = Graph() + ontology
    change(broken)
    conforms, _, report = pyshacl.validate(broken, shacl_graph=str(files.meta_shapes_path()))
    assert not conforms
    assert message in report


def test_the_contracts_terms_are_declared(declared):
    assert {iri.removeprefix(KG) for iri in NODE_CLASS.values()} <= declared
    assert {iri.removeprefix(KG) for iri in ROLE_PROPERTY.values()} <= declared
    assert len(declared) == 15 + 38


def test_queries_shapes_context_and_fixture_name_declared_terms_only(declared):
    texts = {query.name: query.text for query in load_queries().values()}
    for path in (files.shapes_path(), files.context_path(), DATA / "papers.ttl"):
        texts[path.name] = path.read_text(encoding="utf-8")
    unknown = {name: sorted(named_in(text) - declared) for name, text in texts.items() if named_in(text) - declared}
    assert not unknown


def test_code_names_declared_terms_only(declared):
    for path in sorted(Path(files.__file__).parents[1].rglob("*.py")):
        unknown = named_in(path.read_text(encoding="utf-8")) - declared
        assert not unknown, f"{path}: {sorted(unknown)}"


def test_every_declared_term_occurs_in_the_fixture(declared):
    used = named_in((DATA / "papers.ttl").read_text(encoding="utf-8"))
    assert declared - used == {"Concept"}  # a concept states its most specific class alone


def test_properties_without_domain_or_range_are_the_known_ones(ontology):
    """Two classes share these; a domain would make a link a collaboration and a listing a paper."""
    properties = {p for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for p in ontology.subjects(RDF.type, kind)}
    without_domain = {str(p).removeprefix(KG) for p in properties if (p, RDFS.domain, None) not in ontology}
    without_range = {str(p).removeprefix(KG) for p in properties if (p, RDFS.range, None) not in ontology}
    assert without_domain == {"between", "votes", "weight"}
    assert without_range == {"between"}


def test_ranges_never_name_a_kind_of_concept(ontology):
    assert set(map(str, ontology.objects(None, RDFS.range))) <= {
        KG + "Concept", KG + "Paper", KG + "Author", KG + "Digest", KG + "Result",
        *map(str, (XSD.date, XSD.gYearMonth, XSD.integer, XSD.decimal, XSD.string, RDF.langString)),
    }  # fmt: skip


@pytest.mark.parametrize("path", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_no_term_is_below_itself(ontology, path):
    for term in ontology.subjects(path):
        assert term not in set(ontology.transitive_objects(next(iter(ontology.objects(term, path))), path))


def turtle_files():
    return [files.ontology_path(), files.shapes_path(), files.meta_shapes_path(), DATA / "papers.ttl"]


def test_prefixes_are_those_of_the_one_table():
    known = prefixes()
    extra = {
        "fair4ml": "https://w3id.org/fair4ml#",
        "kgm": "https://w3id.org/paperkg/meta-shapes#",
        "kgs": "https://w3id.org/paperkg/shapes#",
        "lpwcc": "https://linkedpaperswithcode.com/class/",
        "lpwcp": "https://linkedpaperswithcode.com/property/",
        "soa": "https://semopenalex.org/ontology/",
    }
    for path in turtle_files():
        for name, iri in TURTLE_PREFIX.findall(path.read_text(encoding="utf-8")):
            assert iri == {**known, **extra}[name], f"{path.name}: {name}"


def test_foreign_terms_exist():
    """rdflib knows some vocabularies in full; the terms of the others are on a list checked against their sources."""
    closed: dict[str, type[DefinedNamespace]] = {
        str(namespace): namespace for namespace in (DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, VOID, XSD)
    }
    known = set((DATA / "foreign-terms.txt").read_text(encoding="utf-8").split())
    for term in sorted(foreign_terms()):
        namespace = next((iri for iri in closed if term.startswith(iri)), None)
        if namespace:
            assert URIRef(term) in closed[namespace], term
        else:
            assert term in known, term


def foreign_terms():
    """Every IRI of a vocabulary other than ours in the ontology, the shapes, the context and the queries."""
    used = {str(term) for path in turtle_files() for triple in Graph().parse(path) for term in triple}
    used |= {iri for iri in map(expanded, context().values()) if iri}
    for query in load_queries().values():
        used |= {
            PREFIXES[name] + local
            for name, local in re.findall(r"\b([a-z]+):([A-Za-z]\w*)", query.text)
            if name in PREFIXES
        }
    ours = (KG, "https://w3id.org/paperkg/", "https://arxiv.org/", "https://doi.org/", "https://example.org/")
    return {iri for iri in used if re.match(r"https?://", iri) and not iri.startswith(ours) and " " not in iri} - {
        "https://creativecommons.org/licenses/by/4.0/"
    }


def expanded(value):
    curie = value["@id"] if isinstance(value, dict) else str(value)
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else None


def test_no_trap_is_stated(ontology):
    """What the sources of the vocabularies would infer wrongly from these; see the head of the ontology."""
    wrong = {
        (KG + "Dataset", "https://schema.org/Dataset"),
        (KG + "Author", "http://xmlns.com/foaf/0.1/Person"),
        (KG + "Paper", "http://purl.org/spar/fabio/Preprint"),
        (KG + "uses", "http://www.w3.org/ns/prov#used"),
        (KG + "coAuthorOf", "http://xmlns.com/foaf/0.1/knows"),
        (KG + "sharesTopicWith", "http://www.w3.org/2004/02/skos/core#related"),
    }
    stated = {(str(s), str(o)) for p in (RDFS.subClassOf, RDFS.subPropertyOf) for s, o in ontology.subject_objects(p)}
    assert not stated & wrong
    assert "http://schema.org/" not in "".join(path.read_text(encoding="utf-8") for path in turtle_files())


# ---------------------------------------------------------------- the JSON-LD context


def test_the_contexts_prefixes_are_those_of_the_table():
    given = {name: value for name, value in context().items() if isinstance(value, str) and value.endswith(("/", "#"))}
    assert given == {name: prefixes()[name] for name in given}
    assert context("https://example.org/")["author"] == "https://example.org/author/"
    assert context("https://example.org/")["kg"] == KG


def test_the_context_names_every_property_with_its_type(ontology):
    terms = {value["@id"]: value for value in context().values() if isinstance(value, dict)}
    for kind, typed in ((OWL.ObjectProperty, "@id"), (OWL.DatatypeProperty, None)):
        for term in ontology.subjects(RDF.type, kind):
            entry = terms.get("kg:" + str(term).removeprefix(KG), {})
            span = ontology.value(term, RDFS.range)
            plain = span in (XSD.string, RDF.langString)
            assert entry.get("@type") == (typed or (None if plain else "xsd:" + str(span).removeprefix(str(XSD)))), term


def test_a_document_in_the_context_expands_to_the_turtle():
    """What an export may write: dates and decimals as strings, integers as numbers, labels by language."""
    document = {
        "@context": context(),
        "graph": [
            {
                "id": "arxiv:2501.00001", "type": ["Paper", "Preprint"], "title": "A \u201cstrange\u201d title",
                "identifier": "2501.00001", "creator": ["author:ada"],
                "firstListed": "2025-01-31", "submitted": "2025-01",
                "votes": 9, "introduces": ["concept:a"], "sameAs": "https://doi.org/10.48550/arXiv.2501.00001",
            },
            {
                "id": "concept:a", "type": "Method", "prefLabel": {"en": "A"},
                "altLabel": {"en": ["AA", "B"], "ko": "에이"},
                "broader": "concept:b", "inScheme": "https://w3id.org/paperkg/concepts",
            },
            {"id": "result:2501.00001/1", "type": "Result", "value": "71.5", "unit": "%", "quote": {"ko": "71.5%"}},
            {"id": "mention:2501.00001/title/0-1", "type": "Mention", "exact": "A", "start": 0, "confidence": "1"},
        ],
    }  # fmt: skip
    turtle = """
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix concept: <https://w3id.org/paperkg/concept/> .
    @prefix kg: <https://w3id.org/paperkg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <https://arxiv.org/abs/2501.00001> a kg:Paper , <http://purl.org/spar/fabio/Preprint> ;
      <http://purl.org/dc/terms/title> "A \u201cstrange\u201d title" ;
      <http://purl.org/dc/terms/identifier> "2501.00001" ;
      <http://purl.org/dc/terms/creator> <https://w3id.org/paperkg/author/ada> ; kg:firstListed "2025-01-31"^^xsd:date ;
      kg:submitted "2025-01"^^xsd:gYearMonth ; kg:votes 9 ; kg:introduces concept:a ;
      <https://schema.org/sameAs> <https://doi.org/10.48550/arXiv.2501.00001> .
    concept:a a kg:Method ; skos:prefLabel "A"@en ; skos:altLabel "AA"@en , "B"@en , "에이"@ko ;
      skos:broader concept:b ; skos:inScheme <https://w3id.org/paperkg/concepts> .
    <https://w3id.org/paperkg/result/2501.00001/1> a kg:Result ; kg:value "71.5"^^xsd:decimal ; kg:unit "%" ;
      kg:quote "71.5%"@ko .
    <https://w3id.org/paperkg/mention/2501.00001/title/0-1> a kg:Mention ; <http://www.w3.org/ns/oa#exact> "A" ;
      kg:start 0 ;
      kg:confidence "1"^^xsd:decimal .
    """
    assert set(Graph().parse(data=json.dumps(document), format="json-ld")) == set(Graph().parse(data=turtle))
