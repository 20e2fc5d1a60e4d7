"""The rows of a file that an ended job got, told from its name, its counts, and the users."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.command_errors import AwsError, BadFileError
from cognito_user_import_cli.failures.upload_rows import UploadRows, upload_rows
from cognito_user_import_cli.local_files.file_lines import FileLines
from local_aws.pools import ImportedUser
from tests.fakes.cognito import POOL, refused
from tests.unit.command_line.jobs.import_desk import ImportDesk, import_desk

NAMED = "seed-0123456789ab-2-skipped"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportDesk]:
    """Lend a desk with a file of ten rows."""
    with import_desk(tmp_path) as (desk, _, _):
        desk.write(10)
        yield desk


def found(
    desk: ImportDesk,
    existing: Sequence[int],
    counts: tuple[int, int, int],
    *,
    name: str = "seed",
    status: str = "Succeeded",
    blank: int = 0,
    are_needed: bool = True,
) -> UploadRows:
    """Return the rows that a job got.

    :param existing: The lines whose users existed before the job.
    :param counts: Of the job: imported, skipped, failed.
    :param blank: How many of the ten rows count as blank.
    """
    for line in existing:
        user = f"user{line - 2}"
        desk.cognito.users[POOL][user] = ImportedUser(user, {}, False, 0.0)
    described: Any = {
        "JobId": "import-1",
        "JobName": name,
        "Status": status,
        "CreationDate": datetime.now(UTC),
        **dict(zip(("ImportedUsers", "SkippedUsers", "FailedUsers"), counts, strict=True)),
    }
    job, lines = ImportJob.of(described), FileLines(10, blank)
    return upload_rows(desk.aws.jobs(POOL), job, desk.path, lines, are_needed=are_needed)


@pytest.mark.parametrize(
    ("name", "status", "blank", "counts"),
    [
        (NAMED, "Succeeded", 0, (7, 0, 1)),
        (NAMED, "Failed", 0, (1, 2, 3)),
        ("seed", "Succeeded", 0, (7, 0, 1)),
        ("seed", "Succeeded", 2, (7, 0, 1)),
        ("seed", "Failed", 0, (0, 0, 4)),
    ],
)
def test_rows_of_existing_users_stayed_out(
    desk: ImportDesk, name: str, status: str, blank: int, counts: tuple[int, int, int]
) -> None:
    """The job's name says so, or Cognito skipped none of them though it read them."""
    rows = found(desk, [2, 5], counts, name=name, status=status, blank=blank)
    assert list(rows.lines) == [3, 4, 6, 7, 8, 9, 10, 11]
    assert list(rows.left_out) == [2, 5]
    assert rows.certain == (4 if (name, status) == ("seed", "Failed") else None)


@pytest.mark.parametrize(
    ("status", "blank", "counts"),
    [
        ("Succeeded", 0, (7, 2, 1)),
        ("Succeeded", 2, (6, 2, 0)),
        ("Stopped", 0, (2, 2, 0)),
    ],
)
def test_rows_that_cognito_skipped_were_sent(
    desk: ImportDesk, status: str, blank: int, counts: tuple[int, int, int]
) -> None:
    """All others, too."""
    rows = found(desk, [2, 5], counts, status=status, blank=blank)
    assert (list(rows.lines), list(rows.left_out)) == ([*range(2, 12)], [])


def test_users_of_the_job_itself_are_no_reason_to_leave_a_row_out(desk: ImportDesk) -> None:
    """Only those count who existed before it."""
    desk.cognito.users[POOL]["user3"] = ImportedUser("user3", {}, False, 4e9)
    assert list(found(desk, [2], (8, 0, 1)).left_out) == [2]


