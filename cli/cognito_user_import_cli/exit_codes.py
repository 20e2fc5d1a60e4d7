"""The exit codes, for scripts."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of all commands."""

    DONE = 0
    """Success."""
    IMPORT_FAILED = 1
    """The import ended, but not all users are in the pool."""
    USAGE = 2
    """The arguments or files don't allow the command to run."""
    BAD_FILE = 3
    """The CSV file breaks a rule."""
    AWS = 4
    """AWS refused a request or couldn't be reached."""
    INTERNAL = 70
    """A bug in this program. The number is EX_SOFTWARE in sysexits.h."""
    OUTPUT_LOST = 74
    """The output can't be written. The work is done. The number is EX_IOERR in sysexits.h."""
    INTERRUPTED = 130
    """Ctrl-C."""
