"""The data files that training wrote are sane, small, and facts only."""

import gzip
import math
from importlib.resources import files
from itertools import chain
from pathlib import Path

import pytest

from kg.extract import archive, data, judge, titles
from kg.model import Kind, Name, Term
from kg.ontology.lexicon import read_lexicon

FOLDER = files("kg.extract.data")


def test_the_files_are_small():
    sizes = {
        name: len(FOLDER.joinpath(name).read_bytes())
        for name in ("weights.json.gz", "archive.json.gz", "titles.json.gz")
    }
    assert all(size < 5_000_000 for size in sizes.values()), sizes


@pytest.mark.parametrize("english", [False, True])
def test_the_weights_are_finite_and_complete(english):
    table = judge.shipped().table(english=english)
    assert 0.2 < table.threshold < 0.7
    assert -10 < table.floor < 0
    assert judge.BIAS in table.keep
    assert len(table.keep) > 1_000
    rows = chain(table.kind.values(), table.role.values())
    assert all(len(row) == 6 and all(map(math.isfinite, row)) for row in rows)
    assert all(map(math.isfinite, table.keep.values()))
    assert not math.isnan(sum(table.keep.values()))


def test_the_screen_has_learnt_both_languages():
    screen = judge.shipped().screen
    assert math.isfinite(screen.floor)
    assert all(any(name.startswith(mark) for name in screen.weights) for mark in ("first=", "e:first="))


def test_what_is_written_is_read_again_byte_for_byte():
    raw = FOLDER.joinpath("weights.json.gz").read_bytes()
    written = judge.dump(judge.parse(raw))
    assert gzip.decompress(written) == gzip.decompress(raw)  # and so the same once more: packing it takes seconds
    raw = FOLDER.joinpath("archive.json.gz").read_bytes()
    assert archive.parse(archive.dump(archive.parse(raw))) == archive.parse(raw)
    raw = FOLDER.joinpath("titles.json.gz").read_bytes()
    assert titles.parse(titles.dump(titles.parse(raw))) == titles.parse(raw)


def test_the_tables_of_titles_hold_words_and_no_text():
    known = titles.shipped()
    words = chain(known.korean.words, known.english.words, known.filler)
    korean = chain.from_iterable(row.korean for row in known.korean.words.values())
    assert all(" " not in word for word in chain(words, korean))
    assert len(known.korean.words) > 500
    assert all(row.present >= 0 >= row.absent for row in (*known.korean.words.values(), *known.english.words.values()))
    assert max(map(len, chain.from_iterable(row.korean for row in known.korean.words.values()))) <= 4
    assert known.filler
    assert all(weight > 0 for weight in known.filler.values())


def test_gzip_holds_no_time():
    for name in ("weights.json.gz", "archive.json.gz", "titles.json.gz"):
        assert FOLDER.joinpath(name).read_bytes()[4:8] == b"\0\0\0\0"


def test_the_archive_holds_names_and_no_sentences():
    known = archive.shipped()
    assert len(known.terms) > 10_000
    assert all(counts.papers >= 2 and counts.titles <= counts.papers for counts in known.terms.values())
    assert max(map(len, (*known.dictionary, *known.dictionary.values()))) < 80


def test_the_word_lists_are_sorted_out():
    for name in ("particles.txt", "nouns.txt", "stopwords_ko.txt", "stopwords_en.txt"):
        entries = data.lines(name)
        assert entries
        assert all(entry == entry.strip() and "\t" not in entry for entry in entries)
    assert set(data.heads().values()) <= {str(kind) for kind in Kind}
    assert "정확도" in data.nouns()


def test_the_learned_lexicon_is_read_back(tmp_path: Path):
    from kg.extract.taught import lexicon_text

    terms = [
        Term("oryx-net", "Oryx Net", Kind.MODEL, (Name('O"Net'), Name("오릭스 넷", "ko"))),
        Term("back-slash", "Back\\slash", Kind.METHOD),
    ]
    path = tmp_path / "learned.ttl"
    path.write_text(lexicon_text(terms), "utf-8")
    assert sorted(read_lexicon([path])) == sorted(terms)
