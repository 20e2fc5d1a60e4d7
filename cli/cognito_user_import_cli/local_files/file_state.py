"""The properties that change if a file is replaced or written."""

import os
import stat
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of an open file.

    :param size: None for a pipe, or anything else that can be read only once.
    """

    device: int
    inode: int
    size: int | None
    modified_ns: int

    @classmethod
    def of(cls, file: BinaryIO) -> "FileState":
        """Return the state of an open file."""
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return cls(status.st_dev, status.st_ino, None, 0)
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
