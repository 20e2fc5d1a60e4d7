"""The blocks of an upload, attempt by attempt."""

import pytest

from cognito_user_import.errors import UploadError
from cognito_user_import_cli.jobs.upload_attempts import UploadAttempts


def test_what_is_sent_is_told_when_the_next_block_is_asked_for() -> None:
    """From 0 on at the beginning of each attempt."""
    told: list[int] = []
    attempts = UploadAttempts(lambda: [b"123", b"45"], told.append)

    steps = [(block, list(told)) for block in attempts()]
    list(attempts())

    assert steps == [(b"123", [0]), (b"45", [0, 3])]
    assert told == [0, 3, 5, 0, 3, 5]


def test_attempts_that_reach_nothing_are_counted_anew_after_one_that_did() -> None:
    """A sixth one in a row is the last."""
    attempts = UploadAttempts(lambda: [b"123"], lambda _: None)

    for _ in range(5):
        attempts()
    list(attempts())
    for _ in range(6):
        attempts()

    with pytest.raises(UploadError, match="couldn't be reached in 6 attempts"):
        attempts()
