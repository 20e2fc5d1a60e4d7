"""Inject every fault and print what happened: `make faults` runs this."""

import tempfile
import time
from pathlib import Path

from tests import conftest  # noqa: F401 - the environment of the tests
from tests.faults.catalogue import Fault
from tests.faults.lab import Verdict, open_lab


def run(fault: Fault) -> tuple[Verdict, str]:
    """Inject a fault, and return the verdict and the line that says what happened."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, open_lab(Path(folder)) as lab:
        try:
            happened, survived = fault.inject(lab), True
        except AssertionError as error:
            happened, survived = f"NOT SURVIVED: {error}", False
        calls, answers = len(lab.cognito.calls), len(lab.server.bodies)
        verdict = lab.verdict()
    if not (survived and verdict.is_clean):
        happened = f"{happened} {verdict}"
    figures = f"{calls} calls, {answers} answers, {time.monotonic() - started:.1f} s"
    line = f"{fault.group}: {fault.name} | {fault.injected} | {happened} | {figures}"
    return verdict, line
