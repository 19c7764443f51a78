"""Every constraint of the shapes: the sample graph meets it, and a graph that breaks it is told so."""

from pathlib import Path

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, SH, SKOS, XSD, Namespace

from kg.ontology import files
from kg.ontology.terms import BASE, KG

# pyshacl uses what rdflib deprecates
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

GRAPH = Path(__file__).parent / "data" / "papers.ttl"
K, FABIO, OA = Namespace(KG), Namespace("http://purl.org/spar/fabio/"), Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("https://schema.org/")
KGS = Namespace("https://w3id.org/paperkg/shapes#")
P1, P2, P5 = (
    URIRef(iri)
    for iri in ("https://arxiv.org/abs/2501.00001", "https://arxiv.org/abs/2501.00002", "https://example.org/p5")
)
ADA, BEN = URIRef(BASE + "author/ada"), URIRef(BASE + "author/ben")
DIGEST = URIRef(BASE + "digest/2025-02-05")
LISTING = URIRef(BASE + "listing/2025-02-05/2502.00003")
RESULT = URIRef(BASE + "result/2501.00001/1")
MENTION = URIRef(BASE + "mention/2502.00006/body/10-22")
COLLABORATION = URIRef(BASE + "collaboration/ada--ben")
REASONS = ("Concept", "Author", "Topic", "Term")
LINK = URIRef(BASE + "link/2501.00001--2501.00002")
SCHEME = URIRef(BASE + "concepts")
DATE, NUMBER = Literal("2025-01-01", datatype=XSD.date), Literal("1", datatype=XSD.decimal)


def concept(slug):
    return URIRef(f"{BASE}concept/{slug}")


@pytest.fixture(scope="module")
def sample():
    return Graph().parse(GRAPH)


@pytest.fixture(scope="module")
def ontology():
    return Graph().parse(files.ontology_path())


@pytest.fixture(scope="module")
def shapes():
    return Graph().parse(files.shapes_path())


def messages(graph, shapes, ontology):
    """What the report says, each message once."""
    _, report, _ = pyshacl.validate(graph + ontology, shacl_graph=shapes, inplace=True)
    return {str(text) for text in report.objects(None, SH.resultMessage)}


def add(*triples):
    return lambda graph: [graph.add(triple) for triple in triples]


def drop(subject, predicate, value=None):
    return lambda graph: graph.remove((subject, predicate, value))


def put(subject, predicate, value):
    return lambda graph: graph.set((subject, predicate, value))


def blank(iri):
    """Turn a node into one without an IRI."""

    def change(graph):
        node = BNode()
        for s, p, o in list(graph):
            if iri in (s, o):
                graph.remove((s, p, o))
                graph.add((node if s == iri else s, p, node if o == iri else o))

    return change


