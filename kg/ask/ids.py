"""Which paper a user means: an id is recognised without any library, in whatever way it is written."""

from __future__ import annotations

import re
from typing import Final

_NEW_ID: Final = r"\d{4}\.\d{4,5}"
_OLD_ID: Final = r"[a-z-]+(?:\.[A-Za-z]{2})?/\d{7}"
_PLACE: Final = r"(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*"
_ARXIV_ID: Final = rf"(?:{_PLACE})?({_NEW_ID}|{_OLD_ID})(?:v\d+)?(?:\.pdf)?/?"


def paper_id(text: str) -> str:
    """The arXiv id in what a user writes (id, versioned id, ``arXiv:…``, links to abstract or PDF), "" if none."""
    found = re.fullmatch(_ARXIV_ID, text.strip(), re.IGNORECASE)
    return found[1] if found else ""
