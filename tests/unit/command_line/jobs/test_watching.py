"""Waiting for a job that is not started yet."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.jobs import watching
from cognito_user_import_cli.local_files.opened_file import opened
from tests.fakes.cognito import POOL, ROLE
from tests.unit.command_line.jobs.import_desk import import_desk


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            300,
            [
                "job {job}: 36 of 300 users, 1.0 users/s, about 4 minutes left",
                "job {job}: 75 of 300 users, 1.0 users/s, about 4 minutes left",
            ],
        ),
        (None, ["job {job}: 36 users, 1.0 users/s", "job {job}: 75 users, 1.0 users/s"]),
    ],
)
def test_elsewhere_than_in_a_terminal_a_line_is_written_every_half_minute(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: int | None,
    expected: list[str],
) -> None:
    """And one for each status; with the time that is left, if the file is known."""
    with import_desk(tmp_path) as (desk, _, _):
        desk.out.tell_steps()
        desk.write(300)
        desk.cognito.settings.import_seconds = 300
        with opened(desk.path) as file:
            steps, jobs = desk.steps(file), desk.aws.jobs(POOL)
            job = jobs.create("seed", ROLE)
            steps.upload(job)
            started = steps.start(job)
            capsys.readouterr()
            watching.watch(desk.out, jobs, started, desk.aws.options, rows)

    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"job {job.job_id} is Pending"
    assert [line.format(job=job.job_id) for line in expected] == said[2:4]


def test_a_url_that_expires_meanwhile_ends_the_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The output said what it waited for, and the error says what to do now."""
    with import_desk(tmp_path) as (desk, _, _):
        jobs = desk.aws.jobs(POOL)
        job = jobs.create("seed", ROLE)
        beginning = job.creation_date

        class Now:
            @staticmethod
            def now(_: object) -> object:
                return beginning + timedelta(seconds=desk.clock.now())

        def pause(seconds: float, sleep: Callable[[float], None] = desk.clock.sleep) -> None:
            assert desk.clock.now() < 1000, "it waits for ever"
            sleep(seconds)

        monkeypatch.setattr(watching, "datetime", Now)
        monkeypatch.setattr(desk.clock, "sleep", pause)
        with pytest.raises(AwsError, match="isn't started and no longer accepts a file"):
            watching.watch(desk.out, jobs, job, desk.aws.options)

    assert 890 < desk.clock.now() < 910
    assert (
        f"job {job.job_id} isn't started yet. It accepts a file until " in capsys.readouterr().err
    )
