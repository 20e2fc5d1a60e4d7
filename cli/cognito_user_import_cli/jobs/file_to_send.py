"""The file of an import: its check, and the rows of it that are sent."""

from collections.abc import Iterator
from typing import Any

from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.csv_rules import PoolProfile, Report
from cognito_user_import.judgement.of_file import FileVerdict
from cognito_user_import.judgement.of_job import Limits
from cognito_user_import.judgement.of_pool import require_importable
from cognito_user_import.transfer.selected_rows import SelectedRows
from cognito_user_import_cli.checking.check_file import check_file
from cognito_user_import_cli.checking.issue_listing import Listing, report_document
from cognito_user_import_cli.command_errors import BadFileError, UnsuccessfulImport
from cognito_user_import_cli.jobs.existing_rows import without_existing
from cognito_user_import_cli.jobs.file_refusal import refusal
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

    def check(self, algorithm: str, max_failed_users: int, *, row_rules: bool) -> None:
        """Check the file, print its issues, and judge it as a deployment does.

        :param algorithm: The job's password hashing algorithm, or empty.
        :param row_rules: Whether to judge the rows, too; if not, only what AWS documents as the end
            of a job refuses the file.
        :raises BadFileError: The file can't be imported.
        :raises InvalidPoolError: The pool can't import users, or hashes.
        """
        profile = PoolProfile.of_service(self._jobs.user_pool(), self._jobs.csv_header())
        require_importable(profile, algorithm, self._jobs.calls.subject)
        out, file = self._out, self._file
        listing = Listing(self.path, out.say, out.tell)
        with checking(out, file.size, lambda: out.talk) as seen, readable(self.path):
            report = check_file(
                self.path,
                profile,
                password_hashing_algorithm=algorithm,
                row_rules=row_rules,
                tell=listing.tell if row_rules else None,
                tell_read=seen,
                state=file.state,
            )
        verdict = FileVerdict.of(report, max_failed_users, only_documented=not row_rules)
        if row_rules:
            listing.end(report)
        else:
            for issue in verdict.refused:
                listing.tell(issue)
        if row_rules or verdict.refused:
            self._check = report_document(self.path, report, profile)
        self._report = report
        if verdict.refused:
            pool = self._jobs.user_pool_id
            raise BadFileError(refusal(self.path, verdict, pool, can_skip_check=row_rules))
        if row_rules and report.failed_rows:
            rows = "1 row" if report.failed_rows == 1 else f"{report.failed_rows:,} rows"
            out.say(f"{rows} may fail, allowed: {max_failed_users:,}")

    def leave_out_existing(self) -> None:
        """Leave out the rows whose users already exist, and say how many there are.

        :raises ServiceError: The pool's users can't be listed.
        """
        self.left_out = 0
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
        """Whether a row is left to upload. A file without rows may be sent without a check."""
        return not self.left_out or self.left_out < self.rows

    @property
    def rows_to_send(self) -> int:
        """The number of rows of the upload."""
        return self.rows - (self.left_out or 0)

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
        is_known = self._report and self._report.is_complete
        rows = self.rows if is_known else None
        return {"check": self._check, "rows": rows, "left_out_users": self.left_out}

    @property
    def rows(self) -> int:
        """The number of rows in the file; 0 before it is checked."""
        return self._report.file.rows if self._report else 0
