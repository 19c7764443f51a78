"""Puts the SPARQL editor's JavaScript together: one module in ``kg/web/static/editor``, made when paperkg is built.

``package-lock.json`` names every package with its version and SHA-512, and no host. The packages come from the npm
registry that this machine is set up for. Each is checked against its hash before anything of it is used; esbuild's own
executable, which lies in one of them, joins them with our source, so no Node is needed. Each package must bring the
text of its licence, which is written beside the module. The same lock and source give the same bytes.

The bundle is made again when what it is made of has changed, which a file of hashes beside it tells.

This file is run before anything is installed, so it uses the standard library alone. In a checkout:

    python kg/web/editor/bundle.py
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
MODULE: Final = "editor.js"
LICENCES: Final = "licences.txt"
STAMP: Final = "made-from.json"
WITHOUT: Final = "PAPERKG_WITHOUT_EDITOR"
"""Set to 1, this environment variable builds paperkg without the editor."""

_PUBLIC: Final = "https://registry.npmjs.org/"
"""npm's own default, for a machine on which nothing else is set."""
_ALLOWED: Final = frozenset(("MIT",))
_ESBUILD: Final = "@esbuild/"
_SYSTEMS: Final = {"linux": "linux", "darwin": "darwin", "windows": "win32", "freebsd": "freebsd"}
_PROCESSORS: Final = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "i686": "ia32", "x86": "ia32"}
_OPTIONS: Final = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=none",
    f"--banner:js=/* paperkg's SPARQL editor. The licences of what it holds: {LICENCES} */",
    "--log-level=error",
)
_MOST: Final = 64 << 20
"""Bytes that a package, packed or unpacked, may have."""
_SECONDS: Final = 60
_TRIES: Final = 3
_SAFE_NAME: Final = re.compile(r"(?:@[a-z0-9-][a-z0-9._-]*/)?[a-z0-9-][a-z0-9._-]*")
_SAFE_VERSION: Final = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?")
_REGISTRY_LINE: Final = re.compile(r"^\s*registry\s*=\s*(\S+)\s*$", re.MULTILINE)


class BundleError(Exception):
    """The bundle cannot be made; the message says why, and what to do where there is something to do."""


class UnreachableError(BundleError):
    """A package cannot be had from the registry."""


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A package of the lock; ``tool`` says that it only helps to build and nothing of it is in the bundle."""

    name: str
    version: str
    integrity: str
    tool: bool = False

    @property
    def path(self) -> str:
        """Where its archive lies in a registry."""
        return f"{self.name}/-/{self.name.rpartition('/')[2]}-{self.version}.tgz"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the lock and our source lie, and where the bundle belongs."""

    source: Path = HERE
    output: Path = HERE.parent / "static" / "editor"

    @property
    def lock(self) -> Path:
        """The lock of the packages."""
        return self.source / "package-lock.json"

    @property
    def start(self) -> Path:
        """The module that the page imports."""
        return self.source / "src" / "start.js"


Fetch = Callable[[Package], bytes]
"""What gives the archive of a package."""


def make(places: Places, fetch: Fetch | None = None, *, esbuild: Path | None = None) -> bool:
    """Make the bundle if it is not there or made from something else; whether it was made.

    ``fetch`` takes the place of the registry, ``esbuild`` that of the executable in its package.

    Raises:
        UnreachableError: a package cannot be had.
        BundleError: a hash, a licence or the source is not as it must be.
    """
    if is_current(places):
        return False
    packages = read_lock(places.lock)
    wanted = [each for each in packages if not each.tool]
    if esbuild is None:
        wanted.append(_executable(packages))
    with tempfile.TemporaryDirectory(prefix="paperkg-editor-") as name:
        work = Path(name)
        _install(wanted, work, fetch or from_registry(registry()))
        licences = _licences((each for each in wanted if not each.tool), work)
        program = esbuild or _program(work / "node_modules" / wanted[-1].name)
        module = _bundled(places, work, program)
    _write(places, {MODULE: module, LICENCES: licences.encode()})
    return True


def remove(places: Places) -> None:
    """Leave no bundle behind."""
    shutil.rmtree(places.output, ignore_errors=True)


