"""The commands by name. A command's module is imported when the command runs."""

from collections.abc import Sequence
from typing import Final

from cyclopts import App, Parameter

COMMANDS: Final = {
    "header": "Print a user pool's CSV header, the first line of a file.",
    "convert": "Convert a file of users to the file that an import takes.",
    "check": "Check a CSV file against the import rules.",
    "explain": "Explain a rule of the check, and how to fix a file that breaks it.",
    "upload": "Upload a CSV file to an existing job, start it, and wait for it to end.",
    "run": "Import a CSV file into a user pool with a new job.",
    "start": "Start a job that has its file, and wait for it to end.",
    "status": "Show an import job.",
    "watch": "Watch an import job until it ends.",
    "stop": "Stop an import job and wait until it has stopped.",
    "list": "List a user pool's import jobs, newest first.",
    "failures": "Write the rows that a job failed to a new file, so that you can fix them.",
    "export": "Export a user pool's users to a CSV file that another pool can import.",
    "subs": "Join the IDs of another system with the new sub of each user.",
    "doctor": "Look for what would keep an import from working.",
    "workflow run": "Start an execution of a workflow, and watch it until it ends.",
    "workflow status": "Show an execution of a workflow.",
    "workflow watch": "Watch an execution of a workflow until it ends.",
    "workflow stop": "Stop an execution of a workflow and wait until it has stopped.",
    "workflow report": "Show the report of an execution, and the first lines that failed.",
    "completion": "Print the script that lets a shell complete commands.",
}
"""What each command does, in one line. It is here so that --help doesn't import any command."""

GROUPS: Final = {
    "workflow": "Run a UserImportWorkflow that a stack has deployed, for files of any size.",
}
"""The commands that have commands."""


def application() -> App:
    """Return the program."""
    app = App(
        name="cognito-user-import",
        help="Import users from a CSV file into an Amazon Cognito user pool.",
        version=_version,
        version_flags=["--version"],
        help_format="plaintext",
        # An interrupted command says what continues.
        suppress_keyboard_interrupt=False,
        # The texts name the defaults, and no flag has an opposite.
        default_parameter=Parameter(negative=(), show_default=False),
    )
    for place, (words, text) in enumerate(COMMANDS.items()):
        module = words.replace(" ", "_")
        path = f"cognito_user_import_cli.commands.{module}:{module}"
        group, _, name = words.rpartition(" ")
        if group and group not in app:
            app.command(App(name=group, help=GROUPS[group], sort_key=place))
        (app[group] if group else app).command(path, name=name, help=text, sort_key=place)
    return app


def commands_in(group: str = "") -> list[str]:
    """Return the names of the commands of a group, or of those that need none."""
    if group:
        return [words.partition(" ")[2] for words in COMMANDS if words.startswith(f"{group} ")]
    return [*dict.fromkeys(words.partition(" ")[0] for words in COMMANDS)]


def command_of(arguments: Sequence[str]) -> str:
    """Return the command that arguments begin with, as COMMANDS names it."""
    return " ".join(arguments[: 2 if arguments[:1] and arguments[0] in GROUPS else 1])


def _version() -> str:
    # Here, because it would add 0.02 s to every start.
    from importlib.metadata import version

    return version("cognito-user-import")
