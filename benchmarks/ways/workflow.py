"""Ways to plan and check a large file: the work returns the number of parts, or of rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

Work = Callable[[], int]
_BLOCK = 1 << 20


class _NoDigest:
    """Does nothing, to tell what SHA-256 costs."""

    def __init__(self, _content: bytes = b"") -> None:
        pass

    def update(self, _content: object) -> None:
        pass

    def copy(self) -> _NoDigest:
        return self

    def hexdigest(self) -> str:
        return ""


def plan(path: str, digests: str) -> Work:
    """Divide a file into parts, with or without their digests."""
    from cognito_user_import.workflow import planner

    if not digests:
        vars(planner)["hashlib"] = SimpleNamespace(sha256=_NoDigest)

    def work() -> int:
        with Path(path).open("rb", buffering=0) as file:
            return len(planner.plan_parts(_blocks(file)).parts)

    return work


def check(path: str, parts: str, rows: str) -> Work:
    """Plan a file's first parts of so many rows, or all for 0, and check each."""
    from benchmarks.ways.csv_check import pool
    from cognito_user_import.csv_rules import check_part
    from cognito_user_import.workflow.part_document import as_document, hashes_by_space
    from cognito_user_import.workflow.planner import JobRange, PartLimits, plan_parts

    def check_one(file: BinaryIO, header: bytes, part: JobRange) -> int:
        file.seek(part.start)
        report = check_part(_blocks(file, part.end - part.start), pool(), header=header)
        as_document(report)
        hashes_by_space(report.sign_in, "bench")
        return report.rows

    def work() -> int:
        with Path(path).open("rb", buffering=0) as file:
            size = int(parts) * int(rows) * 200 if int(parts) else None
            planned = plan_parts(_blocks(file, size), PartLimits(int(rows)))
            return sum(check_one(file, planned.header, part) for part in planned.parts)

    return work


def duplicates(users: str) -> Work:
    """Search so many user names, in parts of 500,000, for those that occur more than once."""
    from cognito_user_import.workflow.file_judgement import repeated

    most = 500_000
    counts = [most] * (int(users) // most)
    documents: list[Any] = [{"Hashes": {"cognito:username": count}} for count in counts]
    # Two parts have one name in common.
    same = os.urandom(8)

    def get_bytes(key: str) -> bytes:
        if key.endswith(("/1", "/2")):
            return os.urandom(8 * (most - 1)) + same
        return os.urandom(8 * most)

    step: Any = SimpleNamespace(execution="bench", folder=SimpleNamespace(get_bytes=get_bytes))
    return lambda: len(repeated(step, documents, "cognito:username")[1])


def _blocks(file: BinaryIO, size: int | None = None) -> Iterator[bytes]:
    left = size
    while block := file.read(_BLOCK if left is None else min(_BLOCK, left)):
        if left is not None:
            left -= len(block)
        yield block
        if left == 0:
            return
