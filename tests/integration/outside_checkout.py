"""Distributions and commands outside the checkout, where its sources are not found by accident."""

import os
import subprocess
import sys
from pathlib import Path

from tests.documents import ROOT

BUILT_HERE = ("--no-build-isolation", "--python", sys.executable)


def build(folder: Path) -> list[Path]:
    """Build both distributions as for a release, each wheel from its sdist; return the wheels."""
    for project in (ROOT, ROOT / "constructs"):
        run("uv", "build", *BUILT_HERE, "--out-dir", folder, project, cwd=folder)
    return sorted(folder.glob("*.whl"), reverse=True)


def install(folder: Path, *arguments: str | Path) -> Path:
    """Install into a fresh environment, and return the folder of its commands."""
    commands = folder / "venv/bin"
    run("uv", "venv", "--python", sys.executable, folder / "venv", cwd=folder)
    run("uv", "pip", "install", "--python", commands / "python", *arguments, cwd=folder)
    return commands


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command outside the checkout, and return its output."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV") and not name.startswith("AWS_")
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
