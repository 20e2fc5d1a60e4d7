"""The rules of a CSV file as a whole."""

import tracemalloc
from collections.abc import Iterator

import pytest

from cognito_user_import.csv_file import (
    MAX_BYTES,
    MAX_ROW_CHARACTERS,
    MAX_ROWS,
    FileSummary,
    check_columns,
    check_hashes,
    check_size,
    scan,
)
from cognito_user_import.errors import InvalidFileError

HEADER = ("email", "cognito:username", "password_hash")
SECRET = "jane@example.com"


def test_a_file_is_summed_up() -> None:
    """Columns in the file's order, rows without the header, all bytes."""
    content = "email,cognito:username\njané@example.com,jane\nmax@example.com,max\n".encode()
    assert scan([content]) == FileSummary(
        ("email", "cognito:username"), rows=2, size=len(content), has_password_hashes=False
    )


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n \n"])
def test_the_last_line_may_end_or_not(end: str) -> None:
    """Blank lines are no rows."""
    assert scan([f"email\r\n{SECRET}{end}".encode()]).rows == 1


def test_white_space_around_a_column_is_no_part_of_it() -> None:
    """As the service trims values; nor is the carriage return of a line break."""
    assert scan([b" email ,cognito:username\r\na,b\r\n"]).columns == ("email", "cognito:username")


def test_a_comma_in_the_name_of_a_column_is_escaped() -> None:
    """The name of a custom attribute may have one."""
    assert scan([rb"email,custom:a\,b" + b"\n1,2\n"]).columns == ("email", "custom:a,b")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a,,x\n", False),
        ("a, \t,x\n\n", False),
        ("a\n", False),
        ("a,,x\na,$2b$,x\n", True),
        ("a\\,b,,x\n", False),
        ("a\\,b,\\,,x\n", True),
        ("a,hash", True),
    ],
)
def test_password_hashes_are_found_in_their_column(rows: str, expected: bool) -> None:
    """Wherever it is, and whatever commas the values before it have."""
    summary = scan([b"email,password_hash,cognito:username\n", rows.encode()])
    assert summary.has_password_hashes is expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"is empty: it must have a header and 1 to 500,000 rows"),
        (b"\n \n\n", r"is empty: it must have"),
        (b"email", r"has no row below its header: it must have a header and 1 to 500,000 rows"),
        (b"email\n\n\r\n", r"has no row below its header"),
        (b"\xef\xbb\xbfemail\na\n", r"begins with a byte order mark: save it as UTF-8 without"),
        (b"\xff\xfee\0m\0", r"is not UTF-8: line 1, character 1\."),
        ("email\nab\u00e9".encode("latin-1"), r"is not UTF-8: line 2, character 3\."),
        ("email\n\u00e9\u00e9".encode()[:-1], r"is not UTF-8: line 2, character 2\."),
        (b"email\n" + b"\xed\xa0\x80", r"is not UTF-8: line 2, character 1\."),
        (b"PK\x03\x04\0\0\0", r"is binary, with a NUL: line 1, character 5\."),
    ],
)
def test_what_is_no_csv_file_is_refused(content: bytes, message: str) -> None:
    """With the place, as far as there is one."""
    with pytest.raises(InvalidFileError, match=message):
        scan([content])


def test_a_row_may_have_16000_characters_and_not_one_more() -> None:
    """Characters, not bytes; the line break is none of them."""
    longest = "é" * MAX_ROW_CHARACTERS
    assert scan([f"email\n{longest}\r\n{longest}".encode()]).rows == 2
    with pytest.raises(InvalidFileError, match=r"^Line 3 of the CSV file has more than 16,000 cha"):
        scan([f"email\n{longest}\r\n{longest}e\n".encode()])


def test_a_header_may_not_be_longer_either() -> None:
    """It is a line as well."""
    with pytest.raises(InvalidFileError, match=r"^Line 1 of the CSV file has more than 16,000 cha"):
        scan([b"e" * (MAX_ROW_CHARACTERS + 1) + b"\nx\n"])


def test_a_line_that_does_not_end_is_not_collected() -> None:
    """It is refused as soon as it is too long, whatever follows."""
    read = 0

    def blocks() -> Iterator[bytes]:
        nonlocal read
        yield b"email\n"
        while True:
            read += 1
            yield b"x" * 1000

    with pytest.raises(InvalidFileError, match="Line 2 of the CSV file"):
        scan(blocks())
    assert read == MAX_ROW_CHARACTERS // 1000 + 1


