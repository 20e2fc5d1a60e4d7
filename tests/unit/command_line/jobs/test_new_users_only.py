"""An import from a terminal of a file whose users exist in part, or all: only new ones are sent."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.command_errors import FileChangedError, UnsuccessfulImport
from cognito_user_import_cli.jobs.import_steps import FileImport
from cognito_user_import_cli.jobs.job_end import show_end
from cognito_user_import_cli.jobs.job_options import ImportLimits
from cognito_user_import_cli.jobs.new_job import import_with_new_jobs
from cognito_user_import_cli.local_files.opened_file import opened
from cognito_user_import_cli.options import OutputOptions
from cognito_user_import_cli.output import Output
from local_aws.guesses import GiveUpRule
from tests.fakes.cognito import POOL, ROLE, Job, refused
from tests.unit.command_line.jobs.import_desk import ImportDesk, import_desk

HASH = "$2b$12$" + "a" * 53
CHECKED = pytest.mark.parametrize("check", [True, False])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportDesk]:
    """Lend a desk whose pool has the first ten users."""
    with import_desk(tmp_path) as (desk, _, _):
        desk.write(10)
        run(desk)
        yield desk


def run(desk: ImportDesk, algorithm: str = "", **choices: Any) -> FileImport:
    """Import the file with a new job, if it has new users."""
    with opened(desk.path) as file:
        steps = desk.steps(file, **choices)
        steps.check(algorithm)
        if steps.file.has_new_users:
            import_with_new_jobs(
                desk.out,
                desk.aws.jobs(POOL),
                steps,
                base_name="seed",
                role_arn=ROLE,
                algorithm=algorithm,
                wait=True,
            )
    return steps


def newest(desk: ImportDesk) -> tuple[Job, int]:
    """Return the newest job, and the number of rows that were uploaded to it."""
    job = desk.cognito.jobs[-1]
    content = desk.cognito.files[job["JobId"]]
    assert content is not None
    return job, content.count(b"\n") - 1


@CHECKED
def test_a_file_that_has_grown_sends_its_new_users(
    desk: ImportDesk, capsys: pytest.CaptureFixture[str], check: bool
) -> None:
    """Whether the file is checked or not. The job's name says how many stayed out."""
    desk.write(15)
    capsys.readouterr()
    run(desk, check=check)
    job, sent = newest(desk)
    printed = capsys.readouterr()
    assert sent == 5
    assert job["JobName"].endswith("-10-skipped")
    assert printed.out == (f"job {job['JobId']} is Succeeded: 5 imported, 10 skipped, 0 failed\n")
    assert "10 of 15 users already exist and are left out\n" in printed.err
    size = len(desk.cognito.files[job["JobId"]] or b"")
    assert f"uploading {desk.path} ({size:,} bytes) to job {job['JobId']}\n" in printed.err


def test_an_unread_rest_is_counted_by_what_was_sent(desk: ImportDesk) -> None:
    """The verdict compares the job with the upload, not with the file."""
    desk.write(100)
    desk.cognito.settings.row_rule = lambda _line, _row: "Why."
    desk.cognito.settings.give_up_rule = GiveUpRule.EARLY
    with pytest.raises(UnsuccessfulImport, match="it ended as Failed after 32 of 90 rows"):
        run(desk)


def test_only_new_users_are_estimated(desk: ImportDesk, capsys: pytest.CaptureFixture[str]) -> None:
    """Others take no time."""
    desk.write(2049)
    with opened(desk.path) as file:
        steps = desk.steps(file)
        steps.check("")
        capsys.readouterr()
        steps.say_estimate()
    assert capsys.readouterr().err == ""
    assert steps.file.rows_to_send == 2039


