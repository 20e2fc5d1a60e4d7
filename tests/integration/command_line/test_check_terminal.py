"""cognito-user-import check, as it looks in a terminal of 80 columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.users_file import write_users_file
from tests.documents import ROOT
from tests.integration.command_line.terminal import Terminal

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

BAD = ROOT / "examples/bad-users.csv"
ROWS = 60_000  # a file large enough for a bar


def _bars(terminal: Terminal) -> list[str]:
    return [line for frame in terminal.frames for line in frame if line.startswith("Checking ")]


def test_a_terminal_shows_colours(tmp_path: Path) -> None:
    """For errors and the summary. The places are bold."""
    (tmp_path / "users.csv").write_bytes(BAD.read_bytes())

    with Terminal(tmp_path, {}, "check", "users.csv") as terminal:
        code = terminal.end()

    assert code == 3
    assert terminal.lines == [
        "Only the rules for all pools apply. For yours, set --user-pool-id or --template.",
        "users.csv:6: error CUI-111 birthdate: expected a date as mm/dd/yyyy",
        "users.csv:9: error CUI-110 phone_number: expected + and digits",
        "users.csv: 2 errors, 0 warnings in 10 rows, 1,188 bytes",
        "What a rule means, and how to fix it: cognito-user-import explain CUI-111",
    ]
    assert terminal.style("users.csv:6:") == ("default", True)
    assert terminal.style("error CUI-111") == ("red", True)
    assert terminal.style("CUI-111") == ("default", False)
    assert terminal.style("2 errors") == ("red", True)


def test_no_color_is_heard(tmp_path: Path) -> None:
    """As https://no-color.org has it."""
    (tmp_path / "users.csv").write_bytes(BAD.read_bytes())

    with Terminal(tmp_path, {"NO_COLOR": "1"}, "check", "users.csv") as terminal:
        terminal.end()

    assert terminal.style("error CUI-111")[0] == "default"


def test_sentences_are_folded_between_words(tmp_path: Path) -> None:
    """At the width of the terminal. A word that is longer has a line of its own."""
    (tmp_path / "users.csv").write_bytes(BAD.read_bytes())

    with Terminal(tmp_path, {}, "check", "users.csv", columns=40) as terminal:
        terminal.end()
    with Terminal(tmp_path, {}, "check", f"{'u' * 60}.csv", columns=40) as refusing:
        refusing.end()

    assert terminal.lines[:2] == [
        "Only the rules for all pools apply. For",
        "yours, set --user-pool-id or --template.",
    ]
    assert terminal.lines[-2:] == [
        "What a rule means, and how to fix it:",
        "cognito-user-import explain CUI-111",
    ]
    assert "".join(refusing.lines[:3]).startswith("cognito-user-import:")


def test_a_long_line_stays_one_line(tmp_path: Path) -> None:
    """The terminal wraps it, so that it is copied as it is."""
    name = f"{'u' * 60}.csv"
    (tmp_path / name).write_bytes(BAD.read_bytes())

    with Terminal(tmp_path, {}, "check", name, "--quiet") as terminal:
        terminal.end()

    assert "".join(terminal.lines[:2]) == (
        f"{name}:6: error CUI-111 birthdate: expected a date as mm/dd/yyyy"
    )
    assert len(terminal.lines[0]) == 80


def test_a_bar_moves_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Issues go above it as they come."""
    write_users_file(tmp_path / "users.csv", ROWS, defects=2)

    with Terminal(tmp_path, {}, "check", "users.csv") as terminal:
        code = terminal.end()

    bars = _bars(terminal)
    assert code == 3
    assert " 0.0/" in bars[0]
    assert bars[-1].endswith("0:00:00")
    assert max(map(len, bars)) <= 80
    _, *issues, summary, explained = terminal.lines
    assert [line.partition(":")[0] for line in issues] == ["users.csv"] * 2
    assert "2 errors" in summary
    assert explained.startswith("What a rule means, ")


def test_the_bar_does_not_get_into_a_pipe(tmp_path: Path) -> None:
    """The result is whole there, and the bar is on the terminal."""
    write_users_file(tmp_path / "users.csv", ROWS, defects=2)

    with Terminal(tmp_path, {}, "check", "users.csv", redirected=True) as terminal:
        terminal.end()

    assert _bars(terminal)
    assert len(terminal.out.splitlines()) == 3
    assert "\x1b" not in terminal.out


def test_quiet_shows_no_bar(tmp_path: Path) -> None:
    """Only the result."""
    write_users_file(tmp_path / "users.csv", ROWS)

    with Terminal(tmp_path, {}, "check", "users.csv", "--quiet") as terminal:
        code = terminal.end()

    assert (code, _bars(terminal), len(terminal.lines)) == (0, [], 1)


def test_the_help_fits(tmp_path: Path) -> None:
    """No line is longer than the terminal is wide."""
    with Terminal(tmp_path, {}, "check", "--help") as terminal:
        code = terminal.end()

    assert code == 0
    assert terminal.lines[0] == "Usage: cognito-user-import check [OPTIONS] FILE"
    assert all(line[-1] in "╮│╯" for line in terminal.lines[4:])
