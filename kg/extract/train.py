"""Learn the weights of the judge from annotated papers, and the archive's statistics from all papers.

Nothing a paper's own annotations teach (tallies, lexicon concepts) and nothing its own text adds to the archive's
counts is used when its features are computed: a weight learnt from a feature that has seen the answer is worth nothing.
The same papers give the same bytes.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import RequirementError, UsageError
from kg.extract import archive as archives
from kg.extract import decide, gold, judge, lessons, propose, survey
from kg.extract.features import Context, Evidence, Tally, features
from kg.extract.judge import KINDS, ROLES, Judge, with_kind
from kg.model import Kind, Paper, Role, Term

if TYPE_CHECKING:
    from kg.extract.archive import Archive

FOLDS = 5
_LEAST = 2
"""A feature must occur in so many groups to get a weight."""
_SMALLEST = 0.01
"""Weights nearer to zero are not kept."""
_BUCKETS = 20
"""Annotated papers are read in so many parts, each with the lexicon that the other parts teach."""
_OPTIONAL = 0.15
"""Weight of an entity that is fine to have and fine to lack, against one that a reader would miss."""
_ACCEPTED = 0.3
"""Weight of a kind or role that a judge would also accept, against the annotated one."""


class Strength(NamedTuple):
    """Inverse regularisation of the three models."""

    keep: float = 0.06
    kind: float = 0.05
    role: float = 0.1


STRENGTH = Strength()


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated paper, ready to learn from or to be judged on."""

    annotated: gold.GoldPaper
    proposal: propose.Proposal
    labels: tuple[frozenset[str], ...]
    taken: Mapping[int, int]
    copies: frozenset[int]
    features: tuple[tuple[str, ...], ...]
    tallies: Mapping[str, Tally]
    """What this paper's annotations say of each name."""


@dataclass(frozen=True, slots=True)
class Score:
    """Hits among what was predicted and among what was wanted."""

    hits: int
    wrong: int
    wanted: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, self.hits + self.wrong + self.wanted)

    def __str__(self) -> str:
        precision = self.hits / max(1, self.hits + self.wrong)
        return f"P {precision:.3f} R {self.hits / max(1, self.wanted):.3f} F1 {self.f1:.3f}"


def examples(
    annotated: Sequence[gold.GoldPaper],
    papers: Mapping[str, Paper],
    terms: Mapping[str, Term],
    counted: tuple[survey.Survey, Mapping[str, survey.Sightings]],
    *,
    teachers: Sequence[gold.GoldPaper],
) -> list[Example]:
    """Features of annotated papers, each computed without what the paper itself taught."""
    total, each = counted
    whole = total.archive()
    drafts: dict[str, _Draft] = {}
    for start in range(min(_BUCKETS, len(annotated))):
        bucket = annotated[start::_BUCKETS]
        own = {p.paper: total.without(each[p.paper], whole) if p.paper in each else whole for p in bucket}
        outside = [paper for paper in teachers if paper.paper not in own]
        lexicon = lessons.joined(terms, lessons.learned_terms(outside, terms))
        shared = {k: v for k, v in whole.dictionary.items() if all(a.dictionary.get(k) == v for a in own.values())}
        known = propose.knowledge(lexicon.values(), archives.Archive({}, shared))
        for paper in bucket:
            proposal = propose.propose(papers[paper.paper], replace(known, archive=own[paper.paper]))
            drafts[paper.paper] = _Draft(paper, proposal, own[paper.paper], lexicon)
    ordered = [drafts[paper.paper] for paper in annotated]
    return _with_features(ordered, teachers, frozenset(terms))


def _with_features(
    drafts: Sequence[_Draft], teachers: Sequence[gold.GoldPaper], known: Collection[str]
) -> list[Example]:
    teaching = {paper.paper for paper in teachers}
    tallies = [draft.tallies() for draft in drafts]
    sums = lessons.sum_tallies(t for t, draft in zip(tallies, drafts, strict=True) if draft.paper.paper in teaching)
    return [
        draft.example(sums, own, known, teaches=draft.paper.paper in teaching)
        for draft, own in zip(drafts, tallies, strict=True)
    ]


