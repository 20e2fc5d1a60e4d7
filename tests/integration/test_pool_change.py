"""An import that moves to another pool while its job still runs in the old one."""

from pathlib import Path

import pytest

from local_aws import LocalAws
from tests.integration.apps import importing
from tests.integration.cdk_cli import CdkCli
from tests.integration.test_cdk_cli import handler_log
from tests.integration.test_cdk_import import deploy, status, write

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_the_old_job_is_stopped_and_the_old_pool_deleted(aws: LocalAws, tmp_path: Path) -> None:
    """The rights on the old pool last until the cleanup has stopped its job, and no longer."""
    aws.configure(import_seconds=600)
    cdk = CdkCli(aws, tmp_path, importing.build)
    cdk.bootstrap()
    file = write(tmp_path / "users.csv", 3)
    old = deploy(cdk, "Moved", file, "-c", "wait=no")
    running = aws.client("cognito-idp").describe_user_import_job(
        UserPoolId=old["UserPoolId"], JobId=old["JobId"]
    )["UserImportJob"]
    assert running["Status"] == "InProgress"

    new = deploy(cdk, "Moved", file, "-c", "pool=Other", "-c", "source=no")

    log, calls = handler_log(aws), aws.calls()
    pools = aws.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    assert [pool["Id"] for pool in pools] == [new["UserPoolId"]]
    assert status(aws, "Moved") == "UPDATE_COMPLETE"
    stopped = [call for call in calls if call.operation == "StopUserImportJob"]
    assert [(call.job_id, call.error) for call in stopped] == [(old["JobId"], None)]
    assert "AccessDeniedException" not in {call.error for call in calls}
    assert [line for line in log if "retrying" in line] == []
    assert descriptions(aws, "Moved") == [f"User pools: {new['UserPoolId']}"]


def descriptions(aws: LocalAws, stack: str) -> list[str]:
    """Return the descriptions of the managed policies of the handler's role."""
    iam = aws.client("iam")
    (role,) = (
        name
        for name in (role["RoleName"] for role in iam.list_roles()["Roles"])
        if name.startswith(f"{stack}-CognitoUserImportHandlerRole")
    )
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    arns = [policy["PolicyArn"] for policy in attached]
    return [iam.get_policy(PolicyArn=arn)["Policy"]["Description"] for arn in arns]
