"""The progress of a running job."""

import re
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.jobs.pace import Pace
from cognito_user_import_cli.jobs.progress_line import progress_line
from tests.fakes.clock import FakeClock


def seen(status: str, imported: int = 0, skipped: int = 0, failed: int = 0) -> ImportJob:
    """Return a job with this status and these counts."""
    described: Any = {
        "JobId": "import-mAgUtd8PMm",
        "Status": status,
        "ImportedUsers": imported,
        "SkippedUsers": skipped,
        "FailedUsers": failed,
    }
    return ImportJob.of(described)


def paced(rows: int | None, *looks: tuple[float, ImportJob]) -> Pace:
    """Return the pace after some looks, each after a pause."""
    clock = FakeClock()
    pace = Pace(rows, clock)
    for pause, job in looks:
        clock.sleep(pause)
        pace.see(job)
    return pace


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (100_000, "3,400 of 100,000 users, 34 users/s, about 47 minutes left"),
        (5_000, "3,400 of 5,000 users, 34 users/s, about 1 minute left"),
        (None, "3,400 users, 34 users/s"),
    ],
)
def test_users_of_every_outcome_count(rows: int | None, expected: str) -> None:
    """A skipped row takes time, too. The time before the first row doesn't count."""
    looks = (
        (60, seen("Pending")),
        (30, seen("InProgress")),
        (100, seen("InProgress", 3000, 300, 100)),
    )
    assert str(paced(rows, *looks)) == expected


def test_a_watch_that_comes_later_takes_the_rate_from_then_on() -> None:
    """When the job began, nobody looked."""
    pace = paced(9_000, (0, seen("InProgress", 5000)), (10, seen("InProgress", 5200)))
    assert (pace.rate, pace.seconds_left) == (20, 190)


def test_a_job_that_stands_has_no_time_left() -> None:
    """Nor does one that was looked at once."""
    assert str(paced(9_000, (0, seen("InProgress", 5)))) == "5 of 9,000 users"
    assert str(paced(9_000, (0, seen("InProgress", 5)), (60, seen("InProgress", 5)))) == (
        "5 of 9,000 users"
    )


def test_more_rows_than_were_expected_leave_nothing() -> None:
    """A blank line may count as a row."""
    assert paced(10, (0, seen("InProgress")), (1, seen("InProgress", 11))).seconds_left == 0


def test_the_line_of_the_largest_job_fits_a_terminal_of_80_columns() -> None:
    """Its bar as well."""
    clock, screen = FakeClock(), StringIO()
    console = Console(file=screen, width=80, force_terminal=True, color_system=None)
    pace = Pace(500_000, clock)
    pace.see(seen("InProgress"))
    with progress_line(console, pace, None) as show:
        clock.sleep(3600)
        pace.see(seen("InProgress", 122_400))
        show("import-mAgUtd8PMm InProgress")

    line = r"import-mAgUtd8PMm InProgress ━+╸? *122,400/500,000 34 users/s 3:05:06 left\n"
    assert re.search(line, screen.getvalue())


def test_rows_that_were_done_before_a_job_make_no_rate() -> None:
    """Of a workflow, whole parts may be. The time between two jobs counts."""
    clock = FakeClock()
    pace = Pace(1_000, clock)
    first, second = seen("InProgress"), replace(seen("InProgress"), job_id="import-second")
    pace.see(first)
    clock.sleep(10)
    pace.see(replace(first, attributes=seen("InProgress", 100).attributes))
    assert (pace.done, pace.rate) == (100, 10)
    clock.sleep(10)
    pace.see(None, before=600)
    assert (pace.done, pace.rate) == (600, 5)
    pace.see(second, before=700)
    clock.sleep(20)
    pace.see(replace(second, attributes=seen("InProgress", 100).attributes), before=700)
    assert (pace.done, pace.rate, pace.seconds_left) == (800, 5, 40)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (40, r"1,224,000/5,000,000 1 day, 6:50:59 left *\n"),
        (80, r"Part 12 of 60 ━+╸? *1,224,000/5,000,000 34 users/s 1 day, 6:50:59 left *\n"),
    ],
)
def test_the_line_of_the_largest_workflow_fits_any_terminal(columns: int, expected: str) -> None:
    """A narrow one has no room for the part and the rate."""
    clock, screen = FakeClock(), StringIO()
    console = Console(file=screen, width=columns, force_terminal=True, color_system=None)
    pace = Pace(5_000_000, clock)
    pace.see(seen("InProgress"), before=1_101_600)
    with progress_line(console, pace, None) as show:
        clock.sleep(3600)
        pace.see(seen("InProgress", 122_400), before=1_101_600)
        show("Part 12 of 60")

    assert re.search(expected, screen.getvalue())


@pytest.mark.parametrize(
    ("columns", "expected"), [(40, r"Checking 60 parts"), (80, r"parts ━+ *\n")]
)
def test_before_the_rows_are_counted_there_is_no_number(columns: int, expected: str) -> None:
    """A narrow terminal shows what is done instead."""
    screen = StringIO()
    console = Console(file=screen, width=columns, force_terminal=True, color_system=None)
    with progress_line(console, Pace(None, FakeClock()), None) as show:
        show("Checking 60 parts")

    assert re.search(expected, screen.getvalue())
    assert "0 users" not in screen.getvalue()
