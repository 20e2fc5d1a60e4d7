"""Checks whether this checkout can be released. `make release-check` runs it.

The release's workflow sets TAG, which must name a version that CHANGELOG.md describes, and NOTES,
the file for its release notes.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_BUILD: Final = ("uv", "build", "--quiet", "--no-build-isolation", "--out-dir")
_RESOLVE: Final = ("uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate")
_TWINE: Final = "twine==7.0.0"
_LICENSES: Final = re.compile(
    r"Apache|MIT|BSD|ISC|MPL|PSF|Python Software Foundation|Mozilla Public License"
)
"""Licenses that let everybody use the distributions, also in closed source."""
_ADDRESS: Final = re.compile(
    r"""(extra-)?index-url\s*[= ]\s*"?https?:|"resolved":\s*"http|https?://[^/\s"]+/(simple|packages)/"""
)
"""Where an installer was told a registry, or noted the one that it used."""


class NotReleasableError(Exception):
    """What has to be done before the release."""


def release_notes(version: str, changelog: str) -> str:
    """Return the section of a version.

    :raises NotReleasableError: CHANGELOG.md has no such section, or an empty one.
    """
    heading = rf"^## (?:\[)?{re.escape(version)}(?:\])?(?: - \d{{4}}-\d\d-\d\d)?$"
    found = re.search(rf"{heading}\n(.*?)(?=^## |\Z)", changelog, re.DOTALL | re.MULTILINE)
    if not found or not found[1].strip():
        raise NotReleasableError(f"CHANGELOG.md has nothing to say about {version}")
    return found[1].strip()


def registry_addresses(text: str) -> Iterator[str]:
    """Yield the lines that name a registry, for a person to look at."""
    for number, line in enumerate(text.splitlines(), 1):
        if _ADDRESS.search(line):
            yield f"line {number}"


def licenses_of(distribution: Distribution) -> str:
    """Return all that a distribution declares as its license; empty for nothing."""
    told = distribution.metadata
    names = [*(told.get_all("License-Expression") or []), *(told.get_all("License") or [])]
    classifiers = [name for name in told.get_all("Classifier") or [] if name.startswith("License")]
    return "; ".join([name.strip().partition("\n")[0] for name in (*names, *classifiers) if name])


def _notes() -> str:
    """Require a version with release notes."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    tag = os.environ.get("TAG", "")
    if tag and tag != f"v{version}":
        raise NotReleasableError(f"the tag {tag} is not that of version {version}: v{version}")
    changelog = (ROOT / "CHANGELOG.md").read_text()
    notes = release_notes(version, changelog)
    if target := os.environ.get("NOTES"):
        file = ROOT / target
        file.parent.mkdir(exist_ok=True)
        file.write_text(notes + "\n")
    return f"{version}, {len(notes.split())} words"


def _addresses() -> str:
    """Require that no tracked file names a registry."""
    tracked = _run("git", "ls-files", "-z").split("\0")
    found = []
    for name in filter(None, tracked):
        try:
            text = (ROOT / name).read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{name}, {line}" for line in registry_addresses(text)]
    if found:
        raise NotReleasableError("registries are named in " + "; ".join(found))
    return f"none in {len(tracked) - 1} files"


def _metadata() -> str:
    """Require what PyPI requires."""
    with TemporaryDirectory() as folder:
        for project in (ROOT, ROOT / "constructs"):
            _run(*_BUILD, folder, str(project))
        files = sorted(map(str, Path(folder).glob("*-*")))
        _run("uv", "tool", "run", "--quiet", _TWINE, "check", "--strict", *files)
    return f"{len(files)} files pass twine check --strict"


def _licenses() -> str:
    """Require that whoever installs the distributions may use all that they bring."""
    ours = f"{ROOT}\n{ROOT / 'constructs'}\n"
    needed = _run(*_RESOLVE, "-", given=ours)
    names = {_normal(line.partition("==")[0]) for line in needed.splitlines() if "==" in line}
    installed = {_normal(found.name): found for found in distributions()}
    refused = []
    for name in sorted(names):
        declared = licenses_of(installed[name]) if name in installed else "not installed here"
        if not _LICENSES.search(declared):
            refused.append(f"{name}: {declared or 'none declared'}")
    if refused:
        raise NotReleasableError("licenses to look at: " + "; ".join(refused))
    return f"{len(names)} dependencies"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _distributions() -> str:
    """Require wheels that work in environments of their own, also with the oldest dependencies."""
    _run(sys.executable, "-m", "pytest", "-q", "tests/integration/test_distribution.py")
    return "both installed, oldest and newest dependencies, README's snippets run"


def _run(*command: str, given: str = "") -> str:
    done = subprocess.run(
        command, cwd=ROOT, input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise NotReleasableError(f"{' '.join(command[:4])} failed:\n{told}")
    return done.stdout


_CHECKS: Final[tuple[tuple[str, Callable[[], str]], ...]] = (
    ("release notes", _notes),
    ("registry addresses", _addresses),
    ("metadata", _metadata),
    ("licenses", _licenses),
    ("distributions", _distributions),
)


def main() -> int:
    """Run the checks, and return the exit code."""
    for number, (name, check) in enumerate(_CHECKS, 1):
        print(f"release-check {number}/{len(_CHECKS)}: {name}", flush=True)  # noqa: T201
        try:
            print(f"  {check()}", flush=True)  # noqa: T201
        except NotReleasableError as error:
            print(f"  {error}\nrelease-check: failed")  # noqa: T201
            return 1
    print("release-check: passed")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
