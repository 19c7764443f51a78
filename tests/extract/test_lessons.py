"""What annotations teach; and that a paper never explains itself."""

import json

import pytest

from kg.errors import InputError
from kg.extract import archive, propose, survey
from kg.extract.evidence import Tally
from kg.extract.gold import GoldEntity, GoldPaper, normal, read_gold
from kg.extract.lessons import joined, learned_terms, sum_tallies, without
from kg.model import Kind, Listing, Name, Paper, Role, Section, Term


def entity(name, *aliases, kind=Kind.METHOD, core=True):
    return GoldEntity(name, (name, *aliases), (kind,), (Role.USES,), core)


def learned(*papers, known=None):
    annotated = [GoldPaper(str(number), tuple(entities)) for number, entities in enumerate(papers)]
    return {term.name: {name.text for name in term.names} for term in learned_terms(annotated, known or {})}


def test_acronyms_and_word_for_word_korean_are_aliases():
    assert learned([entity("Sparse Oryx Routing", "SOR", "희소 오릭스 라우팅")]) == {
        "Sparse Oryx Routing": {"SOR", "희소 오릭스 라우팅"}
    }


def test_broader_and_loose_forms_of_one_paper_are_not():
    assert learned([entity("video diffusion model", "diffusion model", "확산", "generator")]) == {
        "video diffusion model": set()
    }


def test_an_alias_that_is_another_name_stays_with_its_owner():
    found = learned([entity("Oryx", "Ibis")], [entity("Oryx", "Ibis")], [entity("Ibis")])
    assert found == {"Oryx": set(), "Ibis": set()}


def test_a_known_concept_only_gains_labels():
    known = {"oryx": Term("oryx", "Oryx", Kind.MODEL, (Name("ORX"),))}
    assert learned([entity("Oryx")], known=known) == {}
    (term,) = learned_terms([GoldPaper(str(n), (entity("Oryx", "오릭스"),)) for n in range(2)], known)
    assert joined(known, [term])["oryx"] == Term("oryx", "Oryx", Kind.MODEL, (Name("ORX"), Name("오릭스", "ko")))


def test_an_optional_name_of_one_paper_is_not_learned():
    assert learned([entity("keypoint", core=False)]) == {}


def test_a_tally_is_left_out_again():
    own = {"oryx": Tally(core=1)}
    total = sum_tallies([own, {"oryx": Tally(spurious=2)}, {"ibis": Tally(core=1)}])
    assert without(total, own, ["oryx", "ibis", "kudu"]) == {"oryx": Tally(spurious=2), "ibis": Tally(core=1)}
    assert without(sum_tallies([own]), own, ["oryx"]) == {}


def paper_of(number, text):
    sections = (Section("title", "A title"), Section("body", text))
    return Paper(str(number), "u", "A title", (), sections, (Listing("2025-01-01", 1, None),))


def test_the_archive_without_a_paper_is_the_archive_of_the_others():
    texts = [
        "희소 주의(Sparse Attention)를 쓴다",
        "희소 주의(Sparse Attention)와 OryxNet",
        "OryxNet 모델",
        "희소 주의(Sparse Attention)",
    ]
    papers = [paper_of(number, text) for number, text in enumerate(texts)]
    known = propose.knowledge([], archive.Archive())
    total, each = survey.survey(papers, known)
    for left_out in papers:
        others, _ = survey.survey([paper for paper in papers if paper is not left_out], known)
        assert total.without(each[left_out.identifier], total.archive()) == others.archive()


def test_names_are_compared_as_the_scorer_does():
    assert normal("KV-Caches") == normal("kv cache")
    assert normal("HumanEval+") != normal("HumanEval")


def test_a_line_that_is_no_annotation_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"arxiv": "1", "entities": []}) + "\n{}\n", "utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:2"):
        read_gold(path)
