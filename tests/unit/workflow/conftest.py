"""A state machine with Cognito and S3 in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.workflow.machine import Machine, running_machine


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Run executions on a file of five good rows, of which a job takes two."""
    with running_machine(tmp_path) as machine:
        yield machine
