"""A server that outlives the process that started it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from local_aws.certificates import certificates_in
from local_aws.control import ControlClient
from local_aws.settings import Place

STATE_FOLDER = Path(os.environ.get("LOCAL_AWS_FOLDER") or Path(__file__).parents[1] / ".local_aws")
_STATE_FILE = STATE_FOLDER / "server.json"
_STATE = STATE_FOLDER / "state"
_STOP_SECONDS = 15.0


@dataclass(frozen=True)
class DetachedServer:
    """The one detached server of this project, as its state file names it."""

    pid: int
    port: int
    token: str

    @classmethod
    def load(cls) -> Self | None:
        """Return the server that was started last, running or not, or None."""
        try:
            return cls(**json.loads(_STATE_FILE.read_text()))
        except FileNotFoundError:
            return None

    @classmethod
    def require_none(cls) -> None:
        """Raise if a server is running; clean up after one that died."""
        server = cls.load()
        if server is not None and server.is_running():
            raise RuntimeError(
                "a detached embedded AWS is running; end it with: python -m local_aws stop"
            )
        cls.forget()

    @staticmethod
    def forget() -> None:
        """Remove the files that a stopped or dead server may have left."""
        _STATE_FILE.unlink(missing_ok=True)
        shutil.rmtree(_STATE, ignore_errors=True)

    def save(self) -> None:
        """Write the state file, readable only by its owner: its token can stop the server."""
        _STATE_FILE.touch(mode=0o600)
        _STATE_FILE.write_text(json.dumps(dataclasses.asdict(self)))

    @property
    def place(self) -> Place:
        return Place(self.port, _STATE, certificates_in(_STATE))

    def is_running(self) -> bool:
        """Return whether the server answers with its own certificate and process ID."""
        try:
            health = self._control().request("GET", "health")
        except (OSError, ValueError):
            return False
        return bool(health["pid"] == self.pid)

    def stop(self) -> bool:
        """Stop the server, and return whether there was one."""
        if not self.is_running():
            self.forget()
            return False
        self._control().request("POST", "stop", {"token": self.token})
        end = time.monotonic() + _STOP_SECONDS
        while self.is_running() or is_alive(self.pid):
            if time.monotonic() > end:
                raise RuntimeError(
                    f"process {self.pid} does not end; its log is in {STATE_FOLDER.name}"
                )
            time.sleep(0.05)
        self.forget()
        return True

    def _control(self) -> ControlClient:
        return ControlClient(self.place.endpoint_url, self.place.certificates.authority)


def is_alive(pid: int) -> bool:
    """Return whether a process runs. A zombie doesn't."""
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    return False
