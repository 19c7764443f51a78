"""Errors in the language of who reads them, as pages for who reads pages."""

from __future__ import annotations

import re

import pytest

from kg.web.messages import said, table

HTML = {"Accept": "text/html"}
KOREAN = {"Accept-Language": "ko"}
HANGUL = re.compile("[가-힣]")
FAULTS = [
    ("/concept/nothing-of-that", 404),
    ("/author/nobody", 404),
    ("/paper/2502.99999", 404),
    ("/topic/nothing", 404),
    ("/digest/1999-01-01", 404),
    ("/thing?name=zzzqqq", 404),
    ("/thing?name=FastKX", 404),
    ("/nowhere", 404),
    ("/trends?concepts=zzzzqq", 404),
    ("/trends?since=x", 404),
    ("/path?from=FastKX&to=LongBench", 404),
    ("/path?from=FastKV&to=FastKV", 400),
    ("/path?from=FastKV&to=LongBench&avoid=FastKV", 400),
    ("/path?from=FastKV&to=LongBench&limit=x", 400),
    ("/search", 400),
    ("/search?q=a&q=b", 400),
    (f"/search?q={'a' * 600}", 400),
    ("/search?q=a&other=1", 400),
    ("/trends?kind=x", 400),
    ("/paper/2502.01068?format=xx", 400),
    ("/query?name=nothing", 404),
    ("/query?plain=1&query=SELECT", 400),
    ("/query?plain=1&query=ASK+%7B+SERVICE+%3Chttp://x%3E+%7B%7D+%7D", 400),
    ("/query?plain=1&query=CLEAR+ALL", 400),
]
"""Addresses that are wrong, and how they are answered."""


@pytest.mark.parametrize(("path", "status"), FAULTS)
def test_a_person_gets_a_page_in_her_language(server, path, status):
    for language, is_korean in (("en", False), ("ko", True)):
        answer = server.ask(path, headers=HTML | {"Accept-Language": language})
        assert answer.status in {status, 200 if path.startswith("/trends?since") else status}
        assert answer.media == "text/html"
        assert f'lang="{language}"' in answer.text
        told = re.findall(r'role="alert">(?:\s*<h2>[^<]*</h2>\s*<pre>)?([^<]+)<', answer.text)
        if answer.status != 200:
            assert len(told) == 1
            assert bool(HANGUL.search(told[0])) == is_korean, told
        assert '<form action="/search"' in answer.text


def test_a_program_gets_problem_details(server):
    for accept in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
        answer = server.ask("/concept/nothing-of-that", headers=accept)
        assert answer.media == "application/problem+json"
        assert answer.json()["detail"].startswith("this graph says nothing of")
    answer = server.ask("/concept/nothing-of-that", headers=KOREAN)
    assert answer.json()["detail"].endswith("대한 것은 없습니다")
    assert answer.json()["status"] == 404
    assert answer.headers["content-language"] == "ko"
    assert "Accept-Language" in answer.headers["vary"]


def test_an_unknown_language_is_told_in_english(server):
    answer = server.ask("/concept/fastkv?lang=xx", headers=HTML | KOREAN)
    assert (answer.status, answer.media) == (400, "text/html")
    assert "lang must be one of" in answer.text


def test_the_place_of_a_fault_stays(server):
    told = server.ask("/sparql?query=SELECT+%3Fx+WHERE+%7B+%3Fx+%3Fy+%7D", headers=KOREAN).json()
    assert told["line"] == 1
    assert told["detail"].startswith("}은(는) 여기에 올 수 없습니다")


def test_gaps_are_filled_and_other_sentences_stay():
    assert said("nothing is called 'x'; near it: A (task, iri)", "ko") == (
        "'x'(이)라는 이름은 없습니다. 가까운 것: A (task, iri)"
    )
    assert said("a string is not closed\n  ASK\n  ^", "ko") == "문자열이 닫히지 않았습니다\n  ASK\n  ^"
    assert said("nothing is called 'x'", "en") == "nothing is called 'x'"
    assert said("what nobody wrote", "ko") == "what nobody wrote"
    assert said('"FM" also stands for flow matching.', "ko") == '"FM"은(는) flow matching의 줄임말이기도 합니다.'


def test_doubts_have_korean():

    for kind in (
        "The summary reads like filler that would fit any paper",
        "The summary seems to be about another paper",
    ):
        for rest in (".", ": of its title it lacks “A”.", ": of its title it lacks “A”, “B” and 2 more."):
            assert HANGUL.search(said(kind + rest, "ko"))


def test_every_line_of_the_table_can_be_reached_and_keeps_its_gaps():
    lines = table()["ko"]
    assert len(lines) > 50
    for own, other in lines:
        gaps = re.findall(r"\{(\d)\}", own)
        assert gaps == sorted(set(gaps))
        assert set(re.findall(r"\{(\d)\}", other)) <= set(gaps)
        filled = re.sub(r"\{(\d)\}", r"gap\1", own)
        assert said(filled, "ko") == re.sub(r"\{(\d)\}", r"gap\1", other)
