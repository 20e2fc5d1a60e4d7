"""The pauses before further attempts."""

from itertools import islice

import pytest

from cognito_user_import.aws import backoff


@pytest.mark.parametrize(
    ("jitter", "expected"), [(1.0, [0.5, 1, 2, 4, 8, 8]), (0.0, [0.25, 0.5, 1, 2, 4, 4])]
)
def test_pauses_double_to_eight_seconds_less_jitter(
    monkeypatch: pytest.MonkeyPatch, jitter: float, expected: list[float]
) -> None:
    """Jitter takes off at most half."""
    monkeypatch.setattr(backoff, "random", lambda: jitter)
    assert list(islice(backoff.pauses(), 6)) == expected
