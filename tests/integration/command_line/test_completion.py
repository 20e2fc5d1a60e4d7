"""cognito-user-import completion, and what the shells make of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.command_line.process import environment, run
from tests.integration.command_line.terminal import Terminal

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

NO_BASH = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not there")
NO_ZSH = pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not there: install it")
NO_FISH = pytest.mark.skipif(not shutil.which("fish"), reason="fish is not there: install it")
CASES = pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ch", "check"),
        ("check --temp", "--template"),
        ("check --format g", "github"),
        ("check user", "users.csv"),
        ("check users.csv --template X", "X.template.json"),
        ("failures import-1 user", "users.csv"),
        ("run users.csv --password-hashing-algorithm PB", "PBKDF2_SHA256"),
        ("completion z", "zsh"),
        ("workflow wa", "watch"),
        ("workflow status --exec", "--execution"),
    ],
)
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


def _files(folder: Path) -> None:
    for name in ("users.csv", "X.template.json"):
        (folder / name).touch()


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
@CASES
def test_bash_completes(tmp_path: Path, typed: str, completed: str) -> None:
    """Commands, options, their values, and files where a file belongs."""
    _script(tmp_path, "bash")
    _files(tmp_path)

    out = _shell(tmp_path, "bash", "-c", _COMPLETE, "-", "cognito-user-import", *typed.split())

    assert out.split() == [completed]


@NO_FISH
@CASES
def test_fish_completes(tmp_path: Path, typed: str, completed: str) -> None:
    """As bash does; fish adds what each means."""
    _script(tmp_path, "fish")
    _files(tmp_path)
    script = f"source completion.fish; complete -C 'cognito-user-import {typed}'"

    out = subprocess.run(
        ["fish", "--no-config", "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert [line.split("\t")[0] for line in out.splitlines()] == [completed]


_AUTOLOADED = "fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D"
_SOURCED = "autoload -U compinit; compinit -u -D; source functions/_cognito-user-import"


@NO_ZSH
@CASES
def test_zsh_completes(tmp_path: Path, typed: str, completed: str) -> None:
    """In a zsh that somebody types into, whose compinit loads the file."""
    _zsh_completes(tmp_path, typed, completed, _AUTOLOADED)


@NO_ZSH
def test_zsh_completes_with_a_script_that_it_has_read(tmp_path: Path) -> None:
    """As a line of ~/.zshrc does."""
    _zsh_completes(tmp_path, "check --format g", "github", _SOURCED)


def _zsh_completes(tmp_path: Path, typed: str, completed: str, ready: str) -> None:
    (tmp_path / "functions").mkdir()
    _script(tmp_path, "zsh").rename(tmp_path / "functions/_cognito-user-import")
    _files(tmp_path)
    zsh = [shutil.which("zsh") or "zsh", "-f", "-i"]

    with Terminal(tmp_path, {"PS1": "$ "}, command=zsh) as terminal:
        terminal.press(f"{ready}; echo is read''y\r")
        terminal.wait_for("is ready")
        terminal.press(f"cognito-user-import {typed}\t")
        terminal.wait_for(
            f"cognito-user-import {typed.rpartition(' ')[0]} {completed}".replace("  ", " ")
        )
        terminal.press("\x15exit\r")
        terminal.end()


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


def test_a_shell_that_is_not_known_is_told(tmp_path: Path) -> None:
    """With those that are."""
    ended = run(tmp_path, {}, "completion", "tcsh")

    assert (ended.code, ended.out) == (2, "")
    for shell in ("tcsh", "bash", "zsh", "fish", "powershell"):
        assert shell in ended.err
