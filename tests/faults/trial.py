"""One fault injected into a lab of its own, and what came of it."""

import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from tests.faults.catalogue import Fault
from tests.faults.open_lab import open_lab
from tests.faults.verdict import Verdict


@dataclass(frozen=True)
class Outcome:
    """What came of a fault.

    ``broken`` is the traceback of what the handler should not have done, else empty.
    """

    name: str
    injected: str
    happened: str
    calls: int
    answers: int
    seconds: float
    verdict: Verdict
    broken: str

    @property
    def survived(self) -> bool:
        """Whether the handler did what it should and kept every promise."""
        return not self.broken and self.verdict.is_clean


def try_fault(fault: Fault) -> Outcome:
    """Inject a fault and return what came of it, whatever it is."""
    started = time.monotonic()
    happened = broken = ""
    with tempfile.TemporaryDirectory() as folder, open_lab(Path(folder)) as lab:
        try:
            happened = fault.inject(lab)
        except Exception:
            # Of any kind: a fault that cannot be injected is not survived either.
            broken = traceback.format_exc()
        calls, answers = len(lab.calls), len(lab.server.bodies)
        verdict = lab.verdict()
    return Outcome(
        name=f"{fault.group}: {fault.name}",
        injected=fault.injected,
        happened=happened,
        calls=calls,
        answers=answers,
        seconds=time.monotonic() - started,
        verdict=verdict,
        broken=broken,
    )