def is_current(places: Places) -> bool:
    """Whether the bundle is there, whole, and made from this lock, this source and by this program."""
    try:
        stamp = json.loads((places.output / STAMP).read_text(encoding="utf-8"))
        made = {name: _sha256((places.output / name).read_bytes()) for name in (MODULE, LICENCES)}
    except (OSError, ValueError):
        return False
    return bool(stamp == {"sources": fingerprint(places), "made": made})


def fingerprint(places: Places) -> str:
    """A hash of all that the bundle is made from."""
    total = hashlib.sha256()
    sources = [places.lock, Path(__file__), *sorted((places.source / "src").rglob("*.js"))]
    for path in sources:
        total.update(f"{path.name}\0{_sha256(path.read_bytes())}\n".encode())
    return total.hexdigest()


# ---------------------------------------------------------------- the lock


def read_lock(path: Path) -> tuple[Package, ...]:
    """The packages of a lock of npm (version 3), sorted.

    Raises:
        BundleError: it is no such lock, or an entry lacks its hash or names a host.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["packages"]
        found = [_entry(place, entry) for place, entry in entries.items() if place]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BundleError(f"{path.name} is no lock of npm, version 3: {error}") from error
    return tuple(sorted(found))


def _entry(place: str, entry: Mapping[str, Any]) -> Package:
    package = Package(
        place.rpartition("node_modules/")[2], entry["version"], entry.get("integrity", ""), bool(entry.get("dev"))
    )
    if place.count("node_modules/") > 1:
        raise BundleError(f"{package} is locked in a second version ({place}): one version of each is expected")
    if not _SAFE_NAME.fullmatch(package.name) or not _SAFE_VERSION.fullmatch(package.version):
        raise BundleError(f"{package} is no name and version of a package")
    if not package.integrity.startswith("sha512-"):
        raise BundleError(f"{package} has no SHA-512 in the lock")
    if "resolved" in entry:
        raise BundleError(f"{package} names a host in the lock: renew it with omit-lockfile-registry-resolved=true")
    return package


def _executable(packages: Iterable[Package]) -> Package:
    """The package that holds esbuild's executable for this machine."""
    system, processor = platform.system().lower(), platform.machine().lower()
    name = f"{_ESBUILD}{_SYSTEMS.get(system, system)}-{_PROCESSORS.get(processor, processor)}"
    for package in packages:
        if package.name == name:
            return package
    raise BundleError(
        f"esbuild has no executable for this machine ({system}, {processor}): build the wheel on another one"
    )


# ---------------------------------------------------------------- the registry


def registry(environment: Mapping[str, str] = os.environ, home: Path | None = None) -> str:
    """The npm registry of this machine, with a slash at its end.

    As npm does: the environment first, then what npm itself says, where there is one, then the user's ``.npmrc``, then
    npm's default.
    """
    found = next((value for name, value in environment.items() if name.lower() == "npm_config_registry" and value), "")
    found = found or _from_npm(environment) or _from_file(environment, home) or _PUBLIC
    return found.rstrip("/") + "/"


