"""A named query as a text that any SPARQL 1.1 engine answers: its parameters written into it.

Here a parameter is bound as a term and never pasted. Another engine knows no such binding, so the term takes the place
of the variable, as with pyoxigraph's ``substitutions``: lists of what is projected or grouped by lose the variable,
everywhere else the term stands for it. The answer has the query's ``columns`` and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kg.ontology.queries import Bound, NamedQuery

_TOKEN: Final = re.compile(
    r"""  "(?:[^"\\\n]|\\.)*"  |  <[^<>"{}|^`\\\s]*>  |  \#[^\n]*  |  \?(?P<variable>\w+)  """, re.VERBOSE
)
"""What a variable must be told from: strings, IRIs and comments."""
_LISTS: Final = re.compile(r"^[ \t]*(?:SELECT|GROUP BY)\b[^{\n]*", re.MULTILINE)
"""Where variables are projected, and grouped by; a query of ours has each in one line."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def standalone(query: NamedQuery, values: Mapping[str, Bound]) -> str:
    """The text of a named query for another engine, with the values of all its parameters (``NamedQuery.bind``)."""
    terms = {name: _term(value) for name, value in values.items()}
    text = _LISTS.sub(lambda found: _without(found[0], terms), query.text)
    return _TOKEN.sub(lambda found: terms.get(found["variable"] or "", found[0]), text)


def _without(items: str, names: Collection[str]) -> str:
    """A list of variables without those of these names; what stands in brackets stays."""
    return re.sub(r"\s\?(\w+)(?![^()]*\))", lambda found: "" if found[1] in names else found[0], items)


def _term(value: Bound) -> str:
    if not value.datatype:
        return f"<{value.value}>"
    if value.datatype == PREFIXES["xsd"] + "integer":
        return str(int(value.value))
    text = f'"{value.value.translate(_ESCAPES)}"'
    # A string stands without its datatype: to some engines "x" and "x"^^xsd:string are two things, against RDF 1.1.
    return text if value.datatype == PREFIXES["xsd"] + "string" else f"{text}^^<{value.datatype}>"
