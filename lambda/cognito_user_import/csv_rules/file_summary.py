"""What a file is, apart from what is wrong with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What was seen of a file by the end of a check.

    :param columns: The number of columns in its header.
    :param rows: The lines that hold a user, as far as they were read.
    :param bytes: The size, if it was told, or what was read.
    """

    columns: int = 0
    rows: int = 0
    bytes: int = 0
    has_password_hashes: bool = False
