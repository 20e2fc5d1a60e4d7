"""The lines that a job did not import, from the log of a fake Cognito."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import JobLog, log_group
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.command_errors import AwsError, BadFileError
from cognito_user_import_cli.failures.notes import check_complete, notes
from cognito_user_import_cli.failures.unimported_lines import UnimportedLines, unimported_lines
from cognito_user_import_cli.failures.upload_rows import UploadRows
from cognito_user_import_cli.local_files.file_lines import FileLines
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, FakeCognito
from tests.fakes.logs import FakeLogs
from tests.fakes.service import preceded_by, refused

GROUP = f"/aws/cognito/userpools/{POOL}/Users"


class Log:
    """A log of a job that read 100 rows. Three failed, and two exist."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cognito = FakeCognito(clock=self.clock)
        self.service = FakeLogs(self.cognito)
        self.ended = datetime.now(UTC)
        self.status = "Succeeded"
        self.read_rows = 100
        self.upload = UploadRows.all_of(100)
        self.seen: list[int] = []

    def write(self, *lines: str, at: float = 0) -> None:
        """Write lines of this time."""
        opened = self.cognito.logs.open(GROUP, "import-1/seed", at)
        opened.lines.extend((at, line) for line in lines)

    def write_rows(self, *numbers: int, outcome: str = "FAILED", at: float = 0) -> None:
        """Write what became of some lines."""
        self.write(*(f"[{outcome}] Line Number {number} - Why." for number in numbers), at=at)

    @property
    def job(self) -> ImportJob:
        """The job as Cognito describes it."""
        described: Any = {
            "JobId": "import-1",
            "JobName": "seed",
            "UserPoolId": POOL,
            "Status": self.status,
            "CompletionDate": self.ended,
            "ImportedUsers": self.read_rows - 5,
            "SkippedUsers": 2,
            "FailedUsers": 3,
        }
        return ImportJob.of(described)

    @property
    def opened(self) -> JobLog:
        """The log as it is read."""
        group = log_group(self.job, "Users")
        calls = ServiceCalls(f"log group {group}", Deadline(60, self.clock), 0.0, advice={})
        return JobLog(self.job, group, self.service.client(), calls)

    def read(self, *, skipped: bool = False) -> UnimportedLines:
        """Read it as the command does."""
        self.seen = []
        return unimported_lines(
            self.opened,
            self.job,
            self.upload,
            skipped=skipped,
            clock=self.clock,
            seen=self.seen.append,
        )

    def lines(self, *, skipped: bool = False) -> list[int]:
        """Return the lines of the file that are found."""
        return [row.line for row in self.read(skipped=skipped).in_file()]


@pytest.fixture
def log() -> Log:
    """Make a log that nothing is written into yet."""
    return Log()


def test_lines_come_in_the_order_of_the_file(log: Log) -> None:
    """Whatever that of the log is, and once each, though the log has one twice."""
    log.write(*["Cognito User Pools Import - Test Log"] * 2)
    log.write_rows(90, 7, 7, 30)
    assert log.lines() == [7, 30, 90]


def test_skipped_lines_come_when_they_are_asked_for(log: Log) -> None:
    """Others never do."""
    log.write_rows(90, 7, 30)
    log.write_rows(8, 9, outcome="SKIPPED")
    log.write_rows(10, 11, outcome="SUCCEEDED")
    assert (log.lines(), log.lines(skipped=True)) == ([7, 30, 90], [7, 8, 9, 30, 90])


@pytest.mark.parametrize("number", [0, 1, 102, 10**30])
def test_a_line_that_is_no_row_of_the_file_is_an_error(log: Log, number: int) -> None:
    """Line 1 is the header."""
    log.write_rows(7, 30, number)
    with pytest.raises(
        BadFileError, match=r"^users\.csv isn't the file that job import-1 imported"
    ):
        log.read().check_range(log.job, "users.csv")


def test_every_line_that_the_file_has_is_good(log: Log) -> None:
    """From the first to the last."""
    log.write_rows(2, 50, 101)
    log.read().check_range(log.job, "users.csv")
    assert log.lines() == [2, 50, 101]