BROKEN = [
    ("A paper has an IRI.", blank(P5)),
    ("A paper has exactly one title, a text.", drop(P1, DCTERMS.title)),
    ("A paper has exactly one title, a text.", add((P1, DCTERMS.title, Literal("Another")))),
    ("A paper has exactly one title, a text.", put(P1, DCTERMS.title, Literal("Title", lang="en"))),
    ("A paper has exactly one title, a text.", put(P1, DCTERMS.title, Literal(""))),
    ("A paper has exactly one identifier: its arXiv id or its URL.", drop(P5, DCTERMS.identifier)),
    ("The creators of a paper are authors.", add((P1, DCTERMS.creator, Literal("Ada")))),
    ("A paper has exactly one date on which it was first listed.", drop(P1, K.firstListed)),
    ("A paper has exactly one date on which it was first listed.", put(P1, K.firstListed, Literal("2025-01-31"))),
    (
        "A paper has exactly one date on which it was first listed.",
        put(P1, K.firstListed, Literal("2025-13-45", datatype=XSD.date)),
    ),
    ("The votes of a paper are one whole number, not negative.", put(P1, K.votes, Literal(-1))),
    ("The votes of a paper are one whole number, not negative.", add((P1, K.votes, Literal(3)))),
    ('The trust of a paper is "doubtful", or absent.', put(P5, K.trust, Literal("fine"))),
    ('The trust of a paper is "doubtful", or absent.', add((P5, K.trust, Literal("very doubtful")))),
    ("A paper has at most one reason to be doubted, a text.", add((P5, K.trustReason, Literal("Another.")))),
    ("A paper has at most one reason to be doubted, a text.", put(P5, K.trustReason, Literal(""))),
    ("A reason to doubt a paper stands with its trust.", drop(P5, K.trust)),
    ("A paper that is doubtful has the reason for it.", drop(P5, K.trustReason)),
    ("A paper reports results.", add((P1, K.reports, P2))),
    ("A paper introduces, uses, compares with or mentions concepts.", add((P1, K.uses, ADA))),
    ("A paper is evaluated on benchmarks, datasets or tasks.", add((P1, K.evaluatesOn, concept("zorb")))),
    ("A paper addresses tasks.", add((P1, K.addresses, concept("zorb")))),
    ("A paper measures metrics.", add((P1, K.measures, concept("mmlu")))),
    ("A paper shares its topic with papers.", add((P1, K.sharesTopicWith, ADA), (ADA, K.sharesTopicWith, P1))),
    ("Sharing a topic is stated in both directions.", add((P1, K.sharesTopicWith, P5))),
    ("A preprint has exactly one arXiv id, and it is its identifier.", drop(P1, FABIO.hasArXivId)),
    ("A preprint has exactly one arXiv id, and it is its identifier.", put(P1, FABIO.hasArXivId, Literal("2"))),
    ("A preprint has exactly one month of submission.", drop(P1, K.submitted)),
    ("A preprint has exactly one month of submission.", put(P1, K.submitted, DATE)),
    ("A preprint is the same as exactly one arXiv DOI.", put(P1, SCHEMA.sameAs, P2)),
    ("An author has an IRI.", blank(URIRef(BASE + "author/zeta-team"))),
    ("An author has exactly one name, a text.", drop(ADA, FOAF.name)),
    ("An author has exactly one name, a text.", add((ADA, FOAF.name, Literal("A.")))),
    ("An author created at least one paper.", drop(None, DCTERMS.creator, URIRef(BASE + "author/zeta-team"))),
    ("The co-authors of an author are authors.", add((ADA, K.coAuthorOf, P1), (P1, K.coAuthorOf, ADA))),
    ("Co-authorship is stated in both directions.", drop(ADA, K.coAuthorOf, BEN)),
    ("A digest has an IRI.", blank(DIGEST)),
    ("A digest has exactly one title, a text.", drop(DIGEST, DCTERMS.title)),
    ("A digest has exactly one date.", put(DIGEST, DCTERMS.date, Literal("2025-02-05"))),
    ("A listing has an IRI.", blank(LISTING)),
    ("A listing is in exactly one digest.", drop(LISTING, K.inDigest)),
    ("A listing is of exactly one paper.", add((LISTING, K.ofPaper, P1))),
    ("A listing has exactly one position, counted from 1.", put(LISTING, K.position, Literal(0))),
    ("The votes of a listing are one whole number, not negative.", put(LISTING, K.votes, Literal("7"))),
    ("A concept has an IRI.", blank(concept("zorb"))),
    (
        "A concept is exactly one of method, model, dataset, benchmark, metric or task.",
        add((concept("zorb"), RDF.type, K.Model)),
    ),
    (
        "A concept is exactly one of method, model, dataset, benchmark, metric or task.",
        put(concept("zorb"), RDF.type, K.Concept),
    ),
    ("A concept has exactly one preferred label, in English.", drop(concept("zorb"), SKOS.prefLabel)),
    (
        "A concept has exactly one preferred label, in English.",
        put(concept("zorb"), SKOS.prefLabel, Literal("조브", lang="ko")),
    ),
    ("A concept has exactly one preferred label, in English.", put(concept("zorb"), SKOS.prefLabel, Literal("Zorb"))),
    (
        "The preferred label of a concept is not also its alternative or hidden label.",
        add((concept("zorb"), SKOS.altLabel, Literal("Zorb", lang="en"))),
    ),
    (
        "The preferred label of a concept is not also its alternative or hidden label.",
        add((concept("zorb"), SKOS.hiddenLabel, Literal("Zorb", lang="en"))),
    ),
    (
        "The alternative labels of a concept are English or Korean.",
        add((concept("zorb"), SKOS.altLabel, Literal("Z", lang="fr"))),
    ),
    (
        "An alternative label of a concept is not also its hidden label.",
        add(
            (concept("zorb"), SKOS.altLabel, Literal("Z", lang="en")),
            (concept("zorb"), SKOS.hiddenLabel, Literal("Z", lang="en")),
        ),
    ),
    ("The hidden labels of a concept are English or Korean.", add((concept("zorb"), SKOS.hiddenLabel, Literal("Zrb")))),
    (
        "The definitions of a concept are English or Korean.",
        add((concept("zorb"), SKOS.definition, Literal("Ein Zorb.", lang="de"))),
    ),
    (
        "What a concept says of an acronym that it shares is English.",
        add((concept("zorb"), SKOS.scopeNote, Literal("조브", lang="ko"))),
    ),
    ("A concept is in exactly one concept scheme.", drop(concept("zorb"), SKOS.inScheme)),
    ("What is broader than a concept is a concept.", add((concept("zorb"), SKOS.broader, concept("nowhere")))),
    (
        "What is related to a concept is a concept.",
        add((concept("zorb"), SKOS.related, P1), (P1, SKOS.related, concept("zorb"))),
    ),
    ("Relatedness is stated in both directions.", add((concept("zorb"), SKOS.related, concept("mmlu")))),
    (
        "A concept is not broader than itself, directly or through others.",
        add((concept("attention"), SKOS.broader, concept("alpha-sparse"))),
    ),
    (
        "A concept is not broader than itself, directly or through others.",
        add((concept("zorb"), SKOS.broader, concept("zorb"))),
    ),
    (
        "A concept is not related to one that is broader, directly or through others.",
        add(
            (concept("alpha-sparse"), SKOS.related, concept("attention")),
            (concept("attention"), SKOS.related, concept("alpha-sparse")),
        ),
    ),
    ("A result has an IRI.", blank(RESULT)),
    ("A result is reported by exactly one paper.", drop(P1, K.reports, RESULT)),
    ("A result has exactly one value, a decimal number.", put(RESULT, K.value, Literal("71.5"))),
    ("The unit of a result is %, x or points, or absent.", put(RESULT, K.unit, Literal("percent"))),
    ("A result is exactly one of absolute, improvement or cost.", put(RESULT, K.kind, Literal("gain"))),
    ("A result has exactly one quotation, English or Korean.", put(RESULT, K.quote, Literal("71.5%"))),
    ("A result has at most one subject, a concept.", put(RESULT, K.subject, P1)),
    ("A result has at most one metric.", put(RESULT, K.metric, concept("mmlu"))),
    (
        "A result is measured on at most one benchmark, dataset, task or model.",
        put(RESULT, K.evaluatedOn, concept("accuracy")),
    ),
    ("A result has at most one baseline, a concept.", put(RESULT, K.baseline, Literal("GPT-X"))),
    ("A mention has an IRI.", blank(MENTION)),
    ("A mention stands in exactly one paper.", drop(MENTION, OA.hasTarget)),
    ("A mention names exactly one concept.", put(MENTION, OA.hasBody, P1)),
    ("A mention has exactly one text, without a language.", put(MENTION, OA.exact, Literal("A", lang="en"))),
    ("A mention stands in exactly one section.", drop(MENTION, K.section)),
    ("A mention has exactly one start, a whole number, not negative.", put(MENTION, K.start, Literal(-1))),
    ("A mention has exactly one end, a whole number.", add((MENTION, K.end, Literal(23)))),
    ("A mention starts before it ends.", put(MENTION, K.start, Literal(22))),
    ("A mention was found by exactly one rule.", drop(MENTION, K.rule)),
    ("A mention has exactly one confidence, a decimal from 0 to 1.", drop(MENTION, K.confidence)),
    (
        "A mention has exactly one confidence, a decimal from 0 to 1.",
        put(MENTION, K.confidence, Literal("1.01", datatype=XSD.decimal)),
    ),
    ("A collaboration has an IRI.", blank(COLLABORATION)),
    (
        "A collaboration is between exactly two authors.",
        add((COLLABORATION, K.between, URIRef(BASE + "author/eve"))),
    ),
    ("A collaboration counts its papers, two at least.", put(COLLABORATION, K.paperCount, Literal(1))),
    (
        "A collaboration has exactly one weight, a decimal above 0.",
        put(COLLABORATION, K.weight, Literal("0", datatype=XSD.decimal)),
    ),
    ("A link has an IRI.", blank(LINK)),
    ("A link is between exactly two papers.", drop(LINK, K.between, P1)),
    ("A link has exactly one weight, a decimal above 0.", add((LINK, K.weight, NUMBER))),
    ("The shared concepts of a link are concepts.", add((LINK, K.sharedConcept, ADA))),
    ("The shared authors of a link are authors.", add((LINK, K.sharedAuthor, P1))),
    (
        "The shared topics of a link are at most three texts.",
        lambda graph: [graph.add((LINK, K.sharedTopic, Literal(text))) for text in "abc"],
    ),
    ("The shared terms of a link are at most five texts.", add((LINK, K.sharedTerm, P1))),
    (
        "A link has at least one reason: a shared concept, author, topic or term.",
        lambda graph: [graph.remove((LINK, K[f"shared{kind}"], None)) for kind in REASONS],
    ),
    ("Every property of the kg: namespace is declared in the ontology.", add((P1, K.vote, Literal(9)))),
    ("Every class of the kg: namespace is declared in the ontology.", add((SCHEME, RDF.type, K.Scheme))),
    (
        "Nobody is their own co-author, and no paper shares its topic with itself.",
        add((ADA, K.coAuthorOf, ADA)),
    ),
]


