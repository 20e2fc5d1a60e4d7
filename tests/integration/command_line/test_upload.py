"""cognito-user-import upload."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.command_line.import_stack import deploy_stack
from tests.integration.command_line.process import run
from tests.integration.command_line.users_files import bad_file, good_file
from tests.local_aws import LocalAws
from tests.local_aws.faults import Failure
from tests.local_aws.import_scenario import ImportScenario

pytestmark = pytest.mark.integration


def of(pool: ImportScenario, job: dict[str, str]) -> list[str]:
    """Return the options that name a job."""
    return ["--job-id", job["JobId"], "--user-pool-id", pool.pool_id]


def test_a_file_goes_to_a_job_and_its_users_into_the_pool(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """What is said goes to stderr, the result to stdout; no file is written beside it."""
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
        f"0 errors, 0 warnings in 3 rows, {size} bytes",
        f"uploading users.csv, {size} bytes, to job {job_id}",
        f"job {job_id} has the file",
        f"job {job_id} is started",
    ]
    assert pool.count_users() == 3
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_the_job_and_the_pool_are_those_of_a_stack(pool: ImportScenario, tmp_path: Path) -> None:
    """The pool is the one that knows the job, of those that the stack's outputs name."""
    job = pool.create()
    other = ImportScenario(pool.aws)
    outputs = {"Other": other.pool_id, "Name": "not_a_pool", "Pool": pool.pool_id}
    stack = deploy_stack(pool.aws, {"Users": job["JobId"]}, outputs)

    ended = run(
        tmp_path,
        pool.aws.environment,
        "upload",
        good_file(pool, tmp_path),
        "--stack",
        stack,
        "--quiet",
        "--json",
    )

    assert (ended.code, ended.err) == (0, "")
    assert list(ended.json) == ["job", "failed_lines", "check"]
    assert ended.json["job"]["job_id"] == job["JobId"]
    assert ended.json["job"]["imported_users"] == 3
    assert "X-Amz" not in ended.out


def test_of_several_jobs_of_a_stack_one_is_named(pool: ImportScenario, tmp_path: Path) -> None:
    """Without a name the error lists them."""
    first, second = pool.create(), pool.create()
    jobs = {"First": first["JobId"], "Second": second["JobId"]}
    stack = deploy_stack(pool.aws, jobs, {"Pool": pool.pool_id})
    arguments = ("upload", good_file(pool, tmp_path), "--stack", stack)

    unnamed = run(tmp_path, pool.aws.environment, *arguments)
    unknown = run(tmp_path, pool.aws.environment, *arguments, "--resource", "Third")
    named = run(tmp_path, pool.aws.environment, *arguments, "--resource", "Second")

    listed = f"First ({first['JobId']}), Second ({second['JobId']})"
    assert (unnamed.code, unnamed.err) == (
        2,
        f"cognito-user-import: Stack {stack} has several jobs: name one with --resource: "
        f"{listed}.\n",
    )
    assert (unknown.code, unknown.err) == (
        2,
        f"cognito-user-import: Stack {stack} has no job 'Third'. It has: {listed}.\n",
    )
    assert named.code == 0
    assert pool.describe(second)["Status"] == "Succeeded"
    assert pool.describe(first)["Status"] == "Created"


