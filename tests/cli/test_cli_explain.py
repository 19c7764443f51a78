"""``kg explain`` says, sentence by sentence, what was found and what was dropped, and never contradicts extraction."""

import json

import pytest

from kg.cli import main
from kg.extract import Extractor
from kg.model import merge_digests
from kg.ontology.lexicon import load_lexicon
from kg.store.digests import load_digests

DIGEST = """\
## Daily Papers (2025-03-01)

### [KuduMix: KV Cache Compression for Herds](https://arxiv.org/abs/2503.00001)

Vote: 3

- **What's New**: KuduMix(kudu mixing)는 KV 캐시 압축 방법을 제안합니다. LoRA로 미세 조정합니다.
- **Performance Highlights**: LongBench 벤치마크에서 정확도 81.2%로 FastKV보다 높습니다.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    (folder / "day.md").write_text(DIGEST, "utf-8")
    assert main(["build", str(folder / "day.md"), "--out", str(folder / "out")]) == 0
    return folder / "out"


def explained(capsys, built, *words):
    assert main(["explain", "2503.00001", "--graph", str(built), "--format", "json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_kept_is_what_extraction_finds(capsys, built):
    capsys.readouterr()
    answer = explained(capsys, built)
    told = {
        (sentence["section"], look["start"], look["end"], look["kind"], look["role"])
        for sentence in answer["sentences"]
        for look in sentence["found"]
    }
    (paper,) = merge_digests(load_digests(built))
    found = {
        (span.section, span.start, span.end, entity.kind.value, entity.roles[0].value)
        for entity in Extractor(load_lexicon()).entities(paper)
        for span in entity.spans
    }
    assert told == found
    assert found
    assert all(sentence["text"] in DIGEST for sentence in answer["sentences"])


def test_what_is_dropped_has_a_reason_and_weights(capsys, built):
    capsys.readouterr()
    looks = [look for sentence in explained(capsys, built, "--dropped")["sentences"] for look in sentence["found"]]
    dropped = [look for look in looks if not look["kept"]]
    assert dropped
    assert all(look["reason"] and look["weights"] for look in dropped)
    assert all(not look["reason"] for look in looks if look["kept"])


def test_the_table_shows_each_sentence_with_its_names(capsys, built):
    capsys.readouterr()
    assert main(["explain", "https://arxiv.org/abs/2503.00001v2", "--graph", str(built)]) == 0
    shown = capsys.readouterr().out
    assert "KuduMix" in shown
    assert "performance-highlights: LongBench" in shown


def test_a_paper_that_no_digest_lists_is_named(capsys, built):
    assert main(["explain", "9999.00001", "--graph", str(built)]) == 1
    assert "lists a paper '9999.00001'" in capsys.readouterr().err
