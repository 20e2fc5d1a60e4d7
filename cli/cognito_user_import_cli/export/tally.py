"""What became of the users of an export: counts, and the first places of what was lost."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

_MOST_PROBLEMS: Final = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that the file does not hold.

    :param user: The user's place in the pool's list, from 1.
    :param line: Of the file, in which the value is blank; None if the user is left out.
    :param column: Empty if it is the row as a whole.
    :param problem: What is wrong; never the value.
    """

    user: int
    line: int | None
    column: str
    problem: str


@dataclass(slots=True)
class Tally:
    """The counts of an export so far; its fields are keys of the command's JSON."""

    listed: int = 0
    """Users that the pool has listed."""
    written: int = 0
    """Rows in the file."""
    federated: int = 0
    """Left out: users of an identity provider."""
    without_username: int = 0
    """Left out: users without the address that is the user name in the target."""
    unwritable: int = 0
    """Left out: users whose name or whose row the file cannot hold."""
    disabled: int = 0
    unverified: int = 0
    """Users without a verified attribute that the target auto-verifies."""
    linked: int = 0
    """Users that are linked with one of an identity provider."""
    renamed: int = 0
    """Users whose name is not in the file, since an address is."""
    replaced: int = 0
    """Users who had a value where their sub is kept now."""
    trimmed: int = 0
    """Values with white space around them, which an import removes."""
    blanked: dict[str, int] = field(default_factory=dict)
    """Values that the file cannot hold, by column."""
    without_column: dict[str, int] = field(default_factory=dict)
    """Values of attributes for which the target has no column, by name."""
    problems: list[Problem] = field(default_factory=list)
    """The first places of what is in ``unwritable`` and in ``blanked``."""

    @classmethod
    def of_json(cls, document: dict[str, Any]) -> "Tally":
        """Return what ``as_json`` was made of."""
        problems = [Problem(**problem) for problem in document["problems"]]
        return cls(**{**document, "problems": problems})

    def as_json(self) -> dict[str, Any]:
        """Return the counts as JSON."""
        return asdict(self)

    def add_problem(self, line: int | None, column: str, problem: str) -> None:
        """Count a problem of the user that was listed last."""
        if line is not None:
            self.blanked[column] = self.blanked.get(column, 0) + 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(self.listed, line, column, problem))
