"""English and Korean: chosen by address, cookie and header, and complete in both."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from kg.kinds import ResultKind
from kg.web.language import LANGUAGES, Words, accepted, number

HTML = {"Accept": "text/html"}
WORDS = json.loads((files("kg.web") / "data" / "words.json").read_text(encoding="utf-8"))
TEMPLATES = [each for each in (files("kg.web") / "templates").iterdir() if each.name.endswith(".jinja")]
HANGUL = re.compile(r"[가-힣]")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ko", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("fr,ko;q=0.5", "ko"),
        ("fr;q=0.9, de", "en"),
        ("en;q=0, ko;q=0.001", "ko"),
        ("ko;q=0", "en"),
        ("KO", "ko"),
        ("*", "en"),
        ("korean;;;q=x,,", "en"),
    ],
)
def test_the_header(header, language):
    assert accepted(header) == language


def test_address_before_cookie_before_header(server):
    def ask(path, **headers):
        answer = server.ask(path, headers=HTML | {name.replace("_", "-"): text for name, text in headers.items()})
        return re.search(r'<html lang="(\w+)"', answer.text)[1], answer

    assert ask("/", Accept_Language="ko")[0] == "ko"
    assert ask("/", Accept_Language="ko", Cookie="lang=en")[0] == "en"
    assert ask("/?lang=ko", Cookie="lang=en")[0] == "ko"
    assert ask("/", Accept_Language="ko", Cookie="lang=xx")[0] == "ko"
    language, answer = ask("/concept/fastkv?lang=ko")
    assert language == "ko"
    assert answer.headers["set-cookie"].startswith("lang=ko;")
    assert {"httponly", "samesite=lax"} <= {each.strip().lower() for each in answer.headers["set-cookie"].split(";")}
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))
    assert "set-cookie" not in ask("/concept/fastkv", Cookie="lang=ko")[1].headers
    assert server.ask("/?lang=xx").status == 400


def test_the_switch_keeps_what_was_asked(server):
    text = server.ask("/search?q=KV%26x&lang=en", headers=HTML).text
    assert 'href="?q=KV%26x&amp;lang=ko"' in text
    again = server.ask("/search?q=KV%26x&lang=ko", headers=HTML).text
    assert 'href="?q=KV%26x&amp;lang=en"' in again
    assert "그런 이름은 없습니다" in again or "찾음" in again


def test_both_languages_say_the_same_things():
    english, korean = (WORDS[language] for language in LANGUAGES)
    assert set(english) == set(korean)
    for key, text in english.items():
        for each in text.split("|"):
            places = set(re.findall(r"\{\d\}", each))
            assert places == set(re.findall(r"\{\d\}", korean[key])), key
        assert not HANGUL.search(text) or key in {"lang.other", "search.hint"}
    same = {key for key, text in korean.items() if text == english[key]}
    alike = {"sparql", "sparql.show", "fact.identifier", "fact.same", "api"}
    assert same <= alike | {key for key, text in english.items() if not text}


def test_every_text_that_a_template_asks_for_is_there():
    asked = {key for each in TEMPLATES for key in re.findall(r'\bt\("([^"]+)"[,)]', each.read_text(encoding="utf-8"))}
    assert len(asked) > 60
    assert asked <= set(WORDS["en"])
    starts = {key for each in TEMPLATES for key in re.findall(r'\bt\("([^"]+)" ~', each.read_text(encoding="utf-8"))}
    assert starts <= {"kind.", "role.", "match.", "relation.", "papers-", "labels.", "result.kind.", "shared."}


def test_what_is_put_together_is_there_too():
    from kg.ask import nodes, reasons, search, show

    known = set(WORDS["en"])
    assert {f"kind.{kind}" for kind in (*nodes.KINDS, "digest", "result", "listing", "link", "topic", "")} <= known
    assert {f"match.{match}" for match in search.MATCHES} <= known
    assert {f"{start}{role}" for start in ("role.", "papers-") for role, _, _ in show.ROLES} <= known
    assert {f"result.kind.{kind.value}" for kind in ResultKind} <= known
    assert {f"relation.{word}" for words in reasons.WORDS.values() for word in words} <= known


def test_numbers_and_plurals():
    english = Words("en")
    assert english("papers", 1) == english("papers", "1") == "1 paper"
    assert english("papers", "12345") == "12,345 papers"
    assert Words("ko")("papers", 1) == "논문 1편"
    assert (number("x1"), number("1234.5"), number(10**20)) == ("x1", "1234.5", str(10**20))
    with pytest.raises(KeyError):
        english("nothing of this name")
