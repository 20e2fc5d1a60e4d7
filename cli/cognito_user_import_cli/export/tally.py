"""The results of an export: counts, and the first places of lost values."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

_MOST_PROBLEMS: Final = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that the file doesn't contain.

    :param user: The user's place in the pool's list, from 1.
    :param line: The file's line with the blank value; None if the user is left out.
    :param column: Empty for the row as a whole.
    :param problem: What is wrong; never the value.
    """

    user: int
    line: int | None
    column: str
    problem: str


@dataclass(slots=True)
class Tally:
    """The counts of an export so far. Its fields are keys of the command's JSON."""

    listed: int = 0
    """Users listed by the pool."""
    written: int = 0
    """Rows in the file."""
    federated: int = 0
    """Left out: users of an identity provider."""
    without_username: int = 0
    """Left out: users without the address that is the user name in the target."""
    unwritable: int = 0
    """Left out: users whose name or row the file can't hold."""
    disabled: int = 0
    unverified: int = 0
    """Users without a verified attribute that the target auto-verifies."""
    linked: int = 0
    """Users linked to a user of an identity provider."""
    renamed: int = 0
    """Users whose name is replaced by an address in the file."""
    replaced: int = 0
    """Users whose value is replaced by their ``sub``."""
    trimmed: int = 0
    """Values with surrounding white space, which an import removes."""
    blanked: dict[str, int] = field(default_factory=dict)
    """Values that the file can't hold, by column."""
    without_column: dict[str, int] = field(default_factory=dict)
    """Values of attributes for which the target has no column, by name."""
    problems: list[Problem] = field(default_factory=list)
    """The first places counted in ``unwritable`` and ``blanked``."""

    @classmethod
    def of_json(cls, document: dict[str, Any]) -> "Tally":
        """Return the tally from its JSON."""
        problems = [Problem(**problem) for problem in document["problems"]]
        return cls(**{**document, "problems": problems})

    def as_json(self) -> dict[str, Any]:
        """Return the counts as JSON."""
        return asdict(self)

    def add_problem(self, line: int | None, column: str, problem: str) -> None:
        """Count a problem of the last listed user."""
        if line is not None:
            self.blanked[column] = self.blanked.get(column, 0) + 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(self.listed, line, column, problem))
