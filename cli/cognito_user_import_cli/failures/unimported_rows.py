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
    """The two files to write.

    :param rows: The CSV file.
    :param reasons: The text file beside it, because a file with an extra column can't be imported.
    """

    rows: Path
    reasons: Path

    @classmethod
    def beside(cls, file: Path, output: Path | None) -> "Destination":
        """Return the destination of a file's rows.

        :raises UsageError: It is the file itself.
        """
        rows = output or file.with_name(f"{file.stem}.failed{file.suffix}")
        reasons = rows.with_name(f"{rows.name.removesuffix('.csv')}.txt")
        for path in (rows, reasons):
            if path.resolve() == file.resolve():
                raise UsageError(f"{path} is the imported file itself. Set another --output.")
        return cls(rows, reasons)


def write(
    source: Path, destination: Destination, lines: UnimportedLines, files: Iterable[BinaryIO]
) -> None:
    """Write the header and the rows, byte for byte, and a line with the reason for each row.

    :param files: The open files of the destination.
    :raises FileChangedError: The source is now shorter.
    """
    csv, reasons = files
    name = destination.rows.name
    with source.open("rb") as file:
        csv.write(_ended(file.readline()))
        line = 1
        for new_line, row in enumerate(lines.in_file(), 2):
            raw = next(islice(file, row.line - line - 1, None), b"")
            if not raw:
                raise FileChangedError(source)
            csv.write(_ended(raw))
            line = row.line
            reasons.write(f"{name}:{new_line} ({source.name}:{line}): {row.reason}\n".encode())


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
    destination: Destination | None,
    lines: UnimportedLines | None,
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
        "file": str(destination.rows) if destination else None,
        "reasons_file": str(destination.reasons) if destination else None,
        "reasons": [
            {"outcome": outcome.lower(), "reason": text, "rows": reason.count}
            for (outcome, text), reason in reasons.items()
        ],
        "rows": list(_rows(lines)) if lines else [],
    }


def _rows(lines: UnimportedLines) -> Iterator[dict[str, Any]]:
    for new_line, row in enumerate(lines.in_file(), 2):
        yield {
            "line": row.line,
            "new_line": new_line,
            "outcome": row.outcome.lower(),
            "reason": row.reason,
        }
