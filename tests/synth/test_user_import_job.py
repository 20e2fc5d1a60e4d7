"""The template of UserImportJob."""

from typing import Any

import pytest
from aws_cdk import App, CfnParameter, Duration, Stack, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob, UserImportLogsRole
from tests.synth.stacks import (
    new_pool,
    new_stack,
    only_resource,
    resources,
    stack_with_import,
    statements,
)

JOB = "Custom::CognitoUserImportJob"


def test_the_custom_resource_says_what_the_import_is() -> None:
    """The properties are those of the API, and a service timeout; nothing else."""
    stack = stack_with_import(
        job_name="seed",
        password_hashing_algorithm=PasswordHashingAlgorithm.BCRYPT,
        trigger="2",
    )
    (pool,) = resources(stack, "AWS::Cognito::UserPool")
    properties = only_resource(stack, JOB)["Properties"]
    function = properties.pop("ServiceToken")
    role = properties.pop("CloudWatchLogsRoleArn")
    assert properties == {
        "ServiceTimeout": "3120",
        "UserPoolId": {"Ref": pool},
        "JobName": "seed",
        "PasswordHashingAlgorithm": "BCRYPT",
        "Trigger": "2",
    }
    assert function["Fn::GetAtt"][1] == "Arn"
    assert role["Fn::GetAtt"][0].startswith("UsersLogsRole")


def test_what_is_not_given_is_not_in_the_template() -> None:
    """Optional properties are absent, so that adding one later is no change for those without."""
    properties = only_resource(stack_with_import(), JOB)["Properties"]
    assert properties.keys() == {
        "ServiceToken",
        "ServiceTimeout",
        "UserPoolId",
        "JobName",
        "CloudWatchLogsRoleArn",
    }


def test_the_default_name_comes_from_the_path() -> None:
    """The job can be told from others in the console."""
    name = only_resource(stack_with_import(), JOB)["Properties"]["JobName"]
    assert name.startswith("Stack-Users-")


def test_a_deep_path_gives_a_name_that_fits() -> None:
    """The default name leaves room for the fingerprint, however long the path."""
    stack = Stack(App(), "S" * 100)
    UserImportJob(stack, "U" * 100, user_pool=new_pool(stack))
    assert len(only_resource(stack, JOB)["Properties"]["JobName"]) <= 115


def test_the_first_import_adds_ten_resources_and_each_further_one_three() -> None:
    """The handler is shared; logs role, policy and resource are per import."""
    stack = new_stack()
    pool = new_pool(stack)
    UserImportJob(stack, "First", user_pool=pool)
    UserImportJob(stack, "Second", user_pool=pool)
    types = sorted(resource["Type"] for resource in resources(stack).values())
    assert types == [
        "AWS::Cognito::UserPool",
        "AWS::IAM::Policy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::IAM::Role",
        "AWS::IAM::Role",
        "AWS::IAM::Role",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::Function",
        "AWS::Lambda::Function",
        "AWS::Logs::LogGroup",
        JOB,
        JOB,
    ]


def test_the_function_is_as_promised() -> None:
    """Runtime, architecture, memory, timeout and log group are set, a physical name is not."""
    stack = stack_with_import()
    properties = handler_function(stack)
    (log_group,) = resources(stack, "AWS::Logs::LogGroup")
    del properties["Code"], properties["Role"], properties["Description"]
    assert properties == {
        "Runtime": "python3.14",
        "Architectures": ["arm64"],
        "MemorySize": 512,
        "Timeout": 900,
        "Handler": "cognito_user_import.handler.lambda_handler",
        "LoggingConfig": {
            "LogGroup": {"Ref": log_group},
            "LogFormat": "JSON",
            "ApplicationLogLevel": "INFO",
        },
    }


def test_the_responder_answers_for_the_handler() -> None:
    """After three attempts, and for an event that is too old to be tried."""
    stack = stack_with_import()
    functions = resources(stack, "AWS::Lambda::Function")
    (handler,) = (name for name in functions if "HandlerFunction" in name)
    (responder,) = (name for name in functions if "Responder" in name)
    assert only_resource(stack, "AWS::Lambda::EventInvokeConfig")["Properties"] == {
        "FunctionName": {"Ref": handler},
        "Qualifier": "$LATEST",
        "MaximumRetryAttempts": 2,
        "MaximumEventAgeInSeconds": 2040,
        "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": [responder, "Arn"]}}},
    }
    properties = functions[responder]["Properties"]
    assert properties["Handler"] == "cognito_user_import.responder.lambda_handler"
    assert properties["Code"] == functions[handler]["Properties"]["Code"]
    assert (properties["MemorySize"], properties["Timeout"]) == (128, 60)


