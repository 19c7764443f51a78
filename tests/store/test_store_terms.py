"""The file of what the papers' texts say."""

from __future__ import annotations

import re

import pytest

from kg.errors import GraphError
from kg.graph.similarity.wording import Wording
from kg.store.terms import TERMS, load_terms, terms_lines


def test_what_was_written_is_read(tmp_path):
    wordings = {"https://arxiv.org/abs/2502.01068": Wording({"캐시": 2}, frozenset({"캐시"}), {"cache": 7})}
    (tmp_path / TERMS).write_bytes(b"".join(terms_lines(wordings)))
    assert load_terms(tmp_path) == wordings


def test_a_folder_without_the_file_has_no_terms(tmp_path):
    assert load_terms(tmp_path) == {}


@pytest.mark.parametrize("line", [b"\xff\xfe" + b"x" * 500, b"{}", b"[]", b'{"paper": 1}', b'{"paper": "a", "wo'])
def test_a_damaged_line_is_named_and_not_repeated(tmp_path, line):
    (tmp_path / TERMS).write_bytes(line + b"\n")
    with pytest.raises(GraphError, match=rf"{re.escape(TERMS)}:1: damaged, .*kg build --out") as error:
        load_terms(tmp_path)
    assert "xxx" not in str(error.value)
    assert "b'" not in str(error.value)