def test_a_stack_that_names_no_pool_of_the_job_is_told(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Such as one with an imported pool; then the pool is named beside the stack."""
    job = pool.create()
    stack = deploy_stack(pool.aws, {"Users": job["JobId"]}, {"Name": "users"})
    arguments = ("upload", good_file(pool, tmp_path), "--stack", stack)

    alone = run(tmp_path, pool.aws.environment, *arguments)
    both = run(tmp_path, pool.aws.environment, *arguments, "--user-pool-id", pool.pool_id)

    assert (alone.code, alone.out) == (2, "")
    assert alone.err == (
        f"cognito-user-import: Neither an output nor a resource of stack {stack} is the user pool "
        f"of job {job['JobId']}: name it with --user-pool-id.\n"
    )
    assert both.code == 0


def test_a_stack_that_is_not_there_is_told(aws: LocalAws, tmp_path: Path) -> None:
    """With what CloudFormation says of it."""
    (tmp_path / "users.csv").touch()
    ended = run(tmp_path, aws.environment, "upload", "users.csv", "--stack", "Nowhere")
    assert (ended.code, ended.out) == (4, "")
    assert "ListStackResources failed for stack Nowhere: ValidationError: " in ended.err
    assert ended.err.endswith(". Check the stack's name, the account and the Region.\n")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (
            [],
            "Which job? Give --job-id and --user-pool-id, or --stack with the stack that made it.",
        ),
        (
            ["--job-id", "import-1", "--stack", "S"],
            "--stack names a job, and so does --job-id: give one of them.",
        ),
        (
            ["--job-id", "import-1", "--user-pool-id", "eu-central-1_A", "--resource", "R"],
            "--resource names a job of a stack: give --stack too.",
        ),
        (
            ["--job-id", "seed", "--user-pool-id", "eu-central-1_A"],
            "The job's id must match import-[0-9a-zA-Z-]+. Received: 'seed'. It looks like "
            "import-mAgUtd8PMm.",
        ),
        (
            ["--job-id", "import-1", "--user-pool-id", "pool"],
            "The user pool's id must match [\\w-]+_[0-9a-zA-Z]+. Received: 'pool'. It looks like "
            "eu-central-1_AbCdEfGhI.",
        ),
    ],
)
def test_a_job_that_is_not_named_is_told(
    aws: LocalAws, tmp_path: Path, options: list[str], complaint: str
) -> None:
    """What was received, and what to give."""
    (tmp_path / "users.csv").touch()
    ended = run(tmp_path, aws.environment, "upload", "users.csv", *options)
    assert (ended.code, ended.out, ended.err) == (2, "", f"cognito-user-import: {complaint}\n")


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("nothing.csv", "nothing.csv can't be read: No such file or directory."),
        (".", ". is no regular file: what is uploaded has a size beforehand."),
    ],
)
def test_a_file_that_can_not_be_read_is_told(
    aws: LocalAws, tmp_path: Path, name: str, complaint: str
) -> None:
    """Before AWS is asked for anything."""
    ended = run(tmp_path, aws.environment, "upload", name, "--stack", "Nowhere")
    assert (ended.code, ended.out, ended.err) == (2, "", f"cognito-user-import: {complaint}\n")


def test_a_bad_file_is_not_uploaded(pool: ImportScenario, tmp_path: Path) -> None:
    """Its lines are told, but no cell; the job takes a better one."""
    job = pool.create()
    file = bad_file(pool, tmp_path)

    quiet = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, job), "--quiet")
    as_json = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, job), "--json")

    assert (quiet.code, quiet.out) == (3, "")
    assert quiet.err.startswith("error CUI-108 verified-not-true-or-false: line 3, email_verified:")
    assert quiet.err.endswith(
        "cognito-user-import: bad.csv can't be imported as it is, and nothing was uploaded. Mend "
        "the lines above; --no-check imports what Cognito will take.\n"
    )
    assert as_json.code == 3
    assert as_json.json["check"]["errors"] == 2
    assert "secret-cell" not in quiet.err + as_json.out + as_json.err
    assert pool.describe(job)["Status"] == "Created"


def test_failed_rows_end_in_1_with_their_lines(pool: ImportScenario, tmp_path: Path) -> None:
    """Of a file that was not checked; up to what may fail it is a success."""
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
        f"stream {job_id}/seed. To mend the failed rows: cognito-user-import failures {job_id} "
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

    limited = run(
        tmp_path,
        pool.aws.environment,
        *("upload", file, *of(pool, jobs[0]), "--max-skipped-users", "2"),
    )
    unlimited = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, jobs[1]))

    assert (limited.code, unlimited.code) == (1, 0)
    assert "The import failed: 3 rows skipped, allowed: 2" in limited.err


def test_a_url_that_has_expired_is_explained_and_not_tried(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """The job was made a quarter of an hour ago: 403 would say less."""
    pool.aws.configure(clock_offset=-1000)
    job = pool.create()
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith(
        f"cognito-user-import: Job {job['JobId']} takes no file any more: its pre-signed URL "
        "expired at "
    )
    assert ended.err.endswith(
        ", 15 minutes after the job was made, and is never renewed. For another job deploy the "
        "stack again with another trigger, or make one with: cognito-user-import run users.csv "
        f"--user-pool-id {pool.pool_id}\n"
    )


def test_a_url_that_expires_during_the_upload_is_explained(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Nothing was imported, and nothing of the URL is told."""
    job = pool.create()
    pool.aws.configure(expired_urls=1)
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert (ended.code, ended.out) == (4, "")
    assert (
        "The pre-signed URL takes no upload: status 403, AccessDenied. The URL of job "
        f"{job['JobId']} has expired during the upload, and nothing was imported. For another job"
    ) in ended.err
    assert "X-Amz" not in ended.err
    assert pool.count_users() == 0


def test_a_job_that_is_not_created_takes_no_file(pool: ImportScenario, tmp_path: Path) -> None:
    """One that runs has its file, and one that has ended is not used twice."""
    file = good_file(pool, tmp_path)
    ended_job = pool.run((tmp_path / file).read_bytes())
    pool.aws.configure(import_seconds=60)
    running = pool.create()
    pool.upload(running, (tmp_path / file).read_bytes())
    pool.start(running)
    pool.wait(running, "InProgress")

    used = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, ended_job))
    busy = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, running))

    pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=running["JobId"])
    pool.wait(running)
    assert (used.code, busy.code) == (4, 4)
    assert "takes no file: it is Succeeded, and no job is used twice. For another" in used.err
    assert (
        "takes no file: it is InProgress, so it has one. To watch it: cognito-user-import watch "
        f"{running['JobId']} --user-pool-id {pool.pool_id}\n"
    ) in busy.err


