"""The entry point: runs a command, and turns its end into an exit code."""

import os
import sys
from collections.abc import Sequence

from cyclopts import CycloptsError

from cognito_user_import.errors import ImportFailedError, InvalidFileError, UserImportError
from cognito_user_import_cli.application import application
from cognito_user_import_cli.errors import CommandError, without_text
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.output import PROGRAM, complain


def main() -> None:
    """Run the command that the process was started with, and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> ExitCode:
    """Run a command and return how it ended."""
    try:
        ended = application()(
            arguments, result_action="return_value", exit_on_error=False, print_error=False
        )
        sys.stdout.flush()
    except CycloptsError as error:
        complain(_misused(error))
        return ExitCode.USAGE
    except CommandError as error:
        complain(str(error))
        return error.exit_code
    except UserImportError as error:
        complain(str(error))
        return _exit_code(error)
    except KeyboardInterrupt:
        complain("interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the result has enough. Python would complain at its end, too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:  # a traceback could show what nobody is to see
        complain(f"{without_text(error)}. This is a defect: please report it.")
        return ExitCode.INTERNAL
    return ended if isinstance(ended, ExitCode) else ExitCode.DONE


def _misused(error: CycloptsError) -> str:
    """Return what is wrong with the arguments in one line, and where the right ones are told."""
    what = " ".join(str(error).split())
    command = " ".join((PROGRAM, *(error.command_chain or ())))
    return f"{what} See: {command} --help"


def _exit_code(error: UserImportError) -> ExitCode:
    if isinstance(error, ImportFailedError):
        return ExitCode.IMPORT_FAILED
    # All else is what AWS said, or did not say in time.
    return ExitCode.BAD_FILE if isinstance(error, InvalidFileError) else ExitCode.AWS


if __name__ == "__main__":
    main()
