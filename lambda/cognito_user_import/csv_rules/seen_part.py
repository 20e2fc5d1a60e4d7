"""What the check of a whole file has to know of a part that was checked by itself."""

from dataclasses import dataclass

from cognito_user_import.csv_rules.duplicates import Batch


@dataclass(frozen=True, slots=True)
class SeenRows:
    """The rows of a part.

    :param lines: The number of lines, the blank ones among them.
    :param users: The number of rows.
    :param sign_in: What must not be there twice, with lines counted as in a file of this part.
    """

    lines: int
    users: int
    has_password_hashes: bool
    sign_in: tuple[tuple[Batch, ...], ...]


@dataclass(frozen=True, slots=True)
class SeenPart:
    """A part of a file, which ends where a line ends; it can be pickled, and holds cells.

    :param rows: None if the header names no columns.
    """

    bytes: int
    ends_in_newline: bool
    has_carriage_return: bool
    rows: SeenRows | None
