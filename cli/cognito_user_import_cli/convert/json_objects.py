"""Reads the objects of a JSON file one by one: of an array, of a document's list, or in lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

from cognito_user_import_cli.command_errors import UsageError

_LISTS: Final = ("users", "Users", "Resources")
"""The names of a document's list of users, as systems write them."""


class _Bytes:
    """Text as the bytes that ijson reads."""

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def read(self, size: int = -1) -> bytes:
        return self._text.read(size).encode("utf-8", "replace")


def place_of_users(path: Path, text: TextIO) -> str:
    """Return where the users are in a text, as ijson names it: empty for objects in lines.

    :raises UsageError: The text isn't JSON.
    """
    # Here, because only JSON needs it.
    import ijson

    try:
        for place, event, _ in ijson.parse(_Bytes(text), multiple_values=True):
            if event == "start_array" and place in ("", *_LISTS):
                return f"{place}.item".removeprefix(".")
            if not place and event == "end_map":
                return ""
    except ijson.JSONError:
        _refuse(path, 0)
    return ""


def objects(path: Path, text: TextIO, place: str) -> Iterator[Any]:
    """Yield the objects at a place of the text, or of several texts behind one another.

    :raises UsageError: The text isn't JSON from some object on.
    """
    import ijson

    count = 0
    try:
        for found in ijson.items(_Bytes(text), place, multiple_values=True):
            count += 1
            yield found
    except ijson.JSONError:
        # Its own message shows the text.
        _refuse(path, count)


def _refuse(path: Path, count: int) -> NoReturn:
    place = f" after object {count:,}" if count else ""
    raise UsageError(f"{path} begins like JSON, but isn't valid JSON{place}.") from None
