"""A realistic file to import: every base column filled as an export of a customer base has it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules.columns import BASE_COLUMNS

ROWS: Final = 500_000
_ROWS_AT_ONCE: Final = 10_000
_GIVEN: Final = ("Ann", "Bert", "Chloe", "Dmitri", "Eve", "Farid", "Grace", "Zoë", "Ivan", "José")
_FAMILY: Final = ("Smith", "Okafor", "Nguyen", "Müller", "Garcia", "Novak", "Rossi", "Tanaka")
_CITIES: Final = ("Leeds", "Lagos", "Hanoi", "Bonn", "Lima", "Brno", "Turin", "Osaka", "Cork")
_ZONES: Final = ("Europe/London", "Africa/Lagos", "Asia/Tokyo", "America/Lima")
_LOCALES: Final = ("en-GB", "de-DE", "ja-JP", "es-PE", "it-IT")


def write_file(path: Path, rows: int = ROWS) -> None:
    r"""Write a file without a defect; every tenth row has an escaped comma, ``\,``, in a value."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(BASE_COLUMNS) + "\n")
        for first in range(0, rows, _ROWS_AT_ONCE):
            file.writelines(_lines(first, min(first + _ROWS_AT_ONCE, rows)))


def _lines(first: int, end: int) -> Iterator[str]:
    for number in range(first, end):
        # A stride that shares no factor with the lengths spreads the values.
        spread = number * 7919
        given, family = _GIVEN[spread % 10], _FAMILY[spread // 10 % 8]
        city = _CITIES[spread // 80 % 9]
        street = f"{number % 900 + 1} Long Road"
        address = rf"{street}\, {city}" if number % 10 == 0 else f"{street} {city}"
        yield (
            f"{given} {family},{given},{family},,{given[:2]}{number % 97},member{number},"
            f"https://ex.org/u/{number},,,"
            f"{number}.member@example.com,true,{'female' if number % 2 else ''},"
            f"{number % 12 + 1:02}/{spread % 28 + 1:02}/{1940 + spread % 65},"
            f"{_ZONES[number % 4]},{_LOCALES[number % 5]},+4420{number + 10_000_000},"
            f"{'true' if number % 3 else 'false'},{address},{1_600_000_000 + spread % 90_000_000},,"
            f"member{number}\n"
        )
