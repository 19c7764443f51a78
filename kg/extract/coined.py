"""Names that the paper itself coins: what stands before the colon of its title, and words built like a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.acronyms import is_short_form, long_form
from kg.extract.candidates import Candidate

_COLON = re.compile(r"\s*(?::|：|\s[-–—]{1,2}\s)\s*")
_EXPLAINED = re.compile(r"(?P<name>\S.*?)\s*\((?P<other>[^()]+)\)")
_QUOTED = re.compile(r"[‘'“\"「『]([^‘’'“”\"「」『』\n]{2,60})[’'”\"」』]")


def title_name(title: str) -> Candidate | None:
    """The name before the colon of a title, if it is short enough to be one."""
    colon = _COLON.search(title)
    if colon is None or colon.start() == 0:
        return None
    name = _unexplained(title[: colon.start()].strip("\"'“”‘’ "))
    start = title.find(name)
    return Candidate(start, start + len(name), name, "coined") if name and len(name.split()) <= 6 else None


def quoted(text: str) -> Iterator[Candidate]:
    """What stands in quotation marks."""
    for match in _QUOTED.finditer(text):
        name = match[1]
        bare = _unexplained(name.strip())
        if any(char.isalpha() for char in bare) and len(bare.split()) <= 6 and bare[-1] not in ".!?,다":
            start = match.start(1) + name.find(bare)
            yield Candidate(start, start + len(bare), bare, "quoted")


def _unexplained(name: str) -> str:
    """The name without the acronym that it gives itself: "Oryx Herd Search(OHS)" is "Oryx Herd Search"."""
    match = _EXPLAINED.fullmatch(name)
    if match is None or not is_short_form(match["other"]) or long_form(match["other"], match["name"]) is None:
        return name
    return match["name"]