def test_the_handlers_role_may_log_and_call_the_responder_and_the_responders_may_log() -> None:
    """All else is in the policies of the imports."""
    stack = stack_with_import()
    (log_group,) = resources(stack, "AWS::Logs::LogGroup")
    (responder,) = (name for name in resources(stack, "AWS::Lambda::Function") if "Resp" in name)
    may_log = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::GetAtt": [log_group, "Arn"]},
    }
    may_call = {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Resource": {"Fn::GetAtt": [responder, "Arn"]},
    }
    roles = resources(stack, "AWS::IAM::Role")
    said = {
        name[: name.index("Role")]: role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        for name, role in roles.items()
        if "Handler" in name
    }
    assert said == {
        "CognitoUserImportHandler": [may_log, may_call],
        "CognitoUserImportHandlerResponder": [may_log],
    }


def test_tracing_adds_its_own_permission() -> None:
    """Only where it is switched on."""
    stack = stack_with_import(handler_tracing=lambda_.Tracing.ACTIVE)
    tracing = [s for s in statements(stack) if "xray:PutTraceSegments" in s["Action"]]
    assert handler_function(stack)["TracingConfig"] == {"Mode": "Active"}
    assert [s["Resource"] for s in tracing] == ["*", "*"]


@pytest.mark.parametrize(
    ("props", "service_timeout", "event_age"),
    [
        ({}, "3120", 2040),
        ({"handler_timeout": Duration.minutes(2)}, "780", 480),
        ({"service_timeout": Duration.seconds(2881)}, "2881", 2040),
        ({"service_timeout": Duration.hours(1)}, "3600", 2040),
    ],
)
def test_cloudformation_waits_longer_than_all_attempts_take(
    props: dict[str, Any], service_timeout: str, event_age: int
) -> None:
    """3 invocations and 180 s of pauses; the last one starts within the maximum event age."""
    stack = stack_with_import(**props)
    timeout = handler_function(stack)["Timeout"]
    config = only_resource(stack, "AWS::Lambda::EventInvokeConfig")["Properties"]
    assert only_resource(stack, JOB)["Properties"]["ServiceTimeout"] == service_timeout
    assert config["MaximumEventAgeInSeconds"] == event_age
    assert 3 * timeout + 180 < int(service_timeout)
    assert 2 * timeout + 180 < event_age


def test_the_handler_can_be_set() -> None:
    """Runtime, architecture, memory and retention of the log are the caller's to choose."""
    stack = stack_with_import(
        handler_runtime=lambda_.Runtime.PYTHON_3_12,
        handler_architecture=lambda_.Architecture.X86_64,
        handler_memory_size=1024,
        handler_log_retention=logs.RetentionDays.ONE_WEEK,
        handler_log_level=lambda_.ApplicationLogLevel.DEBUG,
        handler_timeout=Duration.minutes(5),
    )
    function = handler_function(stack)
    log_group = only_resource(stack, "AWS::Logs::LogGroup")["Properties"]
    assert function["Runtime"] == "python3.12"
    assert function["Architectures"] == ["x86_64"]
    assert function["MemorySize"] == 1024
    assert function["Timeout"] == 300
    assert function["LoggingConfig"]["ApplicationLogLevel"] == "DEBUG"
    assert log_group["RetentionInDays"] == 7


def test_imports_of_a_stack_must_agree_on_their_handler() -> None:
    """The second import may repeat a setting or leave it out, not change it."""
    stack = new_stack()
    pool = new_pool(stack)
    UserImportJob(stack, "First", user_pool=pool, handler_memory_size=1024)
    UserImportJob(stack, "Silent", user_pool=pool)
    UserImportJob(
        stack,
        "Same",
        user_pool=pool,
        handler_memory_size=1024,
        handler_runtime=lambda_.Runtime.PYTHON_3_14,
    )
    with pytest.raises(ValueError, match=r"handler_memory_size .* Received: 256, allowed: 1024\.$"):
        UserImportJob(stack, "Other", user_pool=pool, handler_memory_size=256)


