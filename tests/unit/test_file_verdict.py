"""What the issues of a file mean for its import."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cognito_user_import.csv_rules import PoolProfile, rules
from cognito_user_import.judgement.of_file import FileVerdict, judge_file, of_line, of_row
from tests.unit.csv_rules.cases import CASES, Case

COLUMNS = ("email", "email_verified", "cognito:username", "name")
POOL = PoolProfile(
    columns=frozenset(COLUMNS),
    attributes=(),
    auto_verified=frozenset({"email"}),
    username_attributes=frozenset(),
    aliases=frozenset(),
    mfa="OFF",
    case_sensitive=True,
    password_hashes=False,
)
HASHING = replace(POOL, password_hashes=True)
HEADER = ",".join(COLUMNS) + "\n"


def row(number: int, **values: str) -> str:
    """Return a row, which can be imported but for these values."""
    good = {
        "email": f"u{number}@example.com",
        "email_verified": "true",
        "cognito:username": f"u{number}",
    }
    return ",".join({**good, **values}.get(name, "") for name in COLUMNS) + "\n"


def bad(number: int) -> str:
    """Return a row with two errors."""
    return row(number, email="planted", email_verified="planted")


def judged(text: str, max_failed_rows: int | None = 0, pool: PoolProfile = POOL) -> FileVerdict:
    """Judge a file."""
    return judge_file([text.encode()], pool, max_failed_rows=max_failed_rows)


def refused(found: FileVerdict) -> list[tuple[str, int]]:
    """Return code and line of the issues for which a file is refused."""
    return [(issue.rule.code, issue.line) for issue in found.refused]


def test_a_good_file_is_not_refused() -> None:
    """And nothing is warned of."""
    found = judged(HEADER + row(1))
    assert (found.refused, found.warned) == ((), ())
    assert found.summary == found.report.summary


@pytest.mark.parametrize(
    ("limit", "is_refused"), [(0, True), (1, True), (2, False), (9, False), (None, False)]
)
def test_rows_refuse_a_file_when_more_would_fail_than_may(
    limit: int | None, is_refused: bool
) -> None:
    """Rows count, not their errors; the errors of rows that may fail are warned of."""
    found = judged(HEADER + bad(1) + row(2) + bad(3), limit)
    codes = [("CUI-108", 2), ("CUI-109", 2), ("CUI-108", 4), ("CUI-109", 4)]
    assert sorted(refused(found)) == (sorted([*codes, ("CUI-106", 2), ("CUI-106", 4)] * is_refused))
    assert bool(found.warned) is not is_refused
    assert found.excess == (f"2 rows would fail, allowed: {limit}" if is_refused else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("CUI-006", 1)]),
        (HEADER, [("CUI-003", 0)]),
        ("\ufeff" + HEADER + row(1), [("CUI-005", 1)]),
        (HEADER.replace("name\n", "\n") + row(1), [("CUI-019", 1)]),
        (HEADER[:-1] + "x" * 16_000 + "\n" + row(1), [("CUI-102", 1)]),
    ],
)
def test_the_file_as_a_whole_refuses_it_whatever_may_fail(
    text: str, expected: list[tuple[str, int]]
) -> None:
    """A job would fail by it, or nobody means it; and no job can be deleted."""
    assert sorted(refused(judged(text, None))) == sorted(expected)


def test_a_byte_that_is_no_text_refuses_the_file_in_whatever_line() -> None:
    """It has a line, and fails the job."""
    found = judge_file([(HEADER + row(1)).encode() + b"\xff\n"], POOL, max_failed_rows=None)
    assert refused(found) == [("CUI-004", 3)]


def test_hashes_without_an_algorithm_refuse_the_file() -> None:
    """Unless it is not known yet whether there is one."""
    text = (HEADER[:-1] + ",password_hash\n" + row(1)[:-1] + ",planted\n").encode()
    assert refused(judge_file([text], HASHING)) == [("CUI-401", 2)]
    found = judge_file([text], HASHING, unknown=(rules.HASH_WITHOUT_ALGORITHM,))
    assert (found.refused, found.warned) == ((), ())


def test_what_fails_the_whole_file_comes_first() -> None:
    """A text may be cut at its end."""
    found = judged(HEADER.replace("name\n", "Name\n") + bad(1))
    assert refused(found)[0] == ("CUI-019", 1)
    assert refused(found)[1:]


def test_without_the_rules_of_rows_none_is_judged() -> None:
    """The file as a whole is, and what AWS doesn't document is a warning."""
    found = judge_file([(HEADER + bad(1)).encode()], POOL, row_rules=False)
    assert (found.refused, found.warned) == ((), ())
    found = judge_file([HEADER.encode()], POOL, row_rules=False)
    assert (refused(found), [issue.rule.code for issue in found.warned]) == ([], ["CUI-003"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_without_them_only_what_aws_documents_as_the_end_of_a_job_refuses_a_file(
    case: Case,
) -> None:
    """Size, users, UTF-8, kind, header, the pool, the hash column, and long rows."""
    with case.quotas.apply():
        found = judge_file(case.breaking(), case.pool, algorithm=case.algorithm, row_rules=False)
    documented = (1, 2, 4, 6, 8, 10, 11, *range(15, 21), 102)
    assert {code for code, _ in refused(found)} == {case.code} & {f"CUI-{n:03}" for n in documented}


def test_a_user_who_is_there_twice_does_not_fail_a_row() -> None:
    """The second row is warned of: it would be skipped, not failed."""
    found = judged(HEADER + row(1) + row(1), 0)
    assert (refused(found), found.report.failed_rows) == ([], 0)
    assert [issue.rule.code for issue in found.warned] == ["CUI-301"]


def test_a_hopeless_file_is_not_read_to_its_end() -> None:
    """A thousand rows more than may fail are enough to see."""
    read = 0

    def blocks() -> Iterator[bytes]:
        nonlocal read
        yield HEADER.encode()
        for _ in range(40):
            read += 1
            yield bad(read).encode() * 1000

    found = judge_file(blocks(), POOL, max_failed_rows=5)
    assert found.excess == "at least 1,005 rows would fail, allowed: 5"
    assert found.summary.endswith("; not read to the end")
    assert read < 20


def test_the_first_lines_are_told_and_all_are_counted() -> None:
    """By code, where there are more."""
    found = judged(HEADER + row(1, email="planted") + row(2, email="planted"))
    first = "line 2: email: expected an email address, with one @ (CUI-109 email-form)"
    second = first.replace("2", "3", 1)
    assert found.first_lines(of_line, 2) == [first, second]
    assert found.first_lines(of_line, 1) == [first, "In total: CUI-109 2"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            "email_verified,cognito:username",
            "email, name: expected every column of the pool's header (CUI-007 missing-column)",
        ),
        (
            f"{HEADER[:-1]},custom:plan,Vorname",
            "custom:plan, Vorname: expected only columns of the pool's header "
            "(CUI-008 unknown-column)",
        ),
        (
            "email,email_verified,cognito:username,Vorname",
            "expected the pool's header; this one lacks name and has Vorname (CUI-019 "
            "other-header). Run: cognito-user-import convert FILE",
        ),
        (
            "planted,name,planted-2",
            "expected the pool's header; this one lacks cognito:username (CUI-019 "
            "other-header). Run: cognito-user-import convert FILE",
        ),
        (f"{HEADER[:-1]},email,name", "email, name: expected each column once (CUI-009 repeated-c"),
    ],
)
def test_the_header_has_one_line(header: str, message: str) -> None:
    """That names all columns, unless the line may be a user."""
    found = judged(f"{header}\n", None)
    [told] = [line for line in found.first_lines(of_line, 9) if line.startswith("line 1: ")]
    assert told.startswith(f"line 1: {message}")


def test_each_rule_is_warned_of_once() -> None:
    """By its first line, and how often it is broken."""
    found = judged(HEADER + row(1, name='a"') + row(2, name='"') + row(3, name="\\a"))
    assert {rule.code: text for rule, text in found.warnings(of_line).items()} == {
        "CUI-121": "line 2: name: expected no double quotes; AWS doesn't document how Cognito "
        "reads them (CUI-121 quote); 2 times in total",
        "CUI-122": "line 4: name: expected backslashes only before commas (CUI-122 backslash)",
    }


def test_users_in_code_have_rows_instead_of_lines() -> None:
    """Where two rows are the same as well."""
    found = judged(HEADER + row(1) + row(2, email="planted") + row(1))
    assert found.first_lines(of_row, 9) == [
        "row 2: email: expected an email address, with one @ (CUI-109 email-form)",
    ]
    assert found.warnings(of_row) == {
        rules.SAME_USERNAME: "row 3: cognito:username: expected a different value than in row 1; "
        "Cognito may skip this row (CUI-301 same-username)"
    }
    assert judged(HEADER).first_lines(of_row, 9) == [
        "expected at least one user below the header (CUI-003 no-rows)"
    ]
