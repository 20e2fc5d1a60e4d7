"""What is wrong with the arguments, in the words of the help instead of the parser's."""

import difflib
from typing import Final

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnusedCliTokensError,
    ValidationError,
)

from cognito_user_import.cognito.service_model import USER_POOL_ID
from cognito_user_import_cli.application import commands_in
from cognito_user_import_cli.output import PROGRAM

_OTHER_NAMES: Final = {
    "check": ("dry-run", "lint", "test", "validate", "verify"),
    "explain": ("rule", "rules", "why"),
    "export": ("backup", "download", "dump", "users"),
    "failures": ("errors", "failed", "logs"),
    "header": ("columns", "csv-header", "get-csv-header", "init", "template"),
    "list": ("history", "jobs", "ls"),
    "run": ("add", "create", "import", "load"),
    "start": ("resume",),
    "status": ("describe", "get", "info", "job", "show"),
    "stop": ("abort", "cancel", "delete", "kill"),
    "upload": ("put", "send"),
    "watch": ("follow", "progress", "tail", "wait"),
    "workflow": ("execution", "migrate", "state-machine", "workflows"),
}
_SHOWN: Final = 32


def misuse(error: CycloptsError) -> str:
    """Return in one line what is wrong with the arguments, and how to get help."""
    command = " ".join((PROGRAM, *(error.command_chain or ())))
    return f"{' '.join(_problem(error).split())} See: {command} --help"


def _problem(error: CycloptsError) -> str:
    unused = error.unused_tokens or []
    if isinstance(error, UnknownCommandError) and unused:
        return _unknown_command(unused[0], " ".join(error.command_chain or ()))
    if isinstance(error, UnusedCliTokensError) and unused:
        return _unexpected(unused[0])
    if isinstance(error, RepeatArgumentError):
        return f"{error.token.keyword} is given more than once."
    if not error.argument:
        return str(error)
    name = error.argument.name
    if isinstance(error, MissingArgumentError):
        if error.keyword or name in (error.root_input_tokens or []):
            return f"{error.keyword or name} needs a value."
        is_unexpected = unused and not unused[0].startswith("-")
        return _unexpected(unused[0]) if is_unexpected else f"{name} is missing."
    token = next(iter(error.argument.tokens), None)
    given = getattr(error, "token", None) or token
    if given and given.keyword:
        name = given.keyword
    if isinstance(error, CoercionError) and error.target_type is int:
        return f"{name} must be a whole number. Received: {_quoted(given.value if given else '')}."
    if isinstance(error, CoercionError) and error.target_type is bool:
        return f"{name} takes no value."
    if isinstance(error, ValidationError) and token:
        least = error.exception_message.removeprefix("Must be >= ").rstrip(".")
        return f"{name} must be {least} or more. Received: {_quoted(token.value)}."
    return str(error)


def _unknown_command(given: str, group: str) -> str:
    if given.startswith("-"):
        return f"{given} comes before the command. The command comes first."
    word = given.lower()
    names = commands_in(group)
    meant = next((name for name in names if word in _OTHER_NAMES.get(name, ())), "")
    close = difflib.get_close_matches(word, names, n=1)
    suggested = meant or next(iter(close), "")
    did_you = f'Did you mean "{suggested}"?' if suggested else f"Commands: {', '.join(names)}."
    return f"There is no command {_quoted(given)}. {did_you}"


def _unexpected(given: str) -> str:
    is_pool = "_" in given and not USER_POOL_ID.violation(given)
    advice = f" Did you mean --user-pool-id {given}?" if is_pool else ""
    return f"Unexpected argument: {_quoted(given)}.{advice}"


def _quoted(given: str) -> str:
    return f'"{given[:_SHOWN]}{"..." if len(given) > _SHOWN else ""}"'
