"""A process that checks a file or a part of it, seen from the one that started it."""

import pickle
import subprocess
import sys
from types import TracebackType
from typing import Any, Final, Self

from cognito_user_import_cli.checking.answering import CheckJob
from cognito_user_import_cli.errors import CheckProcessError

# It imports from where this process does, and looks for nothing else: that takes half of its start.
_CODE: Final = """\
import sys
sys.path[:] = sys.argv[2:]
from importlib import import_module
import_module(sys.argv[1]).main()
"""
_SECONDS: Final = 5.0
"""For which a process may end the ones that it has started."""


class CheckProcess:
    """Does a job at once, and is ended with the block that it is used in.

    Not forked, which is not there everywhere, and not safe beside threads.

    :param module: Its name; it has a ``main`` that calls ``serve``.
    """

    def __init__(self, module: str, job: CheckJob) -> None:
        self._path = job.path
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _CODE, module, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A traceback could show a cell.
            stderr=subprocess.DEVNULL,
        )
        try:
            with self._process.stdin as pipe:  # type: ignore[union-attr]
                pickle.dump(job, pipe)
        except BrokenPipeError:
            pass  # It has ended; ``answer`` says how.
        except BaseException:
            self._end()
            raise

    def answer(self) -> Any:
        """Wait for what it says next.

        :raises FileChangedError: The file was written in the meantime.
        :raises CheckProcessError: The process ended before it had said all.
        :raises OSError: The file can't be read.
        """
        try:
            answer = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301 - ours
        except (EOFError, pickle.UnpicklingError):
            raise CheckProcessError(self._path, f"exit code {self._process.wait()}") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.stdout.close()  # type: ignore[union-attr]
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
