"""The extractor as a whole: golden cases, hostile text, and properties that must always hold."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract import Extractor, extract_all
from kg.model import Kind, Listing, Paper, Section
from kg.ontology.lexicon import load_lexicon

CASES = sorted((Path(__file__).parent / "cases").glob("*/paper.json"))


@pytest.fixture(scope="module")
def extractor():
    return Extractor(load_lexicon())


def paper_of(title, **sections):
    parts = (Section("title", title), *(Section(name.replace("_", "-"), text) for name, text in sections.items()))
    return Paper("2502.00001", "u", title, (), parts, (Listing("2025-02-05", 1, None),))


def read_case(path):
    raw = json.loads(path.read_text("utf-8"))
    sections = tuple(Section(name, text) for name, text in raw["sections"].items())
    return Paper("2502.00001", "u", raw["sections"]["title"], (), sections, (Listing("2025-02-05", 1, None),))


def check(paper, extraction):
    """What holds for every text."""
    places = set()
    for entity in extraction.entities:
        assert entity.spans
        assert 0 < entity.confidence <= 1
        assert len(entity.roles) == 1
        assert entity.name in {name.text for name in entity.names}
        for span in entity.spans:
            assert paper.section(span.section).text[span.start : span.end] == span.text
            covered = {(span.section, offset) for offset in range(span.start, span.end)}
            assert not covered & places, "two entities claim one place"
            places |= covered


def test_there_are_golden_cases():
    assert len(CASES) == 4


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_golden_case(extractor, path):
    paper = read_case(path)
    extraction = extractor.extract(paper)
    check(paper, extraction)
    by_name = {name.text: entity for entity in extraction.entities for name in entity.names}
    for name, kind, role in json.loads((path.parent / "expected.json").read_text("utf-8"))["present"]:
        assert name in by_name, f"{name} is missing; found {sorted(by_name)}"
        assert by_name[name].kind in kind.split("|"), name
        assert by_name[name].roles[0] in role.split("|"), name
    for name in json.loads((path.parent / "expected.json").read_text("utf-8"))["absent"]:
        assert name not in by_name, name


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert('모델')</script>",
    "!?.,;:()[]{}()()((((",
    "😀🎉👨‍👩‍👧‍👦 🇰🇷",
    "ㅋㅋㅋ ㅠㅠ",
    "\u2028\u2029\u00a0\ufeff\u200b",
    "A" * 20_000,
    "가" * 20_000,
    "LoRA " * 3_000,
    "(" * 2_000 + "LoRA" + ")" * 2_000,
    "모델(Model; M) " * 500,
    "-._+/'’&",
    "\t\t \n\n\n ",
    "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_does_no_harm(extractor, text):
    for paper in (paper_of(text, whats_new="모델을 제안합니다."), paper_of("A title", whats_new=text)):
        check(paper, extractor.extract(paper))


WORDS = [
    "LoRA",
    "RandLoRA",
    "DiT",
    "확산 모델",
    "(Diffusion",
    "Model)",
    "은",
    "를",
    "GSM8K에서",
    "지식 증류",
    "-",
    ":",
    "\n",
    "7B",
    ",",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from(["", " "]), st.text(max_size=40))
def test_offsets_reproduce_the_text(extractor, parts, joint, title):
    paper = paper_of(title, whats_new=joint.join(parts), technical_details=" ".join(parts))
    check(paper, extractor.extract(paper))


def test_a_variant_is_not_what_it_varies(extractor):
    paper = paper_of(
        "RandLoRA: Full-Rank Updates", whats_new="RandLoRA는 LoRA의 랭크 한계를 넘는 미세 조정 방법입니다."
    )
    names = [{name.text for name in entity.names} for entity in extractor.extract(paper).entities]
    assert any("RandLoRA" in forms and "LoRA" not in forms for forms in names)


def test_a_model_name_is_not_found_inside_words(extractor):
    paper = paper_of("Editing", whats_new="이미지 editing과 audition, credit을 다룹니다.")
    assert all("dit" not in {name.text.lower() for name in e.names} for e in extractor.extract(paper).entities)


def test_a_gloss_of_the_paper_beats_the_lexicon(extractor):
    text = "Token-Sparse Projection(TSP)을 제안합니다. TSP는 토큰을 줄입니다."
    concepts = {e.concept for e in extractor.extract(paper_of("Faster Decoding", whats_new=text)).entities}
    assert "travelling-salesman-problem" not in concepts
    assert "traveling-salesman-problem" not in concepts


def test_extraction_is_a_pure_function_of_the_paper(extractor):
    papers = [read_case(path) for path in CASES]
    alone = [Extractor(load_lexicon()).extract(paper) for paper in papers]
    assert [extractor.extract(paper) for paper in reversed(papers)] == alone[::-1]


def test_extract_all_keeps_the_order_and_tells_its_progress():
    told = []
    papers = [read_case(path) for path in CASES]
    done = extract_all(papers, load_lexicon(), progress=told.append)
    assert [extraction.paper for extraction in done] == [paper.identifier for paper in papers]
    assert told == list(range(1, len(papers) + 1))


def test_a_paper_without_sections_gives_nothing(extractor):
    extraction = extractor.extract(Paper("1", "u", "t", (), (), (Listing("2025-01-01", 1, None),)))
    assert extraction.entities == extraction.findings == ()


def test_the_kinds_are_those_of_the_model(extractor):
    kinds = {e.kind for path in CASES for e in extractor.extract(read_case(path)).entities}
    assert kinds <= set(Kind)


PROGRAM = """
import hashlib, json, sys
from pathlib import Path
from kg.extract import extract_all
from kg.model import Listing, Paper, Section
from kg.ontology.lexicon import load_lexicon
papers = []
for path in sys.argv[1:]:
    sections = tuple(Section(*item) for item in json.loads(Path(path).read_text("utf-8"))["sections"].items())
    papers.append(Paper(path, "u", sections[0].text, (), sections, (Listing("2025-02-05", 1, None),)))
print(hashlib.sha256(repr(extract_all(papers, load_lexicon())).encode()).hexdigest())
"""


def test_the_hash_seed_changes_nothing():
    seen = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *map(str, CASES)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(seen) == 1
