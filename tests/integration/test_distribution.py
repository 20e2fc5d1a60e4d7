"""The wheel, installed where the project's sources are not."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.integration.outside_checkout import run

ROOT = Path(__file__).parents[2]
APP = """\
from aws_cdk import App, Stack, aws_cognito as cognito
from cdk_cognito_user_import import UserImportJob
stack = Stack(App(outdir="cdk.out"), "Stack")
UserImportJob(stack, "Users", user_pool=cognito.UserPool(stack, "Pool"))
stack.node.root.synth()
"""

pytestmark = pytest.mark.integration


def asset_of(folder: Path) -> str:
    """Return the name of the Lambda asset in an output folder, which holds its hash."""
    (asset,) = folder.glob("cdk.out/asset.*")
    return asset.name


def install(kind: str, folder: Path) -> Path:
    """Make an environment with the project, as a wheel or editable, and return its Python."""
    environment = folder / "venv"
    python = environment / "bin" / "python"
    run("uv", "venv", "--python", sys.executable, environment, cwd=folder)
    project: list[str | Path] = ["--editable", ROOT]
    if kind == "wheel":
        # Built from a copy, as a release is from a clone: what is not in the wheel is not found.
        source = folder / "source"
        ignored = shutil.ignore_patterns(".*", "node_modules", "cdk.out", "__pycache__")
        shutil.copytree(ROOT, source, ignore=ignored)
        build: list[str | Path] = [
            sys.executable,
            "-m",
            "hatchling",
            "build",
            "-t",
            "wheel",
            "-d",
            folder,
        ]
        run(*build, cwd=source)
        shutil.rmtree(source)
        project = [*folder.glob("*.whl")]
    # The floor is the oldest of what pyproject.toml allows; the lock is the newest.
    lowest = ["--resolution", "lowest-direct"]
    constraint = lowest if kind == "floor" else ["--constraint", ROOT / "requirements.lock"]
    run("uv", "pip", "install", "--python", python, *constraint, *project, cwd=folder)
    return python


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Synthesise the app in each kind of install, and return the folders."""
    folders = {}
    for kind in ("wheel", "editable", "floor"):
        folder = folders[kind] = tmp_path_factory.mktemp(kind)
        (folder / "app.py").write_text(APP)
        run(install(kind, folder), "app.py", cwd=folder, CDK_VALIDATION="false")
    return folders


def test_the_wheel_synthesises_an_app_of_five_lines(outputs: dict[str, Path]) -> None:
    """In a fresh environment outside the checkout, with nothing but its dependencies."""
    template = json.loads((outputs["wheel"] / "cdk.out/Stack.template.json").read_text())
    types = [resource["Type"] for resource in template["Resources"].values()]
    assert types.count("Custom::CognitoUserImportJob") == 1
    assert APP.count("\n") == 5


def test_wheel_and_editable_install_give_the_same_asset(outputs: dict[str, Path]) -> None:
    """So that who deploys from where makes no difference to the stack."""
    assert asset_of(outputs["wheel"]) == asset_of(outputs["editable"])


def test_the_oldest_allowed_dependencies_synthesise_the_app(outputs: dict[str, Path]) -> None:
    """The ranges of pyproject.toml are true, at their lower end too."""
    newest, floor = (
        json.loads((outputs[kind] / "cdk.out/Stack.template.json").read_text())["Resources"]
        for kind in ("editable", "floor")
    )
    assert floor.keys() == newest.keys()
