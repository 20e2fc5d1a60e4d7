"""Compares the first line of a file with the pool's header.

If the file is of another kind, one issue names the cause, and its rows aren't checked.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.csv_format import (
    MAX_ROW_BYTES,
    MAX_ROW_CHARACTERS,
    PASSWORD_HASH,
    USERNAME,
    split,
)
from cognito_user_import.csv_rules.other_formats import is_json, other_format, wide_encoding
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.rules import CONVERT, HEADER, Issue, Rule

A_VALUE: Final = re.compile(r".+@.+\..+|\+?[0-9][0-9 /.:-]{4,}|(?i:true|false)|\$.+\$.+")
"""What no column is called."""
_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
_MOST_NAMES: Final = 5
_MOST_SIGNS: Final = 40


class HeaderLine(NamedTuple):
    """The columns of a file, and their issues.

    :param columns: Empty if the rows can't be read.
    """

    columns: list[str]
    issues: list[Issue]


def read_header(line: bytes, profile: PoolProfile, algorithm: str) -> HeaderLine:
    """Read the first line of a file.

    :param line: With its newline. It may be cut after the maximum length of a row.
    :param algorithm: The job's password hashing algorithm, or empty.
    """
    pool = [] if profile.auto_verified != frozenset() else [Issue(rules.NOTHING_AUTO_VERIFIED)]
    bare = line.removesuffix(b"\n").removesuffix(b"\r").removeprefix(codecs.BOM_UTF8)
    text = bare.decode(errors="replace")
    cause = _other_file(bare, text)
    columns = [] if cause else split(text)
    if cause := cause or _other_columns(bare, columns, profile):
        return HeaderLine([], [*pool, cause])
    if line.endswith(b"\r\n"):
        pool.append(Issue(rules.CARRIAGE_RETURN, 1))
    if line.startswith(codecs.BOM_UTF8):
        pool.append(Issue(rules.BYTE_ORDER_MARK, 1))
    return HeaderLine(columns, [*pool, *_differences(columns, profile, algorithm)])


def _other_file(line: bytes, text: str) -> Issue | None:
    """Return the issue of a file that isn't CSV, or isn't UTF-8, or has no short first line."""
    if what := other_format(line):
        return Issue(rules.OTHER_FORMAT, detail=what)
    if name := wide_encoding(line):
        return Issue(rules.NOT_UTF_8, detail=f", not {name[:6].upper()}")
    if is_json(text):
        return Issue(rules.OTHER_FORMAT, detail=f"JSON. {CONVERT}")
    if len(line) > MAX_ROW_BYTES or len(text) > MAX_ROW_CHARACTERS:
        return Issue(rules.OLD_LINE_ENDS) if b"\r" in line else Issue(rules.ROW_TOO_LONG, 1)
    return None


def _other_columns(line: bytes, columns: Sequence[str], profile: PoolProfile) -> Issue | None:
    """Return the issue of a header that isn't Cognito's. It names no column: it may be a user."""
    if not any(columns):
        return Issue(rules.NO_HEADER, 1, detail="" if any(line) else ", which is empty")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return Issue(rules.NOT_UTF_8, 1)
    unknown = _unknown(columns, profile)
    if not unknown:
        return None
    if "\r" in text:
        return Issue(rules.OLD_LINE_ENDS)
    for sign, name in _SEPARATORS.items():
        if text.count(sign) >= len(columns):
            return Issue(rules.OTHER_SEPARATOR, 1, detail=name)
    if any('"' in name for name in unknown):
        return Issue(rules.QUOTED_HEADER, 1)
    # zsh shows a % behind an output without a newline, and people copy it.
    if USERNAME in columns or columns[-1] == f"{USERNAME}%":
        return None
    if any(map(A_VALUE.fullmatch, columns)):
        is_cognitos = len(columns) - len(profile.known_columns) in (0, 1)
        command = HEADER if is_cognitos else CONVERT
        return Issue(rules.NO_HEADER, 1, detail=f", not values. {command}")
    return Issue(rules.OTHER_HEADER, 1, detail=f"lacks {USERNAME}")


def _unknown(columns: Sequence[str], profile: PoolProfile) -> dict[str, int]:
    """Return the columns that the pool doesn't have, and their places."""
    names = {name: place for place, name in enumerate(columns, 1) if not profile.may_have(name)}
    # A pool without password hashes has a rule of its own.
    names.pop(PASSWORD_HASH, None)
    return names


def _differences(columns: Sequence[str], profile: PoolProfile, algorithm: str) -> Iterator[Issue]:
    """Compare the columns of a file with those of the pool: one issue of each rule."""
    unknown = _unknown(columns, profile)
    missing = dict.fromkeys(sorted(profile.known_columns.difference(columns)), 0)
    if unknown and missing:
        detail = f"lacks {_listed(missing)} and has {_listed(unknown)}"
        yield Issue(rules.OTHER_HEADER, 1, detail=detail)
    elif unknown:
        yield _of_columns(rules.UNKNOWN_COLUMN, unknown)
    elif missing:
        yield _of_columns(rules.MISSING_COLUMN, missing)
    seen: set[str] = set()
    repeated: dict[str, int] = {}
    for place, name in enumerate(columns, 1):
        if name in seen:
            repeated.setdefault(name, place)
        seen.add(name)
    if repeated:
        yield _of_columns(rules.REPEATED_COLUMN, repeated)
    if profile.password_hashes is False:
        if algorithm or PASSWORD_HASH in seen:
            yield Issue(rules.NO_HASHES, 1, PASSWORD_HASH)
    elif PASSWORD_HASH not in seen:
        if algorithm:
            yield Issue(rules.HASH_COLUMN_MISSING, 1, PASSWORD_HASH)
        elif profile.password_hashes:
            yield Issue(rules.HASH_COLUMN_LEFT_OUT, 1, PASSWORD_HASH)


def _of_columns(rule: Rule, names: Mapping[str, int]) -> Issue:
    return Issue(rule, 1, _listed(names), next(iter(names.values())) if len(names) == 1 else 0)


def _listed(names: Mapping[str, int]) -> str:
    """Return the first names, cut, and with visible signs instead of control characters."""
    shown = [
        _shown(name) or f"column {place}" for name, place in islice(names.items(), _MOST_NAMES)
    ]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f", and {more:,} more" if more else "")


def _shown(name: str) -> str:
    cut = name if len(name) <= _MOST_SIGNS else f"{name[:_MOST_SIGNS]}…"
    return "".join(s if s.isprintable() else s.encode("unicode_escape").decode() for s in cut)
