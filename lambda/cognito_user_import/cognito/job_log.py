"""The log that Cognito writes of a job: which lines failed, and why."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
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
FAILED: Final = "FAILED"
SKIPPED: Final = "SKIPPED"
FIRST_USER_LINE: Final = 2
"""The number of the line below the header; whether the header is counted is not documented [?]."""
LAG: Final = 15.0
"""Seconds for which a log is waited for: CloudWatch Logs shows what was written with a delay."""
_MOST_LINES: Final = 20
_POLL: Final = 1.0
_SEARCH: Final = 40.0
"""Seconds for which a long log is searched; a page can be empty although more follow."""


def log_group(job: ImportJob, pool_name: str) -> str:
    """Return the log group of a pool's jobs."""
    return f"/aws/cognito/userpools/{job.attributes['UserPoolId']}/{pool_name}"


class LoggedLine(NamedTuple):
    """What became of a line of the CSV file, as the log has it.

    :param outcome: ``SUCCEEDED``, ``SKIPPED`` or ``FAILED``.
    :param number: As Cognito counts.
    :param reason: In Cognito's words, which hold no user data.
    """

    outcome: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class FailedLine:
    """A line of the CSV file that Cognito did not import.

    :param number: As Cognito counts.
    :param reason: In Cognito's words, which hold no user data.
    """

    number: int
    reason: str


class JobLog:
    """The log of one job.

    :param calls: About the log group.
    """

    def __init__(
        self, job: ImportJob, group: str, client: "CloudWatchLogsClient", calls: ServiceCalls
    ) -> None:
        self.group = group
        self.stream = f"{job.job_id}/{job.job_name}"
        self._client = client
        self._calls = calls

    def failed_lines(self, expected: int) -> list[FailedLine]:
        """Return the first failed lines, up to 20 of those expected, by their numbers.

        Fewer when the log shows no more in time or can't be read: it explains a failure, and must
        not hide it.
        """
        wanted = min(expected, _MOST_LINES)
        lines: list[FailedLine] = []
        deadline = self._calls.deadline
        end = deadline.clock.now() + LAG
        try:
            while len(lines := self._look(wanted)) < wanted:
                if min(end - deadline.clock.now(), deadline.remaining) < _POLL:
                    break
                deadline.clock.sleep(_POLL)
        except Exception as error:  # whatever it is, it is not why the import failed
            logger.warning("the failed lines are unknown: %s", str(error) or type(error).__name__)
        return lines

    def pages(self, *texts: str) -> Iterator[list[LoggedLine]]:
        """Yield the lines that hold one of some texts, as the log shows them now, page by page.

        A page can be empty although more follow, and lines come in the order of the log.

        :raises ServiceError: FilterLogEvents failed. Cognito makes the group and the stream when it
            begins to write: until then the code is ``ResourceNotFoundException``.
        """
        sign = "?" if len(texts) > 1 else ""
        pattern = " ".join(f'{sign}"{text}"' for text in texts)
        token = ""
        while True:
            # A log that may not be read is not waited for: it only explains a failure.
            page = self._calls(
                "FilterLogEvents", partial(self._page, pattern, token), propagating=()
            )
            matches = (_LINE.match(event.get("message", "")) for event in page.get("events", []))
            yield [LoggedLine(m[1], int(m[2]), m[3].strip()) for m in matches if m]
            token = page.get("nextToken", "")
            if not token:
                return

    def _look(self, wanted: int) -> list[FailedLine]:
        """Return the failed lines that the log shows now."""
        lines: list[FailedLine] = []
        clock = self._calls.deadline.clock
        end = clock.now() + _SEARCH
        try:
            for page in self.pages(f"[{FAILED}]"):
                lines += [
                    FailedLine(number, reason)
                    for outcome, number, reason in page
                    if outcome == FAILED
                ]
                if len(lines) >= wanted or clock.now() >= end:
                    break
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return lines
            raise
        return sorted(lines, key=lambda line: line.number)[:wanted]

    def _page(self, pattern: str, token: str) -> "FilterLogEventsResponseTypeDef":
        further: Any = {"nextToken": token} if token else {}
        return self._client.filter_log_events(
            logGroupName=self.group,
            logStreamNames=[self.stream],
            filterPattern=pattern,
            **further,
        )
