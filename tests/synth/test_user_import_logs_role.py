"""The template of UserImportLogsRole."""

from cdk_cognito_user_import import UserImportLogsRole
from tests.synth.stacks import new_pool, new_stack, only_resource, resources


def test_cognito_may_write_its_own_log_groups() -> None:
    """Four actions, on /aws/cognito/* of the stack's own partition, Region and account."""
    stack = new_stack()
    UserImportLogsRole(stack, "Role")
    properties = only_resource(stack, "AWS::IAM::Role")["Properties"]
    assert properties["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Action": "sts:AssumeRole",
            "Effect": "Allow",
            "Principal": {"Service": "cognito-idp.amazonaws.com"},
        }
    ]
    (policy,) = properties["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
    ]
    assert stack.resolve(statement["Resource"])["Fn::Join"][1] == [
        "arn:",
        {"Ref": "AWS::Partition"},
        ":logs:",
        {"Ref": "AWS::Region"},
        ":",
        {"Ref": "AWS::AccountId"},
        ":log-group:/aws/cognito/*",
    ]


def test_conditions_against_the_confused_deputy_are_opt_in() -> None:
    """With a source pool Cognito may assume the role for that pool of this account only."""
    stack = new_stack()
    UserImportLogsRole(stack, "Role", source_user_pool=new_pool(stack))
    (pool,) = resources(stack, "AWS::Cognito::UserPool")
    role = only_resource(stack, "AWS::IAM::Role")["Properties"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [pool, "Arn"]}},
    }
