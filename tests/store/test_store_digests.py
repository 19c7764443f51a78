import pytest

from kg.errors import InputError
from kg.model import Digest, Entry, Section
from kg.store.digests import digests_path, holds_sample, load_digests, save_digests


def test_digests_come_back_as_they_were(tmp_path, small):
    save_digests(tmp_path, [small.SECOND, small.FIRST])
    assert load_digests(tmp_path) == (small.FIRST, small.SECOND)
    assert load_digests(tmp_path)[1].entries[2].title == small.HOSTILE


def test_lines_are_kept_and_places_are_not(tmp_path):
    entry = Entry("2502.00001", "u", "t", 1, None, ("A",), (Section("title", "t\u2028u", 7),), 7)
    save_digests(tmp_path, [Digest("2025-02-05", "T", (entry,), "f" * 64, source="/home/somebody/05.md")])
    (again,) = load_digests(tmp_path)
    assert again.entries[0].line == again.entries[0].sections[0].line == 7
    assert again.entries[0].sections[0].text == "t\u2028u"
    assert again.source == ""
    assert b"somebody" not in digests_path(tmp_path).read_bytes()


def test_the_same_digests_give_the_same_bytes_in_any_order(tmp_path, small):
    save_digests(tmp_path, [small.SECOND, small.FIRST])
    one = digests_path(tmp_path).read_bytes()
    save_digests(tmp_path, [small.FIRST, small.SECOND])
    assert digests_path(tmp_path).read_bytes() == one


def test_nothing_kept_is_no_digest_and_no_sample(tmp_path):
    assert load_digests(tmp_path) == ()
    assert not holds_sample(tmp_path)


def test_the_sample_is_marked(tmp_path, small):
    save_digests(tmp_path, [small.FIRST], sample=True)
    assert holds_sample(tmp_path)
    save_digests(tmp_path, [small.FIRST])
    assert not holds_sample(tmp_path)


@pytest.mark.parametrize(
    ("line", "text"),
    [(1, "{}"), (1, ""), (1, '{"format":"paperkg digests","version":0}'), (2, "{"), (3, '{"date":1}')],
)
def test_a_damaged_line_is_named(tmp_path, small, line, text):
    save_digests(tmp_path, [small.FIRST, small.SECOND])
    path = digests_path(tmp_path)
    lines = path.read_text("utf-8", errors="surrogatepass").split("\n")
    lines[line - 1] = text
    path.write_text("\n".join(lines), "utf-8", errors="surrogatepass")
    with pytest.raises(InputError, match=rf"digests\.jsonl:{line}: damaged.*build again"):
        load_digests(tmp_path)


def test_a_crash_while_writing_leaves_the_old_file(tmp_path, small, monkeypatch):
    save_digests(tmp_path, [small.FIRST])
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        save_digests(tmp_path, [small.SECOND])
    assert load_digests(tmp_path) == (small.FIRST,)


def test_a_newer_file_asks_for_a_newer_program(tmp_path, small):
    save_digests(tmp_path, [small.FIRST])
    path = digests_path(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2'))
    with pytest.raises(InputError, match=r"digests\.jsonl:1: written by a newer paperkg .*pip install --upgrade"):
        load_digests(tmp_path)
