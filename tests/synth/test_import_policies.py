"""The managed policies that allow the handler to import: few, small, and in no import's way."""

import json
from itertools import pairwise
from typing import Any

import pytest
from aws_cdk import (
    App,
    Aws,
    CfnCondition,
    CfnParameter,
    CfnResource,
    Fn,
    NestedStack,
    Stack,
)
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from cdk_cognito_user_import import (
    UserImportHandlerOptions,
    UserImportJob,
    UserImportLogsRole,
    UserImportSource,
)
from cdk_cognito_user_import.policy_packing import (
    LONGEST_POOL_ARN,
    MAX_POLICY_SIZE,
    ImportNeeds,
    as_json,
    grants_of,
    longest_size,
    merged,
    packed,
    policy_document,
)
from cdk_cognito_user_import.template_references import references
from tests.seeds import SEED
from tests.synth.stacks import JOB, POLICY, Resources, annotations, new_pool, new_stack, resources
from tests.synth.test_import_order import Tenant, depend, run_order


def source_of(stack: Construct, number: int) -> UserImportSource:
    """Return one that synth has nothing to check in."""
    files = s3.Bucket.from_bucket_name(stack, f"Files{number}", "users-bucket")
    return UserImportSource.bucket(files, f"{number}.csv")


def policy_of(found: Resources, job: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of the one policy that an import waits for."""
    (name,) = [name for name in job["DependsOn"] if found[name]["Type"] == POLICY]
    properties: dict[str, Any] = found[name]["Properties"]
    return properties


def test_each_of_many_imports_waits_for_the_policy_with_its_pool() -> None:
    """Twenty imports need two policies of IAM's size; each policy names its pools."""
    stack = new_stack()
    for number in range(20):
        pool = new_pool(stack, f"Pool{number}")
        UserImportJob(stack, f"I{number}", user_pool=pool, source=source_of(stack, number))
    found = resources(stack)
    policies = resources(stack, POLICY)
    assert len(policies) == 2
    for policy in policies.values():
        assert longest_size(policy["Properties"]["PolicyDocument"], {}) <= MAX_POLICY_SIZE + 2_000
    for job in resources(stack, JOB).values():
        policy, pool_id = policy_of(found, job), job["Properties"]["UserPoolId"]["Ref"]
        assert f'"Fn::GetAtt": ["{pool_id}", "Arn"]' in json.dumps(policy["PolicyDocument"])
        assert {"Ref": pool_id} in policy["Description"]["Fn::Join"][1]


def test_imports_of_one_pool_share_its_statements() -> None:
    """Beside an object, each of 30 needs nothing of its own: one policy is enough."""
    stack = new_stack()
    pool, role = new_pool(stack), UserImportLogsRole(stack, "Logs")
    for number in range(30):
        source = source_of(stack, number)
        UserImportJob(
            stack, f"I{number}", user_pool=pool, source=source, cloud_watch_logs_role=role
        )
    (policy,) = resources(stack, POLICY).values()
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    assert [len(each["Resource"]) for each in statements if "s3:" in each["Action"]] == [30]
    assert len(statements) == 4


def tenants_in_a_row(count: int) -> Stack:
    """Return a stack in which each pool is created after the import before it."""
    stack = new_stack()
    before = None
    for number in range(count):
        tenant = Tenant(stack, f"T{number}")
        if before is not None:
            depend(tenant, before, "tenant")
        before = tenant
    return stack


def test_a_pool_that_waits_for_an_import_is_in_another_policy() -> None:
    """The import would wait for the policy, the policy for the pool, and the pool for it."""
    stack = tenants_in_a_row(3)
    assert len(resources(stack, POLICY)) == 3
    assert annotations(stack) == ([], [])


def test_a_pool_that_refers_to_an_import_is_in_another_policy() -> None:
    """Also if it is by something between them."""
    stack = new_stack()
    first = Tenant(stack, "A")
    topic = CfnResource(
        stack, "Topic", type="AWS::SNS::Topic", properties={"DisplayName": first.job.job_id}
    )
    pool = cognito.UserPool.from_user_pool_id(stack, "Pool", topic.ref)
    UserImportJob(stack, "B", user_pool=pool, source=source_of(stack, 1))
    assert len(resources(stack, POLICY)) == 2


def test_imports_that_wait_for_each_other_need_no_more_policies() -> None:
    """Their logs roles, which their policy passes, don't wait with them."""
    stack = new_stack()
    tenants = [Tenant(stack, f"T{number}") for number in range(8)]
    for tenant, other in pairwise(tenants):
        depend(tenant, other, "job")
    gate = CfnResource(stack, "Gate", type="AWS::SNS::Topic")
    tenants[0].job.node.add_dependency(gate)
    assert run_order(stack) == [f"T{number}" for number in reversed(range(8))]
    assert len(resources(stack, POLICY)) == 1
    waits = {
        name[:2]: set(role.get("DependsOn", []))
        for name, role in resources(stack, "AWS::IAM::Role").items()
        if "LogsRole" in name
    }
    assert not [each for each in waits.values() if each & resources(stack, JOB).keys()]
    # What is no import is waited for.
    assert "Gate" in waits["T0"]


@pytest.mark.parametrize(("others", "allowed"), [(0, 5), (1, 4), (2, 4), (3, 3)])
def test_more_policies_than_a_role_can_have_are_an_error(others: int, allowed: int) -> None:
    """With those that the app attaches, and with the replacements of an update."""
    for count in (allowed, allowed + 1):
        stack = tenants_in_a_row(count)
        handler = stack.node.find_child("CognitoUserImportHandler")
        role = handler.node.find_child("Role")
        assert isinstance(role, iam.Role)
        for number in range(others):
            if number:
                name = f"Policy{number}"
                role.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name(name))
            else:
                read = iam.PolicyStatement(actions=["s3:GetObject"], resources=["*"])
                iam.ManagedPolicy(stack, "More", statements=[read], roles=[role])
        errors, _ = annotations(stack)
        if count == allowed:
            assert errors == []
        else:
            (error,) = errors
            assert error == (
                f"The imports of a stack must need at most {allowed} managed policies: the "
                f"handler's role can have 10, {others} of them are others, and an update needs "
                "two of each. Share pools or a cloud_watch_logs_role, or move imports to another "
                f"stack. Received: {count} imports that need {count} policies. "
                f"The first {allowed} need {allowed}"
            )


