"""Names that a paper coins."""

import pytest

from kg.extract.coined import quoted, title_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("우리는 'Oryx Herd Search(OHS)'를 제안합니다", "Oryx Herd Search"),
        ("우리는 'Oryx Herd Search (OHS)'를 제안합니다", "Oryx Herd Search"),
        ("우리는 'KuduBench(English)'를 씁니다", "KuduBench(English)"),
        ("우리는 ‘Oryx Herd Search’를 제안합니다", "Oryx Herd Search"),
    ],
)
def test_a_quoted_name_goes_without_its_own_acronym(text, name):
    (found,) = quoted(text)
    assert (found.name, text[found.start : found.end]) == (name, name)


def test_the_name_of_a_title_goes_without_its_own_acronym():
    found = title_name("Oryx Herd Search (OHS): Sorting Seeds")
    assert (found.start, found.end, found.name) == (0, 16, "Oryx Herd Search")
    assert title_name("No name here") is None
