"""The log of one run: everything that the commands wrote, and no pre-signed URL."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

_SIGNATURE = re.compile(r"\?X-Amz-\S+")


def redacted(text: str) -> str:
    """Return a text in which no pre-signed URL works: its query, the secret part, is left out."""
    return _SIGNATURE.sub("?(left out)", text)


class RunLog:
    """A log file in a folder of its own, which holds the log of the embedded AWS too.

    :param parent: The folder of all runs.
    """

    def __init__(self, parent: Path) -> None:
        now = datetime.datetime.now().astimezone()
        self.folder = parent / f"{now:%Y%m%d-%H%M%S}-{os.getpid()}"
        self.folder.mkdir(parents=True)
        self.path = self.folder / "demo.log"
        here = Path.cwd()
        self.shown_path = self.path.relative_to(here) if here in self.path.parents else self.path
        self.server_path = self.folder / "server.log"
        self._file = self.path.open("w", encoding="utf-8", buffering=1)

    def write(self, text: str) -> None:
        """Append lines, each with the time of day."""
        now = datetime.datetime.now().astimezone()
        for line in redacted(text).splitlines():
            self._file.write(f"{now:%H:%M:%S} {line}".rstrip() + "\n")

    def close(self) -> None:
        """End the file."""
        self._file.close()
