"""What each way to have an import job adds to a stack, and to the time of its synthesis."""

import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import Ended, run, synth_environment
from benchmarks.cloud_assembly import Content, content
from benchmarks.rounds import interleaved, is_settled, ratios
from benchmarks.staging import OURS

_APPS: Final = "benchmarks.subjects.apps"
POOL_ALONE: Final = "pool alone"
AWS_CUSTOM_RESOURCE: Final = "AwsCustomResource"
FIRST_IMPORT: Final = "ours"
SECOND_IMPORT: Final = "ours, two imports"
_SUBJECTS: Final = {
    POOL_ALONE: f"{_APPS}.pool_alone",
    "bare function": f"{_APPS}.bare_function",
    AWS_CUSTOM_RESOURCE: f"{_APPS}.aws_custom_resource",
    "Provider": f"{_APPS}.provider",
    "Provider, is_complete": f"{_APPS}.provider_is_complete",
    FIRST_IMPORT: OURS,
    SECOND_IMPORT: f"{_APPS}.ours_two_imports",
}
_ROUNDS: Final = 5
_MORE_ROUNDS: Final = 8


@dataclass(frozen=True)
class SynthFigures:
    """A subject's content and time.

    :param added: Resources by type, over the pool alone.
    :param asset_bytes: Zipped.
    :param seconds: Of wall time, one a round: the whole process, its Node process included.
    :param ratio: To the pool alone, round by round, the median.
    :param fastest_ratio: Of the fastest run to the pool alone's fastest. What else the machine does
        only ever adds to a wall time, so that these two runs are the least disturbed ones.
    :param cpu_ratio: Of the median processor time to the pool alone's. The steadiest of the ratios,
        and somewhat lower than those of wall time.
    :param is_settled: Whether the fastest runs can be trusted; not on a busy machine.
    """

    subject: str
    added: dict[str, int]
    template_bytes: int
    asset_bytes: int
    seconds: list[float]
    ratio: float
    fastest_ratio: float
    cpu_ratio: float
    is_settled: bool

    @property
    def median_seconds(self) -> float:
        """The median of the rounds."""
        return median(self.seconds)

    @property
    def resources(self) -> int:
        """The number of resources added."""
        return sum(self.added.values())


def measure_synth() -> list[SynthFigures]:
    """Synthesise each subject in fresh processes, with jsii's cache warm and the validator on."""
    with TemporaryDirectory(prefix="bench-synth-") as folder:

        def synthesise(module: str) -> Ended:
            environment = synth_environment(Path(folder) / module)
            return run([sys.executable, "-m", module], environment)

        runs = interleaved("synth", _SUBJECTS, synthesise, _ROUNDS)
        _settle(runs, synthesise)
        contents = {name: content(Path(folder) / _SUBJECTS[name]) for name in _SUBJECTS}
    return [_figures(name, contents, runs[name], runs[POOL_ALONE]) for name in _SUBJECTS]


def _settle(runs: dict[str, list[Ended]], synthesise: Callable[[str], Ended]) -> None:
    """Add runs of the two subjects that the budget compares, as long as a busy machine asks."""
    compared = {name: _SUBJECTS[name] for name in (POOL_ALONE, FIRST_IMPORT)}
    for _ in range(_MORE_ROUNDS):
        if all(is_settled([run.seconds for run in runs[name]]) for name in compared):
            return
        more = interleaved("synth, settling", compared, synthesise, 1, warm_up=False)
        for name in compared:
            runs[name] += more[name]


def _figures(
    name: str, contents: dict[str, Content], runs: list[Ended], pool_alone: list[Ended]
) -> SynthFigures:
    added = Counter(contents[name].resources) - Counter(contents[POOL_ALONE].resources)
    seconds = [run.seconds for run in runs]
    same_rounds = pool_alone[: len(runs)]
    pool_seconds = [run.seconds for run in same_rounds]
    cpu_seconds = median(run.cpu_seconds for run in runs)
    return SynthFigures(
        subject=name,
        added=dict(added),
        template_bytes=contents[name].template_bytes,
        asset_bytes=contents[name].asset_bytes,
        seconds=seconds,
        ratio=ratios(seconds, pool_seconds),
        fastest_ratio=min(seconds) / min(pool_seconds),
        cpu_ratio=cpu_seconds / median(run.cpu_seconds for run in same_rounds),
        is_settled=is_settled(seconds) and is_settled(pool_seconds) and _is_quiet(),
    )


def _is_quiet() -> bool:
    # One synthesis at a time keeps between one and two cores busy; any load over that is others'.
    return os.getloadavg()[0] <= max(2, os.cpu_count() or 1)
