"""A CSV file by its lines; what is in them is nobody's business here."""

from dataclasses import dataclass
from pathlib import Path

from cognito_user_import.csv_rules.csv_format import MAX_BYTES
from cognito_user_import_cli.errors import BadFileError
from cognito_user_import_cli.local_files.readable import readable


@dataclass(frozen=True, slots=True)
class FileLines:
    """How many lines a file has below its header.

    :param rows: All of them up to the last that is not blank.
    :param blank: How many of these are blank.
    """

    rows: int
    blank: int


def count_lines(path: Path) -> FileLines:
    """Count the lines of a file.

    :raises UsageError: It can't be read.
    :raises BadFileError: It has more bytes than any file that was imported.
    """
    last = blank = blank_before_last = 0
    with readable(path), path.open("rb") as file:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise BadFileError(
                f"{path} has {size:,} bytes: no file of over {MAX_BYTES:,} can be imported."
            )
        next(file, b"")
        for number, line in enumerate(file, 1):
            # A row begins with a letter or a comma: most lines need no look at their end.
            if line[:1].isspace() and not line.strip():
                blank += 1
            else:
                last, blank_before_last = number, blank
    return FileLines(last, blank_before_last)