class _Draft:
    """An annotated paper with its proposal, before its features are known."""

    def __init__(
        self, paper: gold.GoldPaper, proposal: propose.Proposal, archive: Archive, terms: Mapping[str, Term]
    ) -> None:
        self.paper = paper
        self.proposal = proposal
        self.archive = archive
        self.terms = terms
        self.labels = tuple(gold.labels(group, terms) for group in proposal.groups)
        self.taken = gold.assign(proposal.groups, self.labels, paper.entities)
        self.copies = gold.copies(self.labels, paper.entities, self.taken)

    def tallies(self) -> dict[str, Tally]:
        return lessons.paper_tallies(self.proposal.groups, self.paper.entities, self.taken, self.copies, self.terms)

    def example(self, sums: lessons.Tallies, own: lessons.Tallies, known: Collection[str], *, teaches: bool) -> Example:
        wanted = sorted({key for group in self.proposal.groups for key in lessons.keys(group, self.terms)})
        learned = frozenset(slug for slug in self.terms if slug not in known)
        evidence = Evidence(self.terms, self.archive, lessons.without(sums, own if teaches else {}, wanted), learned)
        context = Context(self.proposal)
        found = tuple(tuple(features(group, context, evidence)) for group in self.proposal.groups)
        return Example(self.paper, self.proposal, self.labels, self.taken, self.copies, found, own)


class Row(NamedTuple):
    """One training instance."""

    features: Sequence[str]
    label: int
    weight: float


def _keep_rows(examples: Iterable[Example]) -> list[Row]:
    """Every group but the second copies: they are names all right, only not needed twice."""
    rows = []
    for example in examples:
        for index, found in enumerate(example.features):
            entity = _entity(example, index)
            weight = 1.0 if entity is None or entity.core else _OPTIONAL
            if index not in example.copies:
                rows.append(Row(found, int(entity is not None), weight))
    return rows


def _kind_rows(examples: Iterable[Example]) -> list[Row]:
    return [
        Row(found, KINDS.index(kind), _weight(entity.core, kind == entity.kinds[0]))
        for example in examples
        for found, entity in _matched(example)
        for kind in entity.kinds
    ]


def _role_rows(examples: Iterable[Example]) -> list[Row]:
    return [
        Row(with_kind(found, entity.kinds[0]), ROLES.index(role), _weight(entity.core, role == entity.roles[0]))
        for example in examples
        for found, entity in _matched(example)
        for role in entity.roles
    ]


def _weight(core: bool, best: bool) -> float:  # noqa: FBT001 two facts about one label, used above only
    return (1.0 if core else 0.6) * (1.0 if best else _ACCEPTED)


def _entity(example: Example, index: int) -> gold.GoldEntity | None:
    at = example.taken.get(index)
    return None if at is None else example.annotated.entities[at]


def _matched(example: Example) -> list[tuple[tuple[str, ...], gold.GoldEntity]]:
    return [(example.features[index], example.annotated.entities[at]) for index, at in sorted(example.taken.items())]


def fit(examples: Sequence[Example], *, strength: Strength = STRENGTH, threshold: float = 0.35) -> Judge:
    """The judge that these papers teach, without tallies."""
    keep = _fit(_keep_rows(examples), strength.keep, classes=2)
    kind = _fit(_kind_rows(examples), strength.kind, classes=len(KINDS))
    role = _fit(_role_rows(examples), strength.role, classes=len(ROLES))
    return Judge({name: row[0] for name, row in keep.items()}, kind, role, {}, frozenset(), threshold)


def _fit(rows: Sequence[Row], strength: float, *, classes: int) -> dict[str, tuple[float, ...]]:
    """Weights by feature: one a class, or a single one for two classes."""
    try:
        import numpy as np  # noqa: PLC0415 an optional extra
        from scipy.sparse import csr_matrix  # noqa: PLC0415 as above
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 as above
    except ImportError as error:
        raise RequirementError("training needs scikit-learn: pip install 'paperkg[train]'") from error
    counts = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, count in counts.items() if count >= _LEAST)
    index = {name: at for at, name in enumerate(names)}
    columns = [[index[name] for name in row.features if name in index] for row in rows]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([at for column in columns for at in column], dtype=np.int64)
    matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(names)))
    model = LogisticRegression(C=strength, max_iter=100, tol=1e-3)
    model.fit(matrix, [row.label for row in rows], sample_weight=[row.weight for row in rows])
    return _weights(model, names, classes)


