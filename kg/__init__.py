"""paperkg: digests of AI papers as a knowledge graph to look at, query and search.

    >>> import kg
    >>> graph = kg.build()                # the bundled sample, into ./exports
    >>> graph = kg.open("exports")        # later: what was built before
    >>> graph.related("2502.01068")

In a notebook ``%load_ext kg`` gives the magic ``%%sparql``.

Importing it loads nothing heavy: what is used is loaded when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.api import build_and_open as build

    __version__: str
    open = Graph  # noqa: A001  the public name is ``kg.open``

__all__ = ["Graph", "__version__", "build", "open"]

_NAMES = {"build": "build_and_open", "open": "Graph", "Graph": "Graph"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  whatever the public name stands for
    if name == "__version__":
        return _version()
    if name not in _NAMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from kg import api

    return getattr(api, _NAMES[name])


def load_ipython_extension(shell: Any) -> None:  # noqa: ANN401  IPython's shell, which is not loaded for this
    """``%load_ext kg`` in a notebook: afterwards ``%sparql`` and ``%%sparql`` ask a built graph."""
    from kg.notebook import load

    load(shell)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("paperkg")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0+unknown"
