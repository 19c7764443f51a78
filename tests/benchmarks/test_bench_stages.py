"""Every stage of a build against one plain tokenisation of the same text, in one run, and against what could do less.

By default the bundled sample is built, which takes little more than what has to be loaded; PAPERKG_BENCH=archive builds
the archive of digests (see PAPERKG_SHARED), in minutes. Run with ``-s`` to see the table, in Markdown.
"""

from __future__ import annotations

import importlib
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from kg.export.files import EXPORTS
from kg.sample import NAME, sample_digest

pytestmark = pytest.mark.alone
STAGES = (
    ("read", "kg.pipeline", "read_paths"),
    ("lexicon", "kg.ontology.lexicon", "load_lexicon"),
    ("extract", "kg.extract", "extract_all"),
    ("resolve", "kg.resolve", "resolve"),
    ("graph", "kg.graph.build", "build_graph"),
    ("links, of these", "kg.graph.build", "add_links"),
    ("Turtle, N-Triples, JSON-LD", "kg.export.files", "_write_triples"),
    ("mentions", "kg.export.files", "_write_mentions"),
    ("GraphML", "kg.export.files", "_write_graphml"),
    ("page", "kg.export.page", "render_page"),
    ("map", "kg.export.atlas", "draw_atlas"),
    ("store, meanwhile", "kg.store.disk", "_fill"),
    ("sentences", "kg.pipeline", "_quotes"),
    ("index of related papers", "kg.export.files", "write_index"),
)
"""Name, and the function whose time it is."""
SAMPLE_BOUND = 400
"""Of fifty papers: nearly all of it is loading what is known of names and bundling the map."""
ARCHIVE_BOUND = 60
DAY_BOUND = 0.6
"""Of what the whole archive takes: names, links and the lines of all exports are made anew."""


@pytest.fixture
def timed(monkeypatch):
    """Seconds of each stage."""
    taken: Counter[str] = Counter()

    def watch(name, module, function):
        real = getattr(importlib.import_module(module), function)

        def watched(*args, **kwargs):
            start = time.perf_counter()
            try:
                return real(*args, **kwargs)
            finally:
                taken[name] += time.perf_counter() - start

        monkeypatch.setattr(f"{module}.{function}", watched)

    for stage in STAGES:
        watch(*stage)
    return taken


@pytest.fixture
def floors(monkeypatch):
    """The module of what stages are measured against, imported as scripts next to each other import."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return importlib.import_module("floors")


def test_every_stage_against_plain_tokenisation(timed, floors, tmp_path, request):
    from kg.ontology.lexicon import load_lexicon
    from kg.pipeline import build

    whole_archive = os.environ.get("PAPERKG_BENCH") == "archive"
    paths: list[str | Path] = [tmp_path / NAME]
    (tmp_path / NAME).write_bytes(sample_digest())
    if whole_archive:
        folder = request.getfixturevalue("shared") / "corpus"
        paths = [path for path in sorted(folder.glob("*/**/*")) if path.suffix in {".md", ".json"}]
    start = time.perf_counter()
    report = build(paths, out=tmp_path / "out", jobs=None)
    taken = {**{name: timed[name] for name, *_ in STAGES}, "whole build": time.perf_counter() - start}
    assert all(taken.values())
    built = floors.Built(paths, report, load_lexicon().terms)
    unit = floors.tokenised(built.texts)
    beside = floors.others(built, tmp_path, unit=unit)
    assert beside.keys() <= taken.keys()
    triples = built.lines().count(b"\n") + built.lines("mentions.nt").count(b"\n")
    size = sum(map(len, built.texts))
    print(f"\n{len(report.facts.papers):,} papers, {size:,} characters, {triples:,} triples; {floors.machine()}\n")  # noqa: T201
    print("\n".join(floors.table(taken, beside, unit)))  # noqa: T201
    bound = ARCHIVE_BOUND if whole_archive else SAMPLE_BOUND
    assert taken["whole build"] / unit < bound


@pytest.mark.skipif(os.environ.get("PAPERKG_BENCH") != "archive", reason="minutes: PAPERKG_BENCH=archive runs it")
def test_one_more_day_against_the_whole_archive(tmp_path, request):
    """The processor's time of both, in one process: what a day costs does not hang on how many cores there are."""
    from kg.pipeline import build

    folder = request.getfixturevalue("shared") / "corpus"
    days = sorted(path for path in folder.glob("*/**/*") if path.suffix in {".md", ".json"})
    build(days[:-1], out=tmp_path / "days", jobs=None)
    spent = []
    for paths, out in ((days[-1:], "days"), (days, "whole")):
        start = time.process_time()
        build(paths, out=tmp_path / out, jobs=1)
        spent.append(time.process_time() - start)
    print(f"one more day: {spent[0] / spent[1]:.2f} of the whole archive")  # noqa: T201
    for name in (*EXPORTS, "store/wordings.json"):
        assert (tmp_path / "days" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert spent[0] / spent[1] < DAY_BOUND
