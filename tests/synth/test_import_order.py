"""The imports of a stack run one after another, after what they depend on."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from aws_cdk import App, Aws, CfnCondition, CfnResource, Fn, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from cdk_cognito_user_import import UserImportJob, UserImportSource
from cdk_cognito_user_import.template_references import TemplateReferences, in_order, references
from tests.seeds import IS_DRAWN, SEED
from tests.synth.stacks import JOB, POLICY, Resources, new_pool, new_stack, resources

KINDS = ("job", "tenant", "pool", "attribute")


class Tenant(Construct):
    """A pool with an import."""

    def __init__(self, stack: Stack, name: str) -> None:
        super().__init__(stack, name)
        self.pool = new_pool(self)
        files = s3.Bucket.from_bucket_name(self, "Files", "users-bucket")
        source = UserImportSource.bucket(files, f"{name}.csv")
        self.job = UserImportJob(self, "Users", user_pool=self.pool, source=source)


def depend(tenant: Tenant, other: Tenant, kind: str) -> None:
    """Make a tenant depend on another one's import, in one of many ways."""
    if kind == "job":
        tenant.job.node.add_dependency(other.job)
    elif kind == "tenant":
        tenant.node.add_dependency(other)
    elif kind == "pool":
        tenant.pool.node.add_dependency(other.job)
    else:
        properties = {"DisplayName": other.job.job_id}
        name = f"After{other.node.id}"
        topic = CfnResource(tenant, name, type="AWS::SNS::Topic", properties=properties)
        tenant.job.node.add_dependency(topic)


def run_order(stack: Stack) -> list[str]:
    """Return the tenants in the order in which their imports run: each waits for the one before."""
    return run_order_in(resources(stack))  # Which fails if there is a cycle.


def run_order_in(found: Resources) -> list[str]:
    """Return the same of a template."""
    jobs = {name for name, resource in found.items() if resource["Type"] == JOB}
    waiting = TemplateReferences(found)
    before = {name: (waiting.reached([name]) & jobs) - {name} for name in jobs}
    order = sorted(jobs, key=lambda name: len(before[name]))
    for earlier, later in pairwise(order):
        assert earlier in found[later]["DependsOn"]
    return [name.partition("Users")[0] for name in order]


@given(drawn=st.data())
@seed(SEED)
@settings(
    max_examples=60 if IS_DRAWN else 8,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_any_dependencies_over_any_order_of_definition(drawn: st.DataObject) -> None:
    """No cycle, each import after those it depends on, with one policy that has its pool."""
    count = drawn.draw(st.integers(2, 5))
    names = [f"T{number}" for number in range(count)]
    stack = new_stack()
    tenants = {name: Tenant(stack, name) for name in drawn.draw(st.permutations(names))}
    before: dict[str, set[str]] = {name: set() for name in names}
    for number, name in enumerate(names):
        for other in names[:number]:
            kind = drawn.draw(st.sampled_from(["none", "none", *KINDS]))
            if kind != "none":
                depend(tenants[name], tenants[other], kind)
                before[name] |= {other}
    order = run_order(stack)
    assert sorted(order) == names
    for name in names:
        assert all(order.index(other) < order.index(name) for other in before[name])
    if not any(before.values()):
        assert order == list(tenants)
    found = resources(stack)
    for resource in found.values():
        if resource["Type"] == JOB:
            (policy,) = [each for each in resource["DependsOn"] if found[each]["Type"] == POLICY]
            assert resource["Properties"]["UserPoolId"]["Ref"] in references(found[policy])


@pytest.mark.parametrize("kind", KINDS)
def test_a_dependency_against_the_order_of_definition(kind: str) -> None:
    """It turns two imports around, and leaves the others where they are."""
    stack = new_stack()
    tenants = [Tenant(stack, name) for name in ("A", "B", "C", "D")]
    depend(tenants[1], tenants[2], kind)
    assert run_order(stack) == ["A", "C", "B", "D"]


def test_another_synth_follows_new_dependencies() -> None:
    """What an earlier one decided is forgotten."""
    stack = new_stack()
    first, second, third = (Tenant(stack, name) for name in ("A", "B", "C"))
    assert run_order(stack) == ["A", "B", "C"]
    depend(first, second, "job")
    depend(second, third, "pool")
    app = stack.node.root
    assert isinstance(app, App)
    template = app.synth(force=True).get_stack_by_name("Stack").template
    assert run_order_in(template["Resources"]) == ["C", "B", "A"]


def test_a_cycle_of_the_app_is_reported_as_one() -> None:
    """By CDK itself."""
    stack = new_stack()
    first, second = Tenant(stack, "A"), Tenant(stack, "B")
    depend(first, second, "job")
    depend(second, first, "tenant")
    with pytest.raises(RuntimeError, match="cycl"):
        resources(stack)


@given(
    st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 9)), max_size=10),
)
@seed(SEED)
@settings(database=None)
def test_names_are_put_in_order(drawn: Mapping[int, set[int]]) -> None:
    """Whatever waits for what; each comes once, even if some wait for each other."""
    waits: dict[str, Any] = {str(n): {str(o) for o in others} for n, others in drawn.items()}
    order = in_order(waits)
    assert sorted(order) == sorted(waits)
    acyclic = {name: {o for o in others if o < name} for name, others in waits.items()}
    order = in_order(acyclic)
    assert all(
        order.index(other) < order.index(name)
        for name, others in acyclic.items()
        for other in others & acyclic.keys()
    )


def test_references_are_found_wherever_they_are() -> None:
    """In lists, in texts, and in both forms of Fn::GetAtt."""
    value = {
        "A": [{"Ref": "One"}, {"Fn::GetAtt": ["Two", "Arn"]}, {"Fn::GetAtt": "Three.Arn"}],
        "B": {"Fn::Sub": "${Four} ${Five.Arn} ${!Not}"},
        "C": {"Fn::Join": ["", ["x", {"Fn::Sub": ["${Six}", {"y": {"Ref": "Seven"}}]}]]},
    }
    assert set(references(value)) == {"One", "Two", "Three", "Four", "Five", "Six", "Seven"}


def test_an_import_waits_for_none_that_may_not_exist() -> None:
    """Only imports with the same condition are certain to exist together."""
    stack = new_stack()
    tenants = {name: Tenant(stack, name) for name in ("A", "B", "C", "D")}
    whether = CfnCondition(stack, "Whether", expression=Fn.condition_equals(Aws.REGION, "a"))
    for name in ("B", "D"):
        resource = tenants[name].job.node.find_child("Resource").node.default_child
        assert isinstance(resource, CfnResource)
        resource.cfn_options.condition = whether
    jobs = resources(stack, JOB)
    assert {
        name[0]: [other[0] for other in job["DependsOn"] if other in jobs]
        for name, job in jobs.items()
    } == {"A": [], "B": ["A"], "C": ["A"], "D": ["B", "C"]}
