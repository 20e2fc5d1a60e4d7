"""The commands, by their names. A command's module is imported when the command is run."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from cyclopts import App

_DISTRIBUTIONS: Final = ("cdk-cognito-user-import", "cognito-user-import")
_COMMANDS: Final = {
    "header": "Write the CSV header of a user pool, to begin a file with.",
    "failures": "Write the rows that a job did not import, to be mended.",
    "export": "Export the users of a pool into a file that another pool can import.",
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
