"""The Lambda asset: the installed run-time package and crhelper as they are, and nothing else.

It needs no Docker and no network. A wheel and an editable install give the same asset.
"""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Final

from constructs import Construct

from cdk_cognito_user_import.output_folder import output_folder

_RUN_TIME: Final = "cognito_user_import"
HANDLER: Final = f"{_RUN_TIME}.handler.lambda_handler"
RESPONDER: Final = f"{_RUN_TIME}.responder.lambda_handler"
WORKFLOW_DEPLOYMENT: Final = f"{_RUN_TIME}.workflow_deployment.lambda_handler"
WORKFLOW_HANDLER: Final = f"{_RUN_TIME}.workflow_handler.lambda_handler"

_PACKAGES: Final = (_RUN_TIME, "crhelper")
_SUFFIXES: Final = frozenset({".json", ".py"})
# Only people and synthesis need these.
_LEFT_OUT: Final = frozenset(
    {
        PurePosixPath("csv_rules/report_formats.py"),
        PurePosixPath("csv_rules/template_profile.py"),
        PurePosixPath("judgement/duration.py"),
    }
)
_WORKFLOW: Final = "workflow"
"""With this, the name of a room and of modules begins that only workflows need."""
_FOLDER: Final = "cognito-user-import-handler"
# Lambda reads the asset as another user, so it can't read what a strict umask leaves. The CDK CLI
# puts the modes into the zip, and the asset's hash ignores them.
_FOLDER_MODE: Final = 0o755
_FILE_MODE: Final = 0o644


def stage_handler_asset(scope: Construct, *, with_workflow: bool = False) -> Path:
    """Write the asset below the app's output folder, and return its folder.

    :param with_workflow: Whether it has the steps of workflows.
    """
    folder = output_folder(scope) / (f"{_FOLDER}-{_WORKFLOW}" if with_workflow else _FOLDER)
    shutil.rmtree(folder, ignore_errors=True)
    for package in _PACKAGES:
        root = _installed(package)
        for file in _files(root):
            if not with_workflow and file.parts[0].startswith(_WORKFLOW):
                continue
            _copy(root / file, folder / package / file)
    for path in (folder, *folder.rglob("*")):
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)
    return folder


def _files(root: Path) -> Iterator[Path]:
    # Some installers link to folders, which rglob doesn't enter.
    for folder, _, names in os.walk(root, followlinks=True):
        for name in names:
            file = (Path(folder) / name).relative_to(root)
            if file.suffix in _SUFFIXES and PurePosixPath(file.as_posix()) not in _LEFT_OUT:
                yield file


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _installed(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"{package} is not installed: install cdk-cognito-user-import with its dependencies",
            name=package,
        )
    root = Path(spec.origin).parent
    if not (root / "__init__.py").is_file():
        # As in a zipped wheel on the path. Without the files, the stack would wait for an hour.
        raise ModuleNotFoundError(
            f"{package} must be installed as files. Received: {root}", name=package
        )
    return root
