"""The distribution of the command line alone, installed where the sources are not."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, good_row
from tests.documents import ROOT
from tests.integration.outside_checkout import build, install, run

NAME = "cognito-user-import"
LARGE = 24 << 20
"""Bytes from which on a file is divided among cores."""

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel and what it needs into a fresh environment, and return its commands."""
    folder = tmp_path_factory.mktemp("cli")
    wheel, _ = build(folder)
    return install(folder, "--constraint", ROOT / "requirements.lock", wheel)


def test_it_has_the_program_and_its_version(installed: Path, tmp_path: Path) -> None:
    """By the name under which uvx and pipx look for it."""
    program = installed / NAME

    assert run(program, "--help", cwd=tmp_path).startswith(f"Usage: {NAME} COMMAND")
    assert run(program, "--version", cwd=tmp_path).strip() == version(NAME)


def test_it_checks_a_file(installed: Path, tmp_path: Path) -> None:
    """With nothing but what is installed."""
    (tmp_path / "users.csv").write_bytes((ROOT / "examples/users.csv").read_bytes())

    report = json.loads(run(installed / NAME, "check", "users.csv", "--json", cwd=tmp_path))

    assert (report["errors"], report["file"]["name"]) == (0, "users.csv")


def test_it_checks_a_large_file_in_processes_of_its_own(
    installed: Path, tmp_path: Path, aws: LocalAws
) -> None:
    """A part on each core, and before an import in another one than the command's."""
    pool = ImportScenario(aws)
    address = "a" * 1_000
    rows = (good_row(number, address=address) for number in range(LARGE // len(address)))
    content = pool.csv(rows)
    (tmp_path / "users.csv").write_bytes(content)
    given = ("users.csv", "--user-pool-id", pool.pool_id, "--json")
    plan = ("--role", pool.role_arn, "--dry-run")

    check, to_import = (
        run(installed / NAME, command, *given, *more, cwd=tmp_path, **aws.environment)
        for command, more in (("check", ()), ("run", plan))
    )

    checked, imported = json.loads(check), json.loads(to_import)
    assert (checked["errors"], checked["file"]["bytes"]) == (0, len(content))
    assert len(content) > LARGE
    assert imported["check"] == checked


def test_it_asks_aws(installed: Path, tmp_path: Path, aws: LocalAws) -> None:
    """With a boto3 of its own."""
    pool = ImportScenario(aws)

    header = run(
        installed / NAME, "header", "--user-pool-id", pool.pool_id, cwd=tmp_path, **aws.environment
    )

    assert header == ",".join(pool.header) + "\n"


def test_the_cdk_is_not_there(installed: Path, tmp_path: Path) -> None:
    """It would be nine tenths of the installation."""
    names = json.dumps(["aws_cdk", "cdk_cognito_user_import", "constructs", "jsii"])
    code = f"from importlib.util import find_spec; print([n for n in {names} if find_spec(n)])"

    assert run(installed / "python", "-c", code, cwd=tmp_path) == "[]\n"
