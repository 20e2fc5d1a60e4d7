"""The handler's asset as this library stages it: what Lambda unpacks, and nothing else."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.children import MeasurementError, run, synth_environment
from benchmarks.cloud_assembly import asset_paths, entry_points, memory_size

OURS: Final = "benchmarks.subjects.apps.ours"
_RESOURCE_TYPE: Final = "Custom::CognitoUserImportJob"


@dataclass(frozen=True)
class StagedHandler:
    """The asset, the modules in it that Lambda imports, and the handler's memory in MiB."""

    asset: Path
    handler: str
    responder: str
    memory_size: int


def stage_handler(folder: Path) -> StagedHandler:
    """Synthesise the app with one import into a folder, and find its asset and entry points.

    :raises MeasurementError: There are others than one asset, one handler and one responder.
    """
    print("bench: staging the handler's asset", flush=True)
    run([sys.executable, "-m", OURS], synth_environment(folder))
    handler, others = entry_points(folder, _RESOURCE_TYPE)
    match asset_paths(folder), others:
        case [asset], [responder]:
            memory = memory_size(folder, _RESOURCE_TYPE)
            return StagedHandler(asset, handler, responder, memory)
    raise MeasurementError("a stack with one import must have one asset and two functions")


def require_staged(foreign_modules: list[str]) -> None:
    """Raise if a handler took modules of its asset from elsewhere.

    :raises MeasurementError: It did, so that something else was measured.
    """
    if foreign_modules:
        raise MeasurementError(f"not imported from the staged asset: {', '.join(foreign_modules)}")
