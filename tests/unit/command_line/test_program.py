"""How the program ends: one sentence on stderr, and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from cyclopts import App

from cognito_user_import.errors import (
    ExpiredUrlError,
    ImportFailedError,
    InvalidFileError,
    ServiceError,
)
from cognito_user_import_cli import misuse, program
from cognito_user_import_cli.application import commands_in
from cognito_user_import_cli.command_errors import (
    AwsError,
    BadFileError,
    CheckProcessError,
    FileChangedError,
    UnsuccessfulImport,
    UsageError,
)
from cognito_user_import_cli.exit_codes import ExitCode

LIST = ["list", "--user-pool-id", "eu-west-1_Ab1"]
SECRET = "https://bucket.s3.eu-central-1.amazonaws.com/key?X-Amz-Signature=0123456789abcdef"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("name a file."), ExitCode.USAGE, "name a file."),
        (BadFileError("3 errors."), ExitCode.BAD_FILE, "3 errors."),
        (AwsError("no Region."), ExitCode.AWS, "no Region."),
        (FileChangedError("a.csv"), ExitCode.USAGE, "a.csv changed while it was read. Run "),
        (CheckProcessError("a.csv", "exit code -9"), ExitCode.INTERNAL, "A process that checks a"),
        (UnsuccessfulImport("2 rows failed."), ExitCode.IMPORT_FAILED, "2 rows failed."),
        (ImportFailedError("it failed."), ExitCode.IMPORT_FAILED, "it failed."),
        (InvalidFileError("too long."), ExitCode.BAD_FILE, "too long."),
        (ExpiredUrlError("expired."), ExitCode.AWS, "expired."),
        (ServiceError("Op", "Code", "why", "pool x", "Do."), ExitCode.AWS, "Op failed for pool x"),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, "interrupted"),
    ],
)
def test_each_error_has_its_exit_code(
    error: BaseException,
    code: ExitCode,
    said: str,
    ending_with: Callable[[BaseException], ExitCode],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one line, with nothing on stdout."""
    ended = ending_with(error)

    out, err = capsys.readouterr()
    assert (ended, out, err.count("\n")) == (code, "", 1)
    assert err.startswith(f"cognito-user-import: {said}")


def test_a_defect_shows_neither_its_text_nor_a_traceback(
    ending_with: Callable[[BaseException], ExitCode], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its text could hold a cell or a URL; the place is enough for a report."""
    ended = ending_with(ValueError(SECRET))

    out, err = capsys.readouterr()
    assert (ended, out) == (ExitCode.INTERNAL, "")
    assert err.startswith("cognito-user-import: ValueError in ending_with.")
    assert err.endswith("This is a bug. Please report it.\n")
    assert "amazonaws" not in err


def test_a_url_in_an_error_is_redacted(
    ending_with: Callable[[BaseException], ExitCode], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever error it is in."""
    ending_with(AwsError(f"no answer from {SECRET}"))

    assert "0123456789abcdef" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["header"], "--user-pool-id is missing."),
        (["header", "--user-pool-id"], "--user-pool-id needs a value."),
        (["header", "--user-pool-id", "a", "-qo"], "-o needs a value."),
        (["header", "a"], 'Unexpected argument: "a".'),
        (["status", "a", "b"], 'Unexpected argument: "b".'),
        (
            ["list", "eu-west-1_Ab1"],
            'Unexpected argument: "eu-west-1_Ab1". Did you mean --user-pool-id eu-west-1_Ab1?',
        ),
        (["check"], "FILE is missing."),
        (["heade"], 'There is no command "heade". Did you mean "header"?'),
        (["import", "a.csv"], 'There is no command "import". Did you mean "run"?'),
        (["validate", "a.csv"], 'There is no command "validate". Did you mean "check"?'),
        (["jobs"], 'There is no command "jobs". Did you mean "list"?'),
        (["xyz"], 'There is no command "xyz". Commands: header, convert, check, explain, upload, '),
        (["workflow", "rnu"], 'There is no command "rnu". Did you mean "run"?'),
        (["workflow", "cancel"], 'There is no command "cancel". Did you mean "stop"?'),
        (["workflow", "x"], 'There is no command "x". Commands: run, status, watch, stop, report.'),
        (["--json", "list"], "--json comes before the command. The command comes first."),
        (
            ["header", "--user-pool-id", "a", "--regio", "x"],
            "Unknown option: --regio. Did you mean --region?",
        ),
        ([*LIST, "--limit", "0"], '--limit must be 1 or more. Received: "0".'),
        ([*LIST, "--limit", "x"], '--limit must be a whole number. Received: "x".'),
        (["check", "a", "--all=maybe"], "--all takes no value."),
        ([*LIST, "--limit", "1", "--limit", "2"], "--limit is given more than once."),
        (["completion", "tcsh"], 'Invalid value "tcsh" for SHELL. Choose from: "bash", '),
    ],
)
def test_a_misuse_is_told_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command for help."""
    ended = program.run(arguments)

    out, err = capsys.readouterr()
    assert (ended, out, err.count("\n")) == (ExitCode.USAGE, "", 1)
    assert err.startswith(f"cognito-user-import: {said}")
    assert err.endswith("--help\n")


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["help"], ""),
        (["help", "run"], " run"),
        (["workflow"], " workflow"),
        (["help", "workflow", "run"], " workflow run"),
    ],
)
def test_help_is_a_command_too(
    arguments: list[str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Many programs have it."""
    assert program.run(arguments) == ExitCode.DONE
    assert capsys.readouterr().out.startswith(f"Usage: cognito-user-import{command} ")


def test_every_other_name_of_a_command_is_that_of_one() -> None:
    """And of one command only."""
    others = [name for names in misuse._OTHER_NAMES.values() for name in names]

    names = commands_in()

    assert set(misuse._OTHER_NAMES) <= set(names)
    assert len({*others, *names}) == len(others) + len(names)


@pytest.fixture
def ending_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], ExitCode]:
    """Run a program whose one command ends with an error."""

    def ended(error: BaseException) -> ExitCode:
        app = App(suppress_keyboard_interrupt=False)

        @app.default
        def command() -> NoReturn:
            raise error

        monkeypatch.setattr(program, "application", lambda: app)
        return program.run([])

    return ended
