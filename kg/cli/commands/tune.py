"""``kg tune``: learn how much each voice counts for related papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common
from kg.errors import InputError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

ABOUT = """\
Learn from judged pairs of papers how much concepts, authors, words and topics count for `kg related`, and the topics
from the texts of a built graph; needs scikit-learn (pip install 'paperkg[train]'). Prints a cross-validation over
queries, and what is lost without each voice.

A file of judgements is JSON: {"2502.01068": {"2502.00299": 3, ...}, ...}, or a line a query:
  {"query": "2502.01068", "grades": {"2502.00299": 3, "2502.01941": 2, "2404.07097": 0}}
Grades go from 0 (nothing to do with it) to 3 (the same problem).

Written are topics.npz and shares.json; both belong into kg/graph/similarity/. The topics come first: until they are in
their place, the shares are learned with the old ones."""
EXAMPLES = (
    "kg tune ontology/judgements/related.jsonl --graph archive",
    "kg tune ontology/judgements/related.jsonl --graph archive --judge held-out.json --out new",
)


def parser() -> ArgumentParser:
    made = common.command_parser("tune", ABOUT, EXAMPLES)
    made.add_argument(
        "judgements", nargs="+", type=Path, metavar="JUDGEMENTS", help="files of judged pairs to learn from"
    )
    made.add_argument(
        "--judge",
        action="append",
        type=Path,
        default=[],
        metavar="JUDGEMENTS",
        help="judged pairs that are not learned from; repeatable",
    )
    made.add_argument("--topics", action="store_true", help="learn the topics anew, too (minutes)")
    made.add_argument(
        "--out", type=Path, default=Path("tuned"), metavar="DIR", help="where to write (default: %(default)s)"
    )
    common.add_graph(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.cli import output
    from kg.graph.similarity.profile import graph_broader, graph_profiles
    from kg.graph.similarity.tune import cross_validated, examples, fit_shares, gain
    from kg.graph.similarity.vectors import VOICES
    from kg.store.convert import from_store
    from kg.store.disk import open_store
    from kg.store.terms import load_terms

    graph = from_store(open_store(arguments.graph), load_terms(arguments.graph))
    ids = {node: data["identifier"] for node, data in graph.nodes(data=True) if data["kind"] == "paper"}
    profiles = {ids[paper]: profile for paper, profile in graph_profiles(graph)}
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.topics:
        from kg.graph.similarity.fit import fit_topics

        labels = {node: data["label"] for node, data in graph.nodes(data=True)}
        with (arguments.out / "topics.npz").open("wb") as stream:
            terms, topics = fit_topics(profiles, labels, stream)
        print(f"{topics:,} topics in {terms:,} terms of {len(profiles):,} papers")
    broader = graph_broader(graph)
    found = examples(profiles, broader, _judged(arguments.judgements))
    if not found:
        raise InputError("no judged query is in the graph: name a graph that holds the papers with --graph")
    shares = fit_shares(list(found.values()))
    print(f"nDCG@10 over {len(found)} queries, by cross-validation: {cross_validated(found):.3f}")
    for voice in VOICES:
        print(f"  without {voice:<8} {cross_validated(found, without=voice):.3f}")
    for path in arguments.judge:
        held = examples(profiles, broader, _judged([path]))
        if not held:
            raise InputError("none of its queries is in the graph", source=str(path))
        mean = sum(gain(shares, each) for each in held.values()) / len(held)
        print(f"{path.name}, not learned from: {mean:.3f} over {len(held)} queries")
        for voice in VOICES:
            silent = fit_shares(list(found.values()), voice)
            print(f"  without {voice:<8} {sum(gain(silent, each) for each in held.values()) / len(held):.3f}")
        print(f"  one by one, learned from the others: {cross_validated(held, folds=len(held)):.3f}")
    text = json.dumps({voice: round(share, 3) for voice, share in sorted(shares.items())})
    (arguments.out / "shares.json").write_text(text + "\n", encoding="utf-8")
    output.say(f"written to {arguments.out}: {text}")
    return 0


def _judged(paths: list[Path]) -> dict[str, dict[str, int]]:
    from kg.ask.evaluate import read_judgements

    found: dict[str, dict[str, int]] = {}
    for path in paths:
        pairs = read_judgements(path)
        if pairs is None:
            raise InputError("expected judged pairs of papers as JSON", source=str(path))
        found.update(pairs)
    return found
