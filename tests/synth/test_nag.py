"""The cdk-nag check: the import's resources pass, and a finding is reported."""

from pathlib import Path

import pytest
from aws_cdk import Environment

from tests.synth.nag import findings


@pytest.mark.parametrize(
    "env", [Environment(), Environment(account="111122223333", region="eu-central-1")]
)
def test_the_imports_resources_have_no_finding(tmp_path: Path, env: Environment) -> None:
    """What is acknowledged carries its reason in the construct, whatever the environment."""
    assert findings(tmp_path, env) == []


def test_a_finding_that_nobody_acknowledged_is_seen(tmp_path: Path) -> None:
    """The check can fail: without the acknowledgments, the pools' findings are reported."""
    found = findings(tmp_path, Environment(), acknowledge_pools=False)
    assert sorted(found) == [
        (f"{stack}/Pool/Resource", f"AwsSolutions-{rule}")
        for stack in ("ImportStack", "UserPoolStack")
        for rule in ("COG1", "COG2", "COG8")
    ]
