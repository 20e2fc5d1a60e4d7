"""Whatever a file contains, the check ends, shows no value, and doesn't depend on the blocks."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cognito_user_import.csv_rules import Issue, PoolProfile, check
from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH, join
from cognito_user_import.csv_rules.hash_forms import FORMS, LOOKS
from cognito_user_import.csv_rules.other_formats import _FORMATS
from cognito_user_import.csv_rules.reader import read
from cognito_user_import.csv_rules.report_formats import issue_json
from cognito_user_import.csv_rules.rules import CONVERT, HEADER, RULES
from tests.unit.csv_rules.pools import COLUMNS, SHAPES

ALL_COLUMNS = (*COLUMNS, PASSWORD_HASH)
SIGNS = st.sampled_from(list('aZé€,\\"\n\r\t\x00\x01\x1f \u2028\u3000@+$/0123456789'))
CELLS = st.one_of(
    st.sampled_from(
        ["", "true", "TRUE", " true ", "false", "a@b.example", "+4420", "12/31/1999", "1700000000"]
    ),
    st.integers(-(10**12), 10**12).map(str),
    st.text(SIGNS, max_size=12),
    st.text(max_size=12),
    st.sampled_from(["x" * 129, "x" * 1100, "ä" * 1025]),
)
GOOD = {"given_name": "Ann", "email_verified": "true"}
CHANGES = st.dictionaries(st.sampled_from(ALL_COLUMNS), CELLS, max_size=3)
NAMING = {"CUI-007", "CUI-008", "CUI-009", "CUI-019"}
"""The rules whose issues tell names of the file's header."""
NOISE = st.binary(max_size=30)
POOLS = st.sampled_from(SHAPES)
BY_NO_CLOCK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The first example after a checkout, or on a busy machine, may take long."""
ALGORITHMS = st.sampled_from(["", "BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256"])


@st.composite
def files(draw: Any) -> bytes:
    """Draw a file with a header, rows with a few wrong values, and noise."""
    lines = [",".join(ALL_COLUMNS)]
    for number, changes in enumerate(draw(st.lists(CHANGES, max_size=8))):
        address = f"u{number}@b.example"
        row = {**GOOD, "email": address, "cognito:username": address, **changes}
        lines.append(",".join(row.get(column, "") for column in ALL_COLUMNS))
    content = "\n".join(lines).encode(errors="replace")
    if draw(st.booleans()):
        place = draw(st.integers(0, len(content)))
        content = content[:place] + draw(NOISE) + content[place:]
    return content


def _shape(text: str) -> str:
    return re.sub(r"[0-9][0-9,.e+-]*", "0", text)


DETAILS = {
    "0",
    "0 to 0",
    "an email address",
    "a phone number",
    "an email address or a phone number",
    "email_verified",
    "email_verified or phone_number_verified",
    *(
        f"{algorithm}, such as {form.example}{look}"
        for algorithm, form in FORMS.items()
        for look in ("", *(f"; this is {name}" for name in FORMS), *(what for _, what in LOOKS))
    ),
    "cost <= 0",
    "N <= 0, r <= 0, p <= 0",
    "m <= 0, t <= 0, p <= 0",
    "iterations <= 0",
    "",
    ", not UTF-16",
    ", not UTF-32",
    "semicolons",
    "tabs",
    "bars",
    f"JSON. {CONVERT}",
    ", which is empty",
    f", not values. {CONVERT}",
    f", not values. {HEADER}",
    *(what for _, what in _FORMATS),
}
"""Every detail, with 0 for some numbers."""


def _texts(pool: PoolProfile) -> set[str]:
    """Return every possible message, with 0 for each number."""
    names = {*pool.known_columns, PASSWORD_HASH, "column 0"}
    places = {"file", "line 0", *names, *(f"line 0, {name}" for name in names)}
    allowed = {rule.allowed.format(detail) for rule in RULES for detail in DETAILS}
    return {_shape(f"{place}: expected {text}") for place in places for text in allowed}


TEXTS = {id(pool): _texts(pool) for pool in SHAPES}
WORDS = "\n".join(
    [*(f"{rule.code} {rule.slug} {rule.allowed}" for rule in RULES), *ALL_COLUMNS, *DETAILS]
)
"""The report's own words. A value that is part of them can't be distinguished."""


def _values(issue: Issue) -> str:
    # Not as JSON: a cell of two backslashes looks like one that JSON escapes.
    return "\n".join(map(str, issue_json(issue).values()))


def _cells(content: bytes) -> set[str]:
    """Return the values between the commas that have more than two characters.

    Those of the first line are names, if one of them is that of the user names.
    """
    text = content.decode(errors="replace")
    header, _, rows = text.partition("\n")
    names = header if "cognito:username" in map(str.strip, header.split(",")) else ""
    lines = rows if names else text
    cells = {cell.strip() for line in lines.split("\n") for cell in re.split(r"(?<!\\),", line)}
    return {cell for cell in cells if len(cell) > 2 and cell not in WORDS and cell not in names}


@pytest.mark.parametrize("source", [st.binary(max_size=400), files()], ids=["bytes", "files"])
def test_no_bytes_crash_the_check_and_no_message_tells_a_cell(source: Any) -> None:
    """A message has only words of the rules and the pool, and numbers."""

    @settings(BY_NO_CLOCK, max_examples=500)
    @given(source, POOLS, ALGORITHMS)
    def holds(content: bytes, pool: PoolProfile, algorithm: str) -> None:
        report = check([content], pool, password_hashing_algorithm=algorithm, limit=None)

        others = [issue for issue in report.issues if issue.rule.code not in NAMING]
        assert {_shape(issue.message) for issue in others} <= TEXTS[id(pool)]
        told = "\n".join([*map(str, report.issues), *map(_values, report.issues)])
        assert [cell for cell in _cells(content) if cell in told] == []
        assert {issue.column for issue in others} <= {*ALL_COLUMNS, ""}
        assert all(0 <= issue.line <= content.count(b"\n") + 1 for issue in report.issues)
        assert report.errors + report.warnings == len(report.issues)

    holds()


def test_a_cell_of_backslashes_is_no_text_of_a_message() -> None:
    r"""Of a rule that speaks of ``\,`` as its JSON writes it."""
    report = check([",".join(ALL_COLUMNS).encode() + b"\n,\\\\,\n"], SHAPES[0], limit=None)

    told = "\n".join(map(_values, report.issues))
    assert "write a comma in a value as \\," in told
    assert "\\\\," not in told


@settings(BY_NO_CLOCK)
@given(files(), POOLS, ALGORITHMS, st.integers(1, 50))
def test_blocks_make_no_difference(
    content: bytes, pool: PoolProfile, algorithm: str, size: int
) -> None:
    """A file read byte by byte has the issues of the file read as a whole."""
    blocks = [content[start : start + size] for start in range(0, len(content), size)]

    whole, in_blocks = (
        check(read, pool, password_hashing_algorithm=algorithm, limit=None)
        for read in ([content], blocks)
    )

    assert in_blocks == whole


@settings(BY_NO_CLOCK)
@given(files())
def test_nothing_is_lost_in_reading(content: bytes) -> None:
    """Every line is read with its number and everything but white space.

    A line that can't be decoded has no values.
    """
    rows = list(read([content]))

    lines = content.removesuffix(b"\n").split(b"\n")
    assert [row.line for row in rows] == list(range(1, len(lines) + 1))
    for row, line in zip(rows, lines, strict=True):
        written = None if row.values is None else _solid(join(row.values))
        text = _text(line)
        assert written == (None if text is None else _solid(text))


def _solid(text: str) -> str:
    return "".join(text.split())


def _text(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None
