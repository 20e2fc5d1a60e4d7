"""The log that Cognito writes for a job: which lines failed, and why."""

import logging
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import ServiceError

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import FilterLogEventsResponseTypeDef

logger = logging.getLogger(__name__)

_LINE: Final = re.compile(r"^\[(SUCCEEDED|SKIPPED|FAILED)\] Line Number (\d+) - (.*)$")
SUCCEEDED: Final = "SUCCEEDED"
FAILED: Final = "FAILED"
SKIPPED: Final = "SKIPPED"
FIRST_USER_LINE: Final = 2
"""The number of the line below the header, which is line 1: so a real log counts."""
LAG: Final = 15.0
"""Seconds to wait for a log: CloudWatch Logs shows new lines with a delay."""
_MOST_LINES: Final = 20
_POLL: Final = 1.0
_SEARCH: Final = 40.0
"""Seconds to search a long log. A page can be empty although more pages follow."""


def log_group(job: ImportJob, pool_name: str) -> str:
    """Return the log group of a pool's jobs."""
    return f"/aws/cognito/userpools/{job.attributes['UserPoolId']}/{pool_name}"


class LoggedLine(NamedTuple):
    """The result of a line of the CSV file, as the log shows it.

    :param outcome: ``SUCCEEDED``, ``SKIPPED``, or ``FAILED``.
    :param number: The line number that Cognito reports.
    :param reason: Cognito's reason, which contains no user data.
    """

    outcome: str
    number: int
    reason: str


class FailedLine(NamedTuple):
    """A line of the CSV file that Cognito failed.

    :param number: The line number that Cognito reports.
    :param reason: Cognito's reason, which contains no user data.
    """

    number: int
    reason: str


class JobLog:
    """The log of one job.

    :param calls: Calls about the log group.
    """

    def __init__(
        self, job: ImportJob, group: str, client: "CloudWatchLogsClient", calls: ServiceCalls
    ) -> None:
        self.group = group
        self.stream = f"{job.job_id}/{job.job_name}"
        self._client = client
        self._calls = calls

    def failed_lines(self, expected: int) -> list[FailedLine]:
        """Return the first failed lines, at most 20 of those expected, ordered by number.

        There are fewer if the log doesn't show more in time or can't be read to its end. The log
        explains a failure and must not hide it.
        """
        wanted = min(expected, _MOST_LINES)
        lines: set[FailedLine] = set()
        deadline = self._calls.deadline
        end = deadline.clock.now() + LAG
        try:
            while not self._look(wanted, lines):
                if min(end - deadline.clock.now(), deadline.remaining) < _POLL:
                    break
                deadline.clock.sleep(_POLL)
        except Exception as error:  # any error: it isn't the reason why the import failed
            why = str(error) or type(error).__name__
            if lines:
                logger.warning("read %d failed lines, but can't read more: %s", len(lines), why)
            else:
                logger.warning("can't read the failed lines: %s", why)
        return sorted(lines, key=lambda line: line.number)[:wanted]

    def pages(self, *texts: str) -> Iterator[list[LoggedLine]]:
        """Yield the log's current lines that contain one of the texts, page by page.

        A page can be empty although more pages follow. Lines are in the order of the log.

        :raises ServiceError: FilterLogEvents failed. The code is ``ResourceNotFoundException``
            until Cognito creates the group and the stream, when it starts to write.
        """
        sign = "?" if len(texts) > 1 else ""
        pattern = " ".join(f'{sign}"{text}"' for text in texts)
        token = ""
        while True:
            # No waiting for permission to read the log: it only explains a failure.
            page = self._calls(
                "FilterLogEvents", partial(self._page, pattern, token), propagating=()
            )
            matches = (_LINE.match(event.get("message", "")) for event in page.get("events", []))
            yield [LoggedLine(m[1], int(m[2]), m[3].strip()) for m in matches if m]
            token = page.get("nextToken", "")
            if not token:
                return

    def _look(self, wanted: int, lines: set[FailedLine]) -> bool:
        """Add the log's current failed lines, page by page; return whether they are enough."""
        clock = self._calls.deadline.clock
        end = clock.now() + _SEARCH
        try:
            for page in self.pages(f"[{FAILED}]"):
                lines.update(
                    FailedLine(number, reason)
                    for outcome, number, reason in page
                    if outcome == FAILED
                )
                if len(lines) >= wanted or clock.now() >= end:
                    break
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
        return len(lines) >= wanted

    def _page(self, pattern: str, token: str) -> "FilterLogEventsResponseTypeDef":
        further: Any = {"nextToken": token} if token else {}
        return self._client.filter_log_events(
            logGroupName=self.group,
            logStreamNames=[self.stream],
            filterPattern=pattern,
            **further,
        )
