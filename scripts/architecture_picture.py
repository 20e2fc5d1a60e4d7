"""Draws the README's picture of the architecture, for light and dark pages.

`make pictures` runs it.
"""

import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

from scripts.drawing import IMAGES, THEMES, opening, text

FOLDER: Final = IMAGES / "architecture"
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
    parts = opening(840, 350, "The architecture of cdk-cognito-user-import", theme)
    for box in _BOXES:
        fill, middle = theme["ours" if box.ours else "box"], box.x + box.width // 2
        parts += [
            f"<rect x='{box.x}' y='{box.y}' width='{box.width}' height='{_HEIGHT}' rx='8' "
            f"fill='{fill}' stroke='{theme['line']}'/>",
            text(middle, box.y + 25, box.title, "font-size='15' font-weight='600'", theme),
            text(middle, box.y + 45, box.detail, "font-size='12'", theme),
        ]
    for arrow in _ARROWS:
        (x1, y1), (x2, y2) = arrow.start, arrow.end
        parts += [
            f"<line x1='{x1}' y1='{y1}' x2='{x2}' y2='{y2}' stroke='{theme['line']}' "
            "stroke-width='1.5' marker-end='url(#tip)'/>",
            text(*arrow.text_at, arrow.text, "font-size='12' font-style='italic'", theme),
        ]
    return "\n".join([*parts, "</svg>", ""])


def main() -> int:
    """Write the pictures, and return the exit code."""
    for name, theme in THEMES.items():
        (FOLDER / f"{name}.svg").write_text(drawn(theme))
    print("pictures: the architecture is drawn")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
