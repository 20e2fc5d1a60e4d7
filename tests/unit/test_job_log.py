"""The failed lines in the log that Cognito writes of a job."""

from collections.abc import Callable
from typing import Any

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.advice import LOGS_ADVICE
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import JobLog, log_group
from cognito_user_import.errors import ServiceError
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, FakeCognito
from tests.fakes.logs import FakeLogs
from tests.fakes.service import answer_lost, preceded_by, refused

GROUP = f"/aws/cognito/userpools/{POOL}/Users"
STREAM = "import-1/seed-0"
JOB = ImportJob.of({"JobId": "import-1", "JobName": "seed-0", "UserPoolId": POOL})


class Log:
    """A log that a fake Cognito has written, and the seconds that are left to read it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cognito = FakeCognito(clock=self.clock)
        self.service = FakeLogs(self.cognito)
        self.seconds = 60.0

    def write(self, *lines: str, at: float = 0, stream: str = STREAM) -> None:
        """Write lines of this time."""
        opened = self.cognito.logs.open(GROUP, stream, at)
        opened.lines.extend((at, line) for line in lines)

    def fail(self, *numbers: int) -> None:
        """Write that these lines failed."""
        self.write(*(f"[FAILED] Line Number {number} - Reason {number}." for number in numbers))

    def read(self, expected: int) -> list[tuple[int, str]]:
        """Return the lines that are reported for this many failures."""
        lines = self.opened().failed_lines(expected)
        return [(line.number, line.reason) for line in lines]

    def opened(self) -> JobLog:
        """Return the log as it is read."""
        deadline = Deadline(self.seconds, self.clock)

        calls = ServiceCalls(f"log group {GROUP}", deadline, 60, advice=LOGS_ADVICE)
        return JobLog(JOB, GROUP, self.service.client(), calls)

    def numbers(self, expected: int) -> list[int]:
        """Return the numbers of the failed lines."""
        return [number for number, _ in self.read(expected)]


@pytest.fixture
def log() -> Log:
    """Make a log that nothing is written into yet."""
    return Log()


def test_the_log_of_a_job_has_a_name(log: Log) -> None:
    """Group and stream, as Cognito makes them."""
    assert (log_group(JOB, "Users"), log.opened().stream) == (GROUP, STREAM)


def test_failed_lines_are_told_with_their_reasons(log: Log) -> None:
    """In the order of their numbers, whatever that of the log is."""
    log.fail(12, 3)
    assert log.read(2) == [(3, "Reason 3."), (12, "Reason 12.")]


@pytest.mark.parametrize(
    "line",
    [
        "[SUCCEEDED] Line Number 2 - The import succeeded.",
        "[SKIPPED] Line Number 2 - [FAILED] is not what it did.",
        "Something [FAILED] Line Number 2 - otherwise.",
        "[FAILED] Line 2 - otherwise.",
        "[FAILED] Line Number two - otherwise.",
        "[FAILED] Line Number 2: otherwise.",
        "[FAILED]",
        "Cognito User Pools Import - Test Log",
        "",
    ],
)
def test_lines_of_another_form_are_passed_over(log: Log, line: str) -> None:
    """A real log begins with some; what Cognito says more is not known."""
    log.write(line)
    log.fail(7)
    assert log.read(2) == [(7, "Reason 7.")]


def test_only_the_jobs_own_lines_are_told(log: Log) -> None:
    """Other jobs of the pool write into the same group."""
    log.write("[FAILED] Line Number 2 - Of another.", stream="import-2/seed-0")
    log.fail(7)
    assert log.numbers(2) == [7]


def test_at_most_twenty_lines_are_told(log: Log) -> None:
    """The first ones. The response has no room for more."""
    log.fail(*range(40, 1, -1))
    assert log.numbers(39) == list(range(2, 22))


def test_no_more_lines_than_failed_are_told(log: Log) -> None:
    """The counts are the job's."""
    log.fail(2, 3, 4)
    assert log.numbers(1) == [2]


def test_all_pages_are_read_empty_ones_too(log: Log) -> None:
    """A page without a matching line still has a token."""
    log.service.page = 10
    log.write(*["[SUCCEEDED] Line Number 2 - The import succeeded."] * 100)
    log.fail(90)
    assert log.numbers(1) == [90]
    assert log.clock.sleeps == []


def test_no_page_is_read_after_enough_lines(log: Log) -> None:
    """A log can have half a million lines."""
    log.service.page = 10
    log.fail(*range(2, 502))
    assert log.numbers(500) == list(range(2, 22))
    assert log.service.count("FilterLogEvents") == 2


