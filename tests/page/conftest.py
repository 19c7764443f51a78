"""Made-up graphs in the shape that kg.graph gives, and a browser to look at their pages."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, field

import networkx as nx
import pytest

from kg.export.atlas import render_atlas
from kg.export.page import render_page

BASE = "https://w3id.org/paperkg/"


class Maker:
    """Builds a graph by hand: papers, authors, concepts, and the links that follow from them."""

    def __init__(self, date="2025-02-05"):
        self.graph = nx.MultiDiGraph(base=BASE)
        self.date = date
        self.digest = f"{BASE}digest/{date}"
        self.graph.add_node(self.digest, kind="digest", label=f"Papers of {date}", title=f"Papers of {date}", date=date)

    def paper(self, identifier, title, *, authors=(), votes=3, url=None, iri=None):
        iri = iri or f"https://arxiv.org/abs/{identifier}"
        self.graph.add_node(
            iri,
            kind="paper",
            label=title,
            title=title,
            identifier=identifier,
            url=url or iri,
            first_listed=self.date,
            votes=votes,
        )
        for position, name in enumerate(authors, 1):
            author = f"{BASE}author/{name.lower().replace(' ', '-')}"
            self.graph.add_node(author, kind="author", label=name)
            self.graph.add_edge(iri, author, key="dcterms:creator", position=position)
        listing = f"{BASE}listing/{self.date}/{identifier}"
        self.graph.add_node(listing, kind="listing", label=title, position=1, votes=votes)
        self.graph.add_edge(listing, self.digest, key="kg:inDigest")
        self.graph.add_edge(listing, iri, key="kg:ofPaper")
        return iri

    def concept(self, kind, name, *, other=(), hidden=()):
        iri = f"{BASE}concept/{name.lower().replace(' ', '-')}"
        self.graph.add_node(iri, kind=kind, label=name)
        if other:
            self.graph.nodes[iri]["alt_labels"] = tuple(sorted(other))
        if hidden:
            self.graph.nodes[iri]["hidden_labels"] = tuple(sorted(hidden))
        return iri

    def says(self, paper, role, concept, confidence=0.9):
        self.graph.add_edge(paper, concept, key=f"kg:{role}", confidence=confidence)

    def result(self, paper, value, **parts):
        number = 1 + sum(key == "kg:reports" for *_, key in self.graph.out_edges(paper, keys=True))
        iri = f"{BASE}result/{self.graph.nodes[paper]['identifier']}/{number}"
        quote = f"{value} 퍼센트를 기록했다"
        facts = {"number": number, "value": value, "unit": "%", "result_kind": "absolute", "quote": quote}
        self.graph.add_node(iri, kind="result", label=value, quote_lang="ko", **facts)
        self.graph.add_edge(paper, iri, key="kg:reports")
        for name, concept in parts.items():
            self.graph.add_edge(iri, concept, key=f"kg:{name}")

    def finish(self):
        """Add the links: whatever at most half of the papers have in common."""
        graph = self.graph
        papers = sorted(node for node, kind in graph.nodes(data="kind") if kind == "paper")
        has = {paper: {v for _, v, key in graph.out_edges(paper, keys=True) if key != "kg:reports"} for paper in papers}
        rarity = {
            node: math.log(len(papers) / number)
            for node in set().union(*has.values())
            if 1 < (number := sum(node in own for own in has.values())) <= max(2, len(papers) / 2)
        }
        for one, other in itertools.combinations(papers, 2):
            shared = sorted(node for node in has[one] & has[other] if node in rarity)
            if shared:
                self._link(one, other, {node: round(rarity[node], 6) for node in shared})
        return graph

    def _link(self, one, other, reasons):
        graph = self.graph
        weight = round(sum(reasons.values()), 6)
        names = [graph.nodes[paper]["identifier"] for paper in (one, other)]
        link = f"{BASE}link/{names[0]}--{names[1]}"
        graph.add_node(link, kind="link", label=" ".join(names), weight=weight)
        for start, end in ((one, other), (other, one)):
            graph.add_edge(link, start, key="kg:between")
            graph.add_edge(start, end, key="kg:sharesTopicWith", weight=weight)
        for node, part in reasons.items():
            key = "kg:sharedAuthor" if graph.nodes[node]["kind"] == "author" else "kg:sharedConcept"
            graph.add_edge(link, node, key=key, weight=part)


TOPICS = {
    "cache": ("Compressing the Key Value Cache of Long Documents", ["eviction", "token pruning", "long context"]),
    "video": ("Making Moving Pictures from a Handful of Words", ["motion prior", "frame noise", "camera path"]),
    "proof": ("Checking Mathematical Arguments Step by Step", ["step reward", "proof search", "verifier"]),
    "speech": ("Hearing Several Voices at Once in a Noisy Room", ["voice mask", "room echo", "pitch track"]),
    "safety": ("Refusing Harmful Requests without Losing Helpfulness", ["red team", "refusal rate", "guard"]),
    "graphs": ("Reasoning over Tables and Graphs with Small Models", ["path query", "table cell", "schema"]),
}
KINDS = ("method", "task", "model", "benchmark", "metric", "dataset")
ROLES = {
    "method": "uses",
    "task": "addresses",
    "model": "comparesWith",
    "benchmark": "evaluatesOn",
    "metric": "measures",
    "dataset": "evaluatesOn",
}


def small_graph():
    """Six papers of two topics with every kind of node, aliases in Korean, a hierarchy, and a hub."""
    maker = Maker()
    cache = maker.concept("method", "KV cache", other=[("KV 캐시", "ko"), ("key-value cache", "en")])
    shrink = maker.concept(
        "task", "cache compression", other=[("캐시 압축", "ko")], hidden=[("cashe compresion", "en")]
    )
    maker.graph.add_edge(shrink, cache, key="skos:broader")
    needle = maker.concept("benchmark", "Needle Test")
    model = maker.concept("model", "Lemming 7B")
    accuracy = maker.concept("metric", "accuracy", other=[("정확도", "ko")])
    books = maker.concept("dataset", "Harbour Books")
    flow = maker.concept("method", "flow matching")
    for number, name in enumerate(("Squirrel", "Hamster", "Beaver")):
        authors = ["Ada Reed", f"Bo Lind {number}", f"Çelik Ünal {number}"]
        paper = maker.paper(
            f"2502.0000{number}", f"{name}: Storing Less and Reading More", authors=authors, votes=20 - number
        )
        maker.says(paper, "introduces", maker.concept("method", name))
        maker.says(paper, "uses", cache)
        maker.says(paper, "addresses", shrink)
        maker.says(paper, "measures", accuracy)
        if number:
            maker.says(paper, "evaluatesOn", needle)
        maker.result(paper, f"{91 + number}.5", metric=accuracy, evaluatedOn=needle)
    for number, name in enumerate(("Heron", "Plover", "Dunlin")):
        paper = maker.paper(f"2502.1000{number}", f"{name} Paints Rivers", authors=[f"Dee Park {number}"], votes=5)
        maker.says(paper, "introduces", maker.concept("model", name))
        maker.says(paper, "uses", flow)
        maker.says(paper, "comparesWith", model)
        maker.says(paper, "evaluatesOn", books)
        maker.says(paper, "mentions", maker.concept("method", f"brush {number}"))
    maker.graph.nodes[paper].update(trust="doubtful", trust_reason="The summary seems to be about another paper.")
    return maker.finish()


def fifty_graph(papers=50):
    """As many papers, authors and concepts as a day's digest has."""
    chance, maker = random.Random(5), Maker()
    for number in range(papers):
        topic, (subject, words) = list(TOPICS.items())[number % len(TOPICS)]
        authors = [f"{topic.title()} Author {number}-{place}" for place in range(chance.randint(2, 9))]
        votes = chance.randint(0, 140)
        paper = maker.paper(f"2502.{number:05}", f"{topic.title()}{number}: {subject}", authors=authors, votes=votes)
        maker.says(paper, "introduces", maker.concept("method", f"{topic}{number}"))
        maker.says(paper, "uses", maker.concept("model", "Everywhere 1"))
        for word in words[: 1 + number % 3]:
            kind = KINDS[words.index(word) + 3 * (number % 2)]
            maker.says(
                paper, ROLES[kind], maker.concept(kind, f"{topic} {word} {kind}", other=[(f"별명 {word}", "ko")])
            )
        for extra in range(8):
            kind = KINDS[extra % len(KINDS)]
            maker.says(paper, ROLES[kind], maker.concept(kind, f"{topic} detail {number}-{extra}"))
    return maker.finish()


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "<!--<script> --!> ]]>",
    "href",
    "{{ 7 * 7 }} {% raw %} ${alert(3)}",
    "Line\u2028separator\u2029title",
    "\u202eright to left \u05e9\u05dc\u05d5\u05dd",
    "👩‍👩‍👧‍👦 families 🇰🇷 and e\u0301 accents",
    "'\" onmouseover=alert(4) x='",
    "__proto__",
    "constructor",
    "A" * 300,
)


