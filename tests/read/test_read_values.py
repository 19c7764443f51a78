"""JSON as it comes: any cut of the bytes gives the same values, and a broken one costs no other."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import values as module
from kg.read.values import Broken, Value, values


def wanted(value: object) -> bool:
    return isinstance(value, dict) and "id" in value


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def read(text: str | bytes, size: int = 1 << 20) -> list[Value | Broken]:
    return list(values(cut(text if isinstance(text, bytes) else text.encode(), size), wanted=wanted))


def told(text: str | bytes, size: int = 1 << 20) -> list[tuple[int, object]]:
    """Line and value, or line and the first words of the fault."""
    return [(each.line, each.value if isinstance(each, Value) else each.message) for each in read(text, size)]


ENTRIES = st.lists(
    st.dictionaries(st.sampled_from(["id", "b", "ㄱ\n"]), st.text(max_size=8) | st.integers() | st.none())
)


@given(ENTRIES, st.integers(1, 40), st.sampled_from([None, 1]), st.booleans(), st.booleans())
def test_an_array_lines_and_single_objects_give_the_same_values(entries, size, indent, ascii_only, mark):
    start = "\ufeff" if mark else ""
    array = start + json.dumps(entries, indent=indent, ensure_ascii=ascii_only)
    lines = start + "\n".join(json.dumps(entry, ensure_ascii=ascii_only) for entry in entries)
    for text in (array, lines):
        found = read(text, size)
        assert [each.value for each in found if isinstance(each, Value)] == entries
        assert found == read(text), "however the bytes are cut"


def test_lines_are_those_of_the_file():
    assert told('[\n{"id": 1},\n\n{"id":\n2}]\n{"id": 3}') == [(2, {"id": 1}), (4, {"id": 2}), (6, {"id": 3})]


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    "bad",
    [
        '{"id": 2, "text": "no end}',
        '{"id": 2, "text": no}',
        '{"id": 2, "people": [{"name": "A"}, {"name": "B"}]',
        '{"id": 2 "text": ""}',
        "nothing",
    ],
)
def test_a_broken_line_costs_no_other(bad: str, size: int):
    first, second, third = told(f'{{"id": 1}}\n{bad}\n{{"id": 3, "people": [{{"name": "C"}}]}}', size)
    assert (first, third) == ((1, {"id": 1}), (3, {"id": 3, "people": [{"name": "C"}]}))
    assert second[0] in {2, 3}, "where the fault shows"
    assert "no JSON (" in str(second[1])
    assert "the entry that begins on line 2 is left out" in str(second[1])


@pytest.mark.parametrize("size", [1, 5, 1 << 20])
@pytest.mark.parametrize("between", [",", ", ", ",\n  "])
def test_a_broken_entry_of_an_array_costs_no_other(between: str, size: int):
    entries = ['{"id": 1}', '{"id": 2, "text": oops, "people": [{"name": "A"}, {"name": "B"}]}', '{"id": 3}']
    found = read(f"[{between.join(entries)}]", size)
    assert [each.value if isinstance(each, Value) else "broken" for each in found] == [{"id": 1}, "broken", {"id": 3}]


@pytest.mark.parametrize("end", ["", '"', '"x', '"x"', '"x":', '"x": "y', '"x": tr', '"x": 1', '"x": "\\u12'])
def test_a_file_that_ends_too_early_says_so(end: str):
    first, (line, message) = told(f'[{{"id": 1}},\n{{"id": 2,{end}', 3)
    assert (first, line) == ((1, {"id": 1}), 2)
    assert str(message).endswith("the entry that begins on line 2 is left out")


def test_bytes_that_are_no_utf8_spoil_their_entry_alone():
    data = '{"id": "가"}\n{"id": "b",\n "text": "?"}\n{"id": "다"}'.encode().replace(b"?", b"caf\xe9")
    for size in (1, 4, 100):
        assert told(data, size) == [
            (1, {"id": "가"}),
            (3, "not UTF-8 (byte 0xe9); save the file as UTF-8"),
            (4, {"id": "다"}),
        ]


@pytest.mark.parametrize(
    ("bad", "said"),
    [('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"), (f'{{"a": {"9" * 5000}}}', "no JSON (")],
)
def test_what_python_refuses_is_broken_and_no_crash(bad: str, said: str):
    (_, message), good = told(f'{bad}\n{{"id": 2}}', 1 << 12)
    assert said in str(message)
    assert good == (2, {"id": 2})


def test_a_search_for_the_next_entry_comes_to_an_end(monkeypatch):
    monkeypatch.setattr(module, "_FAULTS", 5)
    hopeless = "[oops\n" + '{"a":\n' * 50 + '{"id": 1}'
    (_, first), (_, last) = told(hopeless, 16)
    assert "no JSON" in str(first)
    assert last == "from here on too much is at fault; the rest of the file is left out"


def test_a_broken_entry_with_many_good_parts_costs_no_other(monkeypatch):
    monkeypatch.setattr(module, "_FAULTS", 5)
    people = ",\n".join(f'{{"name": "{number}"}}' for number in range(50))
    assert told(f'[{{"people": [{people}], oops}},\n{{"id": 2}}]', 16)[1:] == [(51, {"id": 2})]


def test_a_value_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "_LONGEST", 1000)
    text = '{"id": "' + "x" * 100_000 + '"}\n{"id": 2}'
    (_, message), good = told(text, 100)
    assert "left out" in str(message)
    assert good == (2, {"id": 2})


def test_never_more_is_held_than_some_blocks():
    held = []

    def blocks():
        for number in range(2000):
            held.append(window.__sizeof__() if (window := seen.get("text")) else 0)
            yield f'{{"id": {number}, "text": "{"x" * 90}"}}\n'.encode()

    seen: dict[str, str] = {}
    original = module._Window.more  # noqa: SLF001  what is held is what this is about

    def more(self):
        got = original(self)
        seen["text"] = self.text
        return got

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module._Window, "more", more)  # noqa: SLF001
        assert sum(1 for _ in values(blocks(), wanted=wanted)) == 2000
    assert max(held) < 2000
