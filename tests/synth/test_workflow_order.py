"""What the start of an execution waits for: its pool's resources, and the stack's other imports."""

from itertools import combinations
from typing import Any, cast

import pytest
from aws_cdk import App, CfnCondition, CfnResource, Duration, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from cdk_cognito_user_import import (
    UserImportJob,
    UserImportSource,
    UserImportWorkflow,
    WorkflowStart,
)
from tests.seeds import IS_DRAWN, SEED
from tests.synth.stacks import JOB, Resources, new_pool, new_stack, resources

WORKFLOW = "Custom::CognitoUserImportWorkflow"
CONDITION = "AWS::CloudFormation::WaitCondition"
JOB_SOURCE = UserImportSource.users(
    [{"cognito:username": "jane", "email": "j@example.com", "email_verified": True}]
)


def new_job(stack: Stack, name: str, pool: cognito.IUserPool | None = None) -> UserImportJob:
    """Define an import in the deployment."""
    pool = pool or new_pool(stack, f"{name}Pool")
    return UserImportJob(stack, name, user_pool=pool, source=JOB_SOURCE)


def new_workflow(
    stack: Stack, name: str, pool: cognito.IUserPool | None = None, **props: Any
) -> UserImportWorkflow:
    """Define a workflow that each deployment starts."""
    files = s3.Bucket.from_bucket_name(stack, f"{name}Files", "files")
    given = {"start": WorkflowStart.ON_DEPLOY, "wait": Duration.hours(1), **props}
    return UserImportWorkflow(
        stack,
        name,
        user_pool=pool or new_pool(stack, f"{name}Pool"),
        source=UserImportSource.bucket(files, "users.csv"),
        **given,
    )


def waits(found: Resources, name: str) -> set[str]:
    """Return all that a resource waits for, directly or not."""
    reached: set[str] = set()
    left = [name]
    while left:
        resource = found[left.pop()]
        text = str(resource)
        new = {each for each in found if f"'{each}'" in text} - reached
        reached |= new
        left += new
    return reached


def runs(stack: Stack) -> list[str]:
    """Return the imports and the starts, each after those that it waits for.

    :raises AssertionError: Two of them don't wait for each other, or all wait in a circle.
    """
    found = resources(stack)
    ours = {name for name, each in found.items() if each["Type"] in (JOB, WORKFLOW)}
    reached = {name: waits(found, name) for name in ours}
    for name in ours:
        assert name not in reached[name], "a cycle"
    order = sorted(ours, key=lambda name: len(reached[name] & ours))
    for place, name in enumerate(order):
        assert reached[name] & ours == set(order[:place])
    return [name.partition("Deployment")[0].removesuffix(name[-8:]) for name in order]


def test_an_execution_starts_after_the_imports_of_the_stack() -> None:
    """Wherever it is defined: an account runs one job at a time."""
    stack = new_stack()
    new_job(stack, "JobA")
    new_workflow(stack, "Flow")
    new_job(stack, "JobB")
    assert runs(stack) == ["JobA", "JobB", "Flow"]


def test_a_job_for_others_is_not_waited_for() -> None:
    """It runs nothing, and a workflow that people start has no start."""
    stack = new_stack()
    UserImportJob(stack, "Job", user_pool=new_pool(stack))
    new_workflow(stack, "Flow")
    new_workflow(stack, "Other", start=WorkflowStart.ON_REQUEST, wait=None)
    found = resources(stack)
    (job,) = resources(stack, JOB)
    (start,) = resources(stack, WORKFLOW)
    assert job not in waits(found, start)


def test_an_execution_starts_after_the_end_of_the_one_before() -> None:
    """By the condition that waits for it."""
    stack = new_stack()
    for name in ("First", "Second", "Third"):
        new_workflow(stack, name)
    assert runs(stack) == ["First", "Second", "Third"]
    (second,) = (each for name, each in resources(stack, WORKFLOW).items() if "Second" in name)
    (condition,) = (name for name in resources(stack, CONDITION) if "First" in name)
    assert condition in second["DependsOn"]


def test_what_the_app_depends_on_wins() -> None:
    """Against the order of definition, and between two imports."""
    stack = new_stack()
    first, _ = new_workflow(stack, "First"), new_job(stack, "JobA")
    second = new_workflow(stack, "Second")
    first.node.add_dependency(second)
    new_job(stack, "JobB").node.add_dependency(first)
    assert runs(stack) == ["JobA", "Second", "First", "JobB"]


