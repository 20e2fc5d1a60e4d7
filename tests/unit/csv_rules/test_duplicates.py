"""Values that are there twice, among many."""

from cognito_user_import.csv_rules.duplicates import Values
from cognito_user_import.csv_rules.rules import SAME_EMAIL, SAME_USERNAME


def _lines(values: Values) -> list[tuple[int, int]]:
    return [(again.line, again.first_line) for again in values.twice()]


def test_what_is_there_again_is_found_among_hundreds_of_thousands() -> None:
    """Wherever it is, and however often, with the line of the first."""
    values = Values()
    for first in range(0, 300_000, 1_000):
        names = [f"user{number}" for number in range(first, first + 1_000)]
        values.add(SAME_USERNAME, "name", range(first + 2, first + 1_002), names)
    assert _lines(values) == []

    again = [f"user{number}" for number in range(0, 300_000, 1_000)]
    values.add(SAME_USERNAME, "name", range(300_002, 300_302), again)

    assert _lines(values) == [(300_002 + n, 1_000 * n + 2) for n in range(300)]


def test_the_later_line_is_told_whichever_was_added_first() -> None:
    """Lines that are not plain are added after the others of their block."""
    values = Values()
    values.add(SAME_USERNAME, "name", [2, 4], ["ann", "bob"])
    values.add(SAME_USERNAME, "name", [3], ["bob"])

    assert _lines(values) == [(4, 3)]


def test_the_rule_is_that_of_the_later_value() -> None:
    """An e-mail address that is a user name of an earlier row is told as the address."""
    values = Values()
    values.add(SAME_USERNAME, "cognito:username", range(2, 3), ["a@b"])
    values.add(SAME_EMAIL, "email", range(3, 4), ["a@b"])

    assert [(again.rule, again.column) for again in values.twice()] == [(SAME_EMAIL, "email")]


def test_capitals_make_no_difference_where_the_pool_makes_none() -> None:
    """And do where it does."""
    for fold, expected in ((True, [(3, 2)]), (False, [])):
        values = Values(fold=fold)
        values.add(SAME_USERNAME, "name", range(2, 4), ["Ann", "ann"])
        assert _lines(values) == expected


def test_equal_hashes_of_different_values_are_no_duplicates() -> None:
    """The values themselves are compared before anything is said of them."""

    class SameHash(str):
        __slots__ = ()

        def __hash__(self) -> int:
            return 7

    values = Values()
    values.add(SAME_USERNAME, "name", range(2, 5), [SameHash(text) for text in "aba"])

    assert [(again.line, again.first_line) for again in values.twice()] == [(4, 2)]
