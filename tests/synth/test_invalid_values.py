"""Values that are refused at synth."""

from typing import Any

import pytest
from aws_cdk import App, CfnParameter, Duration, Environment, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from cdk_cognito_user_import import UserImportJob, UserImportLogsRole
from tests.synth.stacks import (
    JOB,
    new_pool,
    new_stack,
    only_resource,
    resources,
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
            {"service_timeout": Duration.seconds(3059)},
            r"service_timeout must be at least 3060 s, which 3 invocations of 900 s, .* and at "
            r"most 3600 s, in whole seconds\. Received: 3059 s$",
        ),
        (
            {"service_timeout": Duration.seconds(3601)},
            r"service_timeout must be at least 3060 s.* Received: 3601 s$",
        ),
        ({"service_timeout": 60}, r"service_timeout must be a Duration\. Received: 60$"),
        (
            {"service_timeout": Duration.millis(3_100_500)},
            r"service_timeout .* in whole seconds\. Received: 3100\.5 s$",
        ),
        (
            {"password_hashing_algorithm": ["BCRYPT"]},
            r"password_hashing_algorithm must be one of .* Received: \['BCRYPT'\]$",
        ),
        (
            {"handler_options": {"memory_size": 1024}},
            r"handler_options must be a UserImportHandlerOptions\. Received: \{'memory_size'",
        ),
        ({"trigger": {"a": 1}}, r"trigger must be a string\. Received: \{'a': 1\}$"),
        ({"max_failed_users": None}, r"max_failed_users must be a whole .* Received: None$"),
        ({"max_failed_users": True}, r"max_failed_users must be a whole .* Received: True$"),
        (
            {"cloud_watch_logs_role": "arn:aws:iam::111122223333:role/Logs"},
            r"cloud_watch_logs_role must be an IRole, such as .* Received: 'arn:aws:iam::1",
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


@pytest.mark.parametrize(
    ("user_pool", "name"),
    [
        ("eu-central-1_aBc123", "'eu-central-1_aBc123'"),
        (cognito.CfnUserPool(new_stack(), "Pool"), "a CfnUserPool"),
    ],
)
def test_what_is_no_user_pool_is_refused(user_pool: Any, name: str) -> None:
    """An ID, or a resource of CloudFormation, which has no grants."""
    stack = new_stack()
    message = rf"user_pool must be an IUserPool, .*\. Received: {name}$"
    with pytest.raises(ValueError, match=f"^{message}"):
        UserImportJob(stack, "Users", user_pool=user_pool)
    with pytest.raises(ValueError, match=f"^source_{message}"):
        UserImportLogsRole(stack, "Role", source_user_pool=user_pool)


def test_a_cloudformation_role_is_refused() -> None:
    """It has no grants."""
    stack = new_stack()
    role: Any = iam.CfnRole(stack, "Role", assume_role_policy_document={})
    with pytest.raises(ValueError, match=r"must be an IRole, .*\. Received: a CfnRole$"):
        UserImportJob(stack, "Users", user_pool=new_pool(stack), cloud_watch_logs_role=role)


ACCOUNT, REGION = "111122223333", "eu-central-1"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (
            ("eu-west-1", ACCOUNT),
            r"user_pool must be in the Region of the import's stack, eu-central-1\. "
            r"Received: a pool in eu-west-1$",
        ),
        (
            (REGION, "444455556666"),
            r"user_pool must be in the account of the import's stack, 111122223333\. "
            r"Received: a pool in 444455556666$",
        ),
    ],
)
def test_a_pool_in_another_place_is_refused(place: tuple[str, str], message: str) -> None:
    """The handler calls Cognito where it is. A pool is imported by its ARN, or of another stack."""
    app = App()
    region, account = place
    stack = Stack(app, "Stack", env=Environment(account=ACCOUNT, region=REGION))
    other = Stack(app, "Other", env=Environment(account=account, region=region))
    arn = f"arn:aws:cognito-idp:{region}:{account}:userpool/{region}_aBc123"
    pools = (cognito.UserPool.from_user_pool_arn(stack, "Pool", arn), new_pool(other))
    for number, pool in enumerate(pools):
        with pytest.raises(ValueError, match=message):
            UserImportJob(stack, f"Users{number}", user_pool=pool)


@pytest.mark.parametrize("env", [None, Environment(account=ACCOUNT, region=REGION)])
def test_a_pool_in_the_same_place_or_one_that_may_be_is_taken(env: Environment | None) -> None:
    """A stack for any environment is deployed to one that synth doesn't know."""
    app = App()
    stack, other = Stack(app, "Stack", env=env), Stack(app, "Other", env=env)
    arn = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_aBc123"
    by_arn = cognito.UserPool.from_user_pool_arn(stack, "ByArn", arn)
    for name, pool in (("Arn", by_arn), ("Own", new_pool(stack)), ("Other", new_pool(other))):
        UserImportJob(stack, f"UsersOf{name}", user_pool=pool)
    assert len(resources(stack, JOB)) == 3


def test_the_name_of_an_algorithm_is_accepted() -> None:
    """As a configuration file has it."""
    stack = stack_with_import(password_hashing_algorithm="BCRYPT")
    assert only_resource(stack, JOB)["Properties"]["PasswordHashingAlgorithm"] == "BCRYPT"


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
        service_timeout=Duration.seconds(count),
    )
    properties = only_resource(stack, JOB)["Properties"]
    assert properties["JobName"] == {"Ref": "Name"}
    assert properties["PasswordHashingAlgorithm"] == {"Ref": "Name"}
    assert properties["ServiceTimeout"] == {"Ref": "Count"}
