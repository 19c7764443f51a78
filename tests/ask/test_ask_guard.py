from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from kg.ask import guard
from kg.errors import RefusedQueryError

NOWHERE = "http://127.0.0.1:1/"  # a port that the engine's client refuses to call

ATTACKS = {
    "plain": "SELECT * { SERVICE <http://x.org/> { ?s ?p ?o } }",
    "lower case": "select * { service <http://x.org/> { ?s ?p ?o } }",
    "mixed case": "SELECT * { SeRvIcE SILENT <http://x.org/> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?u { <http://x.org/> } SERVICE ?u { ?s ?p ?o } }",
    "no space": "SELECT * {SERVICE<http://x.org/>{?s ?p ?o}}",
    "prefixed name": "SELECT * { SERVICE kg:x { ?s ?p ?o } }",
    "glued prefixed name": "SELECT * { SERVICEkg:x { ?s ?p ?o } }",
    "glued name with a decoy prefix": "PREFIX SERVICEkg: <http://x.org/> SELECT * { SERVICEkg:x { ?s ?p ?o } }",
    "glued silent": "SELECT * { SERVICESILENTkg:x{ ?s ?p ?o } }",
    "glued variable": "SELECT * { VALUES ?u { <http://x.org/> } SERVICE?u{ ?s ?p ?o } }",
    "behind a number": "SELECT * { ?a ?b 1SERVICE<http://x.org/>{ ?s ?p ?o } }",
    "behind true": "SELECT * { ?a ?b trueSERVICE<http://x.org/>{ ?s ?p ?o } }",
    "behind a comment": "SELECT * { # no\nSERVICE <http://x.org/> { ?s ?p ?o } }",
    "split by a comment": "SELECT * { SERVICE # no\n <http://x.org/> { ?s ?p ?o } }",
    "less-than that looks like an IRI": "SELECT * { ?a ?b ?c FILTER(?c<2)SERVICE#>\n<http://x.org/>{ ?s ?p ?o } }",
    "escape": "SELECT * { \\u0053ERVICE <http://x.org/> { ?s ?p ?o } }",
    "long escape": "SELECT * { \\U00000053ERVICE <http://x.org/> { ?s ?p ?o } }",
    "escape in the middle": "SELECT * { SER\\u0056ICE <http://x.org/> { ?s ?p ?o } }",
    "escaped quote": 'SELECT * { ?s ?p "\\u0022 . SERVICE <http://x.org/> { ?x ?y ?z } # " }',
    "escaped end of a comment": "SELECT * { # \\u000A SERVICE <http://x.org/> { ?s ?p ?o }\n}",
    "string before": "SELECT * { ?s ?p 'it''s' SERVICE <http://x.org/> { ?s ?p ?o } }",
    "sub-select": "SELECT * { { SELECT * { SERVICE <http://x.org/> { ?s ?p ?o } } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <http://x.org/> { ?s ?p ?o } } }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://x.org/> { ?s ?p ?o } }",
    "insert data": "INSERT DATA { <a:a> <a:b> <a:c> }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
    "after a prologue": "PREFIX a: <a:> # SELECT\nBASE <http://x.org/>\ninsert data { a:a a:b a:c }",
    "load": "LOAD <http://x.org/data.ttl>",
    "clear": "CLEAR ALL",
    "drop": "DROP GRAPH <http://x.org/>",
    "with": "WITH <http://x.org/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "second operation": "ASK {} ; INSERT DATA { <a:a> <a:b> <a:c> }",
    "escaped insert": "\\u0049NSERT DATA { <a:a> <a:b> <a:c> }",
    "copy": "COPY DEFAULT TO <http://x.org/>",
}

