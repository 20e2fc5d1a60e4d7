"""A file of users as a German spreadsheet writes it, or as JSON lines; always the same."""

import json
from pathlib import Path
from typing import Final

_GIVEN: Final = ("Ann", "Bert", "Chloe", "Dmitri", "Eve", "Farid", "Grace", "Zoë", "Ivan", "José")
_FAMILY: Final = ("Smith", "Okafor", "Nguyen", "Müller", "Garcia", "Novak", "Rossi", "Tanaka")
_FIELDS: Final = (
    *("E-Mail", "Vorname", "Nachname", "Geburtsdatum", "Telefon", "Bestätigt"),
    *("Kundennummer", "Adresse"),
)
OPTIONS: Final = (
    *("--username-from", "email", "--country", "DE", "--map", "email_verified=Bestätigt"),
)
"""The options that a conversion of such a file needs."""


def write_people_file(path: Path, rows: int, *, is_json: bool = False) -> None:
    """Write a file of so many users. A third of the phone numbers lacks the country's code."""
    with path.open("w", encoding="utf-8", newline="") as file:
        if not is_json:
            file.write(f"{';'.join(_FIELDS)}\r\n")
        for number in range(rows):
            values = _values(number)
            if is_json:
                document = dict(zip(_FIELDS, values, strict=True))
                file.write(f"{json.dumps(document, ensure_ascii=False)}\n")
            else:
                file.write(f"{';'.join(values)}\r\n")


def _values(number: int) -> tuple[str, ...]:
    phone = 20_000_000 + number
    return (
        f"{number}.member@example.com",
        _GIVEN[number % 10],
        _FAMILY[number // 10 % 8],
        f"{number % 28 + 1}.{number % 12 + 1}.{1940 + number % 65}",
        f"0151 {phone}" if number % 3 else f"+49151{phone}",
        "WAHR" if number % 50 else "FALSCH",
        f"K{number}",
        f"{number % 900 + 1} Long Road, Bonn",
    )
