"""What a check finds: a rule, and the place in the file where it is broken."""

from typing import Final, NamedTuple

ERROR: Final = "error"
WARNING: Final = "warning"


class Rule(NamedTuple):
    """One rule of the import.

    :param code: ``CUI-`` and three digits; never given to another rule.
    :param severity: ``error`` if Cognito fails the row or the job, ``warning`` if it may, or if AWS
        does not say.
    :param allowed: What is allowed; ``{}`` stands for what depends on the pool or the place.
    """

    code: str
    slug: str
    severity: str
    allowed: str


class Issue(NamedTuple):
    """A rule that is broken.

    :param line: The line of the file, of which the header is the first; 0 for the file as a whole.
    :param column: The name of the column, or empty if there is none, or if only the file names it:
        what stands in its header may be a cell.
    :param position: The column's place in the file, from 1, or 0.
    :param detail: Numbers, or words of the pool's settings: nothing that stands in the file.
    """

    rule: Rule
    line: int = 0
    column: str = ""
    position: int = 0
    detail: str = ""

    @property
    def message(self) -> str:
        """Where it is, and what is allowed there."""
        places = (f"line {self.line}" if self.line else "", self.column_name)
        place = ", ".join(filter(None, places)) or "file"
        return f"{place}: {self.expectation}"

    @property
    def column_name(self) -> str:
        """The column's name, or else its place in the file; empty if no column is meant."""
        return self.column or (f"column {self.position}" if self.position else "")

    @property
    def expectation(self) -> str:
        """What is allowed there."""
        return f"expected {self.rule.allowed.format(self.detail)}"

    def __str__(self) -> str:
        code, slug, severity, _ = self.rule
        return f"{severity} {code} {slug}: {self.message}"
