"""Learn the weights of the judge from annotated papers, and the archive's statistics from all papers.

The same papers give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kg.errors import UsageError
from kg.extract import archive as archives
from kg.extract import company, gold, judge, lessons, titles, trust
from kg.extract.boosting import grow, judge_again
from kg.extract.examples import Example, count, examples
from kg.extract.fit import fit, fit_calibration, fit_screen, require_sklearn
from kg.extract.judge import LANGUAGES, Judge, confidence
from kg.extract.taught import write_lexicon
from kg.extract.validate import (
    FOLDS,
    best_threshold,
    by_paper,
    cross_validate,
    interval,
    reliability,
    total_score,
    verdicts,
)
from kg.model import Paper, Term


def train(
    annotations: Sequence[Path],
    papers: Iterable[Paper],
    terms: Mapping[str, Term],
    *,
    out: Path,
    held_out: Collection[str] = (),
    leading: Collection[Path] = (),
    report: Callable[[str], None] = print,
) -> Judge:
    """Write ``weights.json.gz``, ``archive.json.gz``, ``titles.json.gz`` and the learned lexicon to ``out``.

    ``papers`` are all papers of the archive, the annotated ones included; ``terms`` is the hand-made
    lexicon (without the learned files). Papers of ``held_out`` are not even counted; those of ``leading``, some of the
    annotations, count more than others when weights are learnt. A cross-validation over all annotated papers is
    reported for each file; it decides thresholds and calibration for each language.

    Raises:
        UsageError: an annotated paper whose text is missing.
        RequirementError: scikit-learn is not installed.
    """
    require_sklearn()
    archive = {paper.identifier: paper for paper in papers}
    sets = [[paper for paper in gold.read_gold(path) if paper.paper not in held_out] for path in annotations]
    everything = [paper for group in sets for paper in group]
    missing = sorted(paper.paper for paper in everything if paper.paper not in archive)
    if missing:
        raise UsageError(f"annotated papers that no digest holds: {', '.join(missing[:5])} ({len(missing)})")
    counted = count(archive, terms, held_out=held_out)
    ready = examples(everything, archive, terms, counted, teachers=everything, fit_screen=fit_screen)
    first = {p.paper for papers, path in zip(sets, annotations, strict=True) if path in leading for p in papers}
    ready = replace(ready, examples=tuple(replace(e, leading=e.annotated.paper in first) for e in ready.examples))
    thresholds, calibrations, trees = _validate(sets, ready.examples, annotations, report)
    taught = lessons.learned_terms(everything, terms)
    learnt = fit(ready.examples, thresholds=thresholds)
    final = replace(
        learnt,
        tables={
            language: replace(table, calibration=calibrations.get(language, table.calibration))
            for language, table in learnt.tables.items()
        },
        tallies=lessons.sum_tallies(example.tallies for example in ready.examples),
        learned=frozenset(term.slug for term in taught if term.slug not in terms),
        screen=ready.screen,
        trees=trees,
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / "archive.json.gz").write_bytes(archives.dump(counted[0].archive()))
    (out / "weights.json.gz").write_bytes(judge.dump(final))
    counted_papers = (paper for identifier, paper in archive.items() if identifier not in held_out)
    (out / "titles.json.gz").write_bytes(titles.dump(trust.learn(counted_papers)))
    write_lexicon(out, taught, known=terms)
    return final


def _validate(
    sets: Sequence[Sequence[gold.GoldPaper]],
    ready: Sequence[Example],
    names: Sequence[Path],
    report: Callable[[str], None],
) -> tuple[dict[str, float], dict[str, tuple[float, float]], company.Trees]:
    """Cross-validation over all papers, told by annotation file; for each language the best threshold, for which
    leading papers count double, and the calibration of what is kept by it; and the trees of the second look.
    """
    first = cross_validate(ready)
    judged = judge_again(first)
    thresholds, calibrations = {}, {}
    for language in LANGUAGES:
        own = [item for item in judged if item[0].english == (language == "en")]
        if own:
            thresholds[language] = best_threshold([*own, *(item for item in own if item[0].leading)], language)
            kept = verdicts(own, thresholds[language])
            calibrations[language] = fit_calibration(kept)
            report(f"{language}: {len(own)} papers, threshold {thresholds[language]}")
            for row in reliability([(confidence(said, calibrations[language]), right) for said, right in kept]):
                report(f"  {row}")
    for papers, path in zip(sets, names, strict=True):
        wanted = {paper.paper for paper in papers}
        scores = by_paper([item for item in judged if item[0].annotated.paper in wanted], thresholds, calibrations)
        report(f"{path.name}: {len(papers)} papers, {FOLDS} folds")
        for rule, rows in scores.items():
            low, high = interval(rows)
            report(f"  {rule:6s} {total_score(rows)} ({low:.3f} to {high:.3f})")
    return thresholds, calibrations, grow(first)
