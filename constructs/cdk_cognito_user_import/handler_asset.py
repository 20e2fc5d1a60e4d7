"""The Lambda asset: the installed run-time package and crhelper, and nothing else.

Made from what is installed, without Docker and without a network, so that a wheel and an editable
install give the same asset, and a new release of either gives a new one.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from aws_cdk import Stage
from constructs import Construct

_PACKAGES: Final = ("cognito_user_import", "crhelper")
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "*.pyc", "*.pyi", "py.typed")
_FOLDER: Final = "cognito-user-import-handler"


def stage_handler_asset(scope: Construct) -> Path:
    """Copy the packages below the app's output folder and return the folder that holds them.

    Not into a temporary folder: the CDK CLI may read it after this process has ended.
    """
    stage = Stage.of(scope)
    if stage is None:
        raise ValueError(f"{scope.node.path} must be in an App or a Stage")
    folder = Path(stage.asset_outdir) / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for package in _PACKAGES:
        shutil.copytree(_installed(package), folder / package, ignore=_LEFT_OUT)
    return folder


def _installed(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"{package} is not installed: install cdk-cognito-user-import with its dependencies",
            name=package,
        )
    return Path(spec.origin).parent
