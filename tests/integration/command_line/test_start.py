"""cognito-user-import start."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.pool_jobs import good_file, named, running_job, stop, upload
from tests.integration.command_line.process import run

pytestmark = pytest.mark.integration


def test_what_upload_did_not_start_is_started(pool: ImportScenario, tmp_path: Path) -> None:
    """By the command that upload prints. Whoever doesn't wait learns how to watch it."""
    jobs = [pool.create(), pool.create()]
    for job in jobs:
        ended = run(tmp_path, pool.aws.environment, *upload(pool, job, tmp_path), "--no-start")
    last = ended.err.splitlines()[-1]
    start = last.partition("To start it: cognito-user-import ")[2].split()

    waited = run(tmp_path, pool.aws.environment, *start)
    other = run(tmp_path, pool.aws.environment, "start", *named(pool, jobs[0]), "--no-wait")

    assert (waited.code, waited.out) == (
        0,
        f"job {jobs[1]['JobId']} is Succeeded: 3 imported, 0 skipped, 0 failed\n",
    )
    assert (other.code, other.out) == (0, f"job {jobs[0]['JobId']} is Pending\n")
    assert other.err.endswith(
        f"To watch it: cognito-user-import watch {jobs[0]['JobId']} --user-pool-id {pool.pool_id}\n"
    )
    pool.wait(jobs[0])


@pytest.mark.thorough
def test_a_job_without_a_file_needs_one(pool: ImportScenario, tmp_path: Path) -> None:
    """A file that was just uploaded may take a while, so it is waited for."""
    job = pool.create()
    ended = run(tmp_path, pool.aws.environment, "start", *named(pool, job))
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.endswith(
        "If the job has no file yet, upload one: cognito-user-import upload FILE --job-id "
        f"{job['JobId']} --user-pool-id {pool.pool_id}\n"
    )


def test_a_job_that_runs_is_watched_and_one_that_has_ended_is_told(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """A job can't be used twice."""
    running = running_job(pool, tmp_path)
    watching = run(tmp_path, pool.aws.environment, "start", *named(pool, running), "--no-wait")
    stop(pool, running)
    pool.aws.configure(import_seconds=0)
    done = pool.run((tmp_path / good_file(pool, tmp_path)).read_bytes())
    again = run(tmp_path, pool.aws.environment, "start", *named(pool, done))

    assert (watching.code, watching.out) == (0, f"job {running['JobId']} is InProgress\n")
    assert (again.code, again.out) == (4, "")
    assert f"Job {done['JobId']} can't be started: it is Failed, and a job can't" in again.err
