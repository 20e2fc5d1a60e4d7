"""Whether the whole file can be imported, by the checks of its parts."""

import logging
from array import array
from collections.abc import Iterator, Mapping
from itertools import compress
from typing import Any, Final

from cognito_user_import.csv_rules import Issue, check_part
from cognito_user_import.csv_rules.csv_check import end_issues
from cognito_user_import.csv_rules.report import PartReport
from cognito_user_import.csv_rules.sign_in import Batch, hashes_again, twice
from cognito_user_import.errors import InvalidFileError, UserImportError
from cognito_user_import.judgement.of_file import Describe, FileVerdict, of_line, of_named_line
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.part_check import checked, hashes_key
from cognito_user_import.workflow.part_document import (
    HASH_BYTES,
    from_document,
    salt_of,
    stable_hash,
)
from cognito_user_import.workflow.planned_file import LINES_SHOWN
from cognito_user_import.workflow.step import Step

logger = logging.getLogger(__name__)

_SHARES: Final = 8
"""A part of the hashes is in memory at a time."""
_MARKS: Final = [bytes(byte % _SHARES == share for byte in range(256)) for share in range(_SHARES)]
_MOST_AGAIN: Final = 100_000
"""Values that occur more than once, beyond which the others are not looked up."""


def judge_file(step: Step) -> Json:
    """Judge the file, and store ``check.json``.

    :raises InvalidFileError: It can't be imported. The text names the first lines.
    """
    if (earlier := step.folder.get("check.json")) and not earlier["Problem"]:
        # The hashes may be gone.
        return {"Problem": ""}
    documents = [_check_of(step, number) for number in range(1, step.plan.parts + 1)]
    items: Any = step.folder.get("parts.json")
    total = _header_report(step, items[0])
    for document in documents:
        total.add(from_document(document))
    total.take(end_issues(total))
    total.take(_duplicates(step, documents, items))
    limit = step.source.max_failed_users
    verdict = FileVerdict.of(
        total.report(step.plan.size), limit, only_documented=not step.source.validate
    )
    describe = _by_file(items) if step.source.prefix else of_line
    problem = ""
    if verdict.refused:
        lines = ". ".join(verdict.first_lines(describe, LINES_SHOWN))
        problem = f"The CSV file {step.source.url} can't be imported: {verdict.summary}. {lines}."
    warnings = list(verdict.warnings(describe).values())
    for warning in warnings:
        logger.warning("%s: %s", step.source.url, warning)
    step.folder.put(
        "check.json",
        {
            "Problem": problem,
            "Summary": verdict.summary,
            "Rows": total.rows,
            "BlankLines": total.lines - total.header_lines - total.rows,
            "Warnings": warnings,
        },
    )
    if problem:
        raise InvalidFileError(problem)
    return {"Problem": ""}


def _check_of(step: Step, number: int) -> Json:
    found = step.folder.get(f"checks/{number}.json")
    if found is None:
        raise UserImportError(f"Part {number} wasn't checked. See the function's log.")
    if problem := found.get("Problem"):
        raise UserImportError(problem)
    return found


def _header_report(step: Step, first: Mapping[str, Any]) -> PartReport:
    return check_part(
        [step.about_part(first).stored_part.header],
        step.profile,
        password_hashing_algorithm=step.properties.password_hashing_algorithm,
    )


def _by_file(items: list[Json]) -> Describe:
    """Return how to describe an issue of several files: by line and file.

    The files are checked as one, in which the first line of each file but the first is left out.
    """

    def name(line: int) -> str:
        before = (item for item in reversed(items) if _lines_before(item) < line)
        item = next(before, items[0])
        return f"{line - item['LinesOfFiles']} of {item['Key']}"

    return of_named_line(name)


def _lines_before(item: Mapping[str, Any]) -> int:
    """Return the number of lines before a part, in all files."""
    lines: int = item["LinesBefore"] + item.get("LinesOfFiles", 0)
    return lines


def _duplicates(step: Step, documents: list[Json], items: list[Json]) -> Iterator[Issue]:
    """Yield what occurs more than once in the file, and should not.

    Hashes say which values may, and the file decides: only parts with such a value are read again.
    """
    spaces = sorted({space for document in documents for space in document["Hashes"]})
    again: dict[str, set[int]] = {}
    parts: set[int] = set()
    for space in spaces:
        again[space], found = repeated(step, documents, space)
        parts |= found
    if not parts:
        return
    batches = [
        batch for number in sorted(parts) for batch in _values(step, items[number - 1], again)
    ]
    yield from twice(batches, step.plan.size)


def repeated(step: Step, documents: list[Json], space: str) -> tuple[set[int], set[int]]:
    """Return the hashes of a column that occur more than once, and the parts that have them."""
    counts = {
        number: count
        for number, document in enumerate(documents, 1)
        if (count := document["Hashes"].get(space, 0))
    }
    again: set[int] = set()
    for share in range(_SHARES):
        hashes = array("q")
        for number, count in counts.items():
            content = _hashes(step, space, number, count)
            # Another byte than hashes_again looks at.
            marks = memoryview(content)[1::HASH_BYTES].tobytes().translate(_MARKS[share])
            hashes.extend(compress(array("q", content), marks))
        again |= hashes_again(hashes)
    if len(again) > _MOST_AGAIN:
        again = set(sorted(again)[:_MOST_AGAIN])
    parts = {
        number
        for number, count in counts.items()
        if again and not again.isdisjoint(array("q", _hashes(step, space, number, count)))
    }
    return again, parts


def _hashes(step: Step, space: str, number: int, count: int) -> bytes:
    content = step.folder.get_bytes(hashes_key(step, space, number)) or b""
    if len(content) != HASH_BYTES * count:
        raise UserImportError(f"The hashes of part {number} aren't complete.")
    return content


def _values(step: Step, item: Mapping[str, Any], again: Mapping[str, set[int]]) -> Iterator[Batch]:
    """Yield the values of a part whose hashes occur more than once, by their lines in the file."""
    salt = salt_of(step.execution)
    for batch in checked(step.about_part(item)).sign_in:
        hashes = again.get(batch.space, set())
        chosen = [
            (line, value)
            for line, value in zip(batch.lines, batch.values, strict=True)
            if stable_hash(value, salt) in hashes
        ]
        if chosen:
            yield batch._replace(
                lines=[line for line, _ in chosen],
                offset=_lines_before(item),
                text=b"\n".join(value for _, value in chosen),
            )
