"""The second look: trees over how a name compares with the others of its paper."""

import json
import random

import pytest

from kg.extract import company, judge
from kg.extract.company import LEAF, Look, Scene, Trees, again, signs
from kg.extract.merge import Group
from kg.extract.odds import log_odds, probability

SCENE = Scene(size=1000, title=40, sections=3, english=True)
EVEN = (0.0,) * 6


def look(name, sure, *places, kinds=EVEN):
    return Look(Group((name,), dict.fromkeys(places or ((50, 60),), ("phrase",)), "", (), ()), sure, kinds)


def column(looks, difference):
    """The columns in which the signs of the first look change when something is different."""
    return {
        at
        for at, pair in enumerate(zip(signs(looks, SCENE)[0], signs(difference, SCENE)[0], strict=True))
        if pair[0] != pair[1]
    }


def test_a_row_falls_to_one_leaf_of_each_tree():
    trees = Trees(
        base=-100,
        roots=(0, 5),
        column=(1, LEAF, 0, LEAF, LEAF, LEAF),
        limit=(10, 1000, 5, 2000, 4000, 7),
        left=(1, 0, 3, 0, 0, 0),
    )
    assert trees.sums([(0, 10), (5, 11), (6, 11)]) == [907, 1907, 3907]


def test_without_trees_the_first_look_stands():
    assert again([look("Oryx", 0.3)], SCENE, company.NONE) == [0.3]
    assert again([], SCENE, judge.shipped().trees) == []


def test_a_name_is_judged_in_the_company_of_the_others():
    trees = judge.shipped().trees
    assert len(trees.roots) == 80
    alone = again([look("Oryx", 0.5)], SCENE, trees)[0]
    crowd = [look(f"Kudu {at}", 0.9, (100 + at, 101 + at)) for at in range(30)]
    assert 0 < again([look("Oryx", 0.5), *crowd], SCENE, trees)[0] < alone < 1


def test_the_signs_say_what_overlaps_a_name_and_what_it_is_a_part_of():
    other = look("Ibis", 0.9, (200, 210))
    base = [look("kudu routing", 0.4, (50, 62)), other]
    over = [base[0], look("Ibis", 0.9, (55, 70))]
    longer = [base[0], look("sparse Kudu-Routing", 0.9, (200, 210))]
    shorter = [base[0], look("routing", 0.9, (200, 210))]
    changed = [column(base, each) for each in (over, longer, shorter)]
    assert [len(each) for each in changed] == [1, 1, 1]
    assert len(set.union(*changed)) == 3
    (place,) = changed[0]
    assert [row[place] for row in signs(over, SCENE)] == [900, 400]


def test_the_signs_do_not_hang_on_last_digits():
    nearly = [look("Oryx", 0.4 + 1e-9, kinds=(1e-12, *EVEN[1:])), look("Ibis", 0.7, (200, 210))]
    exact = [look("Oryx", 0.4), look("Ibis", 0.7, (200, 210))]
    assert signs(nearly, SCENE) == signs(exact, SCENE)


def test_what_is_written_is_read():
    trees = judge.shipped().trees
    assert company.parse(json.loads(json.dumps(company.dump(trees)))) == trees


def test_the_trees_say_what_the_model_says_that_they_were_taken_from():
    pytest.importorskip("sklearn", reason="training needs scikit-learn: pip install 'paperkg[train]'")
    from sklearn.ensemble import GradientBoostingClassifier

    from kg.extract.boosting import trees_of

    draw = random.Random(3)
    rows = [[draw.randrange(-3000, 3000) for _ in range(4)] for _ in range(600)]
    wanted = [row[0] * row[1] > 0 or row[2] > 2000 for row in rows]
    model = GradientBoostingClassifier(n_estimators=20, max_depth=4, max_leaf_nodes=8, random_state=0).fit(rows, wanted)
    found = trees_of(model).sums(rows)
    assert found == pytest.approx([1000 * each for each in model.decision_function(rows)], abs=11)


def test_odds_and_probability_are_each_others_inverse():
    assert probability(log_odds(0.3)) == pytest.approx(0.3)
    assert probability(-1e9) > 0
