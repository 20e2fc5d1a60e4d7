"""What a process does that was started to check: it takes a job, and answers.

The job is one pickle, and each answer another: what was found, or why nothing was.
"""

import pickle
import signal
import sys
from collections.abc import Callable
from typing import NoReturn, Protocol, TypeVar

from cognito_user_import_cli.errors import CheckProcessError, CommandError, without_text


class CheckJob(Protocol):
    """What a process is to check."""

    @property
    def path(self) -> str:
        """The file."""


Job = TypeVar("Job", bound=CheckJob)


def serve(do: Callable[[Job, Callable[[object], None]], None]) -> None:
    """Do the job that this process was started for.

    :param do: Is given the job, and what answers.
    """
    # Ctrl-C is for the process that started this one, and ends it: with those that it has started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    job = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the process that started this one
    try:
        do(job, _answer)
    except (CommandError, OSError) as error:
        _answer(error)
    except Exception as error:
        _answer(CheckProcessError(job.path, without_text(error)))


def _answer(what: object) -> None:
    pickle.dump(what, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def _leave(*_: object) -> NoReturn:
    sys.exit(1)
