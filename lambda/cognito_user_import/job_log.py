"""The log that Cognito writes of a job: which lines failed, and why."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.errors import ServiceError
from cognito_user_import.job_description import ImportJob
from cognito_user_import.service_call import ServiceCalls

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import FilterLogEventsResponseTypeDef

logger = logging.getLogger(__name__)

_LINE: Final = re.compile(r"^\[(SUCCEEDED|SKIPPED|FAILED)\] Line Number (\d+) - (.*)$")
_FAILED: Final = "FAILED"
_MOST_LINES: Final = 20
_POLL: Final = 1.0
_LAG: Final = 15.0
"""Seconds for which a log is waited for: CloudWatch Logs shows what was written with a delay."""
_SEARCH: Final = 40.0
"""Seconds for which a long log is searched; a page can be empty although more follow."""

LOGS_ADVICE: Final = {
    "AccessDeniedException": "Allow the handler's role logs:FilterLogEvents on this log group.",
}


@dataclass(frozen=True, slots=True)
class FailedLine:
    """A line of the CSV file that Cognito did not import.

    :param number: As Cognito counts; whether the header counts is not documented [?].
    :param reason: In Cognito's words, which hold no user data.
    """

    number: int
    reason: str


class JobLog:
    """The log of one job.

    :param make_client: Called when the log is read, which only a failure needs.
    :param calls_for: Calls for a subject, which is the log group, with its advice.
    """

    def __init__(
        self,
        job: ImportJob,
        pool_name: str,
        make_client: Callable[[], "CloudWatchLogsClient"],
        calls_for: Callable[[str], ServiceCalls],
    ) -> None:
        pool_id = job.attributes["UserPoolId"]
        self.group = f"/aws/cognito/userpools/{pool_id}/{pool_name}"
        self.stream = f"{job.job_id}/{job.job_name}"
        self._make_client = make_client
        self._calls = calls_for(f"log group {self.group}")

    def failed_lines(self, expected: int) -> list[FailedLine]:
        """Return the first failed lines, up to 20 of those expected, by their numbers.

        Fewer when the log shows no more in time or can't be read: it explains a failure, and must
        not hide it.
        """
        wanted = min(expected, _MOST_LINES)
        lines: list[FailedLine] = []
        deadline = self._calls.deadline
        end = deadline.clock.now() + _LAG
        try:
            client = self._make_client()
            while len(lines := self._look(client, wanted)) < wanted:
                if min(end - deadline.clock.now(), deadline.remaining) < _POLL:
                    break
                deadline.clock.sleep(_POLL)
        except Exception as error:  # whatever it is, it is not why the import failed
            logger.warning("the failed lines are unknown: %s", str(error) or type(error).__name__)
        return lines

    def _look(self, client: "CloudWatchLogsClient", wanted: int) -> list[FailedLine]:
        """Return the failed lines that the log shows now."""
        lines: list[FailedLine] = []
        token = ""
        end = self._calls.deadline.clock.now() + _SEARCH
        while self._calls.deadline.clock.now() < end:
            try:
                page = self._calls("FilterLogEvents", partial(self._page, client, token))
            except ServiceError as error:
                # Cognito makes the group and the stream when it begins to write.
                if error.code == "ResourceNotFoundException":
                    return lines
                raise
            for event in page.get("events", []):
                match = _LINE.match(event.get("message", ""))
                if match and match[1] == _FAILED:
                    lines.append(FailedLine(int(match[2]), match[3].strip()))
            token = page.get("nextToken", "")
            if not token or len(lines) >= wanted:
                break
        return sorted(lines, key=lambda line: line.number)[:wanted]

    def _page(self, client: "CloudWatchLogsClient", token: str) -> "FilterLogEventsResponseTypeDef":
        further: Any = {"nextToken": token} if token else {}
        return client.filter_log_events(
            logGroupName=self.group,
            logStreamNames=[self.stream],
            filterPattern=f'"[{_FAILED}]"',
            **further,
        )
