"""Why the check of a file came to no end; of the file itself nothing is known then."""

from cognito_user_import_cli.errors import CommandError
from cognito_user_import_cli.exit_codes import ExitCode


class FileCheckError(CommandError):
    """Base of these errors; the text is for the person at the terminal, and holds no cell."""


class FileChangedError(FileCheckError):
    """Somebody wrote the file while it was checked."""

    exit_code = ExitCode.USAGE

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._path = path

    def __str__(self) -> str:
        return f"{self._path} was written while it was checked: check it again when it is whole."


class PartCheckError(FileCheckError):
    """A process that checked a part of a file did not come to its end.

    :param how: Its exit code, or what went wrong in it.
    """

    def __init__(self, path: str, how: str) -> None:
        super().__init__(path, how)
        self._path, self._how = path, how

    def __str__(self) -> str:
        return f"A process that checked a part of {self._path} ended early: {self._how}."
