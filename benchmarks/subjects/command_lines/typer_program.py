"""A program of ten commands by typer, which shows its help with rich as this one does."""

import sys
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).parent))

from commands import COMMANDS, TEXT  # type: ignore[import-not-found] # beside this script

app = typer.Typer(help=TEXT)


def command(
    pool: Annotated[str, typer.Argument(help="Id of the user pool.")],
    profile: Annotated[str, typer.Option(help="Profile of the AWS configuration.")] = "",
    region: Annotated[str, typer.Option(help="Region of the user pool.")] = "",
    json: Annotated[bool, typer.Option(help="Write the result as JSON.")] = False,
) -> None:
    """Do nothing: only the help is asked for."""


for name, text in COMMANDS.items():
    app.command(name, help=text)(command)
app()
