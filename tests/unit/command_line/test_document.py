"""The document of the command line is that of these commands."""

import re

import pytest
from cyclopts import App

from cognito_user_import_cli.application import COMMANDS, application, command_of
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.output import PROGRAM
from scripts.cli_document import DOCUMENT, TEXTS, document, text_of


def test_the_document_is_not_stale() -> None:
    """`make cli` writes it again."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_command_has_a_text() -> None:
    """And every text a command."""
    assert set(TEXTS.iterdir()) == set(map(text_of, COMMANDS))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_text_has_an_example_and_its_json_and_no_heading(command: str) -> None:
    """The headings are the document's."""
    text = text_of(command).read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)

    assert f"```sh\ncognito-user-import {command} " in text
    assert "JSON" in text
    assert not re.search(r"^#", prose, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_text_names_options_that_there_are(command: str) -> None:
    """Each is one of the text's command, or of the command that is shown in its line."""
    app = application()
    named = set()
    for line in text_of(command).read_text(encoding="utf-8").splitlines():
        shown = re.match(rf"{PROGRAM} (\w+) (\S+)", line)
        one = command_of(shown.groups()) if shown else command
        named |= {(one, option) for option in re.findall(r"(?<!\S)`?(--?[a-z][a-z-]*)", line)}

    assert {(one, name) for one, name in named if name not in _options(app, one)} == set()


def _options(app: App, command: str) -> set[str]:
    """Return the options of a command, as the program takes them."""
    _, apps, _ = app.parse_commands(command.split())
    with app.app_stack(apps):
        options = apps[-1].assemble_argument_collection()
    return {name for option in options for name in option.names}


def test_every_exit_code_is_explained() -> None:
    """By the text below it."""
    rows = re.findall(r"^\| (\d+) \| \S.*\. \|$", document(), re.MULTILINE)

    assert rows == [str(code.value) for code in ExitCode]