def test_the_rest_of_the_log_is_not_read(log: Log) -> None:
    """Once all lines are there."""
    log.service.page = 10
    log.write_rows(*range(2, 5))
    log.write_rows(*range(5, 102), outcome="SUCCEEDED")
    assert log.lines() == [2, 3, 4]
    assert (log.service.count("FilterLogEvents"), log.seen) == (1, [3])


def unread(log: Log) -> list[int]:
    """Return the lines that an ended job may not have read."""
    return list(log.read().unread(log.read_rows))


def test_behind_the_last_row_that_was_read_none_was(log: Log) -> None:
    """Page by page, every row of the log is looked at."""
    log.status, log.read_rows, log.service.page = "Failed", 60, 10
    log.write_rows(7, 30, 50)
    others = [number for number in range(2, 62) if number not in (7, 30, 50)]
    log.write_rows(*others, outcome="SUCCEEDED")

    assert unread(log) == list(range(62, 102))
    assert (log.lines(), log.clock.sleeps) == ([7, 30, 50], [])


@pytest.mark.parametrize(
    ("succeeded", "expected"),
    [
        # The log lacks lines 10 to 19.
        ([*range(2, 10), *range(20, 62)], [*range(10, 20), *range(62, 102)]),
        # The log shows more rows than the job counted.
        ([*range(2, 81)], [*range(62, 102)]),
        # The job didn't read in the order of the file.
        ([*range(2, 52), *range(90, 100)], [*range(52, 102)]),
        ([], [*range(2, 99)]),
    ],
)
def test_of_log_and_counts_the_one_that_shows_less_counts(
    log: Log, succeeded: list[int], expected: list[int]
) -> None:
    """No row that wasn't read drops out of sight, and a failed one is in the other file."""
    log.status, log.read_rows = "Stopped", 60
    log.write_rows(99, 100, 101)
    log.write_rows(*succeeded, outcome="SUCCEEDED")

    assert unread(log) == [number for number in expected if number < 99]


@pytest.mark.parametrize(
    ("numbers", "says_so"),
    [
        (range(5, 62), False),
        (range(5, 61), True),
        (range(5, 63), True),
        ([*range(5, 61), 80], True),
    ],
)
def test_a_log_and_counts_that_contradict_each_other_are_told(
    log: Log, numbers: Sequence[int], says_so: bool
) -> None:
    """One row less, one more, or another."""
    log.status, log.read_rows = "Failed", 60
    log.write_rows(2, 3, 4)
    log.write_rows(*numbers, outcome="SUCCEEDED")
    found = log.read()
    lines = list(found.unread(60))

    said = list(notes(log.job, FileLines(100, 0), Path("users.csv"), found, 3, lines))

    assert (
        said
        == [
            "Job import-1 counted 60 rows, but its log shows other rows than the first 60. Every "
            "row that may not have been read is taken for unread."
        ]
        * says_so
    )


def test_rows_of_a_log_that_lags_are_waited_for(log: Log) -> None:
    """All that the job counted, not only the failed ones."""
    log.status, log.read_rows, log.service.lag = "Failed", 60, 3
    log.write_rows(2, 3, 4)
    log.write_rows(*range(5, 62), outcome="SUCCEEDED", at=4)
    assert unread(log) == list(range(62, 102))
    assert log.clock.now() == 7


def test_a_log_that_lags_is_waited_for(log: Log) -> None:
    """It appears later, line by line."""
    log.service.lag = 3
    for moment, number in enumerate((7, 30, 90)):
        log.write_rows(number, at=moment)
    assert log.lines() == [7, 30, 90]
    assert log.clock.now() == 5


def test_it_is_waited_for_15_seconds(log: Log) -> None:
    """Then those lines count that there are."""
    log.write_rows(7)
    assert log.lines() == [7]
    assert log.clock.now() == 15


def test_the_log_of_an_old_job_is_not_waited_for(log: Log) -> None:
    """It shows all that it ever will."""
    log.ended -= timedelta(hours=1)
    assert log.lines() == []
    assert log.clock.sleeps == []


def test_a_denial_is_an_error(log: Log) -> None:
    """Without the log, nothing is known about the failures."""
    log.service.always_fail("FilterLogEvents", refused("AccessDeniedException", "No."))
    with pytest.raises(ServiceError) as raised:
        log.read()
    assert raised.value.code == "AccessDeniedException"


