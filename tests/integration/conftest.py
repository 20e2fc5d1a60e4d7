"""The embedded AWS for tests: one for each worker, and an account in it for each module."""

import itertools
from collections.abc import Iterator

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario

_ACCOUNTS = itertools.count(222233330001)


@pytest.fixture(scope="session")
def running_aws() -> Iterator[LocalAws]:
    """Start an embedded AWS, which takes as long as a dozen tests."""
    with LocalAws() as aws:
        yield aws


@pytest.fixture(scope="module")
def module_aws(running_aws: LocalAws) -> LocalAws:
    """Open an account, so that no module sees another's calls, stacks or jobs."""
    return running_aws.in_account(str(next(_ACCOUNTS)))


@pytest.fixture
def aws(module_aws: LocalAws) -> Iterator[LocalAws]:
    """Lend the module's account to a test, and take back the faults that it sets."""
    yield module_aws
    module_aws.reset_faults()


@pytest.fixture
def pool(aws: LocalAws) -> ImportScenario:
    """Make a user pool that can import, and a role for the logs of its jobs."""
    return ImportScenario(aws)
