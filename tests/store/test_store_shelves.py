import os

import pytest

from kg.errors import DecisionError, GraphError, LexiconError
from kg.store.shelves import DECISIONS, LEXICON


@pytest.fixture
def files(tmp_path):
    made = []
    for name, text in (("a.ttl", "one"), ("b.ttl", "two"), ("c.ttl", "one")):
        (tmp_path / name).write_text(text)
        made.append(tmp_path / name)
    return made


def test_files_come_back_in_their_order_each_content_once(tmp_path, files):
    read = LEXICON.read(files)
    assert [file.data for file in read.values()] == [b"two", b"one"]
    LEXICON.keep(tmp_path, read)
    again = LEXICON.kept(tmp_path, read)
    assert [path.read_bytes() for path in again] == [b"two", b"one"]
    assert [path.stem for path in again] == list(read)
    assert list(LEXICON.read(again)) == list(read)


def test_what_no_longer_counts_is_swept(tmp_path, files):
    read = LEXICON.read(files)
    LEXICON.keep(tmp_path, read)
    first, second = LEXICON.kept(tmp_path, read)
    LEXICON.sweep(tmp_path, [second.stem])
    assert not first.exists()
    with pytest.raises(GraphError, match=rf"{first.stem}.*--lexicon"):
        LEXICON.kept(tmp_path, read)
    LEXICON.sweep(tmp_path, [])
    assert not second.parent.exists()
    LEXICON.sweep(tmp_path, [])


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"gone\.ttl: cannot read the lexicon"):
        LEXICON.read([tmp_path / "gone.ttl"])
    with pytest.raises(LexiconError, match="no regular file"):
        LEXICON.read([tmp_path])
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(LexiconError, match="no regular file"):
            LEXICON.read([tmp_path / "pipe"])


def test_each_sort_of_file_has_its_shelf_and_its_error(tmp_path, files):
    read = DECISIONS.read(files[:1])
    DECISIONS.keep(tmp_path, read)
    assert [path.name for path in DECISIONS.kept(tmp_path, read)] == [f"{next(iter(read))}.txt"]
    LEXICON.sweep(tmp_path, [])
    assert [path.read_bytes() for path in DECISIONS.kept(tmp_path, read)] == [b"one"]
    with pytest.raises(GraphError, match="--decisions"):
        DECISIONS.kept(tmp_path, ["0" * 64])
    with pytest.raises(DecisionError, match=r"gone\.txt: cannot read the decisions"):
        DECISIONS.read([tmp_path / "gone.txt"])
