"""Whatever a file has, convert ends with an exit code of its own, and what it writes is good."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cognito_user_import.csv_rules import PoolProfile, check
from cognito_user_import.csv_rules.rules import ERROR
from cognito_user_import_cli.program import run

_COLUMNS = (
    *("username", "email", "email_verified", "birthdate", "phone", "updated_at", "password"),
    *("name", "custom:x", "other"),
)
_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "1.2.1990",
                "13/02/1990",
                "02/13/1990",
                "2023-01-01T00:00:00Z",
                "1" * 25,
                "-1",
                "x@y",
            ),
            *("+49 151 23456789", "0049", "true", "JA", '"', "\\", "a,b", "\r", "\x00", "$2b$10$x"),
            *("pbkdf2_sha256$1$a$b", "{}", "=", "AQAAAAEAAAABAAAACAAAAAAAAAAA", "\ud7ff", "\uff10"),
        ]
    ),
)
_ROWS = st.lists(
    st.lists(_CELLS, min_size=len(_COLUMNS), max_size=len(_COLUMNS))
    | st.lists(_CELLS, max_size=len(_COLUMNS) + 2),
    min_size=1,
    max_size=5,
)
_DIALECTS = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
_KEYS = st.sampled_from(
    [
        *("username", "email", "localId", "Attributes", "Username", "fields", "model", "profile"),
        *("status", "user_id", "credentials", "passwordHash", "phone", "email_confirmed_at"),
    ]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)
_BY_NO_CLOCK = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
"""A run of the whole command for each example, on a machine that may be busy."""
_OPTIONS = ("--country", "DE", "--date-order", "dmy")


def convert(content: bytes, *options: str) -> tuple[int, list[bytes]]:
    """Return the exit code, and the files."""
    with TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        folder = Path(name)
        (folder / "given").write_bytes(content)
        with contextlib.redirect_stderr(io.StringIO()):
            code = run(
                ["convert", str(folder / "given"), "-o", str(folder / "users.csv"), *options]
            )
        return code, [path.read_bytes() for path in folder.glob("users*")]


def require_good(content: bytes, *options: str) -> None:
    """Convert with and without decisions: no bug, and no error that convert could have known."""
    for given_options in ((), options):
        code, files = convert(content, *given_options)
        assert code in (0, 2, 3)
        assert bool(files) == (code != 2)
        for written in files:
            found = check([written], PoolProfile(), password_hashing_algorithm="").issues
            slugs = {issue.rule.slug for issue in found if issue.rule.severity == ERROR}
            # What only the names in the source can cause.
            assert slugs <= {"username-characters", "username-too-long"}


@_BY_NO_CLOCK
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    """Text or not."""
    require_good(content)


@_BY_NO_CLOCK
@given(_ROWS, _DIALECTS)
def test_any_grid(rows: list[list[str]], dialect: tuple[str, str, str]) -> None:
    """With values that look like those of users."""
    separator, end, encoding = dialect
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=end).writerows([_COLUMNS, *rows])
    require_good(file.getvalue().encode(encoding, "replace"), *_OPTIONS)


@_BY_NO_CLOCK
@given(
    st.lists(st.dictionaries(_KEYS, _VALUES, max_size=6), min_size=1, max_size=4),
    st.sampled_from(["user{}", " user{}\u200b", ""]),
    st.booleans(),
)
def test_any_json(users: list[dict[str, object]], name: str, is_wrapped: bool) -> None:
    """With fields that look like those of systems."""
    named = [{**user, "username": name.format(n)} for n, user in enumerate(users)]
    options = (*_OPTIONS, "--from", "json", "--map", "cognito:username=username")
    require_good(json.dumps({"users": named} if is_wrapped else named).encode(), *options)
