"""The picture of the architecture."""

import xml.etree.ElementTree as ET

import pytest

from scripts.architecture_picture import FOLDER, drawn
from scripts.drawing import THEMES


@pytest.mark.parametrize("name", THEMES)
def test_the_committed_picture_is_what_the_script_draws(name: str) -> None:
    """And it is well-formed."""
    committed = (FOLDER / f"{name}.svg").read_text()
    assert committed == drawn(THEMES[name])
    assert ET.fromstring(committed).tag.endswith("svg")  # noqa: S314 - our own file
