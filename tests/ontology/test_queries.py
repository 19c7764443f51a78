import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError, UsageError
from kg.ontology.queries import Bound, load_queries, read_query
from kg.ontology.terms import PREFIXES, Iris

GRAPH = Path(__file__).parent / "data" / "papers.ttl"
QUERIES = load_queries()


@pytest.fixture(scope="module")
def store():
    loaded = ox.Store()
    loaded.load(path=GRAPH, format=ox.RdfFormat.TURTLE)
    return loaded


def term(bound):
    return (
        ox.Literal(bound.value, datatype=ox.NamedNode(bound.datatype)) if bound.datatype else ox.NamedNode(bound.value)
    )


def readable(value):
    if value is None:
        return None
    return value.value.rsplit("/", 1)[-1] if isinstance(value, ox.NamedNode) else value.value


def ask(store, name, **values):
    query = QUERIES[name]
    bound = {ox.Variable(name): term(value) for name, value in query.bind(values).items()}
    rows = store.query(query.text, substitutions=bound)
    return [tuple(readable(row[column]) for column in query.columns) for row in rows]


# Every query with at least one question and its full answer; an answer is worked out from the graph by hand.
ANSWERS = [
    (
        "papers-of-author",
        {"author": "Ben"},
        [
            ("2502.00006", "2025-02-05", "Sixth Paper"),
            ("2501.00001", "2025-01-31", "Alpha Sparse"),
            ("2501.00002", "2025-01-31", "Second Paper"),
        ],
    ),
    ("coauthors", {"author": "Ben"}, [("ada", "Ada", "2"), ("cho", "Cho", "2")]),
    (
        "prolific-authors",
        {},
        [("ben", "Ben", "3"), ("cho", "Cho", "3"), ("ada", "Ada", "2"), ("dan", "Dan", "2"), ("eve", "Eve", "2")],
    ),
    ("collaborations", {}, [("Ada", "Ben", "2", "1.5"), ("Ben", "Cho", "2", "1.5")]),
    ("coauthor-path", {"author": "Ada", "other": "Ben"}, [("1", None, None, None)]),
    ("coauthor-path", {"author": "Ada", "other": "Dan"}, [("2", "Cho", None, None)]),
    ("coauthor-path", {"author": "Ada", "other": "Eve"}, [("3", "Cho", "Dan", None)]),
    ("coauthor-path", {"author": "Ada", "other": "Zeta Team"}, [("4", "Cho", "Dan", "Eve")]),
    ("coauthor-path", {"author": "Ada", "other": "Nobody"}, []),
    ("bridging-authors", {"one": "KV Cache Compression", "two": "Summarization"}, [("cho", "Cho", "2", "1")]),
    (
        "papers-on-concept",
        {"concept": "Sparse Attention"},
        [
            ("2502.00003", "Third Paper", "2025-02-05", "uses", "Sparse Attention"),
            ("2502.00006", "Sixth Paper", "2025-02-05", "comparesWith", "Alpha-Sparse"),
            ("2501.00001", "Alpha Sparse", "2025-01-31", "introduces", "Alpha-Sparse"),
            ("2501.00002", "Second Paper", "2025-01-31", "uses", "Alpha-Sparse"),
        ],
    ),
    ("concept-by-month", {"concept": "Attention"}, [("2025-01", "2"), ("2025-02", "2")]),
    (
        "concepts-together",
        {"concept": "Alpha-Sparse", "minimum": "3"},
        [
            ("kv-cache-compression", "KV Cache Compression", "3"),
            ("llama-3", "LLaMA 3", "3"),
            ("longbench", "LongBench", "3"),
        ],
    ),
    (
        "mentions-of-concept",
        {"concept": "Alpha Sparse"},
        [
            ("2501.00001", "title", "0", "12", "Alpha Sparse", "title"),
            ("2502.00006", "body", "10", "22", "Alpha-Sparse", "baseline"),
        ],
    ),
    ("how-sure", {"paper": "2501.00001"}, [("alpha-sparse", "Alpha-Sparse", "0.95", "1")]),
    ("introduced-by-paper", {"paper": "2501.00001"}, [("alpha-sparse", "Alpha-Sparse", "Method")]),
    (
        "papers-sharing-concepts",
        {"paper": "2501.00001"},
        [("2501.00002", "Second Paper", "5"), ("2502.00006", "Sixth Paper", "4")],
    ),
    ("linked-papers", {"paper": "2501.00001"}, [("2501.00002", "Second Paper", "0.75", "2", "1")]),
    (
        "link-reasons",
        {"paper": "2501.00001", "other": "2501.00002"},
        [
            ("author", "Ben"),
            ("concept", "Alpha-Sparse"),
            ("concept", "GPT-X"),
            ("topic", "sparse attention"),
            ("word", "attention"),
            ("word", "희소"),
        ],
    ),
    (
        "most-voted-papers",
        {},
        [
            ("2501.00001", "Alpha Sparse", "9", "2025-01-31"),
            ("2502.00003", "Third Paper", "7", "2025-02-05"),
            ("2502.00006", "Sixth Paper", "7", "2025-02-05"),
            ("2501.00002", "Second Paper", "3", "2025-01-31"),
        ],
    ),
    (
        "papers-of-digest",
        {},
        [
            ("1", "9", "2501.00001", "Alpha Sparse"),
            ("2", "7", "2502.00003", "Third Paper"),
            ("3", None, "2502.00004", "Fourth Paper"),
            ("4", "7", "2502.00006", "Sixth Paper"),
            ("5", "0", "p5", "Fifth Paper"),
        ],
    ),
    (
        "new-concepts-of-day",
        {},
        [
            ("news", "News", "Dataset", "2"),
            ("summarization", "Summarization", "Task", "2"),
            ("beta-kv", "BetaKV", "Method", "1"),
            ("lora-x", "LoRA-X", "Method", "1"),
            ("long-document-summarization", "Long Document Summarization", "Task", "1"),
            ("sparse-attention", "Sparse Attention", "Method", "1"),
            ("throughput", "Throughput", "Metric", "1"),
            ("zorb", "Zorb", "Method", "1"),
        ],
    ),
    (
        "methods-first-seen",
        {},
        [
            ("beta-kv", "BetaKV", "2025-02-05"),
            ("lora-x", "LoRA-X", "2025-02-05"),
            ("sparse-attention", "Sparse Attention", "2025-02-05"),
            ("zorb", "Zorb", "2025-02-05"),
        ],
    ),
    ("most-used-benchmarks", {}, [("longbench", "LongBench", "3"), ("mmlu", "MMLU", "2")]),
    (
        "results-on-benchmark",
        {},
        [
            ("2501.00002", None, "Accuracy", "80.25", "%", "absolute", None),
            ("2501.00001", "Alpha-Sparse", "Accuracy", "71.5", "%", "absolute", None),
        ],
    ),
    (
        "leaderboard",
        {},
        [("MMLU", "80.25", "%", None, "2501.00002"), ("MMLU", "71.5", "%", "Alpha-Sparse", "2501.00001")],
    ),
    (
        "largest-improvements",
        {},
        [
            ("3.5", None, "BetaKV", None, "2502.00006", "a 3.5 times speed-up"),
            ("2", "Throughput", "Alpha-Sparse", "GPT-X", "2501.00001", "2.0배"),
        ],
    ),
    ("models-compared-with", {"model": "GPT-X"}, [("llama-3", "LLaMA 3", "2")]),
    (
        "most-used-baselines",
        {},
        [
            ("gpt-x", "GPT-X", "Model", "2"),
            ("alpha-sparse", "Alpha-Sparse", "Method", "1"),
            ("llama-3", "LLaMA 3", "Model", "1"),
        ],
    ),
    (
        "tasks-with-most-papers",
        {},
        [
            ("kv-cache-compression", "KV Cache Compression", "3"),
            ("summarization", "Summarization", "2"),
            ("long-document-summarization", "Long Document Summarization", "1"),
        ],
    ),
    (
        "datasets-for-task",
        {"task": "Summarization"},
        [("news", "News", "Dataset", "2"), ("mmlu", "MMLU", "Benchmark", "1")],
    ),
    (
        "broader-and-narrower",
        {"concept": "Sparse Attention"},
        [("broader", "attention", "Attention"), ("narrower", "alpha-sparse", "Alpha-Sparse")],
    ),
    (
        "unexplained-concepts",
        {},
        [("zorb", "Zorb", "Method", "2502.00004"), ("throughput", "Throughput", "Metric", "2502.00006")],
    ),
    ("shared-labels", {}, [("AS", "alpha-sparse", "Alpha-Sparse"), ("AS", "lora-x", "LoRA-X")]),
]


