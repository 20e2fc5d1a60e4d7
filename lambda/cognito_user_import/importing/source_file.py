"""The CSV file to import: the S3 object as it is, or a file written from stored users."""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final, TypeVar

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.errors import DeadlineError, InvalidFileError
from cognito_user_import.judgement.of_file import FileVerdict, judge_file, of_line, of_row
from cognito_user_import.properties.source_properties import SourceFormat, SourceProperties
from cognito_user_import.transfer.selected_rows import SelectedRows, select_rows, usernames
from cognito_user_import.transfer.stored_object import Blocks, StoredObject
from cognito_user_import.transfer.users_file import stored_users, users_file

logger = logging.getLogger(__name__)

_IMPORT_TIME: Final = 420.0
"""Seconds that a check leaves for upload and import, unless half of the remaining time is less."""
_LINES_SHOWN: Final = 15

Result = TypeVar("Result")


class SourceFile:
    """The file for one user pool.

    :param header: The columns of the pool.
    :param algorithm: The job's password hashing algorithm, or empty.
    :param deadline: The deadline of the whole import.
    """

    def __init__(
        self,
        stored: StoredObject,
        source: SourceProperties,
        *,
        profile: PoolProfile,
        header: tuple[str, ...],
        algorithm: str,
        deadline: Deadline,
    ) -> None:
        self._stored, self._source = stored, source
        self._profile, self._header, self._algorithm = profile, header, algorithm
        self._deadline = deadline
        self._is_csv = source.format == SourceFormat.CSV
        self._describe = of_line if self._is_csv else of_row
        self.selected: SelectedRows | None = None
        """The rows to upload; None for all."""

    @property
    def upload_size(self) -> int:
        """The size of the upload in bytes. Reads the whole file."""
        return self.selected.size if self.selected else self._verdict.report.file.bytes

    @property
    def rows(self) -> int:
        """The number of users in the file. Reads the whole file.

        :raises InvalidFileError: The file can't be imported, and may not be read to its end.
        """
        self.check()
        return self._verdict.report.file.rows

    @property
    def blank_lines(self) -> int:
        """The number of lines below the header without a user. Reads the whole file."""
        return self._verdict.report.file.blank_lines

    def check(self) -> None:
        """Require a file that can be imported.

        :raises InvalidFileError: The file breaks rules. The text names the first lines.
        :raises DeadlineError: The check would use up the time that the import needs.
        """
        found = self._verdict
        if found.refused:
            # The most important first: the text may be truncated at its end.
            lines = found.first_lines(self._describe, _LINES_SHOWN)
            what = "CSV file" if self._is_csv else "users in"
            raise InvalidFileError(
                f"The {what} {self._stored} can't be imported: {found.summary}. {'. '.join(lines)}."
            )

    def warnings(self) -> list[str]:
        """Return the warnings about a file that can be imported."""
        return list(self._verdict.warnings(self._describe).values())

    def usernames(self) -> list[str]:
        """Return the user name of each row."""
        return self._read(lambda blocks: list(usernames(blocks())))

    def leave_out(self, exists: Callable[[str], bool]) -> None:
        """Leave the rows of existing users out of the upload.

        :param exists: Whether a user of this name exists.
        """
        self.selected = self._read(lambda blocks: select_rows(blocks(), exists))

    def send(self, use: Callable[[Blocks], Result]) -> Result:
        """Return the result of ``use`` for the blocks to upload. ``_read`` documents the errors."""
        if selected := self.selected:
            return self._read(lambda blocks: use(lambda: selected.of(blocks())))
        return self._read(use)

    def _read(self, use: Callable[[Blocks], Result]) -> Result:
        """Return the result of ``use`` for the file's blocks.

        :raises SourceError: The object isn't the expected one.
        :raises ServiceError: S3 refused the request.
        """
        if self._is_csv:
            return self._stored.read(use)
        return use(lambda: [self._written])

    @cached_property
    def _verdict(self) -> FileVerdict:
        reserve = min(_IMPORT_TIME, self._deadline.remaining / 2)
        found = self._read(
            lambda blocks: judge_file(
                self._in_time(blocks(), reserve),
                self._profile,
                algorithm=self._algorithm,
                max_failed_rows=self._source.max_failed_users,
                size=self._stored.head.size if self._is_csv else None,
                row_rules=self._source.validate,
            )
        )
        logger.info("%s: %s", self._stored, found.summary)
        return found

    def _in_time(self, blocks: Iterable[bytes], reserve: float) -> Iterator[bytes]:
        """Yield the blocks while at least ``reserve`` seconds are left."""
        for block in blocks:
            if self._deadline.remaining < reserve:
                escape = ", or set validate=False to skip the check of rows"
                raise DeadlineError(
                    f"The check of {self._stored} takes so long that not enough time would be left "
                    "for the import. Many lines have quotes, backslashes, or errors, or S3 is "
                    "slow. Use smaller files or a larger memory_size"
                    f"{escape if self._source.validate else ''}."
                )
            yield block

    @cached_property
    def _written(self) -> bytes:
        content = self._stored.read(lambda blocks: b"".join(blocks()))
        return users_file(stored_users(content), self._header)