def hostile_graph():
    """Titles, names and addresses that try to be more than text."""
    maker = Maker()
    for number, title in enumerate(HOSTILE):
        url = "javascript:alert(5)" if number % 2 else 'https://example.org/"><b>x'
        paper = maker.paper(
            f"x{number}", title, authors=[title], votes=number, url=url, iri=f"https://example.org/{number}"
        )
        concept = maker.concept("method", title, other=[(f"{title} again", "en")])
        maker.says(paper, "introduces", concept)
        maker.says(paper, "uses", maker.concept("task", "<b>bold</b>"))
    return maker.finish()


@pytest.fixture(scope="session")
def maker():
    return Maker


@pytest.fixture(scope="session")
def small():
    return small_graph()


@pytest.fixture(scope="session")
def fifty():
    return fifty_graph()


@pytest.fixture(scope="session")
def hostile():
    return hostile_graph()


@dataclass
class Visit:
    """An open page and everything it complained about or asked for."""

    page: object
    address: str
    requests: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def go(self, hash_=""):
        self.page.goto(self.address + hash_)
        if self.page.evaluate("document.documentElement.classList.contains('js')"):
            self.page.wait_for_function("window.paperkg && document.fonts.status === 'loaded'")
        return self

    def ask(self, expression):
        return self.page.evaluate(f"window.paperkg.{expression}")

    def settle(self):
        """Wait until two frames show the same picture."""
        before = None
        for _ in range(40):
            now = self.page.screenshot(animations="disabled")
            if now == before:
                return now
            before = now
            self.page.wait_for_timeout(60)
        raise AssertionError("the page does not come to rest")

    def until(self, condition):
        """Wait for a condition; the map's policy lets no string be evaluated in it, so it is asked again and again."""
        for _ in range(400):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"never true: {condition}")

    def rest(self):
        """Wait until the map has placed its names."""
        self.until("Boolean(window.paperkg && window.paperkg.resting())")

    def click_node(self, key):
        place = self.ask(f"place({key!r})")
        self.page.mouse.click(place["x"], place["y"])


