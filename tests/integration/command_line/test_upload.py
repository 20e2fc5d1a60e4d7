"""cognito-user-import upload."""

from __future__ import annotations

from pathlib import Path

import pytest

from cognito_user_import_cli.permissions import needed
from local_aws.faults import Failure
from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.live_process import live
from tests.integration.command_line.pool_jobs import bad_file, good_file, of, running_job, stop
from tests.integration.command_line.process import run

pytestmark = pytest.mark.integration


def test_a_file_goes_to_a_job_and_its_users_into_the_pool(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Messages go to stderr, and the result to stdout. No other file is written."""
    job = pool.create()
    file = good_file(pool, tmp_path)
    size = (tmp_path / file).stat().st_size

    ended = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, job))

    job_id = job["JobId"]
    assert (ended.code, ended.out) == (
        0,
        f"job {job_id} is Succeeded: 3 imported, 0 skipped, 0 failed\n",
    )
    assert ended.err.splitlines()[:4] == [
        f"users.csv: 0 errors, 0 warnings in 3 rows, {size} bytes",
        f"uploading users.csv ({size} bytes) to job {job_id}",
        f"job {job_id} received the file",
        f"job {job_id} started",
    ]
    assert pool.count_users() == 3
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_a_long_import_is_estimated_first(pool: ImportScenario, tmp_path: Path) -> None:
    """Before anything is uploaded, by both commands; a file of a second isn't."""
    file = good_file(pool, tmp_path, 2_100)
    commands = (
        ("run", file, "--user-pool-id", pool.pool_id, "--role", pool.role_arn, "--dry-run"),
        ("upload", file, *of(pool, pool.create())),
    )
    for command in commands:
        ended = run(tmp_path, pool.aws.environment, *command)
        said = ended.err.splitlines()
        assert (ended.code, said[1]) == (
            0,
            "importing 2,100 users takes about 1 minute at 34 users a second, the only rate that "
            "AWS has published",
        )


def test_a_bad_file_is_not_uploaded(pool: ImportScenario, tmp_path: Path) -> None:
    """The lines look as in check, without values. The job still accepts a better file."""
    job = pool.create()
    file = bad_file(pool, tmp_path)
    check = ("check", file, "--user-pool-id", pool.pool_id)
    checked = run(tmp_path, pool.aws.environment, *check)
    checked_json = run(tmp_path, pool.aws.environment, *check, "--json").json

    quiet = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, job), "--quiet")
    as_json = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, job), "--json")

    assert (quiet.code, quiet.out) == (3, "")
    assert checked.out.startswith("bad.csv:3: error CUI-108 email_verified: expected true, false")
    assert quiet.err == (
        f"{checked.out}cognito-user-import: bad.csv can't be imported, and nothing was uploaded: 1 "
        "row would fail, allowed: 0. Fix the lines, allow some to fail with --max-failed-users, "
        "or use --no-check to let Cognito decide.\n"
    )
    assert as_json.code == 3
    assert as_json.json["check"] == checked_json
    assert checked_json["errors"] == 2
    assert "secret-cell" not in quiet.err + as_json.out + as_json.err
    assert pool.describe(job)["Status"] == "Created"


def test_failed_rows_end_in_1_with_their_lines(pool: ImportScenario, tmp_path: Path) -> None:
    """Of a file that was not checked; up to what may fail it is a success."""
    pool.aws.configure(give_up_rule=GiveUpRule.NEVER)
    file = bad_file(pool, tmp_path)
    first, second = pool.create(), pool.create()

    failed = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, first), "--no-check")
    options = ("--no-check", "--max-failed-users", "1", "--json")
    allowed = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, second), *options)

    job_id = first["JobId"]
    assert (failed.code, failed.out) == (
        1,
        f"job {job_id} is Succeeded: 1 imported, 0 skipped, 1 failed\n",
    )
    line, complaint = failed.err.splitlines()[-2:]
    assert line.startswith("[FAILED] Line Number 3 - ")
    assert complaint.startswith(
        "cognito-user-import: The import failed: 1 row failed, allowed: 0 (1 imported, 0 skipped, "
        f"1 failed). Job {job_id} is Succeeded: "
    )
    assert complaint.endswith(
        f"stream {job_id}/seed. To fix the failed rows: cognito-user-import failures {job_id} "
        f"bad.csv --user-pool-id {pool.pool_id}"
    )
    assert allowed.code == 0
    assert [line["line_number"] for line in allowed.json["failed_lines"]] == [3]
    assert "secret-cell" not in failed.err + allowed.out + allowed.err


