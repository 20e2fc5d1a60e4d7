"""An operator's desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.command_line.workflows.workflow_desk import WorkflowDesk
from tests.unit.workflow.machine import running_machine


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkflowDesk]:
    """Lend a workflow for five good rows in three parts, and the commands for it."""
    with running_machine(tmp_path) as machine:
        machine.world.cognito.settings.import_seconds = 20
        yield WorkflowDesk(machine, monkeypatch)
