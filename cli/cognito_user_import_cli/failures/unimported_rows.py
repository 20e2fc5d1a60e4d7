"""A job's log joined with the file: the rows that weren't imported, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import FAILED, SKIPPED
from cognito_user_import_cli.command_errors import FileChangedError, UsageError
from cognito_user_import_cli.failures.unimported_lines import UnimportedLines, UnimportedRow

if TYPE_CHECKING:
    from rich.table import Table

_FIRST_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class Destination:
    """The files to write, those that have rows.

    :param rows: The CSV file.
    :param reasons: The text file beside it, because a file with an extra column can't be imported.
    :param unread: The CSV file of the rows that a job that ended early didn't read.
    """

    rows: Path
    reasons: Path
    unread: Path

    @classmethod
    def beside(cls, file: Path, output: Path | None) -> "Destination":
        """Return the destination of a file's rows.

        :raises UsageError: It is the file itself.
        """
        rows = output or file.with_name(f"{file.stem}.failed{file.suffix}")
        reasons = rows.with_name(f"{rows.name.removesuffix('.csv')}.txt")
        unread = (output or file).with_name(f"{(output or file).stem}.unread{file.suffix}")
        for path in (rows, reasons, unread):
            if path.resolve() == file.resolve():
                raise UsageError(f"{path} is the imported file itself. Set another --output.")
        return cls(rows, reasons, unread)


def write(
    source: Path, destination: Destination, lines: UnimportedLines, files: Iterable[BinaryIO]
) -> None:
    """Write the header and the rows, byte for byte, and a line with the reason for each row.

    :param files: The open files of the rows and the reasons.
    :raises FileChangedError: The source is now shorter.
    """
    csv, reasons = files
    write_lines(source, (row.line for row in lines.in_file()), csv)
    for new_line, row in enumerate(lines.in_file(), 2):
        place = f"{destination.rows.name}:{new_line} ({source.name}:{row.line})"
        reasons.write(f"{place}: {row.reason}\n".encode())


def write_lines(source: Path, numbers: Iterable[int], target: BinaryIO) -> None:
    """Write the header and these lines, byte for byte.

    :raises FileChangedError: The source is now shorter.
    """
    with source.open("rb") as file:
        target.write(_ended(file.readline()))
        line = 1
        for number in numbers:
            raw = next(islice(file, number - line - 1, None), b"")
            if not raw:
                raise FileChangedError(source)
            target.write(_ended(raw))
            line = number


def with_rows(source: Path, numbers: Iterable[int]) -> list[int]:
    """Return those of the lines that aren't blank."""
    wanted, rows = iter(numbers), []
    number = next(wanted, 0)
    with source.open("rb") as file:
        for line, raw in enumerate(file, 1):
            if line == number:
                number = next(wanted, 0)
                if raw.strip():
                    rows.append(line)
    return rows


def _ended(line: bytes) -> bytes:
    """Return the line with a newline, which the last line of a file may lack."""
    return line if line.endswith(b"\n") else line + b"\n"


@dataclass(slots=True)
class Reason:
    """A reason: how many rows have it, and the first of them."""

    count: int
    lines: list[int]


def by_reason(rows: Iterable[UnimportedRow]) -> dict[tuple[str, str], Reason]:
    """Return the rows' reasons by outcome and text, most frequent first."""
    found: dict[tuple[str, str], Reason] = {}
    for row in rows:
        reason = found.setdefault((row.outcome, row.reason), Reason(0, []))
        reason.count += 1
        if len(reason.lines) < _FIRST_LINES:
            reason.lines.append(row.line)
    return dict(sorted(found.items(), key=lambda item: -item[1].count))


def table(reasons: Mapping[tuple[str, str], Reason], file: Path) -> "Table":
    """Return the reasons as a table for the terminal."""
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, show_edge=False)
    shown.add_column("rows", justify="right")
    shown.add_column("reason", overflow="fold")
    shown.add_column(f"first lines in {file.name}", overflow="fold")
    for (_, text), reason in reasons.items():
        more = ", ..." if reason.count > len(reason.lines) else ""
        lines = ", ".join(map(str, reason.lines))
        shown.add_row(f"{reason.count:,}", Text(text), f"{lines}{more}")
    return shown


def document(
    job: ImportJob,
    destination: Destination,
    lines: UnimportedLines,
    reasons: Mapping[tuple[str, str], Reason],
    unread: int,
) -> dict[str, Any]:
    """Return the JSON document that docs/cli.md describes.

    :param unread: The number of rows that the job didn't read.
    """
    counts = dict.fromkeys((FAILED, SKIPPED), 0)
    for (outcome, _), reason in reasons.items():
        counts[outcome] += reason.count
    return {
        "job_id": job.job_id,
        "status": job.status,
        "failed": counts[FAILED],
        "skipped": counts[SKIPPED],
        "unread": unread,
        "file": str(destination.rows) if lines.count else None,
        "reasons_file": str(destination.reasons) if lines.count else None,
        "unread_file": str(destination.unread) if unread else None,
        "reasons": [
            {"outcome": outcome.lower(), "reason": text, "rows": reason.count}
            for (outcome, text), reason in reasons.items()
        ],
        "rows": list(_rows(lines)),
    }


def _rows(lines: UnimportedLines) -> Iterator[dict[str, Any]]:
    for new_line, row in enumerate(lines.in_file(), 2):
        yield {
            "line": row.line,
            "new_line": new_line,
            "outcome": row.outcome.lower(),
            "reason": row.reason,
        }
