"""Delays and faults of the import service, set by tests."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local_aws import guesses
from local_aws.clock import LabClock
from local_aws.csv_file import Dialect
from local_aws.service_model import OPERATIONS

# The name under which mappings have the upload to a pre-signed URL.
UPLOAD = "PutObject"
# An operation of ministack's that can be refused.
LIST_USERS = "ListUsers"
_BY_OPERATION = {
    "throttle": (*OPERATIONS, UPLOAD, LIST_USERS),
    "fail": (*OPERATIONS, UPLOAD, LIST_USERS),
    "lose_answer": OPERATIONS,
    "break_answer": OPERATIONS,
}


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An error that an operation returns for its next calls, without doing anything."""

    code: str
    message: str = "Injected by a test."
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Faults:
    """The settings of the import service; times are in seconds.

    Mappings go from an operation's name to a number of calls, which each call counts down. An
    upload to a pre-signed URL is the operation PutObject.
    """

    #: Calls answered with TooManyRequestsException, an upload with SlowDown (503), doing nothing.
    throttle: Mapping[str, int] = field(default_factory=dict)
    #: Calls answered with an error of the test's choice, doing nothing. Of an upload: InternalError
    #: is a 500, ServiceUnavailable and SlowDown are 503, AccessDenied is a 403, others are a 400.
    fail: Mapping[str, Failure] = field(default_factory=dict)
    #: Calls that do their work and whose answer is lost with the connection.
    lose_answer: Mapping[str, int] = field(default_factory=dict)
    #: Calls that do their work and answer InternalErrorException (500) all the same.
    break_answer: Mapping[str, int] = field(default_factory=dict)
    #: How long a started job stays Pending.
    pending_seconds: float = 0.05
    #: How long a job is InProgress at the least.
    import_seconds: float = 0.0
    #: How long a stopped job stays Stopping.
    stopping_seconds: float = 0.05
    #: How long a pre-signed URL lives.
    url_lifetime: int = 899
    #: Pre-signed URLs, the next that are uploaded to, that S3 refuses as expired from then on.
    expired_urls: int = 0
    #: Whether somebody else's job holds the account's slot.
    slot_taken: bool = False
    #: How long somebody else's job holds it from the first Start on that is refused for it.
    slot_taken_seconds: float = 0.0
    #: Jobs that a pool may have, for ever.
    max_jobs_per_pool: int = 1000
    #: A completion message with which each job that runs from now on fails.
    fail_job_with: str | None = None
    #: Reasons for which rows fail whatever is in them, by their line numbers in the log.
    fail_lines: Mapping[int, str] = field(default_factory=dict)
    #: How long after a line of a job's log was written it can be read; its stream likewise.
    log_lag_seconds: float = 0.0
    #: How long after its creation a role cannot be assumed yet.
    role_delay_seconds: float = 0.0
    #: Whether Create refuses a role that cannot be assumed, rather than the job failing later.
    role_checked_at_create: bool = False
    #: How far the import service's clock is ahead.
    clock_offset: float = 0.0
    #: When a job is Failed because too many of its users failed or were skipped.
    give_up_rule: guesses.GiveUpRule = guesses.GIVE_UP_RULE
    #: Rows that a job reads in a second, whatever becomes of them; None for as many as it can.
    users_per_second: float | None = None
    #: Pages of ListUsers that are answered in a second; others are throttled. None for all.
    list_users_pages_per_second: float | None = None
    #: EstimatedNumberOfUsers of every pool, which is no count of its users; None for an exact one.
    estimated_users: int | None = None
    #: Whether a file with fewer columns than the pool's header fails its job.
    missing_columns_fail: bool = guesses.MISSING_COLUMNS_FAIL
    #: Whether values in double quotes lose them.
    unquotes: bool = guesses.UNQUOTES

    @property
    def dialect(self) -> Dialect:
        return Dialect(missing_columns_fail=self.missing_columns_fail, unquotes=self.unquotes)

    def changed(self, changes: Mapping[str, Any]) -> Faults:
        """Return these settings with some changes, from Python or from decoded JSON."""
        known = {item.name for item in dataclasses.fields(self)}
        if unknown := sorted(set(changes) - known):
            raise ValueError(f"unknown settings {unknown}; known are {sorted(known)}")
        for kind, operations in _BY_OPERATION.items():
            if unknown := sorted(set(changes.get(kind, ())) - set(operations)):
                raise ValueError(f"{kind}: unknown {unknown}; known are {sorted(operations)}")
        values = dict(changes)
        if "fail_lines" in values:
            # JSON has only strings for keys.
            values["fail_lines"] = {int(n): why for n, why in values["fail_lines"].items()}
        if "give_up_rule" in values:
            values["give_up_rule"] = guesses.GiveUpRule(values["give_up_rule"])
        if "fail" in values:
            values["fail"] = {
                name: failure if isinstance(failure, Failure) else Failure(**failure)
                for name, failure in values["fail"].items()
            }
        return dataclasses.replace(self, **values)


class FaultDesk:
    """The current settings, and the remaining counted faults."""

    def __init__(self, clock: LabClock | None = None) -> None:
        self.clock = clock or LabClock()
        self._lock = threading.Lock()
        self._slot_free_at: float | None = None
        self.current = Faults()

    def configure(self, changes: Mapping[str, Any]) -> None:
        """Replace some settings."""
        with self._lock:
            self.current = self.current.changed(changes)
            if "slot_taken_seconds" in changes:
                self._slot_free_at = None

    def reset(self) -> None:
        """Go back to the defaults."""
        with self._lock:
            self.current = Faults()
            self._slot_free_at = None

    def slots(self) -> int:
        """Return the number of active jobs at which an account can still start one."""
        with self._lock:
            current = self.current
            if current.slot_taken:
                return 0
            if current.slot_taken_seconds:
                if self._slot_free_at is None:
                    self._slot_free_at = self.clock.monotonic() + current.slot_taken_seconds
                if self.clock.monotonic() < self._slot_free_at:
                    return 0
            return 1

    def take_expired_url(self) -> bool:
        """Return whether the next upload meets an expired URL, and count it down."""
        with self._lock:
            left = self.current.expired_urls
            if left > 0:
                self.current = self.current.changed({"expired_urls": left - 1})
        return left > 0

    def take(self, kind: str, operation: str) -> bool:
        """Return whether a counted fault is due for a call, and count it down."""
        with self._lock:
            left: Mapping[str, int] = getattr(self.current, kind)
            due = left.get(operation, 0) > 0
            if due:
                self.current = self.current.changed(
                    {kind: {**left, operation: left[operation] - 1}}
                )
        return due

    def take_failure(self, operation: str) -> Failure | None:
        """Return the error due for a call, counted down, or None."""
        with self._lock:
            failure = self.current.fail.get(operation)
            if failure is None or failure.times < 1:
                return None
            rest = dataclasses.replace(failure, times=failure.times - 1)
            self.current = self.current.changed({"fail": {**self.current.fail, operation: rest}})
        return failure

    def now(self) -> float:
        """Return the import service's time, in epoch seconds."""
        return self.clock.time() + self.current.clock_offset
