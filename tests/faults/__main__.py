"""Inject every fault, check the properties, and print a line for each: `make faults` runs this."""

import argparse
import multiprocessing
import sys
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from tests import conftest  # noqa: F401 - the environment of the tests
from tests.faults.every_fault import FAULTS
from tests.faults.properties import EXAMPLES, PROPERTIES, Share
from tests.faults.report import columns, detail, line, property_line, summary
from tests.faults.trial import Outcome
from tests.faults.worker import try_number, try_share

_PROCESSES = 2


class Run:
    """What has come of the faults and the properties so far; prints each as it ends."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.is_survived = True
        self._width = columns()
        self._shares: dict[int, list[Share]] = {}

    def add_outcome(self, outcome: Outcome) -> None:
        """Enter a fault that has ended."""
        self.outcomes.append(outcome)
        say(line(outcome, self._width))
        if not outcome.survived:
            self.fail(detail(outcome))

    def add_share(self, number: int, share: Share) -> None:
        """Enter a share of a property; the property has ended with its last one."""
        shares = self._shares.setdefault(number, [])
        shares.append(share)
        if len(shares) < PROPERTIES[number].shares:
            return
        say(property_line(PROPERTIES[number].name, shares))
        for violation in filter(None, (share.violation for share in shares)):
            self.fail(violation)

    @property
    def ending(self) -> str:
        """The last line, which says how all of it ended."""
        verdict = "passed" if self.is_survived else "failed"
        kept = f", {self._kept} of {len(self._shares)} properties kept" if self._shares else ""
        return f"faults: {verdict}{kept}"

    @property
    def _kept(self) -> int:
        return sum(not any(s.violation for s in shares) for shares in self._shares.values())

    def fail(self, why: str) -> None:
        """Say what was not survived."""
        self.is_survived = False
        say(why)


def main() -> int:
    """Return 0 when everything was survived."""
    arguments = _arguments()
    faults = [
        number
        for number, fault in enumerate(FAULTS)
        if arguments.only in f"{fault.group}: {fault.name}"
    ]
    shares = [
        (number, share)
        for number, property_ in enumerate(PROPERTIES)
        if arguments.only in property_.name
        for share in range(property_.shares)
    ]
    if not faults and not shares:
        say(f"no fault and no property has a name that contains {arguments.only!r}")
        return 2
    run = Run()
    # A fresh interpreter: a fork would take over the locks of this one's threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, context) as processes:
        pending: dict[Future[Any], int] = {}
        pending |= {processes.submit(try_number, number): number for number in faults}
        pending |= {
            processes.submit(try_share, number, share, arguments.examples): number
            for number, share in shares
        }
        _collect(pending, run)
    if faults:
        say(summary(run.outcomes))
    say(run.ending)
    return 0 if run.is_survived else 1


def _collect(pending: "dict[Future[Any], int]", run: Run) -> None:
    try:
        for future in as_completed(pending):
            match future.result():
                case Outcome() as outcome:
                    run.add_outcome(outcome)
                case Share() as share:
                    run.add_share(pending[future], share)
    except BrokenProcessPool:
        run.fail("A process hung or died, see the traceback above; what it had left was not tried.")


def say(text: str) -> None:
    """Print at once, so that a CI log shows what runs."""
    print(text, flush=True)  # noqa: T201 - the report


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--only", metavar="TEXT", default="", help="faults and properties whose name contains it"
    )
    parser.add_argument(
        "--examples",
        metavar="N",
        type=int,
        default=EXAMPLES,
        help=f"events ({EXAMPLES}); lives of a stack are a 20th of it, warm invocations a half",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
