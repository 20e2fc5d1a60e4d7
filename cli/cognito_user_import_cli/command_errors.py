"""The errors of commands, one tree. Each ends its command with a message and an exit code.

CommandError
├── UsageError           the arguments or files don't allow the command to run
│   └── FileChangedError     the file changed while it was read
├── BadFileError         the CSV file breaks a rule
├── AwsError             AWS refused a request or couldn't be reached
├── CheckProcessError    a process that checks a file ended early
├── UnsuccessfulImport   the import ended, but not all users are in the pool
└── Interrupted          Ctrl-C, with what continues

Code that also runs in Lambda raises UserImportError and its subclasses, such as ServiceError.
No text contains a pre-signed URL, a password hash, or a value from a file.
"""

from os import PathLike, fspath

from cognito_user_import_cli.exit_codes import ExitCode


class CommandError(Exception):
    """The base of all errors of commands. Its text is for the person at the terminal."""

    exit_code = ExitCode.INTERNAL


class UsageError(CommandError):
    """The arguments or files don't allow the command to run."""

    exit_code = ExitCode.USAGE


class FileChangedError(UsageError):
    """The file changed while it was read, so nothing is known about its content."""

    def __init__(self, path: str | PathLike[str], advice: str = "Run the command again.") -> None:
        super().__init__(fspath(path), advice)

    def __str__(self) -> str:
        path, advice = self.args
        return f"{path} changed while it was read. {advice}"


class BadFileError(CommandError):
    """The CSV file breaks a rule."""

    exit_code = ExitCode.BAD_FILE


class AwsError(CommandError):
    """AWS refused a request or couldn't be reached."""

    exit_code = ExitCode.AWS


class CheckProcessError(CommandError):
    """A process that checks a file, or a part of it, ended early.

    :param how: Its exit code or its error.
    """

    def __init__(self, path: str, how: str) -> None:
        super().__init__(path, how)

    def __str__(self) -> str:
        path, how = self.args
        return f"A process that checks {path} ended early: {how}."


class UnsuccessfulImport(CommandError):  # noqa: N818 - the import fails, the command does not
    """The import ended, but not all users are in the pool."""

    exit_code = ExitCode.IMPORT_FAILED


class Interrupted(CommandError):  # noqa: N818 - nothing went wrong
    """Ctrl-C was pressed. The text says what continues."""

    exit_code = ExitCode.INTERRUPTED


def without_text(error: Exception) -> str:
    """Return an error's type and where it was raised. Its text can contain a value or a URL."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
