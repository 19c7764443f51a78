"""``kg explain`` says, sentence by sentence, what was found and what was dropped, and never contradicts extraction."""

import json

import pytest

from kg.cli import main
from kg.extract import Extractor, judge
from kg.model import merge_digests
from kg.ontology.lexicon import load_lexicon
from kg.store.digests import load_digests


def explained(capsys, built, *words):
    assert main(["explain", "2503.00001", "--graph", str(built), "--format", "json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_kept_is_what_extraction_finds(capsys, built):
    capsys.readouterr()
    answer = explained(capsys, built)
    told = {
        (sentence["section"], look["start"], look["end"], look["kind"], look["role"], look["confidence"])
        for sentence in answer["sentences"]
        for look in sentence["found"]
    }
    (paper,) = merge_digests(load_digests(built))
    found = {
        (span.section, span.start, span.end, entity.kind.value, entity.roles[0].value, span.confidence)
        for entity in Extractor(load_lexicon()).entities(paper)
        for span in entity.spans
    }
    assert told == found
    assert found
    source = (built.parent / "day.md").read_text("utf-8")
    assert all(sentence["text"] in source for sentence in answer["sentences"])


def test_what_is_dropped_has_a_reason_and_weights(capsys, built):
    capsys.readouterr()
    looks = [look for sentence in explained(capsys, built, "--dropped")["sentences"] for look in sentence["found"]]
    dropped = [look for look in looks if not look["kept"]]
    assert dropped
    assert all(look["reason"] and look["weights"] for look in dropped)
    assert all(not look["reason"] for look in looks if look["kept"])


def test_how_sure_a_dropped_name_is_is_calibrated_like_that_of_a_kept_one(capsys, built):
    capsys.readouterr()
    looks = [look for sentence in explained(capsys, built, "--dropped")["sentences"] for look in sentence["found"]]
    below = [look for look in looks if " is below " in look["reason"]]
    table = judge.shipped().table(english=False)
    least = judge.confidence(table.threshold, table.calibration)
    assert below
    for look in below:
        said, limit = map(float, look["reason"].split(" is below "))
        assert said == pytest.approx(look["confidence"], abs=0.0006)
        assert limit == pytest.approx(least, abs=0.0006)
        assert look["confidence"] < least


@pytest.mark.parametrize("written", ["2503.00001v3", "arXiv:2503.00001", "https://arxiv.org/pdf/2503.00001"])
def test_a_paper_is_known_however_its_id_is_written(capsys, built, written):
    capsys.readouterr()
    assert main(["explain", written, "--graph", str(built), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["paper"] == "2503.00001"


def test_the_table_shows_each_sentence_with_its_names(capsys, built):
    capsys.readouterr()
    assert main(["explain", "https://arxiv.org/abs/2503.00001v2", "--graph", str(built)]) == 0
    shown = capsys.readouterr().out
    assert "KuduMix" in shown
    assert "performance-highlights: LongBench" in shown


def test_a_paper_that_no_digest_lists_is_named(capsys, built):
    assert main(["explain", "9999.00001", "--graph", str(built)]) == 1
    assert "lists a paper '9999.00001'" in capsys.readouterr().err
