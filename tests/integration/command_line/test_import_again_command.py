"""cognito-user-import run and upload, of a file whose users exist in part, or all."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_aws.faults import Failure
from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.command_line.pool_jobs import good_file, jobs, of
from tests.integration.command_line.process import Ended, run

pytestmark = pytest.mark.integration

HASH = "$2b$12$" + "a" * 53
UNVERIFIED = {"email_verified": "false"}


def run_file(pool: ImportScenario, folder: Path, *options: str) -> Ended:
    """Import users.csv with a new job."""
    given = ("users.csv", "--user-pool-id", pool.pool_id, "--role", pool.role_arn)
    return run(folder, pool.aws.environment, "run", *given, *options)


def write(pool: ImportScenario, folder: Path, count: int, *bad: int) -> None:
    """Write users.csv with this many users; the bad ones, counted from 1, fail."""
    rows = [
        good_row(number, **(UNVERIFIED if number in bad else {})) for number in range(1, count + 1)
    ]
    (folder / "users.csv").write_bytes(pool.csv(rows))


def test_a_file_that_has_grown_sends_its_new_users(pool: ImportScenario, tmp_path: Path) -> None:
    """100 users, then 105. From the job's name, others know how many were left out."""
    write(pool, tmp_path, 100)
    first = run_file(pool, tmp_path)
    write(pool, tmp_path, 105)

    planned = run_file(pool, tmp_path, "--dry-run")
    ended = run_file(pool, tmp_path)

    assert (first.code, ended.code) == (0, 0)
    assert "would import users.csv without 100 existing users into user pool" in planned.out
    assert "100 of 105 users already exist and are left out\n" in ended.err
    job = jobs(pool)[0]
    assert ended.out == (f"job {job['JobId']} is Succeeded: 5 imported, 100 skipped, 0 failed\n")
    assert (job["ImportedUsers"], job["SkippedUsers"]) == (5, 0)
    assert job["JobName"].endswith("-100-skipped")
    assert pool.count_users() == 105
    status = ("status", job["JobId"], "--user-pool-id", pool.pool_id, "--json")
    shown = run(tmp_path, pool.aws.environment, *status).json
    assert (shown["imported_users"], shown["skipped_users"]) == (5, 100)


def test_a_file_that_was_fixed_sends_what_had_failed(pool: ImportScenario, tmp_path: Path) -> None:
    """Failed lines are those of the file each time, though the upload becomes smaller."""
    write(pool, tmp_path, 20, 3, 11, 19)
    first = run_file(pool, tmp_path, "--no-check")
    write(pool, tmp_path, 20, 11, 19)
    second = run_file(pool, tmp_path, "--no-check")
    write(pool, tmp_path, 20)
    third = run_file(pool, tmp_path)

    assert (first.code, second.code, third.code) == (1, 1, 0)
    assert "[FAILED] Line Numbers 4, 12, 20 - " in first.err
    assert "[FAILED] Line Numbers 12, 20 - " in second.err
    assert third.out.endswith(" is Succeeded: 2 imported, 18 skipped, 0 failed\n")
    assert [job["SkippedUsers"] for job in jobs(pool)] == [0, 0, 0]
    assert pool.count_users() == 20


def test_no_job_is_created_or_used_if_all_users_exist(pool: ImportScenario, tmp_path: Path) -> None:
    """That is success, with and without --dry-run."""
    good_file(pool, tmp_path)
    run_file(pool, tmp_path)
    job = pool.create()

    ended = run_file(pool, tmp_path)
    as_json = run_file(pool, tmp_path, "--dry-run", "--json")
    upload = run(tmp_path, pool.aws.environment, "upload", "users.csv", *of(pool, job))

    nothing = "nothing was imported: all users of users.csv already exist"
    assert (ended.code, ended.out) == (0, f"{nothing}, and no job was created\n")
    assert "3 of 3 users already exist and are left out\n" in ended.err
    assert (as_json.code, as_json.json["job"], as_json.json["left_out_users"]) == (0, None, 3)
    assert (upload.code, upload.out) == (
        0,
        f"{nothing}, and job {job['JobId']} isn't used. It expires by itself\n",
    )
    assert len(jobs(pool)) == 2
    assert pool.describe(job)["Status"] == "Created"


@pytest.mark.thorough
def test_all_rows_can_be_sent(pool: ImportScenario, tmp_path: Path) -> None:
    """By whom nobody lets list users, too."""
    good_file(pool, tmp_path)
    run_file(pool, tmp_path)
    pool.aws.configure(fail={"ListUsers": Failure(code="AccessDeniedException", message="No.")})

    denied = run_file(pool, tmp_path)
    ended = run_file(pool, tmp_path, "--no-skip-existing")

    assert denied.code == 4
    assert (
        "Ask for the permission cognito-idp:ListUsers, or use --no-skip-existing to send all rows. "
    ) in denied.err
    assert ended.code == 0
    assert jobs(pool)[0]["SkippedUsers"] == 3
    assert len(jobs(pool)) == 2


@pytest.mark.thorough
def test_hashes_of_existing_users_are_not_skipped_unnoticed(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """No job is created before a limit accepts it."""
    good_file(pool, tmp_path)
    run_file(pool, tmp_path)
    rows = [good_row(number, password_hash=HASH) for number in range(1, 5)]
    (tmp_path / "users.csv").write_bytes(pool.csv(rows))
    algorithm = ("--password-hashing-algorithm", "BCRYPT")

    refused = run_file(pool, tmp_path, *algorithm)
    before = len(jobs(pool))
    accepted = run_file(pool, tmp_path, *algorithm, "--max-skipped-users", "3")

    assert (refused.code, refused.out, before) == (1, "", 1)
    assert refused.err.endswith(
        "Nothing was imported: 3 rows with a password hash would be skipped, allowed: 0. Existing "
        "users keep the password they have. To accept that, set --max-skipped-users.\n"
    )
    assert accepted.code == 0, accepted.err
    assert accepted.out.endswith(" is Succeeded: 1 imported, 3 skipped, 0 failed\n")
    assert HASH not in refused.err + accepted.err


@pytest.mark.thorough
def test_an_upload_sends_new_users_to_an_existing_job(pool: ImportScenario, tmp_path: Path) -> None:
    """Its result has the others as skipped, which Cognito can't know."""
    good_file(pool, tmp_path)
    run_file(pool, tmp_path)
    write(pool, tmp_path, 5, 5)
    job, other = pool.create(), pool.create("seed-0123456789ab-9-skipped")

    refused = run(
        tmp_path, pool.aws.environment, "upload", "users.csv", *of(pool, other), "--no-check"
    )
    ended = run(
        tmp_path,
        pool.aws.environment,
        *("upload", "users.csv", *of(pool, job), "--no-check", "--max-failed-users", "1"),
    )

    assert (ended.code, ended.out) == (
        0,
        f"job {job['JobId']} is Succeeded: 1 imported, 3 skipped, 1 failed\n",
    )
    assert "[FAILED] Line Number 6 - " in ended.err
    assert pool.describe(job)["SkippedUsers"] == 0
    assert refused.code == 4
    assert "says that 9 rows are left out, but of this file 3 are. For another job" in refused.err
    assert pool.describe(other)["Status"] == "Created"
