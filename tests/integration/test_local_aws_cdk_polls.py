"""The CDK CLI sees soon that a stack is done."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from local_aws import LocalAws

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
_CLI = ROOT / "node_modules/aws-cdk/lib/index.js"
_PAUSE = """
const started = Date.now();
setTimeout((word) => console.log(word, Date.now() - started), %d, "after");
"""


@pytest.mark.parametrize(("milliseconds", "least", "most"), [(5000, 150, 4000), (1000, 950, 4000)])
def test_only_the_clis_pause_is_shorter(
    aws: LocalAws, milliseconds: int, least: int, most: int
) -> None:
    """What Node is asked to do after another time, it does then."""
    printed = subprocess.check_output(
        ["node", "-e", _PAUSE % milliseconds],
        env={**os.environ, **aws.cdk_environment},
        text=True,
    )
    word, took = printed.split()
    assert word == "after"
    assert least <= int(took) < most


def test_the_cli_still_has_that_pause() -> None:
    """With another one, deployments to the embedded AWS would take longer again."""
    (default,) = re.findall(r"function waitFor\(\w+, timeout = (\w+)\)", _CLI.read_text("utf-8"))
    assert float(default) == 5000
