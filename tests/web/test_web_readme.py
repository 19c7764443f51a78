"""What the README shows of ``kg serve`` is what it answers. PAPERKG_UPDATE_README=1 writes it anew."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

BLOCK = re.compile(r"^```shell\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = "8765"


def answers(server, block: str) -> str:
    """The block with what its commands answer now."""
    lines = []
    for command in re.findall(r"^\$ .*$", block, re.MULTILINE):
        here = command[2:].replace(PORT, str(server.port))
        done = subprocess.run(["bash", "-c", here], capture_output=True, check=True, text=True, timeout=60)
        lines += [command, *done.stdout.replace(str(server.port), PORT).splitlines()]
    return "".join(f"{line}\n" for line in lines)


def test_the_readme_shows_what_is_answered(server, root):
    if not shutil.which("curl") or not shutil.which("bash"):
        pytest.skip("needs bash and curl")
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    (start,) = (block for block in blocks if block.startswith("$ kg serve"))
    (asked,) = (block for block in blocks if block.startswith("$ curl"))
    shown = server.line.replace(str(server.port), PORT)
    assert start == "$ kg serve\n" + re.sub(r"Serving \S+", "Serving exports", shown)
    if os.environ.get("PAPERKG_UPDATE_README"):
        readme.write_text(text.replace(asked, answers(server, asked)), encoding="utf-8")
    else:
        assert answers(server, asked) == asked
