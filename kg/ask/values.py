"""Answers as values for JSON: the command line and the server write the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.ask.nodes import Thing
    from kg.ask.path import Chain
    from kg.ask.reasons import Step
    from kg.ask.related import NamedReason, RelatedPaper
    from kg.ask.reported import Line
    from kg.ask.search import Hit
    from kg.ask.show import Card, Item
    from kg.ask.vocabulary import Vocabulary
    from kg.ontology.queries import NamedQuery


def hits(found: Sequence[Hit]) -> list[dict[str, str]]:
    """What a search found, best first."""
    return [
        {
            "iri": hit.thing.iri,
            "kind": hit.thing.kind,
            "label": hit.thing.label,
            "matched": hit.matched,
            "match": hit.match,
        }
        for hit in found
    ]


def numbers(found: Sequence[Line]) -> list[dict[str, str]]:
    """What a search found of reported numbers, in the form of ``hits``."""
    return [
        {"iri": line.iri, "kind": "result", "label": line.text, "matched": line.text, "match": "word"} for line in found
    ]


def card(shown: Card) -> dict[str, Any]:
    """One thing with its facts, and under "relations" what it is connected to."""
    return {
        "iri": shown.thing.iri,
        "kind": shown.thing.kind,
        "label": shown.thing.label,
        **_values(shown.facts),
        "relations": _values((name, [_item(item) for item in items]) for name, items in shown.groups),
    }


def related(found: Sequence[RelatedPaper]) -> list[dict[str, Any]]:
    """Related papers, best first, each with its reasons."""
    return [
        {
            "paper": each.paper,
            "title": each.title,
            "score": each.score,
            "date": each.date,
            "reasons": [_reason(item) for item in each.reasons],
            "differs": {role: list(names) for role, names in each.differs},
        }
        for each in found
    ]


def _reason(reason: NamedReason) -> dict[str, Any]:
    """A reason; what only some reasons have is left out of the others."""
    value: dict[str, Any] = {"kind": reason.kind, "name": reason.name, "weight": reason.weight}
    if reason.terms:
        value["terms"] = [{"name": name, "weight": weight} for name, weight in reason.terms]
    if reason.sentences:
        value["sentences"] = [each._asdict() for each in reason.sentences]
    return value


def chains(found: Sequence[Chain]) -> list[dict[str, Any]]:
    """Chains of evidence, strongest first, each with its steps."""
    return [{"strength": chain.strength, "steps": [_step(step) for step in chain.steps]} for chain in found]


def queries(known: Iterable[NamedQuery]) -> list[dict[str, Any]]:
    """The named queries with the questions they answer and their parameters."""
    return [
        {
            "name": each.name,
            "question": each.question,
            "parameters": [
                {"name": item.name, "kind": item.kind.value, "default": item.default, "help": item.help}
                for item in each.parameters
            ],
        }
        for each in known
    ]


def vocabulary(found: Vocabulary) -> dict[str, Any]:
    """Prefixes, classes and properties, with their labels and comments by language."""
    return {
        "prefixes": dict(found.prefixes),
        "terms": [
            {
                "name": each.name,
                "iri": each.iri,
                "sort": each.sort,
                "labels": dict(each.labels),
                "comments": dict(each.comments),
                "uses": each.uses,
            }
            for each in found.words
        ],
    }


def _values(named: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Names as JSON keys; tuples become arrays."""
    return {name.replace(" ", "_"): value for name, value in named}


def _item(item: Item) -> dict[str, object]:
    return {"iri": item.thing.iri, "kind": item.thing.kind, "label": item.thing.label, **_values(item.details)}


def _step(step: Step) -> dict[str, object]:
    return {
        "from": _thing(step.start),
        "relation": step.relation,
        "to": _thing(step.end),
        "strength": step.strength,
        "worth": step.worth,
        "rarities": [
            {
                "thing": each.thing.iri,
                "uses": each.uses,
                "among": each.among,
                "counted": each.counted,
                "value": each.value,
            }
            for each in step.rarities
        ],
        "papers": list(step.papers),
        "date": step.date,
        "doubted": step.doubted,
        "text": step.text,
    }


def _thing(thing: Thing) -> dict[str, str]:
    return {"iri": thing.iri, "kind": thing.kind, "label": thing.label}
