"""The kinds of names that stand side by side."""

import pytest

from kg.extract.columns import Columns
from kg.extract.judge import KINDS, Table
from kg.extract.listed import agreed, neighbours


def beside(text, *names):
    return neighbours(text, [[(text.index(name), text.index(name) + len(name))] for name in names])


@pytest.mark.parametrize(
    "text",
    [
        "지표 Oryx, Ibis 및 Kudu에서",
        "Oryx와 Ibis, Kudu를",
        "Oryx, Ibis, and Kudu",
        "'Oryx', ‘Ibis’ 그리고 \"Kudu\"",
        "Oryx (an antelope), Ibis, or the Kudu",
        "Oryx/Ibis/Kudu",
    ],
)
def test_names_of_a_list_stand_beside_each_other(text):
    assert beside(text, "Oryx", "Ibis", "Kudu") == [(1, 2), (0, 2), (0, 1)]


@pytest.mark.parametrize(
    "text", ["Oryx는 Ibis보다", "Oryx. Ibis", "Oryx\nIbis", "Oryx, 그 뒤 Ibis", "Oryx" + " " * 80 + ", Ibis"]
)
def test_what_else_stands_between_them_parts_names(text):
    assert beside(text, "Oryx", "Ibis") == [(), ()]


def test_a_name_is_no_neighbour_of_itself():
    assert neighbours("Oryx, Oryx, Ibis", [[(0, 4), (6, 10)], [(12, 16)]]) == [(1,), (0,)]
    assert neighbours("", []) == []


def test_a_doubtful_kind_follows_the_neighbours_and_a_sure_one_does_not():
    sure, other, torn = (6.0, 0, 0, 0, 0, 0), (0, 6.0, 0, 0, 0, 0), (0.4, 0, 0.8, 0, 0, 0)
    assert agreed([sure, torn, sure], [(1, 2), (0, 2), (0, 1)]) == [0, 0, 0]
    assert agreed([sure, torn, sure], [(), (), ()]) == [0, 2, 0]
    assert agreed([sure, other], [(1,), (0,)]) == [0, 1]
    assert agreed([(0.0,) * 6], [()]) == [0]
    assert agreed([], []) == []


def test_the_role_is_that_of_the_kind_that_the_list_gives():
    kinds = {"sure": (9, 0, 0, 0, 0, 0), "torn": (0.2, 0, 0.5, 0, 0, 0)}
    roles = {f"kind={KINDS[0]}": (0, 5, 0, 0, 0, 0), f"kind={KINDS[2]}": (0, 0, 5, 0, 0, 0)}
    columns = Columns(Table({}, kinds, roles, 0.5))
    things = [columns.numbers([name]) for name in ("torn", "sure")]
    assert [kind for kind, _ in columns.decide(things)] == [KINDS[2], KINDS[0]]
    assert columns.decide(things, [(1,), (0,)])[0] == columns.decide(things)[1]
