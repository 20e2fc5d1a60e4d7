"""Divides a file into parts, each of which one import job accepts. Reads the file once."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cognito_user_import.csv_rules.csv_format import MAX_BYTES, MAX_ROW_BYTES, MAX_USERS
from cognito_user_import.csv_rules.other_formats import other_format
from cognito_user_import.errors import InvalidFileError

_LONGEST_HEADER: Final = len(b"\xef\xbb\xbf") + MAX_ROW_BYTES + len(b"\r\n")


@dataclass(frozen=True, slots=True)
class PartLimits:
    """What one import job accepts.

    :param rows: Lines below the header. Blank lines count, because AWS doesn't document whether
        Cognito counts them [?].
    :param bytes: The size of a part and the header.
    """

    rows: int = MAX_USERS
    bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class JobRange:
    """A range of whole lines. A job imports the header and this range.

    :param number: The part's place in the file, from 1.
    :param start: The place of the first byte in the file.
    :param end: The place behind the last byte.
    :param rows: The number of lines, blank ones included.
    :param lines_before: The number of lines in the file before the part, the header included.
    :param digest: SHA-256 of the header and the range, 64 hexadecimal digits.
    """

    number: int
    start: int
    end: int
    rows: int
    lines_before: int
    digest: str


@dataclass(frozen=True, slots=True)
class FilePlan:
    """The parts of a file.

    :param header: The first line, with its newline if it has one.
    :param size: The size of the file in bytes.
    """

    header: bytes
    size: int
    parts: tuple[JobRange, ...]


def plan_parts(blocks: Iterable[bytes], limits: PartLimits | None = None) -> FilePlan:
    """Divide a file at line ends, into as few parts as the limits allow.

    The parts of a file that has grown are those that it had, except the last one. No line is kept
    in memory, however long it is. A file that isn't CSV, or with too long a header, isn't read to
    its end, and has no parts.

    :param blocks: The file's bytes, in blocks of any sizes.
    :raises InvalidFileError: No job accepts a line of the file.
    """
    header, size = bytearray(), 0
    planner: _Planner | None = None
    for block in blocks:
        size += len(block)
        rest = block
        if planner is None:
            line, newline, rest = block.partition(b"\n")
            header += line + newline
            if len(header) > _LONGEST_HEADER or other_format(header):
                break
            if newline:
                planner = _Planner(bytes(header), limits or PartLimits())
        if planner:
            planner.take(rest)
    return FilePlan(bytes(header), size, planner.end() if planner else ())


@dataclass(slots=True)
class _Planner:
    """Divides what follows the header.

    The line that a block leaves unfinished may belong to this part or to the next one, so until its
    end is known, its bytes are in the digests of both.
    """

    header: bytes
    limits: PartLimits
    parts: list[JobRange] = field(default_factory=list)
    place: int = field(init=False)
    """The number of bytes taken."""
    start: int = field(init=False)
    """Where the part starts."""
    line_start: int = field(init=False)
    """Where the unfinished line starts."""
    rows: int = 0
    lines: int = 1
    digest: "hashlib._Hash" = field(init=False)
    """Of the part, up to ``place``."""
    whole: "hashlib._Hash" = field(init=False)
    """Of the part, up to ``line_start``."""
    following: "hashlib._Hash" = field(init=False)
    """Of a part that starts at ``line_start``, up to ``place``."""

    def __post_init__(self) -> None:
        self.place = self.start = self.line_start = len(self.header)
        self.digest, self.whole, self.following = (hashlib.sha256(self.header) for _ in range(3))

    def take(self, block: bytes) -> None:
        """Take the next bytes of the file."""
        view, done = memoryview(block), 0
        while done < len(block):
            end, rows = self._whole_lines(block, done)
            if rows:
                self.digest.update(view[done:end])
                self.place += end - done
                self.rows += rows
                self._line_ends()
                done = end
            if done < len(block) and self._has_room(len(block) - done):
                self.digest.update(view[done:])
                self.following.update(view[done:])
                self.place += len(block) - done
                done = len(block)
            elif done < len(block):
                self._close()

    def end(self) -> tuple[JobRange, ...]:
        """Return the parts. The last line may have no newline."""
        if self.line_start < self.place:
            self.rows += 1
            self._line_ends()
        if self.rows:
            self._close()
        return tuple(self.parts)

    def _whole_lines(self, block: bytes, done: int) -> tuple[int, int]:
        """Return where the last line in the block ends that this part takes, and the rows to it."""
        room = self.start + self.limits.bytes - len(self.header) - self.place
        end = block.rfind(b"\n", done, done + max(room, 0)) + 1
        rows = block.count(b"\n", done, end) if end else 0
        if (most := self.limits.rows - self.rows) < rows:
            end, rows = done, most
            for _ in range(most):
                end = block.index(b"\n", end) + 1
        return end, rows

    def _has_room(self, size: int) -> bool:
        """Return whether the part can have another line, with at least this much in addition."""
        used = len(self.header) + self.place - self.start
        return self.rows < self.limits.rows and used + size <= self.limits.bytes

    def _line_ends(self) -> None:
        self.line_start = self.place
        self.whole, self.following = self.digest.copy(), hashlib.sha256(self.header)

    def _close(self) -> None:
        """End the part where its last line ends."""
        if not self.rows:
            raise InvalidFileError(
                f"Line {self.lines + 1} is longer than an import job accepts: "
                f"{self.limits.bytes:,} bytes with the header. Check that the file has Unix line "
                "endings (LF)."
            )
        number, digest = len(self.parts) + 1, self.whole.hexdigest()
        self.parts.append(
            JobRange(number, self.start, self.line_start, self.rows, self.lines, digest)
        )
        self.lines += self.rows
        self.start, self.rows = self.line_start, 0
        self.digest, self.whole = self.following, hashlib.sha256(self.header)
        self.following = self.digest.copy()
