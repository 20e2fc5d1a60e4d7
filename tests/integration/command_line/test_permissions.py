"""The permissions that the documents and errors name are those of the calls that are made."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore.client
import pytest

from cognito_user_import_cli import program
from cognito_user_import_cli.application import COMMANDS
from cognito_user_import_cli.permissions import PERMISSIONS, needed
from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.command_line.import_stack import deploy_stack
from tests.integration.command_line.pool_jobs import ROLE, bad_file, good_file, running_job
from tests.integration.command_line.process import run

pytestmark = pytest.mark.integration

# Cognito is passed a role, which is no call.
_NO_CALL = "iam:PassRole"


@pytest.fixture
def called(
    pool: ImportScenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., set[str]]]:
    """Return what runs a command here, and returns the permissions for the calls it made."""
    made: set[str] = set()
    call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def recorded(client: Any, operation: str, request: Any) -> Any:
        made.add(f"{client.meta.service_model.signing_name}:{operation}")
        return call(client, operation, request)

    def calls_of(*arguments: str, code: int = 0) -> set[str]:
        made.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(botocore.client.BaseClient, "_make_api_call", recorded)
            assert program.run(arguments) == code
        return set(made)

    for name, value in pool.aws.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield calls_of
    pool.aws.configure(import_seconds=0)


def test_every_command_has_its_permissions() -> None:
    """Even if they are none."""
    assert list(PERMISSIONS) == list(COMMANDS)


@pytest.mark.usefixtures("iam")
def test_the_permissions_are_those_of_the_calls(
    pool: ImportScenario, tmp_path: Path, called: Callable[..., set[str]]
) -> None:
    """In each case that the documents name."""
    pool.aws.configure(give_up_rule=GiveUpRule.NEVER)
    file, bad = good_file(pool, tmp_path, 3, 40), bad_file(pool, tmp_path)
    own = ("--user-pool-id", pool.pool_id)
    run_it = ("run", bad, *own, "--max-failed-users", "1")
    of_stack = ("--stack", _stack(pool))
    lines = _log(pool, tmp_path)

    assert called("header", *own) == _of("header")
    assert called("list", *own) == _of("list")
    assert called("explain") == _of("explain")
    assert called("completion", "bash") == _of("completion")
    no_role = {"iam:SimulatePrincipalPolicy"}
    assert called("doctor") == _of("doctor") - no_role
    assert called("doctor", *own, "--role", pool.role_arn) == _of("doctor", "--user-pool-id")
    assert called("check", file) == _of("check")
    assert called("check", file, *own) == _of("check", "--user-pool-id")
    assert called("export", *own, "-o", "users-out.csv") == _of("export")
    assert called("convert", file, "-o", "any.csv") == _of("convert")
    assert called("convert", file, *own, "-o", "own.csv") == _of("convert", "--user-pool-id")
    (tmp_path / "ids.csv").write_text("id,username\n1,nobody\n")
    assert called("subs", "ids.csv", *own, code=1) == _of("subs")

    job = pool.create()["JobId"]
    assert called("status", job, *own) == _of("status")
    assert called("status", *of_stack) == _of("status", "--stack")
    given = ("--job-id", job, *own, "--no-skip-existing", "--no-start")
    assert called("upload", file, *given) == _of("upload") - {"cognito-idp:StartUserImportJob"}
    assert called("start", job, *own) == _of("start")
    assert called("watch", job, *own) == _of("watch")
    given = ("--job-id", pool.create()["JobId"], *own, "--max-failed-users", "1")
    assert called("upload", bad, *given) == _of("upload", "skip-existing", "failed rows")

    no_skip = called(*run_it, "--role", pool.role_arn, "--no-skip-existing")
    assert no_skip == _of("run", "failed rows")
    skipping = called("run", file, *own, "--create-role", "--no-skip-existing")
    assert skipping == _of("run", "if it doesn't")
    more = good_file(pool, tmp_path, 5)
    existing = called("run", more, *own, "--create-role")
    assert existing == _of("run", "skip-existing", "if the role exists")

    assert called("failures", *lines, *own) == _of("failures", "if rows failed")
    part = called("failures", *_part(pool, tmp_path), *own, "--skipped", "--output", "part.csv")
    assert part == _of("failures", "fewer rows")

    running = running_job(pool, tmp_path)["JobId"]
    assert called("stop", running, *own) == _of("stop")


def test_a_user_with_these_permissions_can_import(
    pool: ImportScenario, iam: Any, tmp_path: Path
) -> None:
    """A role that exists needs no permission to create one. A denial names all of them."""
    rights = {*_of("run", "skip-existing", "if the role exists"), _NO_CALL}
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--create-role")

    without_role = run(tmp_path, {**pool.aws.environment, **_user(iam, rights)}, *arguments)
    run(tmp_path, pool.aws.environment, *arguments)
    more = good_file(pool, tmp_path, 5)
    imported = run(tmp_path, {**pool.aws.environment, **_user(iam, rights)}, *arguments)

    assert (without_role.code, more) == (4, "users.csv")
    assert "CreateRole failed for role " in without_role.err
    assert without_role.err.endswith(f" Permissions of run: {needed('run')}.\n")
    assert imported.code == 0, imported.err
    assert f"role arn:aws:iam::{pool.aws.account}:role/{ROLE} already exists\n" in imported.err


def _of(command: str, *cases: str) -> set[str]:
    """Return a command's permissions for calls: those it always needs, and those of some cases."""
    always, more = PERMISSIONS[command]
    found = set(always)
    for case in cases:
        [names] = [names for when, names in more.items() if case in when]
        found |= set(names)
    return found - {_NO_CALL}


def _stack(pool: ImportScenario) -> str:
    return deploy_stack(pool.aws, {"Users": pool.create()["JobId"]}, {"Pool": pool.pool_id})


def _log(pool: ImportScenario, folder: Path) -> list[str]:
    content = pool.csv([good_row(1), good_row(2, email_verified="")])
    (folder / "seen.csv").write_bytes(content)
    return [pool.run(content)["JobId"], "seen.csv"]


def _part(pool: ImportScenario, folder: Path) -> list[str]:
    """Return a job that got fewer rows than the file has, because their users existed."""
    rows = [good_row(number) for number in range(20, 24)]
    bad = good_row(30, email_verified="")
    pool.run(pool.csv(rows[:2]))
    job = pool.run(pool.csv([*rows[2:], bad]), name="seed-2-skipped")
    (folder / "all.csv").write_bytes(pool.csv([*rows, bad]))
    return [job["JobId"], "all.csv"]


def _user(iam: Any, rights: set[str]) -> dict[str, str]:
    """Return the credentials of a new user with these rights."""
    name = f"importer-{os.urandom(4).hex()}"
    iam.create_user(UserName=name)
    statement = {"Effect": "Allow", "Action": sorted(rights), "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName="rights", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
