"""The editor's JavaScript is put together from exactly what its lock names, or not at all.

The packages here are made up; they come from a function, or from a registry on this machine's loopback address.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import http.server
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

from kg.web.editor import bundle

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="esbuild's place is taken by a shell script")

JOIN = """#!/bin/sh
for word in "$@"; do case $word in --outfile=*) out=${word#--outfile=};; esac; done
cat src/*.js node_modules/left/index.js node_modules/@scope/right/index.js > "$out"
"""
EXECUTABLES = [f"@esbuild/{system}-{processor}" for system in ("linux", "darwin") for processor in ("x64", "arm64")]
LICENCE = "Permission is hereby granted to everybody.\nBy {name}."


def archive(files, top="package"):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as made:
        for name, text in files.items():
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size = len(text.encode())
            made.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(plain.getvalue(), mtime=0)  # of any second: locks hold checksums of archives made before


def library(name, **more):
    files = {
        "package.json": json.dumps({"name": name, "license": "MIT"}),
        "LICENSE": LICENCE.format(name=name),
        "index.js": f"// {name}\n",
    }
    return archive({key: text for key, text in {**files, **more}.items() if text})


def packages():
    tool = archive({"package.json": "{}", "bin/esbuild": JOIN})
    return {"left": library("left"), "@scope/right": library("@scope/right"), **dict.fromkeys(EXECUTABLES, tool)}


def lock(archives):
    entries = {"": {"name": "made-up"}}
    for name, data in archives.items():
        digest = base64.b64encode(hashlib.sha512(data).digest()).decode()
        entries[f"node_modules/{name}"] = {"version": "1.2.3", "integrity": f"sha512-{digest}"}
        if name.startswith("@esbuild/"):
            entries[f"node_modules/{name}"]["dev"] = True
    return json.dumps({"lockfileVersion": 3, "packages": entries})


class Workshop:
    """A folder with made-up packages, and what was fetched of them."""

    def __init__(self, folder):
        self.places = bundle.Places(source=folder / "source", output=folder / "static")
        self.archives = packages()
        self.fetched = []
        (self.places.source / "src").mkdir(parents=True)
        self.places.start.write_text("// start\n", encoding="utf-8")
        self.write_lock()

    def write_lock(self):
        self.places.lock.write_text(lock(self.archives), encoding="utf-8")

    def fetch(self, package):
        self.fetched.append(package.name)
        return self.archives[package.name]

    def make(self):
        self.fetched.clear()
        return bundle.make(self.places, self.fetch)

    def made(self):
        return {path.name: path.read_text(encoding="utf-8") for path in self.places.output.iterdir()}


@pytest.fixture
def shop(tmp_path):
    return Workshop(tmp_path)


def test_the_lock_names_hashes_and_no_host(root):
    path = root / "kg" / "web" / "editor" / "package-lock.json"
    assert "://" not in path.read_text(encoding="utf-8")
    found = bundle.read_lock(path)
    assert {"@codemirror/view", "@codemirror/legacy-modes"} <= {each.name for each in found if not each.tool}
    assert {*EXECUTABLES, "@esbuild/win32-x64"} <= {each.name for each in found if each.tool}
    assert all(len(base64.b64decode(each.integrity.removeprefix("sha512-"))) == 64 for each in found)


def test_a_bundle_holds_the_packages_and_their_licences(shop):
    assert shop.make()
    made = shop.made()
    assert set(made) == {"editor.js", "licences.txt", "made-from.json"}
    assert made["editor.js"] == "// start\n// left\n// @scope/right\n"
    assert sorted(shop.fetched)[1:] == ["@scope/right", "left"]  # and one executable, of this machine
    for name in ("left", "@scope/right"):
        assert f"{name} 1.2.3 (MIT)\n\n{LICENCE.format(name=name)}" in made["licences.txt"]
    assert "esbuild" not in made["licences.txt"]


def test_it_is_made_again_only_when_what_it_is_made_of_changes(shop):
    shop.make()
    before = shop.made()
    assert not shop.make()
    assert not shop.fetched
    os.utime(shop.places.start)
    assert not shop.make(), "the time of a file says nothing"

    shop.places.start.write_text("// another start\n", encoding="utf-8")
    assert shop.make()
    assert shop.made()["editor.js"].startswith("// another start\n")
    shop.places.start.write_text("// start\n", encoding="utf-8")
    assert shop.make()
    assert shop.made() == before

    (shop.places.output / "editor.js").write_text("// somebody else's\n", encoding="utf-8")
    assert shop.make()
    assert shop.made() == before
    (shop.places.output / "licences.txt").unlink()
    assert shop.make()
    assert shop.made() == before

    shop.archives["left"] = library("left", **{"index.js": "// left, renewed\n"})
    shop.write_lock()
    assert shop.make()
    assert "// left, renewed" in shop.made()["editor.js"]


def test_an_archive_with_another_hash_is_refused(shop):
    shop.archives["left"] = library("left", **{"index.js": "// evil\n"})
    with pytest.raises(bundle.BundleError, match=r"left 1\.2\.3 is not what the lock says"):
        shop.make()
    assert not shop.places.output.exists()


def test_a_faulty_build_leaves_no_bundle_that_counts(shop):
    shop.make()
    shop.places.start.write_text("// another start\n", encoding="utf-8")
    shop.archives["left"] = b""
    with pytest.raises(bundle.BundleError):
        shop.make()
    assert not bundle.is_current(shop.places)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"LICENSE": ""}, r"left 1\.2\.3 does not bring the text of its licence"),
        ({"LICENSE": " \n"}, "does not bring the text"),
        ({"package.json": '{"license": "SSPL-1.0"}'}, "licensed as 'SSPL-1.0'; allowed is MIT"),
        ({"package.json": "{}"}, "licensed as None"),
        ({"package.json": "no JSON"}, "package.json that can be read"),
    ],
)
def test_a_package_without_a_licence_is_refused(shop, changed, said):
    shop.archives["left"] = library("left", **changed)
    shop.write_lock()
    with pytest.raises(bundle.BundleError, match=said):
        shop.make()
    assert not shop.places.output.exists()


@pytest.mark.parametrize("name", ["../../outside.js", "a/../../outside.js"])
def test_an_archive_cannot_write_outside_its_folder(tmp_path, name):
    with pytest.raises(bundle.BundleError, match="must not"):
        bundle.unpack(archive({name: "x"}), tmp_path / "inner" / "folder")
    assert not list(tmp_path.rglob("*.js"))


def test_links_in_an_archive_are_left_out(tmp_path):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as made:
        link = tarfile.TarInfo("package/link.js")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
    bundle.unpack(packed.getvalue(), tmp_path / "folder")
    assert not list(tmp_path.rglob("*.js"))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"version": "1.2.3"}, "no SHA-512"),
        ({"version": "1.2.3", "integrity": "sha1-abc"}, "no SHA-512"),
        ({"version": "1.2.3", "integrity": "sha512-abc", "resolved": "somewhere"}, "names a host"),
        ({"version": "1.2.3/../../x", "integrity": "sha512-abc"}, "no name and version"),
        ({}, "no lock of npm"),
    ],
)
def test_a_lock_that_cannot_be_relied_on_is_refused(tmp_path, entry, said):
    path = tmp_path / "package-lock.json"
    path.write_text(json.dumps({"packages": {"node_modules/left": entry}}), encoding="utf-8")
    with pytest.raises(bundle.BundleError, match=said):
        bundle.read_lock(path)


# ---------------------------------------------------------------- the registry


def program(folder, name, text):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(folder)


def test_the_registry_is_the_one_that_npm_would_ask(tmp_path):
    home, nowhere = tmp_path / "home", str(tmp_path / "empty")
    home.mkdir()
    assert bundle.registry({"PATH": nowhere}, home).startswith("https://")
    (home / ".npmrc").write_text("fund=false\nregistry = https://file.example/npm\n", encoding="utf-8")
    assert bundle.registry({"PATH": nowhere}, home) == "https://file.example/npm/"
    (tmp_path / "other").write_text("registry=https://other.example", encoding="utf-8")
    other = {"PATH": nowhere, "NPM_CONFIG_USERCONFIG": str(tmp_path / "other")}
    assert bundle.registry(other, home) == "https://other.example/"
    npm = program(tmp_path / "bin", "npm", '[ "$*" = "config get registry" ] && echo https://npm.example/')
    assert bundle.registry({"PATH": npm}, home) == "https://npm.example/"
    broken = program(tmp_path / "broken", "npm", "echo undefined")
    assert bundle.registry({"PATH": broken}, home) == "https://file.example/npm/"
    named = {"PATH": npm, "npm_config_registry": "https://environment.example/here"}
    assert bundle.registry(named, home) == "https://environment.example/here/"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A registry on the loopback address; its folder, and its address."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    folder = tmp_path / "registry"
    folder.mkdir()
    for name, data in packages().items():
        path = folder / bundle.Package(name, "1.2.3", "").path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
        thread.join()


def test_packages_come_from_a_registry(shop, server):
    folder, address = server
    assert bundle.make(shop.places, bundle.from_registry(address))
    assert "// left" in shop.made()["editor.js"]
    (folder / "left" / "-" / "left-1.2.3.tgz").unlink()
    shop.places.start.write_text("// another\n", encoding="utf-8")
    with pytest.raises(bundle.UnreachableError, match=rf"left 1\.2\.3 cannot be had from {address}.*404"):
        bundle.make(shop.places, bundle.from_registry(address))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "file:///tmp/", "ftp://127.0.0.1/"])
def test_a_registry_that_cannot_be_reached_is_named(shop, address):
    with pytest.raises(bundle.UnreachableError, match=address):
        bundle.make(shop.places, bundle.from_registry(address))


# ---------------------------------------------------------------- the build of a wheel


@pytest.fixture
def project(root, tmp_path):
    """The project with another lock and source of the editor."""
    copy = tmp_path / "project"
    for name in ("kg", "ontology"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(root / name, copy / name)
    editor = copy / "kg" / "web" / "editor"
    shutil.rmtree(editor / "src")
    (editor / "src").mkdir()
    (editor / "src" / "start.js").write_text("// start\n", encoding="utf-8")
    (editor / "package-lock.json").write_text(lock(packages()), encoding="utf-8")
    return copy


def built(project, out, **environment):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    clean = {key: value for key, value in os.environ.items() if key not in {bundle.WITHOUT, "PYTHONPATH"}}
    return subprocess.run(
        command,
        cwd=project,
        env={**clean, "no_proxy": "127.0.0.1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def members(out):
    (path,) = Path(out).glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        return {name for name in wheel.namelist() if name.startswith("kg/web/static/")}, path.read_bytes()


def test_a_wheel_carries_the_editor_and_is_the_same_every_time(project, server, tmp_path):
    _, address = server
    done = built(project, tmp_path / "one", npm_config_registry=address)
    assert done.returncode == 0, done.stdout + done.stderr
    names, data = members(tmp_path / "one")
    assert {f"kg/web/static/editor/{name}" for name in ("editor.js", "licences.txt")} <= names
    shutil.rmtree(project / "kg" / "web" / "static" / "editor")
    built(project, tmp_path / "two", npm_config_registry=address)
    assert members(tmp_path / "two")[1] == data
    # what is there already, as in an sdist, needs no registry
    done = built(project, tmp_path / "three", npm_config_registry="http://127.0.0.1:9")
    assert done.returncode == 0, done.stdout + done.stderr
    assert members(tmp_path / "three")[1] == data


def test_without_a_registry_the_build_stops_or_leaves_the_editor_out_aloud(project, tmp_path):
    editor = project / "kg" / "web" / "static" / "editor"
    shutil.rmtree(editor, ignore_errors=True)
    done = built(project, tmp_path / "none", npm_config_registry="http://127.0.0.1:9")
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "http://127.0.0.1:9" in said
    assert "npm_config_registry" in said
    assert "PAPERKG_WITHOUT_EDITOR=1" in said
    assert "Traceback" not in said
    assert not list((tmp_path / "none").glob("*.whl"))

    editor.mkdir(exist_ok=True)
    (editor / "editor.js").write_text("// of long ago\n", encoding="utf-8")
    done = built(project, tmp_path / "out", npm_config_registry="http://127.0.0.1:9", PAPERKG_WITHOUT_EDITOR="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "LEFT OUT" in done.stdout + done.stderr
    names, _ = members(tmp_path / "out")
    assert "kg/web/static/query/page.js" in names
    assert not any(name.startswith("kg/web/static/editor/") for name in names)
