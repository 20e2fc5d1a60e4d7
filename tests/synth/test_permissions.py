"""What the template allows, and to whom."""

import json
from typing import Any

import jsii
from aws_cdk import Aspects, IAspect, NestedStack, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from cdk_cognito_user_import import UserImportHandlerOptions, UserImportJob, UserImportSource
from tests.synth.stacks import (
    JOB,
    POLICY,
    handler_function,
    new_pool,
    new_stack,
    only_resource,
    resources,
    stack_with_import,
    statements,
)


def test_the_handler_may_do_what_it_does_and_no_more() -> None:
    """Four operations on one pool, passing one role to Cognito, writing its own log."""
    stack = stack_with_import()
    (pool,) = resources(stack, "AWS::Cognito::UserPool")
    (logs_role,) = (name for name in resources(stack, "AWS::IAM::Role") if "LogsRole" in name)
    policy = only_resource(stack, POLICY)["Properties"]["PolicyDocument"]["Statement"]
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
    """No policy of AWS's, no wildcard action, and one wildcard resource: Cognito's log groups."""
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


SOURCE = UserImportSource.users([{"cognito:username": "jane"}])


def test_an_import_may_check_start_and_explain_as_well() -> None:
    """Four more operations on the pool, one object, and the log of this pool's jobs."""
    stack = stack_with_import(source=SOURCE)
    (pool,) = resources(stack, "AWS::Cognito::UserPool")
    policy = only_resource(stack, POLICY)["Properties"]["PolicyDocument"]["Statement"]
    on_pool, pass_role, explain, read = policy
    alone = only_resource(stack_with_import(), POLICY)["Properties"]["PolicyDocument"]
    create, pass_role_alone = alone["Statement"]
    assert pass_role == pass_role_alone
    assert on_pool["Resource"] == {"Fn::GetAtt": [pool, "Arn"]}
    assert set(on_pool["Action"]) - set(create["Action"]) == {
        "cognito-idp:DescribeUserPool",
        "cognito-idp:GetCSVHeader",
        "cognito-idp:ListUsers",
        "cognito-idp:StartUserImportJob",
    }
    assert read["Action"] == "s3:GetObject"
    assert explain == {
        "Effect": "Allow",
        "Action": "logs:FilterLogEvents",
        "Resource": {
            "Fn::Join": [
                "",
                [
                    "arn:",
                    {"Ref": "AWS::Partition"},
                    ":logs:",
                    {"Ref": "AWS::Region"},
                    ":",
                    {"Ref": "AWS::AccountId"},
                    ":log-group:/aws/cognito/userpools/",
                    {"Ref": pool},
                    "/*",
                ],
            ]
        },
    }


def test_users_are_listed_only_to_leave_them_out() -> None:
    """A person may not want a function to read them."""
    stack = stack_with_import(source=SOURCE, skip_existing_users=False)
    assert "ListUsers" not in json.dumps(resources(stack))
    assert "ListUsers" not in json.dumps(resources(stack_with_import()))


