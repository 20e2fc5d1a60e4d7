"""How a command ends, for scripts."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of all commands."""

    DONE = 0
    """Everything that was asked for."""
    IMPORT_FAILED = 1
    """The job ended, and not with all users in the pool."""
    USAGE = 2
    """The command cannot be carried out as it was given."""
    BAD_FILE = 3
    """The CSV file breaks a rule."""
    AWS = 4
    """AWS refused, or could not be reached."""
    INTERNAL = 70
    """A defect of this program; the number is EX_SOFTWARE of sysexits.h."""
    INTERRUPTED = 130
    """Ctrl-C."""
