"""A warm handler keeps nothing of earlier requests."""

import pytest

from tests.faults.warm_invocations import measure


def test_invocations_leave_nothing() -> None:
    """Memory, threads and files; `make faults` measures 10,000."""
    figures = measure(300)
    assert figures.is_clean, figures


@pytest.mark.thorough
@pytest.mark.parametrize("leak", ["memory", "threads", "files"])
def test_what_is_left_is_seen(leak: str) -> None:
    """200 kB, a thread or a file at each of 60 invocations."""
    figures = measure(60, leak)
    assert not figures.is_clean
    assert getattr(figures, leak) >= 60
