"""The errors of commands, one tree. Each ends its command with a sentence and an exit code.

CommandError
├── UsageError           the command cannot be carried out as it was given
│   └── FileChangedError     somebody wrote the file while it was read
├── BadFileError         the CSV file breaks a rule
├── AwsError             AWS refused, or could not be reached
├── CheckProcessError    a process that checks a file ended early
├── UnsuccessfulImport   the job ended, and not with all users in the pool
└── Interrupted          Ctrl-C, with what goes on

What runs in Lambda too raises its own, below UserImportError: errors of AWS as ServiceError.
No text holds a pre-signed URL, a hash or a cell of a file.
"""

from os import PathLike, fspath

from cognito_user_import_cli.exit_codes import ExitCode


class CommandError(Exception):
    """Base of all errors of commands; its text is for the person at the terminal."""

    exit_code = ExitCode.INTERNAL


class UsageError(CommandError):
    """The command cannot be carried out as it was given."""

    exit_code = ExitCode.USAGE


class FileChangedError(UsageError):
    """Somebody wrote the file while it was read: of the file itself nothing is known then."""

    def __init__(self, path: str | PathLike[str]) -> None:
        super().__init__(fspath(path))

    def __str__(self) -> str:
        return f"{self.args[0]} was changed while it was read: run the command again."


class BadFileError(CommandError):
    """The CSV file breaks a rule."""

    exit_code = ExitCode.BAD_FILE


class AwsError(CommandError):
    """AWS refused, or could not be reached."""

    exit_code = ExitCode.AWS


class CheckProcessError(CommandError):
    """A process that checks a file, or a part of it, did not come to its end.

    :param how: Its exit code, or what went wrong in it.
    """

    def __init__(self, path: str, how: str) -> None:
        super().__init__(path, how)

    def __str__(self) -> str:
        path, how = self.args
        return f"A process that checks {path} ended early: {how}."


class UnsuccessfulImport(CommandError):  # noqa: N818 - the import fails, the command does not
    """The job ended, and not with all users in the pool."""

    exit_code = ExitCode.IMPORT_FAILED


class Interrupted(CommandError):  # noqa: N818 - nothing went wrong
    """Ctrl-C was pressed; the text says what goes on."""

    exit_code = ExitCode.INTERRUPTED


def without_text(error: Exception) -> str:
    """Return what an error is and where it was raised; its text can hold a cell or a URL."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
