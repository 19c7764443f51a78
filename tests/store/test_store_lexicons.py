import os

import pytest

from kg.errors import GraphError, LexiconError
from kg.store.lexicons import keep_lexicons, kept_lexicons, read_lexicons, sweep_lexicons


@pytest.fixture
def files(tmp_path):
    made = []
    for name, text in (("a.ttl", "one"), ("b.ttl", "two"), ("c.ttl", "one")):
        (tmp_path / name).write_text(text)
        made.append(tmp_path / name)
    return made


def test_files_come_back_in_their_order_each_content_once(tmp_path, files):
    read = read_lexicons(files)
    assert [file.data for file in read.values()] == [b"two", b"one"]
    keep_lexicons(tmp_path, read)
    again = kept_lexicons(tmp_path, read)
    assert [path.read_bytes() for path in again] == [b"two", b"one"]
    assert [path.stem for path in again] == list(read)
    assert list(read_lexicons(again)) == list(read)


def test_what_no_longer_counts_is_swept(tmp_path, files):
    read = read_lexicons(files)
    keep_lexicons(tmp_path, read)
    first, second = kept_lexicons(tmp_path, read)
    sweep_lexicons(tmp_path, [second.stem])
    assert not first.exists()
    with pytest.raises(GraphError, match=rf"{first.stem}.*--lexicon"):
        kept_lexicons(tmp_path, read)
    sweep_lexicons(tmp_path, [])
    assert not second.parent.exists()
    sweep_lexicons(tmp_path, [])


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"gone\.ttl: cannot read the lexicon"):
        read_lexicons([tmp_path / "gone.ttl"])
    with pytest.raises(LexiconError, match="no regular file"):
        read_lexicons([tmp_path])
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(LexiconError, match="no regular file"):
            read_lexicons([tmp_path / "pipe"])