@pytest.mark.parametrize(("name", "values", "rows"), ANSWERS, ids=lambda value: value if isinstance(value, str) else "")
def test_answers(store, name, values, rows):
    assert ask(store, name, **values) == rows


def test_every_query_is_asked():
    assert {name for name, _, _ in ANSWERS} == set(QUERIES)
    assert len(QUERIES) >= 18


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_states_its_question_and_is_ordered(query):
    assert query.question.endswith("?")
    assert query.columns
    assert "ORDER BY" in query.text


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_prefixes_are_those_of_the_table_and_used(query):
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", query.text, re.MULTILINE))
    body = query.text.rpartition("PREFIX")[2].partition("\n")[2]
    assert declared == {name: PREFIXES[name] for name in declared}
    assert set(declared) == set(re.findall(r"\b([a-z]+):\w", body))


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_parameters_are_projected_and_answer_nothing_for_a_strange_value(store, query):
    strange = 'no" } such <x> thing'
    kinds = {"paper": f"https://example.org/{strange}", "author": strange, "concept": strange, "text": strange}
    values = {item.name: kinds[item.kind] for item in query.parameters if item.kind in kinds}
    bound = {ox.Variable(name): term(value) for name, value in query.bind(values).items()}
    rows = list(store.query(query.text, substitutions=bound))  # fails when a parameter is not projected
    assert not (values and rows)


