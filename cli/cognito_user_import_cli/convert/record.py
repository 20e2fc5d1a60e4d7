"""A user of the file to convert, as flat text."""

from collections.abc import Mapping
from typing import NamedTuple


class Record(NamedTuple):
    """A user of the source file.

    :param place: The line of a CSV file, or the user's place in another file, from 1.
    :param fields: Texts by the source's own names.
    :param left_out: Why the user isn't converted, or empty.
    :param is_to_fix: Whether the user is left out because the file is broken there.
    :param is_disabled: Whether the source says that the user can't sign in.
    """

    place: int
    fields: Mapping[str, str]
    left_out: str = ""
    is_to_fix: bool = False
    is_disabled: bool = False


def shown(name: str) -> str:
    """Return a field's name for a message: without what could be a value, and short.

    Some JSON files have values as keys.
    """
    is_name = name.isprintable() and "@" not in name and not name.isdigit()
    return name[:64] if is_name else "(a name that looks like a value)"
