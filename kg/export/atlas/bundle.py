"""The viewer's ES modules as the one script of a page.

The modules are written so that a server may also serve them one by one. For a page they are joined: each after those it
imports, without ``import`` lines and the word ``export``, in one function. So no two may use one name at their top.
"""

from __future__ import annotations

import re
from importlib.resources import files

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
_TOP = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_START = "start"


def modules() -> dict[str, str]:
    """The text of every module, by name."""
    folder = files("kg.export.atlas").joinpath("js")
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".js"): file.read_text(encoding="utf-8") for file in found if file.name.endswith(".js")
    }


def bundle(texts: dict[str, str]) -> str:
    """The modules that ``start`` needs as one script.

    Raises:
        ValueError: one is missing, two use one name at their top, or they import in a circle.
    """
    order: list[str] = []
    _visit(_START, texts, order, ())
    owner: dict[str, str] = {}
    for name in order:
        for top in _TOP.findall(texts[name]):
            if top in owner:
                raise ValueError(f"{owner[top]}.js and {name}.js both have {top!r} at their top")
            owner[top] = name
    body = "\n".join(_EXPORT.sub("", _IMPORT.sub("", texts[name])) for name in order)
    return f'(() => {{\n"use strict";\n{body}\n}})();'


def _visit(name: str, texts: dict[str, str], order: list[str], path: tuple[str, ...]) -> None:
    if name in order:
        return
    if name in path:
        raise ValueError(f"modules import in a circle: {' -> '.join((*path, name))}")
    if name not in texts:
        raise ValueError(f"there is no module {name}.js")
    for other in _IMPORT.findall(texts[name]):
        _visit(other, texts, order, (*path, name))
    order.append(name)
