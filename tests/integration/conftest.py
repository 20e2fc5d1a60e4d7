"""The embedded AWS for tests, one for each worker of pytest."""

from collections.abc import Iterator

import pytest

from tests.local_aws import LocalAws


@pytest.fixture(scope="session")
def session_aws() -> Iterator[LocalAws]:
    """Start an embedded AWS for the session."""
    with LocalAws() as aws:
        yield aws


@pytest.fixture
def aws(session_aws: LocalAws) -> Iterator[LocalAws]:
    """Lend the embedded AWS to a test, and take back the faults that it sets."""
    yield session_aws
    session_aws.reset_faults()
