"""Cloud assemblies: what a stack adds to a deployment, and the handler's asset in it."""

import io
import json
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.children import Ended, MeasurementError, run, synth_environment

STACK_NAME: Final = "Bench"
_METADATA: Final = "AWS::CDK::Metadata"
_IMPORT: Final = "Custom::CognitoUserImportJob"


@dataclass(frozen=True)
class Handler:
    """The handler's asset, and what Lambda has from the template.

    :param module: What Lambda imports from the asset.
    :param memory_size: In MiB.
    """

    asset: Path
    module: str
    memory_size: int


class Assembly:
    """The cloud assembly in a folder, with the one stack that all apps have."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / f"{STACK_NAME}.template.json"
        self._resources: dict[str, dict[str, Any]] = json.loads(self._template.read_text())[
            "Resources"
        ]

    @property
    def types(self) -> Counter[str]:
        """The number of resources of each type, without the CDK's own metadata."""
        types = (resource["Type"] for resource in self._resources.values())
        return Counter(type_ for type_ in types if type_ != _METADATA)

    @property
    def template_bytes(self) -> int:
        """The size of the template."""
        return self._template.stat().st_size

    @property
    def asset_bytes(self) -> int:
        """The size of the other files that are uploaded, each zipped."""
        return sum(map(_zipped_bytes, self._assets))

    @property
    def handler(self) -> Handler:
        """What handles the import.

        :raises MeasurementError: There is more than one asset.
        """
        [token] = [
            resource["Properties"]["ServiceToken"]
            for resource in self._resources.values()
            if resource["Type"] == _IMPORT
        ]
        function = self._resources[token["Fn::GetAtt"][0]]["Properties"]
        if len(self._assets) != 1:
            raise MeasurementError("a stack with one import must have one asset")
        module = str(function["Handler"]).rpartition(".")[0]
        return Handler(self._assets[0], module, int(function["MemorySize"]))

    @property
    def _assets(self) -> list[Path]:
        manifest = json.loads((self._folder / f"{STACK_NAME}.assets.json").read_text())
        sources = [file["source"]["path"] for file in manifest["files"].values()]
        return [self._folder / name for name in sources if not name.endswith(".template.json")]


def synthesize(app: str, folder: Path) -> Ended:
    """Synthesize an app of ``benchmarks.apps`` into a folder, in a process of its own."""
    return run([sys.executable, "-m", "benchmarks.apps", app], synth_environment(folder))


def stage_handler(folder: Path) -> Handler:
    """Synthesize the app with one import into a folder, and return its handler."""
    print("bench: staging the handler's asset", flush=True)
    synthesize("one_import", folder)
    return Assembly(folder).handler


def _zipped_bytes(path: Path) -> int:
    if path.suffix == ".zip":
        return path.stat().st_size
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path.rglob("*")):
            archive.write(file, file.relative_to(path))
    return len(stream.getvalue())
