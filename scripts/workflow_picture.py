"""Draws the states of a workflow from their definition, for light and dark pages.

The way to a good end runs downwards. What comes back to where it began is on the right of it, what
goes back further on the left, and what records a failure furthest right. `make pictures` runs it.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from statistics import median_low
from textwrap import wrap
from typing import Any, Final, NamedTuple

from cdk_cognito_user_import.workflow_definition import workflow_definition
from scripts.drawing import IMAGES, THEMES, opening, text

FOLDER: Final = IMAGES / "workflow"
_WIDTH: Final = 136
_HEIGHT: Final = 44
_LETTERS: Final = 18
"""Of a line in a box."""
_ACROSS: Final = 52
_DOWN: Final = 38
_TITLE: Final = 34
_MARGIN: Final = 22
_ASIDE: Final = 20
"""How far beside the middle of a box an arrow ends that isn't the only one there."""

Theme = Mapping[str, str]
States = Mapping[str, Any]
Place = tuple[int, int]
"""Column and row. The way to a good end has column 0."""


class Way(NamedTuple):
    """A way from one state to another.

    :param label: The choice that takes it.
    :param is_failure: Whether the execution goes there after a step failed again and again.
    """

    start: str
    end: str
    label: str = ""
    is_failure: bool = False


class Box(NamedTuple):
    """The place of a state in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """The point in the middle."""
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def right(self) -> int:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.y + self.height


def ways_of(states: States) -> Iterator[Way]:
    """Yield the ways between states."""
    for name, state in states.items():
        if "Next" in state:
            yield Way(name, state["Next"])
        choices = state.get("Choices", ())
        for choice in choices:
            yield Way(name, choice["Next"], choice["StringEquals"].lower() or "no problem")
        if "Default" in state:
            tests_for_problem = any(not choice["StringEquals"] for choice in choices)
            yield Way(name, state["Default"], "problem" if tests_for_problem else "else")
        for catch in state.get("Catch", ()):
            yield Way(name, catch["Next"], is_failure=True)


def _main_way(states: States, ways: Sequence[Way], name: str, seen: tuple[str, ...]) -> list[str]:
    """Return the longest way from a state to an end that passes no state twice; empty for none."""
    if not any(way.start == name for way in ways):
        return [name]
    found: list[str] = []
    for way in ways:
        if way.start == name and not way.is_failure and way.end not in (*seen, name):
            rest = _main_way(states, ways, way.end, (*seen, name))
            if rest and len(rest) >= len(found):
                found = [name, *rest] if len(rest) + 1 > len(found) else found
    return found


def places(states: States, start: str) -> dict[str, Place]:
    """Return the place of each state."""
    ways = list(ways_of(states))
    main = _main_way(states, ways, start, ())
    found = {name: (0, row) for row, name in enumerate(main)}
    for way in ways:
        if way.is_failure or way.start not in main or way.end in found:
            continue
        row = found[way.start][1]
        chain, last = [way.end], way.end
        while (after := _next(ways, last)) and after not in found:
            chain, last = [*chain, after], after
        goes_back = after not in ("", way.start)
        for distance, name in enumerate(chain, 1):
            found[name] = (-distance if goes_back else distance, row)
    for name in [name for name in states if name not in found]:
        rows = [found[way.start][1] for way in ways if way.end == name]
        furthest = max(column for column, row in found.values() if row in rows)
        found[name] = (furthest + 1, median_low(rows))
    return found


def _next(ways: Sequence[Way], name: str) -> str:
    return next((way.end for way in ways if way.start == name and not way.is_failure), "")


class Chart:
    """The states of a machine, or those within a map."""

    def __init__(self, machine: States) -> None:
        self.states: States = machine["States"]
        self.inner = {
            name: Chart(state["ItemProcessor"])
            for name, state in self.states.items()
            if state["Type"] == "Map"
        }
        self.places = places(self.states, machine["StartAt"])
        rows: list[list[str]] = [[] for _ in range(1 + max(row for _, row in self.places.values()))]
        for name, (_, row) in self.places.items():
            rows[row].append(name)
        self.boxes: dict[str, Box] = {}
        top = _MARGIN
        for names in rows:
            height = max(self._size(name)[1] for name in names)
            for name in names:
                width, own_height = self._size(name)
                x = self.places[name][0] * (_WIDTH + _ACROSS) - width // 2
                self.boxes[name] = Box(x, top + (height - own_height) // 2, width, own_height)
            top += height + _DOWN
        self.height = top - _DOWN + _MARGIN
        lines = [x for way in ways_of(self.states) for x, _ in self._line(way)[0]]
        self.left = min([*lines, *(box.x for box in self.boxes.values())]) - _MARGIN
        self.width = max(box.right for box in self.boxes.values()) + _MARGIN - self.left

    def _size(self, name: str) -> tuple[int, int]:
        inner = self.inner.get(name)
        return (inner.width, inner.height + _TITLE) if inner else (_WIDTH, _HEIGHT)

    def drawn(self, theme: Theme) -> Iterator[str]:
        """Yield the elements of the picture."""
        for name, state in self.states.items():
            yield from self._state(name, state, theme)
        for way in ways_of(self.states):
            yield from self._way(way, theme)

    def _state(self, name: str, state: Any, theme: Theme) -> Iterator[str]:
        box = self.boxes[name]
        x, y = box.middle
        is_round = state["Type"] in ("Choice", "Succeed", "Fail")
        fill = "none" if name in self.inner else theme["ours" if state["Type"] == "Task" else "box"]
        yield (
            f"<rect x='{box.x}' y='{box.y}' width='{box.width}' height='{box.height}' "
            f"rx='{_HEIGHT // 2 if is_round else 8}' fill='{fill}' stroke='{theme['line']}'/>"
        )
        if name not in self.inner:
            lines = wrap(name, _LETTERS)
            for number, line in enumerate(lines):
                below = y + 5 + 16 * number - 8 * (len(lines) - 1)
                yield text(x, below, line, "font-size='13'", theme)
            return
        most = state["MaxConcurrency"]
        pace = "one after the other" if most == 1 else f"{most} at a time"
        yield text(x, box.y + 23, f"{name}, {pace}", "font-size='14' font-weight='600'", theme)
        inner = self.inner[name]
        yield f"<g transform='translate({box.x - inner.left} {box.y + _TITLE - 8})'>"
        yield from inner.drawn(theme)
        yield "</g>"

    def _way(self, way: Way, theme: Theme) -> Iterator[str]:
        points, label_at, anchor = self._line(way)
        path = "L".join(f"{x} {y}" for x, y in points)
        dashes = " stroke-dasharray='4 4'" if way.is_failure else ""
        yield (
            f"<path d='M{path}' fill='none' stroke='{theme['line']}' stroke-width='1.5'{dashes} "
            "marker-end='url(#tip)'/>"
        )
        if way.label:
            yield text(*label_at, way.label, "font-size='12' font-style='italic'", theme, anchor)

    def _left_between(self, first: int, last: int) -> int:
        """Return the left edge of what stands between two rows."""
        between = range(first + 1, last)
        return min(self.boxes[name].x for name, (_, row) in self.places.items() if row in between)

    def _line(self, way: Way) -> tuple[list[tuple[int, int]], tuple[int, int], str]:
        """Return the corners of a way, where its label is, and which end of the label."""
        (from_column, from_row), (to_column, to_row) = self.places[way.start], self.places[way.end]
        start, end = self.boxes[way.start], self.boxes[way.end]
        (x1, y1), (x2, y2) = start.middle, end.middle
        if from_column == to_column and to_row == from_row + 1:
            return [(x1, start.bottom), (x2, end.y)], (x1 + 8, start.bottom + 17), "start"
        if from_column == to_column:
            x, turn = start.x + _ASIDE, start.bottom + _DOWN // 2
            rail = self._left_between(from_row, to_row) - _ASIDE
            points = [(x, start.bottom), (x, turn), (rail, turn), (rail, y2), (end.x, y2)]
            return points, (x - 6, start.bottom + 14), "end"
        if from_row == to_row and abs(to_column) > abs(from_column):
            is_right = to_column > from_column
            edges = (start.right, end.x) if is_right else (start.x, end.right)
            return [(edges[0], y1), (edges[1], y2)], (sum(edges) // 2, y1 - 7), "middle"
        if from_row == to_row:
            turn, x = start.y - _DOWN // 2, end.right - _ASIDE
            return [(x1, start.y), (x1, turn), (x, turn), (x, end.y)], (x1, turn - 5), "middle"
        if abs(to_column) > abs(from_column):
            above = from_row < to_row
            x = x2 if above else x2 - _ASIDE
            points = [(start.right, y1), (x, y1), (x, end.y if above else end.bottom)]
            return points, (start.right + 8, y1 - 7), "start"
        below = from_row < to_row
        x = x1 + _ASIDE if below else x1
        side = end.right if from_column > to_column else end.x
        points = [(x, start.bottom if below else start.y), (x, y2), (side, y2)]
        return points, (x + 8, y2 - 7), "start"


def drawn(theme: Theme) -> str:
    """Return the picture in a theme's colors, as SVG."""
    chart = Chart(
        workflow_definition(function_arn="", report_bucket="", properties={}, part_limits=None)
    )
    parts = opening(chart.width, chart.height, "The states of a workflow", theme)
    shifted = f"<g transform='translate({-chart.left} 0)'>"
    return "\n".join([*parts, shifted, *chart.drawn(theme), "</g>", "</svg>", ""])


def main() -> int:
    """Write the pictures, and return the exit code."""
    FOLDER.mkdir(exist_ok=True)
    for name, theme in THEMES.items():
        (FOLDER / f"{name}.svg").write_text(drawn(theme))
    print("pictures: the workflow is drawn")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