def test_of_rows_that_were_not_read_those_of_existing_users_do_not_count(
    desk: ImportDesk,
) -> None:
    """The rows before them have the same lines, whether they stayed out or not."""
    rows = found(desk, [9, 11], (0, 0, 3), status="Failed")
    assert list(rows.lines) == [2, 3, 4, 5, 6, 7, 8, 10]
    assert (list(rows.left_out), rows.certain) == ([], 7)


def test_nothing_is_listed_if_every_row_was_read(desk: ImportDesk) -> None:
    """Or if no line is to be found."""
    assert list(found(desk, [2], (9, 0, 1)).lines) == [*range(2, 12)]
    found(desk, [2], (8, 0, 0), name=NAMED, are_needed=False)
    assert desk.cognito.listed == []


@pytest.mark.parametrize(
    ("name", "status", "existing", "counts", "why"),
    [
        (
            NAMED,
            "Succeeded",
            [2],
            (7, 0, 1),
            "its name says that 2 rows were left out, and now 1 are found",
        ),
        (
            NAMED,
            "Succeeded",
            [],
            (7, 0, 1),
            "its name says that 2 rows were left out, and now 0 are found",
        ),
        ("seed", "Succeeded", [], (7, 0, 1), "it reports 8 of 10 rows"),
        (
            "seed",
            "Succeeded",
            [2, 5],
            (4, 0, 1),
            "it reports 5 of 10 rows, 0 of them skipped, and 2 rows of the file are of users who "
            "existed before the job",
        ),
        (
            "seed",
            "Stopped",
            [2, 3],
            (0, 1, 4),
            "it reports 5 of 10 rows, 1 of them skipped, and 2 rows of the file are of users who "
            "existed before the job",
        ),
    ],
)
def test_counts_that_do_not_fit_are_an_error(
    desk: ImportDesk,
    name: str,
    status: str,
    existing: Sequence[int],
    counts: tuple[int, int, int],
    why: str,
) -> None:
    """Users may be gone, or it is another file: a wrong row would be worse than none."""
    with pytest.raises(BadFileError) as raised:
        found(desk, existing, counts, name=name, status=status)
    assert str(raised.value) == (
        f"It is uncertain which lines of {desk.path} job import-1 imported: {why}. Nothing is "
        f"written. Check that {desk.path} is the file of this job, or import it again: the import "
        "continues with the users who don't exist yet."
    )


@pytest.mark.parametrize(
    ("name", "counts", "words"),
    [
        ("seed", (9, 0, 2), "it has 10 rows, but the job reports 11."),
        (NAMED, (9, 0, 0), "10 rows less 2 left out by the job's name, but the job reports 9."),
        (NAMED, (5, 0, 0), "10 rows less 2 left out by the job's name, but the job reports 5."),
    ],
)
def test_another_file_is_told_by_its_rows(
    desk: ImportDesk, name: str, counts: tuple[int, int, int], words: str
) -> None:
    """Before users are listed."""
    with pytest.raises(BadFileError) as raised:
        found(desk, [2, 5], counts, name=name)
    assert str(raised.value).startswith(f"{desk.path} isn't the file that job import-1 imported: ")
    assert str(raised.value).endswith(words)
    assert desk.cognito.listed == []


def test_a_search_that_takes_too_long_is_an_error(desk: ImportDesk) -> None:
    """It says what to do instead."""
    desk.cognito.seconds_per_page, desk.cognito.estimated_users = 50, 540
    with pytest.raises(AwsError) as raised:
        found(desk, [2, 5], (7, 0, 1), name=NAMED)
    assert str(raised.value).startswith(
        "Can't find the users who existed then: it takes too long. Nothing"
    )


def test_who_may_not_list_users_is_told_which_permission_lacks(desk: ImportDesk) -> None:
    """There is no way without it."""
    desk.cognito.always_fail("ListUsers", refused("AccessDeniedException", "No."))
    with pytest.raises(ServiceError, match=r"Ask for the permission cognito-idp:ListUsers\.$"):
        found(desk, [2, 5], (7, 0, 1), name=NAMED)
