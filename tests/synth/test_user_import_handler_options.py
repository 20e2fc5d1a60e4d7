"""The options of the handler that all imports in a stack share."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, CfnParameter, Duration, Environment, RemovalPolicy, Stack, Token
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_cognito_user_import import UserImportHandlerOptions, UserImportJob, UserImportSource
from tests.synth.stacks import (
    JOB,
    POLICY,
    Resources,
    handler_function,
    new_pool,
    new_stack,
    only_resource,
    resources,
    stack_with_import,
    statements,
)

SOURCE = UserImportSource.users([{"cognito:username": "jane"}])
NETWORK_ACTIONS = {
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
}


def new_vpc(stack: Stack, name: str = "Vpc") -> ec2.Vpc:
    """Return a VPC without internet."""
    isolated = ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    return ec2.Vpc(stack, name, max_azs=2, subnet_configuration=[isolated])


def new_role(stack: Stack) -> iam.Role:
    """Return a role that a function can have."""
    return iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))


def functions(stack: Stack) -> list[dict[str, Any]]:
    """Return the properties of the handler and the responder."""
    found = [each["Properties"] for each in resources(stack, "AWS::Lambda::Function").values()]
    assert len(found) == 2
    return found


def import_into(stack: Stack, options: UserImportHandlerOptions, **props: Any) -> UserImportJob:
    """Add an import with a source."""
    pool = new_pool(stack)
    return UserImportJob(
        stack, "Users", user_pool=pool, source=SOURCE, handler_options=options, **props
    )


OUTSIDE = new_stack()
GROUP = logs.LogGroup(OUTSIDE, "Group")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        *[
            (
                {"runtime": runtime},
                rf"runtime must be Python 3\.11 or newer\. Received: '{runtime.name}'$",
            )
            for runtime in (lambda_.Runtime.PYTHON_3_10, lambda_.Runtime.NODEJS_22_X)
        ],
        ({"runtime": 60}, r"runtime must be a Runtime\. Received: 60$"),
        ({"architecture": 60}, r"architecture must be a Architecture\. Received: 60$"),
        *[
            (
                {"memory_size": size},
                rf"memory_size must be a whole number from 128 to 10,240, .* Received: {size!r}$",
            )
            for size in (0, 127, 10_241, "512", 512.5, True)
        ],
        *[
            (
                {"timeout": Duration.millis(millis)},
                rf"timeout must be 60 to 900 s, in whole seconds\. Received: {seconds} s$",
            )
            for millis, seconds in ((59_000, "59"), (960_000, "960"), (61_500, r"61\.5"))
        ],
        ({"timeout": 60}, r"timeout must be a Duration\. Received: 60$"),
        (
            {"timeout": Duration.seconds(Token.as_number({"Ref": "Seconds"}))},
            r"timeout must be known at synth\. Received: a token$",
        ),
        ({"log_level": "LOUD"}, r"log_level must be one of INFO, DEBUG, .* Received: 'LOUD'$"),
        ({"log_level": None}, r"log_level must be one of INFO, DEBUG, .* Received: None$"),
        ({"log_retention": 30}, r"log_retention must be one of ONE_DAY, .* Received: 30$"),
        ({"tracing": True}, r"tracing must be one of ACTIVE, .* Received: True$"),
        ({"log_group": "/logs"}, r"log_group must be an ILogGroup, .* Received: '/logs'$"),
        ({"vpc": "vpc-1"}, r"vpc must be an IVpc, .* Received: 'vpc-1'$"),
        ({"role": "arn:aws:iam::1:role/R"}, r"role must be an IRole, .* Received: 'arn:aws:"),
        ({"environment_encryption": "alias/k"}, r"environment_encryption must be an IKey, .*'$"),
        ({"vpc_subnets": ["s-1"]}, r"vpc_subnets must be a SubnetSelection\. Received: \['s-1'\]$"),
        *[
            ({"security_groups": groups}, r"security_groups must be a list of ISecurityGroup, .*$")
            for groups in ("sg-1", ["sg-1"], 7)
        ],
        *[
            (
                {"reserved_concurrent_executions": count},
                "reserved_concurrent_executions must be a whole number, at least 2: a Delete or a "
                rf"rollback runs beside the import that it stops\. Received: {count!r}$",
            )
            for count in (0, 1, -1, 2.5, "2", True)
        ],
        (
            {"log_group": GROUP, "log_retention": "ONE_WEEK"},
            r"log_retention must not come with a log_group, .* Received: ONE_WEEK$",
        ),
        (
            {"vpc_subnets": ec2.SubnetSelection(one_per_az=True)},
            r"vpc_subnets must come with a vpc\. Received: no vpc$",
        ),
        (
            {"security_groups": [ec2.SecurityGroup(OUTSIDE, "One", vpc=new_vpc(OUTSIDE))]},
            r"security_groups must come with a vpc\. Received: no vpc$",
        ),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], message: str) -> None:
    """The error says what is wrong, what is allowed, and what was received."""
    with pytest.raises(ValueError, match=f"^{message}"):
        UserImportHandlerOptions(**options)


def test_the_name_of_a_level_is_accepted() -> None:
    """As a configuration file has it."""
    named: dict[str, Any] = {
        "log_level": "DEBUG",
        "log_retention": "ONE_WEEK",
        "tracing": "ACTIVE",
    }
    stack = stack_with_import(handler_options=UserImportHandlerOptions(**named))
    handler = handler_function(stack)
    assert handler["LoggingConfig"]["ApplicationLogLevel"] == "DEBUG"
    assert handler["TracingConfig"] == {"Mode": "Active"}
    assert only_resource(stack, "AWS::Logs::LogGroup")["Properties"]["RetentionInDays"] == 7


def test_tokens_of_numbers_are_let_through() -> None:
    """Lambda checks them."""
    stack = new_stack()
    count: Any = Token.as_number(CfnParameter(stack, "Count", type="Number").value_as_number)
    options = UserImportHandlerOptions(memory_size=count, reserved_concurrent_executions=count)
    UserImportJob(stack, "Users", user_pool=new_pool(stack), handler_options=options)
    handler = handler_function(stack)
    assert handler["MemorySize"] == {"Ref": "Count"}
    assert handler["ReservedConcurrentExecutions"] == {"Ref": "Count"}


def test_later_imports_give_the_options_of_the_first_or_none() -> None:
    """Equal options of another record count as the same."""
    stack = new_stack()
    pool, vpc = new_pool(stack), new_vpc(stack)
    group = ec2.SecurityGroup(stack, "Group", vpc=vpc)

    def options(**others: Any) -> UserImportHandlerOptions:
        given: dict[str, Any] = {
            "runtime": lambda_.Runtime.PYTHON_3_12,
            "timeout": Duration.minutes(5),
            "vpc": vpc,
            "vpc_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            "security_groups": [group],
        }
        return UserImportHandlerOptions(**given | others)

    def add(name: str, options: UserImportHandlerOptions | None) -> None:
        UserImportJob(stack, name, user_pool=pool, handler_options=options)

    add("First", options())
    add("Silent", None)
    add("Equal", options(timeout=Duration.seconds(300), security_groups=(group,)))
    beginning = "^handler_options must be the same for all imports in a stack, because they share "
    for others, received in (
        ({"memory_size": 256}, "memory_size=256, allowed: memory_size=512"),
        ({"timeout": Duration.minutes(6)}, "timeout=360, allowed: timeout=300"),
        ({"vpc": new_vpc(stack, "Other")}, "vpc=Stack/Other, allowed: vpc=Stack/Vpc"),
        ({"vpc_subnets": None}, "vpc_subnets=None, allowed: vpc_subnets={"),
        ({"log_retention": "ONE_WEEK"}, "log_retention=ONE_WEEK, allowed: log_retention=None"),
    ):
        with pytest.raises(ValueError, match=rf"{beginning}.* Received: {received}"):
            add(f"With{next(iter(others))}", options(**others))


def test_options_are_the_same_if_their_constructs_are() -> None:
    """What an attribute of a construct returns is another object each time."""
    stack = new_stack()
    pool, vpc = new_pool(stack), new_vpc(stack)
    function = lambda_.Function(
        stack,
        "Function",
        code=lambda_.Code.from_inline("def handler(event, context): return event"),
        handler="index.handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
    )
    for name in ("First", "Second"):
        subnets = ec2.SubnetSelection(subnets=vpc.isolated_subnets)
        options = UserImportHandlerOptions(vpc=vpc, vpc_subnets=subnets, role=function.role)
        UserImportJob(stack, name, user_pool=pool, handler_options=options)
    subnets = ec2.SubnetSelection(subnets=vpc.isolated_subnets[:1])
    options = UserImportHandlerOptions(vpc=vpc, vpc_subnets=subnets, role=function.role)
    with pytest.raises(ValueError, match=r"Received: vpc_subnets=.*, allowed: .*IsolatedSubnet2"):
        UserImportJob(stack, "Third", user_pool=pool, handler_options=options)


def test_options_after_an_import_without_any_are_refused() -> None:
    """The handler exists already. Its defaults may be given."""
    stack = new_stack()
    pool = new_pool(stack)
    UserImportJob(stack, "First", user_pool=pool)
    same = UserImportHandlerOptions(memory_size=512)
    UserImportJob(stack, "Same", user_pool=pool, handler_options=same)
    other = UserImportHandlerOptions(memory_size=1024)
    with pytest.raises(ValueError, match=r"Received: memory_size=1024, allowed: memory_size=512$"):
        UserImportJob(stack, "Other", user_pool=pool, handler_options=other)


def test_both_functions_are_in_the_vpc() -> None:
    """In its isolated subnets, with one security group that allows HTTPS and nothing else."""
    stack = new_stack()
    import_into(stack, UserImportHandlerOptions(vpc=new_vpc(stack)))
    (group,) = resources(stack, "AWS::EC2::SecurityGroup")
    subnets = [{"Ref": name} for name in resources(stack, "AWS::EC2::Subnet")]
    for function in functions(stack):
        assert function["VpcConfig"] == {
            "SubnetIds": subnets,
            "SecurityGroupIds": [{"Fn::GetAtt": [group, "GroupId"]}],
        }
    properties = only_resource(stack, "AWS::EC2::SecurityGroup")["Properties"]
    assert "SecurityGroupIngress" not in properties
    assert properties["SecurityGroupEgress"] == [
        {
            "CidrIp": "0.0.0.0/0",
            "Description": "AWS services",
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
        }
    ]


def test_the_roles_of_functions_in_a_vpc_can_manage_network_interfaces() -> None:
    """Inline, so that they exist as long as the functions, and no other roles can."""
    stack = new_stack()
    import_into(stack, UserImportHandlerOptions(vpc=new_vpc(stack)))
    able = {
        name: role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        for name, role in resources(stack, "AWS::IAM::Role").items()
        if "ec2:" in json.dumps(role)
    }
    assert able.keys() == {name for name in resources(stack, "AWS::IAM::Role") if "Handler" in name}
    assert len(able) == 2
    for allowed in able.values():
        look, change = (s for s in allowed if "ec2:" in json.dumps(s))
        assert {*look["Action"], *change["Action"]} == NETWORK_ACTIONS
        assert look["Resource"] == "*"
        assert all("Describe" in action for action in look["Action"])
        assert stack.resolve(change["Resource"])["Fn::Join"][1] == [
            "arn:",
            {"Ref": "AWS::Partition"},
            ":ec2:",
            {"Ref": "AWS::Region"},
            ":*:*/*",
        ]
    assert "ManagedPolicyArns" not in json.dumps(resources(stack, "AWS::IAM::Role"))
    assert "ec2:" not in json.dumps(statements(stack_with_import(source=SOURCE)))


def test_an_import_runs_after_the_endpoints_of_its_vpc() -> None:
    """Otherwise, its handler couldn't respond."""
    stack = new_stack()
    vpc = new_vpc(stack)
    job = import_into(stack, UserImportHandlerOptions(vpc=vpc))
    endpoint = vpc.add_interface_endpoint(
        "Cognito", service=ec2.InterfaceVpcEndpointAwsService.COGNITO_IDP, open=False
    )
    endpoint.connections.allow_default_port_from(job.handler)
    (name,) = resources(stack, "AWS::EC2::VPCEndpoint")
    assert name in only_resource(stack, JOB)["DependsOn"]


