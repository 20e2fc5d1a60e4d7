"""cognito-user-import upload: which job, and whether it takes a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.import_stack import deploy_stack
from tests.integration.command_line.pool_jobs import good_file, of, running_job, stop
from tests.integration.command_line.process import run

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


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
    assert list(ended.json) == ["job", "failed_lines", "check", "rows", "left_out_users"]
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
        f"cognito-user-import: Stack {stack} has several jobs. Choose one with --resource: "
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
        f"cognito-user-import: The user pool of job {job['JobId']} is neither an output nor a "
        f"resource of stack {stack}. Name it with --user-pool-id.\n"
    )
    assert both.code == 0


def test_a_stack_that_is_not_there_is_told(aws: LocalAws, tmp_path: Path) -> None:
    """With what CloudFormation says of it."""
    (tmp_path / "users.csv").touch()
    ended = run(tmp_path, aws.environment, "upload", "users.csv", "--stack", "Nowhere")
    assert (ended.code, ended.out) == (4, "")
    assert "ListStackResources failed for stack Nowhere: ValidationError: " in ended.err
    assert ended.err.endswith(". Check the stack's name, the account, and the Region.\n")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (
            [],
            "Name the job: by its ID, --job-id, and --user-pool-id; or by --stack, the stack that "
            "created it.",
        ),
        (
            ["--job-id", "import-1", "--stack", "S"],
            "--stack can't be combined with --job-id.",
        ),
        (
            ["--job-id", "import-1", "--user-pool-id", "eu-central-1_A", "--resource", "R"],
            "--resource requires --stack.",
        ),
        (
            ["--job-id", "seed", "--user-pool-id", "eu-central-1_A"],
            "'seed' isn't the ID of a job. Example: import-mAgUtd8PMm.",
        ),
        (
            ["--job-id", "import-1", "--user-pool-id", "pool"],
            "'pool' isn't the ID of a user pool. Example: eu-central-1_AbCdEfGhI.",
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
        (".", ". must be a regular file: uploads need a known size."),
    ],
)
def test_a_file_that_can_not_be_read_is_told(
    aws: LocalAws, tmp_path: Path, name: str, complaint: str
) -> None:
    """Before AWS is asked for anything."""
    ended = run(tmp_path, aws.environment, "upload", name, "--stack", "Nowhere")
    assert (ended.code, ended.out, ended.err) == (2, "", f"cognito-user-import: {complaint}\n")


def test_a_url_that_has_expired_is_explained_and_not_tried(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """The job was made a quarter of an hour ago: 403 would say less."""
    pool.aws.configure(clock_offset=-1000)
    job = pool.create()
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith(
        f"cognito-user-import: Job {job['JobId']} no longer accepts a file: its pre-signed "
        "URL expired at "
    )
    assert ended.err.endswith(
        ", 15 minutes after the job was created, and can't be renewed. For another job, deploy the "
        "stack again with a new trigger, or run: cognito-user-import run users.csv --user-pool-id "
        f"{pool.pool_id}\n"
    )


def test_a_url_that_expires_during_the_upload_is_explained(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Nothing was imported, and the output shows nothing of the URL."""
    job = pool.create()
    pool.aws.configure(expired_urls=1)
    ended = run(tmp_path, pool.aws.environment, "upload", good_file(pool, tmp_path), *of(pool, job))
    assert (ended.code, ended.out) == (4, "")
    assert (
        "S3 refused the pre-signed URL: status 403, AccessDenied. The URL of job "
        f"{job['JobId']} expired during the upload, and nothing was imported. For another job"
    ) in ended.err
    assert "X-Amz" not in ended.err
    assert pool.count_users() == 0


def test_a_job_that_is_not_created_takes_no_file(pool: ImportScenario, tmp_path: Path) -> None:
    """One that runs has its file, and one that has ended is not used twice."""
    file = good_file(pool, tmp_path)
    ended_job = pool.run((tmp_path / file).read_bytes())
    running = running_job(pool, tmp_path)
    used = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, ended_job))
    busy = run(tmp_path, pool.aws.environment, "upload", file, *of(pool, running))

    stop(pool, running)
    assert (used.code, busy.code) == (4, 4)
    assert (
        "doesn't accept a file: it is Succeeded, and a job can't be used twice. For another"
        in used.err
    )
    assert (
        "doesn't accept a file: it is InProgress and already has one. To watch it: "
        f"cognito-user-import watch {running['JobId']} --user-pool-id {pool.pool_id}\n"
    ) in busy.err