def test_the_shapes_are_shapes_and_the_sample_conforms(sample, shapes, ontology):
    conforms, _, report = pyshacl.validate(sample, shacl_graph=shapes, ont_graph=ontology, meta_shacl=True)
    assert conforms, report


@pytest.mark.parametrize(("message", "change"), BROKEN, ids=[f"{n}" for n in range(len(BROKEN))])
def test_a_broken_graph_is_told_so(sample, shapes, ontology, message, change):
    broken = Graph() + sample
    change(broken)
    assert messages(broken, shapes, ontology) == {message}


def test_every_message_is_provoked(shapes):
    assert {str(text) for text in shapes.objects(None, SH.message)} == {message for message, _ in BROKEN}


def test_every_constraint_has_a_message(shapes):
    for subject in {*shapes.objects(None, SH.property), *shapes.objects(None, SH.sparql)}:
        assert len(list(shapes.objects(subject, SH.message))) == 1


def test_every_shape_looks_at_something(sample, shapes, ontology):
    """A shape without focus nodes conforms whatever the graph says."""
    both = sample + ontology
    counts = {}
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        focus = set(shapes.objects(shape, SH.targetNode))
        for target in shapes.objects(shape, SH.targetClass):
            for kind in both.transitive_subjects(URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf"), target):
                focus |= set(both.subjects(RDF.type, kind))
        for relation in shapes.objects(shape, SH.targetSubjectsOf):
            focus |= set(both.subjects(relation, None))
        counts[shape.removeprefix(KGS)] = len(focus)
    assert counts == {
        "Paper": 6, "Preprint": 5, "Author": 6, "Digest": 2, "Listing": 7, "Concept": 17, "OneKind": 17, "Scheme": 1,
        "Result": 6, "DoubtedPaper": 1, "Mention": 2, "Collaboration": 2, "Link": 1, "Graph": 1,
    }  # fmt: skip


def test_without_the_ontology_concepts_are_not_looked_at(sample, shapes):
    """Why `kg validate` loads the ontology with the graph."""
    broken = Graph() + sample
    broken.remove((concept("zorb"), SKOS.prefLabel, None))
    _, report, _ = pyshacl.validate(broken, shacl_graph=shapes)
    assert "A concept has exactly one preferred label, in English." not in set(
        map(str, report.objects(None, SH.resultMessage))
    )
