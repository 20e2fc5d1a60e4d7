"""The Lambda asset: the installed run-time package and crhelper, and nothing else.

Made from what is installed, without Docker and without a network, so that a wheel and an editable
install give the same asset, and a new release of either gives a new one.

The modules lie uncompressed in one archive, from which Python imports them. The CDK CLI compresses
the asset, and an archive as a whole compresses to two thirds of what its files do one by one.
"""

import json
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from aws_cdk import Stage
from constructs import Construct

from cdk_cognito_user_import.bare_source import bare_source

HANDLER: Final = "handler.lambda_handler"
RESPONDER: Final = "responder.lambda_handler"

_PACKAGES: Final = ("cognito_user_import", "crhelper")
_ARCHIVE: Final = "modules.txt"
_IMPORTER: Final = "archive.py"
# The archive's importer lies beside it; the others are for people and for synthesis.
_LEFT_OUT: Final = (
    _IMPORTER,
    "csv_rules/report_formats.py",
    "csv_rules/rows.py",
    "csv_rules/template_profile.py",
)
_FOLDER: Final = "cognito-user-import-handler"
_ENTRY_POINT: Final = """\
from archive import import_from

import_from("{archive}")
from cognito_user_import.{module} import lambda_handler
"""


def stage_handler_asset(scope: Construct) -> Path:
    """Write the asset below the app's output folder and return its folder.

    Not into a temporary folder: the CDK CLI may read it after this process has ended.
    """
    stage = Stage.of(scope)
    if stage is None:
        raise ValueError(f"{scope.node.path} must be in an App or a Stage")
    folder = Path(stage.asset_outdir) / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for module in ("handler", "responder"):
        entry_point = _ENTRY_POINT.format(archive=_ARCHIVE, module=module)
        (folder / f"{module}.py").write_text(entry_point)
    (folder / _ARCHIVE).write_text(_archive(), encoding="utf-8", newline="")
    # These two are read before there is an archive, and by botocore, which reads none.
    run_time = _installed(_PACKAGES[0])
    (folder / _IMPORTER).write_text(bare_source((run_time / _IMPORTER).read_text(encoding="utf-8")))
    for path in sorted((run_time / "models").rglob("*.json")):
        model = folder / path.relative_to(run_time)
        model.parent.mkdir(parents=True, exist_ok=True)
        model.write_text(json.dumps(json.loads(path.read_text()), separators=(",", ":")))
    return folder


@cache
def _archive() -> str:
    """Return the archive; the same for all stacks of a process."""
    parts = []
    for package in _PACKAGES:
        root = _installed(package)
        for path in sorted(root.rglob("*.py")):
            module = path.relative_to(root).as_posix()
            if not module.startswith(_LEFT_OUT):
                parts += [f"{package}/{module}", bare_source(path.read_text(encoding="utf-8"))]
    return "".join([f"{part}\0" for part in parts])


def _installed(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"{package} is not installed: install cdk-cognito-user-import with its dependencies",
            name=package,
        )
    return Path(spec.origin).parent
