"""cognito-user-import status, stop and list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.import_stack import deploy_stack
from tests.integration.command_line.pool_jobs import good_file, named, running_job
from tests.integration.command_line.process import run
from tests.integration.command_line.terminal import Terminal

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

KEYS = [
    "job_id",
    "job_name",
    "user_pool_id",
    "status",
    "creation_date",
    "start_date",
    "completion_date",
    "imported_users",
    "skipped_users",
    "failed_users",
    "completion_message",
    "cloud_watch_logs_role_arn",
    "password_hashing_algorithm",
    "upload_until",
]


def test_a_job_is_shown_without_its_url(pool: ImportScenario, tmp_path: Path) -> None:
    """Who has it can upload users: it is shown when asked for."""
    job = pool.create()
    arguments = ("status", *named(pool, job))

    plain = run(tmp_path, pool.aws.environment, *arguments)
    as_json = run(tmp_path, pool.aws.environment, *arguments, "--json")
    with_url = run(tmp_path, pool.aws.environment, *arguments, "--show-url")
    json_with_url = run(tmp_path, pool.aws.environment, *arguments, "--show-url", "--json")

    assert (plain.code, plain.err) == (0, "")
    shown = dict(line.split(maxsplit=1) for line in plain.out.splitlines())
    assert (shown["job"], shown["status"], shown["imported"]) == (job["JobId"], "Created", "0")
    assert shown["upload"].startswith("until ")
    assert list(as_json.json) == KEYS
    assert as_json.json["status"] == "Created"
    assert "X-Amz" not in plain.out + as_json.out
    assert f"URL        {job['PreSignedUrl']}\n" in with_url.out
    assert json_with_url.json["pre_signed_url"] == job["PreSignedUrl"]


def test_the_job_of_a_stack_is_shown(pool: ImportScenario, tmp_path: Path) -> None:
    """Whose pool may be one of its resources."""
    stack_pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "other"}}
    job = pool.create()
    outputs = {"Pool": pool.pool_id}
    stack = deploy_stack(pool.aws, {"Users": job["JobId"]}, outputs, Pool=stack_pool)

    ended = run(tmp_path, pool.aws.environment, "status", "--stack", stack, "--json")
    unnamed = run(tmp_path, pool.aws.environment, "status")

    assert ended.json["job_id"] == job["JobId"]
    assert (unnamed.code, unnamed.err) == (
        2,
        "cognito-user-import: Name the job: by its ID, JOB, and --user-pool-id; or by --stack, the "
        "stack that created it.\n",
    )


def test_a_stack_without_a_job_is_told(aws: LocalAws, tmp_path: Path) -> None:
    """And one whose job was never made."""
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "other"}}
    none = deploy_stack(aws, {}, {}, Pool=pool)
    failed = deploy_stack(aws, {"Users": "no-job-0123456789ab"}, {})

    without = run(tmp_path, aws.environment, "status", "--stack", none)
    not_made = run(tmp_path, aws.environment, "status", "--stack", failed)

    assert (without.code, without.err) == (
        2,
        f"cognito-user-import: Stack {none} has no resource of type Custom::CognitoUserImportJob. "
        "Name the stack that has it. For a nested stack, use its own name.\n",
    )
    assert (not_made.code, not_made.err) == (
        2,
        f"cognito-user-import: Resource Users of stack {failed} has no job: its deployment failed "
        "or isn't that far yet.\n",
    )


def test_a_job_that_is_not_there_is_told(pool: ImportScenario, tmp_path: Path) -> None:
    """With the code of AWS, and what to do."""
    ended = run(
        tmp_path, pool.aws.environment, "status", "import-none", "--user-pool-id", pool.pool_id
    )
    assert (ended.code, ended.out) == (4, "")
    assert "DescribeUserImportJob failed for user pool" in ended.err
    assert ended.err.endswith(
        "Check that the user pool and the job exist in this account and Region.\n"
    )


def test_throttling_is_said_and_waited_for(pool: ImportScenario, tmp_path: Path) -> None:
    """The calls of others count too."""
    job = pool.create()
    pool.aws.configure(throttle={"DescribeUserImportJob": 2})
    ended = run(tmp_path, pool.aws.environment, "status", *named(pool, job))
    assert ended.code == 0
    assert ended.err.count("DescribeUserImportJob: TooManyRequestsException, retrying in ") == 2


def test_a_running_job_is_stopped(pool: ImportScenario, tmp_path: Path) -> None:
    """The command ends when it has stopped."""
    job = running_job(pool, tmp_path)
    ended = run(tmp_path, pool.aws.environment, "stop", *named(pool, job))
    assert (ended.code, ended.out) == (
        0,
        f"job {job['JobId']} is Stopped: 3 imported, 0 skipped, 0 failed\n",
    )
    assert ended.err == f"stopping job {job['JobId']} (InProgress)\n"


def test_a_job_that_does_not_run_needs_no_stop(pool: ImportScenario, tmp_path: Path) -> None:
    """Whether it is not started, or has ended."""
    created = pool.create()
    succeeded = pool.run((tmp_path / good_file(pool, tmp_path)).read_bytes())

    waiting = run(tmp_path, pool.aws.environment, "stop", *named(pool, created), "--json")
    over = run(tmp_path, pool.aws.environment, "stop", *named(pool, succeeded))

    assert (waiting.code, waiting.json["status"]) == (0, "Created")
    assert waiting.err == (
        "a job that isn't started doesn't need to be stopped: it expires by itself\n"
    )
    assert (over.code, over.err) == (0, "the job ended before it could be stopped\n")


def test_jobs_are_listed_newest_first(pool: ImportScenario, tmp_path: Path) -> None:
    """All of them, or a limited number."""
    names = [f"job-{number:03}" for number in range(62)]
    for name in names:
        pool.create(name=name)

    ended = run(tmp_path, pool.aws.environment, "list", "--user-pool-id", pool.pool_id, "--json")
    limited = run(
        tmp_path,
        pool.aws.environment,
        "list",
        "--user-pool-id",
        pool.pool_id,
        "--json",
        "--limit",
        "2",
    )

    assert list(ended.json) == ["user_pool_id", "jobs"]
    assert [job["job_name"] for job in ended.json["jobs"]] == names[::-1]
    assert [job["job_name"] for job in limited.json["jobs"]] == names[:-3:-1]
    assert list(ended.json["jobs"][0]) == KEYS
    assert "X-Amz" not in ended.out


def test_a_list_in_a_pipe_has_one_line_for_each_job(pool: ImportScenario, tmp_path: Path) -> None:
    """However long a name is, and whatever COLUMNS says: nothing is folded or lost."""
    job = pool.create(name="x" * 128)
    given = {**pool.aws.environment, "COLUMNS": "40"}
    ended = run(tmp_path, given, "list", "--user-pool-id", pool.pool_id)
    assert (ended.code, ended.err) == (0, "")
    header, line = ended.out.splitlines()
    assert header.split() == ["job", "status", "created", "imported", "skipped", "failed", "name"]
    cells = re.split(" {2,}", line)
    assert [cells[0], cells[1], *cells[3:]] == [job["JobId"], "Created", "0", "0", "0", "x" * 128]


@pytest.mark.parametrize(("columns", "shown"), [(100, 3), (80, 3), (50, 4), (40, 4)])
def test_a_list_fits_the_terminal(
    pool: ImportScenario, tmp_path: Path, columns: int, shown: int
) -> None:
    """No column is lost, and none is folded."""
    job = pool.run((tmp_path / good_file(pool, tmp_path)).read_bytes(), name="first users")
    arguments = ("list", "--user-pool-id", pool.pool_id)
    with Terminal(tmp_path, pool.aws.environment, *arguments, columns=columns) as terminal:
        assert terminal.end() == 0
        lines = terminal.lines
    assert (len(lines), max(map(len, lines)) <= columns) == (shown, True)
    assert lines[-1] == "  first users"
    text = " ".join(lines)
    created = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d\d:\d\d", text)
    assert (job["JobId"] in text, "Succeeded" in text, bool(created)) == (True, True, True)
    assert re.search(r" 3 +0 +0$|3 imported, 0 skipped, 0 failed", "\n".join(lines), re.MULTILINE)


def test_a_pool_without_jobs_is_told(pool: ImportScenario, tmp_path: Path) -> None:
    """In a sentence."""
    ended = run(tmp_path, pool.aws.environment, "list", "--user-pool-id", pool.pool_id)
    assert (ended.code, ended.out) == (0, f"user pool {pool.pool_id} has no import jobs\n")
