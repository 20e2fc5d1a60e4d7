"""The two distributions, built as for a release and installed where the sources are not."""

import json
import sys
import sysconfig
import tarfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.documents import ROOT
from tests.integration.outside_checkout import build, install, run

SOURCES = {
    "cdk_cognito_user_import": ["constructs/cdk_cognito_user_import"],
    "cognito_user_import": ["lambda/cognito_user_import", "cli/cognito_user_import_cli"],
}
APP = """\
from aws_cdk import App, Stack, aws_cognito as cognito
from cdk_cognito_user_import import UserImportJob
stack = Stack(App(outdir="cdk.out"), "Stack")
UserImportJob(stack, "Users", user_pool=cognito.UserPool(stack, "Pool"))
stack.node.root.synth()
"""
OPTIONS_APP = """\
from aws_cdk import App, Stack, aws_cognito as cognito, aws_ec2 as ec2, aws_kms as kms
from aws_cdk import aws_lambda as lambda_, aws_logs as logs
from cdk_cognito_user_import import UserImportHandlerOptions, UserImportJob, UserImportSource
app = App(outdir="cdk.out")
stack = Stack(app, "Stack")
key = kms.Key(stack, "Key")
options = UserImportHandlerOptions(
    vpc=ec2.Vpc(stack, "Vpc", max_azs=2),
    log_group=logs.LogGroup(stack, "Logs", encryption_key=key),
    environment_encryption=key,
    reserved_concurrent_executions=2,
    tracing=lambda_.Tracing.ACTIVE,
)
pool = cognito.UserPool(stack, "Pool", auto_verify=cognito.AutoVerifiedAttrs(email=True))
source = UserImportSource.users([{"cognito:username": "jane", "email_verified": True}])
UserImportJob(stack, "Users", user_pool=pool, source=source, handler_options=options)
"""
SCANNED_APP = f"""\
import json
from pathlib import Path
from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
{OPTIONS_APP}
# As a later aws-cdk-lib knows it.
lambda_.Runtime("python3.99", lambda_.RuntimeFamily.PYTHON)
Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
try:
    app.synth()
except RuntimeError:
    pass  # There are findings on the pool and the VPC.
report = json.loads(Path("cdk.out/validation-report.json").read_text())
for pack in report["pluginReports"]:
    for violation in pack["violations"]:
        for construct in violation["violatingConstructs"]:
            print(construct["constructPath"], violation["ruleName"])
"""
STAYS = {"Serverless-LambdaDLQ", "Serverless-LambdaStarPermissions"}
"""See docs/scanners.md."""
MODULES_OF_TESTS = (
    "test_documents",
    "test_every_rule",
    "test_user_import_logs_role",
    "test_local_aws_operations",
)
"""Some that look at files, synthesise, or run the embedded AWS."""

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both distributions, and return their folder."""
    folder = tmp_path_factory.mktemp("built")
    build(folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the constructs by name, as pip does, and return the folder of commands."""
    newest = ("--constraint", ROOT / "requirements.lock")
    folder = tmp_path_factory.mktemp("installed")
    return install(folder, *newest, "--find-links", built, wheel(built, "cdk_cognito_user_import"))


@pytest.fixture(scope="module")
def floor(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the oldest of what both distributions allow, and return the folder of commands."""
    wheels = [wheel(built, name) for name in SOURCES]
    # uv takes the lowest of what it is told directly, and not of what a wheel needs.
    needs = [
        each for name in SOURCES for each in metadata(built, name).get_all("Requires-Dist", [])
    ]
    direct = [each for each in needs if not each.startswith("cognito-user-import==")]
    folder = tmp_path_factory.mktemp("floor")
    return install(folder, "--resolution", "lowest-direct", *wheels, *direct)


@pytest.fixture(scope="module")
def ceiling(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the newest of what both distributions allow, whatever the lock file has."""
    wheels = [wheel(built, name) for name in SOURCES]
    return install(tmp_path_factory.mktemp("ceiling"), "--upgrade", *wheels, "cdk-nag>=3")


def wheel(built: Path, name: str) -> Path:
    """Return the wheel of a distribution."""
    [path] = built.glob(f"{name}-*.whl")
    return path


def metadata(built: Path, name: str) -> Message:
    """Return what a wheel says of itself: its fields, and its page as the payload."""
    archive = ZipFile(wheel(built, name))
    [file] = [file for file in archive.namelist() if file.endswith(".dist-info/METADATA")]
    return message_from_bytes(archive.read(file))


def version_of(commands: Path, distribution: str, folder: Path) -> str:
    """Return the installed version of a distribution."""
    code = f"from importlib.metadata import version; print(version('{distribution}'))"
    return run(commands / "python", "-c", code, cwd=folder).strip()


def synthesise(python: Path, folder: Path) -> dict[str, bytes]:
    """Run the app, and return the files of its output folder, but for those that name it."""
    (folder / "app.py").write_text(APP)
    run(python, "app.py", cwd=folder, CDK_VALIDATION="false")
    output = folder / "cdk.out"
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }


def test_every_source_file_is_in_one_wheel_of_the_two(built: Path) -> None:
    """In one environment they overwrite nothing, and each can be removed alone."""
    for name, folders in SOURCES.items():
        files = {
            file for file in ZipFile(wheel(built, name)).namelist() if ".dist-info/" not in file
        }
        assert files == {
            path.relative_to((ROOT / folder).parent).as_posix()
            for folder in folders
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        }


