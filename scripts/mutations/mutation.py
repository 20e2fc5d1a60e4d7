"""A guard of the source, and a change that switches it off."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One guard, switched off.

    :param guard: What the guard is for; each mutation has its own.
    :param path: The file, from the project's root.
    :param old: The text of the guard, once in the file.
    :param new: What stands there when it is switched off.
    :param tests: Where to look for a test that then fails; files or folders.
    """

    guard: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]

    def apply(self, root: Path) -> None:
        """Switch the guard off below a root.

        :raises ValueError: Its text is not there exactly once.
        """
        file = root / self.path
        text = file.read_text()
        if (count := text.count(self.old)) != 1:
            raise ValueError(
                f"{self.guard}: the text {self.old!r} must be in {self.path} once. Found: {count}"
            )
        file.write_text(text.replace(self.old, self.new))
