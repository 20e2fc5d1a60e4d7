"""What the embedded AWS allows: policies of callers, roles for the log, CloudFormation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws import LocalAws
from local_aws.import_scenario import (
    LOG_ACTIONS,
    ImportScenario,
    eventually,
    good_row,
    make_role,
)

pytestmark = pytest.mark.integration

COGNITO = "cognito-idp.amazonaws.com"


def client_with(aws: LocalAws, *statements: dict[str, Any]) -> Any:
    """Return a Cognito client under an assumed role with some rights."""
    role = make_role(aws, "root", [])
    policy = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **s} for s in statements]}
    )
    name = role.rsplit("/", 1)[-1]
    aws.client("iam").put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy)
    session = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return aws.client(
        "cognito-idp",
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )


def pool_arn(pool: ImportScenario) -> str:
    return f"arn:aws:cognito-idp:{pool.aws.region}:{pool.aws.account}:userpool/{pool.pool_id}"


def test_caller_without_the_right_is_denied(pool: ImportScenario) -> None:
    """A caller may do on a pool what its policies say, and no more."""
    cognito = client_with(
        pool.aws, {"Action": "cognito-idp:ListUserImportJobs", "Resource": pool_arn(pool)}
    )
    job = pool.create()

    listed = cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=1)
    with pytest.raises(ClientError) as error:
        cognito.describe_user_import_job(UserPoolId=pool.pool_id, JobId=job["JobId"])

    assert listed["UserImportJobs"][0]["JobId"] == job["JobId"]
    assert error.value.response["Error"]["Code"] == "AccessDeniedException"
    assert "cognito-idp:DescribeUserImportJob" in error.value.response["Error"]["Message"]
    denied = pool.aws.calls()[-1]
    assert (denied.operation, denied.error) == ("DescribeUserImportJob", "AccessDeniedException")
    assert ":assumed-role/" in denied.principal_arn


def test_right_on_another_pool_is_not_enough(pool: ImportScenario) -> None:
    """Rights are checked on the pool that the request names."""
    other = ImportScenario(pool.aws)
    cognito = client_with(
        pool.aws, {"Action": "cognito-idp:GetCSVHeader", "Resource": pool_arn(other)}
    )

    with pytest.raises(ClientError) as error:
        cognito.get_csv_header(UserPoolId=pool.pool_id)

    assert error.value.response["Error"]["Code"] == "AccessDeniedException"


@pytest.mark.parametrize(
    ("resource", "passed_to", "allowed"),
    [
        ("the role", COGNITO, True),
        ("the role", "lambda.amazonaws.com", False),
        ("another role", COGNITO, False),
        (None, COGNITO, False),
    ],
)
def test_caller_must_be_allowed_to_pass_the_role(
    pool: ImportScenario, resource: str | None, passed_to: str, allowed: bool
) -> None:
    """Create needs iam:PassRole on the role, to Cognito."""
    statements = [{"Action": "cognito-idp:CreateUserImportJob", "Resource": pool_arn(pool)}]
    if resource is not None:
        arn = pool.role_arn if resource == "the role" else f"{pool.role_arn}-other"
        condition = {"StringEquals": {"iam:PassedToService": passed_to}}
        statements.append(
            {"Action": "iam:PassRole", "Resource": arn, "Condition": condition}  # type: ignore[dict-item]
        )
    pool.cognito = client_with(pool.aws, *statements)

    if allowed:
        assert pool.create()["Status"] == "Created"
        return
    with pytest.raises(ClientError) as error:
        pool.create()
    assert error.value.response["Error"]["Code"] == "AccessDeniedException"
    message = error.value.response["Error"]["Message"]
    assert f"is not authorized to perform: iam:PassRole on resource: {pool.role_arn}" in message


def test_role_must_exist(pool: ImportScenario) -> None:
    """Create refuses a role that IAM does not know."""
    with pytest.raises(ClientError) as error:
        pool.create(CloudWatchLogsRoleArn=f"{pool.role_arn}-missing")

    assert error.value.response["Error"]["Code"] == "InvalidParameterException"


ROLES: dict[str, tuple[dict[str, Any], str]] = {
    "another service's": ({"service": "lambda.amazonaws.com"}, "could not be assumed"),
    "without a right": ({"actions": LOG_ACTIONS[:3]}, "does not have the permissions"),
    "for other groups": (
        {"resource": "arn:aws:logs:*:*:log-group:/aws/lambda/*"},
        "does not have the permissions",
    ),
    "for another account's pools": (
        {"source_account": "999999999999"},
        "could not be assumed",
    ),
    "good": ({"resource": "arn:aws:logs:*:*:log-group:/aws/cognito/*"}, "has completed"),
    "for this account's pools": ({"source_account": "{own}"}, "has completed"),
}


@pytest.mark.parametrize("kind", ROLES)
def test_role_decides_whether_the_job_can_log(pool: ImportScenario, kind: str) -> None:
    """A job with a role that Cognito cannot use fails after its start, importing nobody."""
    options, words = ROLES[kind]
    given: dict[str, Any] = {"service": COGNITO, "actions": LOG_ACTIONS, **options}
    if source := given.pop("source_account", ""):
        account = source.format(own=pool.aws.account)
        given["Condition"] = {"StringEquals": {"aws:SourceAccount": account}}
    role = make_role(pool.aws, **given)

    job = pool.run(pool.csv([good_row(1)]), CloudWatchLogsRoleArn=role)

    assert words in job["CompletionMessage"]
    imported = int(words == "has completed")
    assert (job["Status"], job["ImportedUsers"]) == (("Failed", "Succeeded")[imported], imported)


def test_new_role_cannot_be_assumed_yet(pool: ImportScenario) -> None:
    """A job fails while its role is too young, and Create can be set to refuse it."""
    pool.aws.configure(role_delay_seconds=3600)
    failed = pool.run(pool.csv([good_row(1)]))
    pool.aws.configure(role_checked_at_create=True)

    with pytest.raises(ClientError) as error:
        pool.create()

    assert failed["CompletionMessage"] == "The CloudWatch Logs role could not be assumed."
    assert error.value.response["Error"]["Code"] == "InvalidParameterException"
    pool.aws.configure(role_delay_seconds=0)
    assert pool.create()["Status"] == "Created"


def test_stack_cannot_delete_a_pool_with_a_running_job(aws: LocalAws) -> None:
    """CloudFormation fails to delete a pool into which a job imports, and can afterwards."""
    cloudformation = aws.client("cloudformation")
    pool_type = {
        "Type": "AWS::Cognito::UserPool",
        "Properties": {"AutoVerifiedAttributes": ["email"]},
    }
    template = json.dumps({"Resources": {"Pool": pool_type}})
    cloudformation.create_stack(StackName="pool", TemplateBody=template)

    def status() -> str:
        return str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])

    stack = "pool"
    eventually(status, lambda seen: seen == "CREATE_COMPLETE")
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    stack = described["StackId"]
    pool = ImportScenario(aws)
    resources = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    pool.pool_id = resources[0]["PhysicalResourceId"]
    described_pool = pool.cognito.describe_user_pool(UserPoolId=pool.pool_id)
    pool.pool_name = described_pool["UserPool"]["Name"]
    aws.configure(pending_seconds=30)
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))
    pool.start(job)

    cloudformation.delete_stack(StackName=stack)

    assert eventually(
        status, lambda seen: seen.startswith("DELETE_") and "PROGRESS" not in seen
    ) == ("DELETE_FAILED")
    pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=job["JobId"])
    pool.wait(job)
    cloudformation.delete_stack(StackName=stack)
    eventually(status, lambda seen: seen == "DELETE_COMPLETE")
    aws.reset_faults()
