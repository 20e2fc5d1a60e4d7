"""How much longer a synthesis takes that checks the largest file which one import takes."""

import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import Ended, MeasurementError, run, synth_environment
from benchmarks.rounds import interleaved
from benchmarks.staging import OURS
from benchmarks.subjects import STACK_NAME
from benchmarks.users_file import write_users_file

_WITH_FILE: Final = "benchmarks.subjects.apps.ours_largest_file"
_SUBJECTS: Final = {"a job alone": OURS, "100 MB, 500,000 users": _WITH_FILE}
_ROUNDS: Final = 3


@dataclass(frozen=True)
class FileSynthFigures:
    """The wall times of both, one a round: the whole process, its Node process included."""

    alone: list[float]
    with_file: list[float]

    @property
    def median_seconds(self) -> float:
        """The median over the rounds of what the file adds."""
        return median(b - a for a, b in zip(self.alone, self.with_file, strict=True))


def measure_synth_of_file() -> FileSynthFigures:
    """Synthesise both in fresh processes, with jsii's cache warm and the validator on.

    :raises MeasurementError: The file was not taken.
    """
    with TemporaryDirectory(prefix="bench-synth-") as name:
        folder = Path(name)
        file = folder / "users.csv"
        write_users_file(file)

        def synthesise(module: str) -> Ended:
            output = folder / module
            environment = {**synth_environment(output), "USERS_FILE": str(file)}
            ended = run([sys.executable, "-m", module], environment)
            # What the synth says of the stack: outside of the CDK CLI nobody prints it.
            if "can't be imported" in (output / f"{STACK_NAME}.metadata.json").read_text():
                raise MeasurementError("the file was refused, so that it was not read to its end")
            return ended

        runs = interleaved("synth of a file", _SUBJECTS, synthesise, _ROUNDS)
    alone, with_file = ([ended.seconds for ended in runs[name]] for name in _SUBJECTS)
    return FileSynthFigures(alone, with_file)
