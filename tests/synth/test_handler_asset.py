"""What goes into Lambda."""

import filecmp
import json
import subprocess
import sys
from pathlib import Path

import crhelper
from aws_cdk import App, Stack

import cognito_user_import
from cdk_cognito_user_import import UserImportJob
from cdk_cognito_user_import.handler_asset import stage_handler_asset
from tests.synth.stacks import new_pool, new_stack


def test_the_asset_holds_both_packages_and_nothing_else(tmp_path: Path) -> None:
    """Every module and the model are there; no bytecode, no stubs, no markers."""
    folder = stage_handler_asset(Stack(App(outdir=str(tmp_path)), "Stack"))
    staged = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    installed = {
        f"{package.__name__}/{path.relative_to(Path(str(package.__file__)).parent)}"
        for package in (cognito_user_import, crhelper)
        for path in Path(str(package.__file__)).parent.rglob("*")
        if path.suffix in (".py", ".json")
    }
    assert staged == installed
    assert "cognito_user_import/models/cognito-idp/2016-04-18/service-2.json" in staged


def test_what_a_release_no_longer_has_is_not_left_in_the_folder(tmp_path: Path) -> None:
    """The folder is emptied before each synth."""
    stack = Stack(App(outdir=str(tmp_path)), "Stack")
    stale = stage_handler_asset(stack) / "cognito_user_import" / "stale.py"
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


def test_the_handler_runs_from_the_asset_alone(tmp_path: Path) -> None:
    """With boto3 beside it, as in a Lambda runtime, and nothing of the constructs."""
    folder = stage_handler_asset(Stack(App(outdir=str(tmp_path)), "Stack"))
    code = (
        "import json, sys, cognito_user_import.handler as handler, crhelper;"
        "print(json.dumps([handler.__file__, crhelper.__file__, 'aws_cdk' in sys.modules,"
        " callable(handler.lambda_handler)]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(folder), "AWS_DEFAULT_REGION": "eu-central-1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    handler, helper, has_cdk, is_callable = json.loads(run.stdout)
    assert Path(handler) == folder / "cognito_user_import" / "handler.py"
    assert Path(helper) == folder / "crhelper" / "__init__.py"
    assert (has_cdk, is_callable) == (False, True)


def test_the_staged_files_are_the_installed_ones(tmp_path: Path) -> None:
    """Byte by byte, so that the hash depends on the releases only."""
    folder = stage_handler_asset(Stack(App(outdir=str(tmp_path)), "Stack"))
    for package in (cognito_user_import, crhelper):
        source = Path(str(package.__file__)).parent
        names = [str(path.relative_to(source)) for path in source.rglob("*.py")]
        match, mismatch, errors = filecmp.cmpfiles(
            source, folder / package.__name__, names, shallow=False
        )
        assert (sorted(match), mismatch, errors) == (sorted(names), [], [])


def test_a_stage_has_the_folder_of_its_app() -> None:
    """Stages share their app's output folder."""
    stack = new_stack()
    assert stage_handler_asset(stack).parent.name.startswith("cdk.out")
