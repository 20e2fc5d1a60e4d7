"""The summary of a conversion: what became what, in names and counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from cognito_user_import_cli.convert.conversion_tally import ConversionTally
from cognito_user_import_cli.convert.preparation import Prepared
from cognito_user_import_cli.convert.record import shown

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class ConversionSummary:
    """A complete conversion.

    :param files: By algorithm.
    :param is_dry: Whether nothing was written.
    """

    prepared: Prepared
    files: Mapping[str, Path]
    tally: ConversionTally
    id_map: Path | None
    is_dry: bool

    def document(self) -> dict[str, Any]:
        """Return the JSON document that docs/cli.md describes."""
        plan, source = self.prepared.plan, self.prepared.source
        return {
            "source": str(source.path),
            "kind": source.kind.name,
            "encoding": source.encoding,
            "separator": source.dialect.name if source.dialect else None,
            "id_map": str(self.id_map) if self.id_map else None,
            "id_field": shown(plan.id_field) if plan.id_field else None,
            "is_dry_run": self.is_dry,
            "columns": {column: shown(name) for column, name in plan.fields.items()},
            "set": sorted(plan.constants),
            "username_from": list(plan.username_columns),
            "unused": [*map(shown, plan.unused)],
            **self.tally.document(),
        }

    def text(self) -> str:
        """Return the text for the terminal."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        tally, source = self.tally, self.prepared.source
        yield f"{source.path}: {source.title}"
        yield f"{tally.written:,} of {_users(tally.read)} converted"
        title = "Files that a conversion would write:" if self.is_dry else "Files:"
        yield from _section(title, self._files())
        yield from _section("Columns:", self._columns())
        yield from _section("Fields that go nowhere:", self._unused())
        yield from _section("Changed:", _counts(tally.changed))
        yield from _section("Left blank:", _counts(tally.blanked))
        left_out = ((count, f"users {reason}") for reason, count in tally.left_out.items())
        yield from _section("Left out:", map(_counted, left_out))
        yield from self._places()
        yield from _section("Know before you import:", self._notes())

    def _files(self) -> Iterator[str]:
        rest = self.tally.written - self.tally.hashes.total()
        if self.id_map:
            name = shown(self.prepared.plan.id_field)
            ids = f"{self.tally.ids:,} old ID{'s' * (self.tally.ids != 1)}"
            yield f"{self.id_map}: {ids} from {name}, with the user names"
        for algorithm, path in self.files.items():
            if not algorithm:
                return
            with_hash = self.tally.hashes[algorithm]
            also = f", {rest:,} without" if rest else ""
            rest = 0
            yield (
                f"{path}: {with_hash:,} with a password hash{also}; import it with "
                f"--password-hashing-algorithm {algorithm}"
            )

    def _columns(self) -> Iterator[str]:
        plan = self.prepared.plan
        for column, name in plan.fields.items():
            if column in plan.columns or column == PASSWORD_HASH:
                yield f"{column} from {shown(name)}"
        if plan.username_columns:
            yield f"cognito:username from {' or '.join(plan.username_columns)}"
        for column in plan.constants:
            yield f"{column} as set"

    def _unused(self) -> Iterator[str]:
        names = list(dict.fromkeys(map(shown, self.prepared.plan.unused)))
        if names:
            yield ", ".join(names[:50]) + (f", and {len(names) - 50} more" * (len(names) > 50))

    def _places(self) -> Iterator[str]:
        """Yield the first lost places, in a form that editors can jump to."""
        source, tally = self.prepared.source, self.tally
        for loss in tally.losses[:_SHOWN]:
            place = f"{source.path}:{loss.place}"
            if source.place != "line":
                place = f"{source.path}, {source.place} {loss.place:,}"
            lost = f"{loss.column}: {loss.reason}; left blank"
            yield f"{place}: {lost if loss.column else f'{loss.reason}; left out'}"
        count = tally.blanked.total() + tally.to_fix
        if count > _SHOWN:
            yield f"... {count - _SHOWN:,} more; --json lists the first {len(tally.losses)}"

    def _notes(self) -> Iterator[str]:
        tally, source = self.tally, self.prepared.source
        if source.is_guessed:
            yield (
                f"the encoding {source.encoding} is a guess: if names look wrong in the file, "
                "set --encoding"
            )
        if tally.hashes and (count := tally.written - tally.hashes.total()):
            yield _counted(
                (count, "users without a password hash: they must reset their passwords")
            )
        if len(self.files) > 1:
            yield "an account runs one import job at a time: import the files one after another"
        if tally.unverified:
            yield _counted(
                (tally.unverified, "users without a verified address: Cognito fails them")
            )
        if tally.disabled:
            yield _counted((tally.disabled, "users disabled in the source: an import enables them"))


def _counts(counts: "Any") -> Iterator[str]:
    for (column, what), count in sorted(counts.items()):
        yield _counted((count, f"{column}: {what}"))


def _counted(entry: tuple[int, str]) -> str:
    count, what = entry
    if count == 1 and what.startswith("users "):
        what = f"user {what.removeprefix('users ')}"
    return f"{count:>7,} {what}"


def _section(title: str, entries: Iterator[str]) -> Iterator[str]:
    lines = [f"  {entry}" for entry in entries]
    if lines:
        yield title
        yield from lines


def _users(count: int) -> str:
    return f"{count:,} user" if count == 1 else f"{count:,} users"
