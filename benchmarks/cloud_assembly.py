"""What a synthesised stack adds to a deployment: resources, template, assets."""

import io
import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.subjects import STACK_NAME

_METADATA: Final = "AWS::CDK::Metadata"


@dataclass(frozen=True)
class Content:
    """A stack's content.

    :param resources: By type, without the CDK's own metadata.
    :param asset_bytes: The files that are uploaded besides the template, each zipped.
    """

    resources: dict[str, int]
    template_bytes: int
    asset_bytes: int


def content(assembly: Path) -> Content:
    """Read a cloud assembly with the one stack that all subjects have."""
    types = Counter(resource["Type"] for resource in _resources(assembly).values())
    del types[_METADATA]
    assets = sum(_zipped_bytes(path) for path in asset_paths(assembly))
    return Content(dict(types), _template(assembly).stat().st_size, assets)


def asset_paths(assembly: Path) -> list[Path]:
    """Return the files and folders that are uploaded, the template left out."""
    manifest = json.loads((assembly / f"{STACK_NAME}.assets.json").read_text())
    sources = [file["source"]["path"] for file in manifest["files"].values()]
    return [assembly / source for source in sources if not source.endswith(".template.json")]


def entry_points(assembly: Path, custom_resource: str) -> tuple[str, list[str]]:
    """Return the module of the function that handles a custom resource, and those of the others."""
    modules = {
        name: str(resource["Properties"]["Handler"]).rpartition(".")[0]
        for name, resource in _resources(assembly).items()
        if resource["Type"] == "AWS::Lambda::Function"
    }
    handler = modules.pop(_handler(assembly, custom_resource))
    return handler, list(modules.values())


def memory_size(assembly: Path, custom_resource: str) -> int:
    """Return the memory of the function that handles a custom resource, in MiB."""
    function = _resources(assembly)[_handler(assembly, custom_resource)]
    return int(function["Properties"]["MemorySize"])


def _handler(assembly: Path, custom_resource: str) -> str:
    [token] = [
        resource["Properties"]["ServiceToken"]
        for resource in _resources(assembly).values()
        if resource["Type"] == custom_resource
    ]
    return str(token["Fn::GetAtt"][0])


def _resources(assembly: Path) -> dict[str, dict[str, Any]]:
    resources: dict[str, dict[str, Any]] = json.loads(_template(assembly).read_text())["Resources"]
    return resources


def _template(assembly: Path) -> Path:
    return assembly / f"{STACK_NAME}.template.json"


def _zipped_bytes(path: Path) -> int:
    if path.is_file() and path.suffix == ".zip":
        return path.stat().st_size
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.relative_to(path.parent if path.is_file() else path))
    return len(stream.getvalue())
