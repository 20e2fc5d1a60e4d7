"""A CSV file of as many users as one import takes, realistic and always the same."""

import hashlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

from local_aws.pools import BASE_COLUMNS

MOST_BYTES: Final = 100_000_000
MOST_ROWS: Final = 500_000
_ROWS_AT_ONCE: Final = 10_000
_GIVEN: Final = ("Maria", "José", "Zoë", "Anna", "Liam", "Yuki", "Søren", "Fatima", "Jan", "Priya")
_FAMILY: Final = ("Rossi", "Müller", "Smith", "García", "Novák", "Tanaka", "Okafor", "Dubois")
_PEOPLE: Final = tuple(product(_GIVEN, _FAMILY))
_STREET: Final = "Long Street of the Old Botanical Gardens behind the Harbour "


def write_users_file(path: Path, rows: int = MOST_ROWS, size: int = MOST_BYTES) -> str:
    """Write a file of exactly so many rows and bytes, the header's included; return its SHA-256.

    :param size: At least about 180 bytes a row, and 240 for the header.
    """
    digest, written, part = hashlib.sha256(), 0, bytearray()
    with path.open("wb") as file:
        for number, line in enumerate(_lines(rows, size)):
            part += line
            if number % _ROWS_AT_ONCE == 0 or number == rows:
                written += file.write(part)
                digest.update(part)
                part.clear()
    if written != size:
        raise ValueError(f"{rows} rows do not fit into {size} bytes: they take {written}")
    return digest.hexdigest()


def _lines(rows: int, size: int) -> Iterator[bytes]:
    header = f"{','.join(BASE_COLUMNS)}\n".encode()
    yield header
    end, users = len(header), size - len(header)
    for number in range(rows):
        # Each row ends where its share of the file does, so that the last one ends with the file.
        share = len(header) + users * (number + 1) // rows
        row = _row(number, share - end)
        end += len(row)
        yield row


def _row(number: int, size: int) -> bytes:
    """Return a row as Cognito wants it: its commas are escaped, and its address fills it up."""
    given, family = _PEOPLE[number % len(_PEOPLE)]
    username = f"user{number:06}"
    head = (
        f"{given} {family},{given},{family},,,,,,,{username}@example.com,true,,"
        f"{number % 12 + 1:02}/{number % 28 + 1:02}/{1950 + number % 55},Europe/Vienna,de-AT,"
        f"+4366{number:08},false,{number % 400 + 1} "
    ).encode()
    tail = f"\\, 1010 Wien,{1_700_000_000 + number},,{username}\n".encode()
    fill = size - len(head) - len(tail)
    return head + (_STREET * (fill // len(_STREET) + 1))[: max(0, fill)].encode() + tail
