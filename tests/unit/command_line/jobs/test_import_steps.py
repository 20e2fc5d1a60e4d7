"""The steps of an import from a terminal, when something is in their way."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import ExpiredUrlError, ServiceError, UploadError
from cognito_user_import_cli.command_errors import (
    AwsError,
    FileChangedError,
    Interrupted,
    UnsuccessfulImport,
    UsageError,
)
from cognito_user_import_cli.jobs import new_job
from cognito_user_import_cli.jobs.import_steps import FileImport
from cognito_user_import_cli.jobs.new_job import import_with_new_jobs
from cognito_user_import_cli.local_files.opened_file import UsersFile, opened
from tests.fakes.cognito import POOL, ROLE, refused, refused_until
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, Outcome
from tests.fakes.upload_behaviour import URL_EXPIRED
from tests.fakes.upload_server import UploadServer
from tests.unit.command_line.jobs.import_desk import ImportDesk, import_desk

Place = tuple[ImportDesk, UsersFile, UploadServer]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Lend a desk, its open file, and the place where uploads go to."""
    with import_desk(tmp_path) as place:
        yield place


def made(desk: ImportDesk) -> ImportJob:
    """Make a job."""
    return desk.aws.jobs(POOL).create("seed", ROLE)


def started_import(desk: ImportDesk, file: UsersFile) -> tuple[FileImport, ImportJob]:
    """Import the file as far as a job that has it, and runs for longer than a test."""
    desk.cognito.settings.import_seconds = 1000
    steps = desk.steps(file)
    steps.check("")
    job = made(desk)
    steps.upload(job)
    return steps, steps.start(job)


def run(desk: ImportDesk, file: UsersFile, propagation: float = 0.0, **choices: Any) -> None:
    """Import the file with a job of its own."""
    jobs = desk.aws.jobs(POOL, propagation=propagation)
    steps = desk.steps(file, **{"skip_existing": False, **choices})
    steps.check("")
    import_with_new_jobs(
        desk.out,
        jobs,
        steps,
        base_name="seed",
        role_arn=ROLE,
        algorithm="",
        wait=choices.get("wait", True),
    )


def interrupt(*_: object) -> NoReturn:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("count", "minutes"), [(2039, None), (2040, "1 minute"), (6120, "3 minutes")]
)
def test_an_import_of_a_minute_or_more_is_estimated(
    place: Place, capsys: pytest.CaptureFixture[str], count: int, minutes: str | None, check: bool
) -> None:
    """Before the command asks or starts anything, whether the file is checked or not."""
    desk, _, _ = place
    desk.write(count)
    with opened(desk.path) as file:
        steps = desk.steps(file, check=check)
        steps.check("")
        capsys.readouterr()
        steps.say_estimate()

    expected = (
        f"importing {count:,} users takes about {minutes} at 34 users a second, the only rate that "
        "AWS has published\n"
    )
    assert capsys.readouterr().err == (expected if minutes else "")


def test_a_file_that_changes_is_not_uploaded(place: Place) -> None:
    """S3 has nothing of it, and the job is not started."""
    desk, file, server = place
    job = made(desk)
    before = desk.path.stat()
    desk.path.write_bytes(desk.path.read_bytes()[::-1])
    os.utime(desk.path, ns=(0, before.st_mtime_ns + 1))
    with pytest.raises(FileChangedError) as raised:
        desk.steps(file).upload(job)
    assert f"users.csv changed while it was read. Job {job.job_id} has no file and isn't " in str(
        raised.value
    )
    assert f": cognito-user-import upload {desk.path} --job-id {job.job_id} " in str(raised.value)
    assert (server.taken, desk.cognito.files) == ([], {})
    assert desk.cognito.job(job.job_id)["Status"] == "Created"


