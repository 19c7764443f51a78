"""The page of queries in a real browser that reaches nothing but the server."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pyoxigraph as ox
import pytest

from kg.web import pages

pytestmark = [pytest.mark.chromium, pytest.mark.usefixtures("editor")]

MOD = "Control"
WORDS = json.loads((pages.STATIC / "query" / "words.json").read_text(encoding="utf-8"))
VOTES = "SELECT ?paper ?title ?votes { ?paper rdfs:label ?title ; kg:votes ?votes } ORDER BY ?paper"
CACHES = (
    "CONSTRUCT { ?p kg:uses ?c ; rdfs:label ?l } "
    "{ ?p kg:addresses/skos:broader* concept:kv-cache-compression ; kg:uses ?c ; rdfs:label ?l }"
)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \"'& {{ 7*7 }} ${alert(3)}"
CONTRAST = """
(element) => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (colour) => {
    pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    const parts = Array.from(pen.getImageData(0, 0, 1, 1).data.slice(0, 3)).map((byte) => byte / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  while (behind && /rgba\\(0, 0, 0, 0\\)/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  const [one, two] = [light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor)];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}
"""


@dataclass
class Desk:
    """An open page, what it asked for, and what it complained about."""

    page: object
    url: str
    requests: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def open(self, **given):
        self.page.goto(f"{self.url}/query{'?' if given else ''}{urlencode(given)}")
        self.page.wait_for_selector("#desk.js")
        return self

    def write(self, text):
        """Type in the place of everything; brackets are closed by the typist, not by the editor."""
        self.page.click(".cm-content")
        self.page.keyboard.press(f"{MOD}+a")
        self.page.keyboard.type(text)

    def put(self, text):
        """Paste in the place of everything."""
        self.page.click(".cm-content")
        self.page.keyboard.press(f"{MOD}+a")
        self.page.keyboard.insert_text(text)

    def run(self):
        self.page.keyboard.press(f"{MOD}+Enter")

    def answered(self):
        self.page.wait_for_selector("#answer:not([hidden]) .facts, #fault h2")
        self.page.wait_for_selector("#desk:not(.busy)")

    @property
    def text(self):
        lines = self.page.query_selector_all(".cm-line")
        return "\n".join(line.text_content() for line in lines)

    def options(self):
        self.page.wait_for_selector(".cm-tooltip-autocomplete li")
        self.page.wait_for_timeout(400)  # sources that ask the server come a little later
        return [each.text_content() for each in self.page.query_selector_all(".cm-completionLabel")]

    def column(self, number):
        return [each.inner_text() for each in self.page.query_selector_all(f"#answer tbody td:nth-child({number})")]


@pytest.fixture(scope="session")
def editor():
    """The editor proper, which is made when paperkg is built."""
    if not (pages.STATIC / "editor" / "editor.js").is_file():
        message = "needs the editor's JavaScript: python kg/web/editor/bundle.py"
        if "chromium" in os.environ.get("PAPERKG_REQUIRE", ""):
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture
def visit(browser, server):
    contexts, desks = [], []

    def new(url=None, **options):
        options.setdefault("viewport", {"width": 1440, "height": 900})
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(**options)
        contexts.append(context)
        desk = Desk(context.new_page(), url or server.url)
        desks.append(desk)
        context.on("request", lambda request: desk.requests.append(request.url))
        desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        desk.page.on("console", lambda message: desk.complaints.append(message.text))
        desk.page.on("dialog", lambda dialog: (desk.complaints.append("a dialog"), dialog.dismiss()))
        return desk

    yield new
    for context in contexts:
        context.close()
    for desk in desks:
        foreign = [url for url in desk.requests if not url.startswith((desk.url, "data:", "blob:"))]
        assert not foreign
        # a query that is refused is a failed request, which Chromium tells the console
        assert not [text for text in desk.complaints if not re.search(r"status of (400|404|504)", text)]


@pytest.fixture
def desk(visit):
    return visit().open()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_query_is_coloured_and_reads_well_in_both_themes(visit, scheme):
    desk = visit(color_scheme=scheme).open()
    desk.put('# what\nSELECT ?s (STR(?o) AS ?t) { ?s rdfs:label "x"@en . FILTER(?n > 10) }')
    seen = {}
    for name in ("keyword", "variable", "iri", "string", "comment", "function", "number", "operator"):
        found = desk.page.wait_for_selector(f".cm-content .q-{name}")
        seen[name] = (found.text_content(), found.evaluate("e => getComputedStyle(e).color"))
        assert found.evaluate(CONTRAST) >= 4.5, name
    assert {name: text for name, (text, _) in seen.items() if name in {"keyword", "variable", "iri", "comment"}} == {
        "keyword": "SELECT",
        "variable": "?s",
        "iri": "rdfs:label",
        "comment": "# what",
    }
    assert len({colour for _, colour in seen.values()}) >= 7
    desk.run()
    for selector in ("#fault h2", "#fault pre", ".cm-gutterElement", ".lead", "#run", "#prefixes", "nav a", "label"):
        for each in desk.page.query_selector_all(selector):
            assert each.evaluate(CONTRAST) >= 4.5, selector


def test_terms_complete_with_what_they_mean_and_declare_their_prefix(desk):
    desk.write("SELECT * {\n?paper evaluates")
    assert desk.options()[0] == "kg:evaluatesOn"
    told = desk.page.wait_for_selector(".cm-completionInfo").inner_text()
    assert "kg:evaluatesOn · property" in told
    assert "times in this graph" in told
    desk.page.keyboard.press("Enter")
    assert desk.text.startswith("PREFIX kg: <https://w3id.org/paperkg/ontology#>\nSELECT * {\n")
    assert "?paper kg:evaluatesOn" in desk.text
    desk.page.keyboard.type(" ?b ; kg:use")
    assert "kg:uses" in desk.options()
    desk.page.keyboard.press("Enter")
    assert desk.text.count("PREFIX") == 1


def test_a_class_follows_a_and_korean_labels_are_known(desk):
    desk.write("SELECT * { ?p a ")
    assert "kg:Paper" in desk.options()
    assert "kg:uses" not in desk.options()
    desk.page.keyboard.type("Pap")
    assert desk.options() == ["kg:Paper"]
    desk.write("SELECT * { ?p kg:")
    offered = desk.options()
    assert {"kg:uses", "kg:Paper"} <= set(offered)
    assert all(name.startswith("kg:") for name in offered)
    desk.write("SELECT * { ?p 평가")
    assert "kg:evaluatesOn" in desk.options()


def test_keywords_variables_and_prefixes_complete(desk):
    desk.write("SELECT ?title ?paper { ?pap")
    assert desk.options() == ["?paper"]
    desk.page.keyboard.press("Escape")
    desk.write("SELECT ?x { OPT")
    assert desk.options()[0] == "OPTIONAL"
    desk.write("PREFIX sk")
    assert desk.options() == ["skos: <http://www.w3.org/2004/02/skos/core#>"]
    desk.page.keyboard.press("Enter")
    assert desk.text == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"


def test_nothing_is_offered_in_comments_and_texts(desk):
    for text in ("# eval", 'SELECT * { ?a ?b "eval'):
        desk.write(text)
        desk.page.wait_for_timeout(600)
        assert not desk.page.query_selector(".cm-tooltip-autocomplete")


def test_things_complete_by_name_in_either_language(desk):
    desk.write("SELECT * { ?p kg:evaluatesOn concept:longben")
    assert desk.options()[0] == "LongBench"
    desk.page.keyboard.press("Enter")
    assert "concept:longbench" in desk.text
    assert "PREFIX concept: <https://w3id.org/paperkg/concept/>" in desk.text
    desk.write('SELECT * { ?p kg:uses "KV 캐시"')
    desk.page.keyboard.press("ArrowLeft")
    desk.page.keyboard.press("Control+Space")
    assert desk.options()[0] == "KV cache"
    desk.page.keyboard.press("Enter")
    assert "kg:uses concept:kv-cache" in desk.text
    assert '"' not in desk.text
    desk.write("SELECT * { ?p dcterms:creator author:dongwon")
    assert "Dongwon Jo" in desk.options()


def test_a_query_runs_and_its_address_gives_it_again(desk, visit, server):
    desk.put(VOTES)
    desk.run()
    desk.answered()
    rows = server.query(VOTES).json()["results"]["bindings"]
    assert re.fullmatch(rf"{len(rows)} rows · [\d.]+ s", desk.page.inner_text("#answer .facts"))
    assert desk.column(2) == [row["title"]["value"] for row in rows]
    address = desk.page.url
    assert parse_qs(urlsplit(address).query) == {"query": [VOTES]}
    other = visit()
    other.page.goto(address)
    other.answered()
    assert other.text == VOTES
    assert other.column(2) == desk.column(2)
    links = [each.get_attribute("href") for each in other.page.query_selector_all("#answer td a")]
    assert links[0] == f"/paper/{rows[0]['paper']['value'].rpartition('/')[2]}"
    other.page.click("#answer td a")
    assert other.page.inner_text("h1") == rows[0]["title"]["value"]


def test_columns_sort_by_value_and_back(desk):
    desk.open(query=VOTES).answered()
    given = desk.column(3)
    assert [int(each) for each in given] != sorted(map(int, given))
    head = desk.page.query_selector_all("#answer th")[2]
    for state, expected in (
        ("ascending", sorted(given, key=int)),
        ("descending", sorted(given, key=int, reverse=True)),
        ("none", given),
    ):
        head.query_selector("button").focus()
        desk.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == state
        assert desk.column(3) == expected
    desk.page.click("#answer th:nth-child(2) button")
    assert desk.column(2)[0] == min(desk.column(2), key=str.casefold)


def test_terms_of_every_sort_are_read(desk):
    desk.open(
        query="CONSTRUCT { _:b rdfs:label ?t ; kg:value 1.50 ; kg:uses <https://example.org/\u00e9?a=b> } { "
        'VALUES ?t { "a \\"b\\" \\\\ c\\n\\td"@ko "" "\u0085" "<i>" "x"^^<https://example.org/type> } }'
    ).answered()
    assert desk.page.inner_text("#answer .facts").startswith("15 triples")  # a blank node of its own for each text
    cells = {each.text_content() for each in desk.page.query_selector_all("#answer tbody td:nth-child(3)")}
    assert cells == {"1.50", "https://example.org/\u00e9?a=b", 'a "b" \\ c\n\td', "", "\u0085", "<i>", "x"}
    subjects = set(desk.column(1))
    assert len(subjects) == 5
    assert all(subject.startswith("_:") for subject in subjects)


def test_an_empty_answer_names_what_the_graph_does_not_use(desk):
    desk.open(
        query="SELECT * { ?p kg:usess ?c ; rdfs:label 'kg:no' ; skos:broader concept:none # kg:never\n }"
    ).answered()
    said = desk.page.inner_text("#shown")
    assert "Nothing in the graph fits the query." in said
    assert "does not use kg:usess:" in said
    desk.open(query="SELECT * { ?p kg:uses concept:none }").answered()
    assert "does not use" not in desk.page.inner_text("#shown")


def test_rows_without_a_value_stand_last(desk):
    desk.open(query="SELECT * { VALUES (?x ?y) { (1 UNDEF) (2 10) (3 9) (4 UNDEF) } }").answered()
    for expected in (["9", "10", "", ""], ["10", "9", "", ""]):
        desk.page.click("#answer th:nth-child(2) button")
        assert desk.column(2) == expected


def test_a_fault_is_shown_at_its_line(desk):
    desk.put("SELECT * {\n  ?a ?b ?c .\n  ?d ?e }\n")
    desk.run()
    desk.answered()
    assert "Line 3, column 9" in desk.page.inner_text("#fault")
    assert "} cannot stand here" in desk.page.inner_text("#fault pre")
    assert desk.page.text_content(".cm-lintRange-error") == "}"
    marker = desk.page.query_selector(".cm-lint-marker-error").bounding_box()
    line = desk.page.query_selector_all(".cm-line")[2].bounding_box()
    assert abs(marker["y"] - line["y"]) < line["height"]
    assert desk.page.get_attribute("#fault", "role") == "alert"
    desk.page.click("#fault button")
    assert desk.page.evaluate("document.activeElement.classList.contains('cm-content')")
    desk.page.keyboard.type("?f ")
    desk.run()
    desk.page.wait_for_selector("#answer .facts")
    assert not desk.page.query_selector(".cm-lintRange-error")
    assert desk.page.inner_text("#fault") == ""


def test_what_the_server_refuses_is_told(desk):
    desk.put("INSERT DATA { <a:> <b:> <c:> }")
    desk.run()
    desk.answered()
    assert "refused" in desk.page.inner_text("#fault")


FILES = [
    (VOTES, "CSV", "csv", "text/csv"),
    (VOTES, "TSV", "tsv", "text/tab-separated-values"),
    (VOTES, "JSON", "json", "application/sparql-results+json"),
    (VOTES, "XML", "xml", "application/sparql-results+xml"),
    (CACHES, "Turtle", "ttl", "text/turtle"),
    (CACHES, "N-Triples", "nt", "application/n-triples"),
    (CACHES, "JSON-LD", "jsonld", "application/ld+json"),
    (CACHES, "RDF/XML", "rdf", "application/rdf+xml"),
]


@pytest.mark.parametrize(("query", "name", "ending", "media"), FILES)
def test_an_answer_is_downloaded_as_the_server_writes_it(desk, server, query, name, ending, media):
    desk.open(query=query).answered()
    with desk.page.expect_download() as waited:
        desk.page.get_by_role("button", name=name, exact=True).click()
    assert waited.value.suggested_filename == f"paperkg.{ending}"
    assert Path(waited.value.path()).read_bytes() == server.query(query, media).body


def test_triples_are_a_table_and_a_picture(desk, server):
    desk.open(query=CACHES).answered()
    triples = server.query(CACHES, "application/n-triples").text.splitlines()
    assert f"{len(triples)} triples" in desk.page.inner_text("#answer .facts")
    assert len(desk.column(1)) == len(triples)
    desk.page.get_by_role("button", name="Graph").click()
    things = {term for line in triples if "#uses" in line for term in re.findall(r"<([^>]+)>", line)[::2]}
    links = {each.get_attribute("href") for each in desk.page.query_selector_all("svg a")}
    assert len(links) == len(things)
    assert "/concept/kv-cache" in links
    desk.page.wait_for_function("document.querySelector('svg').textContent.includes('KV cache')")
    assert len(desk.page.query_selector_all("svg .line")) == sum("#uses" in line for line in triples)
    before = desk.page.inner_html("svg")
    desk.page.get_by_role("button", name="Table").click()
    desk.page.get_by_role("button", name="Graph").click()
    desk.page.wait_for_timeout(500)
    assert desk.page.inner_html("svg") == before, "the same triples give the same picture"
    boxes = [each.bounding_box() for each in desk.page.query_selector_all("svg .thing text")]
    over = [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[:place]
        if abs(one["y"] - other["y"]) < 12
        and one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
    ]
    assert not over, "names do not run over each other"
    desk.page.focus("svg a")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(re.compile(r"/(paper|concept)/"))


def test_a_large_picture_says_what_it_leaves_out(desk):
    desk.open(query="CONSTRUCT WHERE { ?p kg:uses ?c }").answered()
    desk.page.get_by_role("button", name="Graph").click()
    said = desk.page.inner_text("#answer .lead")
    drawn, there = map(int, re.match(r"(\d+) of (\d+) things are drawn", said).groups())
    assert drawn == len(desk.page.query_selector_all("svg .thing")) < there
    assert len(desk.page.query_selector_all("svg .line")) >= drawn / 2, "what is drawn hangs together"


def test_ready_made_questions_with_their_parameters(desk, server):
    select = desk.page.get_by_label("Ready-made questions")
    select.select_option("papers-on-concept")
    field = desk.page.get_by_label("a method, model, dataset, benchmark, metric or task")
    assert field.input_value() == "KV cache compression"
    field.fill("KV 캐시 압축")
    field.press("Enter")
    desk.answered()
    assert "concept:kv-cache-compression" in desk.text
    expected = server.ask("/api/queries/papers-on-concept").json()["results"]["bindings"]
    assert desk.column(2) == [row["title"]["value"] for row in expected]
    field.fill("no such thing at all")
    field.press("Enter")
    desk.page.wait_for_selector("#fault h2")
    assert "no such thing at all" in desk.page.inner_text("#fault")
    desk.open(name="most-used-benchmarks").answered()
    assert desk.column(2)


def test_prefixes_are_declared_where_they_belong(desk):
    desk.put("# why\nSELECT * { ?a skos:broader concept:x ; rdfs:label 'kg: no' } # foaf:name")
    desk.page.click("#prefixes")
    lines = desk.text.split("\n")
    assert lines[0] == "# why"
    assert [line.split(":")[0] for line in lines[1:4]] == ["PREFIX concept", "PREFIX rdfs", "PREFIX skos"]
    assert len(lines) == 5
    desk.page.click("#prefixes")
    assert desk.text == "\n".join(lines)


def test_the_cap_is_said(visit, sample, web):
    with web.serving(sample, "--workers", "1", "--max-rows", "7") as small:
        desk = visit(small.url).open(query=VOTES)
        desk.answered()
        assert "Cut after 7 rows" in desk.page.inner_text("#answer .warning")
        assert len(desk.column(1)) == 7


def test_a_long_question_can_be_stopped_and_has_a_limit(visit, sample, web):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with web.serving(sample, "--workers", "2", "--timeout", "3") as slow:
        desk = visit(slow.url).open()
        desk.put(endless)
        desk.page.click("#run")
        stop = desk.page.get_by_role("button", name="Stop")
        stop.click()
        desk.page.wait_for_function("document.getElementById('said').textContent === 'Stopped.'")
        assert desk.page.inner_text("#run") == "Run"
        desk.page.click("#run")
        desk.page.wait_for_selector("#fault h2")
        assert "3" in desk.page.inner_text("#fault pre")
        desk.put("ASK { ?p a kg:Paper }")
        desk.run()
        desk.page.wait_for_selector(".verdict")
        assert desk.page.inner_text(".verdict") == "Yes"


def test_titles_with_markup_stay_text(visit, tmp_path, web):
    kg = "https://w3id.org/paperkg/ontology#"
    paper, concept = (
        ox.NamedNode("https://arxiv.org/abs/2503.00001"),
        ox.NamedNode("https://w3id.org/paperkg/concept/x"),
    )
    kind, label = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.Literal(HOSTILE)
    triples = [
        ox.Triple(paper, kind, ox.NamedNode(kg + "Paper")),
        ox.Triple(paper, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), label),
        ox.Triple(paper, ox.NamedNode("http://purl.org/dc/terms/title"), label),
        ox.Triple(paper, ox.NamedNode(kg + "uses"), concept),
        ox.Triple(paper, ox.NamedNode(kg + "uses"), ox.NamedNode("javascript:alert(4)")),
        ox.Triple(concept, kind, ox.NamedNode(kg + "Method")),
        ox.Triple(concept, ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), label),
    ]
    (tmp_path / "graph.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    with web.serving(tmp_path, "--workers", "1") as server:
        desk = visit(server.url).open(query="SELECT ?t ?c { ?p rdfs:label ?t ; kg:uses ?c }")
        desk.answered()
        assert desk.column(1)[0] == HOSTILE
        assert "javascript:alert(4)" in desk.column(2)
        desk.open(query="CONSTRUCT WHERE { ?p rdfs:label ?t ; kg:uses ?c }").answered()
        desk.page.get_by_role("button", name="Graph").click()
        desk.page.wait_for_timeout(400)
        assert HOSTILE in desk.page.text_content("svg")
        for each in desk.page.query_selector_all("a"):
            assert not each.get_attribute("href").startswith("javascript:")
        desk.write("SELECT * { ?p kg:uses concept:script")
        assert desk.options() == [HOSTILE]
        desk.put(f"SELECT * {{ {HOSTILE}")
        desk.run()
        desk.page.wait_for_selector("#fault pre")
        assert not desk.page.query_selector("img")
        assert desk.page.evaluate("document.scripts.length") == len(desk.page.query_selector_all("head script"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_page_needs_no_sideways_scrolling(visit, scheme):
    desk = visit(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    for given in ({}, {"query": VOTES}, {"query": CACHES}, {"query": "SELECT * {\n broken"}, {"name": "leaderboard"}):
        desk.open(**given)
        if given:
            desk.answered()
        if given.get("query") == CACHES:
            desk.page.get_by_role("button", name="Graph").click()
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390, given
        for button in desk.page.query_selector_all("#desk button:not([hidden])"):
            box = button.bounding_box()
            assert box is None or box["height"] >= 24  # WCAG 2.2, 2.5.8


def test_everything_is_reached_by_keyboard_and_has_a_name(desk):
    desk.put(VOTES)
    desk.run()
    desk.answered()
    desk.page.click(".cm-content")
    seen = []
    for _ in range(14):
        desk.page.keyboard.press("Tab")
        seen.append(
            desk.page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")
        )
    assert seen[:4] == ["Run", "Declare prefixes", "Copy link", "Table of the answer, scrolls sideways"]
    assert seen[4:7] == ["paper", "title", "votes"]
    nameless = desk.page.evaluate("""
        [...document.querySelectorAll('button, input, select, textarea, a, [role=region], [role=textbox]')]
          .filter((e) => e.checkVisibility() && e.type !== 'hidden')
          .filter((e) => !(e.innerText.trim() || e.getAttribute('aria-label') || e.labels?.length))
          .map((e) => e.outerHTML)
    """)
    assert not nameless
    assert desk.page.get_by_role("textbox", name="Query").count() == 1


def test_the_licences_of_the_editor_are_at_hand(desk, server):
    desk.page.click("details summary")
    desk.page.get_by_role("link", name="Licences of what the editor is made of").click()
    text = server.ask("/static/editor/licences.txt").text
    assert desk.page.inner_text("body").strip() == text.strip()
    for name in ("@codemirror/view", "@codemirror/legacy-modes", "style-mod"):
        assert f"{name} " in text
    assert text.count("Permission is hereby granted") == text.count("(MIT)")


def test_in_korean(visit):
    desk = visit(locale="ko-KR").open(name="leaderboard")
    desk.answered()
    words = WORDS["ko"]
    assert desk.page.inner_text("h1") == words["title"]
    assert desk.page.inner_text("#run") == words["run"]
    assert desk.page.get_by_role("textbox", name=words["query"]).count() == 1
    assert words["askedFor"]["leaderboard"] in desk.page.inner_text("#named")
    assert re.fullmatch(r"\d+행 · [\d.]+초", desk.page.inner_text("#answer .facts"))
    desk.write("SELECT * { ?p 평가")
    desk.options()
    assert "평가" in desk.page.inner_text(".cm-completionDetail")
    desk.page.keyboard.press("Escape")
    desk.put("ASK { ?s ?p ?o }")
    desk.page.click("a[hreflang=en]")
    desk.page.wait_for_selector("#desk.js .verdict")
    assert desk.text == "ASK { ?s ?p ?o }", "the query comes along"
    assert desk.page.inner_text("h1") == WORDS["en"]["title"]


def test_without_the_editor_proper_a_text_field_does(visit):
    desk = visit()

    def plain(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r'data-editor="[^"]*"', 'data-editor=""', answer.text()))

    desk.page.route("**/query*", plain)
    desk.open()
    area = desk.page.get_by_label("Query", exact=True)
    area.fill("SELECT * {\n ?a ?b }")
    area.press("Control+Enter")
    desk.page.wait_for_selector("#fault button")
    desk.page.click("#fault button")
    assert area.evaluate("e => e.selectionStart") == len("SELECT * {\n ?a ?b ")
    area.fill(VOTES)
    desk.page.click("#prefixes")
    assert area.input_value().startswith("PREFIX kg:")
    area.press("Control+Enter")
    desk.answered()
    assert desk.column(3)
    assert not [url for url in desk.requests if "/static/editor/" in url]
