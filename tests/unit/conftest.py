"""The real handler, warm, with Cognito in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cognito_user_import.aws import backoff
from tests.cloudformation.harness import Handler, running_handler
from tests.fakes.cognito import FakeCognito


@pytest.fixture
def cognito() -> FakeCognito:
    """Make a Cognito with one user pool."""
    return FakeCognito()


@pytest.fixture
def handler(tmp_path: Path, cognito: FakeCognito) -> Iterator[Handler]:
    """Run a handler on it."""
    with running_handler(tmp_path, cognito) as handler:
        yield handler


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pauses be the longest, which a test can name."""
    monkeypatch.setattr(backoff, "random", lambda: 1.0)
