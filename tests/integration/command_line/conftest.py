"""What the tests of commands share."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from local_aws import LocalAws
from tests.integration.command_line.pool_jobs import ROLE


@pytest.fixture
def iam(aws: LocalAws) -> Iterator[Any]:
    """Lend IAM, and take the role back that a test has made."""
    iam = aws.client("iam")
    yield iam
    with suppress(iam.exceptions.NoSuchEntityException):
        for policy in iam.list_role_policies(RoleName=ROLE)["PolicyNames"]:
            iam.delete_role_policy(RoleName=ROLE, PolicyName=policy)
        iam.delete_role(RoleName=ROLE)