@pytest.fixture(scope="session")
def built(sample_report):
    """What `kg build` makes of the bundled sample."""
    return sample_report


@pytest.fixture(scope="session")
def sample(built):
    """The page of the bundled sample."""
    return (built.folder / "graph.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def month():
    """More papers than can be named at once."""
    return fifty_graph(200)


@pytest.fixture(scope="session")
def rendered():
    """The page of a graph, made once in a session for each of the session's graphs."""
    pages = {}

    def render(graph):
        if id(graph) not in pages:
            pages[id(graph)] = graph, render_page(graph, title="Papers of 2025-02-05")
        return pages[id(graph)][1]

    return render


@pytest.fixture
def visit(browser, tmp_path, rendered):
    """Opens the page of a graph: copied alone into an empty folder, every request noted."""
    contexts = []

    def open_page(graph, hash_="", *, html=None, **options):
        folder = tmp_path / f"copy{len(contexts)}"
        folder.mkdir()
        text = html or rendered(graph)
        (folder / "graph.html").write_text(text, encoding="utf-8")
        options.setdefault("viewport", {"width": 1440, "height": 900})
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(**options)
        contexts.append(context)
        found = Visit(context.new_page(), (folder / "graph.html").as_uri())
        context.on("request", lambda request: found.requests.append(request.url))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("console", lambda message: found.complaints.append(f"{message.type}: {message.text}"))
        found.page.on("dialog", lambda dialog: (found.complaints.append("a dialog"), dialog.dismiss()))
        return found.go(hash_)

    yield open_page
    for context in contexts:
        context.close()


def archive(papers=5000, others=35_000, seed=7):
    """A made-up archive with as many things as asked for: papers of forty fields over two years."""
    draw = random.Random(seed)
    graph = nx.MultiDiGraph(base=BASE)
    fields = [f"field{number:02}" for number in range(40)]
    kinds = ("method", "task", "model", "benchmark", "metric", "dataset")
    for number in range(papers):
        field = draw.choice(fields)
        day = number * 500 // papers
        date = f"{2023 + day // 336}-{1 + day % 336 // 28:02}-{1 + day % 28:02}"
        paper = f"https://arxiv.org/abs/{2301 + day // 28}.{number:05}"
        facts = {
            "identifier": paper.rpartition("/")[2],
            "first_listed": date,
            "votes": int(draw.paretovariate(1) * 3) % 400,
        }
        graph.add_node(
            paper,
            kind="paper",
            label=f"Paper{number} of {field}: a study of {draw.choice('abcdefgh')} things",
            url=paper,
            **facts,
        )
        for word in draw.sample(range(30), 3):
            kind = kinds[word % 6]
            concept = f"{BASE}concept/{field}-{word}"
            graph.add_node(
                concept, kind=kind, label=f"{field} {word}", alt_labels=((f"분야{field[5:]} 개념 {word}", "ko"),)
            )
            graph.add_edge(paper, concept, key="kg:uses")
    alone = [node for node, kind in graph.nodes(data="kind") if kind == "paper"]
    while graph.number_of_nodes() < papers + others:
        number = graph.number_of_nodes()
        author = f"{BASE}author/person-{number}"
        graph.add_node(author, kind="author", label=f"Person {number}")
        for paper in draw.sample(alone, draw.choice((1, 1, 2))):
            graph.add_edge(paper, author, key="dcterms:creator", position=graph.out_degree(paper))
    return graph


@pytest.fixture(scope="session")
def large():
    return archive()


@pytest.fixture(scope="session")
def drawn():
    """The map of a graph, made once in a session for each of the session's graphs."""
    made = {}

    def render(graph):
        if id(graph) not in made:
            made[id(graph)] = graph, render_atlas(graph, title="Papers of 2025-02-05")
        return made[id(graph)][1]

    return render


@pytest.fixture
def look(visit, drawn):
    def open_map(graph, hash_="", **options):
        seen = visit(graph, hash_, html=drawn(graph), **options)
        seen.rest()
        return seen

    return open_map
