"""Draws the README's picture of the architecture, for light and dark pages.

`make pictures` runs it.
"""

import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parents[1] / "docs/images/architecture"
THEMES: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {"text": "#1f2328", "line": "#59636e", "box": "#f6f8fa", "ours": "#ddf4ff"},
    "dark": {"text": "#f0f6fc", "line": "#9198a1", "box": "#151b23", "ours": "#0c2d6b"},
}
_HEIGHT: Final = 58


class Box(NamedTuple):
    """A part of the architecture.

    :param ours: Whether it is a part of this library.
    """

    x: int
    y: int
    width: int
    title: str
    detail: str
    ours: bool = False


class Arrow(NamedTuple):
    """What passes from one place to another. Places are in pixels."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    text_at: tuple[int, int]


_BOXES: Final = (
    Box(10, 30, 200, "Your CDK app", "UserImportJob(source=...)", ours=True),
    Box(330, 30, 170, "CloudFormation", "Create, Update, Delete"),
    Box(620, 30, 210, "Handler (Lambda)", "check, upload, start, wait", ours=True),
    Box(330, 170, 170, "Amazon S3", "users.csv"),
    Box(620, 170, 210, "Amazon Cognito", "import job, user pool"),
    Box(10, 280, 200, "A person with the file", "cognito-user-import", ours=True),
)
_ARROWS: Final = (
    Arrow((210, 59), (330, 59), "cdk deploy", (270, 50)),
    Arrow((500, 48), (620, 48), "request", (560, 40)),
    Arrow((620, 72), (500, 72), "JobId, counts, lines", (558, 92)),
    Arrow((500, 185), (640, 88), "rows", (545, 140)),
    Arrow((725, 88), (725, 170), "new users only", (780, 134)),
    Arrow((110, 88), (345, 170), "asset", (240, 124)),
    Arrow((210, 309), (660, 228), "the same steps and rules", (450, 292)),
)


def drawn(theme: Mapping[str, str]) -> str:
    """Return the picture in a theme's colors, as SVG."""
    font = "font-family='system-ui, sans-serif'"
    parts = [
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 840 350' role='img'>",
        "<title>The architecture of cdk-cognito-user-import</title>",
        "<defs><marker id='tip' viewBox='0 0 10 10' refX='9' refY='5' markerWidth='7' "
        "markerHeight='7' orient='auto'>"
        f"<path d='M0 0L10 5L0 10z' fill='{theme['line']}'/></marker></defs>",
    ]
    for box in _BOXES:
        fill, middle = theme["ours" if box.ours else "box"], box.x + box.width // 2
        parts += [
            f"<rect x='{box.x}' y='{box.y}' width='{box.width}' height='{_HEIGHT}' rx='8' "
            f"fill='{fill}' stroke='{theme['line']}'/>",
            _text(middle, box.y + 25, box.title, f"{font} font-size='15' font-weight='600'", theme),
            _text(middle, box.y + 45, box.detail, f"{font} font-size='12'", theme),
        ]
    for arrow in _ARROWS:
        (x1, y1), (x2, y2) = arrow.start, arrow.end
        parts += [
            f"<line x1='{x1}' y1='{y1}' x2='{x2}' y2='{y2}' stroke='{theme['line']}' "
            "stroke-width='1.5' marker-end='url(#tip)'/>",
            _text(*arrow.text_at, arrow.text, f"{font} font-size='12' font-style='italic'", theme),
        ]
    return "\n".join([*parts, "</svg>", ""])


def _text(x: int, y: int, text: str, style: str, theme: Mapping[str, str]) -> str:
    attributes = f"x='{x}' y='{y}' text-anchor='middle' fill='{theme['text']}' {style}"
    return f"<text {attributes}>{escape(text)}</text>"


def main() -> int:
    """Write the pictures, and return the exit code."""
    for name, theme in THEMES.items():
        (FOLDER / f"{name}.svg").write_text(drawn(theme))
    print("pictures: the architecture is drawn")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
