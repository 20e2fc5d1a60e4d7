"""The comparison with a naive handler: its scenarios, its document, and how naive it is."""

import inspect
from importlib.metadata import distribution

import pytest

from scripts.compare_reliability import DOCUMENT, scenario_names, try_scenario
from tests.naive.every_scenario import SCENARIOS
from tests.naive.naive_handler import naive_resource


def test_the_document_lists_these_scenarios() -> None:
    """`python -m scripts.compare_reliability --write` brings it up to date."""
    assert scenario_names(DOCUMENT.read_text()) == [scenario.name for scenario in SCENARIOS]


def test_every_scenario_has_a_name_of_its_own() -> None:
    """The table is read by names."""
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)


@pytest.mark.parametrize(("column", "handler"), [(2, "naive"), (3, "ours")])
def test_the_document_counts_what_it_lists(column: int, handler: str) -> None:
    """The total of those survived is that of the rows."""
    text = DOCUMENT.read_text()
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")]
    (total,) = (row[column].strip() for row in rows if row[1].strip() == "survived")
    cells = [row[column].strip() for row in rows if row[1].strip() in scenario_names(text)]
    survived = sum(cell.startswith("survived") for cell in cells)
    assert total == f"{survived} of {len(SCENARIOS)}", handler


def test_the_naive_handler_is_made_as_crhelpers_readme_shows() -> None:
    """Argument by argument: a comparison with anything else would be unfair."""
    readme = str(distribution("crhelper").read_text("METADATA"))
    (shown,) = (line for line in readme.splitlines() if line.startswith("helper = CfnResource("))
    source = inspect.getsource(naive_resource).replace('"', "'")
    _, _, made = source.partition("CfnResource(")
    ours = [argument.strip() for argument in made.partition(")")[0].split(",") if argument.strip()]
    assert ours == shown.partition("(")[2].rstrip(")").split(", ")


@pytest.mark.parametrize(("handler", "stuck"), [("naive", 1), ("ours", 0)])
def test_a_scenario_tells_the_two_apart(handler: str, stuck: int) -> None:
    """503 is no answer taken, which crhelper does not know."""
    number = next(n for n, s in enumerate(SCENARIOS) if "503" in s.name)
    assert try_scenario(handler, number).verdict.stuck == stuck
