"""The summary of an export: what is in the file, and what couldn't be exported."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cognito_user_import.csv_rules.csv_format import MAX_BYTES, MAX_USERS
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import_cli.export.tally import Tally

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Summary:
    """A complete export.

    :param target: ID of the pool that the file is for.
    :param size: The file's size in bytes.
    """

    file: Path
    pool: str
    target: str
    profile: PoolProfile
    keep_sub_as: str
    size: int
    tally: Tally

    def document(self) -> dict[str, Any]:
        """Return the JSON document that docs/cli.md describes."""
        return {
            "file": str(self.file),
            "bytes": self.size,
            "user_pool_id": self.pool,
            "columns_of": self.target,
            "sub_kept_as": self.keep_sub_as or None,
            **self.tally.as_json(),
        }

    def text(self) -> str:
        """Return the text for the terminal."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        tally = self.tally
        yield f"{self.file}: {tally.written:,} of {_users(tally.listed)} in {self.pool}"
        yield from _section("Left out:", self._left_out())
        yield from _section("Blank, because the file can't hold the value:", self._blank())
        yield from _section("Not in the file:", self._not_in_file())
        yield from _section("Fix before you import:", self._to_mend())
        yield from self._places()
        sub = "" if self.keep_sub_as else "sub (--keep-sub-as keeps it), "
        yield f"Never exported: {sub}passwords, groups, MFA devices, devices, sign-in history."

    def _left_out(self) -> Iterator[tuple[int, str]]:
        tally = self.tally
        yield tally.federated, "users of an identity provider: they appear at their first sign-in"
        names = " or ".join(sorted(self.profile.username_attributes or ()))
        yield tally.without_username, f"users without {names}, the user name in {self.target}"
        yield tally.unwritable, "users whose name or row the file can't hold"

    def _blank(self) -> Iterator[tuple[int, str]]:
        for column, count in sorted(self.tally.blanked.items()):
            yield count, column

    def _not_in_file(self) -> Iterator[tuple[int, str]]:
        tally = self.tally
        for name, count in sorted(tally.without_column.items()):
            yield count, f"values of {name}: {self.target} has no such column"
        yield tally.linked, "links to users of an identity provider"
        yield tally.renamed, f"user names: in {self.target}, an address is the user name"
        yield tally.replaced, f"values of {self.keep_sub_as}: replaced by the sub"
        yield tally.trimmed, "values with surrounding white space, which an import removes"

    def _to_mend(self) -> Iterator[tuple[int, str]]:
        tally, auto_verified = self.tally, self.profile.auto_verified
        names = " or ".join(sorted(auto_verified or ()))
        yield tally.unverified, f"users without a verified {names}: Cognito fails their rows"
        yield tally.disabled, "disabled users: an import enables them"
        if not auto_verified:
            yield 1, f"pool: {self.target} auto-verifies nothing, so it can't import users"
        yield max(tally.written - MAX_USERS, 0), f"rows too many. Allowed: {MAX_USERS:,}"
        yield max(self.size - MAX_BYTES, 0), f"bytes too many. Allowed: {MAX_BYTES:,}"

    def _places(self) -> Iterator[str]:
        """Yield the first blank or left-out places, in a form that editors can jump to."""
        for problem in self.tally.problems[:_SHOWN]:
            line = problem.line
            place = f"{self.file}:{line}" if line else f"user {problem.user:,} of the list"
            column = problem.column or "the row"
            yield f"{place}: {column}: {problem.problem}; {'left blank' if line else 'left out'}"
        count = self.tally.unwritable + sum(self.tally.blanked.values())
        if count > _SHOWN:
            yield f"... {count - _SHOWN:,} more; --json lists the first {len(self.tally.problems)}"


def _section(title: str, entries: Iterator[tuple[int, str]]) -> Iterator[str]:
    lines = [f"{count:>9,} {text}" for count, text in entries if count]
    if lines:
        yield title
        yield from lines


def _users(count: int) -> str:
    return f"{count:,} user" if count == 1 else f"{count:,} users"