def _from_npm(environment: Mapping[str, str]) -> str:
    npm = shutil.which("npm", path=environment.get("PATH"))
    if npm is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603  the user's own npm, with words of ours
            [npm, "config", "get", "registry"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            env=dict(environment),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    said = done.stdout.strip()
    return said if done.returncode == 0 and said.startswith(("http://", "https://")) else ""


def _from_file(environment: Mapping[str, str], home: Path | None) -> str:
    named = next((value for name, value in environment.items() if name.lower() == "npm_config_userconfig"), "")
    try:
        path = Path(named) if named else (home or Path.home()) / ".npmrc"
        found = _REGISTRY_LINE.search(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RuntimeError):  # not there, not text, or nobody's home
        return ""
    return found[1] if found else ""


def from_registry(address: str) -> Fetch:
    """Packages from the registry at an address."""

    def fetch(package: Package) -> bytes:
        if not address.startswith(("http://", "https://")):
            raise UnreachableError(f"{address} is no address of an npm registry: it starts with https://")
        url = urllib.parse.urljoin(address, package.path)
        for left in reversed(range(_TRIES)):
            try:
                with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310  http(s), checked above
                    data: bytes = answer.read(_MOST + 1)
            except urllib.error.HTTPError as error:
                if left and error.code >= 500:
                    continue
                raise UnreachableError(f"{package} cannot be had from {address} ({error})") from error
            except OSError as error:
                if left:
                    continue
                reason = getattr(error, "reason", error)
                raise UnreachableError(f"{package} cannot be had from {address} ({reason})") from error
            else:
                return data
        raise AssertionError("not reached")

    return fetch


def verify(package: Package, data: bytes) -> None:
    """Hold an archive against the lock.

    Raises:
        BundleError: it is another one.
    """
    expected = package.integrity.removeprefix("sha512-").split()[0]
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if not hmac.compare_digest(found, expected):
        raise BundleError(f"{package} is not what the lock says: SHA-512 is {found}, not {expected}")


# ---------------------------------------------------------------- the packages


def _install(packages: Iterable[Package], work: Path, fetch: Fetch) -> None:
    """Every package, checked and unpacked as Node's resolution expects it."""

    def one(package: Package) -> None:
        data = fetch(package)
        verify(package, data)
        unpack(data, work / "node_modules" / package.name)

    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(one, packages):
            pass


def unpack(data: bytes, folder: Path) -> None:
    """The files of an archive without its topmost folder. Links and everything else that is no file are left out.

    Raises:
        BundleError: it is no archive, too large, or a file would lie outside the folder.
    """
    size = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                size += member.size
                inner = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                if size > _MOST or inner.is_absolute() or ".." in inner.parts or "\\" in member.name or not inner.parts:
                    raise BundleError(f"an archive holds what it must not: {member.name!r}")
                stream = archive.extractfile(member)
                target = folder / inner
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(stream.read() if stream else b"")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BundleError(f"the archive of {folder.name} cannot be unpacked: {error}") from error


def _licences(packages: Iterable[Package], work: Path) -> str:
    """The licence of every package that is in the bundle, in full.

    Raises:
        BundleError: one has none, or one that is not allowed.
    """
    parts = [f"paperkg's SPARQL editor ({MODULE}) holds these packages, by the versions of package-lock.json.\n"]
    for package in packages:
        folder = work / "node_modules" / package.name
        name, text = _licence(package, folder)
        parts.append(f"{'-' * 80}\n{package} ({name})\n\n{text}\n")
    return "\n".join(parts)


def _licence(package: Package, folder: Path) -> tuple[str, str]:
    try:
        name = json.loads((folder / "package.json").read_text(encoding="utf-8")).get("license")
    except (OSError, ValueError, AttributeError) as error:
        raise BundleError(f"{package} has no package.json that can be read: {error}") from error
    if name not in _ALLOWED:
        raise BundleError(f"{package} is licensed as {name!r}; allowed is {', '.join(sorted(_ALLOWED))}")
    files = sorted(path for path in folder.iterdir() if path.name.lower().startswith(("license", "licence")))
    text = files[0].read_text(encoding="utf-8", errors="replace").strip() if files else ""
    if not text:
        raise BundleError(f"{package} does not bring the text of its licence")
    return name, "\n".join(line.rstrip() for line in text.splitlines())


# ---------------------------------------------------------------- esbuild


def _program(folder: Path) -> Path:
    for place in ("bin/esbuild", "esbuild.exe"):
        program = folder / place
        if program.is_file():
            program.chmod(0o755)
            return program
    raise BundleError(f"there is no executable in {_ESBUILD}{folder.name}")


def _bundled(places: Places, work: Path, program: Path) -> bytes:
    shutil.copytree(places.source / "src", work / "src")
    made = work / MODULE
    done = subprocess.run(  # noqa: S603  its hash was checked
        [str(program), f"src/{places.start.name}", f"--outfile={made.name}", *_OPTIONS],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode != 0 or not made.is_file():
        raise BundleError(f"esbuild cannot join the modules:\n{done.stderr.strip()}")
    return made.read_bytes()


def _write(places: Places, files: Mapping[str, bytes]) -> None:
    """All files or, after a fault, none that counts: the hashes come last."""
    places.output.mkdir(parents=True, exist_ok=True)
    (places.output / STAMP).unlink(missing_ok=True)
    made = {name: _sha256(data) for name, data in files.items()}
    stamp = json.dumps({"sources": fingerprint(places), "made": made}, indent=1) + "\n"
    for name, data in (*files.items(), (STAMP, stamp.encode())):
        draft = places.output / f".{name}.draft"
        draft.write_bytes(data)
        draft.replace(places.output / name)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main() -> int:
    """Make the bundle of a checkout."""
    places = Places()
    try:
        made = make(places)
    except BundleError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{places.output / MODULE}: {'made' if made else 'is up to date'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
