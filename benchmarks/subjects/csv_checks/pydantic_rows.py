"""A pydantic model a row; uniqueness by a set."""

import csv
import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict


def _date(value: str) -> str:
    if value:
        datetime.datetime.strptime(value, "%m/%d/%Y")  # noqa: DTZ007 - a birth date
    return value


def _text(pattern: str, **limits: int) -> Any:
    return Annotated[str, StringConstraints(pattern=pattern, **limits)]


_ROW = TypeAdapter(
    TypedDict(  # type: ignore[operator]
        "Row",
        {
            "given_name": _text(r"\S", max_length=2048),
            "email": _text(r"^[^@\s]+@[^@\s]+$", max_length=2048),
            "email_verified": Literal["true"],
            "phone_number": _text(r"^(\+[0-9]+)?$"),
            "phone_number_verified": Literal["true", "false", ""],
            "birthdate": Annotated[str, AfterValidator(_date)],
            "updated_at": _text(r"^[0-9]*$"),
            "cognito:mfa_enabled": Literal["true", "false", ""],
            "cognito:username": _text(r"^\S{1,128}$"),
        },
    )
)


def check(path: str) -> int:
    """Check each row by itself."""
    found = 0
    seen: set[str] = set()
    with Path(path).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, quoting=csv.QUOTE_NONE, escapechar="\\"):
            try:
                _ROW.validate_python(row)
            except ValidationError as error:
                found += error.error_count()
            found += row["cognito:username"] in seen
            seen.add(row["cognito:username"])
    return found
