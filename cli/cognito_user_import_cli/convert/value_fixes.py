"""The safe changes to values: what they mean stays, and their form becomes Cognito's."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from cognito_user_import.csv_rules.csv_format import MFA_ENABLED, PASSWORD_HASH, USERNAME
from cognito_user_import.csv_rules.pool_profile import SIGN_IN_FORMS, PoolProfile
from cognito_user_import.csv_rules.writer import problem
from cognito_user_import_cli.convert.calendar_dates import (
    DateOrder,
    birthdate_fix,
    updated_at_fix,
)
from cognito_user_import_cli.convert.password_forms import cognito_form
from cognito_user_import_cli.convert.phone_numbers import PhoneFix

Fix = Callable[[str], tuple[str, str]]
"""Returns a value and what was done; no value if it can't be fixed, and then the reason."""

_YES: Final = "true yes y t 1 on wahr ja j vrai oui o si sí verdadero verified confirmed x"
_NO: Final = "false no n f 0 off falsch nein faux non falso unverified unconfirmed"
_FLAGS: Final = dict.fromkeys(_YES.split(), "true") | dict.fromkeys(_NO.split(), "false")
_BREAKS: Final = re.compile(r"\s*[\n\r\t\v\f\x85\u2028\u2029]+\s*")
_INVISIBLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff\ue000]")
# Spaces between words are common in text; in these, they are a mistake.
_NO_MARKS: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")

BREAKS: Final = "line breaks and tabs written as spaces"
INVISIBLE: Final = "invisible characters removed"
SPACES: Final = "surrounding spaces removed"
MFA_SETTING: Final = "contradicts the pool's MFA setting"


def is_plain(value: str) -> bool:
    """Return whether a value needs no cleaning. False may be wrong."""
    return (
        value.isprintable()
        and value[0] != " "
        and value[-1] != " "
        and len(value) < 500
        and '"' not in value
        and "\\" not in value
    )


def cleaned(value: str) -> tuple[str, Sequence[str], str]:
    """Return a value that the dialect can hold, what was done, and why it still can't."""
    done = []
    text = value.strip()
    if text != value:
        done.append(SPACES)
    if (joined := _BREAKS.sub(" ", text)) != text:
        done.append(BREAKS)
    if (bare := _INVISIBLE.sub("", joined).strip()) != joined:
        done.append(INVISIBLE)
    return bare, done if bare else [], problem(bare)


def flag(value: str) -> tuple[str, str]:
    """Return true or false for a word that means it."""
    found = _FLAGS.get(value.casefold(), "")
    if not found:
        return "", "not true or false"
    return found, "" if found == value else "written as true or false"


def email(value: str) -> tuple[str, str]:
    """Return an email address without what isn't a part of it."""
    text = _NO_MARKS.sub("", value).removeprefix("mailto:")
    if not SIGN_IN_FORMS["email"].fullmatch(text):
        return "", "not an email address"
    return text, "" if text == value else "written as a plain address"


def username(value: str) -> tuple[str, str]:
    """Return a user name without invisible characters."""
    text = _NO_MARKS.sub("", value)
    return text, "" if text == value else INVISIBLE


def fixes(
    profile: PoolProfile, order: DateOrder, country: str | None, algorithms: Collection[str]
) -> Callable[[str], Fix | None]:
    """Return the fix of each column, or None if its text stays as it is.

    :param order: The order of dates that are neither ISO 8601 nor have dots.
    :param country: The country of phone numbers without a country code.
    :param algorithms: The algorithms of the hashes that are written.
    """
    by_column: dict[str, Fix] = {
        USERNAME: username,
        "email": email,
        "email_verified": flag,
        "phone_number": PhoneFix(country),
        "phone_number_verified": flag,
        "birthdate": lambda value: birthdate_fix(value, order),
        "updated_at": updated_at_fix,
        MFA_ENABLED: _mfa(profile.mfa),
        PASSWORD_HASH: _hash(algorithms),
    }
    for attribute in profile.attributes or ():
        if attribute.data_type == "Boolean":
            by_column.setdefault(attribute.name, flag)
    return by_column.get


def _hash(algorithms: Collection[str]) -> Fix:
    def fix(value: str) -> tuple[str, str]:
        algorithm, text = cognito_form(value)
        if not algorithm:
            return "", text
        if algorithm not in algorithms:
            return "", f"a hash of another algorithm ({algorithm})"
        return text, "" if text == value else f"written in Cognito's form of {algorithm}"

    return fix


def _mfa(setting: str | None) -> Fix:
    refused = {"ON": "false", "OFF": "true"}.get(setting or "")

    def fix(value: str) -> tuple[str, str]:
        found, done = flag(value)
        return ("", MFA_SETTING) if found and found == refused else (found, done)

    return fix
