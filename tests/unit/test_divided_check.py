"""A file checked in parts has the report of the file checked as a whole, whatever is in it."""

from contextlib import nullcontext
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_user_import.csv_rules import PoolProfile, Report, file_rows, reader
from cognito_user_import.csv_rules.columns import PASSWORD_HASH
from cognito_user_import_cli.checking import divided_check, file_parts
from cognito_user_import_cli.checking.divided_check import CheckOptions, check_parts
from cognito_user_import_cli.checking.file_parts import Part, blocks, parts
from cognito_user_import_cli.checking.part_check import PartFound
from cognito_user_import_cli.errors import FileChangedError
from cognito_user_import_cli.local_files.file_state import FileState
from tests.csv_files.pool_shapes import POOL_SHAPES
from tests.csv_files.random_files import random_file
from tests.unit.both_checks import both_checks
from tests.unit.csv_rules.pools import COLUMNS, POOL
from tests.unit.csv_rules.test_any_bytes import ALGORITHMS, POOLS, files

BLOCK = 120
LIMITS = st.sampled_from([0, 1, 3, 100, None])
STOPS = st.sampled_from([None, None, 1, 2, 5])


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a few lines at once, so that files of a few kilobytes have many pieces."""
    monkeypatch.setattr(reader, "BYTES_AT_ONCE", BLOCK)
    monkeypatch.setattr(file_parts, "BYTES_AT_ONCE", BLOCK)


@given(files(), files(), POOLS, ALGORITHMS, LIMITS, STOPS, st.integers(2, 6), st.integers(1, 4))
def test_parts_make_no_difference(
    content: bytes,
    other: bytes,
    pool: PoolProfile,
    algorithm: str,
    limit: int | None,
    stop_after: int | None,
    count: int,
    times: int,
) -> None:
    """Lines, duplicates, counts, the first issues, the summary: all is the same."""
    _, _, rows = other.partition(b"\n")
    content += b"\n" + rows * times

    whole, in_parts, told, _ = both_checks(
        content, pool, algorithm=algorithm, limit=limit, stop_after=stop_after, count=count
    )

    assert in_parts == whole
    assert sorted(told) == sorted(in_parts.issues)


@pytest.mark.parametrize("number", range(len(POOL_SHAPES)))
def test_parts_make_no_difference_to_random_files_of_each_pool(number: int) -> None:
    """Rows of several files, one after the other, many of them twice."""
    random = Random(number)  # noqa: S311 - not for secrets
    shape = POOL_SHAPES[number]
    pool = PoolProfile.of_service(shape, [*COLUMNS, PASSWORD_HASH])
    for _ in range(40):
        file = random_file(random, shape, [*COLUMNS, PASSWORD_HASH])
        _, _, rows = file.content.partition(b"\n")
        content = file.content + rows * random.randint(0, 5)

        whole, in_parts, _, read = both_checks(
            content,
            pool,
            algorithm=file.algorithm,
            limit=random.choice([None, 3]),
            count=random.randint(2, 5),
        )

        assert in_parts == whole
        assert read == len(content) or not whole.is_complete


def _file(*rows: dict[str, str], newline: str = "\n") -> bytes:
    good = {"given_name": "Ann", "email": "a@b", "email_verified": "true"}
    lines: list[tuple[str, ...]] = [COLUMNS]
    for number, row in enumerate(rows):
        values = {**good, "cognito:username": f"user{number}", **row}
        lines.append(tuple(values.get(name, "") for name in COLUMNS))
    return "".join(",".join(line) + newline for line in lines).encode()


def _found(report: Report) -> list[tuple[str, int, str]]:
    return [(issue.rule.code, issue.line, issue.detail) for issue in report.issues]


def test_what_is_twice_in_different_parts_is_found_with_the_first_line() -> None:
    """Lines are those of the file, in whichever part they are."""
    rows: list[dict[str, str]] = [{} for _ in range(30)]
    rows[29] = rows[15] = {"cognito:username": "user1"}

    whole, in_parts, _, _ = both_checks(_file(*rows), POOL)

    assert _found(in_parts) == [("CUI-301", 17, "3"), ("CUI-301", 31, "3")]
    assert in_parts == whole


def test_a_carriage_return_is_told_once() -> None:
    """At the first line of the file that has one."""
    half = _file(*[{} for _ in range(10)])
    rows = [{"cognito:username": f"other{number}"} for number in range(20)]
    _, _, rest = _file(*rows, newline="\r\n").partition(b"\n")

    whole, in_parts, _, _ = both_checks(half + rest, POOL, count=6)

    assert _found(in_parts) == [("CUI-014", 12, "")]
    assert in_parts == whole


def test_only_the_end_of_the_file_has_to_be_a_newline() -> None:
    """That of a part is one."""
    whole, in_parts, _, _ = both_checks(_file(*[{} for _ in range(30)])[:-1], POOL)

    assert _found(in_parts) == [("CUI-013", 31, "")]
    assert in_parts == whole


def test_rows_are_too_many_in_whichever_part_the_last_allowed_one_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is told among the issues of the rows before and behind."""
    for module in (file_rows, divided_check):
        monkeypatch.setattr(module, "MAX_USERS", 20)
    content = _file(*[{"email": "nobody"} for _ in range(30)])

    for limit in (None, 18, 19, 20, 21, 22, 23, 24):
        for count in (2, 3, 4, 5):
            whole, in_parts, _, _ = both_checks(content, POOL, limit=limit, count=count)

            assert "CUI-002" in [rule.code for rule in in_parts.counts]
            assert in_parts == whole


