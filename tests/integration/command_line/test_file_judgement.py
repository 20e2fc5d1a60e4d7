"""run and upload refuse the files that a deployment refuses, and say what helps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.csv_format import MAX_BYTES
from cognito_user_import.judgement.of_file import judge_file
from local_aws import LocalAws
from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.command_line.pool_jobs import bad_file, jobs, of
from tests.integration.command_line.process import Ended, run

pytestmark = pytest.mark.integration

_HASH = "$2b$12$" + "a" * 53
_NO_CHECK = "use --no-check to let Cognito decide"

Write = Callable[[ImportScenario], bytes]


def _with_column(pool: ImportScenario) -> bytes:
    return pool.csv([good_row(1)], [*pool.header, "shoe_size"])


FILES: dict[str, tuple[Write, str, bool]] = {
    "only a header": (
        lambda pool: pool.csv([]),
        "expected at least one user below the header (CUI-003 no-rows). Fix the file, or ",
        True,
    ),
    "hashes without an algorithm": (
        lambda pool: pool.csv([good_row(1, password_hash=_HASH)]),
        "Use a job that names the algorithm: run has --password-hashing-algorithm, or ",
        True,
    ),
    "Latin-1": (
        lambda pool: pool.csv([good_row(1, name="Zoë")]).decode().encode("latin-1"),
        "expected UTF-8 (CUI-004 not-utf-8). Convert it: cognito-user-import convert ",
        False,
    ),
    "another column": (_with_column, "(CUI-008 unknown-column). Fix the file.", False),
    "a byte order mark": (
        lambda pool: b"\xef\xbb\xbf" + pool.csv([good_row(1)]),
        "expected UTF-8 without a byte order mark (CUI-005 byte-order-mark). Fix the file, or ",
        True,
    ),
    "too large": (lambda _: bytes(MAX_BYTES + 1), "(CUI-001 file-too-large). Fix the file.", False),
    "a long row": (
        lambda pool: pool.csv([good_row(1), good_row(2, name="x" * 16_001)]),
        "1 row would fail, allowed: 0. Fix the lines, or allow some to fail with "
        "--max-failed-users.",
        False,
    ),
    "a bad row": (
        lambda pool: pool.csv([good_row(1), good_row(2, email_verified="maybe")]),
        "1 row would fail, allowed: 0. Fix the lines, allow some to fail with --max-failed-users, "
        "or ",
        True,
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_what_a_deployment_refuses_is_refused(
    pool: ImportScenario, tmp_path: Path, kind: str
) -> None:
    """No job is created or used. What else to do is named only where it helps."""
    write, said, can_skip_check = FILES[kind]
    content = write(pool)
    (tmp_path / "users.csv").write_bytes(content)
    described = pool.cognito.describe_user_pool(UserPoolId=pool.pool_id)["UserPool"]
    profile = PoolProfile.of_service(described, pool.header)
    by_construct = judge_file([content], profile)

    ran = _run(pool, tmp_path)
    job = pool.create()
    uploaded = run(tmp_path, pool.aws.environment, "upload", "users.csv", *of(pool, job))

    assert by_construct.refused
    for ended in (ran, uploaded):
        assert (ended.code, ended.out) == (3, ""), ended.err
        last = ended.err.splitlines()[-1]
        assert last.startswith("cognito-user-import: users.csv can't be imported, and nothing was ")
        assert said in last
        assert (_NO_CHECK in last) is can_skip_check
    assert [job["Status"] for job in jobs(pool)] == ["Created"]


@pytest.mark.parametrize("kind", FILES)
def test_without_a_check_what_validate_false_lets_pass_is_imported(
    pool: ImportScenario, tmp_path: Path, kind: str
) -> None:
    """And nothing else."""
    write, _, can_skip_check = FILES[kind]
    content = write(pool)
    (tmp_path / "users.csv").write_bytes(content)
    described = pool.cognito.describe_user_pool(UserPoolId=pool.pool_id)["UserPool"]
    by_construct = judge_file(
        [content], PoolProfile.of_service(described, pool.header), row_rules=False
    )

    ended = _run(pool, tmp_path, "--no-check")

    assert bool(by_construct.refused) is not can_skip_check
    assert bool(jobs(pool)) is can_skip_check
    assert (ended.code == 3) is not can_skip_check
    assert _NO_CHECK not in ended.err
    assert (" error CUI-" in ended.err) is not can_skip_check


def test_rows_that_may_fail_are_no_hindrance(pool: ImportScenario, tmp_path: Path) -> None:
    """As many as --max-failed-users allows."""
    pool.aws.configure(give_up_rule=GiveUpRule.NEVER)
    (tmp_path / bad_file(pool, tmp_path)).rename(tmp_path / "users.csv")

    ended = _run(pool, tmp_path, "--max-failed-users", "1")

    assert ended.code == 0, ended.err
    assert "1 row may fail, allowed: 1\n" in ended.err
    assert " is Succeeded: 1 imported, 0 skipped, 1 failed\n" in ended.out


@pytest.mark.parametrize("option", [(), ("--no-check",)])
def test_a_pool_that_can_not_import_is_named_first(
    aws: LocalAws, tmp_path: Path, option: tuple[str, ...]
) -> None:
    """Whatever is in the file: nothing about it helps."""
    pool = ImportScenario(aws, AutoVerifiedAttributes=[])
    (tmp_path / "users.csv").write_bytes(b"no header\n")

    verifies_nothing = _run(pool, tmp_path, *option)

    assert (verifies_nothing.code, verifies_nothing.out) == (2, "")
    assert verifies_nothing.err == (
        f"cognito-user-import: The user pool {pool.pool_id} auto-verifies neither email addresses "
        "nor phone numbers. Cognito doesn't import users into such a pool.\n"
    )


def _run(pool: ImportScenario, folder: Path, *options: str) -> Ended:
    given = ("run", "users.csv", "--user-pool-id", pool.pool_id, "--role", pool.role_arn)
    return run(folder, pool.aws.environment, *given, *options)
