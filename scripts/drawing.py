"""What the documents' drawings share: colors for light and dark pages, and the parts of SVG."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final

THEMES: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {"text": "#1f2328", "line": "#59636e", "box": "#f6f8fa", "ours": "#ddf4ff"},
    "dark": {"text": "#f0f6fc", "line": "#9198a1", "box": "#151b23", "ours": "#0c2d6b"},
}
IMAGES: Final = Path(__file__).parents[1] / "docs/images"
FONT: Final = "font-family='system-ui, sans-serif'"


def opening(width: int, height: int, title: str, theme: Mapping[str, str]) -> list[str]:
    """Return the first elements of a picture."""
    return [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' role='img'>",
        f"<title>{escape(title)}</title>",
        "<defs><marker id='tip' viewBox='0 0 10 10' refX='9' refY='5' markerWidth='7' "
        "markerHeight='7' orient='auto'>"
        f"<path d='M0 0L10 5L0 10z' fill='{theme['line']}'/></marker></defs>",
    ]


def text(
    x: int, y: int, content: str, style: str, theme: Mapping[str, str], anchor: str = "middle"
) -> str:
    """Return a line of text.

    :param style: Further attributes.
    :param anchor: Which end of the text is at x.
    """
    attributes = f"x='{x}' y='{y}' text-anchor='{anchor}' fill='{theme['text']}' {FONT} {style}"
    return f"<text {attributes}>{escape(content)}</text>"
