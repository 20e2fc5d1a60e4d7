"""Takes the pictures of the command line in the documents, in a pseudo-terminal (`make pictures`).

The commands run against the embedded AWS. The ids that it makes up are replaced by others of the
same length, and times by others too, so that the pictures change only when the commands do; a test
compares them.
"""

import html
import io
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pyte.screens import Char, Screen
from rich.console import Console
from rich.text import Text

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, good_row
from tests.documents import ROOT
from tests.integration.command_line.import_stack import deploy_stack
from tests.integration.command_line.terminal import Terminal

FOLDER: Final = ROOT / "docs/images"
_COLUMNS: Final = 80
_NARROW: Final = 40
_JOB_ID: Final = "import-mAgUtd8PMm"
_JOB_NAME: Final = "users-0123456789ab"
_DATE: Final = "2026-01-02 03:04"
_POOL_ID: Final = "eu-central-1_AbCdEfGhI"
_STACK: Final = "UserPoolStack"
_TIMES: Final = re.compile(r"\d+:\d\d:\d\d|(?<=B )(?:\?|[0-9.]+ .?B/s)")
_FONT_FACES: Final = re.compile(r"\s*@font-face \{.*?\n    \}", re.DOTALL)
_TEXTS: Final = re.compile(
    r'<text class="[^"]*" x="([0-9.]+)"[^>]*-line-(\d+)\)">(.*?)</text>', re.DOTALL
)
_CHARACTER_WIDTH: Final = 12.2
_PEOPLE: Final = (
    "Benutzername;E-Mail;Vorname;Geburtsdatum;Handy\n"
    "ada;ada@example.com;Ada;17.05.1990;0151 23456789\n"
    "bob;bob@example.com;Bob;01.02.1985;+49 (0)151 23456780\n"
)
_COLOURS: Final = {"brown": "yellow", "default": "default"}
"""pyte's names that rich has others for."""


def pictures() -> Iterator[tuple[str, str]]:
    """Yield the name and the SVG of each picture."""
    with LocalAws() as aws, TemporaryDirectory(prefix="pictures-") as folder:
        for name, command, terminal in _scenes(aws, Path(folder)):
            yield name, _svg([(command, terminal.screen)], _COLUMNS)
        for columns in (_COLUMNS, _NARROW):
            place = Path(folder, str(columns))
            place.mkdir()
            yield f"session-{columns}", _svg(list(_session(aws, place, columns)), columns)


def shown(svg: str) -> list[str]:
    """Return the lines that a picture shows, without times and speeds."""
    lines: dict[str, str] = {}
    for x, line, text in _TEXTS.findall(svg):
        # What is blank and has no colour is only a gap.
        before = lines.get(line, "").ljust(round(float(x) / _CHARACTER_WIDTH))
        lines[line] = before + html.unescape(text).replace("\xa0", " ").strip("\n")
    return [_TIMES.sub("?", line).rstrip() for line in lines.values()]


def _scenes(aws: LocalAws, folder: Path) -> Iterator[tuple[str, str, Terminal]]:
    pool = ImportScenario(aws)
    rows = [good_row(number, name="Somebody") for number in range(2_000)]
    (folder / "users.csv").write_bytes(pool.csv(rows))
    created = pool.create()
    deploy_stack(aws, {"Users": created["JobId"]}, {"UserPoolId": pool.pool_id}, name=_STACK)
    yield from _scene(aws, folder, "upload", "upload", "users.csv", "--stack", _STACK)

    rows = [good_row(number) for number in range(2_000, 2_040)]
    for number, mistake in enumerate(({"email_verified": ""}, {"phone_number": "0171 1234"})):
        rows[5 * number + 3] |= mistake
        rows[5 * number + 9] |= mistake
    (folder / "users.csv").write_bytes(pool.csv(rows))
    yield from _scene(aws, folder, "check", "check", "users.csv", "--user-pool-id", pool.pool_id)
    ended = pool.run(pool.csv(rows))
    yield from _scene(
        aws,
        folder,
        "failures",
        *("failures", ended["JobId"], "users.csv", "--user-pool-id", pool.pool_id),
    )


def _session(aws: LocalAws, folder: Path, columns: int) -> Iterator[tuple[str, Screen]]:
    """Yield the commands of a person who has a spreadsheet, with their screens."""
    pool = ImportScenario(aws)
    (folder / "people.csv").write_text(_PEOPLE)
    named = ("--user-pool-id", pool.pool_id)
    for arguments in (
        ("check", "people.csv", *named),
        ("convert", "people.csv", *named, "--country", "DE", "--set", "email_verified=true"),
        ("check", "users.csv", *named),
        ("run", "users.csv", *named, "--create-role"),
        ("list", *named),
    ):
        with Terminal(folder, aws.environment, *arguments, columns=columns) as terminal:
            terminal.end()
            yield " ".join(("cognito-user-import", *arguments)), terminal.screen


def _scene(
    aws: LocalAws, folder: Path, name: str, *arguments: str
) -> Iterator[tuple[str, str, Terminal]]:
    with Terminal(folder, aws.environment, *arguments, columns=_COLUMNS) as terminal:
        terminal.end()
        yield name, " ".join(("cognito-user-import", *arguments)), terminal


def _svg(commands: Sequence[tuple[str, Screen]], columns: int) -> str:
    console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True)
    for command, screen in commands:
        console.print(Text.assemble(("$ ", "bold green"), _steady(command)), soft_wrap=False)
        for line in _lines(screen, columns):
            console.print(line)
    svg = console.export_svg(title="cognito-user-import", unique_id="picture")
    # Those are loaded from elsewhere; without them the reader's own monospaced font is taken.
    return "\n".join(line.rstrip() for line in _FONT_FACES.sub("", svg).splitlines()) + "\n"


def _lines(screen: Screen, columns: int) -> Iterator[Text]:
    last = max((y for y, line in enumerate(screen.display) if line.strip()), default=-1)
    for y in range(last + 1):
        text = Text()
        cells = [screen.buffer[y][x] for x in range(columns)]
        for style, run in groupby(cells, key=_style):
            text.append("".join(cell.data for cell in run), style)
        text.rstrip()
        yield _steady_text(text)


def _style(cell: Char) -> str:
    colour = _COLOURS.get(cell.fg, cell.fg)
    colour = f"#{colour}" if re.fullmatch("[0-9a-f]{6}", colour) else colour
    return f"{'bold ' if cell.bold else ''}{colour}"


def _steady_text(text: Text) -> Text:
    """Return the text with other ids, in the same colours."""
    plain = _steady(text.plain)
    steady = Text(plain)
    for span in text.spans:
        steady.stylize(span.style, span.start, span.end)
    return steady


def _steady(text: str) -> str:
    text = re.sub(r"import-[0-9a-zA-Z]{10}\b", _JOB_ID, text)
    text = re.sub(r"users-[0-9a-f]{12}\b", _JOB_NAME, text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", _DATE, text)
    return re.sub(r"eu-central-1_[0-9a-zA-Z]{9}\b", _POOL_ID, text)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, svg in pictures():
        (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")
        sys.stderr.write(f"pictures: {name}.svg\n")
