r"""A CSV file of users, realistic and always the same.

Every base column is filled as an export of a customer base fills it, and every tenth row has an
escaped comma, ``\,``, in its address, whose end fills the row up to the size asked for.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from local_aws.pools import BASE_COLUMNS, USERNAME

MOST_BYTES: Final = 100_000_000
MOST_ROWS: Final = 500_000
_BYTES_A_ROW: Final = MOST_BYTES // MOST_ROWS
_ROWS_AT_ONCE: Final = 10_000
_GIVEN: Final = ("Ann", "Bert", "Chloe", "Dmitri", "Eve", "Farid", "Grace", "Zoë", "Ivan", "José")
_FAMILY: Final = ("Smith", "Okafor", "Nguyen", "Müller", "Garcia", "Novak", "Rossi", "Tanaka")
_CITIES: Final = ("Leeds", "Lagos", "Hanoi", "Bonn", "Lima", "Brno", "Turin", "Osaka", "Cork")
_ZONES: Final = ("Europe/London", "Africa/Lagos", "Asia/Tokyo", "America/Lima")
_LOCALES: Final = ("en-GB", "de-DE", "ja-JP", "es-PE", "it-IT")
_FILLER: Final = " by the Old Botanical Gardens behind the Harbour"
# Each breaks one rule, and none makes a second issue.
_WRONG: Final = (
    ("email", "nobody.example.com"),
    ("phone_number", "0044 20 1234567"),
    ("birthdate", "1990-12-31"),
    ("updated_at", "yesterday"),
    ("cognito:mfa_enabled", "on"),
    (USERNAME, "two words"),
    ("given_name", ""),
    (USERNAME, "member0"),
)


def write_users_file(
    path: Path, rows: int = MOST_ROWS, size: int | None = None, *, defects: int = 0
) -> str:
    """Write a file of exactly so many rows and bytes, the header's included; return its SHA-256.

    :param size: At least about 190 bytes a row, and 240 for the header. Default: - 200 bytes a row
    :param defects: How many rows break a rule; they are spread over the file, which is then a few
        bytes longer or shorter. The pool that they are for auto-verifies email addresses and
        requires a given name.
    """
    size = rows * _BYTES_A_ROW if size is None else size
    digest, written = hashlib.sha256(), 0
    lines = _lines(rows, size, defects)
    with path.open("wb") as file:
        while part := b"".join(islice(lines, _ROWS_AT_ONCE)):
            written += file.write(part)
            digest.update(part)
    if not defects and written != size:
        raise ValueError(f"{rows} rows do not fit into {size} bytes: they take {written}")
    return digest.hexdigest()


def _lines(rows: int, size: int, defects: int) -> Iterator[bytes]:
    wrong = {(number + 1) * rows // (defects + 1): number for number in range(defects)}
    header = f"{','.join(BASE_COLUMNS)}\n".encode()
    yield header
    end, users = len(header), size - len(header)
    for number in range(rows):
        # Each row ends where its share of the file does, so that the last one ends with the file.
        row = _row(number, len(header) + users * (number + 1) // rows - end)
        end += len(row)
        yield _spoilt(row, wrong[number]) if number in wrong else row


def _row(number: int, size: int) -> bytes:
    # A stride that shares no factor with the lengths spreads the values.
    spread = number * 7919
    given, family = _GIVEN[spread % 10], _FAMILY[spread // 10 % 8]
    comma = "" if number % 10 else "\\,"
    head = (
        f"{given} {family},{given},{family},,{given[:2]}{number % 97},member{number},"
        f"https://ex.org/u/{number},,,"
        f"{number}.member@example.com,true,{'female' if number % 2 else ''},"
        f"{number % 12 + 1:02}/{spread % 28 + 1:02}/{1940 + spread % 65},"
        f"{_ZONES[number % 4]},{_LOCALES[number % 5]},+4420{number + 10_000_000},"
        f"{'true' if number % 3 else 'false'},"
        f"{number % 900 + 1} Long Road{comma} {_CITIES[spread // 80 % 9]}"
    ).encode()
    tail = f",{1_600_000_000 + spread % 90_000_000},,member{number}\n".encode()
    fill = size - len(head) - len(tail)
    return head + (_FILLER * (fill // len(_FILLER) + 1))[: max(0, fill)].encode() + tail


def _spoilt(row: bytes, number: int) -> bytes:
    name, value = _WRONG[number % len(_WRONG)]
    values = row.decode().rstrip("\n").replace("\\,", "").split(",")
    # "two words" would be there twice.
    values[BASE_COLUMNS.index(name)] = f"{value} {number}" if value == "two words" else value
    return f"{','.join(values)}\n".encode()
