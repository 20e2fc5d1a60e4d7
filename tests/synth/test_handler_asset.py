"""What goes into Lambda."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import crhelper
import pytest
from aws_cdk import App, Stack

import cognito_user_import
from cdk_cognito_user_import import UserImportJob
from cdk_cognito_user_import.handler_asset import stage_handler_asset
from scripts.service_model import OPERATIONS
from tests.synth.stacks import new_pool, new_stack


def test_the_asset_holds_both_packages_and_nothing_else(tmp_path: Path) -> None:
    """Every module and the model are there; no bytecode, no stubs, no markers."""
    folder = stage_handler_asset(Stack(App(outdir=str(tmp_path)), "Stack"))
    staged = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    modules = {
        f"{package.__name__}/{path.relative_to(Path(str(package.__file__)).parent)}"
        for package in (cognito_user_import, crhelper)
        for path in Path(str(package.__file__)).parent.rglob("*.py")
        if path.name not in ("archive.py", "report_formats.py", "rows.py", "template_profile.py")
    }
    assert staged == {
        "archive.py",
        "handler.py",
        "responder.py",
        "modules.txt",
        "models/cognito-idp/2016-04-18/service-2.json",
    }
    assert set((folder / "modules.txt").read_text().split("\0")[::2]) == modules | {""}


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


def test_two_stacks_share_one_asset(tmp_path: Path) -> None:
    """It is published once."""
    app = App(outdir=str(tmp_path))
    for name in ("One", "Two"):
        stack = Stack(app, name)
        UserImportJob(stack, "Users", user_pool=new_pool(stack))
    app.synth()
    assert len(list(tmp_path.glob("asset.*"))) == 1


@pytest.mark.parametrize("module", ["handler", "responder"])
def test_a_function_runs_from_the_asset_alone(tmp_path: Path, module: str) -> None:
    """With boto3 beside it, as in a Lambda runtime, and nothing of what is installed here."""
    folder = stage_handler_asset(Stack(App(outdir=str(tmp_path)), "Stack"))
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
        f"import json, sys; import {module};"
        f"package = sys.modules['cognito_user_import.{module}'];"
        "client = sys.modules.get('cognito_user_import.cognito_client');"
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
    assert file == str(folder / "modules.txt" / "cognito_user_import" / f"{module}.py")
    assert is_callable
    assert imported == (["boto3", "crhelper"] if module == "handler" else [])
    assert operations == (sorted(OPERATIONS) if module == "handler" else None)


def test_a_traceback_shows_the_lines_of_a_module(tmp_path: Path) -> None:
    """With the numbers that they have in the release, under the name of the module's file."""
    folder = stage_handler_asset(Stack(App(outdir=str(tmp_path)), "Stack"))
    code = (
        f"import sys, traceback; sys.path.insert(0, {str(folder)!r}); import responder\n"
        "from cognito_user_import.deadline import Deadline\n"
        "try: Deadline(0).pause(1, 'it')\nexcept Exception: traceback.print_exc()"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False
    )
    lines = Path(str(find_spec("cognito_user_import.deadline").origin)).read_text().splitlines()  # type: ignore[union-attr]
    (number,) = [n for n, line in enumerate(lines, 1) if "raise DeadlineError" in line]
    module = folder / "modules.txt" / "cognito_user_import/deadline.py"
    assert f'File "{module}", line {number}, in pause\n    raise DeadlineError(f"The' in run.stderr


def test_staging_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The asset's hash depends on the releases only, never on when it was made."""
    stack = Stack(App(outdir=str(tmp_path)), "Stack")
    first = (stage_handler_asset(stack) / "modules.txt").read_bytes()
    assert (stage_handler_asset(stack) / "modules.txt").read_bytes() == first


def test_a_stage_has_the_folder_of_its_app() -> None:
    """Stages share their app's output folder."""
    stack = new_stack()
    assert stage_handler_asset(stack).parent.name.startswith("cdk.out")
