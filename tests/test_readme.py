"""The README tells the truth: every command in it runs, and prints what the README shows.

A fenced ``console`` block holds commands (``$ …``) and what they print; a line "…" stands for lines left out.
The commands run in order in one empty folder, as a reader would type them. The two set-up lines (the ``sh`` blocks)
need a package index: the first is run as it stands where PAPERKG_REQUIRE says "install", the second is what
``.ci/run`` does. With PAPERKG_UPDATE_README=1 the outputs shown are replaced by what the commands print.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


def blocks(root: Path, language: str) -> list[str]:
    text = (root / "README.md").read_text(encoding="utf-8")
    return [body for kind, body in FENCE.findall(text) if kind == language]


def steps(block: str) -> list[tuple[str, list[str]]]:
    """Commands with the lines that the README shows below them."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line.rstrip())
    return found


def environment() -> dict[str, str]:
    """The programs of this environment first, as after the README's set-up; no terminal, 100 columns."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONHASHSEED": "0"}


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether the printed lines match the shown ones; "…" stands for any number of lines, also within a line's end."""
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == LEFT_OUT else re.escape(line).replace(re.escape(LEFT_OUT), ".*") + r"\s*\n"
        for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def update(root: Path, folder: Path) -> None:
    """Run every command and write what it prints below it, except where the README leaves lines out."""
    readme = root / "README.md"

    def renewed(match: re.Match[str]) -> str:
        if match[1] != "console":
            return match[0]
        lines = []
        for command, shown in steps(match[2]):
            printed = run(command, folder).stdout.rstrip().split("\n")
            kept = (
                shown if LEFT_OUT in "".join(shown) else [line.rstrip() for line in printed if line or len(printed) > 1]
            )
            lines += [f"$ {command}", *kept]
        return "```console\n" + "\n".join(lines) + "\n```"

    readme.write_text(FENCE.sub(renewed, readme.read_text(encoding="utf-8")), encoding="utf-8")


def test_every_command_of_the_readme_prints_what_it_shows(root: Path, tmp_path: Path):
    if os.environ.get("PAPERKG_UPDATE_README"):
        update(root, tmp_path)
        return
    commands = [step for block in blocks(root, "console") for step in steps(block)]
    assert len(commands) >= 8, "the README shows the commands a user needs"
    wrong = []
    for command, shown in commands:
        done = run(command, tmp_path)
        if done.returncode != 0:
            wrong.append(f"$ {command}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
        elif shown and not agrees(shown, done.stdout.rstrip("\n").split("\n")):
            wrong.append(f"$ {command}\nprinted\n{done.stdout}")
    assert not wrong, "\n\n".join(wrong)


def test_the_python_examples_run(root: Path, sample_built: Path, tmp_path: Path):
    shutil.copytree(sample_built, tmp_path / "exports")
    examples = blocks(root, "python")
    assert examples
    for example in examples:
        done = subprocess.run(
            [sys.executable, "-c", example],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_two_command_lines_set_everything_up(root: Path):
    setups = [line for block in blocks(root, "sh") for line in block.splitlines() if line and not line.startswith("#")]
    assert len(setups) == 2
    main, tests = setups
    assert main.endswith("kg build")
    assert tests.endswith("pytest")
    assert (root / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("\npytest")


def test_the_first_command_line_in_a_clean_environment(root: Path, tmp_path: Path):
    if "install" not in os.environ.get("PAPERKG_REQUIRE", ""):
        pytest.skip("installs from a package index; set PAPERKG_REQUIRE=install to run it")
    checkout = tmp_path / "paperkg"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, checkout / name)
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    system_path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if "venv" not in p)
    line = blocks(root, "sh")[0].strip().splitlines()[-1]
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=checkout,
        env={**bare, "PATH": system_path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    names = ("graph.html", "graph.ttl", "graph.nt", "graph.jsonld", "graph.graphml", "manifest.json")
    made, kept = checkout / "exports", root / "exports"
    assert not [name for name in names if (made / name).read_bytes() != (kept / name).read_bytes()]