def test_skipped_rows_count_when_they_are_limited(pool: ImportScenario, tmp_path: Path) -> None:
    """By default users that exist do no harm."""
    file = good_file(pool, tmp_path)
    pool.run((tmp_path / file).read_bytes())
    jobs = pool.create(), pool.create()
    limit = ("--max-skipped-users", "2")
    upload = ("upload", file, *of(pool, jobs[0]))
    all_rows = ("upload", file, *of(pool, jobs[1]), "--no-skip-existing")

    limited = run(tmp_path, pool.aws.environment, *upload, *limit)
    unlimited = run(tmp_path, pool.aws.environment, *upload)
    sent = run(tmp_path, pool.aws.environment, *all_rows, *limit)

    assert (limited.code, unlimited.code, sent.code) == (1, 0, 1)
    assert limited.err.endswith(
        "Nothing was imported: 3 rows would be skipped because their users exist, allowed: 2.\n"
    )
    assert "The import failed: 3 rows skipped, allowed: 2" in sent.err
    assert pool.describe(jobs[0])["Status"] == "Created"


def test_a_job_need_not_be_started_nor_waited_for(pool: ImportScenario, tmp_path: Path) -> None:
    """The output has the command for the next step."""
    file = good_file(pool, tmp_path)
    first, second = pool.create(), pool.create()

    unstarted = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, first), "--no-start")
    pool.aws.configure(import_seconds=1)
    unwatched = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, second), "--no-wait")

    assert (unstarted.code, unstarted.out) == (0, f"job {first['JobId']} is Created\n")
    assert unstarted.err.endswith(
        f"To start it: cognito-user-import start {first['JobId']} --rows 3 --user-pool-id "
        f"{pool.pool_id}\n"
    )
    assert (unwatched.code, unwatched.out) == (0, f"job {second['JobId']} is Pending\n")
    assert unwatched.err.endswith(
        f"To watch it: cognito-user-import watch {second['JobId']} --rows 3 --user-pool-id "
        f"{pool.pool_id}\n"
    )
    assert pool.wait(second)["Status"] == "Succeeded"
    assert pool.start(first)["Status"] == "Pending"
    pool.wait(first)


def test_two_imports_at_once_take_turns(pool: ImportScenario, tmp_path: Path) -> None:
    """The second says what it waits for, and starts when the first has ended."""
    other = ImportScenario(pool.aws)
    blocking = running_job(pool, tmp_path)
    pool.aws.configure(import_seconds=0)
    job = other.create()
    command = ("upload", good_file(other, tmp_path), *of(other, job))
    with live(tmp_path, pool.aws.environment, *command) as waiting:
        waiting.until(f"job {job['JobId']} can't start yet: ")
        before = other.describe(job)["Status"]
        stop(pool, blocking)
        ended = waiting.end()
    assert (before, ended.code) == ("Created", 0)
    assert other.count_users() == 3


@pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="only Linux has a folder that even root can't write to"
)
def test_a_folder_that_takes_no_file_is_no_hindrance(pool: ImportScenario, tmp_path: Path) -> None:
    """Neither the current one nor that of the user: nothing is kept."""
    job = pool.create()
    file = str(tmp_path / good_file(pool, tmp_path))
    ended = run(Path("/proc"), pool.aws.environment, "upload", file, *of(pool, job))
    assert ended.code == 0, ended.err


def test_an_upload_that_fails_is_repeated(pool: ImportScenario, tmp_path: Path) -> None:
    """So is a throttled call, and the output says so."""
    job = pool.create()
    pool.aws.configure(throttle={"PutObject": 1, "DescribeUserImportJob": 1})
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert ended.code == 0
    assert "DescribeUserImportJob: TooManyRequestsException, retrying in " in ended.err
    assert "upload failed (status 503, SlowDown), retrying in " in ended.err


def test_a_right_that_lacks_is_told(pool: ImportScenario, tmp_path: Path) -> None:
    """With the operation and the code."""
    job = pool.create()
    pool.aws.configure(
        fail={"StartUserImportJob": Failure(code="AccessDeniedException", message="You may not.")}
    )
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.endswith(
        f"cognito-user-import: StartUserImportJob failed for user pool {pool.pool_id}: "
        "AccessDeniedException: You may not. Ask for permission to call this operation. "
        f"Permissions of upload: {needed('upload')}.\n"
    )
