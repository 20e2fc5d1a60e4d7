"""What is different when a file is another one, or was written."""

import os
import stat
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of a file that somebody has opened.

    :param size: None if it is a pipe, or anything else that can only be read once.
    """

    device: int
    inode: int
    size: int | None
    modified_ns: int

    @classmethod
    def of(cls, file: BinaryIO) -> "FileState":
        """Look at an open file."""
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return cls(status.st_dev, status.st_ino, None, 0)
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