def test_a_throttled_page_is_read_again(log: Log) -> None:
    """No line is lost by it, and none there twice."""
    log.service.page = 1
    log.write_rows(7, 30, 90)
    log.service.fail("FilterLogEvents", preceded_by(lambda: None), refused("ThrottlingException"))
    assert log.lines() == [7, 30, 90]


@pytest.mark.parametrize(
    ("numbers", "partial", "words"),
    [
        ((), False, "shows 0 of 3 rows, so nothing is written. Try again in a minute. If"),
        ((), True, "shows 0 of 3 rows"),
        ((7,), False, "shows 1 of 3 rows, so nothing is written. Try again in a minute, or write"),
    ],
)
def test_an_incomplete_log_is_an_error(
    log: Log, numbers: tuple[int, ...], partial: bool, words: str
) -> None:
    """Unless those lines are enough that it shows."""
    log.write_rows(*numbers)
    with pytest.raises(AwsError, match=words):
        check_complete(log.read(), 3, log.opened, partial=partial)


@pytest.mark.parametrize(("numbers", "partial"), [((7,), True), ((7, 30, 90), False)])
def test_a_log_that_shows_enough_is_none(log: Log, numbers: tuple[int, ...], partial: bool) -> None:
    """All of them, or some where that is enough."""
    log.write_rows(*numbers)
    check_complete(log.read(), 3, log.opened, partial=partial)


def test_reasons_are_kept_once(log: Log) -> None:
    """And without what could be the signature of a URL."""
    log.write(
        "[FAILED] Line Number 7 - See https://example.com/?X-Amz-Signature=secret now.",
        "[FAILED] Line Number 30 - Why.",
        "[FAILED] Line Number 90 - Why.",
    )
    rows = list(log.read().in_file())
    assert [row.reason for row in rows] == [
        "See https://example.com/?<redacted> now.",
        "Why.",
        "Why.",
    ]
    assert rows[1].reason is rows[2].reason


@pytest.fixture
def smaller(log: Log) -> Log:
    """Make the log of an upload that had 98 rows of the file, all but those of lines 2 and 50."""
    lines = [line for line in range(2, 102) if line not in (2, 50)]
    log.upload = UploadRows(100, lines, [2, 50])
    return log


def test_lines_of_a_smaller_upload_are_found_in_the_file(smaller: Log) -> None:
    """Those that stayed out are skipped rows, which no log shows."""
    smaller.write_rows(2, 48, 49)
    found = smaller.read()
    assert [row.line for row in found.in_file()] == [3, 49, 51]
    found.add_left_out()
    assert [(row.line, row.outcome) for row in found.in_file()] == [
        (2, "SKIPPED"),
        (3, "FAILED"),
        (49, "FAILED"),
        (50, "SKIPPED"),
        (51, "FAILED"),
    ]
    assert (found.logged, found.count) == (3, 5)


def test_rows_that_stayed_out_are_not_unread(smaller: Log) -> None:
    """Their users exist."""
    smaller.status, smaller.read_rows = "Failed", 10
    smaller.write_rows(*range(2, 5))
    smaller.write_rows(*range(5, 12), outcome="SUCCEEDED")
    lines = unread(smaller)
    assert lines == [*range(13, 50), *range(51, 102)]
    found = smaller.read()
    assert [*notes(smaller.job, FileLines(100, 0), Path("users.csv"), found, 3, lines)] == []


@pytest.mark.parametrize(("number", "is_certain"), [(11, True), (12, False)])
def test_a_line_behind_the_certain_ones_is_an_error(
    smaller: Log, number: int, is_certain: bool
) -> None:
    """Whether rows before it stayed out isn't known."""
    smaller.upload = UploadRows(100, smaller.upload.lines, certain=10)
    smaller.write_rows(2, 3, number)
    found = smaller.read()
    if is_certain:
        found.check_range(smaller.job, "users.csv")
        assert [row.line for row in found.in_file()] == [3, 4, 12]
        return
    with pytest.raises(BadFileError, match=r"It is uncertain which lines of users\.csv job import"):
        found.check_range(smaller.job, "users.csv")
