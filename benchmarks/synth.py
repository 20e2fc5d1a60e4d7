"""What an import adds to a stack, and to the time of its synthesis, beside AwsCustomResource."""

from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.assembly import Assembly, synthesize
from benchmarks.findings import Budget, Findings, table
from benchmarks.rounds import interleaved, ratio

_POOL: Final = "pool_alone"
_PEER: Final = "aws_custom_resource"
_OURS: Final = "one_import"
_WORKFLOW: Final = "one_workflow"
_NAMES: Final = {
    _POOL: "pool alone",
    _PEER: "+ AwsCustomResource",
    _OURS: "+ UserImportJob",
    "two_imports": "+ two UserImportJobs",
    _WORKFLOW: "+ UserImportWorkflow",
}
_ROUNDS: Final = 9


def measure_synth() -> Findings:
    """Synthesize in fresh processes, with jsii's cache warm and the validator on."""
    with TemporaryDirectory(prefix="bench-synth-") as name:
        folder = Path(name)
        subjects = {app: partial(synthesize, app, folder / app) for app in _NAMES}
        runs = interleaved("synth", subjects, _ROUNDS)
        assemblies = {app: Assembly(folder / app) for app in _NAMES}
        pool = assemblies[_POOL].types.total()
        added = {app: assembly.types.total() - pool for app, assembly in assemblies.items()}
        asset = assemblies[_OURS].asset_bytes
        sizes = {app: (one.template_bytes, one.asset_bytes) for app, one in assemblies.items()}
    seconds = {app: [run.seconds for run in runs[app]] for app in runs}
    cpu = {app: [run.cpu_seconds for run in runs[app]] for app in runs}
    rows = [
        (
            name,
            str(added[app]),
            *(f"{size:,}" for size in sizes[app]),
            f"{median(seconds[app]):.2f}",
            f"{ratio(seconds[app], seconds[_POOL]):.2f}",
            f"{ratio(seconds[app], seconds[_PEER]):.2f}",
            f"{ratio(cpu[app], cpu[_PEER]):.2f}",
        )
        for app, name in _NAMES.items()
    ]
    return Findings(
        table(
            "A stack with a user pool and an import",
            ("", "resources", "template B", "assets B", "s", "to pool", "to peer", "its CPU"),
            rows,
            "resources added, without the CDK's metadata; assets zipped; wall time of a fresh "
            "process; ratios to the pool alone and to AwsCustomResource: median of the rounds",
        ),
        [
            Budget("resources of a stack's first import", added[_OURS], 9, "resources", 9),
            Budget(
                "resources of each further import",
                added["two_imports"] - added[_OURS],
                2,
                "resources",
                3,
            ),
            Budget("the handler's asset, zipped", asset, 135_000, "bytes", 44_000),
            Budget(
                "synth to AwsCustomResource's",
                ratio(seconds[_OURS], seconds[_PEER]),
                1.05,
                recorded=1.04,
            ),
            Budget("resources of a workflow", added[_WORKFLOW], 12, "resources"),
            Budget(
                "synth of a workflow to AwsCustomResource's",
                ratio(seconds[_WORKFLOW], seconds[_PEER]),
                1.1,
            ),
        ],
    )
