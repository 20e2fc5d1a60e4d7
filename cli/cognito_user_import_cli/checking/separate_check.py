"""Checks the file against what its user pool demands.

A large file is checked in a process of its own, which this module is too: what a check holds of
half a million users would come on top of boto3 and of all else that a command holds.
"""

import pickle
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules import PoolProfile, Report, check
from cognito_user_import_cli.local_files.users_file import UsersFile

_BLOCK: Final = 1 << 17
_LARGE: Final = 8_000_000
"""Bytes from which on another process is worth its start, a twentieth of a second."""


def check_file(file: UsersFile, profile: PoolProfile, algorithm: str) -> Report:
    """Return what a check of the file finds.

    :param algorithm: The job's password hashing algorithm, or empty.
    :raises UsageError: The file was changed meanwhile.
    """
    if file.size < _LARGE:
        return _report(file, profile, algorithm)
    request = pickle.dumps((str(file.path), profile, algorithm)).hex()
    file.file.seek(0)
    done = subprocess.run(
        # Without the current folder on the path, where a pickle.py may lie.
        [sys.executable, "-P", "-m", __name__, request],
        stdin=file.file,
        stdout=subprocess.PIPE,
        # A traceback could show a cell.
        stderr=subprocess.DEVNULL,
        check=False,
    )
    file.require_unchanged()
    if done.returncode:
        raise RuntimeError("the process that checks the file failed")
    report: Report = pickle.loads(done.stdout)  # noqa: S301 - this module wrote it
    return report


def _report(file: UsersFile, profile: PoolProfile, algorithm: str) -> Report:
    return check(file.blocks(_BLOCK), profile, password_hashing_algorithm=algorithm, size=file.size)


def _serve(request: str) -> None:
    # Ctrl-C reaches this process too; what there is to say, the other one says.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    path, profile, algorithm = pickle.loads(bytes.fromhex(request))  # noqa: S301 - see above
    with open(0, "rb", buffering=0, closefd=False) as stream:
        report = _report(UsersFile(Path(path), stream), profile, algorithm)
    sys.stdout.buffer.write(pickle.dumps(report))


if __name__ == "__main__":
    _serve(sys.argv[1])