def test_subnets_and_security_groups_can_be_chosen() -> None:
    """Then there is no other group."""
    stack = new_stack()
    vpc = new_vpc(stack)
    (group,) = groups = [ec2.SecurityGroup(stack, "Mine", vpc=vpc)]
    chosen = ec2.SubnetSelection(subnets=vpc.isolated_subnets[:1])
    import_into(
        stack, UserImportHandlerOptions(vpc=vpc, vpc_subnets=chosen, security_groups=groups)
    )
    assert len(resources(stack, "AWS::EC2::SecurityGroup")) == 1
    for function in functions(stack):
        assert len(function["VpcConfig"]["SubnetIds"]) == 1
        assert function["VpcConfig"]["SecurityGroupIds"] == [stack.resolve(group.security_group_id)]


def test_public_subnets_are_refused() -> None:
    """By CDK: a function has no internet access there."""
    stack = new_stack()
    public = ec2.SubnetConfiguration(name="Public", subnet_type=ec2.SubnetType.PUBLIC)
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2, subnet_configuration=[public])
    with pytest.raises(RuntimeError, match="public subnet can NOT access the internet"):
        import_into(stack, UserImportHandlerOptions(vpc=vpc))


def test_concurrency_and_encryption_are_those_of_both_functions() -> None:
    """Each has its own reservation, so that the responder runs when the handler is busy."""
    stack = new_stack()
    key = kms.Key(stack, "Key")
    import_into(
        stack,
        UserImportHandlerOptions(reserved_concurrent_executions=2, environment_encryption=key),
    )
    for function in functions(stack):
        assert function["ReservedConcurrentExecutions"] == 2
        assert function["KmsKeyArn"] == stack.resolve(key.key_arn)


