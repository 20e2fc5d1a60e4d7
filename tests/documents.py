"""The project's documents, for the tests that run what they say."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def blocks(document: Path, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```$", document.read_text(), re.DOTALL | re.MULTILINE
    )


def shell_lines(document: Path) -> list[str]:
    """Return the commands that a document tells to run."""
    return [line for block in blocks(document, "sh") for line in block.splitlines() if line]


def all_shell_lines() -> list[tuple[str, str]]:
    """Return the name of each document with each of its commands."""
    return [(doc.name, line) for doc in DOCUMENTS for line in shell_lines(doc)]
