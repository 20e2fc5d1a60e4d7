"""The pictures in the documents."""

from __future__ import annotations

import pytest

from tests.integration.command_line.pictures import FOLDER, pictures, shown

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_the_pictures_show_what_the_commands_write() -> None:
    """Line by line, but for times and speeds; `make pictures` renews them."""
    committed = {path.stem: shown(path.read_text()) for path in FOLDER.glob("*.svg")}

    taken = {name: shown(svg) for name, svg in pictures()}

    assert committed == taken
    assert all(len(lines) > 3 for lines in taken.values())
