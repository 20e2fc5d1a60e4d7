"""The run of one started job, in its own thread."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from local_aws import guesses
from local_aws.csv_file import CsvError, CsvFile, read_csv
from local_aws.faults import FaultDesk
from local_aws.jobs import Job, JobRegister, JobStatus
from local_aws.ministack_access import iam, logs, users
from local_aws.pools import USERNAME, ImportedUser, PoolSettings
from local_aws.row_rules import BROKEN_ROW, RowRules

_LOG = logging.getLogger("local_aws.import")
_ROWS_PER_BATCH = 2000
# In real seconds. A job with a rate reads as many rows at a time as are due after such a wait.
_SHORTEST_WAIT = 0.05


class JobFailureError(Exception):
    """The job fails as a whole; the message is its completion message."""


class JobStoppedError(Exception):
    """The job has been asked to stop."""


@dataclass
class _Batch:
    """Rows that are decided but not stored yet."""

    users: list[ImportedUser] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    skipped: int = 0
    failed: int = 0

    def fail(self, number: int, reason: str) -> None:
        """Decide that a row fails."""
        self.failed += 1
        self.lines.append(f"[FAILED] Line Number {number} - {reason}")


class ImportRun:
    """Takes a pending job to its end."""

    def __init__(self, job: Job, content: bytes, register: JobRegister, desk: FaultDesk) -> None:
        self._job = job
        self._content = content
        self._register = register
        self._desk = desk
        self._clock = desk.clock

    def start(self) -> None:
        """Run the job in the background."""
        threading.Thread(target=self._run, name=self._job.job_id, daemon=True).start()

    def _run(self) -> None:
        try:
            self._import()
            ended = self._register.end(self._job, JobStatus.SUCCEEDED, guesses.COMPLETED)
        except (JobFailureError, CsvError) as failure:
            ended = self._register.end(self._job, JobStatus.FAILED, str(failure))
        except JobStoppedError:
            ended = False
        except Exception:
            # Nobody waits for this thread, so the cause is only in the server's log.
            _LOG.exception("job %s failed", self._job.job_id)
            ended = self._register.end(self._job, JobStatus.FAILED, guesses.INTERNAL)
        if not ended:
            self._clock.sleep(self._desk.current.stopping_seconds)
            self._register.end(self._job, JobStatus.STOPPED, guesses.STOPPED)

    def _import(self) -> None:
        self._wait_until(self._clock.monotonic() + self._desk.current.pending_seconds)
        pool = self._pool()
        log = logs.LogStream(
            self._job.pool,
            f"/aws/cognito/userpools/{self._job.pool.pool_id}/{pool.name}",
            f"{self._job.job_id}/{self._job.name}",
            lag=self._desk.current.log_lag_seconds,
            clock=self._clock,
        )
        self._check_role(log.group)
        if self._desk.current.fail_job_with is not None:
            raise JobFailureError(self._desk.current.fail_job_with)
        self._register.begin(self._job)
        begun = self._clock.monotonic()
        log.open()
        log.write(list(guesses.TEST_LINES))
        csv = read_csv(self._content, pool, self._job.algorithm, self._desk.current.dialect)
        self._import_rows(csv, pool, log, begun)
        self._wait_until(begun + self._desk.current.import_seconds)
        self._check_balance(_Batch(), at_end=True)

    def _pool(self) -> PoolSettings:
        pool = users.pool_settings(self._job.pool)
        if pool is None:
            raise JobFailureError(guesses.POOL_DELETED)
        return pool

    def _check_role(self, group: str) -> None:
        role = self._job.logs_role_arn
        since = self._clock.time() - self._desk.current.role_delay_seconds
        if not iam.is_assumable(role, self._job.pool, since=since):
            raise JobFailureError(guesses.ROLE_NOT_ASSUMABLE)
        if not iam.may_write_logs(role, self._job.pool, group):
            raise JobFailureError(guesses.ROLE_LACKS_RIGHTS)

    def _import_rows(
        self, csv: CsvFile, pool: PoolSettings, log: logs.LogStream, begun: float
    ) -> None:
        rules = RowRules(pool, self._job.algorithm)
        known = users.KnownUsers(self._job.pool, pool)
        batch = _Batch()
        fail_lines = self._desk.current.fail_lines
        rate = self._desk.current.users_per_second
        size = _ROWS_PER_BATCH
        if rate is not None:
            size = max(1, min(size, int(rate * self._clock.speed * _SHORTEST_WAIT)))
        try:
            for index, values in enumerate(csv.rows()):
                if index % size == 0:
                    self._store(batch, log)
                    batch = _Batch()
                    due = 0.0 if rate is None else min(index + size, len(csv.lines)) / rate
                    self._wait_until(begun + due)
                number = index + guesses.FIRST_USER_LINE
                if number in fail_lines:
                    batch.fail(number, fail_lines[number])
                else:
                    self._decide(number, csv.columns, values, rules, known, batch)
                self._check_balance(batch, at_end=False)
        finally:
            self._store(batch, log)

    @staticmethod
    def _decide(
        number: int,
        columns: tuple[str, ...],
        values: tuple[str, ...] | None,
        rules: RowRules,
        known: users.KnownUsers,
        batch: _Batch,
    ) -> None:
        row = {} if values is None else dict(zip(columns, values, strict=True))
        if values is not None and row[USERNAME] and known.has_username(row[USERNAME]):
            batch.skipped += 1
            batch.lines.append(f"[SKIPPED] Line Number {number} - {guesses.SKIPPED_REASON}")
            return
        reason = BROKEN_ROW if values is None else rules.problem(row)
        if reason is None:
            user = rules.user(row)
            taken = known.taken_alias(user)
            reason = taken and guesses.ALIAS_IN_USE.format(attribute=taken)
        if reason is None:
            known.add(user)
            batch.users.append(user)
            batch.lines.append(f"[SUCCEEDED] Line Number {number} - {guesses.SUCCEEDED_REASON}")
        else:
            batch.fail(number, reason)

    def _check_balance(self, batch: _Batch, *, at_end: bool) -> None:
        unsuccessful = self._job.skipped + self._job.failed + batch.skipped + batch.failed
        imported = self._job.imported + len(batch.users)
        rule = self._desk.current.give_up_rule
        if rule.gives_up(imported, unsuccessful, at_end=at_end):
            raise JobFailureError(guesses.TOO_MANY_UNSUCCESSFUL)

    def _store(self, batch: _Batch, log: logs.LogStream) -> None:
        if not users.add_users(self._job.pool, batch.users, self._desk.now()):
            raise JobFailureError(guesses.POOL_DELETED)
        log.write(batch.lines)
        self._job.imported += len(batch.users)
        self._job.skipped += batch.skipped
        self._job.failed += batch.failed

    def _wait_until(self, moment: float) -> None:
        """Wait until a time of the clock, or until somebody stops the job."""
        if self._clock.wait(self._job.stop_requested, moment - self._clock.monotonic()):
            raise JobStoppedError