def _weights(
    model: Any,  # noqa: ANN401 sklearn is untyped
    names: Sequence[str],
    classes: int,
) -> dict[str, tuple[float, ...]]:
    if classes == 2:
        rows: dict[str, tuple[float, ...]] = {
            name: (float(value),) for name, value in zip(names, model.coef_[0], strict=True)
        }
        bias: tuple[float, ...] = (float(model.intercept_[0]),)
    else:
        place = {int(label): at for at, label in enumerate(model.classes_)}
        columns = [place.get(label) for label in range(classes)]
        rows = {
            name: tuple(0.0 if at is None else float(model.coef_[at][number]) for at in columns)
            for number, name in enumerate(names)
        }
        bias = tuple(-40.0 if at is None else float(model.intercept_[at]) for at in columns)
    kept = {name: row for name, row in rows.items() if max(map(abs, row)) >= _SMALLEST}
    return {judge.BIAS: bias, **kept}


class Guess(NamedTuple):
    """What a judge makes of one group."""

    probability: float
    kind: Kind
    role: Role


def guesses(example: Example, trained: Judge) -> list[Guess]:
    """The judgement of every group of a paper."""
    found = []
    for names in example.features:
        kind = trained.kind_of(names)
        found.append(Guess(trained.probability(names), kind, trained.role_of(names, kind)))
    return found


def cross_validate(
    examples: Sequence[Example], *, strength: Strength = STRENGTH, also: Sequence[Example] = (), folds: int = FOLDS
) -> list[tuple[Example, list[Guess]]]:
    """Every paper judged by weights that never saw it; ``also`` is always learnt from and never judged."""
    order = list(range(len(examples)))
    random.Random(0).shuffle(order)  # noqa: S311 a fixed division into folds, not a secret
    judged = []
    for fold in range(folds):
        held = frozenset(order[fold::folds])
        trained = fit([*(e for at, e in enumerate(examples) if at not in held), *also], strength=strength)
        judged += [(examples[at], guesses(examples[at], trained)) for at in sorted(held)]
    return judged


def score(judged: Iterable[tuple[Example, Sequence[Guess]]], threshold: float) -> dict[str, Score]:
    """Found, typed and role as the scorer of the annotations counts them."""
    totals = {"found": [0, 0, 0], "typed": [0, 0, 0], "role": [0, 0, 0]}
    for example, guessed in judged:
        groups = example.proposal.groups
        kept = [at for at, _ in decide.choose(groups, [g.probability for g in guessed], threshold=threshold)]
        for rule, total in totals.items():
            hits, neutral = _hits(example, guessed, kept, rule)
            total[0] += hits
            total[1] += len(kept) - hits - neutral
            total[2] += sum(entity.core for entity in example.annotated.entities)
    return {rule: Score(*total) for rule, total in totals.items()}


def _hits(example: Example, guessed: Sequence[Guess], kept: Sequence[int], rule: str) -> tuple[int, int]:
    used: set[int] = set()
    hits = neutral = 0
    for entity in sorted(example.annotated.entities, key=lambda item: not item.core):
        for at in kept:
            if at not in used and not entity.normal.isdisjoint(example.labels[at]) and _fits(guessed[at], entity, rule):
                used.add(at)
                hits += entity.core
                neutral += not entity.core
                break
    return hits, neutral


def _fits(guess: Guess, entity: gold.GoldEntity, rule: str) -> bool:
    return rule == "found" or (guess.kind in entity.kinds and (rule == "typed" or guess.role in entity.roles))


def best_threshold(judged: Sequence[tuple[Example, Sequence[Guess]]]) -> float:
    """The threshold with the best sum of the three scores, in the middle of its neighbours."""
    steps = [number / 40 for number in range(8, 25)]
    sums = [sum(item.f1 for item in score(judged, step).values()) for step in steps]
    smooth = [sum(sums[max(0, at - 2) : at + 3]) / len(sums[max(0, at - 2) : at + 3]) for at in range(len(sums))]
    return steps[max(range(len(steps)), key=lambda at: (smooth[at], -at))]


