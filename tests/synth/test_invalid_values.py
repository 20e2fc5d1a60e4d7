"""Values that are refused at synth."""

from typing import Any

import pytest
from aws_cdk import CfnParameter, Duration, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cdk_cognito_user_import import UserImportJob
from tests.synth.stacks import (
    JOB,
    new_pool,
    new_stack,
    only_resource,
    stack_with_import,
)


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"job_name": ""}, r"job_name must have 1 to 93 characters, has 0\. Received: ''"),
        (
            {"job_name": "n" * 94},
            r"job_name must have 1 to 93 characters, has 94\. Received: 'n",
        ),
        ({"job_name": "a/b"}, r"job_name must match .*\. Received: 'a/b'"),
        ({"job_name": "Jörg"}, r"job_name must match .*\. Received: 'Jörg'"),
        ({"job_name": 7}, r"job_name must be a string\. Received: 7"),
        (
            {"password_hashing_algorithm": "MD5"},
            r"password_hashing_algorithm must be one of ARGON2ID, BCRYPT, PBKDF2_SHA256, SCRYPT\. "
            r"Received: 'MD5'",
        ),
        ({"max_failed_users": -1}, r"max_failed_users must be a whole number .* Received: -1"),
        ({"max_skipped_users": -2}, r"max_skipped_users must be a whole number .* Received: -2"),
        ({"max_failed_users": 1.5}, r"max_failed_users must be a whole number .* Received: 1\.5"),
        (
            {"handler_runtime": lambda_.Runtime.PYTHON_3_10},
            r"handler_runtime must be Python 3\.11 or newer\. Received: 'python3\.10'",
        ),
        (
            {"handler_runtime": lambda_.Runtime.NODEJS_22_X},
            r"handler_runtime must be Python 3\.11 or newer\. Received: 'nodejs22\.x'",
        ),
        (
            {"handler_memory_size": 0},
            r"handler_memory_size must be 128 to 10,240 MiB\. Received: 0",
        ),
        (
            {"handler_memory_size": 127},
            r"handler_memory_size must be 128 to 10,240 MiB\. Received: 127",
        ),
        (
            {"handler_timeout": Duration.seconds(59)},
            r"handler_timeout must be 60 to 900 s\. Received: 59 s",
        ),
        (
            {"handler_timeout": Duration.minutes(16)},
            r"handler_timeout must be 60 to 900 s\. Received: 960 s",
        ),
        (
            {"service_timeout": Duration.seconds(3059)},
            r"service_timeout must be at least 3060 s, which 3 invocations of 900 s, .* and at "
            r"most 3600 s\. Received: 3059 s$",
        ),
        (
            {"service_timeout": Duration.seconds(3601)},
            r"service_timeout must be at least 3060 s.* Received: 3601 s$",
        ),
    ],
)
def test_bad_values_are_refused_at_synth(props: dict[str, Any], message: str) -> None:
    """The error says what is wrong, what is allowed and what was received."""
    with pytest.raises(ValueError, match=message):
        stack_with_import(**props)


def test_a_bad_user_pool_id_is_refused_at_synth() -> None:
    """A literal id that breaks the API's pattern is no id of a pool."""
    stack = new_stack()
    pool = cognito.UserPool.from_user_pool_id(stack, "Pool", "no-pool")
    with pytest.raises(ValueError, match=r"user_pool_id must match .* Received: 'no-pool'"):
        UserImportJob(stack, "Users", user_pool=pool)


def test_a_bad_role_arn_is_refused_at_synth() -> None:
    """A literal ARN that breaks the API's pattern is refused, though CDK takes it."""
    stack = new_stack()
    role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::abc:role/CognitoLogs")
    with pytest.raises(ValueError, match=r"role_arn must match .* Received: 'arn:aws:iam::abc:"):
        UserImportJob(stack, "Users", user_pool=new_pool(stack), cloud_watch_logs_role=role)


def test_tokens_are_let_through() -> None:
    """What only the deployment knows is checked by the handler."""
    stack = new_stack()
    name = CfnParameter(stack, "Name").value_as_string
    count = CfnParameter(stack, "Count", type="Number").value_as_number
    UserImportJob(
        stack,
        "Users",
        user_pool=new_pool(stack),
        job_name=name,
        trigger=name,
        password_hashing_algorithm=name,  # type: ignore[arg-type] # a token stands for any type
        max_failed_users=Token.as_number(count),  # type: ignore[arg-type]
    )
    properties = only_resource(stack, JOB)["Properties"]
    assert properties["JobName"] == {"Ref": "Name"}
    assert properties["PasswordHashingAlgorithm"] == {"Ref": "Name"}