def test_a_log_group_can_be_given() -> None:
    """With a key, another retention, and a policy for its removal; there is no other."""
    stack = new_stack()
    group = logs.LogGroup(
        stack,
        "Mine",
        encryption_key=kms.Key(stack, "Key"),
        retention=logs.RetentionDays.TEN_YEARS,
        removal_policy=RemovalPolicy.RETAIN,
    )
    import_into(stack, UserImportHandlerOptions(log_group=group))
    assert only_resource(stack, "AWS::Logs::LogGroup")["DeletionPolicy"] == "Retain"
    for function in functions(stack):
        assert function["LoggingConfig"]["LogGroup"] == stack.resolve(group.log_group_name)
    writing = [s for s in statements(stack) if "logs:PutLogEvents" in s["Action"]]
    assert [s["Resource"] for s in writing if "DescribeLogStreams" not in str(s["Action"])] == [
        stack.resolve(group.log_group_arn)
    ] * 2


def actions_of(policies: Resources) -> set[str]:
    """Return all that some policies allow."""
    found: set[str] = set()
    for policy in policies.values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            found |= {actions} if isinstance(actions, str) else {*actions}
    return found


NEEDED = {
    "cloudformation:DescribeStackResource",
    "cloudformation:DescribeStacks",
    "cognito-idp:CreateUserImportJob",
    "cognito-idp:DescribeUserImportJob",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:GetCSVHeader",
    "cognito-idp:ListUserImportJobs",
    "cognito-idp:ListUsers",
    "cognito-idp:StartUserImportJob",
    "cognito-idp:StopUserImportJob",
    "iam:PassRole",
    "lambda:InvokeFunction",
    "logs:CreateLogStream",
    "logs:FilterLogEvents",
    "logs:PutLogEvents",
    "s3:GetObject",
}


