"""How fast a job goes on, and when it will have read its file."""

from cognito_user_import.aws.deadline import Clock
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.service_model import JobStatus


class Pace:
    """The progress of a running job since it was first seen to read rows.

    :param rows: The number of rows in the job's file; None if it is unknown.
    """

    def __init__(self, rows: int | None, clock: Clock) -> None:
        self.rows = rows
        self.done = 0
        self.rate = 0.0
        self._clock = clock
        self._first: tuple[float, int] | None = None

    def see(self, job: ImportJob) -> None:
        """Take the current counts of the job."""
        self.done = job.read_rows
        now = self._clock.now()
        if self._first is None and job.status == JobStatus.IN_PROGRESS:
            self._first = now, self.done
        if self._first and now > self._first[0]:
            self.rate = (self.done - self._first[1]) / (now - self._first[0])

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
