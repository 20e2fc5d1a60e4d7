"""What every test has: the environment's own Node, no AWS account, a quick synth."""

import os
import sys
from pathlib import Path

from hypothesis import settings

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
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
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
