"""Single values: those of a pool's attributes at both of their bounds, and user names."""

import unicodedata

import pytest

from cognito_user_import.csv_rules import PoolAttribute, PoolProfile, quick
from cognito_user_import.csv_rules.values import attribute, updated_at, username

TEXT = PoolAttribute("custom:team", "String", lowest=2, highest=4)
NUMBER = PoolAttribute("custom:size", "Number", lowest=-1, highest=9)
ANY_NUMBER = PoolAttribute("custom:any", "Number")
FLAG = PoolAttribute("custom:on", "Boolean")


@pytest.mark.parametrize(
    ("demands", "value", "code"),
    [
        (TEXT, "", ""),
        (TEXT, "a", "CUI-116"),
        (TEXT, "ab", ""),
        (TEXT, "äöüß", ""),
        (TEXT, "abcde", "CUI-116"),
        (NUMBER, "", ""),
        (NUMBER, "-2", "CUI-118"),
        (NUMBER, "-1", ""),
        (NUMBER, "-1.0", ""),
        (NUMBER, "9", ""),
        (NUMBER, "9.1", "CUI-118"),
        (NUMBER, "1" * 5_000, "CUI-118"),
        (NUMBER, "two", "CUI-117"),
        (NUMBER, "1_0", "CUI-117"),
        (NUMBER, "nan", "CUI-117"),
        (NUMBER, "0x1", "CUI-117"),
        (NUMBER, "\u0661", "CUI-117"),
        (NUMBER, "1 2", "CUI-117"),
        (NUMBER, ".", "CUI-117"),
        (NUMBER, "+5", "CUI-125"),
        (NUMBER, "5e0", "CUI-125"),
        (NUMBER, ".5", "CUI-125"),
        (NUMBER, "5.", "CUI-125"),
        (NUMBER, "1e1", "CUI-118"),
        (ANY_NUMBER, "1" * 5_000, ""),
        (FLAG, "", ""),
        (FLAG, "true", ""),
        (FLAG, "FALSE", ""),
        (FLAG, "1", "CUI-119"),
    ],
)
def test_a_value_keeps_the_bounds_and_the_form(
    demands: PoolAttribute, value: str, code: str
) -> None:
    """A form that AWS may or may not accept differs from one that isn't a number at all."""
    problem = attribute(demands)(value)

    assert (problem[0].code if problem else "") == code


@pytest.mark.parametrize(
    "character",
    [
        *(" ", "\t", "\u00a0", "\u3000", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"),
        *("\x01", "\x7f", "\u00ad", "\u200b", "\u202e", "\ufeff", "\U000e0001", "\ue000"),
    ],
)
@pytest.mark.parametrize("form", ["a{}b", "{}ab", "ab{}"])
def test_a_user_name_has_no_character_that_the_api_excludes(character: str, form: str) -> None:
    """Separators, control, format, and private characters. The quick check passes none either."""
    name = form.format(character)

    problem = username(PoolProfile())(name)

    assert problem is not None
    assert problem[0].code == "CUI-203"
    assert not quick.names([name])


def test_a_user_name_has_all_other_characters() -> None:
    """Of every category that the API allows, and of none that a newer Unicode may assign."""
    kinds = (
        (character, unicodedata.category(character)) for character in map(chr, range(0x110000))
    )
    allowed = "".join(char for char, kind in kinds if kind[0] in "LMSNP" or kind == "Cn")
    rule = username(PoolProfile())

    names = [allowed[first : first + 128] for first in range(0, len(allowed), 128)]
    refused = [name for name in names if rule(name)]

    assert refused == []


@pytest.mark.parametrize(
    ("value", "is_good"),
    [
        ("", True),
        ("0", True),
        ("1700000000", True),
        ("-1", False),
        ("1.5", False),
        ("1e9", False),
        ("\u0661\u0662", False),
        ("\u00b2", False),
    ],
)
def test_a_time_of_update_is_in_digits_that_all_know(value: str, is_good: bool) -> None:
    """Not in those of another script."""
    assert (updated_at(value) is None) == is_good
