"""Environments of their own for what is measured beside this library and is no dependency of it."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.children import ROOT

_CACHE: Final = ROOT / ".benchmarks"
_TIMEOUT: Final = 600.0


def environment(name: str, requirements: Sequence[str]) -> Path | None:
    """Return the Python of an environment with these packages, or None if they cannot be had.

    It is made once, below a folder that git ignores, and of the releases that are there then.
    """
    key = hashlib.sha256("\n".join([sys.version, *requirements]).encode()).hexdigest()[:12]
    folder = _CACHE / f"{name}-{key}"
    python = folder / "bin" / "python"
    if (folder / ".complete").exists():
        return python
    print(f"bench: making an environment with {' '.join(requirements)}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    problem = _run("uv", "venv", "--quiet", "--python", sys.executable, str(folder)) or _run(
        "uv", "pip", "install", "--quiet", "--python", str(python), *requirements
    )
    if problem:
        print(f"bench: {name} cannot be had and is left out: {problem}", flush=True)
        return None
    (folder / ".complete").touch()
    return python


def _run(*command: str) -> str:
    """Run a command, and return what went wrong, or nothing."""
    bin_folder = str(Path(sys.executable).parent)
    path = os.pathsep.join([bin_folder, os.environ.get("PATH", os.defpath)])
    try:
        ended = subprocess.run(
            command,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    lines = ended.stderr.strip().splitlines() or ["no reason given"]
    return lines[-1].strip() if ended.returncode else ""