def test_a_job_need_not_be_started_nor_waited_for(pool: ImportScenario, tmp_path: Path) -> None:
    """What is left to do is said as a command."""
    file = good_file(pool, tmp_path)
    first, second = pool.create(), pool.create()

    unstarted = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, first), "--no-start")
    pool.aws.configure(import_seconds=1)
    unwatched = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, second), "--no-wait")

    assert (unstarted.code, unstarted.out) == (0, f"job {first['JobId']} is Created\n")
    assert unstarted.err.endswith(
        f"To start it: aws cognito-idp start-user-import-job --user-pool-id {pool.pool_id} "
        f"--job-id {first['JobId']}\n"
    )
    assert (unwatched.code, unwatched.out) == (0, f"job {second['JobId']} is Pending\n")
    assert unwatched.err.endswith(
        f"To watch it: cognito-user-import watch {second['JobId']} --user-pool-id {pool.pool_id}\n"
    )
    assert pool.wait(second)["Status"] == "Succeeded"
    assert pool.start(first)["Status"] == "Pending"
    pool.wait(first)


def test_the_accounts_slot_is_waited_for_and_that_is_said(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """An account runs one import at a time."""
    job = pool.create()
    pool.aws.configure(slot_taken_seconds=1.5)
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert ended.code == 0
    assert f"job {job['JobId']} waits to be started: " in ended.err


def test_an_upload_that_fails_is_repeated(pool: ImportScenario, tmp_path: Path) -> None:
    """And a throttled call likewise, which is said."""
    job = pool.create()
    pool.aws.configure(throttle={"PutObject": 1, "DescribeUserImportJob": 1})
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert ended.code == 0
    assert "DescribeUserImportJob: TooManyRequestsException, again in " in ended.err
    assert "upload not taken (status 503, SlowDown), again in " in ended.err


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
        "AccessDeniedException: You may not. Ask for the permission: the operation is named "
        "above.\n"
    )
