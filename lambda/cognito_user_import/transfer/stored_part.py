"""A part of the Amazon S3 object with the users, read as a file of its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cognito_user_import.transfer.stored_object import Blocks, Result, StoredObject


@dataclass
class StoredPart:
    """The header of an object, and a range of its lines.

    All reads are of one content: if the object is overwritten meanwhile, they fail.

    :param etag: Identifies the content.
    :param header_size: The size of the first line in bytes, with its newline.
    :param start: The place of the range's first byte.
    :param end: The place behind its last byte.
    """

    stored: StoredObject
    etag: str
    header_size: int
    start: int
    end: int

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return self.header_size + self.end - self.start

    @cached_property
    def header(self) -> bytes:
        """The first line."""
        return self.stored.read_range(
            self.etag, 0, self.header_size, lambda blocks: b"".join(blocks())
        )

    def read_rows(self, use: Callable[[Blocks], Result]) -> Result:
        """Return the result of ``use`` for the range. ``StoredObject.read`` documents it."""
        return self.stored.read_range(self.etag, self.start, self.end, use)

    def read(self, use: Callable[[Blocks], Result]) -> Result:
        """Return the result of ``use`` for the header and the range."""
        header = self.header

        def file(rows: Blocks) -> Iterator[bytes]:
            yield header
            yield from rows()

        def blocks(rows: Blocks) -> Callable[[], Iterable[bytes]]:
            return lambda: file(rows)

        return self.read_rows(lambda rows: use(blocks(rows)))
