"""The main job, through the command line: digests in, exports out, questions answered."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import networkx as nx
import pytest

import kg
from kg.model import Role
from kg.sample import sample_digest
from kg.store.convert import from_store
from kg.store.disk import open_store

FILES = (
    "graph.ttl",
    "graph.nt",
    "graph.jsonld",
    "graph.graphml",
    "graph.html",
    "atlas.html",
    "topics.json",
    "mentions.nt",
    "terms.jsonl",
    "void.ttl",
    "manifest.json",
)


def run(
    *arguments: str | Path, seed: int = 0, code: int = 0, stdin: bytes | None = None
) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == code, done.stderr.decode()
    return done


def contents(folder: Path) -> dict[str, str]:
    """The checksum of every file that must be the same byte for byte."""
    return {
        name: sha256((folder / name).read_bytes()).hexdigest()
        for name in (*FILES, "store/digests.jsonl", "store/readings.jsonl", "store/wordings.json")
    }


@pytest.fixture(scope="module")
def built(sample_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of the sample."""
    return shutil.copytree(sample_built, tmp_path_factory.mktemp("sample") / "exports")


@pytest.fixture
def sample_there(sample_built: Path, tmp_path: Path) -> Path:
    """A folder that holds the sample's graph, to build into."""
    return shutil.copytree(sample_built, tmp_path / "sample")


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample cut into three digests of three days, one paper standing in two of them."""
    folder = tmp_path_factory.mktemp("pieces")
    head, *entries = re.split(r"^(?=### )", sample_digest().decode(), flags=re.MULTILINE)
    files = []
    for number, part in enumerate((entries[:8], entries[7:14], entries[14:20]), start=5):
        file = folder / f"2025-02-0{number}.md"
        file.write_text(head.replace("2025-02-05", f"2025-02-0{number}") + "".join(part), encoding="utf-8")
        files.append(file)
    return files


@pytest.fixture(scope="module")
def at_once(pieces: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of all pieces. Only for reading."""
    folder = tmp_path_factory.mktemp("at-once") / "exports"
    run("build", *pieces, "--out", folder)
    return folder


