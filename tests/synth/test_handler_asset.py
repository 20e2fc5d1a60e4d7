"""What goes into Lambda."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import crhelper
import pytest
from aws_cdk import App, Stack

import cognito_user_import
from cdk_cognito_user_import import UserImportJob
from cdk_cognito_user_import.handler_asset import stage_handler_asset
from scripts.service_model import OPERATIONS
from tests.synth.stacks import new_pool, new_stack

_IMPORTED = {
    "handler": ["boto3", "crhelper"],
    "responder": [],
    "workflow_handler": ["boto3"],
    "workflow_deployment": ["boto3", "crhelper"],
}


def is_of_workflows(path: Path) -> bool:
    """Return whether only workflows need a file of the package."""
    return path.parts[0].startswith("workflow")


@pytest.mark.parametrize("with_workflow", [False, True])
def test_the_asset_holds_both_packages_as_they_are_and_nothing_else(
    tmp_path: Path, with_workflow: bool
) -> None:
    """Every module and the model, readable in the console; no bytecode, no stubs, no markers."""
    stack = Stack(App(outdir=str(tmp_path)), "Stack")
    folder = stage_handler_asset(stack, with_workflow=with_workflow)
    staged = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    left_out = ("report_formats.py", "template_profile.py", "duration.py")
    installed = {
        f"{package.__name__}/{path.relative_to(root)}": path.read_bytes()
        for package in (cognito_user_import, crhelper)
        for root in [Path(str(package.__file__)).parent]
        for path in (*root.rglob("*.py"), *root.rglob("*.json"))
        if path.name not in left_out
        if with_workflow or not is_of_workflows(path.relative_to(root))
    }
    assert staged == installed


def test_lambda_can_read_the_asset_whatever_the_umask(tmp_path: Path) -> None:
    """It reads as another user, the CLI zips the modes, and no hash tells a repaired asset."""
    app = (
        "from aws_cdk import App, Stack\n"
        "from cdk_cognito_user_import import UserImportJob\n"
        "from tests.synth.stacks import new_pool\n"
        f"app = App(outdir={str(tmp_path / 'cdk.out')!r})\n"
        "stack = Stack(app, 'Stack')\n"
        "UserImportJob(stack, 'Users', user_pool=new_pool(stack))\n"
        "app.synth()\n"
    )
    subprocess.run(
        [sys.executable, "-c", app], umask=0o077, check=True, cwd=Path(__file__).parents[2]
    )
    (asset,) = (tmp_path / "cdk.out").glob("asset.*")
    files = [path for path in asset.rglob("*") if path.is_file()]
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o644"}
    staged = tmp_path / "cdk.out" / "cognito-user-import-handler"
    folders = [staged, *(path for path in staged.rglob("*") if path.is_dir())]
    assert {oct(path.stat().st_mode & 0o777) for path in folders} == {"0o755"}


@pytest.mark.parametrize(("with_workflow", "limit"), [(False, 135_000), (True, 180_000)])
def test_the_asset_is_small(tmp_path: Path, with_workflow: bool, limit: int) -> None:
    """Every deployment of another release uploads it, zipped."""
    stack = Stack(App(outdir=str(tmp_path / "out")), "Stack")
    folder = stage_handler_asset(stack, with_workflow=with_workflow)
    archive = shutil.make_archive(str(tmp_path / "asset"), "zip", folder)
    assert Path(archive).stat().st_size <= limit


def test_what_a_release_no_longer_has_is_not_left_in_the_folder(tmp_path: Path) -> None:
    """The folder is emptied before each synth."""
    stack = Stack(App(outdir=str(tmp_path)), "Stack")
    stale = stage_handler_asset(stack) / "stale.py"
    stale.write_text("")
    stage_handler_asset(stack)
    assert not stale.exists()


def test_the_asset_is_below_the_output_folder(tmp_path: Path) -> None:
    """The CDK CLI reads it after the app's process, and its temporary folders, are gone."""
    app = App(outdir=str(tmp_path))
    stack = Stack(app, "Stack")
    UserImportJob(stack, "Users", user_pool=new_pool(stack))
    app.synth()
    assert len(list(tmp_path.glob("asset.*"))) == 1


@pytest.mark.parametrize("package", [cognito_user_import, crhelper])
def test_a_package_in_a_zipped_wheel_is_refused(tmp_path: Path, package: ModuleType) -> None:
    """Lambda would find no handler, and the stack would wait for an hour."""
    root, name = Path(str(package.__file__)).parents[1], package.__name__
    archive = shutil.make_archive(str(tmp_path / "wheel"), "zip", root, name)
    app = (
        f"import sys; sys.path.insert(0, {archive!r})\n"
        "from aws_cdk import App, Stack\n"
        "from cdk_cognito_user_import.handler_asset import stage_handler_asset\n"
        "stage_handler_asset(Stack(App(), 'Stack'))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", app], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.stderr.splitlines()[-1] == (
        f"ModuleNotFoundError: {name} must be installed as files. Received: {archive}/{name}"
    )


def test_two_stacks_share_one_asset(tmp_path: Path) -> None:
    """It is published once."""
    app = App(outdir=str(tmp_path))
    for name in ("One", "Two"):
        stack = Stack(app, name)
        UserImportJob(stack, "Users", user_pool=new_pool(stack))
    app.synth()
    assert len(list(tmp_path.glob("asset.*"))) == 1


@pytest.mark.parametrize(
    "module", ["handler", "responder", "workflow_handler", "workflow_deployment"]
)
def test_a_function_runs_from_the_asset_alone(tmp_path: Path, module: str) -> None:
    """With boto3 beside it, as in a Lambda runtime, and nothing else that is installed here."""
    stack = Stack(App(outdir=str(tmp_path)), "Stack")
    folder = stage_handler_asset(stack, with_workflow=is_of_workflows(Path(module)))
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    for package in ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        origin = origin.parent if origin.name == "__init__.py" else origin
        (runtime / origin.name).symlink_to(origin)
    code = (
        f"import json, sys; from cognito_user_import import {module} as package;"
        "client = sys.modules.get('cognito_user_import.aws.clients');"
        "print(json.dumps([package.__file__, callable(package.lambda_handler),"
        " sorted(name for name in ('boto3', 'crhelper', 'aws_cdk') if name in sys.modules),"
        " client and client.cognito_client().meta.service_model.operation_names]))"
    )
    run = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path[:0] = {[str(folder), str(runtime)]}; {code}",
        ],
        env={"AWS_DEFAULT_REGION": "eu-central-1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    file, is_callable, imported, operations = json.loads(run.stdout)
    assert file == str(folder / "cognito_user_import" / f"{module}.py")
    assert is_callable
    assert imported == _IMPORTED[module]
    assert operations == (sorted(OPERATIONS["cognito-idp"]) if "boto3" in imported else None)


def test_a_stage_has_the_folder_of_its_app() -> None:
    """Stages share their app's output folder."""
    stack = new_stack()
    assert stage_handler_asset(stack).parent.name.startswith("cdk.out")
