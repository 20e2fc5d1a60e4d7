"""An export that is not complete: the part of its file, and how far it goes.

Both lie beside the file that is to come: ``users.csv.part`` and ``users.csv.part.json``. The state
says how many bytes of the part count, which page comes next, and what was counted; it holds nothing
of any user. Lines are written before the state that counts them: what a process that died has
written of a page is cut off, and the page is read again.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, NoReturn, Self

from cognito_user_import_cli.errors import UsageError
from cognito_user_import_cli.export.tally import Tally
from cognito_user_import_cli.local_files.new_files import require_new, unwritable

try:
    import fcntl
except ImportError:  # on Windows, where nothing keeps two exports from writing one file
    fcntl = None  # type: ignore[assignment]

_VERSION: Final = "1"


def digest(*request: str) -> str:
    """Return what tells one export from another; what was asked for may name a user."""
    return hashlib.sha256(json.dumps([_VERSION, *request]).encode()).hexdigest()


@dataclass(slots=True)
class ExportState:
    """How far an export has come.

    :param size: The bytes of the part that count.
    :param token: Of the next page; empty for the first one.
    :param is_complete: Whether there is no next page.
    """

    size: int = 0
    token: str = ""
    is_complete: bool = False
    tally: Tally = field(default_factory=Tally)


class UnfinishedExport:
    """The part of a file, open for one process at a time.

    What holds no user is removed at the end.

    :param output: The file that is to come.
    :param request: The digest of what is exported.
    :raises UsageError: The file is there already, or cannot be written; or what is there of it is
        of another export, or is being written.
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
        """Begin anew, with the header.

        :raises UsageError: The part can't be written.
        """
        self.state = ExportState()
        # First of all, so that no part is without a state.
        self._save()
        self.append([header], "", is_last=False)

    def append(self, lines: Sequence[bytes], token: str, *, is_last: bool) -> None:
        """Write lines, and that the next page is the one of a token.

        :raises UsageError: They can't be written, since the disk is full, or the like; what was
            written before stays.
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
        """Give the file its name.

        :raises UsageError: It can't have it.
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
                raise UsageError(f"{self.part} is being written by another export.") from None

    def _known(self) -> ExportState:
        """Return how far the part goes; nowhere if there is none."""
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
            self._refuse("nothing says how far it goes")
        except (OSError, ValueError, KeyError, TypeError):
            self._refuse(f"{self._note} does not say how far it goes")
        if request != self._request:
            self._refuse("it is of another export")
        if size < state.size:
            self._refuse("it has been shortened")
        return state

    def _refuse(self, reason: str) -> NoReturn:
        raise UsageError(
            f"{self.part} is there, and {reason}: remove it and {self._note.name} to begin anew, "
            "or name another --output."
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