@pytest.fixture(scope="module")
def first(pieces: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the first piece. Only for reading."""
    folder = tmp_path_factory.mktemp("first") / "exports"
    run("build", pieces[0], "--out", folder)
    return folder


def test_the_installed_package_is_what_is_tested(root: Path):
    if "PAPERKG_INSTALLED" not in os.environ:
        pytest.skip("set PAPERKG_INSTALLED=1 where the tests must run against an installed wheel")
    assert not Path(kg.__file__).is_relative_to(root)
    assert (Path(kg.__file__).parent / "_ontology" / "paperkg.ttl").is_file()


def test_the_sample_gives_all_files_and_the_right_counts(built: Path):
    assert {path.name for path in built.iterdir()} == {*FILES, "store"}
    triples = (built / "graph.nt").read_text(encoding="utf-8").splitlines()
    assert triples == sorted(set(triples))
    assert not [line for line in triples if line.startswith("_:") or " _:" in line]
    counts = {
        kind: sum(line.endswith(f"#type> <https://w3id.org/paperkg/ontology#{kind}> .") for line in triples)
        for kind in ("Paper", "Author", "Digest", "Listing")
    }
    assert counts == {"Paper": 50, "Author": 305, "Digest": 1, "Listing": 50}
    assert sum("#coAuthorOf>" in line for line in triples) == 2 * 1233
    assert (built / "graph.html").stat().st_size < 700_000


def test_the_exports_in_the_repository_are_current(built: Path, root: Path):
    changed = [name for name in FILES if (root / "exports" / name).read_bytes() != (built / name).read_bytes()]
    assert not changed, "run: kg build --out exports --fresh"


def test_every_link_to_a_concept_is_as_sure_in_rdf_as_in_the_graph(built: Path):
    """RDF has no place for it beside the link: the surest mention says it."""
    roles = {f"kg:{role.value}" for role in Role} | {"kg:mentions"}

    def sure(edges):
        return {
            (paper, concept, data.get("kind", key)): data["confidence"]
            for paper, concept, key, data in edges
            if data.get("kind", key) in roles
        }

    graph = nx.read_graphml(built / "graph.graphml", force_multigraph=True)
    stated = sure(graph.edges(keys=True, data=True))
    assert len(stated) > 300
    assert sure(from_store(open_store(built)).edges(keys=True, data=True)) == stated
    assert all(0 < confidence <= 1 for confidence in stated.values())


def test_building_again_changes_nothing(built: Path):
    before = contents(built)
    run("build", "--out", built, seed=1)
    assert contents(built) == before


def test_order_hash_seed_and_one_by_one_make_no_difference(pieces: list[Path], at_once: Path, tmp_path: Path):
    expected = contents(at_once)
    shuffled = list(pieces)
    for seed in (1, 2, 3):
        random.Random(seed).shuffle(shuffled)
        run("build", *shuffled, "--out", tmp_path / f"seed-{seed}", seed=seed)
        assert contents(tmp_path / f"seed-{seed}") == expected
    for file in shuffled:
        run("build", file, "--out", tmp_path / "one-by-one", seed=7)
    assert contents(tmp_path / "one-by-one") == expected
    run("build", "-", "--out", tmp_path / "piped", stdin=shuffled[0].read_bytes())
    run("build", *pieces[0].parent.glob("*.md"), "--out", tmp_path / "piped")
    assert contents(tmp_path / "piped") == expected


def test_the_sample_gives_way_to_the_first_digest_of_ones_own(pieces: list[Path], first: Path, sample_there: Path):
    run("build", pieces[0], "--out", sample_there)
    assert contents(sample_there) == contents(first)


def test_the_sample_never_takes_the_place_of_ones_own(first: Path, tmp_path: Path):
    shutil.copytree(first, tmp_path / "out")
    before = contents(tmp_path / "out")
    assert "built again from the digests it holds" in run("build", "--out", tmp_path / "out").stderr.decode()
    assert contents(tmp_path / "out") == before


def test_bad_input_is_named_and_the_rest_is_built(pieces: list[Path], at_once: Path, tmp_path: Path):
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"## Daily Papers (2025-02-05)\n\xff\n")
    done = run("build", bad, tmp_path / "missing.md", *pieces, "--out", tmp_path / "out", code=1)
    said = done.stderr.decode()
    assert f"{bad}:2: not UTF-8" in said.replace("\n", "")
    assert "missing.md" in said
    assert contents(tmp_path / "out") == contents(at_once)


def test_nothing_stored_is_lost_when_nothing_can_be_read(at_once: Path, tmp_path: Path):
    shutil.copytree(at_once, tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "empty.md").write_bytes(b"")
    run("build", tmp_path / "empty.md", "--out", tmp_path / "out", code=1)
    assert contents(tmp_path / "out") == before


def test_questions_of_the_first_hour(built: Path):
    related = json.loads(run("related", "2502.01068", "-k", "5", "--graph", built, "--format", "json").stdout)
    assert {answer["paper"] for answer in related[:2]} == {"2502.00299", "2502.01941"}
    assert all(answer["reasons"] for answer in related)
    for answer in related:
        assert sum(reason["weight"] for reason in answer["reasons"]) == pytest.approx(answer["score"], abs=1e-6)
    query = "SELECT ?p WHERE { ?p kg:addresses concept:kv-cache-compression } ORDER BY ?p"
    rows = json.loads(run("sparql", query, "--graph", built, "--format", "json").stdout)["results"]["bindings"]
    assert {row["p"]["value"].rpartition("/")[2] for row in rows} >= {"2502.00299", "2502.01068", "2502.01941"}
    found = json.loads(run("search", "지식 편집", "--graph", built, "--format", "json").stdout)
    assert "knowledge editing" in json.dumps(found, ensure_ascii=False).lower()
    run("validate", "--graph", built)


@pytest.mark.corpus
def test_the_day_that_was_asked_for_scores(shared: Path, tmp_path: Path):
    run("build", shared / "corpus/2025/02/05.md", "--out", tmp_path / "out")
    gold = shared / "gold"
    scored = subprocess.run(
        [sys.executable, gold / "score.py", tmp_path / "out/graph.nt", gold / "dev.jsonl", "--json"],
        capture_output=True,
        check=True,
    )
    report = json.loads(scored.stdout)
    print({name: round(row["f1"], 3) for name, row in report.items()})  # noqa: T201  the measured quality
    assert report["found"]["f1"] >= 0.80
    assert report["typed"]["f1"] >= 0.72
    assert report["role"]["f1"] >= 0.60
    related = json.loads(
        run("related", "2502.01068", "-k", "5", "--graph", tmp_path / "out", "--format", "json").stdout
    )
    assert {answer["paper"] for answer in related[:2]} == {"2502.00299", "2502.01941"}
