"""What names a paper: its arXiv id without version, however it is written, else its web address."""

from __future__ import annotations

import re

_ID = r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_LINKED = re.compile(
    r"(?:(?:(?:\barxiv\.org|alphaxiv\.org)/(?:abs|pdf|html|overview|format|ps|e-print)|huggingface\.co/papers|\bhf\.co/papers"
    rf"|papers\.cool/arxiv)/|\b10\.48550/arxiv\.){_ID}(?!\d)",
    re.IGNORECASE,
)
_WITHOUT_SCHEME = re.compile(
    r"(?://)?(?:(?:www|export)\.)?(?:arxiv\.org|alphaxiv\.org|huggingface\.co|hf\.co)/", re.IGNORECASE
)
_BARE = re.compile(rf"(?:arxiv:\s*)?{_ID}", re.IGNORECASE)
_WEB_ADDRESS = re.compile(
    r"https?://[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`\u200e\u200f\u202a-\u202e\u2066-\u2069]*)?"
)


def arxiv_in_link(link: str) -> str | None:
    """The arXiv id that a link leads to, None if it leads elsewhere."""
    match = _LINKED.search(link)
    return _without_class(match[1]) if match else None


def arxiv_id(text: str) -> str | None:
    """The arXiv id that a text is, bare ("2502.01068v2", "hep-th/9901001", "arXiv:…") or as a link."""
    match = _BARE.fullmatch(text.strip())
    return _without_class(match[1]) if match else arxiv_in_link(text)


def _without_class(identifier: str) -> str:
    """Old ids may name a subject class: math.AG/0309136 is math/0309136."""
    archive, slash, number = identifier.partition("/")
    return archive.partition(".")[0] + slash + number if slash else identifier


def arxiv_address(identifier: str) -> str:
    """The address of an arXiv paper, the same for all its versions."""
    return f"https://arxiv.org/abs/{identifier}"


def web_address(link: str) -> str:
    """A link as an address of the web: ids of arXiv, and the sites it is known by, also stand without "https://"."""
    if known := _BARE.fullmatch(link):
        return arxiv_address(_without_class(known[1]))
    if _WITHOUT_SCHEME.match(link):
        return f"https://{link.removeprefix('//')}"
    scheme, parted, rest = link.partition("://")
    return f"{scheme.lower()}{parted}{rest}"


def is_web_address(link: str) -> bool:
    """Whether a link is http or https of the form that can stand as an identifier."""
    return _WEB_ADDRESS.fullmatch(link) is not None
