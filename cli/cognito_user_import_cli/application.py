"""The commands, by their names. A command's module is imported when the command is run."""

from typing import Final

from cyclopts import App, Parameter

_DISTRIBUTIONS: Final = ("cdk-cognito-user-import", "cognito-user-import")
_COMMANDS: Final = {
    "header": "Write the CSV header of a user pool, to begin a file with.",
    "check": "Check a CSV file by the rules of the import.",
    "upload": "Upload a CSV file to a job that is there, start it, and wait for its end.",
    "run": "Import a CSV file into a user pool: make a job, and all that follows.",
    "status": "Show an import job.",
    "watch": "Watch an import job until it ends.",
    "stop": "Stop an import job, and wait until it has stopped.",
    "list": "List the import jobs of a user pool, the newest first.",
    "failures": "Write the rows that a job did not import, to be mended.",
    "export": "Export the users of a pool into a file that another pool can import.",
    "completion": "Write the script with which a shell completes commands.",
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
        # What is interrupted says what goes on.
        suppress_keyboard_interrupt=False,
        # The texts say what is done by default, and no flag has an opposite.
        default_parameter=Parameter(negative=(), show_default=False),
    )
    for place, (name, text) in enumerate(_COMMANDS.items()):
        module = name.replace("-", "_")
        path = f"cognito_user_import_cli.commands.{module}:{module}"
        app.command(path, name=name, help=text, sort_key=place)
    return app


def _version() -> str:
    # Here, since it takes 0.02 s of every start.
    from importlib.metadata import PackageNotFoundError, version

    for distribution in _DISTRIBUTIONS:
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return "unknown"
