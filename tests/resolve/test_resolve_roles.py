from __future__ import annotations

import pytest

from kg.model import Kind, Role
from kg.resolve.roles import can_be_place, fitting


@pytest.mark.parametrize(
    ("roles", "kind", "expected"),
    [
        ((Role.ADDRESSES,), Kind.METHOD, (Role.USES,)),
        ((Role.ADDRESSES,), Kind.METRIC, (Role.MEASURES,)),
        ((Role.MEASURES,), Kind.TASK, (Role.ADDRESSES,)),
        ((Role.INTRODUCES,), Kind.TASK, (Role.ADDRESSES,)),
        ((Role.INTRODUCES,), Kind.METRIC, (Role.INTRODUCES,)),
        ((Role.EVALUATES_ON,), Kind.MODEL, (Role.USES,)),
        ((Role.EVALUATES_ON,), Kind.TASK, (Role.EVALUATES_ON,)),
        ((Role.USES, Role.ADDRESSES), Kind.METHOD, (Role.USES,)),
        ((Role.COMPARES_WITH, Role.MEASURES), Kind.MODEL, (Role.COMPARES_WITH, Role.USES)),
        ((), Kind.TASK, ()),
    ],
)
def test_a_role_gives_way_to_the_kind(roles, kind, expected):
    assert fitting(roles, kind) == expected


def test_every_role_fits_some_kind_and_every_kind_some_role():
    for role in Role:
        assert any(fitting((role,), kind) == (role,) for kind in Kind)
    for kind in Kind:
        assert any(fitting((role,), kind) == (role,) for role in Role)


def test_a_result_is_measured_on_data_tasks_or_a_model():
    assert {kind for kind in Kind if can_be_place(kind)} == {Kind.DATASET, Kind.BENCHMARK, Kind.TASK, Kind.MODEL}
