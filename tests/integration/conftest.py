"""The embedded AWS for tests, one for each module, so that none sees another's calls."""

from collections.abc import Iterator

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario


@pytest.fixture(scope="module")
def module_aws() -> Iterator[LocalAws]:
    """Start an embedded AWS."""
    with LocalAws() as aws:
        yield aws


@pytest.fixture
def aws(module_aws: LocalAws) -> Iterator[LocalAws]:
    """Lend the embedded AWS to a test, and take back the faults that it sets."""
    yield module_aws
    module_aws.reset_faults()


@pytest.fixture
def pool(aws: LocalAws) -> ImportScenario:
    """Make a user pool that can import, and a role for the logs of its jobs."""
    return ImportScenario(aws)
