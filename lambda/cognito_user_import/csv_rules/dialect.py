r"""The dialect of the import's CSV: commas between values, ``\,`` for a comma in one, no quotes."""

import re
from collections.abc import Iterable
from typing import Final

CONTROLS: Final = bytes([*range(10), *range(11, 32), 127])
"""The control characters but the newline."""

_SEPARATOR: Final = re.compile(r"(?<!\\),")


def split(line: str) -> list[str]:
    """Return the values of a line, without the white space around them, which Cognito trims."""
    if "\\" not in line:
        return [value.strip() for value in line.split(",")]
    return [value.replace("\\,", ",").strip() for value in _SEPARATOR.split(line)]


def join(values: Iterable[str]) -> str:
    """Return the line of values that the dialect can hold; see the writer."""
    return ",".join([value.replace(",", "\\,") for value in values])
