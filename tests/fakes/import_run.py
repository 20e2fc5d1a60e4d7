"""The run of one started import job, as far as a clock has come."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cognito_user_import.aws.deadline import Clock
from cognito_user_import.cognito.service_model import JobStatus
from local_aws import guesses
from local_aws.csv_file import CsvError, Dialect, read_csv
from local_aws.pools import USERNAME, ImportedUser, PoolSettings
from local_aws.row_rules import BROKEN_ROW, RowRules

Job = dict[str, Any]
Row = Mapping[str, str]
RowRule = Callable[[int, Row], str | None]
"""Is given a line's number and values, and returns why it fails, or None."""


FAILING: Final = {"nickname": "fails"}
"""The value of a row that no rule of the handler refuses, and that fails in Cognito."""


def _fails(_number: int, row: Row) -> str | None:
    is_failing = row.items() >= FAILING.items()
    return guesses.NOT_VERIFIED_REASON if is_failing else None


@dataclass(frozen=True)
class Outcome:
    """An end that a job comes to whatever its file holds.

    :param lines: Of its log. Without any there is no log stream.
    """

    status: str = JobStatus.SUCCEEDED
    imported: int = 0
    skipped: int = 0
    failed: int = 0
    message: str = guesses.COMPLETED
    lines: tuple[str, ...] = ()


ROLE_NOT_ASSUMABLE = Outcome(JobStatus.FAILED, message=guesses.ROLE_NOT_ASSUMABLE)


@dataclass
class ImportSettings:
    """How jobs run; times are in seconds on the clock.

    :param failing: Reasons by which lines fail, by the lines' numbers.
    :param row_rule: Decides, beside the pool's own rules, which lines fail.
    :param give_up_rule: When a job is Failed because too many users failed or were skipped.
    :param refuses_to_stop_pending: Whether a job that is Pending can't be stopped.
    :param missing_columns_fail: Whether a file without all columns of the pool fails its job.
    :param unquotes: Whether values in double quotes lose them.
    :param users_per_second: Rows that a job reads in a second, in place of the import's seconds.
    """

    pending_seconds: float = 1.0
    import_seconds: float = 1.0
    users_per_second: float | None = None
    stopping_seconds: float = 0.0
    failing: dict[int, str] = field(default_factory=dict)
    row_rule: RowRule = _fails
    give_up_rule: guesses.GiveUpRule = guesses.GIVE_UP_RULE
    refuses_to_stop_pending: bool = False
    missing_columns_fail: bool = guesses.MISSING_COLUMNS_FAIL
    unquotes: bool = guesses.UNQUOTES


@dataclass
class JobLogStream:
    """The log of a job: lines, each with its time on the clock."""

    opened: float
    lines: list[tuple[float, str]] = field(default_factory=list)


