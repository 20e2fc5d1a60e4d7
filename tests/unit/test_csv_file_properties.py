"""What holds for any bytes, however they come."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cognito_user_import import csv_file
from cognito_user_import.csv_file import FileSummary, scan
from cognito_user_import.errors import InvalidFileError

MARK = b"\xef\xbb\xbf"
NEARLY_CSV = st.lists(
    st.sampled_from(
        [
            *(b"email,", b"password_hash", b"\n", b"\r\n", b"\r", b" ", b",", b"\\", b"x" * 7),
            *(MARK, b"\0", b"\xc3", b"\xa9", b"\xe2\x82\xac", b"\xff"),
        ]
    ),
    max_size=30,
).map(b"".join)
CONTENT = st.one_of(st.binary(max_size=80), NEARLY_CSV)


@pytest.fixture(autouse=True, scope="module")
def _small_limits() -> Iterator[None]:
    """Let the limits be within reach of generated files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "MAX_BYTES", 60)
        patch.setattr(csv_file, "MAX_ROWS", 4)
        patch.setattr(csv_file, "MAX_ROW_CHARACTERS", 24)
        patch.setattr(csv_file, "_PIECE", 7)
        yield


def outcome(*blocks: bytes) -> FileSummary | str:
    """Return the summary, or the text of the error."""
    try:
        return scan(blocks)
    except InvalidFileError as error:
        return str(error)


@given(CONTENT)
def test_any_bytes_are_summed_up_or_refused(content: bytes) -> None:
    """Nothing but InvalidFileError is raised; what is summed up is within the limits."""
    found = outcome(content)
    if isinstance(found, FileSummary):
        assert found.size == len(content) <= csv_file.MAX_BYTES
        assert 1 <= found.rows <= csv_file.MAX_ROWS
        assert found.columns
        content.decode()


@given(CONTENT, st.lists(st.integers(0, 80), max_size=6))
@example(MARK + b"email\nx", [1])
@example(b"email\n" + b"x" * 24 + b"\r\n", [31])
@example(b"email\n" + b"x" * 25 + b"\0", [10])
@example(b"e\n1\n2\n3\n4\n5\n\xff", [10])
def test_the_blocks_do_not_matter(content: bytes, cuts: list[int]) -> None:
    """The same summary, or the same error, wherever the file is cut."""
    edges = [0, *sorted(cuts), len(content)]
    blocks = [content[start:end] for start, end in pairwise(edges)]
    assert outcome(*blocks) == outcome(content) == outcome(*(bytes([b]) for b in content))


@given(CONTENT.filter(lambda content: content.isascii()))
def test_the_summary_is_that_of_the_lines(content: bytes) -> None:
    """The rows that are counted are the lines that are not blank, and none is too long."""
    found = outcome(content)
    if isinstance(found, FileSummary):
        _, *lines = content.decode().split("\n")
        assert found.rows == len([line for line in lines if line.strip()])
        assert all(len(line.rstrip("\r")) <= csv_file.MAX_ROW_CHARACTERS for line in lines)


@given(st.text(alphabet="abcdefgh\ufeff\xff", min_size=12, max_size=24))
def test_no_error_has_what_stands_in_the_file(text: str) -> None:
    """Whatever rule it breaks."""
    for content in (text, f"{text}\0", f"{text}\n{text * 9}", f"\ufeff{text}\n{text}"):
        found = outcome(content.encode())
        assert isinstance(found, str) == (content != f"{text}\n{text}")
        assert text not in str(found)
