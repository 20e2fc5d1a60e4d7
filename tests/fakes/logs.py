"""Amazon CloudWatch Logs with the logs of a fake Cognito's jobs, below a real boto3 client."""

import re
from typing import TYPE_CHECKING, Any

from cognito_user_import.aws.clients import Clients
from tests.fakes.client_twins import client_served_by
from tests.fakes.cognito import FakeCognito
from tests.fakes.import_run import JobLogStream
from tests.fakes.service import FakeJsonService, FakeServiceError

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

_TERM = re.compile(r'"([^"\\]+)"')
_ANY_OF = re.compile(rf"\?{_TERM.pattern}(?: \?{_TERM.pattern})+")


def _logs_client() -> "CloudWatchLogsClient":
    return Clients(None).logs  # type: ignore[arg-type]


class FakeLogs(FakeJsonService):
    """The log groups that a Cognito's jobs write.

    :param lag: Seconds on Cognito's clock until a group, a stream or a line can be seen.
    :param page: Lines that one page looks through: a page of which none matches is empty although
        more follow, as on AWS.
    """

    def __init__(self, cognito: FakeCognito, *, lag: float = 0.0, page: int = 10_000) -> None:
        super().__init__()
        self.cognito, self.lag, self.page = cognito, lag, page

    def client(self) -> "CloudWatchLogsClient":
        """Return a boto3 client of this service."""
        client: CloudWatchLogsClient = client_served_by(self._serve, _logs_client)
        return client

    def _FilterLogEvents(  # noqa: N802
        self,
        logGroupName: str,  # noqa: N803
        logStreamNames: list[str] | None = None,  # noqa: N803
        filterPattern: str = "",  # noqa: N803
        limit: int = 10_000,
        nextToken: str = "0",  # noqa: N803
    ) -> dict[str, Any]:
        streams = self._streams(logGroupName, logStreamNames)
        if not re.fullmatch("[0-9]+", nextToken):
            raise FakeServiceError("InvalidParameterException", "The specified token is invalid.")
        events = sorted(
            (written, name, number, line)
            for name, stream in streams.items()
            for number, (written, line) in enumerate(stream.lines)
            if self._is_visible(written)
        )
        end = int(nextToken) + min(self.page, limit)
        terms = _terms(filterPattern)
        found = [
            _event(*event)
            for event in events[int(nextToken) : end]
            if any(term in event[-1] for term in terms)
        ]
        further = {"nextToken": str(end)} if end < len(events) else {}
        return {"events": found, "searchedLogStreams": [], **further}

    def _streams(self, group: str, names: list[str] | None) -> dict[str, JobLogStream]:
        # Jobs write what they were to write by now.
        _ = self.cognito.jobs
        streams = {
            name: stream
            for name, stream in self.cognito.logs.streams(group).items()
            if self._is_visible(stream.opened)
        }
        wanted = list(streams) if names is None else names
        if not streams:
            raise _not_found("group")
        if not streams.keys() >= set(wanted):
            raise _not_found("stream")
        return {name: streams[name] for name in wanted}

    def _is_visible(self, written: float) -> bool:
        return written + self.lag <= self.cognito.clock.now()


def _not_found(what: str) -> FakeServiceError:
    message = f"The specified log {what} does not exist."
    return FakeServiceError("ResourceNotFoundException", message)


def _terms(pattern: str) -> list[str]:
    """Return the texts of which a line must hold one: those of a quoted term, or of several.

    The fake knows no other pattern.
    """
    if not pattern:
        return [""]
    if not (_TERM.fullmatch(pattern) or _ANY_OF.fullmatch(pattern)):
        raise FakeServiceError("InvalidParameterException", "Invalid filter pattern.")
    return _TERM.findall(pattern)


def _event(written: float, stream: str, number: int, line: str) -> dict[str, Any]:
    moment = int(written * 1000)
    return {
        "logStreamName": stream,
        "timestamp": moment,
        "message": line,
        "ingestionTime": moment,
        "eventId": f"{stream}-{number}",
    }