def test_there_may_be_500000_rows_and_not_one_more() -> None:
    """Blank lines between them do not count."""
    assert scan([b"email\n\n", b"x\n" * MAX_ROWS, b"\n"]).rows == MAX_ROWS
    with pytest.raises(
        InvalidFileError, match=r"more than 500,000 rows, of which line 500003 is the first"
    ):
        scan([b"email\n\n", b"x\n" * (MAX_ROWS + 5)])


def test_there_may_be_100_million_bytes_and_not_one_more() -> None:
    """Counted while the file is read, since it may grow."""
    line = b" " * 9_999 + b"\n"
    start = b"email\nx" + b" " * 9_992 + b"\n"
    content = [start, *[line] * (MAX_BYTES // 10_000 - 1)]
    assert scan(content).size == MAX_BYTES
    with pytest.raises(InvalidFileError, match=r"has more than 100,000,000 bytes\.$"):
        scan([*content, b"\n"])


def test_memory_does_not_grow_with_the_file() -> None:
    """Not with the number of its blocks, nor with the size of one."""
    line = b"x" * 199 + b"\n"
    for blocks in ([line * 5_000] * 20, [line * 100_000]):
        tracemalloc.start()
        scan([b"email\n", *blocks])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 4_000_000


def test_a_size_known_beforehand_is_checked_alone() -> None:
    """Before anything is read."""
    check_size(MAX_BYTES)
    with pytest.raises(InvalidFileError, match=r"more than 100,000,000 bytes\. Received: 100,000,"):
        check_size(MAX_BYTES + 1)


@pytest.mark.parametrize(
    "columns",
    [
        HEADER,
        ("cognito:username", "password_hash", "email"),
        ("cognito:username", "email"),
    ],
)
def test_columns_may_be_in_any_order_and_without_hashes(columns: tuple[str, ...]) -> None:
    """That is all that is free."""
    check_columns(columns, HEADER)


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (("email",), r"Columns missing: cognito:username\. Received: 1 columns\."),
        ((*HEADER, "email", "email"), r"Columns there twice: email\."),
        ((*HEADER, "Email", '"email"'), r"Columns not the user pool's, by position: 4, 5\."),
        (
            ("email", "email", SECRET),
            r"Columns missing: cognito:username; there twice: email; not the .* position: 3\.",
        ),
    ],
)
def test_another_header_is_refused(columns: tuple[str, ...], problem: str) -> None:
    """All that is wrong with it at once, and what is allowed."""
    with pytest.raises(InvalidFileError, match=problem) as raised:
        check_columns(columns, HEADER)
    assert str(raised.value).startswith("Line 1 of the CSV file is not the header")
    assert str(raised.value).endswith("in any order: email, cognito:username, password_hash.")


def test_hashes_for_a_pool_that_takes_none_are_refused() -> None:
    """The column alone is enough for Cognito to refuse the file."""
    with pytest.raises(InvalidFileError, match="has the column password_hash, but the user pool"):
        check_columns(HEADER, HEADER[:2])


def test_a_forgotten_header_is_not_shown() -> None:
    """The first line is a user then: its positions are named, and nothing that stands there."""
    summary = scan([f"{SECRET},jane,$2b$12$\n{SECRET},jane\n".encode()])
    with pytest.raises(InvalidFileError, match=r"by position: 1, 2, 3") as raised:
        check_columns(summary.columns, HEADER)
    for cell in (SECRET, "jane", "$2b"):
        assert cell not in str(raised.value)


def test_an_algorithm_needs_the_column() -> None:
    """Cognito fails such a job as a whole."""
    summary = FileSummary(("email",), rows=1, size=9, has_password_hashes=False)
    check_hashes(summary, "")
    with pytest.raises(InvalidFileError, match=r"no column password_hash: .* Received: BCRYPT\."):
        check_hashes(summary, "BCRYPT")


def test_hashes_need_an_algorithm() -> None:
    """An empty column does not."""
    empty = FileSummary(HEADER, rows=1, size=9, has_password_hashes=False)
    filled = FileSummary(HEADER, rows=1, size=9, has_password_hashes=True)
    check_hashes(empty, "")
    check_hashes(empty, "BCRYPT")
    check_hashes(filled, "BCRYPT")
    with pytest.raises(InvalidFileError, match=r"values in the column password_hash: name the"):
        check_hashes(filled, "")