@pytest.mark.parametrize("written", ["2502.01068", "2502.01068v2", "<https://arxiv.org/abs/2502.01068>"])
def test_a_paper_is_named_by_id_or_iri(written):
    assert QUERIES["introduced-by-paper"].bind({"paper": written}) == {
        "paper": Bound("https://arxiv.org/abs/2502.01068")
    }


def test_an_alias_is_bound_by_the_iri_that_the_caller_found():
    query = QUERIES["papers-on-concept"]
    iri = "https://example.org/concept/gqa"
    assert query.bind({"concept": iri}) == query.bind({"concept": f"<{iri}>"}) == {"concept": Bound(iri)}
    moved = query.bind({"concept": "Sparse Attention"}, iris=Iris("https://example.org/"))
    assert moved == {"concept": Bound("https://example.org/concept/sparse-attention")}


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("most-voted-papers", {"minimum": "many"}, "minimum must be a whole number, not 'many'"),
        ("methods-first-seen", {"month": "2025"}, "month must be a month"),
        ("new-concepts-of-day", {"day": "yesterday"}, "day must be a date"),
        ("introduced-by-paper", {"paper": "the one on attention"}, "paper must be an arXiv id"),
        ("papers-of-digest", {"digest": "2025-13-45"}, "digest must be a date"),
        ("papers-of-author", {"author": " ... "}, "author must be a name"),
        ("coauthors", {"writer": "x"}, r"coauthors has no parameter writer \(it has: author\)"),
        ("shared-labels", {"x": "x"}, r"it has: none"),
    ],
)
def test_unusable_values_are_refused(name, values, message):
    with pytest.raises(UsageError, match=message):
        QUERIES[name].bind(values)


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("SELECT * {}", 1), ('# Which?\n# @param x colour  "red"  a colour\n', 2), ("# Which?\n# @param x\n", 2)],
)
def test_a_malformed_file_is_named(tmp_path, text, line):
    path = tmp_path / "broken.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_query(path)
    assert (caught.value.source, caught.value.line) == ("broken.rq", line)