def test_failed_lines_are_those_of_the_file(
    desk: ImportDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not those of the upload, which has fewer."""
    desk.write(20, 16, 21)
    with pytest.raises(UnsuccessfulImport, match="8 imported, 10 skipped, 2 failed"):
        run(desk)
    assert newest(desk)[1] == 10
    assert "[FAILED] Line Numbers 16, 21 - " in capsys.readouterr().err


def test_who_has_no_file_is_told_that_lines_are_those_of_the_upload(
    desk: ImportDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The job's name says that rows stayed out."""
    desk.write(20, 16)
    jobs = desk.aws.jobs(POOL)
    with pytest.raises(UnsuccessfulImport):
        run(desk)
    job = jobs.look(newest(desk)[0]["JobId"])
    capsys.readouterr()
    with pytest.raises(UnsuccessfulImport):
        show_end(desk.aws, desk.out, jobs, job, ImportLimits(), rows=None, failures="", further={})
    said = capsys.readouterr().err
    assert "[FAILED] Line Number 6 - " in said
    assert "Line numbers are those of the upload, without 10 existing users\n" in said


@pytest.mark.parametrize("wait", [True, False])
def test_a_job_whose_name_does_not_say_it_is_shown_with_those_left_out(
    desk: ImportDesk, capsys: pytest.CaptureFixture[str], wait: bool
) -> None:
    """Somebody else created it."""
    desk.write(15)
    desk.out = Output(OutputOptions(json=True))
    job = desk.aws.jobs(POOL).create("seed", ROLE)
    capsys.readouterr()
    with opened(desk.path) as file:
        steps = desk.steps(file, wait=wait)
        steps.check("")
        steps.upload(job)
        steps.finish(job)
    document = json.loads(capsys.readouterr().out)
    assert document["job"]["skipped_users"] == document["left_out_users"] == 10
    assert document["rows"] == 15


def test_nobody_new_leaves_nothing_to_do(
    desk: ImportDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document has no job, but the counts."""
    desk.out = Output(OutputOptions(json=True))
    capsys.readouterr()
    run(desk).end_without_new_users(None)
    document = json.loads(capsys.readouterr().out)
    assert (document["job"], document["rows"], document["left_out_users"]) == (None, 10, 10)
    assert len(desk.cognito.jobs) == 1


def test_who_may_not_list_users_can_send_all_rows(desk: ImportDesk) -> None:
    """The error names the permission and the option."""
    desk.write(15)
    desk.cognito.always_fail("ListUsers", refused("AccessDeniedException", "No."))
    with pytest.raises(ServiceError) as raised:
        run(desk)
    assert str(raised.value) == (
        f"ListUsers failed for user pool {POOL}: AccessDeniedException: No. Ask for the permission "
        "cognito-idp:ListUsers, or use --no-skip-existing to send all rows."
    )
    assert len(desk.cognito.jobs) == 1
    run(desk, skip_existing=False)
    job, sent = newest(desk)
    assert (sent, job["SkippedUsers"], "skipped" in job["JobName"]) == (15, 10, False)


def test_a_search_that_takes_too_long_sends_all_rows(
    desk: ImportDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cognito skips those of existing users."""
    desk.write(15)
    desk.cognito.seconds_per_page, desk.cognito.estimated_users = 50, 540
    steps = run(desk)
    assert (steps.file.left_out, newest(desk)[1]) == (0, 15)
    assert capsys.readouterr().out.endswith("5 imported, 10 skipped, 0 failed\n")


def test_a_file_that_changes_is_not_sent_in_part(desk: ImportDesk) -> None:
    """Other rows would be left out than those that were found."""
    desk.write(15)
    with opened(desk.path) as file:
        steps = desk.steps(file)
        steps.check("")
        before = desk.path.stat()
        desk.path.write_bytes(desk.path.read_bytes()[::-1])
        os.utime(desk.path, ns=(0, before.st_mtime_ns + 1))
        with pytest.raises(FileChangedError):
            steps.upload(desk.aws.jobs(POOL).create("seed", ROLE))
    assert len(desk.cognito.files) == 1


def test_more_skipped_users_than_allowed_are_refused_before_a_job_exists(
    desk: ImportDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the document of an import without a job."""
    desk.write(15)
    desk.out = Output(OutputOptions(json=True))
    capsys.readouterr()
    with pytest.raises(UnsuccessfulImport) as raised:
        run(desk, limits=ImportLimits(max_skipped_users=9))
    assert str(raised.value) == (
        "Nothing was imported: 10 rows would be skipped because their users exist, allowed: 9."
    )
    assert json.loads(capsys.readouterr().out)["job"] is None
    assert len(desk.cognito.jobs) == 1


def test_hashes_of_existing_users_are_refused_unless_a_limit_is_set(desk: ImportDesk) -> None:
    """Nobody's password would be there. The text names the option that accepts it."""
    desk.write(15, password_hash=HASH)
    with pytest.raises(UnsuccessfulImport) as raised:
        run(desk, "BCRYPT")
    assert str(raised.value) == (
        "Nothing was imported: 10 rows with a password hash would be skipped, allowed: 0. Existing "
        "users keep the password they have. To accept that, set --max-skipped-users."
    )
    assert len(desk.cognito.jobs) == 1
    run(desk, "BCRYPT", limits=ImportLimits(max_skipped_users=10))
    assert newest(desk)[1] == 5


def test_hashes_that_cognito_skips_fail_the_import(desk: ImportDesk) -> None:
    """Where all rows are sent: the limits are those of the job's algorithm."""
    desk.write(15, password_hash=HASH)
    with pytest.raises(UnsuccessfulImport) as raised:
        run(desk, "BCRYPT", skip_existing=False)
    assert "10 rows skipped, allowed: 0 (5 imported, 10 skipped, 0 failed)" in str(raised.value)
    assert "To accept that, set --max-skipped-users." in str(raised.value)