def test_pools_of_another_stack_are_imported_into_the_policy() -> None:
    """By the references that CDK makes before it packs the policies."""
    app = App()
    pools = Stack(app, "Pools")
    stack = Stack(app, "Stack")
    for number in range(15):
        pool = new_pool(pools, f"Pool{number}")
        UserImportJob(stack, f"I{number}", user_pool=pool, source=source_of(stack, number))
    policies = resources(stack, POLICY).values()
    assert len(policies) > 1
    imported = [json.dumps(each).count("Fn::ImportValue") for each in policies]
    # Its ID in the description and the log group, and its ARN.
    assert sum(imported) == 15 * 3


def test_a_nested_stack_has_policies_of_its_own() -> None:
    """For its own handler."""
    stack = new_stack()
    nested = NestedStack(stack, "Nested")
    for number in range(15):
        pool = new_pool(nested, f"Pool{number}")
        UserImportJob(nested, f"I{number}", user_pool=pool, source=source_of(nested, number))
    assert len(resources(nested, POLICY)) == 2
    assert resources(stack, POLICY) == {}


def test_without_validation_an_import_still_waits_for_what_allows_it() -> None:
    """The first policy then has everything."""
    stack = new_stack()
    for number in range(2):
        pool = new_pool(stack, f"Pool{number}")
        UserImportJob(stack, f"I{number}", user_pool=pool, source=source_of(stack, number))
    app = stack.node.root
    assert isinstance(app, App)
    found = app.synth(skip_validation=True).get_stack_by_name("Stack").template["Resources"]
    jobs = [resource for resource in found.values() if resource["Type"] == JOB]
    documents = [policy_of(found, job)["PolicyDocument"] for job in jobs]
    for pool_id in (job["Properties"]["UserPoolId"]["Ref"] for job in jobs):
        assert all(pool_id in json.dumps(document) for document in documents)


