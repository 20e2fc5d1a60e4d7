"""docs/tutorial.md can be followed to its end: its files, its commands, and what they print."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from local_aws import LocalAws
from tests.documents import ROOT

PAGE = ROOT / "docs/tutorial.md"
INSTALLED_HERE = ("python3 -m venv", "source ", "pip install", "npm install", "export PATH")
"""tests/integration/test_distribution.py installs the distributions."""

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_the_tutorial_can_be_followed(aws: LocalAws, tmp_path: Path) -> None:
    """From an empty folder, in its order."""
    shell = _Shell(aws, tmp_path)
    steps = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    names = iter(re.findall(r"^Save this as `([\w.]+)`", PAGE.read_text(), re.MULTILINE))
    compared = 0
    for language, text in steps:
        if language == "sh":
            shell.run(text.splitlines())
        elif language != "text" or text.startswith("name,"):
            (shell.folder / next(names)).write_text(text)
        else:
            compared += 1
            missing = [line for line in text.splitlines() if line not in shell.printed]
            assert missing == [], shell.printed
    assert (next(names, None), compared) == (None, 5)
    assert aws.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"] == []


class _Shell:
    """Runs lines as a person would, each in the folder that an earlier one entered."""

    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self.folder = folder
        self.printed = ""
        self._account = aws.account
        self._environment = {**os.environ, **aws.environment, "CI": "true"}

    def run(self, lines: list[str]) -> None:
        """Run lines, and keep what they print."""
        texts = []
        for line in lines:
            if line.startswith("cd "):
                self.folder /= line.removeprefix("cd ")
            elif line.startswith("export USER_POOL_ID="):
                [pool] = re.findall(r"FirstImport\.UserPoolId = (\S+)", self.printed)
                self._environment["USER_POOL_ID"] = pool
            elif not line.startswith(INSTALLED_HERE):
                texts.append(self._run(line))
        self.printed = "".join(texts)

    def _run(self, line: str) -> str:
        done = subprocess.run(
            ["bash", "-c", line.replace("111122223333", self._account)],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
