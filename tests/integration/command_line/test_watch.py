"""cognito-user-import watch."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_aws.faults import Failure
from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.live_process import live
from tests.integration.command_line.pool_jobs import good_file, named, running_job, stop
from tests.integration.command_line.process import run

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_a_watch_ends_with_the_job(pool: ImportScenario, tmp_path: Path) -> None:
    """With 0 if all rows came in."""
    pool.aws.configure(import_seconds=1)
    job = pool.create()
    pool.upload(job, (tmp_path / good_file(pool, tmp_path)).read_bytes())
    pool.start(job)

    ended = run(tmp_path, pool.aws.environment, "watch", *named(pool, job), "--json")

    assert ended.code == 0
    assert list(ended.json) == ["job", "failed_lines"]
    assert ended.json["job"]["status"] == "Succeeded"
    assert ended.err.endswith(f"job {job['JobId']} is Succeeded\n")


def test_a_watch_of_a_job_with_failed_rows_ends_in_1(pool: ImportScenario, tmp_path: Path) -> None:
    """Although its status is Succeeded. An option allows failed rows."""
    pool.aws.configure(give_up_rule=GiveUpRule.NEVER)
    pool.aws.configure(fail_lines={2: "No.", 4: "No."})
    job = pool.run((tmp_path / good_file(pool, tmp_path)).read_bytes())

    ended = run(tmp_path, pool.aws.environment, "watch", *named(pool, job))
    allowed = run(
        tmp_path, pool.aws.environment, "watch", *named(pool, job), "--max-failed-users", "2"
    )

    assert (ended.code, allowed.code) == (1, 0)
    assert "[FAILED] Line Numbers 2, 4 - No\n" in ended.err
    assert ended.err.endswith(
        f"cognito-user-import failures {job['JobId']} FILE --user-pool-id {pool.pool_id}\n"
    )


def test_a_job_of_which_all_rows_were_skipped_and_that_failed_ends_in_1(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Without the file nobody knows whether those were all."""
    content = (tmp_path / good_file(pool, tmp_path)).read_bytes()
    pool.run(content)
    job = pool.run(content)
    ended = run(tmp_path, pool.aws.environment, "watch", *named(pool, job))
    assert (pool.describe(job)["Status"], ended.code) == ("Failed", 1)
    assert "The import failed: it ended as Failed (0 imported, 3 skipped, 0 failed)." in ended.err


def test_a_watch_waits_for_the_start_too(pool: ImportScenario, tmp_path: Path) -> None:
    """The file may be uploaded, and the account's slot taken."""
    job = pool.create()
    with live(tmp_path, pool.aws.environment, "watch", *named(pool, job)) as watching:
        watching.until_matching(
            f"job {job['JobId']} isn't started yet. It accepts a file until .*\n"
        )
        pool.upload(job, (tmp_path / good_file(pool, tmp_path)).read_bytes())
        pool.start(job)
        assert watching.end().code == 0


def test_a_watch_waits_for_no_file_that_can_not_come(pool: ImportScenario, tmp_path: Path) -> None:
    """The job was made a quarter of an hour ago; it may have its file."""
    pool.aws.configure(clock_offset=-1000)
    job = pool.create()

    ended = run(tmp_path, pool.aws.environment, "watch", *named(pool, job))

    assert (ended.code, ended.out) == (4, "")
    assert (
        f"cognito-user-import: Job {job['JobId']} isn't started and no longer accepts a file: its "
        "pre-signed URL expired at "
    ) in ended.err
    assert ended.err.endswith(
        f" If it has its file, start it: cognito-user-import start {job['JobId']} --user-pool-id "
        f"{pool.pool_id}. For another job, deploy the stack again with a new trigger, or run: "
        f"cognito-user-import run FILE --user-pool-id {pool.pool_id}\n"
    )


def test_a_job_that_somebody_stops_ends_its_watch_in_1(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """And says so."""
    job = running_job(pool, tmp_path)
    with live(tmp_path, pool.aws.environment, "watch", *named(pool, job)) as watching:
        watching.until("is InProgress")
        stop(pool, job)
        ended = watching.end()
    assert ended.code == 1
    assert (
        "cognito-user-import: The import failed: someone stopped it (3 imported, 0 skipped, 0 "
        f"failed). Job {job['JobId']} is Stopped: "
    ) in ended.err


def test_a_job_that_can_not_be_looked_at_any_more_may_run_on(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """The output has the command to watch it again."""
    job = running_job(pool, tmp_path)
    with live(tmp_path, pool.aws.environment, "watch", *named(pool, job)) as watching:
        watching.until("is InProgress")
        denied = Failure(code="AccessDeniedException", message="You may not.")
        pool.aws.configure(fail={"DescribeUserImportJob": denied})
        ended = watching.end()
    pool.aws.configure(fail={})
    stop(pool, job)
    assert ended.code == 4
    assert ended.err.endswith(
        f"Job {job['JobId']} may still be running. To watch it: cognito-user-import watch "
        f"{job['JobId']} --user-pool-id {pool.pool_id}\n"
    )
