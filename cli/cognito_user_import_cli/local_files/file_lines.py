"""The lines of a CSV file, without their content."""

from dataclasses import dataclass
from pathlib import Path

from cognito_user_import.csv_rules.csv_format import MAX_BYTES
from cognito_user_import_cli.command_errors import BadFileError
from cognito_user_import_cli.local_files.readable import readable


@dataclass(frozen=True, slots=True)
class FileLines:
    """The number of lines below a file's header.

    :param rows: All lines up to the last one that isn't blank.
    :param blank: The blank lines among them.
    """

    rows: int
    blank: int


def count_lines(path: Path) -> FileLines:
    """Count the lines of a file.

    :raises UsageError: The file can't be read.
    :raises BadFileError: The file is too large to have been imported.
    """
    last = blank = blank_before_last = 0
    with readable(path), path.open("rb") as file:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise BadFileError(
                f"{path} has {size:,} bytes and can't be imported. Allowed: {MAX_BYTES:,}."
            )
        next(file, b"")
        for number, line in enumerate(file, 1):
            # Most rows begin with a letter or a comma, so only few lines need the second test.
            if line[:1].isspace() and not line.strip():
                blank += 1
            else:
                last, blank_before_last = number, blank
    return FileLines(last, blank_before_last)
