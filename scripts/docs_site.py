"""Builds the documentation site in site/ from README.md, docs/, and the docstrings: `make docs`.

The site has no page of its own: README.md is its first one, and the API's is made here. zensical
aborts the build for a link to a page or a heading that doesn't exist, and site_links.py looks at
what it wrote.
"""

import html
import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from time import monotonic
from typing import Final

from constructs import Construct

import cdk_cognito_user_import as package
from scripts.site_links import dead_links

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ROOT / "build/pages"
SITE: Final = ROOT / "site"
_OWN: Final[Mapping[str, str]] = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "app.py": "app.md",
}
"""The pages that aren't in docs/, by their files."""
_LINK: Final = re.compile(r"(!?\[[^\]]*\])\(([^)\s]+)\)")
_FENCE: Final = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
_PICTURE: Final = re.compile(
    r'<picture>.*?srcset="(?P<dark>[^"]+)"'
    r'.*?alt="(?P<text>[^"]+)" src="(?P<light>[^"]+)".*?</picture>',
    re.DOTALL,
)


class DocsError(Exception):
    """Why there is no site."""


def gather() -> None:
    """Write the pages as zensical takes them."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES)
    for name, page in _OWN.items():
        (PAGES / page).write_text(_text(name), encoding="utf-8")
    for path in (ROOT / "docs").glob("*.md"):
        (PAGES / path.name).write_text(_page(path), encoding="utf-8")
    (PAGES / "api.md").write_text("\n".join(_api()), encoding="utf-8")


def build() -> str:
    """Build the site, and return what it is.

    :raises DocsError: zensical has a warning, or a link is dead.
    """
    start = monotonic()
    gather()
    shutil.rmtree(SITE, ignore_errors=True)
    command = ["zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    if "because --strict" in told:
        # The warnings say all.
        told = told.partition("Traceback")[0]
    # Not every warning aborts a strict build.
    if done.returncode or re.search("warning|error", told, re.IGNORECASE):
        raise DocsError(told.strip())
    if dead := list(dead_links(SITE)):
        raise DocsError("\n".join(dead))
    pages = len(list(SITE.rglob("*.html")))
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    return f"{pages} pages, {size / 1e6:.1f} MB, {monotonic() - start:.0f} s, in {SITE.name}/"


def _text(name: str) -> str:
    path = ROOT / name
    if path.suffix == ".md":
        return _page(path)
    return f"# Example app\n\n`{name}`:\n\n```python\n{path.read_text(encoding='utf-8')}```\n"


def _page(path: Path) -> str:
    """Return a document with its links as they are in the site."""
    text = _PICTURE.sub(_by_theme, path.read_text(encoding="utf-8"))

    def moved(link: re.Match[str]) -> str:
        return _moved(path, link[1], link[2])

    parts = _FENCE.split(text)
    # Every other part is a code block.
    parts[::2] = [_LINK.sub(moved, part) for part in parts[::2]]
    return "".join(parts)


def _by_theme(picture: re.Match[str]) -> str:
    """Return a picture as two, of which the theme of the site shows one."""
    text = html.unescape(picture["text"])
    return "\n".join(f"![{text}]({picture[name]}#only-{name})" for name in ("light", "dark"))


def _moved(document: Path, label: str, target: str) -> str:
    path, hash_, anchor = target.partition("#")
    if "://" in target or not path:
        return f"{label}({target})"
    name = str((document.parent / path).resolve().relative_to(ROOT))
    if place := _OWN.get(name) or _in_docs(name):
        return f"{label}({place}{hash_}{anchor})"
    # A file of the repository that isn't in the site.
    if address := _repository():
        return f"{label}({address}/blob/main/{name}{hash_}{anchor})"
    return f"`{name}`"


def _in_docs(name: str) -> str:
    return name.removeprefix("docs/") if name.startswith("docs/") else ""


def _repository() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    address: str = project.get("urls", {}).get("Repository", "")
    return address.rstrip("/")


def _api() -> Iterator[str]:
    """Yield the page that mkdocstrings fills from the docstrings of all public names."""
    yield "# API\n\nThe public names of `cdk_cognito_user_import`. All modules are private.\n"
    for public in sorted((getattr(package, name) for name in package.__all__), key=_rank):
        yield f"::: {package.__name__}.{public.__name__}"
        # The members of an enumeration say what they mean by their names.
        yield f"    options:\n      show_if_no_docstring: {str(issubclass(public, Enum)).lower()}"
        yield f"      inherited_members: {sorted(_inherited(public))}"
        yield ""


def _rank(public: type) -> int:
    """Return the place on the page: constructs, then what they take."""
    return 0 if issubclass(public, Construct) else 2 if issubclass(public, Enum) else 1


def _inherited(public: type) -> set[str]:
    """Return the public members that a class has from private ones of the package."""
    return {
        name
        for base in inspect.getmro(public)[1:]
        if base.__module__.startswith(package.__name__)
        for name in vars(base)
        if not name.startswith("_") and name not in vars(public)
    }


def main() -> int:
    """Build the site, and return the exit code."""
    try:
        done = build()
    except DocsError as error:
        sys.stderr.write(f"{error}\ndocs: failed\n")
        return 1
    sys.stdout.write(f"docs: passed, {done}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
