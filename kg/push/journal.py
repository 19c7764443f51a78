"""How far a push came, kept in the exports folder so that the next one goes on from there.

    exports/store/pushes/{name}.json

The name is made from the store's address and the graph's IRI. It holds no user and no password. A finished push removes
it. Where the folder cannot be written there is none, and an interrupted push starts over.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kg.push.batches import Place

if TYPE_CHECKING:
    from pathlib import Path

_FORMAT = "paperkg push"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Errand:
    """What is sent where."""

    url: str
    graph: str
    content: str

    @property
    def name(self) -> str:
        """Names store and graph, whatever is sent there."""
        return hashlib.sha256(f"{self.url}\n{self.graph}\n".encode()).hexdigest()[:16]


class Journal:
    """The record of one push; ``kept`` says whether there can be one."""

    def __init__(self, folder: Path, errand: Errand) -> None:
        self._path = folder / "store" / "pushes" / f"{errand.name}.json"
        self._errand = errand
        self.kept = True

    def read(self) -> Place | None:
        """How far an earlier push of the same content came; None if there was none, or of another content."""
        try:
            record = json.loads(self._path.read_bytes())
            place = Place(**record["place"])
        except (OSError, ValueError, TypeError, KeyError):  # none, or damaged: the push starts over
            return None
        return place if record == self._record(place) else None

    def write(self, place: Place) -> None:
        """Everything before this place is in the store."""
        if not self.kept:
            return
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as stream:
                stream.write(json.dumps(self._record(place), indent=1).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self._path)
        except OSError:
            self.kept = False

    def remove(self) -> None:
        """The push is over; a folder without others goes, too."""
        try:
            self._path.unlink(missing_ok=True)
            self._path.parent.rmdir()
        except OSError:  # other pushes are recorded there, or nothing can be written and nothing was
            return

    def _record(self, place: Place) -> dict[str, object]:
        return {"format": _FORMAT, "version": _VERSION, **asdict(self._errand), "place": asdict(place)}