def test_a_check_stops_at_the_same_row() -> None:
    """Whether it is in the first part or in another one."""
    rows = [{"email": "nobody"} if number % 2 else {} for number in range(40)]
    content = _file(*rows[:15]) + _file(*rows[15:], newline="\r\n").partition(b"\n")[2]

    for stop_after, limit in product(range(1, 21), (None, 1)):
        whole, in_parts, _, _ = both_checks(
            content, POOL, stop_after=stop_after, limit=limit, count=5
        )

        assert not in_parts.is_complete
        assert in_parts.errors == stop_after
        assert in_parts == whole


def test_nobody_waits_for_the_other_parts_of_a_file_without_columns(tmp_path: Path) -> None:
    """There is nothing to check in them."""

    class Endless:
        def answer(self) -> PartFound:
            pytest.fail("it was waited for")

    path = tmp_path / "users.csv"
    path.write_bytes(b",,,\n" * 200)
    options = CheckOptions(POOL, "", None, None, lambda _: None, lambda _: None)
    with path.open("rb") as file:
        divided = parts(file, 800, 2, head_start=0)
        state = FileState.of(file)
        report = check_parts(
            file, divided, b",,,\n", state, options, lambda _: nullcontext(Endless())
        )

    assert _found(report) == [("CUI-006", 1, "")]


def test_a_part_that_is_not_there_any_more_is_an_error(tmp_path: Path) -> None:
    """Nobody takes a file that was cut for one that ends there."""
    path = tmp_path / "users.csv"
    path.write_bytes(b"x" * 300)

    with path.open("rb") as file, pytest.raises(FileChangedError):
        list(blocks(file, Part(100, 301)))


@pytest.mark.parametrize("content", [b"", b"\n", b"\n" * 2000, b"x" * 2000, b",\n" * 500])
def test_what_is_hardly_a_file_makes_no_difference(content: bytes) -> None:
    """Without a header, or without a row, there may be only one part."""
    whole, in_parts, _, _ = both_checks(content, POOL)

    assert in_parts == whole


def test_a_line_longer_than_a_part_is_in_one_part(tmp_path: Path) -> None:
    """The parts around it are fewer, and hold all bytes once."""
    content = _file({}, {"name": "x" * 3000}, {}, *[{} for _ in range(10)])

    path = tmp_path / "users.csv"
    path.write_bytes(content)
    with path.open("rb") as file:
        divided = parts(file, len(content), 8, head_start=0)
        read = [b"".join(blocks(file, part)) for part in divided]

    assert b"".join(read) == content
    assert all(part.endswith(b"\n") for part in read)
    assert 1 < len(divided) < 8

    whole, in_parts, _, _ = both_checks(content, POOL, count=8)
    assert in_parts == whole
