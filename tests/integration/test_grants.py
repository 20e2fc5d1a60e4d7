"""The permissions that UserImportJob grants, enforced by the embedded AWS."""

import pytest
from aws_cdk import aws_iam as iam
from botocore.exceptions import ClientError

from cdk_cognito_user_import import UserImportJob
from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.test_local_aws_iam import client_with, pool_arn
from tests.synth.stacks import new_pool, new_stack, only_resource

pytestmark = pytest.mark.integration


def granted(grant: str) -> list[str]:
    """Return the actions that a grant allows."""
    stack = new_stack()
    job = UserImportJob(stack, "Job", user_pool=new_pool(stack))
    getattr(job, grant)(iam.User(stack, "Person"))
    policy = only_resource(stack, "AWS::IAM::Policy")["Properties"]["PolicyDocument"]
    (statement,) = policy["Statement"]
    action = statement["Action"]
    return [action] if isinstance(action, str) else action


def test_who_may_start_a_job_sees_its_end_and_can_do_no_more(pool: ImportScenario) -> None:
    """Without iam:PassRole, and who may only describe can't start."""
    start, describe = (
        client_with(pool.aws, {"Action": granted(grant), "Resource": pool_arn(pool)})
        for grant in ("grant_start", "grant_describe")
    )
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))
    names = {"UserPoolId": pool.pool_id, "JobId": job["JobId"]}
    assert describe.describe_user_import_job(**names)["UserImportJob"]["Status"] == "Created"
    with pytest.raises(ClientError, match="AccessDenied"):
        describe.start_user_import_job(**names)
    assert start.start_user_import_job(**names)["UserImportJob"]["Status"] == "Pending"
    assert start.describe_user_import_job(**names)["UserImportJob"]["JobId"] == job["JobId"]
    for client in (start, describe):
        with pytest.raises(ClientError, match="AccessDenied"):
            client.stop_user_import_job(**names)
        with pytest.raises(ClientError, match="AccessDenied"):
            client.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=1)