def test_pages_have_an_end(log: Log) -> None:
    """A long log is searched for 40 seconds."""
    log.service.page = 1
    log.write(*["[SUCCEEDED] Line Number 2 - The import succeeded."] * 200)
    log.seconds = 0
    log.service.always_fail("FilterLogEvents", preceded_by(lambda: log.clock.sleep(1.0)))
    assert log.numbers(1) == []
    assert log.service.count("FilterLogEvents") == 40


def test_a_log_that_lags_is_waited_for(log: Log) -> None:
    """Group, stream and lines come seconds late; it is looked once a second."""
    log.service.lag = 6
    log.fail(2, 3)
    assert log.numbers(2) == [2, 3]
    assert log.clock.sleeps == [1] * 6


def test_lines_that_come_one_after_the_other_are_waited_for(log: Log) -> None:
    """Until there are as many as failed."""
    for number in (2, 3, 4):
        log.write(f"[FAILED] Line Number {number} - Why.", at=number)
    assert log.numbers(3) == [2, 3, 4]
    assert log.clock.now() == 4


@pytest.mark.parametrize("numbers", [[], [2]])
def test_it_is_waited_for_15_seconds(log: Log, numbers: list[int]) -> None:
    """The lines that exist are reported."""
    log.fail(*numbers)
    assert log.numbers(5) == numbers
    assert log.clock.now() == 15


def test_it_is_not_waited_for_past_the_deadline(log: Log) -> None:
    """The answer must go out."""
    log.seconds = 4.5
    assert log.numbers(5) == []
    assert log.clock.now() == 4


def test_a_denial_is_a_warning(log: Log, caplog: pytest.LogCaptureFixture) -> None:
    """It says what to allow. The failure is reported at once, without lines."""
    log.fail(2)
    log.service.always_fail("FilterLogEvents", refused("AccessDeniedException", "No."))
    assert log.read(1) == []
    assert caplog.messages == [
        f"can't read the failed lines: FilterLogEvents failed for log group {GROUP}: "
        "AccessDeniedException: No. Allow the handler's role logs:FilterLogEvents on this log "
        "group."
    ]
    assert log.clock.sleeps == []


def test_lines_that_were_seen_before_a_failure_are_told(log: Log) -> None:
    """Some of them are better than none."""
    log.fail(2)

    def once(perform: Callable[[], Any]) -> Any:
        return perform()

    log.service.fail("FilterLogEvents", once)
    log.service.always_fail("FilterLogEvents", refused("InvalidParameterException"))
    assert log.numbers(2) == [2]


def test_lines_on_pages_before_a_failure_are_told(
    log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    """What was read stays, and the log says that there is more."""
    log.service.page = 2
    log.fail(2, 3, 4, 5)
    log.service.fail("FilterLogEvents", lambda perform: perform())
    log.service.always_fail("FilterLogEvents", refused("InvalidParameterException", "No."))
    assert log.numbers(4) == [2, 3]
    assert [message.partition(":")[0] for message in caplog.messages] == [
        "read 2 failed lines, but can't read more"
    ]


def test_a_later_look_that_fails_early_drops_nothing(log: Log) -> None:
    """Each look starts at the log's first page."""
    log.service.page = 2
    log.fail(2, 3, 4)
    for _ in range(3):
        log.service.fail("FilterLogEvents", lambda perform: perform())
    log.service.always_fail("FilterLogEvents", refused("InvalidParameterException"))
    assert log.numbers(5) == [2, 3, 4]


def test_a_line_that_is_delivered_twice_is_told_once(log: Log) -> None:
    """CloudWatch Logs delivers at least once."""
    log.fail(2, 2, 3)
    assert log.numbers(3) == [2, 3]


@pytest.mark.parametrize("fault", [answer_lost, refused("ThrottlingException")])
def test_a_look_is_repeated(log: Log, fault: Any) -> None:
    """As each call."""
    log.fail(2)
    log.service.fail("FilterLogEvents", fault)
    assert log.read(1) == [(2, "Reason 2.")]


def test_all_lines_of_some_texts_come_page_by_page(log: Log) -> None:
    """In the order of the log, without a limit; a page can be empty."""
    log.service.page = 2
    log.write("[SUCCEEDED] Line Number 1 - Good.", "[SUCCEEDED] Line Number 2 - Good.")
    log.write("[SUCCEEDED] Line Number 3 - Good.", "[SUCCEEDED] Line Number 4 - Good.")
    log.fail(6, 5)
    pages = list(log.opened().pages("[FAILED]", "Line Number 1 -"))
    assert pages == [
        [("SUCCEEDED", 1, "Good.")],
        [],
        [("FAILED", 6, "Reason 6."), ("FAILED", 5, "Reason 5.")],
    ]


def test_pages_of_a_log_that_is_not_there_are_an_error(log: Log) -> None:
    """Which the caller tells from an empty log."""
    with pytest.raises(ServiceError) as raised:
        next(log.opened().pages("[FAILED]"))
    assert raised.value.code == "ResourceNotFoundException"
