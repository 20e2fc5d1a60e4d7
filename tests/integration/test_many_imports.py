"""Forty imports with a source in one stack: what IAM allows a role is enough for all of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from local_aws import LocalAws
from tests.integration.apps import many_imports
from tests.integration.cdk_cli import CdkCli
from tests.integration.test_cdk_import import jobs_made, status

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

IMPORTS = 40


@pytest.mark.parametrize(("pools", "policies"), [("own", 4), ("one", 2)])
def test_forty_imports_deploy(aws: LocalAws, tmp_path: Path, pools: str, policies: int) -> None:
    """Each with its pool, or all with one; also when every pool is replaced at once."""
    cdk = CdkCli(aws, tmp_path, many_imports.build)
    cdk.bootstrap()
    for generation in ("1", "2"):
        before = jobs_made(aws)
        cdk.run(
            *("deploy", "--all", "--require-approval=never"),
            *("-c", f"imports={IMPORTS}", "-c", f"pools={pools}", "-c", f"generation={generation}"),
        )
        assert jobs_made(aws) - before == IMPORTS
        assert users_in_pools(aws) == [1] * IMPORTS if pools == "own" else [IMPORTS]
        assert len(attached(aws)) == policies
    assert status(aws, "Many") == "UPDATE_COMPLETE"
    assert "AccessDeniedException" not in {call.error for call in aws.calls()}
    # The old ones were there until the cleanup.
    policy_arns = {
        event["PhysicalResourceId"]
        for event in cdk.stack_events("Many")
        if event["ResourceType"] == "AWS::IAM::ManagedPolicy" and event["PhysicalResourceId"]
    }
    assert len({arn for arn in policy_arns if arn.startswith("arn:")}) == 2 * policies
    cdk.clear()


def users_in_pools(aws: LocalAws) -> list[int]:
    """Return how many users each pool has."""
    cognito = aws.client("cognito-idp")
    pools = cognito.get_paginator("list_user_pools").paginate(MaxResults=60)
    return [
        len(cognito.list_users(UserPoolId=pool["Id"])["Users"])
        for page in pools
        for pool in page["UserPools"]
    ]


def attached(aws: LocalAws) -> list[dict[str, Any]]:
    """Return the documents of the managed policies of the handler's role."""
    iam = aws.client("iam")
    (role,) = (
        found["RoleName"]
        for page in iam.get_paginator("list_roles").paginate()
        for found in page["Roles"]
        if found["RoleName"].startswith("Many-CognitoUserImportHandlerRole")
    )
    documents = []
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = policy["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        documents.append(found["Document"])
        assert len(json.dumps(found["Document"], separators=(",", ":"))) <= 6144
    return documents
