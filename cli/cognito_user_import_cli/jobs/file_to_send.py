"""The file of an import: its check, and the rows of it that are sent."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.csv_rules import PoolProfile, Report
from cognito_user_import.csv_rules.csv_format import MAX_BYTES
from cognito_user_import.judgement.of_job import Limits
from cognito_user_import.transfer.selected_rows import SelectedRows
from cognito_user_import_cli.checking.check_file import check_file
from cognito_user_import_cli.checking.issue_listing import Listing, report_document
from cognito_user_import_cli.command_errors import BadFileError, UnsuccessfulImport
from cognito_user_import_cli.jobs.existing_rows import without_existing
from cognito_user_import_cli.local_files.file_lines import count_lines
from cognito_user_import_cli.local_files.opened_file import UsersFile
from cognito_user_import_cli.local_files.readable import readable
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import checking


class FileToSend:
    """A file for a job of a user pool.

    :param jobs: The pool's jobs.
    """

    def __init__(self, out: Output, file: UsersFile, jobs: ImportJobs) -> None:
        self.path = file.path
        self.selected: SelectedRows | None = None
        """The rows to upload; None for all."""
        self.left_out: int | None = None
        """The number of rows that stay out of the upload; None before they are looked for."""
        self._report: Report | None = None
        self._check: dict[str, Any] | None = None
        self._out, self._file, self._jobs = out, file, jobs

    def check(self, algorithm: str) -> None:
        """Check the file and print its issues.

        :param algorithm: The job's password hashing algorithm, or empty.
        :raises BadFileError: The file breaks a rule.
        """
        profile = PoolProfile.of_service(self._jobs.user_pool(), self._jobs.csv_header())
        out, file = self._out, self._file
        listing = Listing(self.path, out.say, out.tell)
        with checking(out, file.size, lambda: out.talk) as seen, readable(self.path):
            report = check_file(
                self.path,
                profile,
                password_hashing_algorithm=algorithm,
                tell=listing.tell,
                tell_read=seen,
                state=file.state,
            )
        listing.end(report)
        self._report = report
        self._check = report_document(self.path, report, profile)
        if report.errors:
            raise BadFileError(
                f"{self.path} breaks the rules above, and nothing was uploaded. Fix the lines, or "
                "use --no-check to let Cognito decide."
            )

    def leave_out_existing(self) -> None:
        """Leave out the rows whose users already exist, and say how many there are.

        :raises ServiceError: The pool's users can't be listed.
        """
        self.left_out = 0
        if not self.rows:
            return
        self.selected = without_existing(
            self._jobs,
            self._file,
            self.rows,
            otherwise="use --no-skip-existing to send all rows",
        )
        if self.selected:
            self.left_out = self.selected.rows_left_out
            self._out.say(
                f"{self.left_out:,} of {self.rows:,} users already exist and are left out"
            )

    def require_within(self, limits: Limits) -> None:
        """Require that no limit forbids to leave out these rows.

        :raises UnsuccessfulImport: One does.
        """
        if not self.selected:
            return
        excess = limits.excess_left_out(self.selected.rows_left_out, self.selected.hashes_left_out)
        if excess:
            raise UnsuccessfulImport(f"Nothing was imported: {excess.rstrip('.')}.")

    @property
    def has_new_users(self) -> bool:
        """Whether a row is left to upload. A file without rows is for Cognito to judge."""
        return not self.left_out or self.left_out < (self.rows or 0)

    @property
    def rows_to_send(self) -> int | None:
        """The number of rows of the upload; None for a file that is too large to be imported."""
        return None if self.rows is None else self.rows - (self.left_out or 0)

    @property
    def upload_size(self) -> int:
        """The size of the upload in bytes."""
        return self.selected.size if self.selected else self._file.size

    def blocks_to_send(self) -> Iterator[bytes]:
        """Yield the upload from its start. ``UsersFile.blocks`` documents the errors."""
        blocks = self._file.blocks()
        return self.selected.of(blocks) if self.selected else blocks

    @property
    def document(self) -> dict[str, Any]:
        """The keys of the JSON document about the file."""
        return {"check": self._check, "rows": self.rows, "left_out_users": self.left_out}

    @cached_property
    def rows(self) -> int | None:
        """The number of rows in the file; None for a file that is too large to be imported."""
        return self.count_rows() if self._file.size <= MAX_BYTES else None

    def count_rows(self) -> int:
        """Return the number of rows in the file; without a check, the number of its lines.

        :raises BadFileError: The file is too large to be imported.
        """
        if self._report and self._report.is_complete:
            return self._report.file.rows
        return count_lines(self.path).rows
