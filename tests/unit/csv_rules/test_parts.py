"""A file that is checked in parts has the same report as in one part, whatever it contains."""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_user_import.csv_rules import (
    Issue,
    PartReport,
    PoolProfile,
    Report,
    check,
    check_part,
    csv_check,
    merge,
    reader,
    row_checks,
)
from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from tests.csv_files.pool_shapes import POOL_SHAPES
from tests.csv_files.random_files import random_file
from tests.unit.csv_rules.pools import COLUMNS, POOL
from tests.unit.csv_rules.test_any_bytes import ALGORITHMS, POOLS, files

LIMITS = st.sampled_from([0, 1, 3, 100, None])
# As parts of a file. A cut may be in a row, in a character, or in a line break.
CUTS = st.lists(st.floats(0, 1), min_size=1, max_size=6)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a few lines at once, so that files of a few kilobytes have many pieces."""
    monkeypatch.setattr(reader, "BYTES_AT_ONCE", 120)


def in_parts(
    content: bytes,
    pool: PoolProfile = POOL,
    cuts: Sequence[float] = (0.3, 0.6),
    *,
    algorithm: str = "",
    limit: int | None = None,
    told: list[Issue] | None = None,
) -> Report:
    """Check a file in parts that go to another process and come back.

    :param cuts: Where to cut, from 0 to 1; the cut is at the next end of a line.
    """
    header = content.partition(b"\n")[0] + b"\n"
    places = {content.find(b"\n", int(cut * len(content))) + 1 or len(content) for cut in cuts}
    ends = [0, *sorted(places - {0, len(content)}), len(content)]

    def parts() -> Iterator[PartReport]:
        for start, end in pairwise(ends):
            part = check_part(
                [content[start:end]],
                pool,
                header=header if start else None,
                password_hashing_algorithm=algorithm,
                limit=limit,
            )
            yield pickle.loads(pickle.dumps(part))  # noqa: S301 - made here

    tell = None if told is None else told.append
    return merge(parts(), size=len(content), tell=tell)


def as_a_whole(content: bytes, pool: PoolProfile = POOL, **options: object) -> Report:
    """Check a file in one part."""
    return check([content], pool, size=len(content), **{"limit": None, **options})  # type: ignore[arg-type]


@given(files(), files(), POOLS, ALGORITHMS, LIMITS, CUTS, st.integers(1, 4), st.booleans())
def test_parts_make_no_difference(
    content: bytes,
    other: bytes,
    pool: PoolProfile,
    algorithm: str,
    limit: int | None,
    cuts: list[float],
    times: int,
    has_carriage_returns: bool,
) -> None:
    """Lines, duplicates, counts, the first issues, the summary: all is the same."""
    rows = other.partition(b"\n")[2] * times
    content += b"\n" + (rows.replace(b"\n", b"\r\n") if has_carriage_returns else rows)
    told: list[Issue] = []

    report = in_parts(content, pool, cuts, algorithm=algorithm, limit=limit, told=told)

    options = {"password_hashing_algorithm": algorithm, "limit": limit}
    assert report == as_a_whole(content, pool, **options)
    assert sorted(told) == sorted(report.issues)


@pytest.mark.parametrize("number", range(len(POOL_SHAPES)))
def test_parts_make_no_difference_to_random_files_of_each_pool(number: int) -> None:
    """Rows of several files, one after the other, many of them twice."""
    random = Random(number)  # noqa: S311 - not for secrets
    shape = POOL_SHAPES[number]
    pool = PoolProfile.of_service(shape, [*COLUMNS, PASSWORD_HASH])
    for _ in range(40):
        file = random_file(random, shape, [*COLUMNS, PASSWORD_HASH])
        content = file.content + file.content.partition(b"\n")[2] * random.randint(0, 5)
        cuts = [random.random() for _ in range(random.randint(1, 5))]
        limit = random.choice([None, 3])

        report = in_parts(content, pool, cuts, algorithm=file.algorithm, limit=limit)

        options = {"password_hashing_algorithm": file.algorithm, "limit": limit}
        assert report == as_a_whole(content, pool, **options)


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
    content = _file(*rows)

    report = in_parts(content)

    assert _found(report) == [("CUI-301", 17, "3"), ("CUI-301", 31, "3")]
    assert report == as_a_whole(content)


def test_a_row_fails_once_for_what_is_found_in_its_part_and_between_parts() -> None:
    """Its bad birth date, and an alias that another part has, too."""
    rows: list[dict[str, str]] = [{} for _ in range(30)]
    rows[1] = {"preferred_username": "one"}
    rows[29] = {"preferred_username": "one", "birthdate": "1999"}
    content = _file(*rows)
    pool = replace(POOL, aliases=frozenset({"preferred_username"}))

    report = in_parts(content, pool)

    assert (report.errors, report.failed_rows) == (2, 1)
    assert report == as_a_whole(content, pool)


def test_a_carriage_return_is_told_once() -> None:
    """At the first line of the file that has one."""
    half = _file(*[{} for _ in range(10)])
    rows = [{"cognito:username": f"other{number}"} for number in range(20)]
    content = half + _file(*rows, newline="\r\n").partition(b"\n")[2]

    report = in_parts(content, cuts=(0.2, 0.5, 0.7, 0.9))

    assert _found(report) == [("CUI-014", 12, "")]
    assert report == as_a_whole(content)


def test_the_first_hash_is_found_in_a_line_that_is_checked_by_itself() -> None:
    """A quote keeps the first row with a hash out of the rows that are checked together."""
    pool = replace(POOL, password_hashes=True)
    columns = [*COLUMNS, PASSWORD_HASH]
    rows = [{PASSWORD_HASH: "hash", "name": '"'}, {PASSWORD_HASH: "hash"}]
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    content = "".join(",".join(line) + "\n" for line in lines).encode()

    report = as_a_whole(content, pool)

    assert [issue.line for issue in report.issues if issue.rule.code == "CUI-401"] == [2]
    assert in_parts(content, pool, cuts=(content.index(b'"') / len(content),)) == report


def test_only_the_end_of_the_file_has_to_be_a_newline() -> None:
    """That of a part is one."""
    content = _file(*[{} for _ in range(30)])[:-1]

    report = in_parts(content)

    assert _found(report) == [("CUI-013", 31, "")]
    assert report == as_a_whole(content)


def test_rows_are_too_many_in_whichever_part_the_last_allowed_one_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """User names are compared up to the quota."""
    for module in (csv_check, row_checks):
        monkeypatch.setattr(module, "MAX_USERS", 20)
    names = [f"user{number % 18}" for number in range(30)]
    content = _file(*[{"email": "nobody", "cognito:username": name} for name in names])

    for limit in (None, 18, 19, 20, 21, 22, 23, 24):
        for count in (2, 3, 4, 5):
            cuts = [number / count for number in range(1, count)]

            report = in_parts(content, cuts=cuts, limit=limit)

            assert {rule.code: n for rule, n in report.counts.items()} == {
                "CUI-002": 1,
                "CUI-109": 30,
                "CUI-301": 2,
            }
            assert report == as_a_whole(content, limit=limit)


def test_nobody_waits_for_the_other_parts_of_a_file_without_columns() -> None:
    """There is nothing to check in them."""

    def parts() -> Iterator[PartReport]:
        yield check_part([b",,,\n"], POOL)
        pytest.fail("it was waited for")

    assert _found(merge(parts())) == [("CUI-006", 1, "")]


@pytest.mark.parametrize("content", [b"", b"\n", b"\n" * 2000, b"x" * 2000, b",\n" * 500])
def test_what_is_hardly_a_file_makes_no_difference(content: bytes) -> None:
    """Without a header, or without a row."""
    assert in_parts(content) == as_a_whole(content)
