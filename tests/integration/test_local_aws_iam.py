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
    good_row,
    make_role,
)

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

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
    """A caller may do on a pool what its policies say, and no more; nor on another pool."""
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
    with pytest.raises(ClientError, match="AccessDeniedException"):
        cognito.list_user_import_jobs(UserPoolId=ImportScenario(pool.aws).pool_id, MaxResults=1)


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
    "good": ({"resource": "arn:aws:logs:*:*:log-group:/aws/cognito/*"}, "Completed Successfully"),
    "for this account's pools": ({"source_account": "{own}"}, "Completed Successfully"),
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
    imported = int(words == "Completed Successfully")
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
