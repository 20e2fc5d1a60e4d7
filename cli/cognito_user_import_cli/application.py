"""The commands, by their names. A command's module is imported when the command is run."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from cyclopts import App

_DISTRIBUTIONS: Final = ("cdk-cognito-user-import", "cognito-user-import")
_COMMANDS: Final = {
    "header": "Write the CSV header of a user pool, to begin a file with.",
    "upload": "Upload a CSV file to a job that is there, start it, and wait for its end.",
    "run": "Import a CSV file into a user pool: make a job, and all that follows.",
    "status": "Show an import job.",
    "watch": "Watch an import job until it ends.",
    "stop": "Stop an import job, and wait until it has stopped.",
    "list": "List the import jobs of a user pool, the newest first.",
}
"""What each command does, in a line: said here so that --help imports none of them."""


def application() -> App:
    """Return the program."""
    app = App(
        name="cognito-user-import",
        help="Import users from a CSV file into an Amazon Cognito user pool.",
        version=_version,
        version_flags=["--version"],
        help_format="plaintext",
    )
    for name, text in _COMMANDS.items():
        module = name.replace("-", "_")
        app.command(f"cognito_user_import_cli.commands.{module}:{module}", name=name, help=text)
    return app


def _version() -> str:
    for distribution in _DISTRIBUTIONS:
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return "unknown"
