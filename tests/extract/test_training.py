"""Training end to end on made-up papers: files that extraction loads, no paper that teaches itself, equal bytes."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from kg.cli import main
from kg.errors import InputError, RequirementError, UsageError
from kg.extract import Extractor, archive, fit, hanging, judge, taught, train, validate
from kg.extract.examples import count, examples
from kg.extract.gold import GoldPaper, find_gold, read_gold
from kg.model import Kind, Name, Role, Term, merge_digests
from kg.ontology import files
from kg.ontology.lexicon import read_lexicon
from kg.read import read_paths

FILES = ("archive.json.gz", "learned.ttl", "taught-labels.ttl", "titles.json.gz", "weights.json.gz")
LEXICON = """\
@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix concept: <https://w3id.org/paperkg/concept/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
concept:accuracy a kg:Metric ; skos:prefLabel "accuracy"@en ; skos:altLabel "정확도"@ko .
concept:oryx-net a kg:Model ; skos:prefLabel "OryxNet"@en .
"""
NAMES = (  # method, its long form, task, dataset, benchmark
    ("KuduMix", "kudu mixing", ("herd tracking", "무리 추적"), "SavannaSet", "HoofBench"),
    ("ElandFuse", "eland fusion", ("herd counting", "무리 계수"), "DeltaSet", "TrailEval"),
    ("ImpalaPrune", "impala pruning", ("herd tracking", "무리 추적"), "SavannaSet", "TrailEval"),
    ("NyalaGate", "nyala gating", ("gait analysis", "걸음 분석"), "DeltaSet", "HoofBench"),
    ("TopiCast", "topi casting", ("herd counting", "무리 계수"), "SavannaSet", "HoofBench"),
    ("BongoWarp", "bongo warping", ("gait analysis", "걸음 분석"), "MeadowSet", "TrailEval"),
    ("DikdikSeed", "dikdik seeding", ("herd tracking", "무리 추적"), "MeadowSet", "HoofBench"),
)
ENTRY = """\
### [{method}: Better {english}](https://arxiv.org/abs/{number})
- **What's New**: {method}({long})를 제안합니다. {method}는 {korean}({english}) 문제를 다룹니다.
- **Technical Details**: {dataset} 데이터셋으로 학습하며 OryxNet 모델을 사용합니다.
- **Performance Highlights**: {benchmark} 벤치마크에서 정확도 81.{digit}%를 얻어 OryxNet보다 높습니다.
"""
ABSTRACT = "We propose GemsbokSplit for herd tracking. GemsbokSplit improves the accuracy of OryxNet on HoofBench."


def numbered():
    return [(f"2401.0000{digit}", digit, row) for digit, row in enumerate(NAMES, 1)]


def entity(name, kind, role, *aliases, core=True):
    return {"name": name, "names": [name, *aliases], "type": kind, "role": role, "core": core}


def annotations(number, row):
    method, long, (english, korean), dataset, benchmark = row
    named = [
        entity(method, "method", "introduces", long),
        entity(english, "task", "addresses", korean),
        entity(dataset, "dataset", "uses"),
        entity(benchmark, "benchmark", "evaluates_on"),
        entity("accuracy", "metric", "measures", "정확도"),
        entity("OryxNet", "model", "compares_with"),
    ]
    return json.dumps({"arxiv": number, "entities": named}, ensure_ascii=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with gold annotations of seven Korean papers and an abstract, their texts, and a lexicon of two."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "gold").mkdir()
    (folder / "texts").mkdir()
    entries = []
    for number, digit, (method, long, (english, korean), dataset, benchmark) in numbered():
        values = {"dataset": dataset, "benchmark": benchmark, "number": number, "digit": digit}
        entries.append(ENTRY.format(method=method, long=long, english=english, korean=korean, **values))
    lines = [annotations(number, row) for number, _, row in numbered()]
    (folder / "texts" / "2024-01-02.md").write_text("\n".join(entries), "utf-8")
    (folder / "gold" / "train.jsonl").write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    (folder / "gold" / "dev.jsonl").write_text(lines[-1] + "\n", "utf-8")
    paper = {"id": "2401.00009", "title": "GemsbokSplit:\n Splitting Herds", "summary": ABSTRACT}
    (folder / "texts" / "2024-01-03.json").write_text(json.dumps([{"paper": paper, "publishedAt": "2024-01-03"}]))
    named = [entity("GemsbokSplit", "method", "introduces"), entity("HoofBench", "benchmark", "evaluates_on")]
    (folder / "gold" / "train_en.jsonl").write_text(json.dumps({"arxiv": "2401.00009", "entities": named}) + "\n")
    (folder / "lexicon.ttl").write_text(LEXICON, "utf-8")
    return folder


def read_made(folder):
    return {paper.identifier: paper for paper in merge_digests(read_paths([folder / "texts"]).digests)}


PROGRAM = """
import sys
from pathlib import Path
from kg.cli import main
from kg.ontology import files
files.lexicon_paths = lambda: (Path(sys.argv[1]),)
sys.exit(main(["train", *sys.argv[2:]]))
"""


def run_train(folder, out, *, seed):
    words = [folder / "lexicon.ttl", folder / "gold", "--digests", folder / "texts", "--out", out]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def trained(made):
    pytest.importorskip("sklearn", reason="training needs scikit-learn: pip install 'paperkg[train]'")
    return made / "out", run_train(made, made / "out", seed="1")


def test_training_writes_its_files_and_reports_a_cross_validation(trained):
    out, report = trained
    assert sorted(path.name for path in out.iterdir()) == list(FILES)
    assert "train.jsonl: 6 papers, 5 folds" in report
    assert "train_en.jsonl: 1 papers" in report
    assert "role   P " in report


def test_another_hash_seed_gives_the_same_bytes(made, trained):
    out, report = trained
    assert run_train(made, made / "again", seed="2") == report
    for name in FILES:
        assert (made / "again" / name).read_bytes() == (out / name).read_bytes(), name


def test_extraction_works_with_the_new_weights(made, trained, monkeypatch):
    out, _ = trained
    weights = judge.parse((out / "weights.json.gz").read_bytes())
    counts = archive.parse((out / "archive.json.gz").read_bytes())
    monkeypatch.setattr(judge, "shipped", lambda: weights)
    monkeypatch.setattr(archive, "shipped", lambda: counts)
    lexicon = read_lexicon([made / "lexicon.ttl", out / "learned.ttl", out / "taught-labels.ttl"])
    held_out = read_made(made)["2401.00007"]
    found = {name.text: item for item in Extractor(lexicon).extract(held_out).entities for name in item.names}
    assert (found["DikdikSeed"].kind, found["DikdikSeed"].roles) == ("method", ("introduces",))
    assert found["HoofBench"].concept == "hoofbench"
    assert found["HoofBench"].kind == "benchmark"
    assert "사용합니다" not in found


def test_held_out_papers_teach_nothing(trained):
    out, _ = trained
    weights = judge.parse((out / "weights.json.gz").read_bytes())
    assert "kudumix" in weights.tallies
    assert "dikdikseed" not in weights.tallies
    assert "dikdik" not in (out / "learned.ttl").read_text("utf-8")
    counts = archive.parse((out / "archive.json.gz").read_bytes()).terms
    assert counts["hoofbench"].papers == 4, "three annotated papers and the abstract, not the one held out"
    assert "meadowset" not in counts


def test_what_is_taught_is_written_as_a_lexicon(trained):
    out, _ = trained
    taught = {term.slug: term for term in read_lexicon([out / "learned.ttl"])}
    assert taught["herd-tracking"] == Term("herd-tracking", "herd tracking", Kind.TASK, (Name("무리 추적", "ko"),))
    assert "oryx-net" not in taught


def ready(folder, *, forget=""):
    """Examples of the Korean papers; ``forget`` is one that is annotated as having no entities."""
    papers, terms = read_made(folder), read_lexicon([folder / "lexicon.ttl"]).terms
    gold = [
        GoldPaper(paper.paper, () if paper.paper == forget else paper.entities)
        for paper in read_gold(folder / "gold" / "train.jsonl")
    ]
    counted = count(papers, terms, held_out=())
    return examples(gold, papers, terms, counted, teachers=gold, fit_screen=fit.fit_screen).examples


@pytest.mark.parametrize("number", ["2401.00001", "2401.00004"])
def test_a_paper_s_features_know_nothing_of_its_own_annotations(made, number):
    with_own = {example.annotated.paper: example for example in ready(made)}
    without_own = {example.annotated.paper: example for example in ready(made, forget=number)}
    assert with_own[number].features == without_own[number].features
    assert any(with_own[other].features != without_own[other].features for other in with_own if other != number)


def test_each_paper_is_judged_once_by_weights_that_never_saw_it(made, monkeypatch):
    folds = []

    def fit_nothing(learnt_from, **_):
        folds.append({example.annotated.paper for example in learnt_from})
        return judge.Judge({"ko": judge.Table({}, {}, {}, 0.5)}, {}, frozenset())

    monkeypatch.setattr(validate, "fit", fit_nothing)
    seen = []
    monkeypatch.setattr(validate, "guesses", lambda example, _: seen.append(example.annotated.paper))
    own = ready(made)
    judged = [example.annotated.paper for example, _ in validate.cross_validate(own, folds=3)]
    names = [example.annotated.paper for example in own]
    held_out = [set(names) - fold for fold in folds]
    assert judged == names
    assert [len(fold) for fold in held_out] == [2, 2, 2]
    assert [set(seen[:2]), set(seen[2:4]), set(seen[4:])] == held_out


def test_cross_validation_counts_what_extraction_makes_of_the_guesses(made):
    own = ready(made)[:1]
    (example,) = own
    groups = example.proposal.groups
    placed = next(at for at, labels in enumerate(example.labels) if "정확도" in labels)
    method = tuple(float(kind is Kind.METHOD) for kind in judge.KINDS)
    roles = (Role.USES,) * len(judge.KINDS)

    def typed(sure):
        guessed = [validate.Guess(sure if at == placed else 0.0, method, roles) for at in range(len(groups))]
        scores = validate.by_paper([(example, guessed)], {"ko": 0.5}, {"ko": (1.0, 0.0)})
        return [(row.hits, row.wrong) for row in scores["typed"]]

    assert typed(hanging.LEAST / 2) == [(0, 0)], "too unlikely for anything"
    assert typed(0.1) == [(1, 0)], "81.1% hangs on it, so it is a metric after all"


def test_a_leading_paper_counts_more(made):
    own = ready(made)
    doubled = [replace(example, leading=True) for example in own]
    plain, more = (fit.fit(each).table(english=False).kind for each in (own, doubled))
    shared = plain.keys() & more.keys() - {judge.BIAS}
    assert sum(max(map(abs, more[name])) > max(map(abs, plain[name])) for name in shared) > 0.9 * len(shared)


def test_without_scikit_learn_training_says_what_to_install(made, monkeypatch, tmp_path):
    monkeypatch.setattr(fit, "find_spec", lambda _: None)
    with pytest.raises(RequirementError, match=r"paperkg\[train\]"):
        train.train([made / "gold" / "train.jsonl"], [], {}, out=tmp_path)


def test_an_annotated_paper_without_text_is_named(made, monkeypatch, tmp_path):
    monkeypatch.setattr(train, "require_sklearn", lambda: None)
    with pytest.raises(UsageError, match=r"no digest holds: 2401\.00001"):
        train.train([made / "gold" / "train.jsonl"], [], {}, out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_gold_says_what_to_learn_and_what_to_hold_out(made, tmp_path):
    gold = made / "gold"
    assert find_gold([gold]) == ([gold / "train.jsonl", gold / "train_en.jsonl"], [gold / "dev.jsonl"])
    assert find_gold([gold / "dev.jsonl"]) == ([gold / "dev.jsonl"], [])
    for nothing in (tmp_path, tmp_path / "nowhere.jsonl"):
        with pytest.raises(InputError, match="no gold annotations"):
            find_gold([nothing])


def test_an_abstract_is_learnt_from_as_a_build_reads_it(made, monkeypatch, tmp_path):
    taught_with = []
    monkeypatch.setattr(train, "train", lambda _gold, papers, *_, **__: taught_with.extend(papers))
    gold, texts = made / "gold", made / "texts"
    assert main(["train", str(gold), "--digests", str(texts), "--out", str(tmp_path)]) == 0
    paper = next(paper for paper in taught_with if paper.identifier == "2401.00009")
    assert [(section.name, section.text) for section in paper.sections] == [
        ("title", "GemsbokSplit: Splitting Herds"),
        ("body", ABSTRACT),
    ]
    assert tuple(taught_with) == merge_digests(read_paths([texts]).digests)


def test_the_generated_files_of_the_shipped_lexicon_are_known_as_such():
    generated = {path.name for path in files.lexicon_paths() if "Generated by `kg train`" in path.read_text("utf-8")}
    assert generated == taught.GENERATED