def train(
    annotations: Sequence[Path],
    papers: Iterable[Paper],
    terms: Mapping[str, Term],
    *,
    out: Path,
    held_out: Collection[str] = (),
    report: Callable[[str], None] = print,
) -> Judge:
    """Write ``weights.json.gz``, ``archive.json.gz`` and the learned lexicon (``GENERATED``) into ``out``.

    ``papers`` are all papers of the archive, the annotated ones included; ``terms`` is the hand-made
    lexicon (without the learned file). Papers of ``held_out`` are not even counted. Five-fold
    cross-validation over the papers of each annotation file is reported, and decides the threshold.
    """
    archive = {paper.identifier: paper for paper in papers}
    sets = [gold.read_gold(path) for path in annotations]
    everything = [paper for group in sets for paper in group]
    missing = sorted(paper.paper for paper in everything if paper.paper not in archive)
    if missing:
        raise UsageError(f"annotated papers that no digest holds: {', '.join(missing[:5])} ({len(missing)})")
    counted = count(archive, terms, held_out=held_out)
    ready = examples(everything, archive, terms, counted, teachers=everything)
    threshold = _validate(sets, ready, annotations, report)
    taught = lessons.learned_terms(everything, terms)
    final = replace(
        fit(ready, threshold=threshold),
        tallies=lessons.sum_tallies(example.tallies for example in ready),
        learned=frozenset(term.slug for term in taught if term.slug not in terms),
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / "archive.json.gz").write_bytes(archives.dump(counted[0].archive()))
    (out / "weights.json.gz").write_bytes(judge.dump(final))
    new = [term for term in taught if term.slug not in terms]
    labels = [term for term in taught if term.slug in terms]
    (out / CONCEPTS).write_text(lexicon_text(new), encoding="utf-8")
    (out / LABELS).write_text(lexicon_text(labels, labels_only=True), encoding="utf-8")
    return final


def count(
    papers: Mapping[str, Paper], terms: Mapping[str, Term], *, held_out: Collection[str]
) -> tuple[survey.Survey, dict[str, survey.Sightings]]:
    """The archive's statistics, in two rounds: the second one knows the dictionary of the first."""
    read = [paper for identifier, paper in sorted(papers.items()) if identifier not in held_out]
    first, _ = survey.survey(read, propose.knowledge(terms.values(), archives.Archive()))
    return survey.survey(read, propose.knowledge(terms.values(), first.archive()))


def _validate(
    sets: Sequence[Sequence[gold.GoldPaper]],
    ready: Sequence[Example],
    names: Sequence[Path],
    report: Callable[[str], None],
) -> float:
    """Cross-validation of each set, learning from the others too; the threshold is that of the first set."""
    threshold = 0.0
    for number, (papers, path) in enumerate(zip(sets, names, strict=True)):
        own = {paper.paper for paper in papers}
        judged = cross_validate(
            [example for example in ready if example.annotated.paper in own],
            also=[example for example in ready if example.annotated.paper not in own],
        )
        threshold = threshold or best_threshold(judged)
        scores = score(judged, threshold)
        report(f"{path.name}: {len(papers)} papers, {FOLDS} folds, threshold {threshold} (set {number + 1})")
        for rule, result in scores.items():
            report(f"  {rule:6s} {result}")
    return threshold


CONCEPTS = "learned.ttl"
"""Concepts that no hand-made file describes."""
LABELS = "taught-labels.ttl"
"""More labels of concepts that hand-made files describe; its name sorts behind theirs, for they must be read first."""
GENERATED = frozenset((CONCEPTS, LABELS))
"""The files of the shipped lexicon that training wrote, and therefore does not read."""
_PREFIXES = """\
# Concepts that annotated papers teach. Generated by `kg train`; edit the other files of this folder instead.
@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix concept: <https://w3id.org/paperkg/concept/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def lexicon_text(terms: Iterable[Term], *, labels_only: bool = False) -> str:
    """The terms as SKOS in Turtle, in the style of the hand-made files; or only their alternative labels."""
    blocks = [_PREFIXES]
    for term in sorted(terms):
        lines = [] if labels_only else [f"a kg:{term.kind.capitalize()}", f"skos:prefLabel {_literal(term.name, 'en')}"]
        for language in ("en", "ko"):
            forms = [_literal(name.text, language) for name in term.names if name.language == language]
            if forms:
                lines.append(f"skos:altLabel {', '.join(forms)}")
        blocks.append(_iri(term.slug) + " " + " ;\n    ".join(lines) + " .\n")
    return "\n".join(blocks)


def _iri(slug: str) -> str:
    return f"concept:{slug}" if slug.isascii() else f"<https://w3id.org/paperkg/concept/{slug}>"


def _literal(text: str, language: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{language}'
