"""The errors of commands, one tree. Each ends its command with a sentence and an exit code.

CommandError
├── UsageError           the command cannot be carried out as it was given
├── BadFileError         the CSV file breaks a rule
├── AwsError             AWS refused, or could not be reached
├── FileCheckError       the check of a file came to no end: check_errors.py
├── UnsuccessfulImport   the job ended, and not with all users in the pool
└── Interrupted          Ctrl-C, with what goes on

What runs in Lambda too raises its own, below UserImportError: errors of AWS as ServiceError.
No text holds a pre-signed URL, a hash or a cell of a file.
"""

from cognito_user_import_cli.exit_codes import ExitCode


class CommandError(Exception):
    """Base of all errors of commands; its text is for the person at the terminal."""

    exit_code = ExitCode.INTERNAL


class UsageError(CommandError):
    """The command cannot be carried out as it was given."""

    exit_code = ExitCode.USAGE


class BadFileError(CommandError):
    """The CSV file breaks a rule."""

    exit_code = ExitCode.BAD_FILE


class AwsError(CommandError):
    """AWS refused, or could not be reached."""

    exit_code = ExitCode.AWS


class UnsuccessfulImport(CommandError):  # noqa: N818 - the import fails, the command does not
    """The job ended, and not with all users in the pool."""

    exit_code = ExitCode.IMPORT_FAILED


class Interrupted(CommandError):  # noqa: N818 - nothing went wrong
    """Ctrl-C was pressed; the text says what goes on."""

    exit_code = ExitCode.INTERRUPTED