def test_the_handler_may_do_what_it_does_and_no_more() -> None:
    """Four operations on one pool, passing one role to Cognito, writing its own log."""
    stack = stack_with_import()
    (pool,) = resources(stack, "AWS::Cognito::UserPool")
    (logs_role,) = (name for name in resources(stack, "AWS::IAM::Role") if "LogsRole" in name)
    policy = only_resource(stack, "AWS::IAM::Policy")["Properties"]["PolicyDocument"]["Statement"]
    assert policy == [
        {
            "Effect": "Allow",
            "Action": [
                "cognito-idp:CreateUserImportJob",
                "cognito-idp:DescribeUserImportJob",
                "cognito-idp:ListUserImportJobs",
                "cognito-idp:StopUserImportJob",
            ],
            "Resource": {"Fn::GetAtt": [pool, "Arn"]},
        },
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": {"Fn::GetAtt": [logs_role, "Arn"]},
            "Condition": {"StringEquals": {"iam:PassedToService": "cognito-idp.amazonaws.com"}},
        },
    ]


def test_no_permission_is_wider_than_needed() -> None:
    """No managed policy, no wildcard action, and one wildcard resource: Cognito's log groups."""
    stack = stack_with_import()
    wildcards = [s["Resource"] for s in statements(stack) if "*" in str(s["Resource"])]
    actions = [a for s in statements(stack) for a in _list(s["Action"])]
    assert len(wildcards) == 1
    assert str(wildcards[0]).count("*") == 1
    assert ":log-group:/aws/cognito/*" in str(wildcards[0])
    assert not [action for action in actions if "*" in action]
    assert "cognito-idp:StartUserImportJob" not in actions
    assert not [
        name
        for name, resource in resources(stack).items()
        if resource.get("Properties", {}).get("ManagedPolicyArns")
    ]


def test_each_import_has_a_policy_for_its_own_pool() -> None:
    """Two imports into two pools give the one handler two policies of one pool each."""
    stack = new_stack()
    for name in ("A", "B"):
        UserImportJob(stack, f"Users{name}", user_pool=new_pool(stack, f"Pool{name}"))
    policies = resources(stack, "AWS::IAM::Policy").values()
    pools = [
        p["Properties"]["PolicyDocument"]["Statement"][0]["Resource"]["Fn::GetAtt"][0]
        for p in policies
    ]
    roles = [p["Properties"]["Roles"] for p in policies]
    assert sorted(pools) == sorted(resources(stack, "AWS::Cognito::UserPool"))
    assert roles[0] == roles[1]


def test_the_custom_resource_depends_on_all_it_needs() -> None:
    """Function, its role and log group, policy and logs role exist before Create, and at Delete."""
    stack = stack_with_import()
    depends_on = set(only_resource(stack, JOB)["DependsOn"])
    needed = {
        name
        for name, resource in resources(stack).items()
        if resource["Type"] not in (JOB, "AWS::Cognito::UserPool")
    }
    assert depends_on == needed


def test_a_role_of_the_caller_is_used_as_it_is() -> None:
    """No role is made, and none of the caller's roles is changed."""
    stack = new_stack()
    role = UserImportLogsRole(stack, "Shared")
    UserImportJob(stack, "Users", user_pool=new_pool(stack), cloud_watch_logs_role=role)
    names = resources(stack, "AWS::IAM::Role").keys()
    resource = only_resource(stack, JOB)
    assert len(names) == 3
    assert resource["Properties"]["CloudWatchLogsRoleArn"]["Fn::GetAtt"][0].startswith("Shared")
    assert [name for name in resource["DependsOn"] if name.startswith("Shared")]


def test_imported_pools_and_roles_work() -> None:
    """A pool and a role of another stack or account are named by their ids and ARNs."""
    stack = new_stack()
    role_arn = "arn:aws:iam::111122223333:role/CognitoLogs"
    UserImportJob(
        stack,
        "Users",
        user_pool=cognito.UserPool.from_user_pool_id(stack, "Pool", "eu-central-1_aBc123"),
        cloud_watch_logs_role=iam.Role.from_role_arn(stack, "Role", role_arn),
    )
    properties = only_resource(stack, JOB)["Properties"]
    passed = only_resource(stack, "AWS::IAM::Policy")["Properties"]["PolicyDocument"]["Statement"]
    assert properties["UserPoolId"] == "eu-central-1_aBc123"
    assert properties["CloudWatchLogsRoleArn"] == role_arn
    assert passed[1]["Resource"] == role_arn


