"""Requests made up from the OpenAPI description: fitting ones, and ones that must be refused.

schemathesis makes them and checks the answers against the description. PAPERKG_FUZZ says how many (default: 300;
``.ci/run`` asks 1000).
"""

from __future__ import annotations

import os
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("schemathesis")

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

REQUESTS = int(os.environ.get("PAPERKG_FUZZ", "300"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
SLOW = {"/api/related"}  # reads a text, which takes a second
ASKED: list[str] = []
OUR_SCRIPT = b'<script type="module" src="/static/pages.js"></script>'
OPERATIONS = [
    ("GET", "/sparql"),
    ("POST", "/sparql"),
    ("GET", "/api/health"),
    ("GET", "/api/openapi.json"),
    ("GET", "/.well-known/void"),
    ("GET", "/api/search"),
    ("GET", "/api/node"),
    ("GET", "/api/related"),
    ("POST", "/api/related"),
    ("GET", "/api/path"),
    ("GET", "/api/queries"),
    ("GET", "/api/queries/{name}"),
    ("GET", "/api/vocabulary"),
    ("GET", "/{sort}/{name}"),
    ("GET", "/thing"),
]


@pytest.fixture(scope="module")
def described(server):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return schemathesis.openapi.from_url(f"{server.url}/api/openapi.json")


def test_every_operation_is_asked(described):
    found = {(result.ok().method.upper(), result.ok().path) for result in described.get_all_operations()}
    assert found | {("GET", "/api/openapi.json")} == set(OPERATIONS)  # schemathesis leaves out the description itself


@pytest.mark.filterwarnings("ignore")  # of the libraries that make requests up
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_made_up_requests_are_answered_as_described(described, server, method, path):
    operation = described[path][method]
    number = REQUESTS // 7 + 1  # some have nothing to vary, and a text takes long
    positive = operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    fixed = not operation.query and not operation.path_parameters and not operation.body
    negative = positive if fixed else operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @settings(
        max_examples=number // 10 + 1 if path in SLOW else number,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(positive, negative))
    def ask(case):
        ASKED.append(path)
        response = case.call(timeout=90, allow_redirects=False)
        assert response.status_code < 500, response.text
        case.validate_response(response, checks=CHECKS)
        assert b"Traceback" not in response.content
        page = response.content.replace(OUR_SCRIPT, b"")
        assert b"<script" not in page or response.headers["content-type"][0].startswith("application/")

    ask()
    assert server.ask("/api/health").status == 200


def test_so_many_were_asked():
    """Last in the file: it counts what the tests above asked, when all of them ran."""
    if len(set(ASKED)) == len({path for _, path in OPERATIONS}):
        assert len(ASKED) >= REQUESTS
