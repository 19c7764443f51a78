"""What the papers' texts say, kept for the next build."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.graph.build import wordings
from kg.model import merge_digests
from kg.pipeline import read_sample
from kg.store import kept
from kg.store import wordings as module
from kg.store.drafts import Drafts
from kg.store.kept import packed, unpacked
from kg.store.terms import TERMS, terms_lines
from kg.store.wordings import WORDINGS, KeptWordings


@pytest.fixture(scope="module")
def papers():
    found = merge_digests(read_sample().digests)[:8]
    return {paper.url: (paper, number == 3) for number, paper in enumerate(found)}


def kept_by(folder, papers):
    said = KeptWordings(folder)
    found = said(papers)
    with Drafts(folder) as drafts:
        drafts.write(TERMS, terms_lines(found))
        drafts.write(WORDINGS, said.pieces(drafts.files))
    return found


def test_what_was_said_is_not_asked_again(tmp_path, papers, monkeypatch):
    some = dict(list(papers.items())[:5])
    assert kept_by(tmp_path, some) == wordings(some)
    asked = []
    real = module.with_topics
    monkeypatch.setattr(module, "with_topics", lambda said: asked.append(len(said)) or real(said))
    assert kept_by(tmp_path, papers) == wordings(papers)
    assert asked == [len(papers) - len(some)]
    assert KeptWordings(tmp_path)(papers) == wordings(papers)
    assert asked[1:] == [0]
    kept_by(tmp_path / "at-once", papers)
    for name in (TERMS, WORDINGS):
        assert (tmp_path / name).read_bytes() == (tmp_path / "at-once" / name).read_bytes()


def test_another_text_is_read_anew(tmp_path, papers):
    kept_by(tmp_path, papers)
    (first, (paper, doubtful)), (second, other), *_ = papers.items()
    changed = {**papers, first: (replace(paper, sections=paper.sections[:2]), doubtful), second: (other[0], True)}
    assert KeptWordings(tmp_path)(changed) == wordings(changed) != wordings(papers)


@pytest.mark.parametrize("damage", ["terms", "short", "none", "keys", "empty", "rules", "other"])
def test_what_is_damaged_costs_only_time(tmp_path, papers, damage, monkeypatch):
    kept_by(tmp_path, papers)
    terms, keys = tmp_path / TERMS, tmp_path / WORDINGS
    if damage == "terms":
        terms.write_bytes(terms.read_bytes().replace(b":1,", b":2,", 1))
    elif damage == "short":
        terms.write_bytes(terms.read_bytes()[:-40])
    elif damage == "none":
        terms.unlink()
    elif damage == "keys":
        keys.write_bytes(keys.read_bytes()[:-40])
    elif damage == "empty":
        keys.write_bytes(b"")
    elif damage == "rules":
        monkeypatch.setattr(module, "_RULES", ("names.py",))
    else:
        keys.write_bytes(b"[]\n{}")
    assert KeptWordings(tmp_path)(papers) == wordings(papers)
    kept_by(tmp_path, papers)
    kept_by(tmp_path / "at-once", papers)
    assert keys.read_bytes() == (tmp_path / "at-once" / WORDINGS).read_bytes()


def test_data_is_kept_with_the_rules_that_made_it(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"".join(packed("s", b"one\ntwo")))
    assert unpacked(path, "s") == b"one\ntwo"
    assert unpacked(path, "t") is None
    path.write_bytes(path.read_bytes().replace(b"two", b"tow"))
    assert unpacked(path, "s") is None
    assert unpacked(tmp_path / "none", "s") is None
    assert kept.stamp("names.py") == kept.stamp("names.py") != kept.stamp("names.py", "graph/similarity")
