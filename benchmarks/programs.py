"""Programs of as many commands, for the time of their help: `programs.py NAME PATH --help`.

By its path and `python -I`, in an environment that has what each needs.
"""

import os
import sys

_TEXT = "Import users from a CSV file into a user pool."
_COMMANDS = {
    "header": "Write the CSV header of a user pool.",
    "check": "Check a CSV file by the rules of the import.",
    "explain": "Explain a rule of the check.",
    "upload": "Upload a CSV file to a job, and start it.",
    "run": "Import a CSV file into a user pool.",
    "start": "Start a job.",
    "status": "Show a job.",
    "watch": "Watch a job until it ends.",
    "stop": "Stop a job.",
    "list": "List the jobs of a user pool.",
    "failures": "Write the rows that a job did not import.",
    "export": "Write the users of a user pool.",
    "completion": "Print the script that lets a shell complete commands.",
}


def argparse_program() -> None:
    """Be a program made with argparse."""
    import argparse

    parser = argparse.ArgumentParser(prog="program", description=_TEXT)
    subparsers = parser.add_subparsers()
    for name, text in _COMMANDS.items():
        command = subparsers.add_parser(name, help=text)
        command.add_argument("pool", help="Id of the user pool.")
        command.add_argument("--profile", help="Profile of the AWS configuration.")
        command.add_argument("--region", help="Region of the user pool.")
        command.add_argument("--json", action="store_true", help="Write the result as JSON.")
    parser.parse_args()


def typer_program() -> None:
    """Be a program made with typer, which shows its help with rich as this library's does."""
    from typing import Annotated

    import typer

    app = typer.Typer(help=_TEXT)

    def command(
        pool: Annotated[str, typer.Argument(help="Id of the user pool.")],
        profile: Annotated[str, typer.Option(help="Profile of the AWS configuration.")] = "",
        region: Annotated[str, typer.Option(help="Region of the user pool.")] = "",
        json: Annotated[bool, typer.Option(help="Write the result as JSON.")] = False,
    ) -> None:
        """Do nothing: only the help is asked for."""

    for name, text in _COMMANDS.items():
        app.command(name, help=text)(command)
    app()


def own_program() -> None:
    """Be cognito-user-import."""
    from cognito_user_import_cli.__main__ import main

    main()


if __name__ == "__main__":
    _, name, path, *rest = sys.argv
    sys.path[:0] = path.split(os.pathsep)
    sys.argv[1:] = rest
    {"argparse": argparse_program, "typer": typer_program, "own": own_program}[name]()