def test_the_handler_may_invoke_itself_to_wait_longer() -> None:
    """Itself alone, once per stack, and only if some import is waited for."""
    stack = stack_with_import(source=SOURCE)
    UserImportJob(stack, "Second", user_pool=new_pool(stack, "Other"), source=SOURCE)
    policy = only_resource(stack, "AWS::IAM::RolePolicy")["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    functions = resources(stack, "AWS::Lambda::Function")
    (function,) = [name for name in functions if "Responder" not in name]
    assert statement == {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Resource": {"Fn::GetAtt": [function, "Arn"]},
    }
    for without in (stack_with_import(), stack_with_import(source=SOURCE, wait=False)):
        assert not resources(without, "AWS::IAM::RolePolicy")


def test_an_import_that_is_not_waited_for_reads_no_log() -> None:
    """Nobody asks why its rows fail."""
    stack = stack_with_import(source=SOURCE, wait=False)
    actions = [a for s in statements(stack) for a in _list(s["Action"])]
    assert "cognito-idp:StartUserImportJob" in actions
    assert "logs:FilterLogEvents" not in actions


def test_a_job_alone_may_neither_start_nor_read() -> None:
    """What an import needs is not there without one."""
    actions = {a for s in statements(stack_with_import()) for a in _list(s["Action"])}
    assert not actions & {
        "cognito-idp:DescribeUserPool",
        "cognito-idp:GetCSVHeader",
        "cognito-idp:StartUserImportJob",
        "logs:FilterLogEvents",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "kms:Decrypt",
    }


def test_no_permission_of_an_import_is_wider_than_needed() -> None:
    """One more wildcard resource, for a log group that Cognito names; no wildcard action."""
    found = statements(stack_with_import(source=SOURCE))
    wildcards = [s for s in found if "*" in str(s["Resource"])]
    actions = [a for s in found for a in _list(s["Action"])]
    assert sorted(str(s["Action"]) for s in wildcards) == [
        "['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', "
        "'logs:PutLogEvents']",
        "logs:FilterLogEvents",
    ]
    assert not [action for action in actions if "*" in action]
    assert not [a for a in actions if a.startswith(("s3:List", "s3:Put", "s3:Delete", "kms:"))]


def allowed(stack: Stack) -> set[tuple[str, str]]:
    """Return each action with each of its resources, as the imports' policies have them."""
    return {
        (action, json.dumps(resource))
        for policy in resources(stack, POLICY).values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in _list(statement["Action"])
        for resource in _list(statement["Resource"])
    }


def test_together_imports_may_do_what_each_of_them_may_alone() -> None:
    """Merged statements allow no action on a resource that no import needs there."""
    kinds: dict[str, dict[str, Any]] = {
        "Job": {},
        "Import": {"source": SOURCE},
        "Unlisted": {"source": SOURCE, "skip_existing_users": False},
        "Unwaited": {"source": SOURCE, "wait": False},
    }

    def stack_with(*names: str) -> Stack:
        stack = new_stack()
        shared = new_pool(stack, "Shared")
        for name in names:
            own = new_pool(stack, f"Pool{name}")
            for pool, number in ((own, 1), (shared, 2)):
                UserImportJob(stack, f"{name}{number}", user_pool=pool, **kinds[name])
        return stack

    for names in (kinds, ("Job", "Unwaited"), ("Unlisted", "Job")):
        alone = [allowed(stack_with(name)) for name in names]
        assert allowed(stack_with(*names)) == set().union(*alone)


def test_a_policy_is_replaced_if_the_pools_in_it_change() -> None:
    """Its description names them, and CloudFormation replaces it if the description changes."""
    stack = new_stack()
    for name in ("B", "A"):
        pool = new_pool(stack, f"Pool{name}")
        for number in (1, 2):
            UserImportJob(stack, f"Users{name}{number}", user_pool=pool)
    properties = only_resource(stack, POLICY)["Properties"]
    pools = sorted(resources(stack, "AWS::Cognito::UserPool"))
    separator, parts = properties["Description"]["Fn::Join"]
    assert (separator, parts) == (" ", ["User pools:", *({"Ref": pool} for pool in pools)])


QUESTION = {
    "Effect": "Allow",
    "Action": ["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"],
    "Resource": {"Ref": "AWS::StackId"},
}


def questions(stack: Stack) -> list[dict[str, Any]]:
    """Return the statements of CloudFormation's actions."""
    return [s for s in statements(stack) if "cloudformation:" in str(s["Action"])]


def test_the_handler_may_ask_about_its_own_stack_if_it_has_a_source() -> None:
    """Two actions on one stack, once for all imports in it: a role's policies are limited."""
    stack = new_stack()
    for name, source in (("First", SOURCE), ("Second", SOURCE), ("Alone", None)):
        UserImportJob(stack, name, user_pool=new_pool(stack, f"Pool{name}"), source=source)
    assert questions(stack) == [QUESTION]
    assert questions(stack_with_import()) == []


def test_the_stack_of_a_nested_import_is_the_nested_one() -> None:
    """Its events carry the ID of the nested stack, which has its own handler."""
    stack = new_stack()
    nested = NestedStack(stack, "Nested")
    UserImportJob(nested, "Users", user_pool=new_pool(nested), source=SOURCE)
    assert questions(nested) == [QUESTION]
    assert questions(stack) == []


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


def test_grants_to_the_handler_are_kept() -> None:
    """They come before the import runs: the resource depends on them."""
    stack = new_stack()
    job = UserImportJob(stack, "Users", user_pool=new_pool(stack), source=SOURCE)
    bucket = s3.Bucket(stack, "Bucket")
    bucket.grant_read(job.handler)
    job.handler.add_to_role_policy(
        iam.PolicyStatement(actions=["sns:Publish"], resources=["arn:aws:sns:::topic"])
    )
    role = job.handler.role
    assert role
    role.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name("ReadOnlyAccess"))
    ((name, policy),) = resources(stack, "AWS::IAM::Policy").items()
    actions = [each["Action"] for each in policy["Properties"]["PolicyDocument"]["Statement"]]
    assert "sns:Publish" in actions
    assert any("s3:GetObject*" in action for action in actions)
    (import_,) = resources(stack, JOB).values()
    assert name in import_["DependsOn"]
    roles = resources(stack, "AWS::IAM::Role")
    (handler_role,) = [each for key, each in roles.items() if "HandlerRole" in key]
    assert "ReadOnlyAccess" in json.dumps(handler_role["Properties"]["ManagedPolicyArns"])


@jsii.implements(IAspect)
class InsideVpc:
    """Puts each function into a VPC, as an organization may demand."""

    def visit(self, node: IConstruct) -> None:
        """Give the function's role what its network interface needs."""
        if isinstance(node, lambda_.Function) and node.role:
            name = "service-role/AWSLambdaVPCAccessExecutionRole"
            node.role.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name(name))


def test_an_aspect_gives_both_functions_a_policy() -> None:
    """The handler and the responder."""
    stack = stack_with_import(source=SOURCE)
    Aspects.of(stack).add(InsideVpc())
    roles = resources(stack, "AWS::IAM::Role").values()
    given = [role for role in roles if "VPCAccess" in json.dumps(role)]
    assert len(given) == 2


def test_tracing_adds_its_own_permission() -> None:
    """Only where it is switched on."""
    stack = stack_with_import(
        handler_options=UserImportHandlerOptions(tracing=lambda_.Tracing.ACTIVE)
    )
    tracing = [s for s in statements(stack) if "xray:PutTraceSegments" in s["Action"]]
    assert handler_function(stack)["TracingConfig"] == {"Mode": "Active"}
    assert [s["Resource"] for s in tracing] == ["*", "*"]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
