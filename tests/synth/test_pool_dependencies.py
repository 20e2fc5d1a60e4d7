"""What an import waits for: all else of its pool, but nothing that waits for the import."""

from typing import Any

import jsii
import pytest
from aws_cdk import (
    App,
    Aspects,
    CfnCondition,
    CfnOutput,
    CfnResource,
    Fn,
    IAspect,
    NestedStack,
    Stack,
)
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ssm as ssm
from constructs import Construct, IConstruct

from cdk_cognito_user_import import UserImportJob, UserImportSource
from tests.synth.stacks import JOB, new_pool, new_stack, resources

SOURCE = UserImportSource.users(
    [{"cognito:username": "jane", "email": "j@example.com", "email_verified": True}]
)
PERMISSION = "AWS::Lambda::Permission"


def new_import(
    scope: Construct, pool: cognito.IUserPool, name: str = "Users", **props: Any
) -> UserImportJob:
    """Define an import."""
    return UserImportJob(scope, name, user_pool=pool, **{"source": SOURCE, **props})


def new_function(stack: Stack, name: str = "Function", **props: Any) -> lambda_.Function:
    """Define a function."""
    return lambda_.Function(
        stack,
        name,
        code=lambda_.Code.from_inline("def handler(event, context): return event"),
        handler="index.handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
        **props,
    )


def waits_for(stack: Stack, import_: str = "Users") -> set[str]:
    """Return the types, and the beginnings of the names, of what of a pool an import waits for."""
    all_resources = resources(stack)
    (job,) = (
        each
        for name, each in resources(stack, JOB).items()
        if name[:-8] in (import_, "In" + import_)
    )
    return {
        f"{all_resources[name]['Type'].rpartition('::')[2]} {name[:-8]}"
        for name in job["DependsOn"]
        if all_resources[name]["Type"].startswith(("AWS::Cognito::UserPool", PERMISSION))
    }


def test_an_import_waits_for_all_that_can_fail_before_it() -> None:
    """Wherever it is defined, and whenever: after the import, and by an Aspect."""
    stack = new_stack()
    pool = new_pool(stack)
    pool.add_client("Before")
    new_import(stack, pool)
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="p"))
    pool.add_group("Group")
    pool.add_resource_server("Server", identifier="api")
    cognito.UserPoolIdentityProviderAmazon(
        stack,
        "Provider",
        user_pool=pool,
        client_id="c",
        client_secret="s",
    )
    pool.add_trigger(cognito.UserPoolOperation.PRE_SIGN_UP, new_function(stack))

    @jsii.implements(IAspect)
    class Adds:
        def visit(self, node: IConstruct) -> None:
            if node is pool and not pool.node.try_find_child("Late"):
                pool.add_client("Late")

    Aspects.of(stack).add(Adds())
    assert waits_for(stack) == {
        "Permission PoolPreSignUpCognito",
        "UserPoolClient PoolBefore",
        "UserPoolClient PoolLate",
        "UserPoolDomain PoolDomain",
        "UserPoolGroup PoolGroup",
        "UserPoolIdentityProvider Provider",
        "UserPoolResourceServer PoolServer",
    }


def test_an_import_does_not_wait_for_another_pool_or_another_service() -> None:
    """Nor for users, who may be members of a group only after the import."""
    stack = new_stack()
    pool, other = new_pool(stack), new_pool(stack, "Other")
    new_import(stack, pool)
    other.add_client("Client")
    new_function(stack).add_permission("Alarm", principal=iam.ServicePrincipal("sns.amazonaws.com"))
    cognito.CfnUserPoolUserToGroupAttachment(
        stack, "Member", group_name="g", username="jane", user_pool_id=pool.user_pool_id
    )
    assert waits_for(stack) == set()


def test_a_job_for_others_waits_for_nothing() -> None:
    """It imports nobody."""
    stack = new_stack()
    pool = new_pool(stack)
    pool.add_client("Client")
    new_import(stack, pool, source=None)
    assert waits_for(stack) == set()


def test_the_pool_may_be_imported() -> None:
    """By an ID that the client has, too."""
    stack = new_stack()
    pool = cognito.UserPool.from_user_pool_id(stack, "Pool", "eu-central-1_aBc123")
    pool.add_client("Client")
    new_import(stack, pool)
    assert waits_for(stack) == {"UserPoolClient PoolClient"}


def test_each_import_waits_for_its_own_pool() -> None:
    """In a stack with two."""
    stack = new_stack()
    for name in ("A", "B"):
        pool = new_pool(stack, f"Pool{name}")
        new_import(stack, pool, f"Users{name}")
        pool.add_client("Client")
    assert waits_for(stack, "UsersA") == {"UserPoolClient PoolAClient"}
    assert waits_for(stack, "UsersB") == {"UserPoolClient PoolBClient"}


