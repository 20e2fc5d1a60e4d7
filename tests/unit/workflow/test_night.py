"""A night of a large import, with faults of each kind."""

from pathlib import Path

import pytest

from tests.seeds import SEED
from tests.unit.workflow.night import require_good, spend


@pytest.mark.thorough
def test_a_night_with_faults_ends_by_itself(tmp_path: Path) -> None:
    """With its report; nobody is lost or there twice."""
    night, ended = spend(tmp_path, 40_000, 8_000, int(SEED))
    require_good(night, ended)
    assert night.faults.total() > 10, night.faults