LOOK_ALIKES = {
    "string": 'SELECT * { ?s ?p "SERVICE <http://x.org/> { }" }',
    "long string": "SELECT * { ?s ?p '''\nSERVICE <http://x.org/> { } \" ' \\' '''@en }",
    "escaped string": 'SELECT * { ?s ?p "a \\" SERVICE \\\\" }',
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x.org/> { }\n# INSERT DATA",
    "comment with an apostrophe": "SELECT * { # it's SERVICE\n ?s ?p ?o } # it's",
    "variable": "SELECT ?service $insert { ?service ?delete ?load FILTER(?service != ?drop) }",
    "IRI": "SELECT * { ?s <http://x.org/service#SERVICE> <http://x.org/service> }",
    "IRI behind a variable": "SELECT * { ?s<http://x.org/service>?o }",
    "local name": "SELECT * { ?s kg:service kg:insert . kg:delete ?p ?o }",
    "declared prefix": "PREFIX service: <http://x.org/> SELECT * { ?s service:p service:o }",
    "declared prefix of updates": "PREFIX insert: <http://x.org/> SELECT * { ?s insert:data ?o }",
    "graph name": "PREFIX service: <http://x.org/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "language tag": 'SELECT * { ?s ?p "x"@service }',
    "regex": 'SELECT * { ?s ?p ?o FILTER(regex(?o, "^(insert|service) data$", "i")) }',
    "blank node": "SELECT * { _:service ?p _:insert }",
    "comparison": "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) } # service",
    "Korean": "SELECT ?논문 { ?논문 rdfs:label '서비스 SERVICE'@ko }",
}


@pytest.mark.parametrize("query", ATTACKS.values(), ids=ATTACKS)
def test_updates_and_service_are_refused(query):
    with pytest.raises(RefusedQueryError, match="refused") as caught:
        guard.check(query)
    assert caught.value.line is not None


@pytest.mark.parametrize("query", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_words_that_only_look_like_it_pass(query):
    guard.check(query)
    ox.Store().query(query, prefixes={"kg": "http://x.org/kg#", "rdfs": "http://x.org/rdfs#"})  # and they parse


def test_there_are_enough_of_both():
    assert len(ATTACKS) >= 20
    assert len(LOOK_ALIKES) >= 15


def test_the_place_of_the_fault():
    with pytest.raises(RefusedQueryError) as caught:
        guard.check("SELECT *\n{ ?s ?p 'service' .\n  SERVICE <http://x.org/> {} }")
    assert (caught.value.line, caught.value.column) == (3, 3)


PIECES = (
    "SERVICE|service|SERVICE | SILENT |<" + NOWHERE + ">|?x|kg:a|kg:|PREFIX service: <a:>|service:a|servicekg:a|{|}|"
    "#>\n|#| |\n|.|;|,|'a'|\"b\"|'''c'''|\\u0053ERVICE|\\u0022|1|1.|1e5|true|false|a|_:b|[]|()|(|)|FILTER(?o<2)|"
    "FILTER(?o|<?o)|OPTIONAL|UNION|GRAPH|BIND(1 AS ?z)|@en|^^xsd:int|kg:b.|kg:c\\.|%41|-|_|<|>|?s ?p ?o|?s ?p |"
    "EXISTS{|MINUS|{SELECT * {|<<|^|/|!|*|<#>|<a)|\\|'|\""
).split("|")
ENDS = ("<" + NOWHERE + ">{?s ?p ?o}", "{?s ?p ?o}", "?s{?s ?p ?o}", "kg:a{?s ?p ?o}", "")


def test_whatever_makes_the_engine_call_out_is_refused():
    """Random text around SERVICE: each query that the engine answers with a call must have been refused."""
    chance = random.Random(20250205)
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:p"), ox.Literal(1)))
    calls = 0
    for _ in range(6000):
        before = "".join(chance.choices(PIECES, k=chance.randint(0, 4)))
        middle = chance.choice(("SERVICE", "service", "SERVICEkg:a", "service:a", "trueSERVICE"))
        behind = "".join(chance.choices(PIECES, k=chance.randint(0, 2)))
        query = f"SELECT * {{ ?s ?p ?o {before}{middle}{behind}{chance.choice(ENDS)} }}"
        if _calls_out(store, query):
            calls += 1
            with pytest.raises(RefusedQueryError):
                guard.check(query)
    assert calls > 100


def _calls_out(store, query):
    try:
        list(store.query(query, prefixes={"kg": NOWHERE, "xsd": "http://x.org/"}))
    except SyntaxError:
        return False
    except OSError:
        return True
    except RuntimeError as error:
        return "service" in str(error)
    return False
