"""How long an import takes."""

import pytest

from cognito_user_import.judgement.duration import USERS_PER_SECOND, estimate, minutes


def test_the_rate_is_that_of_the_published_run_times() -> None:
    """The largest one, which its own pauses slow down least."""
    published = {100_000: 56.31, 250_000: 128.2, 500_000: 247.63}
    rates = [users / (taken * 60) for users, taken in published.items()]
    assert round(rates[-1]) == USERS_PER_SECOND
    assert all(0.85 < minutes(users) / taken < 1.05 for users, taken in published.items())


@pytest.mark.parametrize(
    ("users", "expected"),
    [(2_040, "about 1 minute at 34"), (100_000, "about 49 minutes at 34")],
)
def test_an_estimate_says_where_it_comes_from(users: int, expected: str) -> None:
    """It is no promise."""
    assert estimate(users).startswith(expected)
    assert estimate(users).endswith("the only rate that AWS has published")
