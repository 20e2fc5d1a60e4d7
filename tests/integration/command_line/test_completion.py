"""cognito-user-import completion, and what the shells make of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.command_line.process import run
from tests.integration.command_line.terminal import Terminal

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

NO_BASH = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not there")
NO_ZSH = pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not there: install it")
_COMPLETE = """
source completion.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_cognito_user_import
printf '%s\\n' "${COMPREPLY[@]}"
"""


def _script(folder: Path, shell: str) -> Path:
    ended = run(folder, {}, "completion", shell)
    assert (ended.code, ended.err) == (0, "")
    path = folder / f"completion.{shell}"
    path.write_text(ended.out)
    return path


def _shell(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_a_script(tmp_path: Path, shell: str) -> None:
    """With the commands, their options and the values that there are."""
    script = _script(tmp_path, shell).read_text()

    for word in ("header", "check", "password-hashing-algorithm", "PBKDF2_SHA256", "github"):
        assert word in script, word
    assert run(tmp_path, {}, "completion", shell, "--json").json == {
        "shell": shell,
        "script": script.rstrip("\n"),
    }


@NO_BASH
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["ch"], ["check"]),
        (["check", "--temp"], ["--template"]),
        (["check", "--format", "g"], ["github"]),
        (["check", "user"], ["users.csv"]),
        (["check", "users.csv", "--template", "X"], ["X.template.json"]),
        (["completion", "z"], ["zsh"]),
    ],
)
def test_bash_completes(tmp_path: Path, words: list[str], completed: list[str]) -> None:
    """Commands, options, their values, and files where a file belongs."""
    _script(tmp_path, "bash")
    (tmp_path / "users.csv").touch()
    (tmp_path / "X.template.json").touch()

    out = _shell(tmp_path, "bash", "-c", _COMPLETE, "-", "cognito-user-import", *words)

    assert out.split() == completed


@NO_BASH
def test_tab_completes_a_command(tmp_path: Path) -> None:
    """In a bash that somebody types into."""
    _script(tmp_path, "bash")
    bash = [shutil.which("bash") or "bash", "--norc", "--noprofile", "-i"]

    with Terminal(tmp_path, {"PS1": "$ "}, command=bash) as terminal:
        terminal.press("source completion.bash; echo is read''y\r")
        terminal.wait_for("is ready")
        terminal.press("cognito-user-import he\t")
        terminal.wait_for("cognito-user-import header")
        terminal.press("\x15exit\r")
        terminal.end()


@NO_ZSH
def test_zsh_reads_its_script(tmp_path: Path) -> None:
    """It has no mistake in its syntax, and is one that compinit loads."""
    script = _script(tmp_path, "zsh")

    _shell(tmp_path, "zsh", "-n", str(script))

    assert script.read_text().startswith("#compdef cognito-user-import\n")


def test_a_shell_that_is_not_known_is_told(tmp_path: Path) -> None:
    """With those that are."""
    ended = run(tmp_path, {}, "completion", "tcsh")

    assert (ended.code, ended.out) == (2, "")
    for shell in ("tcsh", "bash", "zsh", "fish", "powershell"):
        assert shell in ended.err
