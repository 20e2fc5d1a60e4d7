"""The rows of a part that its next job is sent: not those whose users exist."""

import logging
import zlib
from collections.abc import Callable, Sequence
from functools import cached_property

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import FIRST_USER_LINE, SUCCEEDED
from cognito_user_import.errors import ImportFailedError, ServiceError
from cognito_user_import.importing.existing_users import find_existing
from cognito_user_import.transfer.job_upload import upload_to
from cognito_user_import.transfer.selected_rows import SelectedRows, select_rows, usernames
from cognito_user_import.transfer.stored_object import Blocks
from cognito_user_import.workflow.part_result import (
    Totals,
    left_out_key,
    limits_of,
    log_of,
    part_lines,
)
from cognito_user_import.workflow.step import Step

logger = logging.getLogger(__name__)


class PartUpload:
    """One upload.

    :param jobs: The part's earlier jobs.
    """

    def __init__(self, step: Step, jobs: Sequence[ImportJob]) -> None:
        self._step, self._jobs = step, jobs

    @property
    def left_out(self) -> int:
        """The number of rows that are not sent."""
        return self._selected.rows_left_out if self._selected else 0

    @property
    def is_empty(self) -> bool:
        """Whether all users of the part exist."""
        checked = self._step.folder.get(f"checks/{self._step.part.number}.json")
        rows = checked["Rows"] if checked else self._step.part.rows
        return 0 < self.left_out >= rows

    def require_allowed(self, others: Totals) -> None:
        """Require that no more rows are left out than may be skipped.

        Users whom an earlier job of this part imported don't count.

        :param others: The sums of the other parts.
        :raises ImportFailedError: There are more.
        """
        if not (selected := self._selected):
            return
        own = sum(job.imported_users for job in self._jobs)
        rows = others.left_out + max(selected.rows_left_out - own, 0)
        excess = limits_of(self._step).excess_left_out(rows, max(selected.hashes_left_out - own, 0))
        if excess:
            raise ImportFailedError(f"Part {self._step.part.number} wasn't imported: {excess}")

    def send(self, job: ImportJob) -> None:
        """Upload the rows to a job, and store which ones it isn't sent.

        :raises ExpiredUrlError: The job's URL no longer accepts an upload.
        :raises UploadError: The rows weren't uploaded.
        :raises ServiceError: The object has changed or can't be read.
        """
        part, selected, deadline = self._step.stored_part, self._selected, self._step.deadline
        size = part.size
        if selected:
            size = selected.size
            record = zlib.compress(selected.left_out)
            self._step.folder.put_bytes(left_out_key(job.job_id), record)

        def put(blocks: Blocks) -> None:
            file = (lambda: selected.of(blocks())) if selected else blocks
            upload_to(job, size, file, deadline)

        part.read(put)

    @cached_property
    def _selected(self) -> SelectedRows | None:
        """Which rows are sent; None for all."""
        step = self._step
        has_begun = any(job.has_read_a_row for job in self._jobs)
        if not has_begun and (step.plan.pool_was_empty or not step.source.skip_existing_users):
            return None
        part = step.stored_part
        existing = find_existing(
            step.jobs.users,
            step.profile,
            lambda: part.read(lambda blocks: list(usernames(blocks()))),
            step.part.rows,
            estimated_users=step.user_pool.get("EstimatedNumberOfUsers", 0),
        )
        if existing is not None:
            return part.read(lambda blocks: select_rows(blocks(), existing.__contains__))
        # A log shows users who were deleted since, too: in an empty pool, all of them.
        if not has_begun or step.jobs.users.is_empty():
            return None
        imported = self._imported_lines()
        if not imported:
            return None
        return part.read(lambda blocks: select_rows(blocks(), _by_line(imported)))

    def _imported_lines(self) -> bytes:
        """Return a byte for each line of the part: 1 if an earlier job imported it, by its log.

        Lines that a log doesn't show are sent again, and Cognito skips them.
        """
        step = self._step
        imported = bytearray(step.part.rows)
        for job in self._jobs:
            if not job.imported_users:
                continue
            lines = part_lines(step, job) if job.left_out_users else {}
            if job.left_out_users and not lines:
                continue
            try:
                for page in log_of(step, job).pages(f"[{SUCCEEDED}]"):
                    for line in page:
                        place = lines.get(line.number, line.number) - FIRST_USER_LINE
                        if line.outcome == SUCCEEDED and 0 <= place < len(imported):
                            imported[place] = 1
            except ServiceError as error:
                logger.warning("job %s: can't read which rows it imported: %s", job.job_id, error)
        return bytes(imported) if any(imported) else b""


def _by_line(imported: bytes) -> Callable[[str], bool]:
    places = iter(imported)
    return lambda _name: bool(next(places, 0))
