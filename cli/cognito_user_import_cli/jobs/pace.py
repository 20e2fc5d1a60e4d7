"""How fast an import goes on, and when it will have read its file."""

from cognito_user_import.aws.deadline import Clock
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.service_model import JobStatus


class Pace:
    """The progress of an import since a job of it was first seen to read rows.

    :param rows: The number of rows in the file; None if it is unknown.
    """

    def __init__(self, rows: int | None, clock: Clock) -> None:
        self.rows = rows
        self.done = 0
        self.rate = 0.0
        self._clock = clock
        self._start: float | None = None
        self._job, self._read, self._moved = "", 0, 0

    def see(self, job: ImportJob | None, before: int = 0) -> None:
        """Take the current counts of the job that runs.

        Only what jobs read makes the rate: rows of parts that were imported earlier take no time.

        :param before: The rows that have a result without this job.
        """
        read = job.read_rows if job else 0
        self.done = before + read
        now = self._clock.now()
        if job and job.job_id == self._job and self._start is not None:
            self._moved += read - self._read
        if job:
            self._job, self._read = job.job_id, read
            if self._start is None and job.status == JobStatus.IN_PROGRESS:
                self._start = now
        if self._start is not None and now > self._start:
            self.rate = self._moved / (now - self._start)

    @property
    def seconds_left(self) -> float | None:
        """The seconds to the last row at this rate; None if that isn't known."""
        if self.rows is None or not self.rate:
            return None
        return max(0, self.rows - self.done) / self.rate

    @property
    def speed(self) -> str:
        """The rate as text; empty before there is one."""
        return f"{self.rate:,.{0 if self.rate >= 1 else 1}f} users/s" if self.rate else ""

    def __str__(self) -> str:
        total = f" of {self.rows:,}" if self.rows is not None else ""
        left = self.seconds_left
        words = [f"{self.done:,}{total} users", self.speed]
        if left is not None:
            number = max(1, round(left / 60))
            words.append(f"about {number:,} minute{'' if number == 1 else 's'} left")
        return ", ".join(filter(None, words))
