"""A realistic file to import: every base column filled as an export of a customer base has it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules.columns import BASE_COLUMNS, USERNAME

ROWS: Final = 500_000
DEFECTS: Final = 200
_ROWS_AT_ONCE: Final = 10_000
_GIVEN: Final = ("Ann", "Bert", "Chloe", "Dmitri", "Eve", "Farid", "Grace", "Zoë", "Ivan", "José")
_FAMILY: Final = ("Smith", "Okafor", "Nguyen", "Müller", "Garcia", "Novak", "Rossi", "Tanaka")
_CITIES: Final = ("Leeds", "Lagos", "Hanoi", "Bonn", "Lima", "Brno", "Turin", "Osaka", "Cork")
_ZONES: Final = ("Europe/London", "Africa/Lagos", "Asia/Tokyo", "America/Lima")
_LOCALES: Final = ("en-GB", "de-DE", "ja-JP", "es-PE", "it-IT")
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


def write_file(path: Path, rows: int = ROWS, defects: int = 0) -> None:
    r"""Write a file in which every tenth row has an escaped comma, ``\,``, in a value.

    :param defects: How many rows break a rule; they are spread over the file. The pool that they
        are for auto-verifies e-mail addresses and requires a given name.
    """
    wrong = {(number + 1) * rows // (defects + 1): number for number in range(defects)}
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(BASE_COLUMNS) + "\n")
        for first in range(0, rows, _ROWS_AT_ONCE):
            numbers = range(first, min(first + _ROWS_AT_ONCE, rows))
            lines = list(_lines(numbers))
            for number in wrong.keys() & set(numbers):
                lines[number - first] = _spoilt(lines[number - first], wrong[number])
            file.writelines(lines)


def _spoilt(line: str, number: int) -> str:
    name, value = _WRONG[number % len(_WRONG)]
    values = line.rstrip("\n").replace("\\,", "").split(",")
    # "two words" would be there twice.
    values[BASE_COLUMNS.index(name)] = f"{value} {number}" if value == "two words" else value
    return ",".join(values) + "\n"


def _lines(numbers: range) -> Iterator[str]:
    for number in numbers:
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
