"""Switches each guard of the source off in turn, in a copy, and shows which test then fails.

`python -m scripts.mutation_check` prints a line a guard; with `--write` it also writes
docs/mutation-check.md.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.mutations import MUTATIONS
from scripts.mutations.mutation import ROOT, Mutation

DOCUMENT: Final = ROOT / "docs/mutation-check.md"
_SOURCES: Final = {
    "constructs": "cdk_cognito_user_import",
    "lambda": "cognito_user_import",
    "cli": "cognito_user_import_cli",
}
_JOBS: Final = 2
_SECONDS: Final = 180
_FAILED: Final = re.compile(r"^FAILED (\S+?\.py::\w+)", re.MULTILINE)
_FOREWORD: Final = """\
# Mutation check

Each guard of the source is switched off in turn, in a copy, and tests are run against the copy
until one fails. A guard that can be switched off without a failing test is not tested: the check
then ends with an error. The tests first have to pass on a copy without a change.

`python -m scripts.mutation_check` runs it, and with `--write` writes this document.
`tests/unit/test_mutation_check.py` holds the table to the source.

"""


class CheckError(Exception):
    """The check says nothing: tests did not run, or ran on something else than the copy."""


@dataclass(frozen=True)
class Result:
    """What became of a guard that was switched off.

    :param killer: The first test that failed; None when all passed.
    """

    mutation: Mutation
    killer: str | None
    seconds: float

    @property
    def line(self) -> str:
        """What happened, in one line."""
        end = f"killed by {self.killer}" if self.killer else "SURVIVED"
        return f"{self.seconds:5.1f} s  {self.mutation.guard}: {end}"


@contextmanager
def copied_source() -> Iterator[Path]:
    """Yield a folder with a copy of all source roots."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        for root in _SOURCES:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / root, Path(folder, root), ignore=ignored)
        yield Path(folder)


def first_failure(source: Path, tests: Sequence[str]) -> str | None:
    """Run tests against a copy of the source; return the first that fails, None when all pass.

    :raises CheckError: They did not run, or the copy is not what they import.
    """
    environment = {
        **os.environ,
        # Before the editable install of the project.
        "PYTHONPATH": os.pathsep.join(str(source / root) for root in _SOURCES),
    }
    _require_import_from(source, environment)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=line", "-p", "no:cacheprovider"]
    try:
        run = subprocess.run(
            [*command, "-m", "not integration", *tests],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CheckError(f"tests were not done after {_SECONDS} s: {', '.join(tests)}") from None
    if run.returncode == 0:
        return None
    failed = _FAILED.search(run.stdout)
    if run.returncode != 1 or failed is None:
        raise CheckError(f"tests could not run:\n{run.stdout[-3000:]}{run.stderr[-1000:]}")
    return failed[1]


def _require_import_from(source: Path, environment: dict[str, str]) -> None:
    names = tuple(_SOURCES.values())
    code = f"from importlib.util import find_spec; [print(find_spec(n).origin) for n in {names}]"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = [str(source / root / name / "__init__.py") for root, name in _SOURCES.items()]
    if run.stdout.splitlines() != expected:
        raise CheckError(f"the tests would import {run.stdout.split()}, not {expected}")


def check(mutation: Mutation) -> Result:
    """Switch one guard off, and run its tests."""
    started = time.monotonic()
    with copied_source() as source:
        mutation.apply(source)
        killer = first_failure(source, mutation.tests)
    return Result(mutation, killer, time.monotonic() - started)


def check_all(mutations: Iterable[Mutation], say: Callable[[str], object]) -> list[Result]:
    """Switch each guard off in turn, and say what happened.

    :raises CheckError: The tests fail without any change.
    """
    selected = list(mutations)
    with copied_source() as source:
        tests = sorted({test for mutation in selected for test in mutation.tests})
        if failed := first_failure(source, tests):
            raise CheckError(f"{failed} fails without any change")
    say(f"the tests pass without a change: {len(tests)} files")
    results = []
    with ThreadPoolExecutor(_JOBS) as executor:
        for result in executor.map(check, selected):
            say(result.line)
            results.append(result)
    return results


def rows(mutation: Mutation) -> str:
    """Return what the table says of a guard before it was switched off."""
    change = f"`{_cell(mutation.old)}` → `{_cell(mutation.new)}`" if mutation.new else ""
    removed = f"`{_cell(mutation.old)}` removed"
    return f"| {mutation.guard} | `{Path(mutation.path).name}`: {change or removed} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def document(results: Iterable[Result]) -> str:
    """Return the document with its table."""
    lines = ["| Guard | Switched off | Test that fails |", "|---|---|---|"]
    lines += [f"{rows(result.mutation)} `{result.killer}` |" for result in results]
    return _FOREWORD + "\n".join(lines) + "\n"


def main() -> int:
    """Check all guards, or those that are named; return 1 when one survives."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutation_check", description=__doc__)
    parser.add_argument("--only", metavar="TEXT", default="", help="guards with this in their name")
    parser.add_argument("--write", action="store_true", help=f"write {DOCUMENT.name} too")
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write takes all guards: leave --only out")
    selected = [m for m in MUTATIONS if options.only.lower() in m.guard.lower()]
    if not selected:
        parser.error(f"--only: no guard has {options.only!r} in its name")
    try:
        results = check_all(selected, _say)
    except CheckError as error:
        _say(f"mutation check: {error}")
        return 2
    survived = sum(result.killer is None for result in results)
    if options.write and not survived:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(document(results))
    _say(f"{len(results)} guards: {len(results) - survived} killed, {survived} survived")
    return 1 if survived else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
