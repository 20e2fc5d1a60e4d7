"""What a check says of a file."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import FileSummary, check, rules
from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from cognito_user_import.csv_rules.report_formats import report_json
from cognito_user_import.csv_rules.rules import ERROR, RULES
from tests.unit.csv_rules.pools import COLUMNS, POOL

DOCUMENT = Path(__file__).parents[3] / "docs/csv-rules.md"
GOOD = {
    "cognito:username": "ann",
    "given_name": "Ann",
    "email": "ann@example.com",
    "email_verified": "true",
}


def _file(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> bytes:
    lines = [columns, *([{**GOOD, **row}.get(name, "") for name in columns] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines).encode()


BAD = _file(
    {"email": "nobody"},
    {"cognito:username": "bob", "birthdate": "1999"},
    {"cognito:username": "bob", "name": '"'},
    {"cognito:username": "eve", "email": "everybody"},
)


def test_the_text_names_the_places_and_ends_in_one_line_of_summary() -> None:
    """By line, with what is allowed there."""
    report = check([BAD], POOL)
    assert [*map(str, report.issues), report.summary] == [
        "error CUI-109 email-form: line 2, email: expected an email address, with one @",
        "error CUI-111 birthdate-form: line 3, birthdate: expected a date as mm/dd/yyyy",
        "warning CUI-121 quote: line 4, name: "
        "expected no double quotes; AWS doesn't document how Cognito reads them",
        "warning CUI-301 same-username: line 4, cognito:username: "
        "expected a different value than in line 3; Cognito may skip this row",
        "error CUI-109 email-form: line 5, email: expected an email address, with one @",
        f"3 errors, 2 warnings in 4 rows, {len(BAD)} bytes",
    ]


def test_a_good_file_is_one_line() -> None:
    """The summary."""
    file = _file({})

    report = check([file], POOL)

    assert report.summary == f"0 errors, 0 warnings in 1 row, {len(file)} bytes"
    assert report.file == FileSummary(24, 1, len(file), has_password_hashes=False)


def test_the_first_issues_are_kept_and_all_are_counted() -> None:
    """Besides, the first of each rule is kept."""
    rows = [{"cognito:username": f"u{number}", "email": "nobody"} for number in range(1_000)]
    file = _file(*rows, {"birthdate": "1999"})

    report = check([file], POOL, limit=2)

    assert [(issue.rule.code, issue.line) for issue in report.issues] == [
        ("CUI-109", 2),
        ("CUI-109", 3),
        ("CUI-111", 1002),
    ]
    assert report.errors == 1_001
    assert report.counts[rules.EMAIL_FORM] == 1_000


def test_all_issues_are_kept_on_request() -> None:
    """With no limit."""
    file = _file(*[{"email": "nobody", "cognito:username": f"u{n}"} for n in range(500)])

    assert len(check([file], POOL, limit=None).issues) == 500


def test_a_check_can_stop_at_the_first_errors() -> None:
    """And says that it did not read the file to its end."""
    report = check([BAD], POOL, stop_after=1)

    assert [issue.rule.code for issue in report.issues] == ["CUI-109"]
    assert not report.is_complete
    assert report.summary.endswith("; not read to the end")


def test_rows_with_errors_are_counted_once_each() -> None:
    """However many errors they have; warnings and errors of the header count for none."""
    file = _file(
        {"email": "nobody", "birthdate": "1999"},
        {"cognito:username": "bob", "name": '"'},
        {"cognito:username": "bob"},
        {"cognito:username": "eve", "email": "nobody"},
        columns=(*COLUMNS, "other"),
    )

    report = check([file], POOL)

    assert (report.errors, report.warnings, report.failed_rows) == (4, 2, 2)


def test_a_check_can_stop_at_the_first_rows_with_errors() -> None:
    """A row with several counts once."""
    rows = [{"email": "nobody", "birthdate": "1999", "cognito:username": f"u{n}"} for n in range(9)]

    report = check([_file(*rows)], POOL, stop_after_rows=3)

    assert (report.failed_rows, report.is_complete) == (3, False)


def test_a_file_known_to_be_too_large_is_not_read() -> None:
    """Its size is all that counts."""
    blocks = iter([BAD])

    report = check(blocks, POOL, size=100_000_001)

    assert [issue.rule.code for issue in report.issues] == ["CUI-001"]
    assert report.file == FileSummary(bytes=100_000_001)
    assert next(blocks) == BAD


def test_issues_are_told_before_the_file_is_read_to_its_end() -> None:
    """A caller hears of a bad row while the rest of the file is still on its way, and once."""
    read: list[bytes] = []
    read_before: list[int] = []

    def blocks() -> Iterator[bytes]:
        for block in [BAD, b"x" * 150_000 + b"\n", b"x" * 150_000 + b"\n", b"end"]:
            read.append(block)
            yield block

    report = check(blocks(), POOL, tell=lambda _: read_before.append(len(read)))

    assert (read_before[0], read_before[-1]) == (2, 4)
    assert len(read_before) == len(report.issues)


def test_a_check_that_stops_does_not_read_on() -> None:
    """What is still on its way is left there."""
    blocks = iter([BAD, b"x" * 150_000 + b"\n", b"unread"])

    report = check(blocks, POOL, stop_after=1)

    assert [(issue.rule.code, issue.line) for issue in report.issues] == [("CUI-109", 2)]
    assert next(blocks) == b"unread"


@pytest.mark.parametrize("sign", [b",", b"\\", b"x", b'"', b"\r", b"\x00"])
def test_a_line_without_an_end_is_one_issue(sign: bytes) -> None:
    """Whether it is the header or a row, it is not taken apart."""
    header_code = "CUI-018" if sign == b"\r" else "CUI-102"
    endless = [sign * 100_000] * 20

    as_header = check(endless, POOL)
    as_row = check([_file({}), *endless], POOL)

    assert [issue.rule.code for issue in as_header.issues] == [header_code]
    assert [(issue.rule.code, issue.line) for issue in as_row.issues] == [
        ("CUI-102", 3),
        ("CUI-013", 3),
    ]


def test_a_blank_line_is_no_row() -> None:
    """A line that cannot be read is one."""
    file = _file({}) + b"\n \t\n" + b"a,b\n" + b"\xff\n"

    assert check([file], POOL).file.rows == 3


def test_hashes_are_seen() -> None:
    """What is done with the file depends on them."""
    columns = (*COLUMNS, PASSWORD_HASH)
    pool = replace(POOL, password_hashes=True)

    without = check([_file({}, columns=columns)], pool)
    with_hashes = check([_file({PASSWORD_HASH: "x"}, columns=columns)], pool)

    assert not without.file.has_password_hashes
    assert with_hashes.file.has_password_hashes


def test_the_json_is_as_documented() -> None:
    """The example in the document is this file's report."""
    [example] = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)

    report = report_json(check([_file({"email": "nobody"})], POOL))

    assert report == json.loads(example)


def test_every_field_of_the_json_is_described() -> None:
    """In the document's table, by its name; and the table names no other."""
    report = report_json(check([_file({"email": "nobody"})], POOL))
    names = {*report, *report["file"], *(f"issues[].{name}" for name in report["issues"][0])}

    table = DOCUMENT.read_text().partition("## The report as JSON")[2].partition("```")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    described = {name for row in rows for name in re.findall(r"`([a-z_\[\].]+)`", row)}
    assert described == names


def test_every_rule_says_what_is_allowed_in_a_few_words() -> None:
    """And is an error or a warning."""
    assert {rule.severity for rule in RULES} == {ERROR, "warning"}
    assert [rule.code for rule in RULES if len(rule.allowed.partition(". Run")[0]) > 80] == []
