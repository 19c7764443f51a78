import pytest

from kg.model import Kind, Role
from kg.ontology.terms import BASE, KIND_CLASS, NODE_CLASS, PREFIXES, ROLE_PROPERTY, Iris, expand, is_arxiv, prefixes


def test_iris_follow_the_contract():
    iris = Iris()
    assert iris.paper("2502.01068", "https://arxiv.org/abs/2502.01068v2") == "https://arxiv.org/abs/2502.01068"
    assert iris.author("dongwon-jo") == BASE + "author/dongwon-jo"
    assert iris.listing("2025-02-05", "2502.01068") == BASE + "listing/2025-02-05/2502.01068"
    assert iris.result("2502.01068", 1) == BASE + "result/2502.01068/1"
    assert iris.mention("2502.01068", "title", 0, 6) == BASE + "mention/2502.01068/title/0-6"
    assert iris.collaboration("b", "a") == iris.collaboration("a", "b") == BASE + "collaboration/a--b"
    assert iris.link("2502.01068", "2502.00299") == BASE + "link/2502.00299--2502.01068"


def test_papers_without_arxiv_id_keep_their_url_and_get_a_slug_in_paths():
    iris = Iris("https://example.org/")
    url = "https://example.org/a paper?x={1}"
    assert iris.paper(url, url) == "https://example.org/a%20paper?x=%7B1%7D"
    listing = iris.listing("2025-02-05", "https://huggingface.co/papers/xyz")
    assert listing.rpartition("/")[2] == "https-huggingface-co-papers-xyz-2d8db1941b"
    assert iris.concept("lora").startswith("https://example.org/concept/")


def test_addresses_that_a_slug_makes_alike_stay_apart():
    alike = ["https://e.org/forum?id=aB", "https://e.org/forum?id=Ab", "https://e.org/forum/id-ab", "https://e.org/@"]
    long = ["https://e.org/" + "a" * 5000, "https://e.org/" + "a" * 5001]
    listings = {Iris().listing("2025-02-05", url) for url in (*alike, *long)}
    assert len(listings) == 6
    assert max(map(len, listings)) < 200


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("2502.01068", True),
        ("cs/0112017", True),
        ("math.AG/0601001", True),
        ("hep-th/9901001", True),
        ("2502.1", False),
    ],
)
def test_arxiv_ids_of_both_styles_are_known(identifier, expected):
    assert is_arxiv(identifier) is expected


def test_tables_cover_every_kind_and_role():
    assert set(KIND_CLASS) == set(Kind)
    assert set(ROLE_PROPERTY) == set(Role)
    assert ROLE_PROPERTY[Role.EVALUATES_ON] == expand("kg:evaluatesOn")
    assert {kind.value for kind in Kind} < set(NODE_CLASS)


def test_only_places_move_with_the_base():
    moved = prefixes("https://example.org/")
    assert moved["author"] == "https://example.org/author/"
    assert {name: moved[name] for name in PREFIXES} == dict(PREFIXES)
    assert len(set(moved.values())) == len(moved)
