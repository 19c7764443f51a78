"""``kg tune`` on the sample: shares from judged pairs, topics from texts."""

import io
import json

import numpy as np
import pytest

from kg.ask.related import Wanted, related
from kg.cli import main
from kg.graph.similarity import topics
from kg.graph.similarity.fit import fit_topics
from kg.graph.similarity.profile import Profile
from kg.graph.similarity.tune import Example, cross_validated, fit_shares, gain
from kg.graph.similarity.vectors import VOICES
from kg.graph.similarity.wording import wording
from kg.store.near import open_index

pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def sample(sample_built):
    return sample_built


@pytest.fixture
def judgements(sample, tmp_path):
    index = open_index(sample)
    path = tmp_path / "judged.json"
    pairs = {}
    for row in range(12):
        paper = index.paper(row).identifier
        found = [each.paper for each in related(index, [paper], Wanted(6))]
        pairs[paper] = {other: max(0, 3 - place) for place, other in enumerate(found)}
    path.write_text(json.dumps(pairs), encoding="utf-8")
    return path


def test_shares_are_learned_and_judged(sample, judgements, tmp_path, capsys):
    out = tmp_path / "tuned"
    words = ("tune", judgements, "--judge", judgements, "--graph", sample, "--out", out)
    assert main([*map(str, words)]) == 0
    told = capsys.readouterr().out
    assert "over 12 queries, by cross-validation" in told
    assert "judged.json, not learned from" in told
    shares = json.loads((out / "shares.json").read_text(encoding="utf-8"))
    assert set(shares) == set(VOICES)
    assert sum(shares.values()) == pytest.approx(1, abs=0.01)
    assert not (out / "topics.npz").exists()


def made_up(count):
    """Papers of 25 topics with words of their own; each names its topic."""
    random = np.random.default_rng(5)
    profiles = {}
    for number in range(count):
        topic = number % 25
        words = [f"topic{topic}word{word}" for word in random.integers(0, 12, 30)]
        profiles[f"p{number:03}"] = Profile({f"c{topic}": 1.0}, (), wording("", [" ".join(words)]))
    return profiles, {f"c{topic}": f"Topic {topic}" for topic in range(25)}


def test_topics_are_learned_the_same_every_time_and_lie_where_their_papers_do(tmp_path, monkeypatch):
    profiles, labels = made_up(200)
    made = []
    for order in (1, -1):
        stream = io.BytesIO()
        shuffled = dict(list(profiles.items())[::order])
        assert fit_topics(shuffled, labels, stream)[1] == 25
        made.append(stream.getvalue())
    assert made[0] == made[1]
    monkeypatch.setattr(topics, "files", lambda _: tmp_path)
    (tmp_path / topics.FILE).write_bytes(made[0])
    model = topics.topic_model.__wrapped__()
    text = " ".join(f"topic7word{word}" for word in range(12))
    (strengths,) = model.strengths([wording("", [text])])
    assert max(strengths, key=strengths.__getitem__) == "Topic 7"


def test_a_few_papers_are_too_few_for_topics(sample, judgements, tmp_path, capsys):
    words = ("tune", judgements, "--topics", "--graph", sample, "--out", tmp_path / "out")
    assert main([*map(str, words)]) == 1
    assert "50 papers are too few to learn topics from" in capsys.readouterr().err


def test_files_that_judge_nothing_here_are_named(sample, judgements, tmp_path, capsys):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"arxiv": "a", "entities": []}\n', encoding="utf-8")
    assert main(["tune", str(path), "--graph", str(sample), "--out", str(tmp_path)]) == 1
    assert "expected judged pairs" in capsys.readouterr().err
    path.write_text('{"0000.00000": {"0000.00001": 3}}', encoding="utf-8")
    assert main(["tune", str(path), "--graph", str(sample), "--out", str(tmp_path)]) == 1
    assert "no judged query is in the graph" in capsys.readouterr().err
    words = ("tune", judgements, "--judge", path, "--graph", sample, "--out", tmp_path)
    assert main([*map(str, words)]) == 1
    assert "gold.jsonl: none of its queries is in the graph" in capsys.readouterr().err


def test_the_voice_that_ranks_as_judged_gets_the_share():
    random = np.random.default_rng(3)
    found = {}
    for number in range(30):
        grades = random.integers(0, 4, 12).astype(float)
        said = random.random((12, len(VOICES))) * 0.05
        said[:, VOICES.index("topic")] = grades / 10
        found[f"q{number}"] = Example(said, grades)
    shares = fit_shares(list(found.values()))
    assert max(shares, key=shares.__getitem__) == "topic"
    assert gain(shares, found["q0"]) > 0.95
    assert cross_validated(found) > 0.95
    assert cross_validated(found, without="topic") < 0.8
