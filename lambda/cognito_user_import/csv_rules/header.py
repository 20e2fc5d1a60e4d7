"""The rules of the header."""

from collections.abc import Iterator, Sequence

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.columns import PASSWORD_HASH
from cognito_user_import.csv_rules.issues import Issue
from cognito_user_import.csv_rules.pool_profile import PoolProfile


def header_issues(columns: Sequence[str], profile: PoolProfile, algorithm: str) -> Iterator[Issue]:
    """Judge the columns of a file against those of the pool."""
    if not any(columns):
        yield Issue(rules.NO_HEADER, 1)
        return
    seen: set[str] = set()
    for position, column in enumerate(columns, 1):
        is_known = column in profile.known_columns or column == PASSWORD_HASH
        name = column if is_known else ""
        if column in seen:
            yield Issue(rules.REPEATED_COLUMN, 1, name, position)
        elif not profile.may_have(column):
            yield Issue(rules.UNKNOWN_COLUMN, 1, name, position)
        seen.add(column)
    for column in sorted(profile.known_columns - seen):
        yield Issue(rules.MISSING_COLUMN, 1, column)
    if PASSWORD_HASH not in seen:
        if algorithm:
            yield Issue(rules.HASH_COLUMN_MISSING, 1, PASSWORD_HASH)
        elif profile.password_hashes:
            yield Issue(rules.HASH_COLUMN_LEFT_OUT, 1, PASSWORD_HASH)
