"""The house holds: imports flow one way, heavy libraries stay in their rooms, nothing grows past its budget."""

from __future__ import annotations

import ast
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent
TABLE = tomllib.loads((Path(__file__).parent / "architecture.toml").read_text(encoding="utf-8"))
ROOMS: dict[str, list[str]] = TABLE["rooms"]
LIBRARIES: dict[str, list[str]] = TABLE["libraries"]
BUDGETS: dict[str, int] = TABLE["budgets"]
ENTRANCES = {"__init__", "__main__"}


def room_of(path: Path, package: Path = PACKAGE) -> str:
    return path.relative_to(package).parts[0].removesuffix(".py")


def modules(package: Path = PACKAGE) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(package.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            names = [f"kg.{alias.name}" for alias in node.names] if node.module == "kg" else [node.module or ""]
            yield from ((node.lineno, name) for name in names)


def faults(package: Path) -> Iterator[str]:
    """Every import that the table does not allow."""
    for path, tree in modules(package):
        room = room_of(path, package)
        if room in ENTRANCES:
            continue
        if room not in ROOMS:
            yield f"{path.name}: the room {room!r} is not in the table [rooms]"
            continue
        for line, name in imports(tree):
            top, _, rest = name.partition(".")
            place = f"{path.relative_to(package)}:{line}"
            if top == "kg":
                other = rest.split(".")[0]
                if other != room and other not in ROOMS[room]:
                    yield f"{place}: the room {room!r} may not import {other!r} (table [rooms])"
            elif top in LIBRARIES and room not in LIBRARIES[top]:
                yield f"{place}: only {LIBRARIES[top]} may import {top!r} (table [libraries])"


def cycle(edges: dict[str, list[str]]) -> list[str]:
    """A cycle of the table or of the modules, [] if there is none."""
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for other in edges.get(node, []):
            if found := visit(other, [*path, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(edges) if (found := visit(node, []))), [])


def module_edges(package: Path) -> dict[str, list[str]]:
    def name(path: Path) -> str:
        parts = ["kg", *path.relative_to(package).with_suffix("").parts]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    trees = {name(path): tree for path, tree in modules(package)}
    edges: dict[str, list[str]] = {}
    for module, tree in trees.items():
        for node in tree.body:  # imports inside functions cannot make a cycle at import time
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg"):
                named = [f"{node.module}.{alias.name}" for alias in node.names]
                targets = [t if t in trees else str(node.module) for t in named]
                edges.setdefault(module, []).extend(t for t in targets if t in trees and t != module)
    return edges


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}", node


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]


def test_imports_keep_to_the_table():
    assert not list(faults(PACKAGE))


def test_the_table_and_the_modules_have_no_cycle():
    assert cycle(ROOMS) == []
    assert cycle(module_edges(PACKAGE)) == []


def test_every_room_of_the_table_stands():
    standing = {room_of(path) for path, _ in modules()} - ENTRANCES
    assert standing == set(ROOMS)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "read/x.py",
            "from kg.graph import y\n",
            "read/x.py:1: the room 'read' may not import 'graph' (table [rooms])",
        ),
        ("read/x.py", "\nimport networkx as nx\n", "read/x.py:2: only ['graph', "),
        ("ask/x.py", "def f():\n    import spacy.tokens\n", "ask/x.py:2: only ['extract'] may import 'spacy'"),
        ("cellar/x.py", "", "the room 'cellar' is not in the table"),
        ("graph/x.py", "from kg import resolve\n", "the room 'graph' may not import 'resolve'"),
    ],
)
def test_a_wrong_import_is_named(tmp_path: Path, file: str, text: str, said: str):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    (fault,) = faults(tmp_path)
    assert said in fault


def test_a_cycle_is_found():
    assert cycle({"a": ["b"], "b": ["c"], "c": ["a"]}) == ["a", "b", "c", "a"]


def test_budgets_of_size():
    broken = [
        f"{path.relative_to(PACKAGE)}: {lines} lines (lines_of_a_module = {BUDGETS['lines_of_a_module']})"
        for path, _ in modules()
        if (lines := path.read_text(encoding="utf-8").count("\n")) > BUDGETS["lines_of_a_module"]
    ]
    broken += [
        f"{name}: {length(node)} lines (lines_of_a_function = {BUDGETS['lines_of_a_function']})"
        for name, node in functions()
        if length(node) > BUDGETS["lines_of_a_function"]
    ]
    broken += [
        f"{name}: {count} parameters (parameters_of_a_function = {BUDGETS['parameters_of_a_function']})"
        for name, node in functions()
        if (count := len(node.args.args) + len(node.args.kwonlyargs)) > BUDGETS["parameters_of_a_function"]
    ]
    assert not broken
    assert statistics.median(length(node) for _, node in functions()) <= BUDGETS["median_lines_of_a_function"]


def test_no_broad_except_outside_the_top_handler():
    broad = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
        and room_of(path) != "cli"
    ]
    assert not broad