REGION, ACCOUNT = {"Ref": "AWS::Region"}, {"Ref": "AWS::AccountId"}
POOL_ARN = {"Fn::GetAtt": ["Pool", "Arn"]}
KNOWN = {as_json(POOL_ARN): LONGEST_POOL_ARN, as_json({"Ref": "Pool"}): 55}


@pytest.mark.parametrize(
    ("value", "deployed"),
    [
        ({"Ref": "Pool"}, "ap-northeast-1_Ab3dEf6hI"),
        (
            POOL_ARN,
            "arn:aws-us-gov:cognito-idp:us-gov-east-1:111122223333:userpool/us-gov-east-1_Ab3dEf6hI",
        ),
        (
            {"Fn::GetAtt": ["Key", "Arn"]},
            "arn:aws-us-gov:kms:us-gov-east-1:111122223333:key/mrk-" + "0" * 32,
        ),
        ({"Fn::Join": ["/", ["arn", REGION, ACCOUNT]]}, "arn/ap-southeast-1/111122223333"),
        ({"Fn::Sub": "x-${AWS::Region}-${Bucket}"}, "x-ap-southeast-1-" + "b" * 63),
        ({"Fn::ImportValue": "Pools:Arn"}, "arn:aws:iam::111122223333:role/" + "r" * 64),
        ({"Fn::Select": [0, ["a", "b"]]}, "a"),
        (["a", {"b": 1}], ["a", {"b": 1}]),
    ],
)
def test_a_size_is_at_least_that_of_any_deployment(value: Any, deployed: Any) -> None:
    """References take as much as AWS allows."""
    assert longest_size(value, KNOWN) >= len(json.dumps(deployed, separators=(",", ":")))


ACTIONS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True)
NEEDS = st.lists(
    st.tuples(st.lists(st.tuples(ACTIONS, st.integers(0, 40)), max_size=3), st.integers(-1, 25)),
    min_size=1,
    max_size=40,
)


@given(NEEDS)
@seed(SEED)
@settings(database=None)
def test_policies_grant_what_imports_need_and_no_more(drawn: Any) -> None:
    """Within the size, and none serves an import that something in it waits for."""
    needs = [
        ImportNeeds(
            pool=f"pool-{len(granted)}",
            grants=grants_of(
                {"Action": actions, "Resource": f"{resource}" * 300}
                for actions, resource in granted
            ),
            after=min(after, position - 1),
        )
        for position, (granted, after) in enumerate(drawn)
    ]
    policies = packed(needs, {})
    assert sorted(n for policy in policies for n in policy.imports) == list(range(len(needs)))
    for policy in policies:
        members = [needs[position] for position in policy.imports]
        document = policy_document(policy.grants)
        assert grants_of(document["Statement"]) == merged(*(need.grants for need in members))
        assert longest_size(document, {}) <= MAX_POLICY_SIZE
        assert policy.pools == sorted({need.pool for need in members})
        assert max(need.after for need in members) < min(policy.imports)


def test_a_policy_of_many_pools_is_no_longer_than_its_description() -> None:
    """A description has 1,000 characters, which IDs of 55 fill sooner than ARNs the document."""
    needs = [
        ImportNeeds({"Ref": f"P{n}"}, grants_of([{"Action": "a", "Resource": f"p{n}"}]))
        for n in range(40)
    ]
    policies = packed(needs, {as_json({"Ref": f"P{n}"}): 55 for n in range(40)})
    assert [len(policy.pools) for policy in policies] == [17, 17, 6]