def depends_itself(client: cognito.CfnUserPoolClient, job: UserImportJob) -> None:
    client.node.add_dependency(job)


def depends_by_its_scope(client: cognito.CfnUserPoolClient, job: UserImportJob) -> None:
    scope = client.node.scope
    assert scope
    scope.node.add_dependency(job)


def depends_by_a_resource(client: cognito.CfnUserPoolClient, job: UserImportJob) -> None:
    resource = job.node.find_child("Resource").node.default_child
    assert isinstance(resource, CfnResource)
    client.add_dependency(resource)


def has_an_attribute(client: cognito.CfnUserPoolClient, job: UserImportJob) -> None:
    client.client_name = job.job_id


def has_an_attribute_in_a_text(client: cognito.CfnUserPoolClient, job: UserImportJob) -> None:
    resource = job.node.find_child("Resource").node.default_child
    assert isinstance(resource, CfnResource)
    name = Stack.of(client).resolve(resource.logical_id)
    client.client_name = Fn.sub(f"${{{name}.JobId}} and ${{AWS::Region}}")


def needs_another_that_waits(client: cognito.CfnUserPoolClient, job: UserImportJob) -> None:
    stack = Stack.of(client)
    parameter = ssm.StringParameter(stack, "Parameter", string_value="before")
    parameter.node.add_dependency(job)
    client.client_name = parameter.string_value


@pytest.mark.parametrize(
    "depend",
    [
        depends_itself,
        depends_by_its_scope,
        depends_by_a_resource,
        has_an_attribute,
        has_an_attribute_in_a_text,
        needs_another_that_waits,
    ],
)
def test_what_needs_the_import_is_not_waited_for(depend: Any) -> None:
    """It would be a cycle, which CloudFormation refuses. All else is."""
    stack = new_stack()
    pool = new_pool(stack)
    job = new_import(stack, pool)
    group = Construct(stack, "Frontend")
    client = cognito.CfnUserPoolClient(group, "Client", user_pool_id=pool.user_pool_id)
    pool.add_client("Other")
    depend(client, job)
    assert waits_for(stack) == {"UserPoolClient PoolOther"}


def test_no_cycle_leads_through_two_imports() -> None:
    """A client that waits for the second import waits for the first one, too."""
    stack = new_stack()
    pool = new_pool(stack)
    new_import(stack, pool, "UsersA")
    second = new_import(stack, pool, "UsersB")
    pool.add_client("Client").node.add_dependency(second)
    assert waits_for(stack, "UsersA") == waits_for(stack, "UsersB") == set()


def test_a_client_between_two_imports_stays_between_them() -> None:
    """The second import runs after it."""
    stack = new_stack()
    pool = new_pool(stack)
    first = new_import(stack, pool, "UsersA")
    new_import(stack, pool, "UsersB")
    pool.add_client("Client").node.add_dependency(first)
    assert waits_for(stack, "UsersA") == set()
    assert waits_for(stack, "UsersB") == {"UserPoolClient PoolClient"}


def test_other_stacks_and_resources_with_a_condition_are_left_alone() -> None:
    """A stack that waits for another one can be a cycle of stacks; a condition can be false."""
    app = App()
    stack = Stack(app, "Stack")
    pool = new_pool(stack)
    new_import(stack, pool)
    for number, other in enumerate((Stack(app, "Other"), NestedStack(stack, "Nested"))):
        client = cognito.UserPoolClient(other, f"Client{number}", user_pool=pool)
        CfnOutput(other, "Id", value=client.user_pool_client_id)
    conditional = cognito.CfnUserPoolClient(stack, "Maybe", user_pool_id=pool.user_pool_id)
    conditional.cfn_options.condition = CfnCondition(stack, "Never")
    assert waits_for(stack) == set()


def test_what_has_the_condition_of_the_import_is_waited_for() -> None:
    """As when a whole tenant has a condition."""
    stack = new_stack()
    pool = new_pool(stack)
    new_import(stack, pool)
    pool.add_client("Client")
    whether = CfnCondition(stack, "Whether", expression=Fn.condition_equals("a", "b"))
    for each in stack.node.find_all():
        if isinstance(each, CfnResource):
            each.cfn_options.condition = whether
    assert waits_for(stack) == {"UserPoolClient PoolClient"}


def test_another_synth_forgets_what_now_needs_the_import() -> None:
    """The import waited for a client that now waits for the import."""
    stack = new_stack()
    pool = new_pool(stack)
    job = new_import(stack, pool)
    client = pool.add_client("Client")
    app = stack.node.root
    assert isinstance(app, App)
    app.synth()
    client.node.add_dependency(job)
    template = app.synth(force=True).get_stack_by_name("Stack").template
    (import_,) = (each for each in template["Resources"].values() if each["Type"] == JOB)
    assert not [name for name in import_["DependsOn"] if name.startswith("PoolClient")]
