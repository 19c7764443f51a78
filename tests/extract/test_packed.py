"""Rows by name come back from the two texts that hold them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.packed import pack, unpack

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=8)
ROWS = st.dictionaries(NAMES, st.lists(st.integers(-(2**31), 2**31 - 1), min_size=3, max_size=3).map(tuple), max_size=8)


@given(ROWS)
def test_what_was_packed_is_read_again(rows):
    found = unpack(json.loads(json.dumps(pack(rows, 3))), tuple)
    assert dict(found) == rows
    assert list(found) == sorted(rows)
    assert [tuple(row) for row in found.matrix().tolist()] == [rows[name] for name in sorted(rows)]


@given(ROWS)
def test_the_order_of_the_rows_does_not_matter(rows):
    assert pack(dict(reversed(rows.items())), 3) == pack(rows, 3)


def test_a_name_that_is_not_there_has_no_row():
    found = unpack(pack({"a": [1], "b": [-2]}, 1), lambda row: row[0] * 10)
    assert (found["b"], found.get("a"), found.get("c"), found.get("c", 0)) == (-20, 10, None, 0)
    with pytest.raises(KeyError):
        found["c"]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("rows", "message"), [({"a\nb": [1, 2]}, "line break"), ({"a": [1]}, "does not hold 2 numbers")]
)
def test_what_cannot_be_packed_is_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        pack(rows, 2)


@pytest.mark.parametrize("content", [("a\nb\n", "1 2 3"), ("", "1"), ("a\n", "")])
def test_numbers_that_do_not_fit_the_names_are_refused(content):
    names, numbers = content
    with pytest.raises(ValueError, match="numbers each"):
        unpack({"names": names, "width": 2, "numbers": numbers}, tuple)
