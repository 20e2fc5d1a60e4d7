"""Runs the command line as a person does, and returns how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SECONDS = 120
COMMAND = [sys.executable, "-m", "cognito_user_import_cli"]


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    :param code: The exit code.
    :param out: What is on stdout.
    :param err: What is on stderr.
    """

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment(home: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with nothing of the user's but the path."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true"} | {
        **given
    }


def run(folder: Path, given: Mapping[str, str], *arguments: str) -> Ended:
    """Run a command in a folder.

    :param given: Variables of the environment, such as those of an embedded AWS.
    """
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, given),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
