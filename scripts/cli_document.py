"""Writes docs/cli.md from the commands; a test fails when it is stale (`make cli`).

What is said of a command besides its help is in `cli_texts/`, a file for each, without a heading;
what is said of all of them in `cli_introduction.md`. Links are those of docs/.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Final

from cyclopts import App
from rich.console import Console

from cognito_user_import_cli.application import COMMANDS, application
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.permissions import PERMISSIONS

DOCUMENT: Final = Path(__file__).parents[1] / "docs/cli.md"
TEXTS: Final = Path(__file__).with_name("cli_texts")
_INTRODUCTION: Final = Path(__file__).with_name("cli_introduction.md")
_WIDTH: Final = 80


def document() -> str:
    """Return the document as it is committed."""
    app = application()
    parts = [_INTRODUCTION.read_text(encoding="utf-8"), *_exit_codes(), "## Commands\n", _help(app)]
    for name in COMMANDS:
        text = text_of(name).read_text(encoding="utf-8")
        parts += [f"### {name}\n", text, *_permissions(name), _help(app, *name.split())]
    return "\n".join(parts)


def text_of(command: str) -> Path:
    """Return the file with the text about a command."""
    return TEXTS / f"{command.replace(' ', '_')}.md"


def _help(app: App, *command: str) -> str:
    screen = StringIO()
    app.help_print(list(command), console=Console(file=screen, width=_WIDTH, color_system=None))
    lines = [line.rstrip() for line in screen.getvalue().strip().splitlines()]
    return "\n".join(["```text", *lines, "```\n"])


def _permissions(command: str) -> Iterator[str]:
    always, more = PERMISSIONS[command]
    if always or more:
        first = ", ".join(map(_code, always)) or "none by default"
        cases = [f"{when}, {', '.join(map(_code, names))}" for when, names in more.items()]
        yield f"Permissions: {'; '.join([first, *cases])}.\n"


def _code(text: str) -> str:
    return f"`{text}`"


def _exit_codes() -> Iterator[str]:
    yield "| code | meaning |\n|---|---|"
    meanings = _docstrings()
    for code in ExitCode:
        yield f"| {code.value} | {meanings[code.name]} |"
    yield ""


def _docstrings() -> dict[str, str]:
    """Return what stands below each member of the enumeration."""
    [enumeration] = ast.parse(inspect.getsource(ExitCode)).body
    found = {}
    for member, below in pairwise(ast.iter_child_nodes(enumeration)):
        match member, below:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=text)):
                found[name] = str(text)
    return found


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    sys.stderr.write(f"cli: {len(COMMANDS)} commands written to {DOCUMENT.name}\n")
