"""What end of an import is a success, and what the reason of a failed one says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws.guesses import GiveUpRule
from tests.fakes.cognito import FakeCognito
from tests.fakes.import_run import Outcome
from tests.unit.running_import import RunningImport, counts, running_import

pytestmark = pytest.mark.usefixtures("each_give_up_rule")


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose file has ten rows, three of them bad."""
    with running_import(tmp_path, cognito) as import_:
        import_.world.put_rows(10, 2, 5, 9)
        yield import_


@pytest.mark.parametrize(("limit", "status"), [("2", "FAILED"), ("3", "SUCCESS")])
def test_some_rows_may_fail(import_: RunningImport, limit: str, status: str) -> None:
    """As many as the limit says, and none more."""
    assert import_.create(MaxFailedUsers=limit)["Status"] == status


@pytest.mark.parametrize(
    ("limit", "status"), [(None, "SUCCESS"), ("7", "SUCCESS"), ("6", "FAILED")]
)
def test_some_rows_may_be_skipped(import_: RunningImport, limit: str | None, status: str) -> None:
    """Any number by default."""
    import_.create()
    answer = import_.create(Trigger="2", MaxFailedUsers="3", MaxSkippedUsers=limit)
    assert answer["Status"] == status
    refused = "7 rows would be skipped because their users exist, allowed: 6"
    assert status == "SUCCESS" or refused in answer["Reason"]


def test_a_file_whose_users_all_exist_is_a_success(import_: RunningImport) -> None:
    """That they are in the pool is what an import is for."""
    import_.world.put_rows(3)
    import_.create()
    assert counts(import_.create(Trigger="2")) == ("0", "3", "0")


def test_a_job_that_gave_up_before_the_last_row_is_a_failure(import_: RunningImport) -> None:
    """The rows that it did not look at are not in the pool."""
    import_.cognito.force(Outcome("Failed", skipped=3, message="Too many were skipped."))
    answer = import_.create()
    assert "it ended as Failed after 3 of 10 rows (0 imported" in answer["Reason"]
    assert "is Failed: Too many were skipped. " in answer["Reason"]


def test_a_reason_with_many_lines_fits_the_answer(import_: RunningImport) -> None:
    """Twenty lines at most, and how many more failed."""
    import_.cognito.settings.failing = {number: f"Reason {number}." for number in range(2, 102)}
    import_.cognito.settings.give_up_rule = GiveUpRule.NEVER
    import_.world.put_rows(100)
    reason = import_.create()["Reason"]
    assert reason.count("[FAILED] Line Number ") == 20
    assert "[FAILED] Line Number 21 - Reason 21. 80 rows more failed. Log: " in reason


def test_no_log_is_read_of_a_success(import_: RunningImport) -> None:
    """Only a failure needs it."""
    import_.create(MaxFailedUsers="3")
    assert import_.world.logs.calls == []
