"""Has the SPARQL editor's bundle made whenever a wheel or an sdist is built, or paperkg is installed from its folder.

An sdist carries the bundle, so a wheel that is built from it needs no registry. Where there is none to be reached, the
build stops and says what can be done; ``PAPERKG_WITHOUT_EDITOR=1`` builds without the editor, and the page of queries
is then a plain text field.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_HELP: Final = """paperkg: the SPARQL editor of `kg serve` cannot be put together.
  {error}
Its JavaScript comes from an npm registry when paperkg is built (Node is not needed). Either
  - set npm_config_registry to a registry that this machine can reach, and build again;
  - install a wheel of paperkg, or build one from its sdist: both carry the editor;
  - or set {without}=1 to build without it: queries are then written in a plain text field."""
_BROKEN: Final = "paperkg: the SPARQL editor of `kg serve` cannot be put together.\n  {error}"
_LEFT_OUT: Final = (
    "paperkg: {without} is set, so the SPARQL editor is LEFT OUT of this build: no highlighting, no completion, "
    "queries are written in a plain text field"
)


class EditorHook(BuildHookInterface):  # type: ignore[type-arg]  # what is configured is of no matter here
    """Called by hatchling before it collects files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  as hatchling calls it
        """Make the bundle, or leave it out where that is wanted."""
        bundle = _bundle(Path(self.root))
        places = bundle.Places()
        if os.environ.get(bundle.WITHOUT, "") not in {"", "0"}:
            bundle.remove(places)
            self.app.display_warning(_LEFT_OUT.format(without=bundle.WITHOUT))
            return
        try:
            bundle.make(places)
        except bundle.UnreachableError as error:
            self.app.abort(_HELP.format(error=error, without=bundle.WITHOUT))
        except bundle.BundleError as error:
            self.app.abort(_BROKEN.format(error=error))


def _bundle(root: Path) -> ModuleType:
    """``bundle.py`` by its place: the package itself cannot be imported before what it depends on is installed."""
    name, path = "paperkg_editor_bundle", root / "kg" / "web" / "editor" / "bundle.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
