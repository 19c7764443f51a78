"""What is remembered weighs what it weighed: the quick sums are those of the features, whatever was read before."""

import pytest

from kg.extract import archive, company, decide, judge, propose
from kg.extract.columns import Columns
from kg.extract.context import Context
from kg.extract.evidence import evidence
from kg.extract.judge import BIAS, KINDS, ROLES, Table, best, total, totals, with_kind
from kg.extract.naming import of_names, of_word, words
from kg.extract.odds import probability
from kg.extract.phrases import Finder
from kg.extract.placing import of_places
from kg.extract.remembered import Remembered
from kg.extract.tokens import words as cut
from kg.model import Paper, Section
from kg.ontology.lexicon import load_lexicon

ENGLISH = "OryxNet: Sparse Herd Routing for Large Language Models"
ENGLISH_TEXT = """\
We propose OryxNet, a sparse herd routing method (SHR) that reduces inference cost by 40% on GSM8K and MMLU.
OryxNet outperforms LoRA and GPT-4o, and reaches 61.2% accuracy on HumanEval, 3.1 points above the baseline."""
KOREAN = "KuduBench: A Benchmark for Long-Context Editing"
KOREAN_TEXT = """\
긴 문맥의 지식 편집(Knowledge Editing; KE)을 평가하는 KuduBench를 제안합니다.
KuduBench에서 GPT-4o는 정확도 37.5%를, LoRA는 41.0%를 얻었고,
추론 비용은 2.5배 줄었습니다. 지식 편집은 환각을 줄입니다."""


def paper(title, body):
    return Paper("2501.00001", "", title, (), (Section("title", title), Section("body", body)), ())


@pytest.fixture(scope="module")
def made():
    terms = load_lexicon().terms
    weights = judge.shipped()
    known = propose.knowledge(terms.values(), archive.shipped(), screen=weights.screen)
    about = evidence(terms, archive.shipped(), weights.tallies, weights.learned)
    tables = {english: weights.table(english=english) for english in (False, True)}
    return known, {english: decide.Scales(about, table, weights.trees) for english, table in tables.items()}


@pytest.mark.parametrize("text", [(ENGLISH, ENGLISH_TEXT), (KOREAN, KOREAN_TEXT)], ids=["English", "Korean"])
def test_the_quick_sums_are_those_of_the_features(made, text):
    known, all_scales = made
    proposal = propose.propose(paper(*text), known)
    scales = all_scales[proposal.text.english]
    table, context = scales.table, Context(proposal)
    verdicts = scales.verdicts(proposal)
    assert scales.verdicts(proposal) == verdicts
    decided = scales.kinds_and_roles(verdicts)
    assert len(verdicts) > 15
    for verdict, (kind, role) in zip(verdicts, decided, strict=True):
        group = verdict.group
        own = [*of_names(group, scales.evidence), *(sign for word in words(group) for sign in of_word(word))]
        assert verdict.by_name == pytest.approx(total(table.keep, (BIAS, *own)))
        features = [*own, *(verdict.places or ())]
        kinds = totals(table.kind, (BIAS, *features))
        if verdict.places is not None:
            assert list(verdict.places) == of_places(group, context)
            sure = probability(verdict.by_name + total(table.keep, verdict.places))
            alone = verdict.probability if verdict.alone is None else verdict.alone
            assert alone == pytest.approx(judge.doubted(sure, kinds) if sure >= company.LEAST else sure)
            assert (verdict.alone is None) == (judge.doubted(sure, kinds) < company.LEAST)
        assert kinds[KINDS.index(kind)] == pytest.approx(max(kinds))
        roles = totals(table.role, (BIAS, *with_kind(features, kind)))
        assert roles[ROLES.index(role)] == pytest.approx(max(roles))


def test_what_was_read_before_changes_no_verdict(made):
    known, all_scales = made
    proposal = propose.propose(paper(ENGLISH, ENGLISH_TEXT), known)
    used = all_scales[True]
    fresh = decide.Scales(used.evidence, used.table, used.trees)
    used.verdicts(propose.propose(paper(KOREAN, ENGLISH_TEXT), known))
    assert fresh.verdicts(proposal) == used.verdicts(proposal)


def test_of_equals_the_first_kind_and_role_win():
    columns = Columns(Table({}, {"x": (0.0, 1.5, 1.5, 0.0, 0.0, 0.0)}, {"x": (0.0, 0.25, 0.0, 0.25, 0.0, 0.0)}, 0.5))
    numbers = columns.numbers(["x", "never seen"])
    assert columns.decide([numbers, []]) == [(KINDS[1], ROLES[1]), (KINDS[0], ROLES[0])]
    assert columns.decide([]) == []


def test_a_role_may_hang_on_the_kind():
    kind, other = KINDS[1], KINDS[0]
    role = {"P=x": (0.0,) * 6, f"{kind}&P=x": (0, 0, 5, 0, 0, 0), f"{other}&P=x": (0, 5, 0, 0, 0, 0)}
    columns = Columns(Table({}, {"of kind": (0, 1, 0, 0, 0, 0), "of other": (1, 0, 0, 0, 0, 0)}, role, 0.5))
    decided = columns.decide([columns.numbers(["P=x", "of kind"]), columns.numbers(["of other", "P=x"])])
    assert decided == [(kind, ROLES[2]), (other, ROLES[1])]
    by_kind = Columns(Table({}, {}, {f"kind={other}": (0, 0, 0, 1, 0, 0)}, 0.5))
    assert by_kind.decide([[]]) == [(other, ROLES[3])]


def test_sums_do_not_depend_on_the_order_of_the_features():
    thirds = {f"f{number}": (0.1, 0.2, 0.3, 0.0, 0.0, 0.0) for number in range(30)}
    thirds |= {f"g{number}": (0.2, 0.1, 0.0, 0.3, 0.0, 0.0) for number in range(30)}
    columns = Columns(Table({}, thirds, thirds, 0.5))
    names = sorted(thirds)
    assert columns.decide([columns.numbers(names)]) == columns.decide([columns.numbers(names[::-1])])
    assert best(totals(thirds, names)) in (0, 1)


def test_a_run_is_remembered_by_its_text_wherever_it_stands():
    text = "sparse herd routing. A sparse herd routing"
    finder = Finder(frozenset())
    runs = [cut(text)[:3], cut(text)[5:]]
    first, second = (finder.parts(text, run, english=True) for run in runs)
    offset = text.rindex("sparse")
    assert [(found.start + offset, found.name, found.rule) for found in first] == [
        (found.start, found.name, found.rule) for found in second
    ]
    assert all(text[found.start : found.end] == found.name for found in (*first, *second))


def test_remembered_values_are_the_function_s_even_when_it_forgets():
    asked = []

    def double(number):
        asked.append(number)
        return 2 * number

    found = Remembered(double, most=2)
    assert [found[number] for number in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2]
    assert asked == [1, 2, 3, 1]
    assert len(found) == 2