@pytest.mark.thorough
@given(drawn=st.data())
@seed(SEED)
@settings(
    max_examples=40 if IS_DRAWN else 8,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_any_dependencies_over_any_order_of_definition(drawn: st.DataObject) -> None:
    """No cycle, and each import and each start after those it depends on."""
    stack = new_stack()
    names = ["JobA", "JobB", "FlowA", "FlowB"]
    defined = {
        name: (new_job if name.startswith("Job") else new_workflow)(stack, name)
        for name in drawn.draw(st.permutations(names))
    }
    first_to_last = drawn.draw(st.permutations(names))
    pairs = [pair for pair in combinations(first_to_last, 2) if drawn.draw(st.booleans())]
    for before, after in pairs:
        defined[after].node.add_dependency(defined[before])
    order = runs(stack)
    assert sorted(order) == sorted(names)
    for before, after in pairs:
        assert order.index(before) < order.index(after)


def test_an_import_may_wait_for_a_start_by_anything() -> None:
    """An attribute of the execution, for example."""
    stack = new_stack()
    workflow = new_workflow(stack, "Flow")
    pool = new_pool(stack)
    UserImportJob(stack, "Job", user_pool=pool, source=JOB_SOURCE, trigger=workflow.imported_users)
    assert runs(stack) == ["Flow", "Job"]


def test_an_execution_starts_after_what_belongs_to_its_pool() -> None:
    """And not after what needs it."""
    stack = new_stack()
    pool = new_pool(stack)
    pool.add_client("Client")
    workflow = new_workflow(stack, "Flow", pool)
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="p"))
    pool.add_group("Group")
    pool.add_client("Late").node.add_dependency(workflow)
    new_pool(stack, "Other").add_client("Client")
    function = lambda_.Function(
        stack,
        "Function",
        code=lambda_.Code.from_inline("def handler(event, context): return event"),
        handler="index.handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
    )
    pool.add_trigger(cognito.UserPoolOperation.PRE_SIGN_UP, function)
    (start,) = resources(stack, WORKFLOW).values()
    waited = {name[:-8] for name in start["DependsOn"] if name.startswith("Pool")}
    assert waited == {"PoolClient", "PoolDomain", "PoolGroup", "PoolPreSignUpCognito"}


@pytest.mark.parametrize("is_same", [True, False])
def test_only_an_import_with_the_same_condition_is_waited_for(is_same: bool) -> None:
    """Another one may not exist."""
    stack = new_stack()
    job, workflow = new_job(stack, "Job"), new_workflow(stack, "Flow", wait=None)
    whether = CfnCondition(stack, "Whether")
    for construct in (job, workflow) if is_same else (job,):
        for each in construct.node.find_all():
            if isinstance(each, CfnResource):
                each.cfn_options.condition = whether
    (name,) = resources(stack, JOB)
    (start,) = resources(stack, WORKFLOW).values()
    assert (name in start["DependsOn"]) is is_same


def test_other_stacks_are_left_alone() -> None:
    """The app orders stacks."""
    app = App()
    one, other = Stack(app, "One"), Stack(app, "Other")
    new_job(one, "Job")
    new_workflow(other, "Flow")
    (name,) = resources(one, JOB)
    assert name not in str(resources(other))


def test_another_synth_follows_new_dependencies() -> None:
    """What an earlier one added is forgotten."""
    app = App()
    stack = Stack(app, "Stack")
    first, second = new_workflow(stack, "First"), new_workflow(stack, "Second")
    app.synth()
    first.node.add_dependency(second)
    template = app.synth(force=True).get_stack_by_name("Stack").template["Resources"]
    (start,) = (name for name in template if template[name]["Type"] == WORKFLOW and "First" in name)
    assert start not in waits(template, start)


def test_a_workflow_that_the_app_removes_is_not_waited_for() -> None:
    """Nor does it take the order with it."""
    stack = new_stack()
    new_workflow(stack, "First")
    new_job(stack, "Job")
    new_workflow(stack, "Second")
    stack.node.try_remove_child("First")
    assert runs(stack) == ["Job", "Second"]


def test_the_start_depends_on_each_thing_once() -> None:
    """As CloudFormation demands of DependsOn."""
    stack = new_stack()
    job = new_job(stack, "Job")
    new_workflow(stack, "Flow").node.add_dependency(job)
    for each in resources(stack).values():
        listed = cast("list[str]", each.get("DependsOn", []))
        assert len(listed) == len(set(listed))
