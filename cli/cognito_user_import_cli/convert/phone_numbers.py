"""Phone numbers in the forms that people write, as E.164."""

import re
from typing import TYPE_CHECKING, Final

from cognito_user_import_cli.command_errors import UsageError

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_PREFIX: Final = re.compile(r"['(\s]*(?:tel:|mobile:)?[(\s]*(?:\+|00(?=[\s1-9()/-]))", re.I)
_SCIENTIFIC: Final = re.compile(r"[0-9][.,][0-9]+[eE]\+?[0-9]+")
REWRITTEN: Final = "phone numbers written as + and digits"


def is_national(value: str) -> bool:
    """Return whether a number lacks its country code."""
    return (
        not _E164.fullmatch(value)
        and not _international(value).startswith("+")
        and not _SCIENTIFIC.fullmatch(value)
        and any(map(str.isdigit, value))
    )


def require_country(code: str) -> str:
    """Return a country's code in capitals.

    :raises UsageError: There are no phone numbers of such a country.
    """
    from phonenumbers import SUPPORTED_REGIONS

    if code.upper() not in SUPPORTED_REGIONS:
        raise UsageError(
            "--country must be a country's code of two letters, such as DE or US. "
            f"Received: {code[:16]!r}."
        )
    return code.upper()


class PhoneFix:
    """Writes phone numbers with a plus sign and digits.

    :param country: The country of numbers without a country code.
    """

    def __init__(self, country: str | None) -> None:
        self._country = country

    def __call__(self, value: str) -> tuple[str, str]:
        """Return a number, and what was done; nothing if it isn't one."""
        if _E164.fullmatch(value):
            return value, ""
        if _SCIENTIFIC.fullmatch(value):
            return "", "digits lost: a spreadsheet rounded the number"
        # Here, because it takes a tenth of a second, and many files don't need it.
        from phonenumbers import (
            NumberParseException,
            PhoneNumberFormat,
            format_number,
            is_possible_number,
            is_valid_number,
            parse,
        )

        try:
            number = parse(_international(value), self._country)
            if self._country and is_national(value):
                other = _with_country_code(value, self._country)
                if other and other != number and is_valid_number(number):
                    return "", "fits both with and without its country code"
                number = other or number
        except NumberParseException:
            return "", "not a phone number"
        if number.extension:
            return "", "a phone number with an extension"
        if not is_possible_number(number):
            return "", "not a phone number of its country: too short or too long"
        return format_number(number, PhoneNumberFormat.E164), REWRITTEN


def _with_country_code(value: str, country: str) -> "PhoneNumber | None":
    """Return the number that lost only its plus sign, if the digits are one."""
    from phonenumbers import country_code_for_region, is_valid_number, parse

    digits = "".join(filter(str.isdigit, value))
    if not digits.startswith(str(country_code_for_region(country))):
        return None
    number = parse(f"+{digits}", None)
    return number if is_valid_number(number) else None


def _international(value: str) -> str:
    """Return a number with + for its prefix 00, and without what spreadsheets put before it."""
    match = _PREFIX.match(value)
    return f"+{value[match.end() :]}" if match else value.lstrip("'")
