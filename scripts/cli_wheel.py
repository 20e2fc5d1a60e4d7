"""Builds the wheel `cognito-user-import`: the command line without the CDK.

The distribution `cdk-cognito-user-import` has the same two packages and the constructs, and needs
aws-cdk-lib. Whoever only has a file needs neither: docs/decisions.md.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

NAME: Final = "cognito-user-import"
ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("lambda/cognito_user_import", "cli/cognito_user_import_cli")
# Its page in a registry is for whoever has a file, not for whoever writes a CDK app.
_DOCUMENTS: Final = {"docs/cli.md": "README.md", "LICENSE": "LICENSE", "NOTICE": "NOTICE"}
_DESCRIPTION: Final = (
    "Import users from a CSV file into an Amazon Cognito user pool, from the command line."
)
# What only the constructs are.
_NOT_ITS_OWN: Final = ("CDK", "cdk", "cloudformation", "custom-resource")


def build(folder: Path) -> Path:
    """Build the wheel into a folder, and return its path.

    It is staged elsewhere, so that what the checkout has besides gets into no wheel.
    """
    with TemporaryDirectory(prefix="cli-wheel-") as staged:
        stage(Path(staged))
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder.absolute()],
            cwd=staged,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    [wheel] = folder.glob(f"{NAME.replace('-', '_')}-{_root_project()['version']}-*.whl")
    return wheel


def stage(folder: Path) -> None:
    """Write what the wheel is built from."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            folder / Path(package).name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    for document, name in _DOCUMENTS.items():
        shutil.copy(ROOT / document, folder / name)
    (folder / "pyproject.toml").write_text(pyproject(), encoding="utf-8")


def pyproject() -> str:
    """Return the pyproject.toml of the wheel, by that of the project.

    Strings and lists of strings are the same in JSON and in TOML.
    """
    root = _root_project()
    project = {
        "name": NAME,
        "version": root["version"],
        "description": _DESCRIPTION,
        "readme": "README.md",
        "requires-python": root["requires-python"],
        "license": root["license"],
        "license-files": root["license-files"],
        "keywords": _its_own(root["keywords"]),
        "classifiers": _its_own(root["classifiers"]),
        "dependencies": root["optional-dependencies"]["cli"],
    }
    lines = [
        "[build-system]",
        'requires = ["hatchling>=1.27"]',
        'build-backend = "hatchling.build"',
        "",
        "[project]",
        *(f"{key} = {json.dumps(value)}" for key, value in project.items()),
        "",
        "[project.scripts]",
        *(f"{key} = {json.dumps(value)}" for key, value in root["scripts"].items()),
        "",
        "[tool.hatch.build.targets.wheel]",
        f"packages = {json.dumps([Path(package).name for package in PACKAGES])}",
    ]
    return "\n".join(lines) + "\n"


def _its_own(words: list[str]) -> list[str]:
    return [word for word in words if not any(part in word for part in _NOT_ITS_OWN)]


def _root_project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def main() -> None:
    """Build the wheel into the folder that is named, or into dist/."""
    parser = argparse.ArgumentParser(prog="python -m scripts.cli_wheel", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist")
    wheel = build(parser.parse_args().folder)
    sys.stderr.write(f"cli-wheel: {wheel.name}, {wheel.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