@pytest.mark.parametrize("kind", ["own", "imported"])
def test_a_given_role_gets_the_policies(kind: str) -> None:
    """Both functions have it, no other role is created, and grants to the handler are kept."""
    stack = new_stack()
    arn = "arn:aws:iam::111122223333:role/path/Given"
    role = new_role(stack) if kind == "own" else iam.Role.from_role_arn(stack, "Given", arn)
    options = UserImportHandlerOptions(role=role, vpc=new_vpc(stack))
    logs_role = iam.Role.from_role_name(stack, "Logs", "Logs")
    job = import_into(stack, options, cloud_watch_logs_role=logs_role)
    job.handler.add_to_role_policy(
        iam.PolicyStatement(actions=["sns:Publish"], resources=["arn:aws:sns:::topic"])
    )
    assert len(resources(stack, "AWS::IAM::Role")) == (kind == "own")
    assert {json.dumps(f["Role"]) for f in functions(stack)} == {
        json.dumps(stack.resolve(role.role_arn))
    }
    attached = resources(stack, "AWS::IAM::Policy") | resources(stack, POLICY)
    assert actions_of(attached) == NEEDED | NETWORK_ACTIONS | {"sns:Publish"}
    name = stack.resolve(role.role_name)
    assert all(each["Properties"]["Roles"] == [name] for each in attached.values())
    # Those that the app's role had before come before the functions.
    earlier = [
        name
        for function in resources(stack, "AWS::Lambda::Function").values()
        for name in function["DependsOn"]
    ]
    assert {*attached} <= {*only_resource(stack, JOB)["DependsOn"], *earlier}