class LogGroups:
    """The logs that jobs have written, by group and stream."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, JobLogStream]] = defaultdict(dict)

    def open(self, group: str, stream: str, now: float) -> JobLogStream:
        """Return a stream, which is made with its group when it is not there."""
        return self._groups[group].setdefault(stream, JobLogStream(now))

    def streams(self, group: str) -> dict[str, JobLogStream]:
        """Return the streams of a group by their names; none when there is no group."""
        return dict(self._groups.get(group, {}))


@dataclass
class RunPlace:
    """What a job runs in.

    :param users: Of the pool, by their names; those imported are added.
    :param now: The time in epoch seconds, for a job's dates.
    """

    pool: PoolSettings
    users: dict[str, ImportedUser]
    logs: LogGroups
    clock: Clock
    now: Callable[[], float]


class ImportRun:
    """Takes a started job as far as its clock has come.

    A test may set the job's status by hand, which ends the run.

    :param outcome: In place of what the file holds.
    """

    def __init__(
        self,
        job: Job,
        content: bytes,
        settings: ImportSettings,
        place: RunPlace,
        outcome: Outcome | None = None,
    ) -> None:
        self._job, self._content, self._outcome = job, content, outcome
        self._settings, self._place = settings, place
        self._rules = RowRules(place.pool, job.get("PasswordHashingAlgorithm"))
        self._begun = place.clock.now() + settings.pending_seconds
        self._stopped: float | None = None
        self._rows: Iterator[Row] | None = None
        self._total = self._done = 0
        self._set(JobStatus.PENDING)
        job["StartDate"] = place.now()

    def advance(self) -> None:
        """Do what was to be done by now."""
        now = self._place.clock.now()
        if self._job["Status"] != self._status:
            # Set by hand, or ended.
            return
        if self._stopped is not None:
            if now >= self._stopped + self._settings.stopping_seconds:
                self._end(JobStatus.STOPPED, guesses.STOPPED)
        elif self._status in (JobStatus.PENDING, JobStatus.IN_PROGRESS) and now >= self._begun:
            self._set(JobStatus.IN_PROGRESS)
            try:
                self._import(now - self._begun)
            except CsvError as error:
                self._end(JobStatus.FAILED, str(error))

    def stop(self) -> None:
        """Ask the job to stop."""
        self._stopped = self._place.clock.now()
        self._set(JobStatus.STOPPING)
        self.advance()

    @property
    def is_over(self) -> bool:
        """Whether the job goes no further."""
        return self._job["Status"] != self._status or self._status in _ENDED

    def _import(self, elapsed: float) -> None:
        if self._outcome:
            is_due = elapsed >= self._settings.import_seconds
            if is_due or self._outcome == ROLE_NOT_ASSUMABLE:
                self._come_to(self._outcome)
            return
        if self._rows is None:
            self._read()
        rate = self._settings.users_per_second
        seconds = self._total / rate if rate else self._settings.import_seconds
        is_due = elapsed >= seconds
        due = self._total if is_due else int(self._total * elapsed / seconds)
        while self._done < due and self._rows is not None:
            self._decide(guesses.FIRST_USER_LINE + self._done, next(self._rows))
            self._done += 1
            self._check_balance(at_end=False)
        if is_due:
            self._check_balance(at_end=True)
            self._end(JobStatus.SUCCEEDED, guesses.COMPLETED)

    def _read(self) -> None:
        now = self._place.clock.now()
        self._log().lines.extend((now, line) for line in guesses.TEST_LINES)
        algorithm = self._job.get("PasswordHashingAlgorithm")
        settings = self._settings
        dialect = Dialect(
            missing_columns_fail=settings.missing_columns_fail, unquotes=settings.unquotes
        )
        csv = read_csv(self._content, self._place.pool, algorithm, dialect)
        self._total = len(csv.lines)
        self._rows = (
            {} if values is None else dict(zip(csv.columns, values, strict=True))
            for values in csv.rows()
        )

    def _decide(self, number: int, row: Row) -> None:
        users = self._place.users
        if row and row[USERNAME] in users:
            self._count("Skipped", number, guesses.SKIPPED_REASON)
            return
        reason = self._settings.failing.get(number) or self._settings.row_rule(number, row)
        if not reason:
            reason = self._rules.problem(row) if row else BROKEN_ROW
        if reason:
            self._count("Failed", number, reason)
            return
        user = replace(self._rules.user(row), created=self._place.now())
        users[user.username] = user
        self._count("Imported", number, guesses.SUCCEEDED_REASON)

    def _count(self, kind: str, number: int, reason: str) -> None:
        self._job[f"{kind}Users"] += 1
        word = {"Imported": "SUCCEEDED"}.get(kind, kind.upper())
        line = f"[{word}] Line Number {number} - {reason}"
        self._log().lines.append((self._place.clock.now(), line))

    def _check_balance(self, *, at_end: bool) -> None:
        unsuccessful = self._job["SkippedUsers"] + self._job["FailedUsers"]
        rule = self._settings.give_up_rule
        if rule.gives_up(self._job["ImportedUsers"], unsuccessful, at_end=at_end):
            raise CsvError(guesses.TOO_MANY_UNSUCCESSFUL)

    def _come_to(self, outcome: Outcome) -> None:
        now = self._place.clock.now()
        if outcome.lines:
            self._log().lines.extend((now, line) for line in outcome.lines)
        self._job.update(
            ImportedUsers=outcome.imported,
            SkippedUsers=outcome.skipped,
            FailedUsers=outcome.failed,
        )
        self._end(outcome.status, outcome.message)

    def _log(self) -> JobLogStream:
        group = f"/aws/cognito/userpools/{self._job['UserPoolId']}/{self._place.pool.name}"
        stream = f"{self._job['JobId']}/{self._job['JobName']}"
        return self._place.logs.open(group, stream, self._place.clock.now())

    def _end(self, status: str, message: str) -> None:
        self._job.update(CompletionDate=self._place.now(), CompletionMessage=message)
        self._set(status)

    def _set(self, status: str) -> None:
        self._job["Status"] = self._status = str(status)


_ENDED = frozenset({JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.EXPIRED})
