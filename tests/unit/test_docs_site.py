"""The documentation site has every page, every public name, and no dead link."""

import inspect
import re
from pathlib import Path

import pytest

import cdk_cognito_user_import as package
from scripts import docs_site
from scripts.docs_site import SITE, build
from scripts.site_links import dead_links
from tests.documents import ROOT


def test_the_site_is_built_without_a_warning() -> None:
    """With a page for each document, each public name, and each parameter."""
    told = build()

    assert re.fullmatch(r"\d+ pages, [\d.]+ MB, \d+ s, in site/", told)
    index = (SITE / "index.html").read_text()
    documents = {path.with_suffix(".html").name for path in (ROOT / "docs").glob("*.md")}
    assert {name for name in documents if f'href="./{name}"' not in index} == set(), (
        "not in the menu"
    )
    api = (SITE / "api.html").read_text()
    for name in package.__all__:
        assert f'id="cdk_cognito_user_import.{name}"' in api
    for parameter in list(inspect.signature(package.UserImportJob.__init__).parameters)[1:]:
        assert f"<code>{parameter}</code>" in api
    assert "picture" not in re.findall(r"<(\w+)", index)


@pytest.mark.parametrize(
    ("link", "is_dead"),
    [
        ("other.html", False),
        ("other.html#there", False),
        ("#here", False),
        ("folder/", False),
        ("https://example.com/none", False),
        ("none.html", True),
        ("other.html#none", True),
        ("#none", True),
        ("folder/#none", True),
    ],
)
def test_a_dead_link_is_found(tmp_path: Path, link: str, is_dead: bool) -> None:
    """To a page, to a heading of the same page or of another one."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/index.html").write_text("<p>")
    (tmp_path / "other.html").write_text('<h2 id="there">')
    (tmp_path / "index.html").write_text(f'<h2 id="here"><a href="{link}">')

    found = list(dead_links(tmp_path))

    assert found == ([f"index.html: {link} leads nowhere"] if is_dead else [])


def test_a_picture_that_is_missing_is_found(tmp_path: Path) -> None:
    """Pictures, scripts, and styles are links, too."""
    (tmp_path / "index.html").write_text('<img src="none.svg"><script src="none.js"></script>')

    assert len(list(dead_links(tmp_path))) == 2


def test_links_of_documents_become_those_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that isn't in the site is only named, and code stays as it is."""
    monkeypatch.setattr(docs_site, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs/page.md"
    page.write_text(
        "[a](../README.md#b) [c](other.md) [d](https://e.example) [f](../Makefile)\n"
        "```sh\n[g](../README.md)\n```\n"
    )

    assert docs_site._page(page) == (
        "[a](index.md#b) [c](other.md) [d](https://e.example) `Makefile`\n"
        "```sh\n[g](../README.md)\n```\n"
    )


def test_files_of_the_repository_are_linked_once_its_address_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in pyproject.toml and nowhere else."""
    monkeypatch.setattr(docs_site, "ROOT", tmp_path)
    urls = '[project]\n[project.urls]\nRepository = "https://code.example/us/it"\n'
    (tmp_path / "pyproject.toml").write_text(urls)
    page = tmp_path / "README.md"
    page.write_text("[f](tests/live/README.md)")

    assert docs_site._page(page) == "[f](https://code.example/us/it/blob/main/tests/live/README.md)"
