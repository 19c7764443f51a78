"""Doubt: what it catches, what it leaves alone, and how often it is right."""

import random
from pathlib import Path

import pytest

from kg.extract import titles, trust
from kg.model import Listing, Paper, Section, merge_digests
from kg.read import read_paths

LABELS = Path(__file__).parent / "data" / "trust.tsv"


def paper(title, *texts, identifier="2501.00001"):
    sections = (Section("title", title), *(Section("body", text) for text in texts))
    return Paper(identifier, "", title, (), sections, (Listing("2025-01-01", 1, None),))


GOOD = """
OtterDepth는 단안 깊이 추정을 위한 확산 모델로, 사전 학습된 깊이 추정 모델의 출력을 정제한다. 세밀한 부분까지
복원하면서도 전체 구조를 유지하도록 학습하고, 여러 데이터셋에서 제로샷으로 평가했다. 추가 학습 없이 다른 모델에
붙여 쓸 수 있으며, 실내와 실외 장면 모두에서 오차를 줄였다. 저자들은 정제 단계의 수가 결과에 주는 영향도 살핀다.
"""
FILLER = """
이번 arXiv 논문에서는 새로운 딥러닝(deep learning) 모델을 제안하며, 자연어 처리(natural language processing) 분야에서
뛰어난 정확도(accuracy)를 보였습니다. 제안된 모델은 Transformer 아키텍처와 attention mechanism을 기반으로 하고,
convolutional neural network 구조를 결합했습니다. 데이터 증강(data augmentation)과 전처리(preprocessing) 기법을 활용하고
하이퍼파라미터(hyperparameter)를 최적화했습니다. 여러 벤치마크(benchmark) 데이터셋에서 기존 모델 대비 15% 높은 성능을
보였습니다.
"""
OTHER = """
바닷새의 이동 경로를 위성 신호로 추적한 관찰 기록이다. 섬마다 둥지의 수를 세고, 먹이가 줄어드는 계절에 새들이
얼마나 멀리 날아가는지 비교했다. 폭풍이 잦은 해에는 어린 새의 생존율이 크게 낮아졌고, 북쪽 섬에서 그 차이가 더
뚜렷했다. 연구진은 어업 제한 구역을 넓히면 개체 수가 회복될 수 있다고 보고, 십 년에 걸친 관찰 자료를 공개했다.
"""
TITLE = "OtterDepth: A Plug-and-Play Diffusion Refiner for Zero-Shot Monocular Depth Estimation"
ENGLISH = "Optimal Control of Small Power Grids under Uncertain Weather using Local Reduction"
ABOUT = "We control small power grids whose weather is uncertain: a local reduction keeps the optimal plan cheap."


def test_a_summary_of_its_title_is_believed():
    assert trust.doubt(paper(TITLE, GOOD)) == ""
    assert trust.doubt(paper(ENGLISH, ABOUT)) == ""


def test_filler_is_doubted_and_the_reason_names_what_is_missing():
    reason = trust.doubt(paper(TITLE, FILLER))
    assert reason.startswith("The summary reads like filler")
    assert "“OtterDepth”" in reason
    assert reason.endswith(" more.")


def test_a_summary_of_something_else_is_doubted():
    assert trust.doubt(paper(TITLE, OTHER)).startswith(
        "The summary seems to be about another paper: of its title it lacks"
    )
    strange = "Video worlds forget what leaves the frame. A memory of moving things brings them back where they belong."
    assert trust.doubt(paper(ENGLISH, strange)).startswith("The summary seems to be about another paper")


@pytest.mark.parametrize("name", ["Librarian Bot", "librarian-bot"])
def test_a_programs_comment_is_no_abstract(name):
    text = f"Written by {name}: other works on control of small power grids, weather and local reduction."
    assert trust.doubt(paper(ENGLISH, text)) == (
        f"A comment by a program ({name.lower()}) stands in place of the abstract."
    )


@pytest.mark.parametrize("texts", [(), ("",), (" \n ",)])
def test_where_nothing_is_said_nothing_is_doubted(texts):
    assert trust.doubt(paper(TITLE, *texts)) == ""


def test_a_title_without_latin_words_is_not_judged():
    assert trust.doubt(paper("동영상 생성의 새 길", OTHER)) == ""


def test_the_verdict_is_that_of_the_paper_alone():
    papers = [paper(TITLE, text) for text in (GOOD, FILLER, OTHER)]
    alone = [trust.doubt(each) for each in papers]
    assert [trust.doubt(each) for each in reversed(papers)] == alone[::-1]


WORDS = {
    "river": "강물",
    "forest": "숲속",
    "desert": "사막",
    "island": "섬들",
    "meadow": "초원",
    "glacier": "빙하",
    "harbor": "항구",
    "valley": "골짜기",
    "bridge": "다리",
    "tower": "탑신",
}
REST = "모두가 함께 오래 살펴본 이야기를 천천히 풀어서 적어 둔 글이며 읽는 이가 쉽게 따라올 수 있도록 순서를 지켰다 "


def archive(count=100):
    chance = random.Random(3)
    for number in range(count):
        first, second = chance.sample(sorted(WORDS), 2)
        text = f"{WORDS[first]}에서 {WORDS[second]}까지 걸어간 기록이다. {REST * 3}"
        yield paper(f"{first.title()} and {second.title()}", text, identifier=f"2501.{number:05}")


def test_the_words_for_a_titles_word_are_learned():
    known = titles.learn(archive())
    for latin, korean in WORDS.items():
        assert korean in known.korean.words[titles.stem(latin)].korean
    wrong = titles.text_words(f"{WORDS['river']}을 본다. {REST * 3}")
    assert titles.support(["river"], wrong, known) > 0 > titles.support([titles.stem("desert")], wrong, known)
    assert titles.found(["river", titles.stem("desert")], wrong, known) == ("river",)


def test_learning_does_not_depend_on_order():
    papers = list(archive())
    assert titles.dump(titles.learn(papers)) == titles.dump(titles.learn(papers[::-1]))


def test_a_programs_comments_teach_nothing():
    papers = list(archive())
    comment = paper("River and Forest", f"librarian bot {REST * 3}", identifier="2502.00001")
    assert trust.learn([*papers, comment]) == titles.learn(papers)


def test_endings_do_not_count():
    assert {titles.stem(word) for word in ("generating", "generates", "Generation", "generated")} == {
        "gener",
        "generat",
    }
    assert titles.stem("the") == "the"


def labels():
    rows = (line.split("\t") for line in LABELS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return dict(rows)


def test_the_labels_are_many_of_each():
    found = list(labels().values())
    assert set(found) == {"doubtful", "fine"}
    assert min(found.count(label) for label in set(found)) >= 60


def test_doubt_is_mostly_right_about_papers_that_taught_it_nothing(shared, corpus):
    """Five folds: the papers of each are judged by the tables that the others teach."""
    digests = read_paths([shared / "corpus" / "en", *corpus]).digests
    found = {each.identifier: each for each in merge_digests(digests)}
    order = sorted(found)
    doubted = set()
    for fold in range(5):
        mine = set(order[fold::5])
        tables = trust.learn(found[name] for name in order if name not in mine)
        doubted |= {name for name in mine if name in labels() and trust.doubt(found[name], tables)}
    known = {name: label == "doubtful" for name, label in labels().items() if name in found}
    right = sum(known[name] for name in doubted)
    assert right / len(doubted) >= 0.93
    assert right / sum(known.values()) >= 0.9
