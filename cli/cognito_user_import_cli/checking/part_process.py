"""A process that checks a part of a file, seen from the one that started it."""

import pickle
import subprocess
import sys
from types import TracebackType
from typing import Final, Self

from cognito_user_import_cli.checking.check_errors import PartCheckError
from cognito_user_import_cli.checking.part_check import PartFound, PartJob

# It imports from where this process does, and looks for nothing else: that takes half of its start.
_CODE: Final = """\
import sys
sys.path[:] = sys.argv[1:]
from cognito_user_import_cli.checking.part_check import main
main()
"""


class PartProcess:
    """Checks a part at once, and is ended with the block that it is used in.

    Not forked, which is not there everywhere, and not safe beside threads.
    """

    def __init__(self, job: PartJob) -> None:
        self._path = job.path
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _CODE, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A traceback could show a cell.
            stderr=subprocess.DEVNULL,
        )
        try:
            with self._process.stdin as pipe:  # type: ignore[union-attr]
                pickle.dump(job, pipe)
        except BrokenPipeError:
            pass  # It has ended; ``found`` says how.
        except BaseException:
            self._end()
            raise

    def found(self) -> PartFound:
        """Wait for the end of the check.

        :raises FileChangedError: The file was written in the meantime.
        :raises PartCheckError: The process ended otherwise than it should.
        :raises OSError: The file can't be read.
        """
        answer = self._process.stdout.read()  # type: ignore[union-attr]
        if self._process.wait() or not answer:
            raise PartCheckError(self._path, f"exit code {self._process.returncode}")
        found = pickle.loads(answer)  # noqa: S301 - of the process that was started here
        if isinstance(found, PartFound):
            return found
        raise found

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
        self._process.kill()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._process.wait()
