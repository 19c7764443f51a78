from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web.negotiate import GRAPHS, RESULTS, Offer, choose, content_type

JSON, XML, CSV, TSV = (offer.media for offer in RESULTS)


@pytest.mark.parametrize(
    ("header", "media"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", "text/xml"),
        ("text/*, text/xml;q=0", CSV),
        ("text/csv;q=0.5, text/tab-separated-values", TSV),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.50", CSV),
        ("text/csv; q=0.1, */*;q=0.9", JSON),
        ("*/*, application/sparql-results+json;q=0, application/json;q=0", XML),
        ("application/json", "application/json"),
        ("application/xml;charset=utf-8;q=1.0", "application/xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/csv;q=2, text/tab-separated-values;q=0.1", TSV),
        ("nonsense", JSON),
        ("nonsense, text/csv", CSV),
        (";;;,,,", JSON),
        ("text/csv;q=0.001", CSV),
    ],
)
def test_what_a_header_wants(header, media):
    assert choose(header, RESULTS).media == media


@pytest.mark.parametrize(
    "header", ["text/html", "text/turtle", "*/*;q=0", "text/csv;q=0", "image/*", "application/*;q=0"]
)
def test_nothing_on_offer_is_wanted(header):
    assert choose(header, RESULTS) is None


def test_a_more_specific_range_decides_whatever_the_order():
    offers = (Offer("a", "text/a"), Offer("b", "text/b"))
    for header in ("text/a;q=0, text/*;q=0.5", "text/*;q=0.5, text/a;q=0"):
        assert choose(header, offers).form == "b"


def test_triples_are_given_under_the_name_that_is_asked_for():
    assert choose("application/json", GRAPHS).media == "application/json"
    assert choose("application/rdf+xml, text/turtle;q=0.9", GRAPHS).form == "rdfxml"
    assert choose("text/plain", GRAPHS).form == "ntriples"


def test_json_names_no_charset_and_texts_do():
    assert content_type("application/ld+json") == "application/ld+json"
    assert content_type("text/turtle") == "text/turtle; charset=utf-8"


@given(st.text(max_size=200))
def test_no_header_breaks_it(header):
    choose(header, RESULTS)


@given(st.lists(st.tuples(st.sampled_from([JSON, XML, CSV, TSV, "text/*", "*/*"]), st.integers(0, 1000)), min_size=1))
def test_what_is_chosen_is_never_liked_less_than_what_is_not(ranges):
    header = ", ".join(f"{media};q={quality / 1000:.3f}" for media, quality in ranges)
    exact = {media: max(q for m, q in ranges if m == media) for media, _ in ranges}

    def liked(media):
        wide = f"{media.partition('/')[0]}/*"
        return exact.get(media, exact.get(wide, exact.get("*/*", 0)))

    chosen = choose(header, RESULTS)
    best = max(liked(media) for offer in RESULTS for media in (offer.media, *offer.aliases))
    assert best == 0 if chosen is None else liked(chosen.media) == best
