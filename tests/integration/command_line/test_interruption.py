"""Ctrl-C, at each step: the output says what continues, and the exit code is 130."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.live_process import live
from tests.integration.command_line.pool_jobs import good_file, named, running_job, stop, upload

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_a_watch_leaves_the_job_running(pool: ImportScenario, tmp_path: Path) -> None:
    """With the command that watches it again, and whom it called as."""
    pool.aws.configure(import_seconds=600)
    job = pool.create()
    command = [*upload(pool, job, tmp_path), "--region", pool.aws.region]
    with live(tmp_path, pool.aws.environment, *command) as running:
        running.until("is InProgress")
        running.interrupt()
        ended = running.end()
    status = pool.describe(job)["Status"]
    stop(pool, job)
    assert (ended.code, ended.out, status) == (130, "", "InProgress")
    assert ended.err.splitlines()[-1] == (
        f"cognito-user-import: interrupted: job {job['JobId']} is still running. To watch it "
        f"again: cognito-user-import watch {job['JobId']} --rows 3 --user-pool-id {pool.pool_id} "
        f"--region {pool.aws.region}"
    )


def test_during_the_upload_nothing_has_started(pool: ImportScenario, tmp_path: Path) -> None:
    """The job takes the file as long as its URL lives."""
    pool.aws.configure(throttle={"PutObject": 1000})
    job = pool.create()
    with live(tmp_path, pool.aws.environment, *upload(pool, job, tmp_path)) as running:
        running.until("upload failed")
        running.interrupt()
        ended = running.end()
    last = ended.err.splitlines()[-1]
    assert (ended.code, ended.out) == (130, "")
    assert last.startswith(
        f"cognito-user-import: interrupted: job {job['JobId']} has no file and isn't started. "
        "It accepts one until "
    )
    assert last.endswith(
        f": cognito-user-import upload users.csv --job-id {job['JobId']} "
        f"--user-pool-id {pool.pool_id}"
    )
    assert pool.describe(job)["Status"] == "Created"


def test_while_the_slot_is_waited_for_the_job_has_its_file(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """It can be started later."""
    pool.aws.configure(slot_taken=True)
    job = pool.create()
    with live(tmp_path, pool.aws.environment, *upload(pool, job, tmp_path)) as running:
        running.until("can't start yet")
        running.interrupt()
        ended = running.end()
    assert ended.code == 130
    assert ended.err.splitlines()[-1] == (
        f"cognito-user-import: interrupted: job {job['JobId']} has its file, and may start. "
        f"To check it: cognito-user-import status {job['JobId']} --user-pool-id {pool.pool_id}"
    )


def test_before_a_job_is_made_nothing_is_done(pool: ImportScenario, tmp_path: Path) -> None:
    """Of a run that still reads what the pool demands."""
    pool.aws.configure(throttle={"GetCSVHeader": 1000})
    command = ["run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--create-role"]
    with live(tmp_path, pool.aws.environment, *command) as running:
        running.until("TooManyRequestsException, retrying in")
        running.interrupt()
        ended = running.end()
    assert ended.code == 130
    assert ended.err.endswith(
        "cognito-user-import: interrupted: nothing was created or uploaded.\n"
    )


def test_a_stop_goes_on(pool: ImportScenario, tmp_path: Path) -> None:
    """Cognito has been asked already."""
    pool.aws.configure(stopping_seconds=3)
    job = running_job(pool, tmp_path)
    command = ["stop", *named(pool, job)]
    with live(tmp_path, pool.aws.environment, *command) as running:
        running.until("stopping job")
        pool.wait(job, "Stopping")
        running.interrupt()
        ended = running.end()
    assert ended.code == 130
    assert f"interrupted: job {job['JobId']} may still stop. To check it: " in ended.err
    assert pool.wait(job)["Status"] == "Stopped"