def test_attributes_are_those_of_the_custom_resource() -> None:
    """Each attribute is the GetAtt of the field of UserImportJobType with the same name."""
    stack = new_stack()
    job = UserImportJob(stack, "Users", user_pool=new_pool(stack))
    attributes = {
        "JobId": job.job_id,
        "PreSignedUrl": job.pre_signed_url,
        "JobName": job.job_name,
        "Status": job.status,
        "ImportedUsers": job.imported_users,
        "SkippedUsers": job.skipped_users,
        "FailedUsers": job.failed_users,
    }
    resolved = {name: stack.resolve(token) for name, token in attributes.items()}
    (logical_id,) = resources(stack, JOB)
    assert resolved == {name: {"Fn::GetAtt": [logical_id, name]} for name in attributes}


def test_the_parts_are_reachable() -> None:
    """Pool, role and function are there for grants and escape hatches."""
    stack = new_stack()
    pool = new_pool(stack)
    role = UserImportLogsRole(stack, "Role")
    job = UserImportJob(stack, "Users", user_pool=pool, cloud_watch_logs_role=role)
    assert job.user_pool is pool
    assert job.cloud_watch_logs_role is role
    assert stack.resolve(job.handler.function_arn)["Fn::GetAtt"][1] == "Arn"


def test_logical_ids_stay() -> None:
    """The ids are part of the contract: another ServiceToken would be refused by CloudFormation."""
    stack = stack_with_import()
    assert sorted(resources(stack)) == [
        "CognitoUserImportHandlerEventInvokeConfig8FF5A86A",
        "CognitoUserImportHandlerFunction83D528E9",
        "CognitoUserImportHandlerLogsBC479001",
        "CognitoUserImportHandlerResponder8596E8A3",
        "CognitoUserImportHandlerResponderRole84CDBD38",
        "CognitoUserImportHandlerRole7200D928",
        "PoolD3F588B8",
        "Users0A0EEA89",
        "UsersLogsRoleA2188EB8",
        "UsersPolicy96CA074D",
    ]


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"job_name": ""}, r"job_name must have 1 to 115 characters, has 0\. Received: ''"),
        (
            {"job_name": "n" * 116},
            r"job_name must have 1 to 115 characters, has 116\. Received: 'n",
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
            {"handler_timeout": Duration.seconds(59)},
            r"handler_timeout must be 60 to 900 s\. Received: 59 s",
        ),
        (
            {"handler_timeout": Duration.minutes(16)},
            r"handler_timeout must be 60 to 900 s\. Received: 960 s",
        ),
        (
            {"service_timeout": Duration.seconds(2880)},
            r"service_timeout must be over 2880 s, which 3 invocations of 900 s .* and at most "
            r"3600 s\. Received: 2880 s\.",
        ),
        (
            {"service_timeout": Duration.seconds(3601)},
            r"service_timeout must be over 2880 s.* Received: 3601 s\.",
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


def test_feature_flags_change_nothing() -> None:
    """The same template with CDK's recommended flags as with none."""
    plain, flagged = (
        Stack(App(context=context), "Stack")
        for context in ({}, {"@aws-cdk/aws-lambda:useCdkManagedLogGroup": True,
                             "@aws-cdk/aws-iam:minimizePolicies": True,
                             "@aws-cdk/core:enablePartitionLiterals": True,
                             "@aws-cdk/aws-lambda:recognizeVersionProps": True,
                             "@aws-cdk/aws-lambda:recognizeLayerVersion": True})
    )  # fmt: skip
    for stack in (plain, flagged):
        UserImportJob(stack, "Users", user_pool=new_pool(stack))
    assert resources(plain, "AWS::Lambda::Function") == resources(flagged, "AWS::Lambda::Function")
    assert resources(plain).keys() == resources(flagged).keys()


def handler_function(stack: Stack) -> dict[str, Any]:
    """Return the properties of the handler's function."""
    functions = resources(stack, "AWS::Lambda::Function")
    (properties,) = (f["Properties"] for name, f in functions.items() if "Function" in name)
    assert isinstance(properties, dict)
    return properties


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