def test_a_place_that_can_not_be_reached_is_tried_six_times(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A firewall may let nothing pass to S3; the URL lives longer than anybody waits for that."""
    desk, file, _ = place
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://127.0.0.1:1")
    desk.cognito.upload_url = "https://127.0.0.1:1"
    job = made(desk)
    with pytest.raises(UploadError) as raised:
        desk.steps(file).upload(job)
    assert str(raised.value).startswith(
        "Amazon S3 couldn't be reached in 6 attempts. Check the network and the proxy. Job "
        f"{job.job_id} has no file and isn't started. It accepts one until "
    )
    assert len(desk.clock.sleeps) == 6


def test_the_accounts_slot_is_waited_for_an_hour(place: Place) -> None:
    """Then the error says how to start the job, which has its file."""
    desk, file, _ = place
    desk.cognito.slots = 0
    job = made(desk)
    steps = desk.steps(file)
    steps.upload(job)
    with pytest.raises(ServiceError) as raised:
        steps.start(job)
    assert 3580 <= desk.clock.now() <= 3600
    assert str(raised.value).endswith(
        f"An account runs one import job at a time. Job {job.job_id} has its file. When no other "
        f"job is running, start it: cognito-user-import start {job.job_id} --user-pool-id {POOL}"
    )


def test_a_network_that_is_gone_for_a_while_ends_no_watch(place: Place) -> None:
    """The command gives up only after two minutes."""
    desk, file, _ = place
    steps, started = started_import(desk, file)
    until = desk.clock.now() + 100
    fault = refused_until(until, desk.clock, "TooManyRequestsException")
    desk.cognito.always_fail("DescribeUserImportJob", fault)
    assert steps.wait(started).status == "Succeeded"


def test_a_job_that_can_not_be_seen_for_two_minutes_may_run_on(place: Place) -> None:
    """The error has the command to watch it again."""
    desk, file, _ = place
    steps, started = started_import(desk, file)
    desk.cognito.always_fail("DescribeUserImportJob", refused("TooManyRequestsException"))
    with pytest.raises(AwsError) as raised:
        steps.wait(started)
    assert 100 <= desk.clock.now() <= 130
    assert str(raised.value).endswith(
        f"Job {started.job_id} may still be running. To watch it: cognito-user-import watch "
        f"{started.job_id} --rows 3 --user-pool-id {POOL}"
    )


def test_of_failed_rows_more_than_are_listed_the_rest_is_counted(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log has up to half a million lines."""
    desk, file, _ = place
    lines = tuple(f"[FAILED] Line Number {number} - No." for number in range(2, 32))
    desk.cognito.force(Outcome("Succeeded", imported=70, failed=30, lines=lines))
    with pytest.raises(UnsuccessfulImport, match="30 rows failed, allowed: 0"):
        run(desk, file)
    said = capsys.readouterr().err.splitlines()
    listed = ", ".join(map(str, range(2, 22)))
    assert said[-2:] == [f"[FAILED] Line Numbers {listed} - No", "... and 10 more"]


def test_a_job_whose_role_is_not_known_is_made_anew_three_times(place: Place) -> None:
    """After 5, 10 and 20 seconds, each with a name and a file of its own."""
    desk, file, server = place
    desk.cognito.force(*[ROLE_NOT_ASSUMABLE] * 9)
    with pytest.raises(UnsuccessfulImport, match="it ended as Failed"):
        run(desk, file, propagation=60)
    assert [pause for pause in desk.clock.sleeps if pause >= 5] == [5, 10, 20]
    assert len(server.taken) == 4
    assert len({job["JobName"] for job in desk.cognito.jobs}) == 4


def test_ctrl_c_in_the_pause_before_another_job_says_that_there_is_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job before it failed."""
    desk, file, _ = place
    desk.cognito.force(ROLE_NOT_ASSUMABLE)
    sleep = desk.clock.sleep
    monkeypatch.setattr(
        desk.clock, "sleep", lambda seconds: interrupt() if seconds == 5 else sleep(seconds)
    )
    with pytest.raises(Interrupted) as raised:
        run(desk, file, propagation=60)
    assert str(raised.value) == ("interrupted: the last job failed, and no other job was created.")
    assert [job["Status"] for job in desk.cognito.jobs] == ["Failed"]


def test_ctrl_c_between_upload_and_start_does_not_say_that_a_job_failed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job has its file, and nothing is known to be wrong with it."""
    desk, file, server = place
    monkeypatch.setattr(FileImport, "start", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(desk, file)
    assert len(server.taken) == 1


def test_a_job_that_read_no_row_later_is_not_made_anew(place: Place) -> None:
    """A minute after its role was made there is another reason for that."""
    desk, file, server = place
    desk.cognito.settings.pending_seconds = 61
    desk.cognito.force(ROLE_NOT_ASSUMABLE)
    with pytest.raises(UnsuccessfulImport):
        run(desk, file, propagation=60)
    assert len(server.taken) == 1


def test_a_job_whose_role_is_known_later_ends_well(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only its end is printed."""
    desk, file, _ = place
    desk.cognito.force(ROLE_NOT_ASSUMABLE)
    run(desk, file, propagation=60)
    first, second = desk.cognito.jobs
    assert (first["Status"], second["Status"]) == ("Failed", "Succeeded")
    assert capsys.readouterr().out == (
        f"job {second['JobId']} is Succeeded: 3 imported, 0 skipped, 0 failed\n"
    )


def test_a_role_that_create_does_not_know_yet_is_waited_for(place: Place) -> None:
    """Which of its codes that is, is not documented."""
    desk, file, _ = place
    fault = refused_until(20, desk.clock, "InvalidParameterException")
    desk.cognito.always_fail("CreateUserImportJob", fault)
    run(desk, file, propagation=60)
    assert [job["Status"] for job in desk.cognito.jobs] == ["Succeeded"]


def test_a_create_whose_role_is_old_is_refused_at_once(place: Place) -> None:
    """Whoever mistyped an ARN should not wait for it."""
    desk, file, _ = place
    desk.cognito.always_fail("CreateUserImportJob", refused("InvalidParameterException"))
    with pytest.raises(ServiceError, match="CreateUserImportJob failed"):
        run(desk, file)
    assert desk.clock.sleeps == []


def test_a_url_that_dies_while_the_upload_is_repeated_has_expired(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the last attempt met."""
    desk, file, server = place
    job = made(desk)
    monkeypatch.setattr(ImportJob, "is_old", lambda *_: True)
    monkeypatch.setattr(ImportJob, "seconds_to_upload", lambda *_: 0.0)
    with pytest.raises(ExpiredUrlError, match="couldn't be uploaded in time"):
        desk.steps(file).upload(job)
    assert server.taken == []


def test_two_urls_that_expire_are_enough(place: Place) -> None:
    """A third job would come to the same."""
    desk, file, server = place
    server.always_behave(URL_EXPIRED)
    with pytest.raises(AwsError) as raised:
        run(desk, file)
    assert str(raised.value) == (
        "S3 refused the pre-signed URL: status 403, AccessDenied. The pre-signed URLs of two jobs "
        "expired during the upload, and nothing was imported. A URL expires after 15 minutes. Use "
        "a faster network, or import the file in parts."
    )
    assert len(desk.cognito.jobs) == 2


@pytest.mark.parametrize("check", [True, False])
def test_a_file_that_is_deleted_meanwhile_is_no_matter_of_the_verdict(
    place: Place, check: bool
) -> None:
    """Its rows are counted before."""
    desk, file, _ = place
    desk.cognito.force(Outcome("Failed", skipped=2))
    steps = desk.steps(file, check=check, skip_existing=False)
    steps.check("")
    job = made(desk)
    steps.upload(job)
    started = steps.start(job)
    desk.path.unlink()
    with pytest.raises(UnsuccessfulImport, match="it ended as Failed after 2 of 3 rows"):
        steps.show(steps.wait(started))


def test_rows_are_counted_where_the_file_was_not_checked(place: Place) -> None:
    """A job that skipped every row can still be a success: all users are in the pool."""
    desk, file, _ = place
    desk.cognito.force(Outcome("Failed", skipped=3), Outcome("Failed", skipped=2))
    run(desk, file, check=False)
    with pytest.raises(UnsuccessfulImport, match="it ended as Failed after 2 of 3 rows"):
        run(desk, file, check=False)


@pytest.mark.parametrize(
    ("given", "file", "name"),
    [
        (None, "users.csv", "users"),
        (None, "Müller & Söhne.csv", "M-ller-S-hne"),
        (None, "…", "users"),
        (None, "x" * 200, "x" * 93),
        ("first users", "a.csv", "first users"),
    ],
)
def test_a_job_is_called_as_is_said_or_as_its_file(given: str | None, file: str, name: str) -> None:
    """With what a job's name may hold."""
    assert new_job.base_name(given, Path(file)) == name


@pytest.mark.parametrize("given", ["", "x" * 94, "a/b", "ä"])
def test_a_name_that_no_job_can_have_is_told(given: str) -> None:
    """With what it may have."""
    with pytest.raises(UsageError, match="--job-name must be 1 to 93 letters, digits, spaces, and"):
        new_job.base_name(given, Path("users.csv"))
