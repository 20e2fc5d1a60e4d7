"""Permissions for who continues with a job."""

import os
import subprocess
import sys
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_iam as iam

from cdk_cognito_user_import import UserImportJob
from tests.synth.stacks import new_pool, new_stack, only_resource, resources

DESCRIBE = "cognito-idp:DescribeUserImportJob"


@pytest.mark.parametrize(
    ("grant", "actions"),
    [
        ("grant_start", ["cognito-idp:StartUserImportJob", DESCRIBE]),
        ("grant_describe", DESCRIBE),
    ],
)
def test_a_grant_allows_what_it_names_on_the_pool(grant: str, actions: Any) -> None:
    """Nothing else, and on no other pool."""
    stack = new_stack()
    job = UserImportJob(stack, "Job", user_pool=new_pool(stack))
    given = getattr(job, grant)(iam.User(stack, "Person"))
    (pool,) = resources(stack, "AWS::Cognito::UserPool")
    policy = only_resource(stack, "AWS::IAM::Policy")["Properties"]["PolicyDocument"]
    assert given.success
    assert policy["Statement"] == [
        {"Effect": "Allow", "Action": actions, "Resource": {"Fn::GetAtt": [pool, "Arn"]}}
    ]


def test_a_grantee_may_be_in_another_stack() -> None:
    """A function that starts the job, for example."""
    app = App()
    stack, other = Stack(app, "Stack"), Stack(app, "Other")
    job = UserImportJob(stack, "Job", user_pool=new_pool(stack))
    role = iam.Role(other, "Role", assumed_by=iam.AccountRootPrincipal())
    job.grant_start(role).assert_success()
    policy = only_resource(other, "AWS::IAM::Policy")["Properties"]["PolicyDocument"]
    (statement,) = policy["Statement"]
    assert "Fn::ImportValue" in statement["Resource"]


def test_a_grant_that_cannot_be_given_says_so() -> None:
    """As all grants of CDK do: a service takes no policy."""
    stack = new_stack()
    job = UserImportJob(stack, "Job", user_pool=new_pool(stack))
    grant = job.grant_describe(iam.ServicePrincipal("states.amazonaws.com"))
    assert not grant.success


def test_a_grant_uses_nothing_that_is_deprecated() -> None:
    """An app may run with JSII_DEPRECATED=fail."""
    app = """
from aws_cdk import App, Stack, aws_cognito as cognito, aws_iam as iam
from cdk_cognito_user_import import UserImportJob
stack = Stack(App(), "Stack")
job = UserImportJob(stack, "Job", user_pool=cognito.UserPool(stack, "Pool"))
job.grant_start(iam.User(stack, "Person"))
"""
    done = subprocess.run(
        [sys.executable, "-c", app],
        env={**os.environ, "JSII_DEPRECATED": "fail"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
