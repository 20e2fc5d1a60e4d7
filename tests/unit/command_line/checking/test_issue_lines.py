"""An issue as one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cognito_user_import.csv_rules import FileSummary, Issue, Report, Rule
from cognito_user_import.csv_rules.rules import WARNING
from cognito_user_import_cli.checking.issue_lines import (
    github_line,
    issue_parts,
    plain,
    summary_parts,
)

FILE = Path("users.csv")
RULE = Rule("CUI-999", "a-rule", "error", "at most {}")
MILD = RULE._replace(severity=WARNING)


@pytest.mark.parametrize(
    ("issue", "line"),
    [
        (
            Issue(RULE, 7, "email", 3, "50 %"),
            "users.csv:7: error CUI-999 email: expected at most 50 %",
        ),
        (
            Issue(MILD, 7, "", 3, "9"),
            "users.csv:7: warning CUI-999 column 3: expected at most 9",
        ),
        (Issue(RULE, 7, detail="9"), "users.csv:7: error CUI-999 expected at most 9"),
        (Issue(RULE, detail="9"), "users.csv: error CUI-999 expected at most 9"),
    ],
)
def test_a_line_begins_with_its_place(issue: Issue, line: str) -> None:
    """As editors and terminals look for it, to jump there."""
    assert plain(issue_parts(FILE, issue)) == line


@pytest.mark.parametrize(
    ("issue", "line"),
    [
        (
            Issue(RULE, 7, "email", 3, "50 %"),
            "::error file=users.csv,line=7,title=CUI-999 a-rule::email: expected at most 50 %25",
        ),
        (
            Issue(MILD, detail="9"),
            "::warning file=users.csv,title=CUI-999 a-rule::expected at most 9",
        ),
    ],
)
def test_github_gets_workflow_commands(issue: Issue, line: str) -> None:
    """With what has a meaning in them escaped."""
    assert github_line(FILE, issue) == line


def test_a_name_that_would_end_a_property_is_escaped() -> None:
    """A comma, a colon or a newline in the file's name ends nothing."""
    line = github_line(Path("a,b:c\n.csv"), Issue(RULE, 7, detail="9"))

    assert line.startswith("::error file=a%2Cb%3Ac%0A.csv,line=7,")


def test_github_gets_the_place_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the step runs in a folder of it; a file elsewhere keeps its name."""
    inside = tmp_path / "repository/data"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(inside.parent))
    other = tmp_path / "users.csv"

    assert "file=data/users.csv," in github_line(FILE, Issue(RULE))
    assert f"file={other}," in github_line(other, Issue(RULE))


@pytest.mark.parametrize(
    ("counts", "style"), [({}, "green"), ({MILD: 1}, "yellow"), ({RULE: 1, MILD: 1}, "red")]
)
def test_the_summary_has_the_colour_of_the_worst(counts: dict[Rule, int], style: str) -> None:
    """Green when there is nothing."""
    [_, (_, of_summary)] = summary_parts(FILE, Report(FileSummary(), counts))

    assert of_summary == f"bold {style}"
