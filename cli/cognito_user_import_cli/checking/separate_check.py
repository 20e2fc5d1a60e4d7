"""Checks the file of an import against what its user pool demands.

A large file is checked in a process of its own, which this module is too: what a check holds of
half a million users would come on top of boto3 and of all else that a command holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cognito_user_import.csv_rules import Issue, PoolProfile, Report
from cognito_user_import_cli.checking.answering import serve
from cognito_user_import_cli.checking.check_file import check_file
from cognito_user_import_cli.checking.check_process import CheckProcess
from cognito_user_import_cli.local_files.file_state import FileState
from cognito_user_import_cli.local_files.readable import readable
from cognito_user_import_cli.local_files.users_file import UsersFile

_LARGE: Final = 8_000_000
"""Bytes from which on another process is worth its start, a twentieth of a second."""


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file to check."""

    path: str
    state: FileState
    profile: PoolProfile
    algorithm: str


def check_separately(
    file: UsersFile,
    profile: PoolProfile,
    algorithm: str,
    *,
    tell: Callable[[Issue], object],
    tell_read: Callable[[int], object],
) -> Report:
    """Return what a check of the open file finds, and of no other one that has its name.

    :param algorithm: The job's password hashing algorithm, or empty.
    :param tell: Is given each issue of the report, as soon as it is found.
    :param tell_read: Is given the number of bytes whenever some were checked.
    :raises FileChangedError: The file was changed since it was opened.
    :raises UsageError: It can't be read.
    :raises CheckProcessError: A process that checks it did not come to its end.
    """
    job = FileJob(str(file.path), file.state, profile, algorithm)
    with readable(file.path):
        if file.size < _LARGE:
            return _check(job, tell, tell_read)
        return _elsewhere(job, tell, tell_read)


def _check(
    job: FileJob, tell: Callable[[Issue], object], tell_read: Callable[[int], object]
) -> Report:
    return check_file(
        job.path,
        job.profile,
        password_hashing_algorithm=job.algorithm,
        tell=tell,
        tell_read=tell_read,
        state=job.state,
    )


def _elsewhere(
    job: FileJob, tell: Callable[[Issue], object], tell_read: Callable[[int], object]
) -> Report:
    with CheckProcess(__name__, job) as process:
        while True:
            match process.answer():
                case Report() as report:
                    return report
                case Issue() as issue:
                    tell(issue)
                case int(count):
                    tell_read(count)


def main() -> None:
    """Check the file that this process was started for."""

    def do(job: FileJob, answer: Callable[[object], None]) -> None:
        answer(_check(job, answer, answer))

    serve(do)
