"""Whatever the order of adding, correcting and removing: the same bytes as one full build of what is left.

PAPERKG_EXAMPLES says how many histories are made up (12; more by hand).
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import GraphError, InputError
from kg.export.files import EXPORTS
from kg.ontology.lexicon import read_lexicon
from kg.pipeline import build
from kg.store.digests import digests_path, load_digests
from kg.store.disk import open_store

pytestmark = pytest.mark.usefixtures("one_reader")
EXAMPLES = int(os.environ.get("PAPERKG_EXAMPLES", "12"))
LEXICON = """\
@prefix kg: <https://w3id.org/paperkg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix concept: <https://w3id.org/paperkg/concept/> .
concept:lora a kg:Method ; skos:prefLabel "LoRA"@en ; skos:altLabel "low-rank adaptation"@en .
concept:qlora a kg:Method ; skos:prefLabel "QLoRA"@en ; skos:broader concept:lora .
concept:gsm8k a kg:Benchmark ; skos:prefLabel "GSM8K"@en .
concept:accuracy a kg:Metric ; skos:prefLabel "Accuracy"@en ; skos:altLabel "정확도"@ko .
concept:llm a kg:Model ; skos:prefLabel "large language model"@en ; skos:altLabel "LLM"@en , "대형 언어 모델"@ko .
"""
DAYS = ("2025-05-01", "2025-05-02", "2025-05-03")
TITLES = ("Tiny Adapters", "Tiny Adapters, Corrected", "Herds of Adapters: LoRA and QLoRA")
TEXTS = (
    "LoRA(low-rank adaptation)로 대형 언어 모델(LLM)을 미세 조정합니다. GSM8K에서 정확도 71.5%를 얻었습니다.",
    "HerdNet은 QLoRA보다 2.5배 빠르며 GSM8K에서 정확도 80%를 달성했습니다.",
    "RFT(rank-free tuning)를 제안합니다. LoRA와 비교합니다.",
    "RFT(reinforcement fine-tuning)를 사용해 HerdNet을 학습합니다.",
)
PEOPLE = ("Ada Lovelace", "Alan Turing", "ADA LOVELACE", "Grace Hopper")


@dataclass(frozen=True)
class Entry:
    number: int
    title: str
    text: str
    authors: tuple[str, ...]
    votes: int


ENTRIES = st.builds(
    Entry,
    st.integers(1, 4),
    st.sampled_from(TITLES),
    st.sampled_from(TEXTS),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple),
    st.integers(0, 9),
)
DIGESTS = st.tuples(
    st.sampled_from(DAYS), st.lists(ENTRIES, min_size=1, max_size=3, unique_by=lambda entry: entry.number).map(tuple)
)
STEPS = st.one_of(
    st.tuples(st.sampled_from(("add", "replace")), st.lists(DIGESTS, min_size=1, max_size=3)),
    st.tuples(st.just("remove"), st.lists(st.sampled_from(DAYS), min_size=1, max_size=2, unique=True)),
)


def markdown(digest) -> str:
    day, entries = digest
    parts = [f"## Daily Papers ({day})"]
    for entry in entries:
        parts.append(f"### [{entry.title}](https://arxiv.org/abs/2505.0000{entry.number})")
        parts.append(f"Vote: {entry.votes}\n\nAuthors: {', '.join(entry.authors)}")
        parts.append(f"- ***What's New***: {entry.text}")
    return "\n\n".join(parts) + "\n"


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """A lexicon of five terms, and no page: what costs the time of a small build."""
    (tmp_path / "small.ttl").write_text(LEXICON, encoding="utf-8")
    small = read_lexicon([tmp_path / "small.ttl"])
    monkeypatch.setattr("kg.ontology.lexicon.load_lexicon", lambda *_: small)
    monkeypatch.setattr("kg.export.page.render_page", lambda graph, **_: "\n".join(sorted(graph)))


def contents(folder: Path) -> dict[str, bytes]:
    found = {name: (folder / name).read_bytes() for name in EXPORTS}
    return {**found, "digests": digests_path(folder).read_bytes()}


def write(folder: Path, digests) -> list[Path]:
    """A file for each digest, in their order, twice for the first one: a duplicate."""
    files = []
    for number, digest in enumerate([*digests, digests[0]]):
        path = folder / f"{len(list(folder.glob('*.md')))}-{number}.md"
        path.write_text(markdown(digest), encoding="utf-8")
        files.append(path)
    return files


def follow(scratch: Path, out: Path, step, held: set) -> set:
    """Do one step; which digests the folder must hold then."""
    action, what = step
    if action == "remove":
        left = {digest for digest in held if digest[0] not in what}
        known = {day for day, _ in held}
        if not left:
            before = contents(out)
            with pytest.raises(InputError, match="no digest would be left"):
                build(out=out, remove=what)
            assert contents(out) == before
            return held
        report = build(out=out, remove=what)
        assert [problem.message for problem in report.problems] == [
            f"keeps no digest of {day} that could be removed" for day in sorted(set(what) - known)
        ]
        return left
    assert build(write(scratch, what), out=out, replace=action == "replace").complete
    days = {day for day, _ in what} if action == "replace" else set()
    return {digest for digest in held if digest[0] not in days} | set(what)


@pytest.mark.usefixtures("quick")
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=st.lists(DIGESTS, min_size=1, max_size=3), steps=st.lists(STEPS, min_size=1, max_size=5), data=st.data())
def test_every_history_ends_as_one_build_of_what_is_left(first, steps, data):
    with tempfile.TemporaryDirectory() as made:
        scratch, out, whole = Path(made), Path(made) / "out", Path(made) / "whole"
        held = follow(scratch, out, ("add", first), set())
        for step in steps:
            held = follow(scratch, out, step, held)
        order = data.draw(st.permutations(sorted(held, key=repr)))
        build(write(scratch, order), out=whole)
        assert contents(out) == contents(whole)
        assert len(load_digests(out)) == len(held)
        assert {str(quad) for quad in open_store(out)} == {str(quad) for quad in open_store(whole)}


# ---------------------------------------------------------------- once with everything real


def digest(day: str, number: int, text: int) -> tuple:
    return day, (Entry(number, TITLES[0], TEXTS[text], PEOPLE[:2], number),)


@pytest.fixture
def archive(tmp_path) -> Path:
    """A folder built from one digest of each day."""
    build(write(tmp_path, [digest(day, number, 0) for number, day in enumerate(DAYS, 1)]), out=tmp_path / "out")
    return tmp_path / "out"


def test_a_corrected_digest_takes_the_place_of_the_old_one(archive, tmp_path, capsys):
    corrected = digest(DAYS[1], 2, 1)
    (tmp_path / "new").mkdir()
    file = write(tmp_path / "new", [corrected])[0]
    assert main(["build", "--replace", str(file), "--out", str(archive)]) == 0
    assert f"{archive}: forgot digests of {DAYS[1]}" in capsys.readouterr().err
    build(
        [file, *write(tmp_path / "new", [digest(DAYS[0], 1, 0), digest(DAYS[2], 3, 0)])],
        out=tmp_path / "whole",
    )
    assert contents(archive) == contents(tmp_path / "whole")
    assert main(["build", "--replace", str(file), "--out", str(archive)]) == 0
    assert capsys.readouterr().err == "", "the same digest once more changes nothing, and says nothing"
    assert contents(archive) == contents(tmp_path / "whole")


def test_without_replace_a_corrected_digest_joins_the_old_one(archive, tmp_path):
    (tmp_path / "new").mkdir()
    build(write(tmp_path / "new", [digest(DAYS[1], 2, 1)]), out=archive)
    assert [each.date for each in load_digests(archive)] == [DAYS[0], DAYS[1], DAYS[1], DAYS[2]]


def test_removed_days_are_forgotten_and_missing_ones_named(archive, tmp_path, capsys):
    assert main(["build", "--remove", DAYS[0], "--remove", "2024-12-31", "--out", str(archive)]) == 1
    said = capsys.readouterr().err
    assert f"forgot digests of {DAYS[0]}" in said
    assert f"{archive}: keeps no digest of 2024-12-31 that could be removed" in said
    assert "sample" not in said
    (tmp_path / "new").mkdir()
    build(write(tmp_path / "new", [digest(DAYS[1], 2, 0), digest(DAYS[2], 3, 0)]), out=tmp_path / "whole")
    assert contents(archive) == contents(tmp_path / "whole")
    before = contents(archive)
    assert main(["build", "--remove", DAYS[1], "--remove", DAYS[2], "--out", str(archive)]) == 1
    assert "no digest would be left" in capsys.readouterr().err
    assert contents(archive) == before


def test_options_stay_when_digests_go(archive, tmp_path):
    build(out=archive, base="https://example.org/kg/")
    build(out=archive, remove=[DAYS[0]])
    (tmp_path / "new").mkdir()
    files = write(tmp_path / "new", [digest(DAYS[1], 2, 0), digest(DAYS[2], 3, 0)])
    build(files, out=tmp_path / "whole", base="https://example.org/kg/")
    assert contents(archive) == contents(tmp_path / "whole")


def test_nothing_is_made_where_there_is_nothing_to_remove(tmp_path, capsys):
    with pytest.raises(GraphError, match="keeps no digests"):
        build(out=tmp_path / "new", remove=[DAYS[0]])
    assert not (tmp_path / "new").exists()
    for words in (["--replace"], ["--remove", "yesterday"], ["--remove", "20250501"], ["--remove", "2025-13-01"]):
        assert main(["build", *words, "--out", str(tmp_path / "new")]) == 2
    assert "--replace needs the digests" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
