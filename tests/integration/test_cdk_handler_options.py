"""A handler with all options, deployed by the real CDK CLI."""

from pathlib import Path

import pytest

from local_aws import LocalAws
from tests.integration.apps import handler_in_vpc
from tests.integration.cdk_cli import CdkCli

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_a_given_role_a_vpc_and_a_log_group_are_enough_to_import(
    module_aws: LocalAws, tmp_path: Path
) -> None:
    """The embedded AWS enforces the role's policies. It has no network, so the VPC only exists."""
    cdk = CdkCli(module_aws, tmp_path, handler_in_vpc.build)
    cdk.bootstrap()
    outputs = cdk.deploy()["InVpc"]
    assert outputs["ImportedUsers"] == "2"
    streams = module_aws.client("logs").describe_log_streams(logGroupName=outputs["LogGroup"])
    assert streams["logStreams"], "the handler wrote no log to the given group"
    roles = module_aws.client("iam").list_roles()["Roles"]
    names = [role["RoleName"] for role in roles if role["RoleName"].startswith("InVpc-")]
    assert len(names) == 2, "the given role, and Cognito's for the job's log"
    cdk.destroy()
    assert "InVpc" not in str(module_aws.client("cloudformation").describe_stacks()["Stacks"])
