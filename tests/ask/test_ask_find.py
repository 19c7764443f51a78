"""``find`` looks a very spelling up at once: with the same answer as the search through every name."""

from __future__ import annotations

import pytest

from kg.ask import nodes, search
from kg.errors import NotFoundError

LABELS = (nodes.PREF_LABEL, nodes.ALT_LABEL, nodes.HIDDEN_LABEL, nodes.NAME, nodes.LABEL)


def answer(ask, store, text):
    try:
        found = ask(store, text)
    except NotFoundError as error:
        return str(error)
    return found[0] if ask is search.namesakes else found


def test_every_name_means_what_the_search_says(store):
    texts = {text for relation in LABELS for _, text in nodes.pairs(store, relation)}
    assert len(texts) > 30
    for text in texts | {text.lower() for text in texts}:
        assert answer(search.find, store, text) == answer(search.namesakes, store, text), text


def test_a_very_spelling_needs_no_other_name(store, monkeypatch):
    monkeypatch.setattr(search, "_names", lambda _: pytest.fail("read every name"))
    for text in ("FastKV", "fastkv", "Dongwon Jo", "dongwon jo", "KV 캐시 압축", "concept:lora", "2502.01068"):
        assert search.find(store, text).label


def test_only_the_kinds_asked_for(store):
    with pytest.raises(NotFoundError):
        search.find(store, "FastKV", kinds=("author",))