def test_the_constructs_need_the_run_time_package_of_their_own_release(built: Path) -> None:
    """With a range, the Lambda asset could change without the constructs' doing."""
    ours, theirs = (metadata(built, name) for name in SOURCES)
    assert f"cognito-user-import=={theirs['Version']}" in ours.get_all("Requires-Dist", [])
    assert ours["Version"] == theirs["Version"]


@pytest.mark.parametrize("name", SOURCES)
def test_a_wheel_has_its_licenses_and_a_page(built: Path, name: str) -> None:
    """Of the constructs they lie outside the folder that the wheel is built from."""
    told = metadata(built, name)
    assert told.get_all("License-File") == ["LICENSE", "NOTICE"]
    assert str(told.get_payload()).startswith("# ")


@pytest.mark.thorough
def test_installing_the_constructs_brings_the_command(installed: Path, tmp_path: Path) -> None:
    """Without an extra."""
    (tmp_path / "users.csv").write_bytes((ROOT / "examples/users.csv").read_bytes())
    command = installed / "cognito-user-import"
    assert run(command, "--help", cwd=tmp_path).startswith("Usage: cognito-user-import COMMAND")
    assert json.loads(run(command, "check", "users.csv", "--json", cwd=tmp_path))["errors"] == 0


@pytest.mark.thorough
def test_wheels_and_an_editable_install_synthesise_the_same(
    installed: Path, tmp_path: Path
) -> None:
    """Who deploys from where makes no difference: the template and each byte of the asset."""
    outputs = []
    for name, python in (("wheels", installed / "python"), ("editable", Path(sys.executable))):
        (tmp_path / name).mkdir()
        outputs.append(synthesise(python, tmp_path / name))
    assert outputs[0] == outputs[1]
    assert b"Custom::CognitoUserImportJob" in outputs[0]["Stack.template.json"]
    assert any(name.endswith("/cognito_user_import/handler.py") for name in outputs[0])


@pytest.mark.thorough
def test_the_oldest_allowed_dependencies_synthesise_the_app(floor: Path, tmp_path: Path) -> None:
    """The ranges are true at their lower end too, and all options of the handler exist there."""
    assert version_of(floor, "aws-cdk-lib", tmp_path) == "2.262.1"
    (tmp_path / "options.py").write_text(f"{OPTIONS_APP}app.synth()\n")
    run(floor / "python", "options.py", cwd=tmp_path, CDK_VALIDATION="false")
    template = json.loads((tmp_path / "cdk.out/Stack.template.json").read_text())
    types = {resource["Type"] for resource in template["Resources"].values()}
    assert "Custom::CognitoUserImportJob" in types


@pytest.mark.thorough
def test_the_newest_allowed_dependencies_find_what_is_documented(
    ceiling: Path, tmp_path: Path
) -> None:
    """With all options, and a runtime that is newer than the default."""
    resources = json.loads(synthesise(ceiling / "python", tmp_path)["Stack.template.json"])
    types = {resource["Type"] for resource in resources["Resources"].values()}
    assert "Custom::CognitoUserImportJob" in types
    (tmp_path / "scanned.py").write_text(SCANNED_APP)
    found = [
        line.split() for line in run(ceiling / "python", "scanned.py", cwd=tmp_path).splitlines()
    ]
    ours = ("Stack/CognitoUserImportHandler/", "Stack/Users/")
    assert {rule for path, rule in found if path.startswith(ours)} == STAYS
    assert any(path == "Stack/Pool/Resource" for path, _ in found), "nothing was looked at"


@pytest.mark.thorough
def test_the_oldest_allowed_boto3_knows_the_algorithm(floor: Path, tmp_path: Path) -> None:
    """The command line sends it by botocore's own model."""
    code = (
        "import boto3; client = boto3.client('cognito-idp', region_name='eu-central-1');"
        "model = client.meta.service_model.operation_model('CreateUserImportJob');"
        "print('PasswordHashingAlgorithm' in model.input_shape.members)"
    )
    assert run(floor / "python", "-c", code, cwd=tmp_path) == "True\n"


@pytest.mark.thorough
def test_the_sdist_runs_its_own_tests(built: Path, tmp_path: Path) -> None:
    """It holds what they need: all are collected, and some of each kind are run."""
    [sdist] = built.glob("cognito_user_import-*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [project] = tmp_path.glob("cognito_user_import-*")
    environment = tmp_path / "venv"
    python = environment / "bin/python"
    run("uv", "venv", "--python", sys.executable, environment, cwd=tmp_path)
    # The packages of this environment, but not what it has editable: no .pth file in there is read.
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "locked.pth").write_text(sysconfig.get_path("purelib"))
    projects = ("--editable", project, "--editable", project / "constructs")
    editable = ("--no-deps", "--no-build-isolation", "--python", python, *projects)
    run("uv", "pip", "install", *editable, cwd=tmp_path)
    modules = "cdk_cognito_user_import, cognito_user_import, cognito_user_import_cli"
    code = f"import {modules}; print(*[module.__file__ for module in ({modules})])"
    for file in run(python, "-c", code, cwd=tmp_path).split():
        assert Path(file).is_relative_to(project)

    chosen = ("-k", " or ".join(MODULES_OF_TESTS))
    assert " passed" in run(python, "-m", "pytest", "-q", *chosen, cwd=project)