def test_the_functions_of_a_given_role_are_created_after_their_permissions() -> None:
    """Lambda needs those of the network interfaces, and of the destination, when it creates."""
    stack = new_stack()
    import_into(stack, UserImportHandlerOptions(role=new_role(stack), vpc=new_vpc(stack)))
    attached = resources(stack, "AWS::IAM::Policy")
    (network,) = [name for name in attached if "ec2:" in json.dumps(attached[name])]
    (invoke,) = [name for name in attached if "lambda:Invoke" in json.dumps(attached[name])]
    for function in resources(stack, "AWS::Lambda::Function").values():
        assert network in function["DependsOn"]
        assert invoke not in function["DependsOn"]
    assert invoke in only_resource(stack, "AWS::Lambda::EventInvokeConfig")["DependsOn"]


def test_an_immutable_role_gets_no_policy() -> None:
    """Whoever owns it gives it the permissions in the documents."""
    stack = new_stack()
    arn = "arn:aws:iam::111122223333:role/Given"
    role = iam.Role.from_role_arn(stack, "Given", arn, mutable=False)
    import_into(stack, UserImportHandlerOptions(role=role), cloud_watch_logs_role=role)
    assert statements(stack) == []
    assert [function["Role"] for function in functions(stack)] == [arn, arn]
    assert "Policy" not in str(only_resource(stack, JOB)["DependsOn"])


def test_several_stacks_can_give_the_same_role() -> None:
    """No policy has the name of another stack's, or they would overwrite each other."""
    names: list[str] = []
    for number, region in enumerate(("eu-central-1", "eu-central-1", "eu-west-1")):
        env = Environment(account="111122223333", region=region)
        stack = Stack(App(), f"Stack{number}", stack_name=f"Named{number % 2}", env=env)
        role = iam.Role.from_role_name(stack, "Given", "Given")
        import_into(stack, UserImportHandlerOptions(role=role))
        policies = resources(stack, "AWS::IAM::Policy")
        names += [policy["Properties"]["PolicyName"] for policy in policies.values()]
    assert len({*names}) == len(names) == 6


def test_the_asynchronous_invocation_cannot_be_configured_again() -> None:
    """CloudFormation refuses a second configuration. The error comes at synth."""
    stack = new_stack()
    job = import_into(stack, UserImportHandlerOptions())
    with pytest.raises(RuntimeError, match="EventInvokeConfig has already been configured for"):
        job.handler.configure_async_invoke(retry_attempts=0)


def test_with_precreated_roles_no_policy_is_created_but_all_are_reported() -> None:
    """As Role.customize_roles promises to teams that may not create roles."""
    stack = new_stack()
    paths = ("CognitoUserImportHandler/Role", "CognitoUserImportHandler/ResponderRole")
    logs_roles = tuple(f"I{number}/LogsRole" for number in range(2))
    names = {f"Stack/{path}": "theirs" for path in (*paths, *logs_roles)}
    iam.Role.customize_roles(stack, use_precreated_roles=names)
    pool = new_pool(stack)
    users = UserImportSource.users([{"cognito:username": "jane", "email": "j@example.com"}])
    for number in range(2):
        UserImportJob(stack, f"I{number}", user_pool=pool, source=users)
    assert not [each for each in resources(stack).values() if each["Type"].startswith("AWS::IAM")]
    app = stack.node.root
    assert isinstance(app, App)
    report = Path(app.outdir, "iam-policy-report.txt").read_text("utf-8")
    for action in (
        "cloudformation:DescribeStacks",
        "cognito-idp:StartUserImportJob",
        "iam:PassRole",
        "lambda:InvokeFunction",
        "logs:FilterLogEvents",
        "s3:GetObject",
    ):
        assert f'"{action}"' in report
    for function in ("Function", "Responder"):
        assert f'"(Stack/CognitoUserImportHandler/{function}/Resource.Arn)"' in report
