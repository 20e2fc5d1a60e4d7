"""An incomplete export: the partial file and its progress.

Both are beside the future file: ``users.csv.part`` and ``users.csv.part.json``. The progress file
has the valid bytes of the partial file, the next page, and the counts. It contains no user data.
Lines are written before the progress that counts them. If a process dies in between, the next one
truncates those lines and reads the page again.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, NoReturn, Self

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.export.tally import Tally
from cognito_user_import_cli.local_files.new_files import require_new, unwritable

try:
    import fcntl
except ImportError:  # on Windows, where nothing prevents two exports from writing one file
    fcntl = None  # type: ignore[assignment]

_VERSION: Final = "1"


def digest(*request: str) -> str:
    """Return a digest that identifies an export. It is a digest because a filter can name users."""
    return hashlib.sha256(json.dumps([_VERSION, *request]).encode()).hexdigest()


@dataclass(slots=True)
class ExportState:
    """The progress of an export.

    :param size: The valid bytes of the partial file.
    :param token: The token of the next page; empty for the first page.
    :param is_complete: Whether there is no next page.
    """

    size: int = 0
    token: str = ""
    is_complete: bool = False
    tally: Tally = field(default_factory=Tally)


class UnfinishedExport:
    """The partial file, open for one process at a time.

    A partial file without users is removed at the end.

    :param output: The future file.
    :param request: The digest that identifies the export.
    :raises UsageError: The file already exists or can't be written; or the partial file is from
        another export, or another process writes it.
    """

    def __init__(self, output: Path, request: str) -> None:
        self.part = output.with_name(f"{output.name}.part")
        self._note = output.with_name(f"{output.name}.part.json")
        self._output = output
        self._request = request
        require_new(self._output)
        try:
            self._file = self.part.open("ab", buffering=0)
        except OSError as error:
            self._fail(error)
        try:
            self._lock()
            self.state = self._known()
        except BaseException:
            self._file.close()
            raise
        self.is_resumed = self.state.size > 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if not self.state.tally.listed and not self.state.is_complete:
            self.part.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    def begin(self, header: bytes) -> None:
        """Start over with the header.

        :raises UsageError: The partial file can't be written.
        """
        self.state = ExportState()
        # First, so that a partial file always has its progress file.
        self._save()
        self.append([header], "", is_last=False)

    def append(self, lines: Sequence[bytes], token: str, *, is_last: bool) -> None:
        """Write lines, and record the token of the next page.

        :raises UsageError: They can't be written, for example because the disk is full. The lines
            written before stay.
        """
        rest = memoryview(b"".join(lines))
        size = self.state.size + len(rest)
        try:
            self._file.truncate(self.state.size)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._fail(error)
        self.state.size, self.state.token, self.state.is_complete = size, token, is_last
        self._save()

    def finish(self) -> None:
        """Give the file its final name.

        :raises UsageError: The file can't be renamed.
        """
        self._file.close()
        require_new(self._output)
        try:
            self.part.rename(self._output)
            self._note.unlink()
        except OSError as error:
            self._fail(error)

    def _lock(self) -> None:
        if fcntl:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(f"Another export is writing {self.part}.") from None

    def _known(self) -> ExportState:
        """Return the progress recorded beside the partial file, if there is any."""
        size = self.part.stat().st_size
        try:
            document = json.loads(self._note.read_bytes())
            state = ExportState(
                size=document["size"],
                token=document["token"],
                is_complete=document["is_complete"],
                tally=Tally.of_json(document["tally"]),
            )
            request = document["request"]
        except FileNotFoundError:
            if not size:
                return ExportState()
            self._refuse("but its progress file is missing")
        except (OSError, ValueError, KeyError, TypeError):
            self._refuse(f"but {self._note} can't be read")
        if request != self._request:
            self._refuse("but is from another export")
        if size < state.size:
            self._refuse("but is shorter than its progress file says")
        return state

    def _refuse(self, reason: str) -> NoReturn:
        raise UsageError(
            f"{self.part} exists, {reason}. To start over, remove it and {self._note.name}, or set "
            "another --output."
        )

    def _save(self) -> None:
        state = self.state
        document = {
            "request": self._request,
            "size": state.size,
            "token": state.token,
            "is_complete": state.is_complete,
            "tally": state.tally.as_json(),
        }
        new = self._note.with_name(f"{self._note.name}.new")
        try:
            new.write_text(json.dumps(document))
            new.replace(self._note)
        except OSError as error:
            with suppress(OSError):
                new.unlink()
            self._fail(error)

    def _fail(self, error: OSError) -> NoReturn:
        raise unwritable(self._output, error) from None
