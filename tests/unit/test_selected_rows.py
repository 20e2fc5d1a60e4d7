"""The rows of a file that are uploaded, and the lines that they have in the file."""

import random
from collections.abc import Iterator

import pytest

from cognito_user_import.csv_rules.csv_format import MAX_ROW_BYTES
from cognito_user_import.transfer.selected_rows import SelectedRows, select_rows, usernames

HEADER = b"email,cognito:username,password_hash\n"


def selected(content: bytes, *existing: str, block: int = 7) -> SelectedRows | None:
    """Select the rows of a file read in small blocks."""
    return select_rows(blocks(content, block), existing.__contains__)


def blocks(content: bytes, size: int = 7) -> Iterator[bytes]:
    """Yield a file in blocks."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        (b"a,anna,\nb,bert,\nc,carl,\n", b"b,bert,\n"),
        (b"a,anna,\nb,bert,\nc,carl,", b"b,bert,\n"),
        (b"a,anna,\r\nb,bert,\r\n", b"b,bert,\r\n"),
        (b"a, anna ,\nb,bert,\n", b"b,bert,\n"),
        (b"x\\,y,anna,\nb,bert,\n", b"b,bert,\n"),
        (b"a,anna,\n\nb,bert,\n\n", b"\nb,bert,\n\n"),
        (b"a,anna,\n\xff,bert,\nanna\n", b"\xff,bert,\nanna\n"),
        (b"a,anna\\,,\na,anna,\n", b"a,anna\\,,\n"),
    ],
)
def test_rows_of_existing_users_stay_out(rows: bytes, kept: bytes) -> None:
    """All others are byte for byte those of the file."""
    content = HEADER + rows
    found = selected(content, "anna", "carl")
    assert found
    sent = b"".join(found.of(blocks(content)))
    assert sent == HEADER + kept
    assert found.size == len(sent)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HEADER,
        HEADER + b"a,bert,\n",
        b"email,name\na,anna\n",
        HEADER + b"a,anna,\n" + b"x" * (MAX_ROW_BYTES + 1) + b"\n",
    ],
)
def test_a_file_without_a_row_to_leave_out_is_sent_as_it_is(content: bytes) -> None:
    """Also one with a line that no import accepts, which would take memory."""
    assert selected(content, "anna", "carl", block=1 << 16) is None


def test_a_line_of_the_upload_is_found_in_the_file() -> None:
    """The header is line 1 of both."""
    content = HEADER + b"".join(b"e,user%d,\n" % number for number in range(2, 12))
    found = selected(content, "user2", "user5", "user11")
    assert found
    assert [found.file_line(line) for line in range(1, 9)] == [1, 3, 4, 6, 7, 8, 9, 10]


def test_hashes_that_stay_out_are_counted() -> None:
    """A row with blanks has none."""
    content = HEADER + b"a,anna,x\nb,bert,x\nc,carl, \nd,dora,\n"
    found = selected(content, "anna", "carl", "dora")
    assert found
    assert (found.rows_left_out, found.hashes_left_out) == (3, 1)


def test_names_are_read_in_the_order_of_the_file() -> None:
    """Blank where a row has none."""
    content = b"\xef\xbb\xbf" + b"cognito:username,email\nanna,a\n\n bert ,b\n"
    assert list(usernames(blocks(content))) == ["anna", "", "bert"]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_sent_is_what_a_naive_filter_sends(seed: int) -> None:
    """For files of any lines, read in blocks of any size."""
    chance = random.Random(seed)  # noqa: S311 - guards nothing
    names = [f"user{number}" for number in range(200)]
    existing = chance.sample(names, chance.randrange(1, 200))
    lines = [f"{chance.choice(['', 'ä', 'x'])},{name},\n".encode() for name in names]
    content = HEADER + b"".join(lines)
    found = selected(content, *existing, block=chance.randrange(1, 500))
    kept = [line for name, line in zip(names, lines, strict=True) if name not in existing]
    assert found
    assert b"".join(found.of(blocks(content, chance.randrange(1, 500)))) == HEADER + b"".join(kept)
    assert [found.file_line(n) for n in range(2, len(kept) + 2)] == [
        lines.index(line) + 2 for line in kept
    ]
