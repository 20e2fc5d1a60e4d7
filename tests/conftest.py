"""What every test has: the environment's own Node, no AWS account, a quick synth, a seed."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from tests.seeds import IS_DRAWN, SEED

# jsii starts `node` from PATH: the environment's, whether or not a Makefile set it.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
# aws-cdk-lib's template validator takes a second a template; tests/synth/nag.py runs it.
os.environ["CDK_VALIDATION"] = "false"
# No test may reach an account by accident, or depend on who runs it; tests/live may, when asked to.
_LIVE = bool(os.environ.get("COGNITO_USER_IMPORT_LIVE"))
for _name in [name for name in os.environ if name.startswith("AWS_") and not _LIVE]:
    if _name != "AWS_CA_BUNDLE":
        del os.environ[_name]
# A deadline for each example would be a test of how busy the machine is.
settings.register_profile("same examples", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("drawn examples", deadline=None, print_blob=True)
settings.load_profile("drawn examples" if IS_DRAWN else "same examples")
_ENVIRONMENT = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}
os.environ.update({} if _LIVE else _ENVIRONMENT)


def pytest_report_header() -> str:
    """Say how to draw the same examples again."""
    return f"TEST_SEED={SEED}"


# Loads moto's interpreter.
_HEAVY = "tests/unit/workflow/test_interpreter.py"


class _ModulesWithAnAccount(LoadScopeScheduling):  # type: ignore[misc]
    """Gives one worker what shares an account of the embedded AWS, and any worker any other test.

    pytest-xdist's loadgroup would, but marks an item in a way that pytest 9.2 no longer reads.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        is_whole = module.startswith("tests/integration/") or module == _HEAVY
        return module if is_whole else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ModulesWithAnAccount:
    """Have the workers end together."""
    return _ModulesWithAnAccount(config, log)
