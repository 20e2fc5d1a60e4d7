"""The budgets: what this library may cost, and what it was measured to cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks import cold_start, command_line, csv_rules, synth, upload
from benchmarks.cold_start import ColdStartFigures
from benchmarks.command_line import InstallFigures, StartFigures
from benchmarks.csv_rules import CsvFigures
from benchmarks.delete import DeleteFigures
from benchmarks.memory_sizes import MemoryFigures
from benchmarks.synth import SynthFigures
from benchmarks.synth_of_file import FileSynthFigures
from benchmarks.upload import UploadFigures

_MEGABYTES: Final = 2**20 / 1e6
"""In a mebibyte."""


@dataclass(frozen=True)
class Budget:
    """A limit, and the figure that must not be over it.

    :param unit: What both are counted in; ``times`` for a ratio.
    """

    name: str
    meaning: str
    limit: float
    measured: float
    unit: str

    @property
    def is_kept(self) -> bool:
        """Whether the figure is within the limit."""
        return self.measured <= self.limit


def synth_budgets(figures: Sequence[SynthFigures]) -> list[Budget]:
    """Return the budgets of what an import adds to a stack and to its synthesis."""
    by_name = {figure.subject: figure for figure in figures}
    first, second = by_name[synth.FIRST_IMPORT], by_name[synth.SECOND_IMPORT]
    return [
        Budget(
            "first import",
            "resources added by a stack's first import",
            10,
            first.resources,
            "resources",
        ),
        Budget(
            "further import",
            "resources added by each further import",
            3,
            second.resources - first.resources,
            "resources",
        ),
        Budget(
            "asset",
            "the handler's asset, zipped, to that of AwsCustomResource",
            0.5,
            first.asset_bytes / by_name[synth.AWS_CUSTOM_RESOURCE].asset_bytes,
            "times",
        ),
        Budget(
            "synth" if first.is_settled else "synth (busy machine: measure again)",
            "fastest synth to that of the pool alone",
            1.3,
            first.fastest_ratio,
            "times",
        ),
    ]


def file_synth_budgets(figures: FileSynthFigures) -> list[Budget]:
    """Return the budget of checking the largest file at synth."""
    meaning = "what a file of 100 MB adds to a synth"
    return [Budget("synth of a file", meaning, 6.0, figures.median_seconds, "s")]


def cold_start_budgets(figures: Sequence[ColdStartFigures]) -> list[Budget]:
    """Return the budget of the handler's cold start."""
    [ours] = [figure for figure in figures if figure.subject == cold_start.OURS]
    return [
        Budget(
            "cold start", "processor time to that of the naive handler", 0.85, ours.ratio, "times"
        )
    ]


def delete_budgets(figures: Sequence[DeleteFigures]) -> list[Budget]:
    """Return the budget of a Delete with nothing to stop, of which the slowest one counts."""
    ours = [figure for figure in figures if figure.is_ours]
    slowest = max(max(figure.seconds) + figure.slept for figure in ours)
    return [Budget("Delete", "the slowest Delete with nothing to stop", 3.0, slowest, "s")]


def upload_budgets(
    uploads: Sequence[UploadFigures], memory_sizes: Sequence[MemoryFigures]
) -> list[Budget]:
    """Return the budgets of the largest file: its upload beside curl's, and its memory."""
    by_name = {figure.subject: figure for figure in uploads}
    [at_default] = [figure for figure in memory_sizes if figure.is_default]
    return [
        Budget(
            "upload",
            "upload from a file, wall time to that of curl -T",
            1.3,
            by_name[upload.OURS_FROM_A_FILE].ratio,
            "times",
        ),
        Budget(
            "upload from S3",
            "upload as it is read from S3, wall time to that of curl -T",
            3.5,
            by_name[upload.OURS].ratio,
            "times",
        ),
        Budget(
            "upload by the command",
            "upload by cognito-user-import, wall time to that of curl -T: 0.8 of its speed",
            1.25,
            by_name[upload.COMMAND].ratio,
            "times",
        ),
        Budget(
            "memory of the command",
            "peak memory of cognito-user-import run, but for the process of its check",
            80,
            (by_name[upload.COMMAND].peak_mebibytes or float("inf")) * _MEGABYTES,
            "MB",
        ),
        Budget(
            "memory",
            f"peak memory of a Create, default function of {at_default.memory_size} MiB",
            128,
            at_default.peak_mebibytes,
            "MiB",
        ),
    ]


def csv_budgets(figures: Sequence[CsvFigures]) -> list[Budget]:
    """Return the budgets of checking a file of 500,000 users."""
    by_name = {figure.subject: figure for figure in figures}
    ours, alias = by_name[csv_rules.OURS], by_name[csv_rules.OURS_ALIAS]
    two, polars = by_name[csv_rules.OURS_TWO], by_name.get(csv_rules.POLARS_TWO)
    slowest, largest = max(ours.ratio, alias.ratio), max(ours.mebibytes, alias.mebibytes)
    fewer = [by_name[name] for name in (csv_rules.OURS_SMALL, csv_rules.OURS_SMALLEST)]
    growth = max(ours.ratio / figure.ratio for figure in fewer)
    # All of them import the same, and the fastest was disturbed least.
    import_seconds = min(figure.import_seconds for figure in (ours, alias, *fewer))
    first_issues = [figure.first_issue_seconds or float("inf") for figure in (ours, two)]
    beside_polars = (
        [
            Budget(
                "CSV check, two cores",
                "on two cores, the whole process to that of polars",
                1.0,
                min(two.process_seconds) / min(polars.process_seconds),
                "times",
            )
        ]
        if polars
        else []
    )
    return [
        *beside_polars,
        Budget("CSV check", "processor time to csv.reader alone", 2.0, slowest, "times"),
        Budget("CSV memory", "memory above the interpreter", 64, largest, "MiB"),
        Budget("CSV growth", "time a row to that of 1,000 and 50,000", 1.5, growth, "times"),
        Budget("CSV import", "import of the module", 0.03, import_seconds, "s"),
        Budget(
            "first issue",
            "from the start of the import to the first issue",
            0.3,
            max(first_issues),
            "s",
        ),
    ]


def command_line_budgets(
    starts: Sequence[StartFigures], installs: Sequence[InstallFigures]
) -> list[Budget]:
    """Return the budgets of what the command line costs before it does anything."""
    by_name = {figure.subject: figure for figure in starts}
    ours, checked = by_name[command_line.OURS], by_name[command_line.OURS_CHECK]
    sizes = {figure.subject: figure.mebibytes for figure in installs}
    light = sizes[command_line.LIGHT]
    busy = "" if ours.is_settled else " (busy machine: measure again)"
    return [
        Budget(f"help{busy}", "--help, fastest run", 0.15, min(ours.seconds), "s"),
        Budget("help ratio", "--help to an empty Python", 15, ours.ratio, "times"),
        Budget("check", "check of one user, fastest run", 0.15, min(checked.seconds), "s"),
        Budget("install", "installation", 40, light, "MiB"),
        Budget(
            "install ratio",
            "installation to that with the constructs",
            0.2,
            light / sizes[command_line.FULL],
            "times",
        ),
    ]
