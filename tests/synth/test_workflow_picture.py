"""The picture of a workflow's states."""

import xml.etree.ElementTree as ET
from itertools import combinations
from textwrap import wrap

import pytest

from cdk_cognito_user_import.workflow_definition import workflow_definition
from scripts.drawing import THEMES
from scripts.workflow_picture import FOLDER, Chart, drawn, ways_of


@pytest.mark.parametrize("name", THEMES)
def test_the_committed_picture_is_what_the_script_draws(name: str) -> None:
    """And it is well-formed. `make pictures` draws it again."""
    committed = (FOLDER / f"{name}.svg").read_text()
    assert committed == drawn(THEMES[name])
    assert ET.fromstring(committed).tag.endswith("svg")  # noqa: S314 - our own file


def charts() -> list[Chart]:
    """Return the chart of the machine, and those within its maps."""
    chart = Chart(
        workflow_definition(function_arn="", report_bucket="", properties={}, part_limits=None)
    )
    return [chart, *chart.inner.values()]


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: next(iter(chart.states)))
def test_no_state_hides_another(chart: Chart) -> None:
    """Each has its own place."""
    assert chart.boxes.keys() == chart.states.keys()
    for one, other in combinations(chart.boxes.values(), 2):
        is_beside = one.right < other.x or other.right < one.x
        assert is_beside or one.bottom < other.y or other.bottom < one.y


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: next(iter(chart.states)))
def test_every_state_and_every_way_is_drawn(chart: Chart) -> None:
    """In the words of the definition."""
    elements = list(chart.drawn(THEMES["light"]))
    inner = [element for each in chart.inner.values() for element in each.drawn(THEMES["light"])]
    ways = [element for element in elements if element.startswith("<path")]
    inner_ways = [element for element in inner if element.startswith("<path")]
    texts = "\n".join(elements)

    assert len(ways) - len(inner_ways) == len(list(ways_of(chart.states)))
    for name in chart.states:
        lines = [name] if name in chart.inner else wrap(name, 18)
        assert all(f">{line}" in texts for line in lines)
