"""What is said of a name by a list or a number beside it, and by a doubtful kind; what is no name."""

import pytest

from kg.extract.archive import Archive
from kg.extract.context import Context
from kg.extract.judge import doubted
from kg.extract.placing import of_places
from kg.extract.propose import knowledge, propose
from kg.model import Listing, Paper, Section


def proposal_of(text):
    sections = (Section("title", "A Title"), Section("body", text))
    paper = Paper("2502.00001", "u", "A Title", (), sections, (Listing("2025-02-05", 1, None),))
    return propose(paper, knowledge((), Archive()))


def list_heads(text, name):
    proposal = proposal_of(text)
    (group,) = [each for each in proposal.groups if each.names[0] == name]
    return [sign.partition("=")[2] for sign in of_places(group, Context(proposal)) if sign.startswith("list-head=")]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("우리는 OryxSet 및 KuduSet 데이터셋에서 평가합니다.", "dataset"),
        ("우리는 OryxSet, KuduSet, IbisSet 벤치마크를 씁니다.", "benchmark"),
        ("우리는 OryxSet(OS)과 KuduSet 벤치마크를 씁니다.", "benchmark"),
        ("우리는 OryxSet와 KuduSet 같은 데이터셋을 씁니다.", "dataset"),
        ("We use the OryxSet, KuduSet and IbisSet datasets for it.", "dataset"),
    ],
)
def test_the_head_of_a_list_is_said_of_every_name_in_it(text, head):
    assert list_heads(text, "OryxSet") == [head]


@pytest.mark.parametrize(
    "text",
    [
        "우리는 OryxSet 데이터셋에서 평가합니다.",
        "우리는 OryxSet에서 KuduSet 데이터셋을 만듭니다.",
        "우리는 OryxSet, 그래서 만든 KuduSet 데이터셋을 씁니다.",
        "우리는 OryxSet을 씁니다. KuduSet, IbisSet 데이터셋은 다릅니다.",
    ],
)
def test_another_head_is_not(text):
    assert list_heads(text, "OryxSet") == []


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("우리는 OryxSet에서 61.2%를 얻었습니다.", ["stand=place"]),
        ("우리는 OryxSet을 평균 12%까지 크게 줄였습니다.", ["stand=metric"]),
        ("우리는 OryxSet을 씁니다. 2025년의 일입니다.", []),
        ("우리는 OryxSet을 씁니다.", []),
    ],
)
def test_how_a_name_stands_to_a_number_is_seen(text, stands):
    proposal = proposal_of(text)
    (group,) = [each for each in proposal.groups if each.names[0] == "OryxSet"]
    assert [sign for sign in of_places(group, Context(proposal)) if sign.startswith("stand=")] == stands


@pytest.mark.parametrize("text", ["30fps", "1.10ms", "2048x2048", "9.3k", "16GB"])
def test_a_measured_number_is_no_name(text):
    names = {name for group in proposal_of(f"우리는 {text}로 OryxNet을 돌립니다.").groups for name in group.names}
    assert text not in names
    assert "OryxNet" in names


def test_a_name_may_begin_with_a_digit():
    names = {name for group in proposal_of("우리는 3DGS와 4oNet을 씁니다.").groups for name in group.names}
    assert {"3DGS", "4oNet"} <= names


def test_a_doubtful_kind_lowers_the_probability():
    sure, torn, open_ = (9.0, 0, 0, 0, 0, 0), (2.0, 2.0, -9, -9, -9, -9), (0.0,) * 6
    assert doubted(0.8, sure) == pytest.approx(0.8, abs=0.001)
    assert 0.8 > doubted(0.8, torn) > doubted(0.8, open_) > 0.8 / 6
    assert doubted(0.8, torn, open_) == pytest.approx(doubted(0.8, torn))
    assert doubted(0.8, tuple(value + 50 for value in torn)) == pytest.approx(doubted(0.8, torn))
