"""What both distributions take from the project's root."""

import importlib.util
from pathlib import Path
from typing import Any

from tests.documents import ROOT

HOOK = ROOT / "constructs/hatch_build.py"
README = (
    '[a](docs/b.md#c) [d](https://e.example) [f](#g)\n![h](docs/i.svg)\n<img src="docs/j.svg">\n'
)


def metadata_of(folder: Path, urls: str) -> dict[str, Any]:
    """Return what the hook sets for a project."""
    (folder / "constructs").mkdir()
    (folder / "README.md").write_text(README)
    (folder / "pyproject.toml").write_text(f'[project]\nname = "other"\nversion = "1.2.3"\n{urls}')
    metadata: dict[str, Any] = {}
    hook_of(folder / "constructs").update(metadata)
    return metadata


def hook_of(folder: Path) -> Any:
    """Return the hook for the constructs in a folder."""
    spec = importlib.util.spec_from_file_location("hatch_build", HOOK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SharedMetadata(str(folder), {"dependencies": ["aws-cdk-lib"]})


def test_the_version_is_in_one_place(tmp_path: Path) -> None:
    """The constructs have it, and need the other distribution of exactly that version."""
    metadata = metadata_of(tmp_path, "")

    assert metadata["version"] == "1.2.3"
    assert metadata["dependencies"] == ["aws-cdk-lib", "other==1.2.3"]
    assert (metadata["urls"], metadata["readme"]["text"]) == ({}, README)


def test_the_address_of_the_repository_is_in_one_place(tmp_path: Path) -> None:
    """With it, the README's links work on PyPI, too."""
    metadata = metadata_of(tmp_path, '[project.urls]\nRepository = "https://code.example/us/it"\n')

    folder = "https://code.example/us/it/blob/main/docs"
    assert metadata["urls"] == {"Repository": "https://code.example/us/it"}
    assert metadata["readme"]["text"] == (
        f"[a]({folder}/b.md#c) [d](https://e.example) [f](#g)\n"
        f"![h]({folder}/i.svg?raw=true)\n"
        f'<img src="{folder}/j.svg?raw=true">\n'
    )


def test_an_sdist_has_all_but_an_address_that_is_not_known(tmp_path: Path) -> None:
    """It is built where the project's root isn't."""
    hook = hook_of(tmp_path)
    metadata = {"version": "1.2.3"}

    hook.update(metadata)

    assert metadata == {"version": "1.2.3", "urls": {}}
