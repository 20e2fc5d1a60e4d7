"""Runs a command and turns its result into an exit code."""

from collections.abc import Sequence

from cyclopts import CycloptsError

from cognito_user_import.errors import (
    ImportFailedError,
    InvalidFileError,
    InvalidPoolError,
    ServiceError,
    UserImportError,
)
from cognito_user_import_cli.application import application, command_of
from cognito_user_import_cli.command_errors import CommandError, without_text
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.lossy_streams import lossy_streams


def run(arguments: Sequence[str]) -> ExitCode:
    """Run a command and return its exit code."""
    with lossy_streams() as stdout:
        code = _run(arguments)
        stdout.flush()
        # Nobody reads a closed pipe. Any other loss is an error.
        if stdout.error and not isinstance(stdout.error, BrokenPipeError):
            _complain(f"The output can't be written: {stdout.error.strerror}.")
            code = code or ExitCode.OUTPUT_LOST
    return code


def _run(arguments: Sequence[str]) -> ExitCode:
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    try:
        ended = application()(
            arguments, result_action="return_value", exit_on_error=False, print_error=False
        )
    except CycloptsError as error:
        # Imported here, because --help needs none of it.
        from cognito_user_import_cli.misuse import misuse

        _complain(misuse(error))
        return ExitCode.USAGE
    except CommandError as error:
        _complain(str(error))
        return error.exit_code
    except UserImportError as error:
        _complain(f"{error}{_needed(error, arguments)}")
        return _exit_code(error)
    except KeyboardInterrupt:
        _complain("interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:  # a traceback could show secrets
        _complain(f"{without_text(error)}. This is a bug. Please report it.")
        return ExitCode.INTERNAL
    return ended if isinstance(ended, ExitCode) else ExitCode.DONE


def _complain(text: str) -> None:
    # Imported here, because --help needs none of it: 0.01 s.
    from cognito_user_import_cli.output import complain

    complain(text)


def _needed(error: UserImportError, arguments: Sequence[str]) -> str:
    """Return which permissions the command needs, if one was denied."""
    # Imported here, because --help needs none of it.
    from cognito_user_import_cli.aws_advice import DENIALS
    from cognito_user_import_cli.permissions import needed

    if not isinstance(error, ServiceError) or error.code not in DENIALS:
        return ""
    command = command_of(arguments)
    return f" Permissions of {command}: {needed(command)}."


def _exit_code(error: UserImportError) -> ExitCode:
    if isinstance(error, ImportFailedError):
        return ExitCode.IMPORT_FAILED
    if isinstance(error, InvalidPoolError):
        return ExitCode.USAGE
    # All other errors come from AWS, or from AWS not responding in time.
    return ExitCode.BAD_FILE if isinstance(error, InvalidFileError) else ExitCode.AWS
