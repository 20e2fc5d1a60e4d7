"""What the tests of convert share."""

from pathlib import Path

import pytest

from tests.unit.command_line.convert.converting import Converter


@pytest.fixture
def converter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Converter:
    """Lend a folder in which files are converted."""
    return Converter(tmp_path, capsys)
