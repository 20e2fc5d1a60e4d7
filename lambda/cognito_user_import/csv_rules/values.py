"""The rules for single values.

Each returns the broken rule and its detail, or None for a good value. A blank value is good:
another rule requires values.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.csv_format import (
    E164_DIGITS,
    MAX_USERNAME_CHARACTERS,
    SECONDS_DIGITS,
)
from cognito_user_import.csv_rules.pool_profile import SIGN_IN_FORMS, PoolAttribute, PoolProfile
from cognito_user_import.csv_rules.rules import Rule

Problem = tuple[Rule, str] | None
ValueRule = Callable[[str], Problem]

_DATE_PARTS: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MONTHS: Final = 12
_DAYS: Final = 31
_DATE: Final = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_REFUSED: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Co"})
"""The categories that UsernameType of the API excludes, without Cn: which characters are assigned
depends on the version of Unicode, and AWS's may be newer than Python's."""
_WORDS: Final = {"email": "an email address", "phone_number": "a phone number"}
_LIKE_A_NUMBER: Final = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")


def flag(not_a_flag: Rule) -> ValueRule:
    """Return the rule for a column of true and false."""

    def rule(value: str) -> Problem:
        # Capitals, too: a real job took them, and stored the flag as "true".
        return None if value.lower() in ("", "true", "false") else (not_a_flag, "")

    return rule


def mfa(setting: str | None) -> ValueRule:
    """Return the rule for cognito:mfa_enabled, by the pool's MFA setting."""
    form = flag(rules.MFA_FORM)
    refused = {"ON": ("false", rules.MFA_REQUIRED), "OFF": ("true", rules.MFA_OFF)}
    word, broken = refused.get(setting or "", ("", rules.MFA_FORM))

    def rule(value: str) -> Problem:
        return (broken, "") if word and value.lower() == word else form(value)

    return rule


def email(value: str) -> Problem:
    """Check an email address."""
    return None if not value or SIGN_IN_FORMS["email"].fullmatch(value) else (rules.EMAIL_FORM, "")


def phone_number(value: str) -> Problem:
    """Check a phone number."""
    is_good = not value or SIGN_IN_FORMS["phone_number"].fullmatch(value)
    return None if is_good else (rules.PHONE_FORM, "")


def e164(value: str) -> Problem:
    """Check that a phone number is one in E.164, the international numbering plan."""
    is_phone_number = SIGN_IN_FORMS["phone_number"].fullmatch(value)
    is_other = is_phone_number and (len(value) > 1 + E164_DIGITS or value.startswith("+0"))
    return (rules.NOT_E164, "") if is_other else None


def birthdate(value: str) -> Problem:
    """Check a birth date."""
    if not value:
        return None
    numbers = _DATE_PARTS.fullmatch(value)
    month, day, year = map(int, numbers.groups()) if numbers else (0, 0, 0)
    if _MONTHS < month <= _DAYS and 1 <= day <= _MONTHS:
        return rules.DAY_FIRST, ""
    if not (_DATE.fullmatch(value) and 1 <= month <= _MONTHS and 1 <= day <= _DAYS):
        return rules.BIRTHDATE_FORM, ""
    try:
        datetime.date(year, month, day)
    except ValueError:
        return rules.NO_SUCH_DATE, ""
    return None


def updated_at(value: str) -> Problem:
    """Check the time of an update."""
    if not value:
        return None
    if not (value.isascii() and value.isdigit()):
        return rules.UPDATED_AT_FORM, ""
    return (rules.MILLISECONDS, "") if len(value.lstrip("0")) > SECONDS_DIGITS else None


def attribute(demands: PoolAttribute) -> ValueRule:
    """Return the rule for an attribute that the pool constrains."""
    limits = _range(demands)
    lowest = float("-inf") if demands.lowest is None else demands.lowest
    highest = float("inf") if demands.highest is None else demands.highest

    def text(value: str) -> Problem:
        is_good = not value or lowest <= len(value) <= highest
        return None if is_good else (rules.LENGTH, limits)

    def number(value: str) -> Problem:
        if not value:
            return None
        if not _LIKE_A_NUMBER.fullmatch(value):
            return rules.NUMBER_FORM, ""
        if not lowest <= float(value) <= highest:
            return rules.NUMBER_RANGE, limits
        # AWS doesn't document which other forms are accepted [?].
        return None if _NUMBER.fullmatch(value) else (rules.NUMBER_DOUBTFUL, "")

    def boolean(value: str) -> Problem:
        return flag(rules.BOOLEAN_FORM)(value)

    return {"Number": number, "Boolean": boolean}.get(demands.data_type, text)


def _range(demands: PoolAttribute) -> str:
    if demands.lowest is None:
        return f"at most {demands.highest:.15g}" if demands.highest is not None else "any"
    if demands.highest is None:
        return f"at least {demands.lowest:.15g}"
    return f"{demands.lowest:.15g} to {demands.highest:.15g}"


def username(profile: PoolProfile) -> ValueRule:
    """Return the rule for user names, which must not be blank."""
    sign_in = profile.username_attributes
    aliases = profile.aliases or ()
    likeness = [
        (SIGN_IN_FORMS[name], rule)
        for name, rule in (
            ("email", rules.USERNAME_LIKE_EMAIL),
            ("phone_number", rules.USERNAME_LIKE_PHONE),
        )
        if name in aliases
    ]

    def rule(value: str) -> Problem:
        if not value:
            return rules.USERNAME_MISSING, ""
        if len(value) > MAX_USERNAME_CHARACTERS:
            return rules.USERNAME_TOO_LONG, ""
        if not (value.isprintable() and " " not in value) and not _REFUSED.isdisjoint(
            map(unicodedata.category, value)
        ):
            return rules.USERNAME_CHARACTERS, ""
        if sign_in and profile.sign_in_attribute(value) is None:
            return rules.USERNAME_FORM, " or ".join(_WORDS[name] for name in sorted(sign_in))
        for form, like in likeness:
            if form.fullmatch(value):
                return like, ""
        return None

    return rule
