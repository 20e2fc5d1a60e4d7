"""The template of UserImportJob: its resources, properties and attributes."""

import json

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob, UserImportLogsRole
from tests.documents import ROOT
from tests.synth.stacks import (
    JOB,
    POLICY,
    new_pool,
    new_stack,
    only_resource,
    resources,
    stack_with_import,
)


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
    """The console distinguishes the job from others."""
    name = only_resource(stack_with_import(), JOB)["Properties"]["JobName"]
    assert name.startswith("Stack-Users-")


def test_a_deep_path_gives_a_name_that_fits() -> None:
    """The default name leaves room for the fingerprint, however long the path."""
    stack = Stack(App(), "S" * 100)
    UserImportJob(stack, "U" * 100, user_pool=new_pool(stack))
    assert len(only_resource(stack, JOB)["Properties"]["JobName"]) <= 93


def test_the_first_import_adds_nine_resources_and_each_further_one_two() -> None:
    """The handler and its policies are shared; logs role and resource are per import."""
    stack = new_stack()
    pool = new_pool(stack)
    UserImportJob(stack, "First", user_pool=pool)
    UserImportJob(stack, "Second", user_pool=pool)
    types = sorted(resource["Type"] for resource in resources(stack).values())
    assert types == [
        "AWS::Cognito::UserPool",
        POLICY,
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
    passed = only_resource(stack, POLICY)["Properties"]["PolicyDocument"]["Statement"]
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
        "CognitoUserImportHandlerPolicy1BC3A297B",
        "CognitoUserImportHandlerResponder8596E8A3",
        "CognitoUserImportHandlerResponderRole84CDBD38",
        "CognitoUserImportHandlerRole7200D928",
        "PoolD3F588B8",
        "Users0A0EEA89",
        "UsersLogsRoleA2188EB8",
    ]


def test_feature_flags_change_nothing() -> None:
    """The same resources with all of CDK's recommended flags, which cdk.json has, as with none."""
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    plain, flagged = new_stack(), new_stack(flags)
    for stack in (plain, flagged):
        pool = cognito.UserPool.from_user_pool_id(stack, "Pool", "eu-central-1_aBc123")
        UserImportJob(stack, "Users", user_pool=pool)
    assert len(flags) > 50
    assert resources(plain) == resources(flagged)