def test_an_imported_value_may_name_the_pool() -> None:
    """Its description then has it as the template does."""
    stack = new_stack()
    pool = cognito.UserPool.from_user_pool_id(stack, "Pool", Fn.import_value("PoolId"))
    UserImportJob(stack, "Users", user_pool=pool)
    (policy,) = resources(stack, POLICY).values()
    description = policy["Properties"]["Description"]
    assert description == {"Fn::Join": [" ", ["User pools:", {"Fn::ImportValue": "PoolId"}]]}


def test_an_import_with_a_condition_has_a_policy_with_the_condition() -> None:
    """CloudFormation refuses a policy that refers to a role or a pool which doesn't exist."""
    stack = new_stack()
    whether = CfnCondition(stack, "Whether", expression=Fn.condition_equals(Aws.REGION, "a"))
    for name in ("A", "B", "C"):
        tenant = Construct(stack, name)
        UserImportJob(
            tenant, "Users", user_pool=new_pool(tenant), source=source_of(tenant, 1), wait=False
        )
        for construct in tenant.node.find_all() if name != "B" else []:
            if isinstance(construct, CfnResource):
                construct.cfn_options.condition = whether
    found, jobs = resources(stack), resources(stack, JOB)
    conditions = {name: resource.get("Condition") for name, resource in found.items()}
    for name, resource in resources(stack, POLICY).items():
        used = {conditions.get(each) for each in references(resource["Properties"])} - {None}
        assert used <= {conditions[name]}
    (a, b, c) = sorted(jobs)
    assert policy_of(found, jobs[a]) == policy_of(found, jobs[c]) != policy_of(found, jobs[b])


def test_a_policy_of_the_app_may_be_for_roles_that_only_the_deployment_knows() -> None:
    """They are none of the handler's, as far as synth knows."""
    stack = new_stack()
    roles = CfnParameter(stack, "Roles", type="CommaDelimitedList").value_as_list
    iam.CfnManagedPolicy(stack, "Theirs", policy_document={}, roles=roles)
    pool = new_pool(stack)
    for number in range(2):
        UserImportJob(stack, f"I{number}", user_pool=pool)
    assert len(resources(stack, POLICY)) == 2


def test_an_import_that_the_app_removed_needs_nothing() -> None:
    """The others are chained, and no policy refers to its role."""
    stack = new_stack()
    pool = new_pool(stack)
    for number in range(3):
        UserImportJob(stack, f"I{number}", user_pool=pool, source=source_of(stack, number))
    stack.node.try_remove_child("I1")
    found = resources(stack)
    first, last = sorted(resources(stack, JOB))
    assert first in found[last]["DependsOn"]
    (policy,) = resources(stack, POLICY).values()
    roles = {each for each in references(policy["Properties"]) if "LogsRole" in each}
    assert roles < found.keys()
    assert len(roles) == 2


@pytest.mark.parametrize("imports", [1, 2])
def test_a_role_of_another_stack_may_have_too_many_policies_already(imports: int) -> None:
    """Synth says so for one import, too, which needs no look at the template."""
    app = App()
    attached = [iam.ManagedPolicy.from_aws_managed_policy_name(f"P{number}") for number in range(9)]
    lambda_service = iam.ServicePrincipal("lambda.amazonaws.com")
    role = iam.Role(
        Stack(app, "Roles"), "Role", assumed_by=lambda_service, managed_policies=attached
    )
    stack = Stack(app, "Stack")
    pool = new_pool(stack)
    options = UserImportHandlerOptions(role=role)
    for number in range(imports):
        UserImportJob(stack, f"I{number}", user_pool=pool, handler_options=options)
    (error,), _ = annotations(stack)
    assert "the handler's role can have 10, 9 of them are others" in error
