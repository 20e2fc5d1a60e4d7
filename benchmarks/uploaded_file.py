"""The file that is uploaded, and whether it arrived."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import MeasurementError
from benchmarks.loopback_aws import LoopbackAws, Taken
from benchmarks.users_file import MOST_BYTES


@dataclass(frozen=True)
class UsersFile:
    """The file that is uploaded."""

    path: Path
    sha256: str


def require_whole(aws: LoopbackAws, file: UsersFile) -> Taken:
    """Return what the server was sent; raise if the last upload is not the file.

    :raises MeasurementError: It is not, so that something else was measured.
    """
    taken = aws.taken()
    if (taken.size, taken.sha256) != (MOST_BYTES, file.sha256):
        raise MeasurementError(
            f"{taken.size} bytes arrived that are not the file's {MOST_BYTES}",
            str((taken.answer or {}).get("Reason", "")),
        )
    return taken
