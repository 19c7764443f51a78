"""The screen drops parts of phrases by what stands at their ends, and adds up what it has learnt exactly."""

import pytest

from kg.extract import phrases, propose, screen, tokens
from kg.extract.archive import Archive
from kg.extract.fit import fit_screen
from kg.extract.judge import BIAS, total
from kg.model import Paper, Section

TEXT = "novel kudu mixing layers improve sparse herd routing networks"


def run_of(text):
    return next(iter(phrases.runs(tokens.words(text), english=True)))


def parts(run, by):
    """What passes of a phrase of TEXT."""
    return [part.name for part in phrases.parts(TEXT, run, english=True, known=frozenset(), screen=by)]


def test_without_weights_everything_passes():
    run = run_of(TEXT)
    assert len(parts(run, screen.OPEN)) == len(list(phrases.all_parts(run, english=True)))


def test_the_quick_sums_are_those_of_the_features():
    run = run_of(TEXT)
    names = sorted(
        {
            sign
            for start, stop, rule in phrases.all_parts(run, english=True)
            for sign in screen.signs(run, start, stop, rule, english=True)
        }
    )
    weights = {BIAS: -0.3, **{name: (index * 37 % 11 - 5) / 7 for index, name in enumerate(names)}}
    for floor in (-2.0, 0.0, 1.5):
        passes = screen.Screen(weights, floor).over(run, english=True)
        for start, stop, rule in phrases.all_parts(run, english=True):
            slow = total(weights, (BIAS, *screen.signs(run, start, stop, rule, english=True)))
            assert passes(start, stop, rule) == (slow >= floor) or abs(slow - floor) < 1e-9


def test_a_learnt_screen_keeps_what_looks_like_the_names_it_saw():
    pytest.importorskip("sklearn", reason="training needs scikit-learn: pip install 'paperkg[train]'")
    learnt = []
    for first in ("kudu", "eland", "nyala", "topi", "bongo", "impala"):
        run = run_of(f"{first} herd mixing layers")
        for start, stop, rule in phrases.all_parts(run, english=True):
            wanted = [word.text for word in run[start:stop]] == ["herd", "mixing"]
            signs = tuple(screen.signs(run, start, stop, rule, english=True))
            learnt += [screen.Part(signs, wanted, wanted)] * 20
    own = fit_screen(learnt)
    text = "kudu herd mixing layers"
    kept = [part.name for part in phrases.parts(text, run_of(text), english=True, known=frozenset(), screen=own)]
    assert kept == ["herd mixing"]


def test_the_screen_is_part_of_what_is_known_before_a_paper_is_read():
    paper = Paper("1", "https://example.org/1", "T", (), (Section("title", "T"), Section("body", TEXT)), ())
    closed = screen.Screen({BIAS: -9.0}, 0.0)
    everything = propose.propose(paper, propose.knowledge([], Archive()))
    nothing = propose.propose(paper, propose.knowledge([], Archive(), screen=closed))
    assert len(everything.groups) > 10
    assert not [group for group in nothing.groups if "phrase" in "".join(group.rules)]
